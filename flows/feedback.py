"""Which flows must run back so that all others run one way: the set of least mass, always the same one."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

Pair = tuple[str, str]
Arc = tuple[int, int]
Weights = Mapping[Arc, int]
EXACT_UP_TO = 8
PARTS = 10**7  # weights are counted in whole parts of the heaviest, so that sums do not depend on their order
ROUNDING = 1e-6
MOST_ARCS, MOST_ROUNDS, MOST_BRANCHES = 500, 20, 200  # beyond these the answer is near the best instead


def feedback_arcs(weights: Mapping[Pair, float]) -> frozenset[Pair]:
    """The arcs of least total weight without which no cycle is left.

    Parameters
    ----------
    weights : Mapping
        Arc to its weight, at least nought.

    Returns
    -------
    frozenset of pairs
        Exact in every strongly connected part of up to 500 arcs, as a rule: the lightest set that hits all cycles,
        found by integer programming with cycles added as they are met. A larger part is put into a greedy order
        (Eades, Lin and Smyth 1993) in which nodes are moved until no move helps. Equal weights are settled by name,
        so that the same table gives the same answer.
    """
    graph = nx.DiGraph()
    graph.add_nodes_from(sorted({name for pair in weights for name in pair}))
    graph.add_edges_from(sorted(pair for pair in weights if pair[0] != pair[1]))
    back: set[Pair] = set()
    for part in nx.strongly_connected_components(graph):
        if len(part) > 1:
            names = sorted(part)
            found = _lightest(len(names), _numbered(names, weights))
            back |= {(names[tail], names[head]) for tail, head in found}
    return frozenset(back)


def _numbered(names: Sequence[str], weights: Mapping[Pair, float]) -> dict[Arc, int]:
    """The arcs among these names, in order, with whole weights."""
    number = {name: place for place, name in enumerate(names)}
    inside = sorted(pair for pair in weights if pair[0] != pair[1] and pair[0] in number and pair[1] in number)
    heaviest = max(weights[pair] for pair in inside) or 1.0
    # an arc of no weight still has a direction: it runs back only where that costs nothing else
    return {
        (number[tail], number[head]): max(round(weights[tail, head] / heaviest * PARTS), 1) for tail, head in inside
    }


def _lightest(count: int, weights: Weights) -> Iterable[Arc]:
    if count <= EXACT_UP_TO:
        return _running_back(_exact_order(count, weights), weights)
    if len(weights) <= MOST_ARCS:
        found = _hitting_set(weights)
        if found is not None:
            return found
    return _running_back(_inserted(_greedy_order(count, weights), weights), weights)


def _running_back(order: Sequence[int], weights: Weights) -> list[Arc]:
    place = {node: position for position, node in enumerate(order)}
    return [arc for arc in weights if place[arc[1]] < place[arc[0]]]


def _exact_order(count: int, weights: Weights) -> list[int]:
    """Dynamic programme over sets of nodes: the cheapest way to put them first, ties by name."""
    cost = [[weights.get((tail, head), 0) for head in range(count)] for tail in range(count)]
    best: list[tuple[int, tuple[int, ...]]] = [(0, ())] * (1 << count)
    for held in range(1, 1 << count):
        options = []
        for last in range(count):
            if held >> last & 1:
                before, order = best[held ^ (1 << last)]
                # arcs from the new last one to those already before it run back
                options.append((before + sum(cost[last][earlier] for earlier in order), (*order, last)))
        best[held] = min(options)
    return list(best[-1][1])


def _hitting_set(weights: Weights) -> list[Arc] | None:
    """The lightest arcs that hit every cycle, or None where the search is cut short.

    Shares of arcs are sought first, which takes little; only where they are not all nought or one, whole arcs.
    """
    arcs = list(weights)
    number = {arc: place for place, arc in enumerate(arcs)}
    solver = _solver([weights[arc] / PARTS for arc in arcs])
    share = np.zeros(len(arcs))
    for _ in range(MOST_ROUNDS):
        left = [arc for arc in arcs if share[number[arc]] < 0.5]  # noqa: PLR2004 - the middle of nought and one
        met = [np.array([number[arc] for arc in cycle], dtype=np.int32) for cycle in _cycles(left)]
        broken = [cycle for cycle in met if share[cycle].sum() < 1 - ROUNDING]
        if not broken and np.abs(share - share.round()).max(initial=0.0) < ROUNDING:
            kept = frozenset(left)
            return [arc for arc in arcs if arc not in kept]
        for cycle in broken:
            solver.addRow(1.0, np.inf, len(cycle), cycle, np.ones(len(cycle)))
        if not broken:
            _require_whole(solver, len(arcs))
        solver.run()
        if solver.modelStatusToString(solver.getModelStatus()) != "Optimal":
            return None
        share = np.array(solver.getSolution().col_value)
    return None


def _solver(costs: Sequence[float]) -> Any:
    """The least cost of shares between nought and one; what they must hit is added later."""
    import highspy  # noqa: PLC0415 - heavy, and seldom needed

    solver = highspy.Highs()
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("mip_max_nodes", MOST_BRANCHES),
        ("mip_rel_gap", 0.0),
    ):
        solver.setOptionValue(option, value)
    solver.addVars(len(costs), np.zeros(len(costs)), np.ones(len(costs)))
    for place, cost in enumerate(costs):
        solver.changeColCost(place, cost)
    return solver


def _require_whole(solver: Any, count: int) -> None:
    import highspy  # noqa: PLC0415 - as above

    for place in range(count):
        solver.changeColIntegrality(place, highspy.HighsVarType.kInteger)


def _cycles(arcs: Sequence[Arc]) -> Iterator[list[Arc]]:
    """For each arc in turn that lies on no cycle yet a shortest one through it."""
    after: dict[int, list[int]] = {}
    for tail, head in arcs:
        after.setdefault(tail, []).append(head)
    met: set[Arc] = set()
    for arc in arcs:
        if arc not in met:
            cycle = _cycle_through(arc, after)
            met.update(cycle)
            if cycle:
                yield cycle


def _cycle_through(arc: Arc, after: Mapping[int, Sequence[int]]) -> list[Arc]:
    """The arc and the shortest way from its head back to its tail; empty when there is none."""
    tail, head = arc
    before: dict[int, int] = {head: head}
    queue = deque([head])
    while queue and tail not in before:
        node = queue.popleft()
        for other in after.get(node, ()):
            if other not in before:
                before[other] = node
                queue.append(other)
    if tail not in before:
        return []
    cycle, node = [arc], tail
    while node != head:
        cycle.append((before[node], node))
        node = before[node]
    return cycle


def _greedy_order(count: int, weights: Weights) -> list[int]:
    """Take next the node that gives most more than it takes among those left; the first of equal ones."""
    matrix = _matrix(count, weights)
    surplus = matrix.sum(axis=1) - matrix.sum(axis=0)
    left = np.ones(count, dtype=bool)
    order: list[int] = []
    for _ in range(count):
        chosen = int(np.argmax(np.where(left, surplus, np.iinfo(np.int64).min)))
        order.append(chosen)
        left[chosen] = False
        surplus = surplus + matrix[chosen] - matrix[:, chosen]
    return order


def _inserted(start: Sequence[int], weights: Weights) -> list[int]:
    """Move nodes to where least runs back until no move helps."""
    order = np.array(start)
    matrix = _matrix(len(order), weights)
    cost = matrix - matrix.T  # [v, u]: what it costs to put v after u instead of before it
    moved = True
    while moved:
        moved = False
        for node in range(len(order)):
            place = int(np.flatnonzero(order == node)[0])
            others = np.delete(order, place)
            costs = np.concatenate(([0], np.cumsum(cost[node, others])))
            best = int(np.argmin(costs))
            if costs[best] < costs[place]:
                order = np.insert(others, best, node)
                moved = True
    return [int(node) for node in order]


def _matrix(count: int, weights: Weights) -> NDArray[np.int64]:
    matrix = np.zeros((count, count), dtype=np.int64)
    for (tail, head), weight in weights.items():
        matrix[tail, head] = weight
    return matrix
