"""How likely each industry is to take a stream: general knowledge first, then what happened to streams like it.

Knowledge is a distribution over NACE divisions: what the list of goods and the documented uses say together. Precedents
are counts, each by its likeness to the stream. Together they are smoothed odds: the counts, with the knowledge as so
many counts more. Everything is an array with one row a stream, so that one formula serves a page and a calibration.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from flows.matching.goods import Evidence, kinds_told, uses_told, usual
from flows.matching.precedent_weights import PrecedentWeights
from flows.matching.streams import Stream

Array = NDArray[np.float64]

SMOOTHING = 0.3
"""Evidence of this weight counts as much as the usual frequency of an industry."""
USUAL_COUNTS = 20.0
"""As many receivers the general knowledge of how often an industry takes anything is worth."""
EVEN_SHARE = 0.25
"""Share of that which every industry gets alike: none is impossible."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the shipped lists say of some streams: one row a stream, one column a division."""

    goods: Array
    goods_weight: Array
    uses: Array
    uses_weight: Array
    own: Array
    usual: Array

    @classmethod
    def of(cls, streams: Sequence[Stream], divisions: Sequence[str]) -> Told:
        """Ask the lists."""
        goods, uses = [kinds_told(one) for one in streams], [uses_told(one) for one in streams]
        return cls(
            goods=_table(goods, divisions),
            goods_weight=_weights(goods),
            uses=_table(uses, divisions),
            uses_weight=_weights(uses),
            own=np.array([[float(division in one.divisions) for division in divisions] for one in streams]),
            usual=_usual(divisions),
        )

    def rows(self, which: NDArray[np.bool_]) -> Told:
        """Some of the streams."""
        return replace(
            self,
            goods=self.goods[which],
            goods_weight=self.goods_weight[which],
            uses=self.uses[which],
            uses_weight=self.uses_weight[which],
            own=self.own[which],
        )

    def knowledge(self, frequency: Array, weights: PrecedentWeights) -> Array:
        """How likely each division is before any precedent; `frequency` is how often it takes anything."""
        told = self.goods + weights.uses * self.uses + SMOOTHING * frequency
        total = self.goods_weight + weights.uses * self.uses_weight + SMOOTHING
        odds = told / total * np.exp(weights.own * self.own)
        return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def chances(told: Told, alike: Array, receivers: Array, weights: PrecedentWeights) -> Array:
    """How likely each division takes each stream.

    Parameters
    ----------
    alike : array
        Likeness of each stream to each precedent, 0..1.
    receivers : array
        One row a precedent, one column a division; 1 where it went.
    """
    frequency = (receivers.sum(axis=0) + USUAL_COUNTS * told.usual) / (receivers.sum() + USUAL_COUNTS)
    return smoothed(alike**weights.sharpness @ receivers, told.knowledge(frequency, weights), weights.knowledge)


def smoothed(counts: Array, knowledge: Array, weight: float) -> Array:
    """Smoothed odds: the counts, and the knowledge as `weight` counts more."""
    return np.asarray((counts + weight * knowledge) / (counts.sum(axis=1, keepdims=True) + weight))


def _usual(divisions: Sequence[str]) -> Array:
    """How often each of some divisions takes anything, as far as the lists tell; their sum is 1."""
    known = usual()
    told = np.array([known.get(division, 0.0) for division in divisions])
    return np.asarray(
        (1 - EVEN_SHARE) * told / (told.sum() or 1.0) + (EVEN_SHARE if told.any() else 1.0) / len(divisions)
    )


def _table(told: Sequence[Evidence], divisions: Sequence[str]) -> Array:
    return np.array([[one.by_division.get(division, 0.0) for division in divisions] for one in told])


def _weights(told: Sequence[Evidence]) -> Array:
    return np.array([[one.weight] for one in told])
