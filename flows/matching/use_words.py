"""How a text resembles what the documented uses say: what a material is used for, and what it replaces."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from flows.matching.kinship import classes_with_uses
from taxonomy.codes import LANGUAGES
from taxonomy.suggest.index import LAYERS, features_of
from taxonomy.suggest.words import words_of
from taxonomy.uses import Use, uses

Floats = NDArray[np.float64]
Features = Mapping[str, Mapping[str, float]]
Rarity = Callable[[str, str], float]


class UseWords:
    """The words of the documented uses, by feature."""

    def __init__(self) -> None:
        described = sorted(_described(), key=lambda one: one[0])
        self._classes = np.array([classes_with_uses().index(name) for name, _ in described])
        seen: dict[tuple[str, str], set[str]] = defaultdict(set)
        for name, features in described:
            for layer, shares in features.items():
                for feature in shares:
                    seen[layer, feature].add(name)
        self._seen = {key: len(names) for key, names in seen.items()}
        self._found = _posted([weighted(features, self.rarity) for _, features in described])

    def rarity(self, layer: str, feature: str) -> float:
        """How much a feature tells: the fewer classes have it in their uses, the more."""
        return math.log((1 + len(classes_with_uses())) / (0.5 + self._seen.get((layer, feature), 0)))

    def likeness(self, features: Features) -> Floats:
        """How a text resembles the uses of each class, 0..1: that of its nearest use."""
        found = np.zeros(len(self._classes))
        for layer, weights in weighted(features, self.rarity).items():
            for feature, weight in weights.items():
                posted = self._found.get((layer, feature))
                if posted is not None:
                    found[posted[0]] += weight * posted[1] / len(LAYERS)
        best = np.zeros(len(classes_with_uses()))
        np.maximum.at(best, self._classes, found)
        return best


@cache
def use_words() -> UseWords:
    """The words of all documented uses."""
    return UseWords()


def weighted(features: Features, rarity: Rarity) -> dict[str, dict[str, float]]:
    """Features by their rarity; the squares of each layer sum to 1."""
    found = {}
    for layer, shares in features.items():
        weights = {name: share * rarity(layer, name) for name, share in shares.items()}
        norm = math.sqrt(sum(weight**2 for weight in weights.values()))
        found[layer] = {name: weight / norm for name, weight in weights.items()} if norm else {}
    return found


def _described() -> Iterator[tuple[str, Features]]:
    """Each use in each language, as the features of its words."""
    for one in uses():
        if not one.is_gap:
            for language in LANGUAGES:
                yield one.material_class, features_of(words_of(_said(one, language)))


def _said(use: Use, language: str) -> str:
    return f"{use.titles.in_language(language)} {use.replaces.in_language(language)}"


def _posted(rows: list[dict[str, dict[str, float]]]) -> dict[tuple[str, str], tuple[NDArray[np.int64], Floats]]:
    """By feature the rows that have it, with its weight there."""
    found: dict[tuple[str, str], list[tuple[int, float]]] = defaultdict(list)
    for row, features in enumerate(rows):
        for layer, weights in features.items():
            for name, weight in weights.items():
                found[layer, name].append((row, weight))
    return {key: (np.array([row for row, _ in pairs]), np.array([w for _, w in pairs])) for key, pairs in found.items()}
