"""The answer of one system: least squares, and again with flows at zero where it would make some negative."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from flows.reconciliation.bilinear import fit_shares, linearised
from flows.reconciliation.conflicts import is_possible
from flows.reconciliation.fitting import ContradictionError, Fit
from flows.reconciliation.intervals import Intervals, intervals
from flows.reconciliation.linear import fit_balances
from flows.reconciliation.positive import zero_flows
from flows.reconciliation.shares import Shares
from flows.reconciliation.system import Mask, Places, System
from flows.reconciliation.values import Numbers

BELOW_ZERO = 1e-9
MOST_REFITS = 10
RELEASED_UP_TO = 4_000
"""Processes up to which the best answer without negative flows is found; above it, a flow set to zero stays there."""


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
    first = _fitted(system, shares, exact_up_to)
    limits = intervals(system, shares, first)
    fit, zero = first, np.zeros(len(places), dtype=bool)
    if _below_zero(system, first).any() or not limits.is_possible:
        if len(system.names) > RELEASED_UP_TO and shares is None:
            zero = _below_zero(system, first)
        elif is_possible(system, shares):
            zero = _zero(system, shares, first)
        else:
            raise ContradictionError
        fit, zero = _refitted(system, shares, zero, exact_up_to)
        limits = intervals(_held(system, zero), shares, fit)
    return Part(
        places=places,
        system=system,
        shares=shares,
        first=first,
        fit=fit,
        limits=limits,
        clipped=zero & first.known[: len(places)],
    )


def _fitted(system: System, shares: Shares | None, exact_up_to: int, *, is_draft: bool = False) -> Fit:
    if shares is None:
        return fit_balances(system, exact_up_to=exact_up_to, is_draft=is_draft)
    return fit_shares(system, shares)


def _below_zero(system: System, fit: Fit) -> Mask:
    with np.errstate(invalid="ignore"):  # NaN where a flow is free
        return np.asarray(fit.amount[: len(system.rows)] < -BELOW_ZERO * system.scale, dtype=bool)


def _zero(system: System, shares: Shares | None, fit: Fit) -> Mask:
    """The flows that are zero in the best answer without negative ones."""
    count, scale = len(system.rows), system.scale
    measured, variance = system.amount / scale, system.variance / scale**2
    if shares is None:
        matrix, right = system.incidence(), np.zeros(len(system.names) - 1)
    else:
        matrix, right = linearised(system, shares, fit)
        measured, variance = both(measured, shares.value), both(variance, shares.variance)
    fixed = variance == 0
    right = right - matrix @ np.where(fixed, measured, 0.0)
    zero = np.zeros(len(measured), dtype=bool)
    zero[~fixed] = zero_flows(matrix[:, np.flatnonzero(~fixed)], right, measured[~fixed], variance[~fixed])
    return zero[:count]


def _refitted(system: System, shares: Shares | None, zero: Mask, exact_up_to: int) -> tuple[Fit, Mask]:
    """Fit with flows held at zero, and hold what still falls below it."""
    for _ in range(MOST_REFITS):
        held = _held(system, zero)
        below = _below_zero(held, _fitted(held, shares, exact_up_to, is_draft=True))
        if not below.any():
            break
        zero = zero | below
    return _fitted(_held(system, zero), shares, exact_up_to), zero


def _held(system: System, zero: Mask) -> System:
    amount, variance = np.where(zero, 0.0, system.amount), np.where(zero, 0.0, system.variance)
    return replace(system, amount=amount, variance=variance)


def both(flows: Numbers, shares: Numbers) -> Numbers:
    """Flows and shares in one column."""
    return np.concatenate([flows, shares])
