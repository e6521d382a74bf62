"""The answer of a system that has mass balances and nothing else, with no flow below zero.

Flows that come out negative are held at zero, and one is let go again when the balances want it above zero just then.
When nothing changes any more, that is the best answer without negative flows: every flow at zero is wanted below it.
It takes a few solves. Where it comes to no end, the slower way of `positive` is sure to.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from flows.reconciliation.conflicts import is_possible
from flows.reconciliation.cuts import jointly_below_zero
from flows.reconciliation.fitting import ContradictionError, Fit
from flows.reconciliation.intervals import Intervals, intervals
from flows.reconciliation.linear import Draft, drafted
from flows.reconciliation.positive import zero_flows
from flows.reconciliation.system import Mask, System

BELOW_ZERO = 1e-9
MOST_ROUNDS, MOST_REFITS = 12, 10
RELEASED = 1e-9
SEARCHED_UP_TO = 4_000
"""Processes up to which the slower way is taken; above it, a flow that was set to zero stays there."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Answer:
    """`first` without limits, `fit` with no flow below zero, the flows that are `zero` for that, and the limits."""

    first: Fit
    fit: Fit
    limits: Intervals
    zero: Mask


def balanced(system: System, exact_up_to: int) -> Answer:
    """Fit, find the limits of what is free, and hold flows at zero where the balances alone would make some negative.

    Raises
    ------
    ContradictionError
        When no amounts of zero or more meet the balances and the constants.
    """
    draft = drafted(system)
    below = _below(system, draft)
    if not below.any():
        limits = intervals(system, None, draft)
        if limits.is_possible:
            fit = draft.fit(exact_up_to)
            return Answer(first=fit, fit=fit, limits=limits, zero=below)
    zero, last, limits = _settled(system, below) or _searched(system, below)
    return Answer(first=draft.fit(exact_up_to, asked=zero), fit=last.fit(exact_up_to), limits=limits, zero=zero)


def below_zero(system: System, fit: Fit | Draft) -> Mask:
    """The flows that are negative, constants aside."""
    with np.errstate(invalid="ignore"):  # NaN where a flow is free
        below = fit.amount[: len(system.rows)] < -BELOW_ZERO * system.scale
    return np.asarray(below & (system.variance != 0), dtype=bool)


def _below(system: System, draft: Draft) -> Mask:
    """The flows that are negative, or when there are none, those that are so together."""
    below = below_zero(system, draft)
    return below if below.any() else jointly_below_zero(system, draft)


def _settled(system: System, zero: Mask) -> tuple[Mask, Draft, Intervals] | None:
    """Hold and let go until nothing changes; None where that has no end, or leaves no amounts for what is free."""
    for _ in range(MOST_ROUNDS if zero.any() else 0):
        held = system.held(zero)
        try:
            draft = drafted(held)
        except ContradictionError:
            return None
        new = (zero & ~_wanted(system, draft)) | _below(held, draft)
        if np.array_equal(new, zero):
            limits = intervals(held, None, draft)
            return (zero, draft, limits) if limits.is_possible else None
        zero = new
    return None


def _wanted(system: System, draft: Draft) -> Mask:
    """The flows that the balances would rather have above zero."""
    least = RELEASED * np.max(np.abs(draft.drop), initial=0.0)
    measured = system.amount - system.variance * draft.drop > RELEASED * system.scale
    return np.asarray(np.where(system.unmeasured, draft.drop < -least, measured), dtype=bool)


def _searched(system: System, below: Mask) -> tuple[Mask, Draft, Intervals]:
    """The slower way; in large systems, what is below zero is held there and so is what falls below it then."""
    zero = below
    if len(system.names) <= SEARCHED_UP_TO:
        if not is_possible(system, None):
            raise ContradictionError
        zero = _found(system)
    draft = drafted(system.held(zero))
    for _ in range(MOST_REFITS):
        below = below_zero(system.held(zero), draft)
        if not below.any():
            break
        zero = zero | below
        draft = drafted(system.held(zero))
    return zero, draft, intervals(system.held(zero), None, draft)


def _found(system: System) -> Mask:
    """The flows that are zero in the best answer, by Newton's method."""
    measured, variance = system.amount / system.scale, system.variance / system.scale**2
    moves = np.flatnonzero(variance != 0)
    matrix = system.incidence()
    right = -(matrix @ np.where(variance == 0, measured, 0.0))
    zero = np.zeros(len(measured), dtype=bool)
    zero[moves] = zero_flows(matrix[:, moves], right, measured[moves], variance[moves])
    return zero
