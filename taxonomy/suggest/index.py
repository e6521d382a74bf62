"""Which terms a text resembles: by whole words, by parts of compounds, and by runs of four letters against typos.

Three sparse tables, one for each kind of feature, each row a feature and each column a term. A feature weighs the more,
the fewer sub-chapters have it (inverse document frequency), so that "waste" weighs nothing and "dregs" much.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from taxonomy.suggest.vocabulary import Term
from taxonomy.suggest.words import DENIED, Word, words_of

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]

LAYERS = ("words", "parts", "grams")
GRAM = 4
LAST_PART = 1.3
"""The last part of a compound says what the thing is, the first ones of what kind."""
EARLIER_PART = 0.8
LESSER = 0.5
"""What a word counts that tells where a waste arises, beside words that tell what it is."""
LEAST_MASS = 1e-6
PLACE = 4
"""Digits of a code within which a feature counts once."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike a text is to each of its nearest terms; arrays of one length, values 0 to 1.

    Attributes
    ----------
    terms : array of int
        Numbers of the terms.
    cosine, of_term, of_text : array of shape (layers, terms)
        The cosine, the share of the term that the text has, and the share of the text that the term has.
    """

    terms: NDArray[np.int64]
    cosine: Floats
    of_term: Floats
    of_text: Floats


@dataclass(frozen=True, slots=True)
class _Ragged:
    """Rows of unequal length in one array: row `i` is `values[start[i]:start[i + 1]]`."""

    start: Numbers
    values: Numbers

    @classmethod
    def of(cls, rows: Iterable[Sequence[int]]) -> _Ragged:
        """From rows of numbers."""
        sizes, values = array("q", [0]), array("q")
        for row in rows:
            values.extend(row)
            sizes.append(len(values))
        return cls(np.array(sizes, np.int64), np.array(values, np.int64))

    def of_rows(self, rows: Numbers) -> tuple[Numbers, Numbers]:
        """For each value of the named rows: the place of its row in `rows`, and the value."""
        sizes = self.start[rows + 1] - self.start[rows]
        place = np.repeat(np.arange(len(rows)), sizes)
        within = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return place, self.values[self.start[rows][place] + within]


class _Layer:
    """One kind of feature of all terms.

    Parameters
    ----------
    number : mapping of str to int
        The features.
    terms, features, shares : arrays of one length
        Which term has which feature, and with what share.
    places : ragged array
        The parts of the List of Waste that each term belongs to.
    """

    def __init__(
        self, number: Mapping[str, int], terms: Numbers, features: Numbers, shares: Floats, places: _Ragged
    ) -> None:
        self.number = number
        self.size = len(places.start) - 1
        self.weight = _rarity(features, terms, places, len(number))
        order = np.argsort(features, kind="stable")
        self.start = np.searchsorted(features[order], np.arange(len(number) + 1))
        self.terms = terms[order].astype(np.int32)
        self.values = (shares * self.weight[features])[order].astype(np.float32)
        self.mass = np.bincount(self.terms, weights=self.values**2, minlength=self.size).astype(np.float32)

    def read(self, weights: Mapping[str, float]) -> tuple[Floats, float]:
        """The products of a text with every term, and the mass of what the text has that any term has."""
        found = [(self.number[feature], share) for feature, share in weights.items() if feature in self.number]
        if not found:
            return np.zeros(self.size, np.float32), 0.0
        spans = [slice(self.start[number], self.start[number + 1]) for number, _ in found]
        own = [share * float(self.weight[number]) for number, share in found]
        values = np.concatenate([self.values[span] * value for span, value in zip(spans, own, strict=True)])
        columns = np.concatenate([self.terms[span] for span in spans])
        products = np.bincount(columns, weights=values, minlength=self.size).astype(np.float32)
        return products, float(sum(value * value for value in own))


def _rarity(features: Numbers, terms: Numbers, places: _Ragged, size: int) -> Floats:
    """How much each feature tells: the logarithm of the share of places that have it, turned round."""
    entry, place = places.of_rows(terms)
    width = int(places.values.max(initial=0)) + 1
    seen = _distinct(features[entry] * width + place)
    count = np.bincount(seen // width, minlength=size)
    return np.log((1 + width) / (0.5 + count)).astype(np.float32)


class Index:
    """The terms as sparse tables."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self.terms = terms
        words: dict[str, int] = {}
        parts: dict[str, int] = {}
        rows = [words_of(term.text) for term in terms]
        lemmas = _Ragged.of([[words.setdefault(lemma, len(words)) for lemma in _lemmas(row)] for row in rows])
        pieces = [_shares(row) for row in rows]
        of_parts = _Ragged.of([[parts.setdefault(part, len(parts)) for part in piece] for piece in pieces])
        shares = np.fromiter((share for piece in pieces for share in piece.values()), np.float32)
        grams: dict[str, int] = {}
        of_words = _Ragged.of([[grams.setdefault(gram, len(grams)) for gram in _grams(lemma)] for lemma in words])
        places = _places(terms)
        self._layers = {
            "words": _layer(words, lemmas, None, places),
            "parts": _layer(parts, of_parts, shares, places),
            "grams": _gram_layer(grams, lemmas, of_words, places),
        }

    def like(self, words: Sequence[Word], most: int, lesser: Collection[str] = ()) -> Likeness:
        """The `most` terms that resemble a text best, unordered; words whose lemma is in `lesser` count less."""
        features = features_of(words, lesser)
        read = [(self._layers[name], *self._layers[name].read(features[name])) for name in LAYERS]
        norms = [_root(layer.mass * max(mass, LEAST_MASS)) for layer, _, mass in read]
        cosines = np.stack([products / norm for (_, products, _), norm in zip(read, norms, strict=True)])
        near = _largest(cosines.sum(axis=0), most)
        cosine = cosines[:, near]
        of_term = np.stack([products[near] / np.maximum(layer.mass[near], LEAST_MASS) for layer, products, _ in read])
        of_text = np.stack([products[near] / max(mass, LEAST_MASS) for _, products, mass in read])
        return Likeness(near, cosine, np.minimum(of_term, 1.0), np.minimum(of_text, 1.0))

    def rarity(self, layer: str, feature: str) -> float:
        """How much a feature tells; one that no term has tells as much as any."""
        known = self._layers[layer]
        number = known.number.get(feature)
        return float(known.weight.max() if number is None else known.weight[number])

    def knows(self, word: Word) -> bool:
        """Whether any term has the word or a part of it."""
        parts = self._layers["parts"].number
        return word.lemma in self._layers["words"].number or any(part in parts for part in word.parts)


def _layer(number: Mapping[str, int], rows: _Ragged, shares: Floats | None, places: _Ragged) -> _Layer:
    terms, features = rows.of_rows(np.arange(len(rows.start) - 1))
    given = np.ones(len(features), np.float32) if shares is None else shares
    return _Layer(number, terms, features, given, places)


def _gram_layer(number: Mapping[str, int], lemmas: _Ragged, of_words: _Ragged, places: _Ragged) -> _Layer:
    """The runs of letters of the words of each term, each counted once."""
    terms, words = lemmas.of_rows(np.arange(len(lemmas.start) - 1))
    entry, features = of_words.of_rows(words)
    terms, features = np.divmod(_distinct(terms[entry] * len(number) + features), len(number))
    return _Layer(number, terms, features, np.ones(len(features), np.float32), places)


def _distinct(keys: Numbers) -> Numbers:
    """Each key once, in order; sorting is several times faster here than numpy's own way by hashes."""
    ordered = np.sort(keys)
    return ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))] if len(ordered) else ordered


def _places(terms: Sequence[Term]) -> _Ragged:
    """The sub-chapters of the codes of each term; a class is a place of its own."""
    numbers: dict[str, int] = {}
    named = ({code[:PLACE]: None for code in term.codes} or {term.material_class: None} for term in terms)
    return _Ragged.of([[numbers.setdefault(place, len(numbers)) for place in places] for places in named])


def features_of(words: Sequence[Word], lesser: Collection[str] = ()) -> dict[str, dict[str, float]]:
    """The features of a text in each layer with their shares."""
    aside = [word for word in words if word.lemma in lesser]
    if not aside or len(aside) == len(words):
        return _features(words)
    main, less = _features([word for word in words if word.lemma not in lesser]), _features(aside)
    return {name: {feature: LESSER * share for feature, share in less[name].items()} | main[name] for name in LAYERS}


def _features(words: Sequence[Word]) -> dict[str, dict[str, float]]:
    lemmas = _lemmas(words)
    grams = (gram for lemma in lemmas for gram in grams_of(lemma))
    return {"words": dict.fromkeys(lemmas, 1.0), "parts": _shares(words), "grams": dict.fromkeys(grams, 1.0)}


def _lemmas(words: Sequence[Word]) -> Iterable[str]:
    return dict.fromkeys(word.lemma for word in words)


def _shares(words: Sequence[Word]) -> dict[str, float]:
    """The parts of words: of a compound the last one counts most."""
    found: dict[str, float] = {}
    for word in words:
        if len(word.parts) == 1:
            found[word.parts[0]] = max(1.0, found.get(word.parts[0], 0.0))
            continue
        for part in word.parts[:-1]:
            found[part] = max(EARLIER_PART, found.get(part, 0.0))
        found[word.parts[-1]] = LAST_PART
    return found


@lru_cache(maxsize=5_000)
def grams_of(lemma: str) -> frozenset[str]:
    """The runs of four letters of a word with its ends; none of a denied word, which resembles nothing else."""
    return frozenset(_grams(lemma))


def _grams(lemma: str) -> Iterator[str]:
    if not lemma.startswith(DENIED):
        closed = f"<{lemma}>"
        yield from (closed[start : start + GRAM] for start in range(max(1, len(closed) - GRAM + 1)))


def _largest(values: Floats, most: int) -> Numbers:
    """The places of the largest values above nought."""
    near = np.argpartition(-values, most)[:most] if most < len(values) else np.arange(len(values))
    return near[values[near] > 0]


def _root(values: Floats) -> Floats:
    return np.sqrt(np.maximum(values, LEAST_MASS))
