"""Why a code or a class is suggested: which words of the text met which term, process, industry or word of hazard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice

import numpy as np

from taxonomy.suggest.added import reasons_of_added, reasons_of_added_class
from taxonomy.suggest.context import Origin, hazard_said, lemmas_of
from taxonomy.suggest.index import grams_of
from taxonomy.suggest.ranking import Ranker, weights
from taxonomy.suggest.reading import Reading
from taxonomy.suggest.stated import shown
from taxonomy.suggest.values import Reason
from taxonomy.suggest.vocabulary import Term, entries
from taxonomy.suggest.words import Word, words_of

MOST_TERMS = 2
LEAST_ALIKE = 0.5
"""Letters that words must share to be told as the same word misspelt."""


def reasons_of_code(reading: Reading, place: int) -> tuple[Reason, ...]:
    """The reasons for the candidate at a place, the strongest first."""
    code = reading.code(place)
    found: list[Reason] = []
    if reading.stated is not None and reading.stated.code == code:
        found.append(Reason("stated_code", (), shown(code), ""))
    found += reasons_of_added(code, reading.added)
    found += _of_terms(_best_terms(reading, place), reading.words, reading.by)
    found += _of_context(reading, code)
    return _as_written(found, reading)


def _as_written(reasons: Iterable[Reason], reading: Reading) -> tuple[Reason, ...]:
    """Each reason once, with the words as their owner wrote them."""
    told = (replace(one, words=tuple(reading.spelling.get(word, word) for word in one.words)) for one in reasons)
    return tuple(dict.fromkeys(told))


def _of_context(reading: Reading, code: str) -> Iterator[Reason]:
    """What is said beside the name of the waste and speaks for a code."""
    context = reading.context
    fitting = (origin for origin in context.origins if origin.weight(code) > 0)
    yield from (_reason_of_origin(origin, reading.words) for origin in islice(fitting, MOST_TERMS))
    for origin in context.given:
        if origin.weight(code) > 0:
            yield Reason("industry" if origin.name.isdigit() else "process", (), origin.name, origin.source)
    said = hazard_said(reading.words)
    if said is not None and bool(entries()[code].hazardous_fi) == (said[0] == "hazardous"):
        yield Reason("hazard_word", (said[1],), said[1], "")


def reasons_of_class(reading: Reading, name: str) -> tuple[Reason, ...]:
    """The names and terms of a class that the text met."""
    near, terms = reading.evidence.near, reading.by.index.terms
    ordered = (terms[near[place]] for place in np.argsort(-reading.likeness[:-1], kind="stable"))
    own = islice((term for term in ordered if term.material_class == name), MOST_TERMS)
    found = (*reasons_of_added_class(name, reading.added), *_of_terms(own, reading.words, reading.by))
    return _as_written(found, reading)


def _best_terms(reading: Reading, place: int) -> Iterator[Term]:
    evidence = reading.evidence
    pairs = np.flatnonzero((evidence.pair_code == place) & (evidence.pair_term < len(evidence.near)))
    values = reading.likeness[evidence.pair_term[pairs]] + evidence.pair_features[pairs] @ weights().pair
    for pair in pairs[np.argsort(-values, kind="stable")][:MOST_TERMS]:
        yield reading.by.index.terms[evidence.near[evidence.pair_term[pair]]]


def _of_terms(terms: Iterable[Term], words: Sequence[Word], by: Ranker) -> Iterator[Reason]:
    return (reason for term in terms if (reason := _reason_of_term(term, words, by)))


def _reason_of_term(term: Term, words: Sequence[Word], by: Ranker) -> Reason | None:
    """The words of the text that a term has too, or a part of them; unknown ones may be misspelt."""
    theirs, lemmas = _words_of_term(term.text)
    met = [
        word.written
        for word in words
        if _meets(word, lemmas) or (not by.index.knows(word) and any(_alike(word, one) for one in theirs))
    ]
    return Reason(term.kind, tuple(dict.fromkeys(met)), term.text, term.source) if met else None


@lru_cache(maxsize=10_000)
def _words_of_term(text: str) -> tuple[tuple[Word, ...], frozenset[str]]:
    words = words_of(text)
    return words, lemmas_of(words)


def _meets(word: Word, lemmas: frozenset[str]) -> bool:
    return not lemmas.isdisjoint((word.lemma, *word.parts))


def _alike(word: Word, other: Word) -> bool:
    ours, theirs = grams_of(word.lemma), grams_of(other.lemma)
    return len(ours & theirs) >= LEAST_ALIKE * max(1, len(ours | theirs))


def _reason_of_origin(origin: Origin, words: Sequence[Word]) -> Reason:
    needed = lemmas_of(words_of(origin.name))
    met = tuple(word.written for word in words if _meets(word, needed))
    return Reason("process", met, origin.name, origin.source)
