"""How well the industry that took a stream is found, on exchanges that anybody may bring, each case by the others.

Beside our own ranking stand rankings that know less: chance, how often an industry receives anything, the nearest waste
code, the words alone. A measure without them would praise what popularity does already.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from flows.matching.calibrating import Known, calibrated_from_outside, left_out
from flows.matching.chances import Array, Told
from flows.matching.metrics import Interval, Places, gain, hit, interval, places, reciprocal_rank
from flows.matching.precedent_weights import PrecedentWeights, shipped_weights
from flows.matching.precedents import table
from flows.matching.resemblance import Shelf, same_waste
from flows.matching.streams import Stream

FIRST = (1, 3, 5, 10)
OURS, OUTSIDE, WITHOUT_GOODS = "ours", "outside", "without_goods"

Scorer = Callable[[Known, "Sample", NDArray[np.bool_]], Array]


@dataclass(frozen=True, slots=True)
class Exchanged:
    """A stream that went to an industry, and the case in which it did; `receiver` is a NACE division."""

    case: str
    stream: Stream
    receiver: str


@dataclass(frozen=True, slots=True)
class Sample:
    """Exchanges of known receivers; the divisions that occur are what is ranked."""

    exchanges: tuple[Exchanged, ...]

    @property
    def divisions(self) -> tuple[str, ...]:
        """Every division that received something."""
        return tuple(sorted({one.receiver for one in self.exchanges}))

    @property
    def cases(self) -> tuple[str, ...]:
        """The case of each exchange."""
        return tuple(one.case for one in self.exchanges)

    def known(self) -> Known:
        """All that rankings of these exchanges are made of, worked out once."""
        streams = [one.stream for one in self.exchanges]
        shelf = Shelf(streams)
        return Known(
            told=Told.of(streams, self.divisions),
            alike=np.array([shelf.alike(stream) for stream in streams]),
            receivers=table([one.receiver for one in self.exchanges], self.divisions),
            cases=np.unique(self.cases, return_inverse=True)[1].astype(np.int64),
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """The measures of one ranking: hits within the first so many, mean reciprocal rank, nDCG."""

    hits: Mapping[int, Interval]
    reciprocal: Interval
    gain: Interval


def evaluated(
    sample: Sample, known: Known, weights: PrecedentWeights | None = None, *, outside: bool = False
) -> Mapping[str, Figures]:
    """The figures of our ranking and of those that know less, by name.

    Parameters
    ----------
    weights : PrecedentWeights, optional
        By default those of the reviewed file.
    outside : bool
        Also rank each case with weights that were found without it, with and without the list of goods; this takes a
        while.
    """
    found = {name: figures(sample, by_case(known, sample, scorer)) for name, scorer in SCORERS.items()}
    found[OURS] = figures(sample, left_out(known, weights or shipped_weights()))
    if outside:
        found[OUTSIDE] = figures(sample, calibrated_from_outside(known))
        found[WITHOUT_GOODS] = figures(sample, calibrated_from_outside(_without_goods(known)))
    return MappingProxyType(found)


def figures(sample: Sample, scores: Array) -> Figures:
    """The measures of a ranking: one row of scores an exchange, one column a division."""
    at = standings(sample, scores)
    return Figures(
        hits={most: interval([hit(one, most) for one in at], sample.cases) for most in FIRST},
        reciprocal=interval([reciprocal_rank(one) for one in at], sample.cases),
        gain=interval([gain(one) for one in at], sample.cases),
    )


def standings(sample: Sample, scores: Array) -> list[Places]:
    """Where the true receiver of each exchange stands."""
    columns = {division: place for place, division in enumerate(sample.divisions)}
    return [places(row, columns[one.receiver]) for row, one in zip(scores, sample.exchanges, strict=True)]


def by_case(known: Known, sample: Sample, scorer: Scorer) -> Array:
    """Scores for each case that were made from the other cases."""
    found = np.zeros_like(known.receivers)
    for case in np.unique(known.cases):
        asked = known.cases == case
        found[asked] = scorer(known, sample, asked)
    return found


def _random(known: Known, _sample: Sample, asked: NDArray[np.bool_]) -> Array:
    return np.zeros_like(known.receivers[asked])


def _popularity(known: Known, _sample: Sample, asked: NDArray[np.bool_]) -> Array:
    return np.broadcast_to(known.receivers[~asked].sum(axis=0), known.receivers[asked].shape)


def _nearest_code(known: Known, sample: Sample, asked: NDArray[np.bool_]) -> Array:
    """Where streams of the nearest waste code went; popularity decides what the codes leave open."""
    streams = [one.stream for one in sample.exchanges]
    ask, others = np.flatnonzero(asked), np.flatnonzero(~asked)
    near = np.array([[same_waste(streams[one], streams[other]) for other in others] for one in ask])
    nearest = near * (near == near.max(axis=1, keepdims=True))
    return np.asarray(nearest @ known.receivers[others] + _small(_popularity(known, sample, asked)))


def _knowledge(known: Known, _sample: Sample, asked: NDArray[np.bool_]) -> Array:
    """The shipped lists alone, with no exchange of the file."""
    return known.told.rows(asked).knowledge(known.told.usual, shipped_weights())


def _without_goods(known: Known) -> Known:
    """The same exchanges, were there no list of who uses which goods."""
    goods, weight = np.zeros_like(known.told.goods), np.zeros_like(known.told.goods_weight)
    return replace(known, told=replace(known.told, goods=goods, goods_weight=weight))


def _small(scores: Array) -> Array:
    """The same order, so small that it only decides where all else is equal."""
    return np.asarray(scores / (scores.max() or 1.0) * 1e-6)


SCORERS: Mapping[str, Scorer] = MappingProxyType(
    {"random": _random, "popularity": _popularity, "nearest_code": _nearest_code, "knowledge": _knowledge}
)
