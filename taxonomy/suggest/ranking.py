"""From resembling terms and the context to a ranking of codes: features, weights, and probabilities.

The score of a code is `scale * log(sum(exp(term scores)))` over the terms that name it, plus weighted facts of the code
itself; probabilities are the softmax of the scores. The weights are fitted (`fitting`) and kept as a reviewed list.
"""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from taxonomy.codes import Language, read_rows
from taxonomy.suggest.context import Origin, hazard_said, industry_origin, origin_lemmas, origins_of
from taxonomy.suggest.index import LAYERS, Index, Likeness
from taxonomy.suggest.vocabulary import Term, class_of, entries, terms
from taxonomy.suggest.words import Word, words_of
from taxonomy.waste_list import EDITIONS, edition

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

MOST_TERMS = 160
MOST_OF_CLASS = 40
"""A class of more codes than this says nothing of any of them."""
MOST_ORIGINS = 3
"""So many parts of the list are expected of an industry or a process."""
EXACT = 0.99
CHAPTER, SUBCHAPTER = 2, 4
REST = "99"
TINY = 1e-12
_MAKING = Lock()
KINDS = ("term", "class_name", "title")
FACTS = ("hazardous", "mirror_hazardous", "rest", "not_in_force", "known")
TERM_FEATURES = (
    *(f"{measure}_{layer}" for measure in ("cosine", "of_term", "of_text") for layer in LAYERS),
    *(f"kind_{kind}" for kind in KINDS),
    "language",
    "exact",
)
PAIR_FEATURES = ("later", "twin", "of_class", "unnamed")
CODE_FEATURES = ("process", "chapter", "given", "says_hazard", *FACTS)


@dataclass(frozen=True, slots=True)
class Context:
    """What is known beside the words: origins that the text names, and those that the caller gives."""

    origins: tuple[Origin, ...]
    given: tuple[Origin, ...]
    hazard: str
    language: Language | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The features of one text.

    Attributes
    ----------
    near : array of int
        The terms that resemble the text.
    term_features : array of shape (terms + 1, features)
        The last row is no term: every candidate has a pair with it, so that one without any term has a score too.
    pair_term, pair_code : array of int
        Which of the near terms names which of the candidates.
    pair_features : array of shape (pairs, features)
    codes : array of int
        Numbers of the candidate codes.
    code_features : array of shape (codes, features)
    """

    near: Numbers
    term_features: Floats
    pair_term: Numbers
    pair_code: Numbers
    pair_features: Floats
    codes: Numbers
    code_features: Floats


class Ranker:
    """Collects the evidence for the codes of a text, and scores it."""

    def __init__(self, vocabulary: Sequence[Term]) -> None:
        self.index = Index(vocabulary)
        self.codes = tuple(entries())
        self._kinds = np.array([KINDS.index(term.kind) for term in vocabulary])
        self._languages = np.array([term.language for term in vocabulary])
        self._number = {code: number for number, code in enumerate(self.codes)}
        self._below = _by_start(self.codes)
        self._pairs = _Pairs(vocabulary, self._number)
        self._facts = _facts(self.codes, self._pairs)
        self._fits: dict[Origin, tuple[Floats, Floats]] = {}

    def evidence(self, words: Sequence[Word], context: Context, also: Collection[str] = ()) -> Evidence:
        """All features of one text; the codes of `also` are candidates, whatever its words."""
        like = self.index.like(words, MOST_TERMS, origin_lemmas())
        pair_term, pair_code, pair_features = self._pairs.of(like.terms)
        further = np.array([self._number[code] for code in also if code in self._number], np.int64)
        named = np.concatenate((pair_code, self._expected(context), further))
        codes, pair_code = np.unique(named, return_inverse=True)
        unnamed = np.zeros((len(codes), len(PAIR_FEATURES)))
        unnamed[:, PAIR_FEATURES.index("unnamed")] = 1.0
        nothing = np.zeros((1, len(TERM_FEATURES)))
        return Evidence(
            near=like.terms,
            term_features=np.concatenate((self._term_features(like, context), nothing)),
            pair_term=np.concatenate((pair_term, np.full(len(codes), len(like.terms)))),
            pair_code=np.concatenate((pair_code[: len(pair_term)], np.arange(len(codes)))),
            pair_features=np.concatenate((pair_features, unnamed)),
            codes=codes,
            code_features=self._code_features(codes, context),
        )

    def _expected(self, context: Context) -> Numbers:
        """The codes that the industry or a named process leads one to expect, whatever the waste is called."""
        starts = {
            start
            for origin in (*context.origins, *context.given)
            for start in origin.codes[:MOST_ORIGINS]
            if len(start) > CHAPTER
        }
        return np.array([number for start in starts for number in self._below.get(start, ())], np.int64)

    def _term_features(self, like: Likeness, context: Context) -> Floats:
        measures = np.concatenate((like.cosine, like.of_term, like.of_text)).T
        kinds = np.eye(len(KINDS))[self._kinds[like.terms]]
        language = (self._languages[like.terms] == context.language).astype(float)
        exact = (like.cosine[LAYERS.index("words")] > EXACT).astype(float)
        return np.column_stack((measures, kinds, language, exact))

    def _code_features(self, codes: Numbers, context: Context) -> Floats:
        process = np.zeros(len(codes))
        chapter = np.zeros(len(codes))
        for origin in context.origins:
            process = np.maximum(process, self._fit(origin)[0][codes])
            chapter = np.maximum(chapter, self._fit(origin)[1][codes])
        given = np.zeros(len(codes))
        for origin in context.given:
            given = np.maximum(given, self._fit(origin)[0][codes])
        facts = self._facts[codes]
        told = {"hazardous": 1.0, "not_hazardous": -1.0}.get(context.hazard, 0.0)
        says = told * (2 * facts[:, FACTS.index("hazardous")] - 1)
        return np.column_stack((process, chapter, given, says, facts))

    def _fit(self, origin: Origin) -> tuple[Floats, Floats]:
        """How well every code fits an origin, and whether it is of one of its chapters."""
        known = self._fits.get(origin)
        if known is None:
            weight, chapter = np.zeros(len(self.codes)), np.zeros(len(self.codes))
            for start in reversed(origin.codes):
                weight[self._below[start]] = origin.weight(start)
                chapter[self._below[start[:CHAPTER]]] = 1.0
            known = self._fits[origin] = weight, chapter
        return known


def _by_start(codes: Sequence[str]) -> Mapping[str, list[int]]:
    """The numbers of the codes below each chapter and sub-chapter, and of each code."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, code in enumerate(codes):
        for length in (CHAPTER, SUBCHAPTER, len(code)):
            found[code[:length]].append(number)
    return found


class _Pairs:
    """Which codes each term names, with how sure that is."""

    def __init__(self, vocabulary: Sequence[Term], number: Mapping[str, int]) -> None:
        start, codes, features = array("q", [0]), array("q"), array("d")
        for term in vocabulary:
            for code, facts in _pairs_of(term):
                codes.append(number[code])
                features.extend(facts)
            start.append(len(codes))
        self._start = np.array(start, np.int64)
        self._codes = np.array(codes, np.int64)
        self._features = np.array(features, np.float64).reshape(len(codes), len(PAIR_FEATURES))
        self.count = np.bincount(self._codes[self._features[:, 0] == 0], minlength=len(number))

    def of(self, near: Numbers) -> tuple[Numbers, Numbers, Floats]:
        """Term (as a place in `near`), code and features of each pair of the terms."""
        sizes = self._start[near + 1] - self._start[near]
        term = np.repeat(np.arange(len(near)), sizes)
        within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        places = self._start[near][term] + within
        return term, self._codes[places], self._features[places]


def _pairs_of(term: Term) -> Iterator[tuple[str, tuple[float, float, float, float]]]:
    """The codes of a term, then their mirror twins, which the words alone cannot tell apart."""
    if not term.codes:
        listed = codes_of_class().get(term.material_class, ())
        yield from ((code, (0.0, 0.0, 1 + math.log(len(listed)), 0.0)) for code in listed)
    for place, code in enumerate(term.codes):
        yield code, (math.log(1 + place), 0.0, 0.0, 0.0)
    for place, code in enumerate(term.codes):
        twins = entries()[code].mirror_codes
        yield from ((twin, (math.log(1 + place), 1.0, 0.0, 0.0)) for twin in twins if twin not in term.codes)


@cache
def codes_of_class() -> Mapping[str, tuple[str, ...]]:
    """The entries of each material class."""
    found: dict[str, tuple[str, ...]] = {}
    for code in entries():
        name = class_of(code)
        found[name] = (*found.get(name, ()), code)
    return {name: codes for name, codes in found.items() if len(codes) <= MOST_OF_CLASS}


def _facts(codes: Sequence[str], pairs: _Pairs) -> Floats:
    """What is known of a code whatever the text: hazard, rest of a group, how many terms there are, not in force."""
    listed = [entries()[code] for code in codes]
    hazardous = [float(bool(entry.hazardous_fi)) for entry in listed]
    mirror = [float(entry.entry_type == "MH" or bool(entry.hazardous_fi and entry.mirror_codes)) for entry in listed]
    rest = [float(code.endswith(REST)) for code in codes]
    gone = [float(code not in edition(EDITIONS[0]).entries) for code in codes]
    known = np.log1p(pairs.count)
    return np.column_stack((hazardous, mirror, rest, gone, known))


@dataclass(frozen=True, slots=True)
class Weights:
    """The fitted weights by feature."""

    scale: float
    term: Floats
    pair: Floats
    code: Floats

    @classmethod
    def of(cls, values: Mapping[str, float]) -> Weights:
        """Weights by name; a name that is missing weighs nothing."""
        term, pair, code = (
            np.array([values.get(name, 0.0) for name in names])
            for names in (TERM_FEATURES, PAIR_FEATURES, CODE_FEATURES)
        )
        return cls(values.get("scale", 1.0), term, pair, code)


@cache
def weights() -> Weights:
    """The weights in use."""
    return Weights.of({row["feature"]: float(row["weight"]) for _, row in read_rows("suggest_weights")})


def likeness(evidence: Evidence, by: Weights) -> Floats:
    """The score of each near term, the last row being no term."""
    return np.asarray(evidence.term_features @ by.term)


def scores(evidence: Evidence, by: Weights) -> Floats:
    """The score of each candidate code."""
    pairs = likeness(evidence, by)[evidence.pair_term] + evidence.pair_features @ by.pair
    sums = log_sums(pairs, evidence.pair_code, len(evidence.codes))
    return np.asarray(by.scale * sums + evidence.code_features @ by.code)


def log_sums(values: Floats, groups: Numbers, size: int) -> Floats:
    """log(sum(exp(values))) of each group."""
    top = values.max(initial=0.0)
    return np.asarray(top + np.log(np.bincount(groups, weights=np.exp(values - top), minlength=size) + TINY))


def probabilities(values: Floats) -> Floats:
    """The softmax of scores."""
    raised = np.exp(values - values.max(initial=0.0))
    return np.asarray(raised / raised.sum())


def context_of(
    words: Sequence[Word], *, industry: str | None, process: str | None, language: Language | None
) -> Context:
    """What a text and the caller say beside the name of the waste."""
    said = hazard_said(words)
    of_industry = industry_origin(industry) if industry else None
    of_process = origins_of(words_of(process)) if process else ()
    return Context(
        origins=origins_of(words),
        given=(*((of_industry,) if of_industry else ()), *of_process),
        hazard=said[0] if said else "",
        language=language,
    )


def ranker() -> Ranker:
    """The ranker over the whole vocabulary; whoever asks while it is being made waits for it."""
    with _MAKING:
        return _ranker()


@cache
def _ranker() -> Ranker:
    return Ranker(terms())
