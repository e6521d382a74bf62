"""How large a free flow can be: from the balances around it, with the reconciled values, and never below zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import block_array, coo_array
from scipy.sparse.csgraph import connected_components

from flows.reconciliation.feasible import Constraints, Programme, constraints
from flows.reconciliation.fitting import Fit
from flows.reconciliation.linear import Draft
from flows.reconciliation.shares import Shares
from flows.reconciliation.system import Mask, Places, System
from flows.reconciliation.values import Numbers

EXACT_GROUP, EXACT_ALTOGETHER = 200, 400
"""Free flows in one group, and in one system, up to which each interval is found by two linear programmes."""
CLOSED = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Intervals:
    """Lower and upper limit of every flow; `rough` is the number of free ones whose limits are wider than needed."""

    lower: Numbers
    upper: Numbers
    rough: int
    is_possible: bool


def intervals(system: System, shares: Shares | None, fit: Fit | Draft) -> Intervals:
    """The limits of the free flows; a known flow has its value as both.

    Free flows that are joined by balances or shares form a group. Small groups are solved exactly. In larger ones a
    flow on a directed circle of free flows has no upper limit, and any other is limited by all that its group must
    bring in or take out, whichever is more; its lower limit is 0.
    """
    count = len(system.rows)
    amount = fit.amount[:count]
    free = ~fit.known[:count]
    lower, upper = np.where(free, 0.0, amount), np.where(free, np.inf, amount)
    if not free.any():
        return Intervals(lower, upper, 0, is_possible=True)
    limits = _around_free(system, shares, fit, free)
    places, endless = np.flatnonzero(free), _circling(system, free)[free]
    exact: list[tuple[Places, Places]] = []
    rough, spent = 0, 0
    for rows, group in _groups(limits):
        if len(group) <= EXACT_GROUP and spent + len(group) <= EXACT_ALTOGETHER:
            spent += len(group)
            exact.append((rows, group))
        else:
            rough += len(group)
            inner = _part(limits, rows, group)
            upper[places[group]] = np.where(endless[group], np.inf, _all_around(inner))
    if not exact:
        return Intervals(lower, upper, rough, is_possible=True)
    flows = np.concatenate([group for _, group in exact])
    lower[places[flows]], upper[places[flows]] = _extremes(
        limits, exact, endless & (shares is None), CLOSED * system.scale, are_together=shares is None
    )
    return Intervals(lower, upper, rough, is_possible=not bool(np.isnan(lower[places[flows]]).any()))


def _part(limits: Constraints, rows: Places, flows: Places) -> Constraints:
    return Constraints(limits.matrix[rows][:, flows], limits.lower[rows], limits.upper[rows])


def _around_free(system: System, shares: Shares | None, fit: Fit | Draft, free: Mask) -> Constraints:
    """The constraints of the free flows alone, with the known ones on the other side."""
    count = len(system.rows)
    values = None if shares is None else fit.amount[count:]
    whole = constraints(system, shares, values)
    taken = whole.matrix @ np.where(free, 0.0, fit.amount[:count])
    return Constraints(whole.matrix[:, np.flatnonzero(free)], whole.lower - taken, whole.upper - taken)


def _groups(limits: Constraints) -> list[tuple[Places, Places]]:
    """Rows and columns that hang together, small groups first; a flow in no row is a group of its own."""
    rows, columns = limits.matrix.shape
    both = block_array([[None, limits.matrix], [limits.matrix.T, None]], format="csr")
    number, group = connected_components(both, directed=False)
    order = np.argsort(group, kind="stable")
    bounds = np.searchsorted(group[order], np.arange(number + 1))
    members = [order[bounds[one] : bounds[one + 1]] for one in range(number)]
    split = [(one[one < rows], one[one >= rows] - rows) for one in members if one[-1] >= rows]
    return sorted(split, key=lambda pair: len(pair[1])) if columns else []


def _circling(system: System, free: Mask) -> Mask:
    """The free flows that lie on a directed circle of free flows, the environment being one place: they have no end."""
    source, target = system.source[free], system.target[free]
    count = len(system.names)
    graph = coo_array((np.ones(len(source)), (source, target)), shape=(count, count)).tocsr()
    _, strong = connected_components(graph, directed=True, connection="strong")
    circling = np.zeros(len(free), dtype=bool)
    circling[free] = strong[source] == strong[target]
    return circling


def _extremes(
    limits: Constraints,
    groups: Sequence[tuple[Places, Places]],
    endless: Mask,
    least_scale: float,
    *,
    are_together: bool,
) -> Numbers:
    """Two rows: the smallest and the largest amount of every flow of some groups, one group after the other.

    NaN for a group where no amounts are allowed. Amounts below `least_scale` are rounding. Where all have an end that
    are not `endless`, one flow of every group is asked for at once: groups have nothing to do with each other.
    """
    rows, flows = (np.concatenate([pair[place] for pair in groups]) for place in (0, 1))
    scales = [_scale(limits, own, least_scale) for own, _ in groups]
    by_row = np.repeat(scales, [len(own) for own, _ in groups])
    by_flow = np.repeat(scales, [len(own) for _, own in groups])
    inner = _part(limits, rows, flows)
    scaled = Constraints(inner.matrix, inner.lower / by_row, inner.upper / by_row)
    programme = Programme(scaled, np.zeros(len(flows)), np.full(len(flows), np.inf), tolerance=CLOSED)
    if not programme.is_feasible():
        if len(groups) == 1:
            return np.full((2, len(flows)), np.nan)
        alone = [_extremes(limits, [one], endless, least_scale, are_together=are_together) for one in groups]
        return np.hstack(alone)
    number = np.concatenate([np.arange(len(own)) for _, own in groups]) if are_together else np.arange(len(flows))
    asked = [np.flatnonzero(number == one) for one in range(int(number.max()) + 1)]
    return np.asarray(by_flow * np.maximum([_least(programme, asked), _most(programme, asked, endless[flows])], 0.0))


def _scale(limits: Constraints, rows: Places, least: float) -> float:
    sides = np.concatenate([limits.lower[rows], limits.upper[rows]])
    return max(float(np.max(np.abs(sides[np.isfinite(sides)]), initial=0.0)), least)


def _least(programme: Programme, asked: Sequence[Places]) -> Numbers:
    """The smallest amount of every flow; one that was met at 0 need not be asked for."""
    least = programme.amounts()
    for flows in [np.flatnonzero(least > 0), *asked]:
        wanted = flows[least[flows] > 0]
        if len(wanted):
            least = np.minimum(least, programme.extreme(wanted, 1))
    return least


def _most(programme: Programme, asked: Sequence[Places], endless: Mask) -> Numbers:
    """The largest amount of every flow, infinite for the endless ones."""
    most = np.full(len(endless), np.inf)
    for flows in asked:
        wanted = flows[~endless[flows]]
        if len(wanted):
            most[wanted] = programme.extreme(wanted, -1)[wanted]
    return most


def _all_around(limits: Constraints) -> float:
    """All that the known flows bring into a group, or all that they take out of it, whichever is more."""
    needed = limits.lower[np.isfinite(limits.lower)]
    return float(max(needed[needed > 0].sum(), -needed[needed < 0].sum()))
