"""The graph of what was not measured: which of its flows follow from the balances, and what each carries.

An unmeasured flow is determined by the balances if and only if it is a bridge of that graph: without it the graph
falls apart, so it alone closes the balance of either half.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from scipy.sparse import coo_array, csc_array, csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components
from scipy.sparse.linalg import splu

from flows.reconciliation.system import ENVIRONMENT, Mask, Places
from flows.reconciliation.values import Numbers

SEED = 20251121
HALF = 0.5
LARGEST_TERM = 2**32  # sums of so many terms as there are flows stay whole numbers in floating point


class Forest:
    """A spanning forest of flows between processes 0..count-1, rooted at the environment.

    Attributes
    ----------
    supernode : for every process the number of the piece it belongs to; the piece of the environment is 0.
    bridges : for every flow whether it is a bridge.
    """

    def __init__(self, count: int, source: Places, target: Places) -> None:
        self._source, self._target = source, target
        graph = coo_array((np.ones(len(source)), (source, target)), shape=(count, count)).tocsr()
        _, self.supernode = connected_components(graph, directed=False)
        _, roots = np.unique(self.supernode, return_index=True)
        # one more edge from the environment to every other piece makes one tree of the forest
        tails, heads = np.concatenate([source, np.zeros(len(roots), dtype=np.intp)]), np.concatenate([target, roots])
        whole = coo_array((np.ones(len(tails)), (tails, heads)), shape=(count, count)).tocsr()
        order, parent = breadth_first_order(whole, ENVIRONMENT, directed=False)
        self._order = order[1:]
        self._edge = _edges(count, tails, heads, self._order, parent[self._order])
        self._parent = parent
        self._factor = _triangle(self._order, parent, heads[self._edge]) if len(self._order) else None
        self.bridges = self._bridges()

    def carried(self, excess: Numbers) -> Numbers:
        """What each flow carries when the flows of the tree alone take the excess of every process out to its root.

        Parameters
        ----------
        excess : what comes into each process less what goes out, by the other flows; one column or several.

        Returns
        -------
        As many rows as flows; 0 for those outside the tree. It is the only answer for bridges.
        """
        found = np.zeros((len(self._source), *excess.shape[1:]))
        if self._factor is None:
            return found
        amounts = self._factor.solve(np.ascontiguousarray(-excess[self._order]))
        own = self._edge < len(self._source)
        found[self._edge[own]] = amounts[own]
        return found

    @cached_property
    def below(self) -> int:
        """How many processes the far sides of all bridges have, which may be many more than there are processes."""
        return int(np.abs(self.carried(np.ones(len(self.supernode))))[self.bridges].sum())

    def beyond(self, flows: Places) -> Any:
        """Flows times processes, sparse: 1 for those on the far side of a bridge, which is not the root's."""
        return self._beyond[flows]

    @cached_property
    def _beyond(self) -> Any:
        """All bridges at once: every process goes up the tree to the root of its piece and is noted on the way."""
        edge = np.full(len(self.supernode), -1, dtype=np.intp)
        edge[self._order] = np.where(self._edge < len(self._source), self._edge, -1)
        process = place = np.flatnonzero(edge >= 0)
        flows, processes = [np.zeros(0, dtype=np.intp)], [np.zeros(0, dtype=np.intp)]
        while len(place):
            is_bridge = self.bridges[edge[place]]
            flows.append(edge[place][is_bridge])
            processes.append(process[is_bridge])
            above = self._parent[place]
            goes_on = edge[above] >= 0
            place, process = above[goes_on], process[goes_on]
        pairs = np.concatenate(flows), np.concatenate(processes)
        return csr_array((np.ones(len(pairs[0])), pairs), shape=(len(self._source), len(self.supernode)))

    def _bridges(self) -> Mask:
        """The flows of the tree that carry nothing of a random circulation; two of them, for surety.

        Every other flow of the tree lies on a circle with one outside it, and carries a sum of random whole numbers:
        the odds that it is zero twice are below one in 10^18.
        """
        tree = np.zeros(len(self._source), dtype=bool)
        tree[self._edge[self._edge < len(self._source)]] = True
        amounts = np.random.default_rng(SEED).integers(1, LARGEST_TERM, (len(self._source), 2)).astype(np.float64)
        amounts[tree] = 0.0
        excess = np.zeros((len(self.supernode), 2))
        np.add.at(excess, self._target, amounts)
        np.subtract.at(excess, self._source, amounts)
        return np.asarray(tree & (np.abs(self.carried(excess)).max(axis=1) < HALF), dtype=bool)


def _edges(count: int, tails: Places, heads: Places, nodes: Places, parents: Places) -> Places:
    """For every process the number of one flow that joins it to its parent."""
    keys, first = np.unique(_key(count, tails, heads), return_index=True)
    return np.asarray(first[np.searchsorted(keys, _key(count, nodes, parents))], dtype=np.intp)


def _key(count: int, one: Places, other: Places) -> Places:
    ends = np.minimum(one, other).astype(np.int64) * count + np.maximum(one, other)
    return np.asarray(ends, dtype=np.int64)


def _triangle(order: Places, parent: Places, heads: Places) -> Any:
    """Balances times flows of the tree, each column the flow between a process and its parent: a triangle."""
    place = np.zeros(len(parent), dtype=np.intp)
    place[order] = np.arange(len(order))
    signs = np.where(heads == order, 1.0, -1.0)
    inner = parent[order] != ENVIRONMENT
    columns = np.arange(len(order))
    rows = np.concatenate([columns, place[parent[order][inner]]])
    values = np.concatenate([signs, -signs[inner]])
    shape = (len(order), len(order))
    matrix = csc_array((values, (rows, np.concatenate([columns, columns[inner]]))), shape=shape)
    return splu(matrix, permc_spec="NATURAL", diag_pivot_thresh=0.0)
