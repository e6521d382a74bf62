"""Free texts as rows of tables: what they may mean, their words, the uses they resemble, the purposes they name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from flows.matching.kinship import class_places, classes_with_uses
from flows.matching.use_words import Features, Floats, use_words, weighted
from taxonomy.codes import Language
from taxonomy.goods import goods, goods_named, purposes_served, without_origin
from taxonomy.purposes import purposes, purposes_named
from taxonomy.suggest.chances import chances_of
from taxonomy.suggest.index import features_of
from taxonomy.suggest.ranking import ranker
from taxonomy.suggest.stated import without_codes
from taxonomy.suggest.words import words_of


@dataclass(frozen=True, slots=True)
class Wordings:
    """Texts, each one row.

    Attributes
    ----------
    is_silent : array of bool
        Texts without any word, of which nothing can be said.
    classes : array of shape (texts, classes)
        The chance of each material class.
    words : tuple of mappings by layer
        The weight of each feature; the squares of a row sum to 1.
    uses : array of shape (texts, classes with uses)
        The likeness to the documented uses of each class.
    purposes : array of shape (texts, purposes)
        How plainly each purpose is named.
    aims : array of shape (texts, purposes)
        The same without the words that tell where an offer comes from.
    goods : array of shape (texts, goods)
        How surely each good is named.
    served : array of shape (texts, purposes)
        How surely the goods that are named serve each purpose.
    """

    is_silent: NDArray[np.bool_]
    classes: Floats
    words: tuple[Features, ...]
    uses: Floats
    purposes: Floats
    aims: Floats
    goods: Floats
    served: Floats

    @classmethod
    def of(cls, texts: Sequence[str], languages: Sequence[Language | None] | None = None) -> Wordings:
        """Read texts; `languages` are theirs where they are known."""
        spoken = languages or [None] * len(texts)
        read = [_read(text, language) for text, language in zip(texts, spoken, strict=True)]
        return cls(
            is_silent=np.array([one.is_silent for one in read], bool),
            classes=_rows((one.classes for one in read), class_places(), len(texts)),
            words=tuple(one.words for one in read),
            uses=_stacked([one.uses for one in read], len(classes_with_uses())),
            purposes=_rows((one.purposes for one in read), _purpose_places(), len(texts)),
            aims=_rows((one.aims for one in read), _purpose_places(), len(texts)),
            goods=_rows((one.goods for one in read), _good_places(), len(texts)),
            served=_rows((one.served for one in read), _purpose_places(), len(texts)),
        )


@dataclass(frozen=True, slots=True)
class _Wording:
    is_silent: bool
    classes: Mapping[str, float]
    words: Features
    uses: Floats
    purposes: Mapping[str, float]
    aims: Mapping[str, float]
    goods: Mapping[str, float]
    served: Mapping[str, float]


@lru_cache(maxsize=20_000)
def _read(text: str, language: Language | None) -> _Wording:
    features = features_of(words_of(without_codes(text)))
    chances = chances_of(text, language, None)
    return _Wording(
        is_silent=not features["words"] and not chances.classes,
        classes=chances.classes,
        words=weighted(features, ranker().index.rarity),
        uses=use_words().likeness(features),
        purposes=purposes_named(text),
        aims=purposes_named(without_origin(text)),
        goods=goods_named(text),
        served=purposes_served(text),
    )


def _rows(found: Iterable[Mapping[str, float]], places: Mapping[str, int], count: int) -> Floats:
    table = np.zeros((count, len(places)))
    for row, shares in enumerate(found):
        for name, share in shares.items():
            table[row, places[name]] = share
    return table


def _stacked(rows: Sequence[Floats], width: int) -> Floats:
    return np.stack(rows) if rows else np.zeros((0, width))


@cache
def _purpose_places() -> dict[str, int]:
    return {one.id: place for place, one in enumerate(purposes())}


@cache
def _good_places() -> dict[str, int]:
    return {one.id: place for place, one in enumerate(goods())}


def cosines(one: Sequence[Features], other: Sequence[Features], layer: str) -> Floats:
    """The cosine of every text of one list with every text of the other."""
    shared = {name for texts in one for name in texts[layer]} & {name for texts in other for name in texts[layer]}
    places = {name: place for place, name in enumerate(sorted(shared))}
    return _dense(one, layer, places) @ _dense(other, layer, places).T


def _dense(texts: Sequence[Features], layer: str, places: Mapping[str, int]) -> Floats:
    table = np.zeros((len(texts), len(places)))
    for row, features in enumerate(texts):
        for name, weight in features[layer].items():
            if name in places:
                table[row, places[name]] = weight
    return table
