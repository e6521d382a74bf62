"""Why a code or a class is suggested: which words of the text met which term, process, industry or word of hazard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from taxonomy.suggest.context import Origin, hazard_said, lemmas_of
from taxonomy.suggest.index import features_of
from taxonomy.suggest.ranking import Context, Evidence, Ranker, weights
from taxonomy.suggest.stated import shown
from taxonomy.suggest.values import Reason, StatedCode
from taxonomy.suggest.vocabulary import Term, entries
from taxonomy.suggest.words import Word, words_of

MOST_TERMS = 2
LEAST_ALIKE = 0.5
"""Letters that words must share to be told as the same word misspelt."""


def reasons_of_code(
    evidence: Evidence,
    place: int,
    by: Ranker,
    words: Sequence[Word],
    context: Context,
    stated: StatedCode | None,
) -> tuple[Reason, ...]:
    """The reasons for the candidate at a place, the strongest first."""
    code = by.codes[evidence.codes[place]]
    found: list[Reason] = []
    if stated is not None and stated.code == code:
        found.append(Reason("stated_code", (), shown(code), ""))
    found += (reason for term in _best_terms(evidence, place, by) if (reason := _reason_of_term(term, words)))
    found += (_reason_of_origin(origin, words) for origin in context.origins[:MOST_TERMS] if origin.weight(code) > 0)
    if context.industry is not None and context.industry.weight(code) > 0:
        found.append(Reason("industry", (), context.industry.name, context.industry.source))
    said = hazard_said(words)
    if said is not None and bool(entries()[code].hazardous_fi) == (said[0] == "hazardous"):
        found.append(Reason("hazard_word", (said[1],), said[1], ""))
    return tuple(dict.fromkeys(found))


def reasons_of_class(evidence: Evidence, name: str, by: Ranker, words: Sequence[Word]) -> tuple[Reason, ...]:
    """The names and terms of a class that the text met."""
    likeness = evidence.term_features[:-1] @ weights().term
    best = sorted(range(len(evidence.near)), key=lambda place: -likeness[place])
    terms = (by.index.terms[evidence.near[place]] for place in best)
    own = [term for term in terms if term.material_class == name][:MOST_TERMS]
    return tuple(reason for term in own if (reason := _reason_of_term(term, words)))


def _best_terms(evidence: Evidence, place: int, by: Ranker) -> Iterator[Term]:
    pairs = np.flatnonzero((evidence.pair_code == place) & (evidence.pair_term < len(evidence.near)))
    used = weights()
    values = (evidence.term_features @ used.term)[evidence.pair_term[pairs]] + evidence.pair_features[pairs] @ used.pair
    for pair in pairs[np.argsort(-values, kind="stable")][:MOST_TERMS]:
        yield by.index.terms[evidence.near[evidence.pair_term[pair]]]


def _reason_of_term(term: Term, words: Sequence[Word]) -> Reason | None:
    """The words of the text that have a word, a part or most letters in common with a term."""
    theirs = words_of(term.text)
    lemmas = lemmas_of(theirs)
    met = [word.written for word in words if {word.lemma, *word.parts} & lemmas or any(_alike(word, one) for one in theirs)]
    return Reason(term.kind, tuple(dict.fromkeys(met)), term.text, term.source) if met else None


def _alike(word: Word, other: Word) -> bool:
    ours, theirs = (set(features_of([one])["grams"]) for one in (word, other))
    return len(ours & theirs) / len(ours | theirs) >= LEAST_ALIKE


def _reason_of_origin(origin: Origin, words: Sequence[Word]) -> Reason:
    needed = lemmas_of(words_of(origin.name))
    met = tuple(word.written for word in words if {word.lemma, *word.parts} & needed)
    return Reason("process", met, origin.name, origin.source)
