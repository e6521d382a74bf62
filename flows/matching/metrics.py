"""How good a ranking is: hit rate, mean reciprocal rank, nDCG, each with an interval by drawing cases anew.

Entries that are ranked alike stand in no order, so every measure is its mean over all their orders. An order at random
needs no rule of its own then: it is the ranking in which all are alike.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DRAWS = 2_000
SEED = 20_261_122
CONFIDENCE = 0.95
SAME = 1e-12


@dataclass(frozen=True, slots=True)
class Places:
    """The places, from 1, among which the right entry stands: more than one where others are ranked alike."""

    first: int
    last: int

    @property
    def orders(self) -> range:
        """Every place it may stand at."""
        return range(self.first, self.last + 1)


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with the bounds within which it would stay, were other cases of the same sort drawn."""

    value: float
    low: float
    high: float


def places(scores: Floats, right: int) -> Places:
    """Where the entry `right` stands when the highest score comes first.

    >>> places(np.array([0.5, 0.2, 0.2, 0.1]), 2)
    Places(first=2, last=3)
    """
    above = int((scores > scores[right] + SAME).sum())
    alike = int((np.abs(scores - scores[right]) <= SAME).sum())
    return Places(above + 1, above + alike)


def hit(at: Places, most: int) -> float:
    """Whether the right entry is within the first `most`: a share where that depends on the order of what is alike."""
    within = min(at.last, most) - at.first + 1
    return max(within, 0) / len(at.orders)


def reciprocal_rank(at: Places) -> float:
    """One over the place."""
    return sum(1 / place for place in at.orders) / len(at.orders)


def gain(at: Places) -> float:
    """The nDCG of a ranking with one right entry."""
    return sum(discount(place) for place in at.orders) / len(at.orders)


def mean_reciprocal_rank(ranks: Sequence[int]) -> float:
    """The mean of one over the ranks.

    >>> round(mean_reciprocal_rank([3, 2, 1]), 5)
    0.61111
    """
    return sum(1 / rank for rank in ranks) / len(ranks)


def discount(place: int) -> float:
    """What a place is worth: 1 at the top, less with the logarithm of the place."""
    return 1 / math.log2(place + 1)


def dcg(relevances: Sequence[float]) -> float:
    """Discounted cumulative gain of relevances in their order."""
    return sum(relevance * discount(place) for place, relevance in enumerate(relevances, start=1))


def ndcg(relevances: Sequence[float]) -> float:
    """The gain as a share of that of the best order; 0 where nothing is relevant.

    >>> round(ndcg([3, 2, 3, 0, 1, 2]), 5)
    0.96081
    """
    best = dcg(sorted(relevances, reverse=True))
    return dcg(relevances) / best if best else 0.0


def interval(values: Sequence[float], cases: Sequence[str], *, draws: int = DRAWS) -> Interval:
    """The mean of values, with the interval that drawing whole cases anew gives.

    Exchanges of one case resemble each other: drawing them one by one would promise more than is known.
    """
    names, place = np.unique(np.asarray(cases), return_inverse=True)
    sums = np.bincount(place, weights=np.asarray(values, np.float64))
    counts = np.bincount(place)
    drawn = np.random.default_rng(SEED).integers(0, len(names), size=(draws, len(names)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(means, [tail, 1 - tail])
    return Interval(float(sums.sum() / counts.sum()), float(low), float(high))
