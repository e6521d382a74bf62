"""Least squares under mass balances alone: what was not measured is contracted, the rest is one Laplacian system."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from flows.reconciliation.fitting import ContradictionError, Fit, chi_square
from flows.reconciliation.forest import Forest
from flows.reconciliation.laplacian import Laplacian
from flows.reconciliation.system import Mask, Places, System
from flows.reconciliation.uncertainty import exact_variances, is_exact, probed_variances
from flows.reconciliation.values import Numbers

CLOSED = 1e-7
"""What may be missing in a balance of constants, as a share of the largest amount: they are written with few digits."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Network:
    """A system whose unmeasured flows are contracted: pieces of processes, joined by flows that can be adjusted.

    Attributes
    ----------
    forest : the graph of unmeasured flows.
    adjustable : places of the measured flows between two pieces that are no constants.
    unchecked : places of the other measured flows that are no constants: nothing checks them.
    source, target : ends of the adjustable flows as row numbers of the Laplacian, -1 for ground.
    variance : theirs.
    row_of : for every process the row of its piece, -1 for ground.
    checked : which measured flows join two pieces, and so stand in a balance.
    """

    system: System
    forest: Forest
    unmeasured: Places
    adjustable: Places
    unchecked: Places
    source: Places
    target: Places
    variance: Numbers
    row_of: Places
    checked: Mask
    laplacian: Laplacian

    def drops(self, potential: Numbers) -> Numbers:
        """Difference of the potential between target and source of each adjustable flow; ground is 0."""
        padded = np.concatenate([potential, np.zeros((1, *potential.shape[1:]))])  # -1 takes the last: ground
        return np.asarray(padded[self.target] - padded[self.source])

    def gathered(self, amounts: Any) -> Any:
        """What the adjustable flows bring into each piece, for one column of amounts or several, full or sparse."""
        ends = np.concatenate([self.target, self.source])
        signs = np.repeat([1.0, -1.0], len(self.target))
        flows = np.tile(np.arange(len(self.target)), 2)
        kept = ends >= 0
        shape = (self.laplacian.matrix.shape[0], len(self.target))
        return csr_array((signs[kept], (ends[kept], flows[kept])), shape=shape) @ amounts

    def reconciled(self, errors: Numbers, *, rough: bool = False) -> Numbers:
        """The part of errors of the adjustable flows that the balances let through: (I - V B' L^-1 B) errors."""
        potential = self.laplacian.solve(self.gathered(errors), rough=rough)
        drops = self.drops(potential)
        return np.asarray(errors - self.variance.reshape(-1, *[1] * (errors.ndim - 1)) * drops)


def contracted(system: System) -> Network:
    """Contract what was not measured and ground every piece of the rest.

    Raises
    ------
    ContradictionError
        When the constants around a set of processes do not balance and nothing can be adjusted between them.
    """
    unmeasured = np.flatnonzero(system.unmeasured)
    forest = Forest(len(system.names), system.source[unmeasured], system.target[unmeasured])
    source, target = forest.supernode[system.source], forest.supernode[system.target]
    checked = (source != target) & ~system.unmeasured
    adjustable = np.flatnonzero(checked & (system.variance > 0))
    row_of = _grounded(system, forest.supernode, source[adjustable], target[adjustable])
    ends = row_of[source[adjustable]], row_of[target[adjustable]]
    variance = system.variance[adjustable]
    return Network(
        system=system,
        forest=forest,
        unmeasured=unmeasured,
        adjustable=adjustable,
        unchecked=np.flatnonzero(~checked & (system.variance > 0)),
        source=ends[0],
        target=ends[1],
        variance=variance,
        row_of=row_of[forest.supernode],
        checked=checked,
        laplacian=Laplacian(int(row_of.max(initial=-1)) + 1, *ends, variance),
    )


def _grounded(system: System, supernode: Places, source: Places, target: Places) -> Places:
    """The row of every piece in the Laplacian: one piece in each connected group is ground, the environment's first."""
    count = int(supernode.max()) + 1
    graph = coo_array((np.ones(len(source)), (source, target)), shape=(count, count))
    groups, group = connected_components(graph, directed=False)
    known = system.excess(np.where(system.unmeasured, 0.0, system.amount))
    left_over = np.bincount(group[supernode], known, groups)
    if np.any(np.abs(left_over[1:]) > CLOSED * system.scale):  # the group of the environment need not balance
        raise ContradictionError
    grounds = np.unique(group, return_index=True)[1]
    rows = np.full(count, -1, dtype=np.intp)
    kept = np.ones(count, dtype=bool)
    kept[grounds] = False
    rows[kept] = np.arange(count - groups)
    return rows


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Draft:
    """The best amounts of a system that has mass balances and nothing else, before anybody asks how sure they are.

    Attributes
    ----------
    amount : NaN where the balances leave a flow free.
    known : which flows are measured or follow.
    drop : what a tonne more in each flow would cost the balances of its two ends, in adjustments squared: its
        measured value less its variance times this is where the balances want it.
    """

    network: Network
    amount: Numbers
    known: Mask
    drop: Numbers

    def fit(self, exact_up_to: int, asked: Mask | None = None) -> Fit:
        """The amounts with their uncertainties.

        Parameters
        ----------
        exact_up_to : number of flows up to which all uncertainties are exact; above it they are where that is cheap.
        asked : of which unmeasured flows the variance is asked, which takes time for each; None stands for all.
        """
        network, measured = self.network, self.network.system.amount
        exact, moved = is_exact(network, exact_up_to), network.adjustable
        variance, leverage = exact_variances(network, asked) if exact else probed_variances(network)
        return Fit(
            amount=self.amount,
            variance=np.where(self.known, variance, np.nan),
            leverage=leverage,
            checked=network.checked,
            known=self.known,
            chi_square=chi_square(measured[moved], self.amount[moved], network.variance),
            degrees=network.laplacian.matrix.shape[0],
            is_exact=exact,
            column=lambda place: _column(network, place),
        )


def drafted(system: System) -> Draft:
    """Reconcile a system: measured flows adjusted, then what the tree of unmeasured flows must carry.

    Raises
    ------
    ContradictionError
        When constants cannot hold together.
    """
    network = contracted(system)
    amount = np.where(system.unmeasured, 0.0, system.amount)
    potential = network.laplacian.solve(_imbalance(network, amount))
    amount[network.adjustable] -= network.variance * network.drops(potential)
    amount[network.unmeasured] = network.forest.carried(system.excess(amount))
    known = ~system.unmeasured
    known[network.unmeasured[network.forest.bridges]] = True
    at_process = np.append(potential, 0.0)[network.row_of]
    return Draft(
        network=network,
        amount=np.where(known, amount, np.nan),
        known=known,
        drop=at_process[system.target] - at_process[system.source],
    )


def _imbalance(network: Network, amount: Numbers) -> Numbers:
    """What comes into each piece less what goes out, by all measured flows."""
    excess = network.system.excess(amount)
    kept = network.row_of >= 0
    sums = np.bincount(network.row_of[kept], excess[kept], network.laplacian.matrix.shape[0])
    return np.asarray(sums, dtype=np.float64)


def _column(network: Network, place: int) -> Numbers:
    """Covariances with one flow; those of unmeasured flows are left at 0, nobody asks for them."""
    column = np.zeros(len(network.system.rows))
    column[place] = network.system.variance[place]
    inside = network.adjustable == place
    if inside.any():
        column[network.adjustable] = network.reconciled(np.where(inside, network.variance, 0.0))
    return column
