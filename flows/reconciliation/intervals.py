"""How large a free flow can be: from the balances around it, with the reconciled values, and never below zero."""

from __future__ import annotations

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
    rough, spent, possible = 0, 0, True
    for rows, group in _groups(limits):
        inner = Constraints(limits.matrix[rows][:, group], limits.lower[rows], limits.upper[rows])
        if len(group) <= EXACT_GROUP and spent + len(group) <= EXACT_ALTOGETHER:
            spent += len(group)
            found = _solved(inner, endless[group] & (shares is None), CLOSED * system.scale)
            possible &= not np.isnan(found).any()
            lower[places[group]], upper[places[group]] = found
        else:
            rough += len(group)
            upper[places[group]] = np.where(endless[group], np.inf, _all_around(inner))
    return Intervals(lower, upper, rough, is_possible=possible)


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


def _solved(limits: Constraints, endless: Mask, least_scale: float) -> Numbers:
    """Two rows: the smallest and the largest amount of every flow; NaN where no amounts are allowed.

    Amounts below `least_scale` are rounding.
    """
    flows = limits.matrix.shape[1]
    if not limits.matrix.shape[0]:
        return np.array([np.zeros(flows), np.full(flows, np.inf)])
    sides = np.concatenate([limits.lower, limits.upper])
    scale = max(float(np.max(np.abs(sides[np.isfinite(sides)]), initial=0.0)), least_scale)
    scaled = Constraints(limits.matrix, limits.lower / scale, limits.upper / scale)
    programme = Programme(scaled, np.zeros(flows), np.full(flows, np.inf), tolerance=CLOSED)
    if not programme.is_feasible():
        return np.full((2, flows), np.nan)
    least = [programme.extreme(flow, 1) for flow in range(flows)]
    most = [np.inf if endless[flow] else programme.extreme(flow, -1) for flow in range(flows)]
    return np.asarray(scale * np.maximum(np.array([least, most]), 0.0))


def _all_around(limits: Constraints) -> float:
    """All that the known flows bring into a group, or all that they take out of it, whichever is more."""
    needed = limits.lower[np.isfinite(limits.lower)]
    return float(max(needed[needed > 0].sum(), -needed[needed < 0].sum()))
