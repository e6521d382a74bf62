"""From people's words to the right class and code: what a text may mean, why, and what to ask next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np

from taxonomy.codes import Language, Titles
from taxonomy.materials import material_class
from taxonomy.suggest.added import NO_TERMS, AddedTerms, pull_of_classes
from taxonomy.suggest.certainty import shares
from taxonomy.suggest.classes import class_chances, class_evidence, class_weights, codeless, ranked, wholly_named
from taxonomy.suggest.questions import is_mirror, question
from taxonomy.suggest.ranking import TINY, probabilities, weights
from taxonomy.suggest.reading import Asked, Reading, read
from taxonomy.suggest.reasons import reasons_of_class, reasons_of_code
from taxonomy.suggest.sentences import sentence
from taxonomy.suggest.stated import shown, stated_code, without_codes
from taxonomy.suggest.values import Answer, ClassSuggestion, CodeSuggestion, Hazard, Outcome, StatedCode
from taxonomy.suggest.vocabulary import class_of, entries
from taxonomy.suggest.words import words_of

LONGEST_TEXT = 5_000
MOST = 10
STANDS_OUT = 0.5
"""From this score on the first suggestion is told as the likeliest."""
SURE = 0.8
"""From this score on nothing is asked but what a test would tell."""
WORTH_ASKING = 0.5
"""Score that the best few must have together for a question between them."""
UNKNOWN_WORDS = 0.36
"""Least certainty for a text none of whose words is known: its letters then resemble a term by more than chance."""
MOST_ASKED = 4
NEAR = 0.1
LEAST_CHANCE = 0.002
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
    return _suggest(text, Asked(language, industry, process, form, in_edition, extra), limit)


def suggest_many(
    texts: Iterable[str], *, language: Language | None = None, limit: int = MOST, extra: AddedTerms = NO_TERMS
) -> list[Answer]:
    """The answers for many texts in their order."""
    return [suggest(text, language=language, limit=limit, extra=extra) for text in texts]


@lru_cache(maxsize=1_000)
def _suggest(text: str, asked: Asked, limit: int) -> Answer:
    words = words_of(without_codes(text))
    stated = stated_code(text, is_whole=not words)
    if not words:
        return _wordless(text, stated)
    reading = read(text, words, stated, asked)
    classes = _classes(reading, limit)
    return _answer(text, _codes(reading, limit, without_code(classes)), classes, reading)


def _wordless(text: str, stated: StatedCode | None) -> Answer:
    """The answer for a text without words: its code, else what is missing."""
    if stated is None:
        name: Outcome = "empty"
        if any(letter.isalpha() for letter in text):
            name = "nothing"
        elif any(letter.isdigit() for letter in text):
            name = "number_only"
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


def _codes(reading: Reading, limit: int, elsewhere: float) -> tuple[CodeSuggestion, ...]:
    """The likeliest codes; `elsewhere` is the chance that the text means something that no list of waste has."""
    order = [int(place) for place in np.argsort(-reading.chances, kind="stable")[:limit]]
    likely = [place for place in order if reading.chances[place] > LEAST_CHANCE]
    scored = shares([float(reading.chances[place]) for place in likely], reading.sure * (1 - elsewhere))
    return tuple(_code(reading, place, score) for place, score in zip(likely, scored, strict=True))


def _code(reading: Reading, place: int, score: float) -> CodeSuggestion:
    code = reading.code(place)
    return CodeSuggestion(
        code=code,
        score=score,
        hazard=_hazard(code, reading.context.hazard),
        twins=entries()[code].mirror_codes,
        material_class=class_of(code),
        reasons=reasons_of_code(reading, place),
    )


def _hazard(code: str, said: str) -> Hazard:
    """The hazard by the list; that of a mirror entry is open until the text says or a test tells."""
    entry = entries()[code]
    if entry.mirror_codes and not said:
        return "unknown"
    return "hazardous" if entry.hazardous_fi else "not_hazardous"


def classes_of(reading: Reading) -> list[tuple[str, float]]:
    """The chance of each class that anything speaks for, the likeliest first."""
    names, features = class_evidence(reading.evidence, reading.chances, reading.by, weights())
    whole = wholly_named(reading.evidence, reading.by)
    chances = class_chances(names, features, class_weights(), whole)
    if reading.added:
        pulls = pull_of_classes(reading.added)
        chances = probabilities(np.log(chances + TINY) + np.array([pulls.get(name, 0.0) for name in names]))
    return ranked(names, chances)


def _classes(reading: Reading, limit: int) -> tuple[ClassSuggestion, ...]:
    found = classes_of(reading)[:limit]
    best = [reading.code(int(place)) for place in np.argsort(-reading.chances, kind="stable")[:MOST]]
    return tuple(
        ClassSuggestion(
            material_class=name,
            score=round(chance, 3),
            codes=tuple(code for code in best if class_of(code) == name),
            reasons=reasons_of_class(reading, name),
        )
        for name, chance in found
        if chance > LEAST_CHANCE
    )


def _answer(
    text: str, codes: tuple[CodeSuggestion, ...], classes: tuple[ClassSuggestion, ...], reading: Reading
) -> Answer:
    if not codes or (not reading.is_known and reading.sure < UNKNOWN_WORDS):
        return Answer(text, "nothing", sentence("nothing"), (), (), None, reading.stated)
    if without_code(classes) >= STANDS_OUT:
        told = sentence("found_class", first=material_class(classes[0].material_class).titles)
        return Answer(text, "found", told, codes, classes, None, reading.stated)
    rivals = _rivals(codes)
    asked = question(rivals) if codes[0].score < SURE or is_mirror(rivals) else None
    together = sum(one.score for one in codes if one.code in rivals)
    outcome: Outcome = "several" if together >= WORTH_ASKING and asked is not None else "not_enough"
    if codes[0].score >= STANDS_OUT:
        outcome = "found"
    return Answer(text, outcome, _told(outcome, codes, reading.stated), codes, classes, asked, reading.stated)


def without_code(classes: Sequence[ClassSuggestion]) -> float:
    """The chance of the first class if it is one that no entry belongs to, such as waste heat."""
    return classes[0].score if classes and classes[0].material_class in codeless() else 0.0


def _rivals(codes: Sequence[CodeSuggestion]) -> list[str]:
    """The first suggestions that are near each other, or the first with its mirror twins: what to ask about."""
    near = [one.code for one in codes[:MOST_ASKED] if one.score >= codes[0].score * NEAR]
    return near if len(near) > 1 else [codes[0].code, *codes[0].twins]


def _told(outcome: Outcome, codes: Sequence[CodeSuggestion], stated: StatedCode | None) -> Titles:
    if stated is not None and stated.sentence is not None:
        return stated.sentence
    if outcome == "found":
        return sentence("found", first=shown(codes[0].code))
    places = list(dict.fromkeys(one.code[:GROUP] for one in codes[:MOST_ASKED]))
    return sentence(outcome, places=" / ".join(places)) if outcome == "not_enough" else sentence(outcome)
