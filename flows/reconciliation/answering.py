"""The answer of one system: least squares, and again with flows at zero where it would make some negative."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from flows.reconciliation.balancing import MOST_REFITS, Answer, balanced, below_zero
from flows.reconciliation.bilinear import fit_shares, linearised
from flows.reconciliation.conflicts import is_possible
from flows.reconciliation.fitting import ContradictionError, Fit
from flows.reconciliation.intervals import Intervals, intervals
from flows.reconciliation.positive import zero_flows
from flows.reconciliation.shares import Shares
from flows.reconciliation.system import Mask, Places, System
from flows.reconciliation.values import Numbers


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Part:
    """Some flows of a system with their answer: `first` without limits, `fit` with no flow below zero."""

    places: Places
    system: System
    shares: Shares | None
    first: Fit
    fit: Fit
    limits: Intervals
    clipped: Mask

    @property
    def measured(self) -> Numbers:
        return self.system.amount if self.shares is None else both(self.system.amount, self.shares.value)

    @property
    def variance(self) -> Numbers:
        return self.system.variance if self.shares is None else both(self.system.variance, self.shares.variance)


def answered(places: Places, system: System, shares: Shares | None, exact_up_to: int) -> Part:
    """Fit, find the limits of what is free, and hold flows at zero where the balances alone would make some negative.

    Raises
    ------
    ContradictionError
        When no amounts of zero or more meet the balances and the constants.
    """
    found = balanced(system, exact_up_to) if shares is None else _shared(system, shares)
    return Part(
        places=places,
        system=system,
        shares=shares,
        first=found.first,
        fit=found.fit,
        limits=found.limits,
        clipped=found.zero & found.first.known[: len(places)],
    )


def _shared(system: System, shares: Shares) -> Answer:
    """The same for a system that has transfer coefficients."""
    first = fit_shares(system, shares)
    limits = intervals(system, shares, first)
    if limits.is_possible and not below_zero(system, first).any():
        return Answer(first=first, fit=first, limits=limits, zero=np.zeros(len(system.rows), dtype=bool))
    if not is_possible(system, shares):
        raise ContradictionError
    zero = _zero(system, shares, first)
    fit = fit_shares(system.held(zero), shares)
    for _ in range(MOST_REFITS):
        below = below_zero(system.held(zero), fit)
        if not below.any():
            break
        zero = zero | below
        fit = fit_shares(system.held(zero), shares)
    return Answer(first=first, fit=fit, limits=intervals(system.held(zero), shares, fit), zero=zero)


def _zero(system: System, shares: Shares, fit: Fit) -> Mask:
    """The flows that are zero in the best answer without negative ones, by the equations at a fit."""
    count, scale = len(system.rows), system.scale
    measured = both(system.amount / scale, shares.value)
    variance = both(system.variance / scale**2, shares.variance)
    matrix, right = linearised(system, shares, fit)
    moves = np.flatnonzero(variance != 0)
    right = right - matrix @ np.where(variance == 0, measured, 0.0)
    zero = np.zeros(len(measured), dtype=bool)
    zero[moves] = zero_flows(matrix[:, moves], right, measured[moves], variance[moves])
    return zero[:count]


def both(flows: Numbers, shares: Numbers) -> Numbers:
    """Flows and shares in one column."""
    return np.concatenate([flows, shares])
