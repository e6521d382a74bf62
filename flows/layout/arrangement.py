"""An order of all columns while it is searched, with the sums over it that every step of the search asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Chain:
    """A ribbon from the column `first` on: its source, a piece in every column that it passes, and its target."""

    first: int
    vertices: tuple[int, ...]

    @property
    def gaps(self) -> range:
        """The gaps that it leads through; gap i lies between the columns i and i + 1."""
        return range(self.first, self.first + len(self.vertices) - 1)


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """What is to be ordered: the weights between neighbouring columns, pins, and the long ribbons.

    A pin below nought keeps a vertex at the top, above nought at the bottom. `rooms` are the first place that a free
    vertex of a column may take and the one after the last; `noise` is what rounding may make of equal costs.
    """

    weights: Sequence[Matrix]
    pins: Sequence[Sequence[int]]
    rooms: Sequence[tuple[int, int]]
    chains: Sequence[Chain]
    noise: float


@dataclass(slots=True, eq=False)
class Arrangement:
    """Orders of the columns; `stamps` grow with every change, so that nothing is worked out twice."""

    problem: Problem
    orders: list[list[int]]
    stamps: list[int] = field(default_factory=list)
    tried: dict[object, object] = field(default_factory=dict)
    _sums: dict[int, tuple[object, Matrix]] = field(default_factory=dict)
    _costs: dict[int, tuple[object, float]] = field(default_factory=dict)
    _clock: int = 0

    def __post_init__(self) -> None:
        """Nothing has changed yet."""
        self.stamps = self.stamps or [0] * len(self.orders)

    def copy(self) -> Arrangement:
        """One that can be changed on its own."""
        orders = [list(order) for order in self.orders]
        return Arrangement(
            self.problem, orders, list(self.stamps), dict(self.tried), dict(self._sums), dict(self._costs), self._clock
        )

    def put(self, column: int, order: list[int]) -> None:
        """Order a column anew."""
        self._clock += 1
        self.orders[column] = order
        self.stamps[column] = self._clock

    def sums(self, gap: int) -> Matrix:
        """Cell [i, j]: the weight between the first i vertices left and the first j right of a gap."""
        stamp = (self.stamps[gap], self.stamps[gap + 1])
        known = self._sums.get(gap)
        if known is None or known[0] != stamp:
            ordered = self.problem.weights[gap][self.orders[gap]][:, self.orders[gap + 1]]
            sums = np.zeros((ordered.shape[0] + 1, ordered.shape[1] + 1))
            np.cumsum(ordered, axis=0, out=sums[1:, 1:])
            np.cumsum(sums[1:, 1:], axis=1, out=sums[1:, 1:])
            known = self._sums[gap] = (stamp, sums)
        return known[1]

    def cost(self, gaps: Sequence[int] | None = None) -> float:
        """Sum over the crossings in these gaps, or in all, of the product of both weights."""
        total = 0.0
        for gap in range(len(self.problem.weights)) if gaps is None else gaps:
            stamp = (self.stamps[gap], self.stamps[gap + 1])
            known = self._costs.get(gap)
            if known is None or known[0] != stamp:
                known = self._costs[gap] = (stamp, _crossed(self.sums(gap)))
            total += known[1]
        return total


def _crossed(sums: Matrix) -> float:
    """Each cell times all that lies below it and to the left."""
    ordered = np.diff(np.diff(sums, axis=0), axis=1)
    below = sums[-1:, :-1] - sums[1:, :-1]
    return float((ordered * below).sum())
