"""Which measured values are likely wrong: the measurement test, one suspect after the other, and nothing deleted.

The value whose adjustment is the most standard deviations is taken for not measured, the rest is tested again without
it, and so on until no adjustment stands out. Taking a value away changes all others by a known multiple of their
covariances with it, so no fit is repeated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, ndtri

from flows.reconciliation.fitting import NEGLIGIBLE, Fit
from flows.reconciliation.system import Mask
from flows.reconciliation.values import Numbers

SIGNIFICANCE = 0.05
MOST_SUSPECTS, MOST_LOOKS = 10, 20
SAME = 1e-6


@dataclass(frozen=True, slots=True)
class Doubt:
    """A suspect: its place among the quantities, its score and what the others say it would be."""

    place: int
    score: float
    proposed: float


def p_value(chi_square: float, degrees: int) -> float | None:
    """Probability of a sum of squares so large by chance alone; None without anything that checks."""
    if not degrees:
        return None
    return float(chdtrc(degrees, chi_square))


def critical_score(tests: int) -> float:
    """The score that the largest of so many tests passes by chance in 5 % of all cases (Sidak)."""
    each = -np.expm1(np.log1p(-SIGNIFICANCE) / max(tests, 1))
    return float(-ndtri(each / 2))


def scores(measured: Numbers, variance: Numbers, fit: Fit) -> Numbers:
    """Size of the adjustment of each value in standard deviations of that adjustment; NaN where nothing checks it."""
    return _scores(measured - fit.amount, variance * fit.leverage, fit.checked & (fit.leverage > NEGLIGIBLE))


def doubts(measured: Numbers, variance: Numbers, fits: Sequence[Fit]) -> tuple[Doubt, ...]:
    """The suspects among the quantities of several fits, one fit after the other in the columns.

    Where the balances cannot tell two values apart, both are named with the same score.
    """
    search = _Search(measured, variance, fits)
    if not search.open.any():
        return ()
    critical = critical_score(int(search.open.sum()))
    found: list[Doubt] = []
    for _ in range(MOST_LOOKS):
        place = search.worst()
        if place is None or len(found) >= MOST_SUSPECTS:
            break
        search.look(place)
        if search.worst() != place:
            continue
        if search.score()[place] <= critical:
            break
        found += search.alike(place)
        search.leave_out(place)
    return tuple(found)


class _Search:
    """Adjustments and variances as they are when the suspects so far are taken for not measured."""

    def __init__(self, measured: Numbers, variance: Numbers, fits: Sequence[Fit]) -> None:
        self._measured, self._prior, self._fits = measured, variance, fits
        self._starts = np.cumsum([0, *(len(fit.amount) for fit in fits)])
        leverage = np.concatenate([fit.leverage for fit in fits])
        self._adjustment = measured - np.concatenate([fit.amount for fit in fits])
        self._spread = variance * leverage  # variance of the adjustment
        self.open: Mask = np.concatenate([fit.checked for fit in fits]) & (leverage > NEGLIGIBLE)
        self._left_out: list[tuple[int, Numbers, float]] = []
        self._column: tuple[int, Numbers] = (-1, measured)

    def score(self) -> Numbers:
        return _scores(self._adjustment, self._spread, self.open)

    def worst(self) -> int | None:
        """The place of the largest score."""
        found = np.where(self.open, self.score(), -1.0)
        return int(np.argmax(found)) if self.open.any() else None

    def look(self, place: int) -> None:
        """Compute one value's own variance exactly, where so far it was an estimate."""
        number = int(np.searchsorted(self._starts, place, side="right")) - 1
        column = np.zeros(len(self._prior))
        inside = slice(self._starts[number], self._starts[number + 1])
        column[inside] = self._fits[number].column(place - int(self._starts[number]))
        for _, former, divisor in self._left_out:
            column += former * (former[place] / divisor)
        self._column = place, column
        self._spread[place] = self._prior[place] - column[place]
        self.open[place] = self._spread[place] > NEGLIGIBLE * self._prior[place]

    def alike(self, place: int) -> list[Doubt]:
        """The value, and those that the balances cannot tell from it."""
        every = self.score()
        same = np.flatnonzero(self.open & (every >= (1.0 - SAME) * every[place]))
        first = [place, *(one for one in same.tolist() if one != place)]
        return [Doubt(one, float(every[one]), self._without(one)) for one in first]

    def _without(self, place: int) -> float:
        """What the others say a value would be."""
        share = self._spread[place] / self._prior[place]
        return float(self._measured[place] - self._adjustment[place] / share)

    def leave_out(self, place: int) -> None:
        """Go on as if this value were not measured."""
        _, column = self._column
        divisor = float(self._spread[place])
        self._left_out.append((place, column, divisor))
        self._adjustment += column * (self._adjustment[place] / divisor)
        self._spread -= column**2 / divisor
        self.open[place] = False
        with np.errstate(invalid="ignore"):  # NaN where nothing is measured
            self.open &= self._spread > NEGLIGIBLE * self._prior


def _scores(adjustment: Numbers, spread: Numbers, is_open: Mask) -> Numbers:
    found = np.full(len(adjustment), np.nan)
    found[is_open] = np.abs(adjustment[is_open]) / np.sqrt(spread[is_open])
    return found
