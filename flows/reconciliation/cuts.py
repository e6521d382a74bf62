"""Free flows that would together be below zero: all that come into a set of processes which give nothing that is free.

No balance tells one of them from the other, but their sum is known. Whether some amounts of zero or more carry what the
known flows leave over is a question of the greatest flow through a network; its least cut names the sets where none do.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, maximum_flow

from flows.reconciliation.linear import Draft
from flows.reconciliation.system import ENVIRONMENT, Mask, Places, System
from flows.reconciliation.values import Numbers

WHOLE = 2**29  # all that is left over as whole numbers, which the greatest flow is found in
CLOSED = 1e-6


def jointly_below_zero(system: System, draft: Draft) -> Mask:
    """The free flows into sets of processes that take more than they give by known flows, or out of the opposite."""
    free = ~draft.known
    found = np.zeros(len(free), dtype=bool)
    excess = system.excess(np.where(free, 0.0, draft.amount))
    excess[ENVIRONMENT] = 0.0
    if not free.any() or not excess.any():
        return found
    source, target = system.source[free], system.target[free]
    full, starved = _cut(source, target, excess), _cut(target, source, -excess)
    into = _short(source, target, full, excess, system.scale)
    out = _short(target, source, starved, -excess, system.scale)
    found[free] = into | out
    return found


def _short(source: Places, target: Places, inside: Mask, excess: Numbers, scale: float) -> Mask:
    """The flows that come in from outside to those connected parts of a set that have too much already."""
    within = inside[source] & inside[target]
    count = len(inside)
    graph = coo_array((np.ones(int(within.sum())), (source[within], target[within])), shape=(count, count))
    _, part = connected_components(graph, directed=False)
    too_much = np.bincount(part, np.where(inside, excess, 0.0))[part] > CLOSED * scale
    return np.asarray(~inside[source] & inside[target] & too_much[target], dtype=bool)


def _cut(source: Places, target: Places, excess: Numbers) -> Mask:
    """The processes that cannot get rid of all that they have too much of."""
    count = len(excess)
    unit = WHOLE / float(np.abs(excess).sum())
    start, end = count, count + 1
    gives, takes = np.flatnonzero(excess > 0), np.flatnonzero(excess < 0)
    tails = np.concatenate([source, np.full(len(gives), start), takes, [ENVIRONMENT]])
    heads = np.concatenate([target, gives, np.full(len(takes), end), [end]])
    # the environment takes everything, so that nothing needs to go through it
    amounts = np.rint(np.abs(np.concatenate([excess[gives], excess[takes]])) * unit)
    limits = np.concatenate([np.full(len(source), WHOLE), amounts, [WHOLE]]).astype(np.int64)
    kept = (tails != heads) & ((tails != ENVIRONMENT) | (heads == end))
    return _reached(tails[kept], heads[kept], limits[kept], start, end)[:count]


def _reached(tails: Places, heads: Places, limits: Any, start: int, end: int) -> Mask:
    """What the start still reaches when the greatest flow runs."""
    size = end + 1
    network = coo_array((limits, (tails, heads)), shape=(size, size)).tocsr()
    network.data = np.minimum(network.data, WHOLE).astype(np.int32)
    left = csr_array(network - maximum_flow(network, start, end).flow)
    left.data = np.where(left.data > 0, left.data, 0)
    left.eliminate_zeros()
    reached = np.zeros(size, dtype=bool)
    reached[breadth_first_order(left, start, return_predecessors=False)] = True
    return reached
