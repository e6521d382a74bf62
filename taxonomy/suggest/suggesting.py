"""From people's words to the right class and code: what a text may mean, why, and what to ask next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from taxonomy.codes import Language, Titles
from taxonomy.suggest.added import NO_TERMS, AddedTerms, Match, pull, reasons_of_added
from taxonomy.suggest.certainty import certainty, shares
from taxonomy.suggest.classes import class_chances, class_evidence, class_weights, ranked
from taxonomy.suggest.questions import is_mirror, question
from taxonomy.suggest.ranking import Context, Evidence, Ranker, context_of, probabilities, ranker, scores, weights
from taxonomy.suggest.reasons import reasons_of_class, reasons_of_code
from taxonomy.suggest.sentences import sentence
from taxonomy.suggest.stated import shown, stated_code, without_codes
from taxonomy.suggest.values import Answer, ClassSuggestion, CodeSuggestion, Hazard, Outcome, StatedCode
from taxonomy.suggest.vocabulary import class_of, entries
from taxonomy.suggest.words import Word, words_of
from taxonomy.waste_list import edition

Floats = NDArray[np.float64]

LONGEST_TEXT = 5_000
MOST = 10
STANDS_OUT = 0.5
"""From this score on the first suggestion is told as the likeliest."""
WORTH_ASKING = 0.6
"""Chance that the best few must have together for a question between them."""
MOST_ASKED = 4
LEAST_CHANCE = 0.002
STATED = 4.0
"""What a code in the text adds to its score: it is right far more often than the words, and still may be a slip."""
GROUP = 2


def suggest(
    text: str,
    *,
    language: Language | None = None,
    industry: str | None = None,
    process: str | None = None,
    form: str | None = None,
    in_edition: str | None = None,
    limit: int = MOST,
    extra: AddedTerms = NO_TERMS,
) -> Answer:
    """What a text may mean, best first.

    Parameters
    ----------
    text : str
        Words in Finnish, Swedish or English, as anybody would write them; a waste code may be among them.
    language : str, optional
        Language of the text, if it is known.
    industry : str, optional
        NACE Rev. 2 code of who has the waste, with or without dots.
    process, form : str, optional
        Words for where it arises and what it looks like ("liete", "pöly").
    in_edition : str, optional
        Only entries of this edition of the List of Waste; by default those of all.
    limit : int
        How many codes and how many classes at most.
    extra : AddedTerms
        Terms beside those of our lists: what reviewers of a bank accepted.

    Returns
    -------
    Answer
        Never an error: what cannot be classified is told in its sentence.

    >>> suggest("valuhiekka").codes[0].code
    '100908'
    """
    if len(text) > LONGEST_TEXT:
        return Answer(text[:LONGEST_TEXT], "too_long", sentence("too_long", most=str(LONGEST_TEXT)))
    return _suggest(text, language, industry, process, form, in_edition, limit, extra)


def suggest_many(
    texts: Iterable[str], *, language: Language | None = None, limit: int = MOST, extra: AddedTerms = NO_TERMS
) -> list[Answer]:
    """The answers for many texts in their order."""
    return [suggest(text, language=language, limit=limit, extra=extra) for text in texts]


@lru_cache(maxsize=4_000)
def _suggest(
    text: str,
    language: Language | None,
    industry: str | None,
    process: str | None,
    form: str | None,
    in_edition: str | None,
    limit: int,
    extra: AddedTerms,
) -> Answer:
    bare = without_codes(text)
    words = words_of(bare)
    stated = stated_code(text, is_whole=not words)
    if not words:
        return _wordless(text, stated)
    context = context_of(words, industry=industry, process=process, language=language)
    said = (*words, *(words_of(form) if form else ()))
    by = ranker()
    added = tuple(extra.met(words))
    evidence = by.evidence(said, context, pull(added))
    chances = probabilities(_scores(evidence, by, stated, in_edition, added))
    sure = certainty(evidence, chances, by, words)
    found = _codes(evidence, chances, by, words, context, sure, stated, limit)
    codes = tuple(replace(one, reasons=(*reasons_of_added(one.code, added), *one.reasons)) for one in found)
    return _answer(text, codes, _classes(evidence, chances, by, words, sure, limit), sure, stated)


def _wordless(text: str, stated: StatedCode | None) -> Answer:
    """The answer for a text without words: its code, else what is missing."""
    if stated is None:
        name: Outcome = "number_only" if any(letter.isdigit() for letter in text) else "empty"
        return Answer(text, name, sentence(name))
    if stated.code not in entries():
        return Answer(text, "nothing", stated.sentence or sentence("nothing"), stated=stated)
    code = CodeSuggestion(
        stated.code, 1.0, _hazard(stated.code, ""), entries()[stated.code].mirror_codes, class_of(stated.code), ()
    )
    classes = (ClassSuggestion(code.material_class, 1.0, (code.code,), ()),)
    asked = question((code.code, *code.twins)) if code.twins and stated.status == "wrong_star" else None
    told = stated.sentence or sentence("stated", code=shown(code.code))
    return Answer(text, "found", told, (code,), classes, asked, stated)


def _scores(
    evidence: Evidence, by: Ranker, stated: StatedCode | None, in_edition: str | None, added: Sequence[Match]
) -> Floats:
    found = scores(evidence, weights())
    named = [by.codes[number] for number in evidence.codes]
    if added:
        pulls = pull(added)
        found = found + np.array([pulls.get(code, 0.0) for code in named])
    if stated is not None:
        found = found + STATED * np.array([code == stated.code for code in named], float)
    if in_edition is not None:
        listed = edition(in_edition).entries
        found = np.where([code in listed for code in named], found, -np.inf)
    return np.asarray(found)


def _codes(
    evidence: Evidence,
    chances: Floats,
    by: Ranker,
    words: Sequence[Word],
    context: Context,
    sure: float,
    stated: StatedCode | None,
    limit: int,
) -> tuple[CodeSuggestion, ...]:
    order = [int(place) for place in np.argsort(-chances, kind="stable") if chances[place] > LEAST_CHANCE][:limit]
    found = []
    for place, score in zip(order, shares([float(chances[place]) for place in order], sure), strict=True):
        code = by.codes[evidence.codes[place]]
        found.append(
            CodeSuggestion(
                code=code,
                score=score,
                hazard=_hazard(code, context.hazard),
                twins=entries()[code].mirror_codes,
                material_class=class_of(code),
                reasons=reasons_of_code(evidence, place, by, words, context, stated),
            )
        )
    return tuple(found)


def _hazard(code: str, said: str) -> Hazard:
    """The hazard by the list; that of a mirror entry is open until the text says or a test tells."""
    entry = entries()[code]
    if entry.mirror_codes and not said:
        return "unknown"
    return "hazardous" if entry.hazardous_fi else "not_hazardous"


def _classes(
    evidence: Evidence, chances: Floats, by: Ranker, words: Sequence[Word], sure: float, limit: int
) -> tuple[ClassSuggestion, ...]:
    names, features = class_evidence(evidence, chances, by, weights())
    found = ranked(names, class_chances(features, class_weights()))[:limit]
    likely = {by.codes[number]: float(chance) for number, chance in zip(evidence.codes, chances, strict=True)}
    best = sorted(likely, key=lambda code: -likely[code])[:MOST]
    return tuple(
        ClassSuggestion(
            material_class=name,
            score=round(chance * min(1.0, sure / max(float(chances.max()), 1e-9)), 3),
            codes=tuple(code for code in best if class_of(code) == name),
            reasons=reasons_of_class(evidence, name, by, words),
        )
        for name, chance in found
        if chance > LEAST_CHANCE
    )


def _answer(
    text: str,
    codes: tuple[CodeSuggestion, ...],
    classes: tuple[ClassSuggestion, ...],
    sure: float,
    stated: StatedCode | None,
) -> Answer:
    if not codes:
        return Answer(text, "nothing", sentence("nothing"), (), classes, None, stated)
    rivals = _rivals(codes)
    asked = question([one.code for one in rivals])
    together = sum(one.score for one in rivals)
    outcome: Outcome = "found" if sure >= STANDS_OUT else "several" if together >= WORTH_ASKING else "not_enough"
    if outcome == "found" and asked is not None and not is_mirror([one.code for one in rivals]):
        asked = None if codes[0].score > WORTH_ASKING else asked
    return Answer(text, outcome, _told(outcome, codes, stated), codes, classes, asked, stated)


def _rivals(codes: Sequence[CodeSuggestion]) -> list[CodeSuggestion]:
    """The first suggestions that are near each other: the question is between them."""
    near = [one for one in codes[: MOST_ASKED + 1] if one.score >= codes[0].score / 4]
    twins = [one for one in codes if one.code in codes[0].twins and one not in near]
    return near + twins[:1] if len(near) == 1 else near


def _told(outcome: Outcome, codes: Sequence[CodeSuggestion], stated: StatedCode | None) -> Titles:
    if stated is not None and stated.sentence is not None:
        return stated.sentence
    if outcome == "found":
        return sentence("found", first=shown(codes[0].code))
    places = list(dict.fromkeys(one.code[:GROUP] for one in codes[:MOST_ASKED]))
    return sentence(outcome, places=" / ".join(places)) if outcome == "not_enough" else sentence(outcome)
