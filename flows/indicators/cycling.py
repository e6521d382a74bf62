"""Finn's cycling index: which share of everything that passes through the processes passes because it came back.

With f[i, j] from process i to j, T[i] the throughflow of i (the larger of what it takes and gives, so that a gap in
the records counts as unknown input or output) and G[i, j] = f[i, j] / T[i], N = (I - G)^-1 tells how often what enters
at i passes j. FCI = sum_i (1 - 1 / N[i, i]) T[i] / sum_i T[i] (Finn 1976, 1980). N[i, i] differs from 1 only in
strongly connected parts, and there it depends on that part alone: each is solved on its own, sparse.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix, identity
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import splu

Numbers = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Cycling:
    """The index, the flow that it is a share of, and its derivative by every flow.

    `index` is None where something turns in a circle that nothing leaves: such a circle has no steady state.
    """

    index: float | None
    cycled_t: float
    throughflow_t: float
    derivatives: Numbers
    cycled_derivatives: Numbers
    throughflow_derivatives: Numbers


def finn_cycling_index(source: Codes, target: Codes, amounts: Numbers, count: int) -> Cycling:
    """Work out the index of a network of `count` processes.

    Parameters
    ----------
    source, target : arrays of int
        Number of the process at each end of every flow, -1 outside. A process's flow to itself is left out.
    amounts : array of float
        Tonnes, 0 or more.
    """
    within = (source >= 0) & (target >= 0) & (source != target)
    leaves, enters = (source >= 0) & (source != target), (target >= 0) & (source != target)
    given = np.bincount(source[leaves], amounts[leaves], count)
    taken = np.bincount(target[enters], amounts[enters], count)
    through = np.maximum(given, taken)
    whole = float(through.sum())
    # where both sides are equal the larger one follows either: half of each is the derivative between the two
    by_process = np.where(np.isclose(given, taken, rtol=1e-9), 0.5, np.where(given > taken, 1.0, 0.0))
    flows = _Network(source, target, amounts, within, through)
    solved = [flows.solved(part) for part in flows.parts()]
    by_through, by_flow, cycled = np.zeros(count), np.zeros(len(amounts)), 0.0
    for part in solved:
        if part is None:
            return _circle(amounts, whole)
        cycled += part.cycled_t
        by_through[part.processes] += part.by_through
        by_flow[part.flows] += part.by_flow
    whole_by_flow = _through_flow(np.ones(count), by_process, (source, target), (leaves, enters))
    cycled_by_flow = by_flow + _through_flow(by_through, by_process, (source, target), (leaves, enters))
    index = cycled / whole if whole else 0.0
    derivatives = (cycled_by_flow - index * whole_by_flow) / whole if whole else np.zeros(len(amounts))
    return Cycling(
        index=index,
        cycled_t=cycled,
        throughflow_t=whole,
        derivatives=derivatives,
        cycled_derivatives=cycled_by_flow,
        throughflow_derivatives=whole_by_flow,
    )


def _through_flow(
    by_through: Numbers, by_given: Numbers, ends: tuple[Codes, Codes], moving: tuple[NDArray[np.bool_], ...]
) -> Numbers:
    """Derivative by every flow of what depends on throughflows: they follow the larger side of a process."""
    (source, target), (leaves, enters) = ends, moving
    found = np.zeros(len(source))
    found[leaves] += (by_through * by_given)[source[leaves]]
    found[enters] += (by_through * (1 - by_given))[target[enters]]
    return found


def _circle(amounts: Numbers, whole: float) -> Cycling:
    nothing = np.zeros(len(amounts))
    return Cycling(
        index=None,
        cycled_t=whole,
        throughflow_t=whole,
        derivatives=nothing,
        cycled_derivatives=nothing,
        throughflow_derivatives=nothing,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """One strongly connected part: what is cycled in it, and how that changes with throughflows and flows."""

    processes: Codes
    flows: Codes
    cycled_t: float
    by_through: Numbers
    by_flow: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class _Network:
    source: Codes
    target: Codes
    amounts: Numbers
    within: NDArray[np.bool_]
    through: Numbers

    def parts(self) -> list[Codes]:
        """The processes of each strongly connected part with more than one process."""
        moving = self.within & (self.amounts > 0)
        size = len(self.through)
        ends = (self.source[moving], self.target[moving])
        _, label = connected_components(csr_matrix((self.amounts[moving], ends), (size, size)), connection="strong")
        order = np.argsort(label, kind="stable")
        groups = np.split(order, np.flatnonzero(np.diff(label[order])) + 1) if size else []
        return [group for group in groups if len(group) > 1]

    def solved(self, processes: Codes) -> _Part | None:
        """Cycling of one part; None where nothing ever leaves it."""
        place = np.full(len(self.through), -1, dtype=np.int64)
        place[processes] = np.arange(len(processes))
        flows = np.flatnonzero(self.within & (self.amounts > 0))
        flows = flows[(place[self.source[flows]] >= 0) & (place[self.target[flows]] >= 0)]
        tail, head = place[self.source[flows]], place[self.target[flows]]
        through = self.through[processes]
        shares = self.amounts[flows] / through[tail]
        kept = np.bincount(tail, shares, len(processes))
        if np.all(kept > 1 - 1e-12):
            return None
        passes = _inverse(tail, head, shares, len(processes))
        own = np.diag(passes)
        # M[j, k] = sum_i T[i] / N[i, i]^2 * N[i, j] * N[k, i] is the derivative of the cycled flow by G[j, k]
        by_share = np.einsum("ij,i,ki->jk", passes, through / own**2, passes, optimize=True)[tail, head]
        by_through = (1 - 1 / own) - np.bincount(tail, by_share * shares, len(processes)) / through
        return _Part(processes, flows, float(((1 - 1 / own) * through).sum()), by_through, by_share / through[tail])


def _inverse(tail: Codes, head: Codes, shares: Numbers, size: int) -> Numbers:
    """(I - G)^-1 of one part, from the sparse factors of I - G."""
    left = identity(size, format="csc") - csc_matrix((shares, (tail, head)), (size, size))
    solved: Numbers = splu(csc_matrix(left)).solve(np.eye(size))
    return solved
