"""Which terms a text resembles: by whole words, by parts of compounds, and by runs of four letters against typos.

Three sparse tables, one for each kind of feature, each row a feature and each column a term. A feature weighs the more,
the fewer sub-chapters have it (inverse document frequency), so that "waste" weighs nothing and "dregs" much.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from taxonomy.suggest.vocabulary import Term
from taxonomy.suggest.words import Word, words_of

Floats = NDArray[np.float32]

LAYERS = ("words", "parts", "grams")
GRAM = 4
LAST_PART = 1.3
"""The last part of a compound says what the thing is, the first ones of what kind."""
EARLIER_PART = 0.8
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


class _Layer:
    """One kind of feature of all terms."""

    def __init__(self, features: Sequence[Mapping[str, float]], places: Sequence[frozenset[str]]) -> None:
        seen: dict[str, set[str]] = defaultdict(set)
        for weights, where in zip(features, places, strict=True):
            for feature in weights:
                seen[feature] |= where
        total = len(frozenset().union(*places)) if places else 1
        self.weight = {feature: math.log((1 + total) / (0.5 + len(where))) for feature, where in seen.items()}
        self.number = {feature: number for number, feature in enumerate(seen)}
        self.size = len(features)
        self._tabulate(features)

    def _tabulate(self, features: Sequence[Mapping[str, float]]) -> None:
        rows: list[list[int]] = [[] for _ in self.number]
        values: list[list[float]] = [[] for _ in self.number]
        mass = np.zeros(self.size, np.float32)
        for term, weights in enumerate(features):
            for feature, share in weights.items():
                value = share * self.weight[feature]
                rows[self.number[feature]].append(term)
                values[self.number[feature]].append(value)
                mass[term] += value * value
        self.start = np.cumsum([0, *map(len, rows)])
        self.terms = np.fromiter((term for row in rows for term in row), np.int32)
        self.values = np.fromiter((value for row in values for value in row), np.float32)
        self.mass = mass

    def read(self, weights: Mapping[str, float]) -> tuple[Floats, float]:
        """The products of a text with every term, and the mass of what the text has that any term has."""
        found = [(self.number[feature], feature, share) for feature, share in weights.items() if feature in self.number]
        if not found:
            return np.zeros(self.size, np.float32), 0.0
        spans = [slice(self.start[number], self.start[number + 1]) for number, _, _ in found]
        own = [share * self.weight[feature] for _, feature, share in found]
        values = np.concatenate([self.values[span] * value for span, value in zip(spans, own, strict=True)])
        columns = np.concatenate([self.terms[span] for span in spans])
        products = np.bincount(columns, weights=values, minlength=self.size).astype(np.float32)
        return products, float(sum(value * value for value in own))


class Index:
    """The terms as sparse tables."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self.terms = terms
        features = [features_of(words_of(term.text)) for term in terms]
        places = [_places(term) for term in terms]
        self._layers = {name: _Layer([one[name] for one in features], places) for name in LAYERS}

    def like(self, words: Sequence[Word], most: int) -> Likeness:
        """The `most` terms that resemble a text best, unordered."""
        features = features_of(words)
        read = [(self._layers[name], *self._layers[name].read(features[name])) for name in LAYERS]
        rough = sum(products / _root(layer.mass * max(mass, 1e-6)) for layer, products, mass in read)
        near = np.argpartition(-rough, most)[:most] if most < len(rough) else np.arange(len(rough))
        near = near[rough[near] > 0]
        cosine = np.stack([products[near] / _root(layer.mass[near] * max(mass, 1e-6)) for layer, products, mass in read])
        of_term = np.stack([products[near] / np.maximum(layer.mass[near], 1e-6) for layer, products, _ in read])
        of_text = np.stack([products[near] / max(mass, 1e-6) for _, products, mass in read])
        return Likeness(near, cosine, np.minimum(of_term, 1.0), np.minimum(of_text, 1.0))

    def knows(self, word: Word) -> bool:
        """Whether any term has the word or a part of it."""
        parts = self._layers["parts"].number
        return word.lemma in self._layers["words"].number or any(part in parts for part in word.parts)

    def weight(self, word: Word) -> float:
        """How much a word or its rarest part tells; 0 for one that no term has."""
        known = self._layers["words"].weight, self._layers["parts"].weight
        return max((known[0].get(word.lemma, 0.0), *(known[1].get(part, 0.0) for part in word.parts)))


def features_of(words: Iterable[Word]) -> dict[str, dict[str, float]]:
    """The features of a text in each layer with their shares."""
    whole: dict[str, float] = {}
    parts: dict[str, float] = {}
    grams: dict[str, float] = {}
    for word in words:
        whole[word.lemma] = 1.0
        for place, part in enumerate(word.parts, start=1):
            share = 1.0 if len(word.parts) == 1 else LAST_PART if place == len(word.parts) else EARLIER_PART
            parts[part] = max(share, parts.get(part, 0.0))
        grams.update(dict.fromkeys(_grams(word.lemma), 1.0))
    return {"words": whole, "parts": parts, "grams": grams}


def _grams(word: str) -> Iterable[str]:
    closed = f"<{word}>"
    return (closed[start : start + GRAM] for start in range(max(1, len(closed) - GRAM + 1)))


def _places(term: Term) -> frozenset[str]:
    return frozenset(code[:PLACE] for code in term.codes) or frozenset((term.material_class,))


def _root(values: Floats) -> Floats:
    return np.sqrt(np.maximum(values, 1e-6))
