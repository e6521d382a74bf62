"""The flow table as a graph, and the smallest set of flows that must run back for the rest to run one way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import networkx as nx
import numpy as np

from flows.table import FlowTable

Pair = tuple[str, str]
EXACT_UP_TO = 9
NEGLIGIBLE = 1e-9
LONGEST_RUN, WINDOW = 3, 8


def network(table: FlowTable) -> nx.MultiDiGraph:
    """Make the graph of donors, processes, treatments, receivers, `Stock` and `Elsewhere`.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes are process ids with label, kind, sector, area, municipality and organisation; every row is an edge of
        its own with year, layer, basis, material, amount (None when not known), treatment_code, record_id and kind.
    """
    graph = nx.MultiDiGraph(is_example=table.is_example)
    for name in sorted({*table.source.labels, *table.target.labels}):
        process = table.process(name)
        graph.add_node(
            name,
            label=process.label,
            kind=process.kind,
            sector=process.sector,
            area=process.area,
            municipality=process.municipality,
            organisation=process.organisation,
        )
    amounts = (None if np.isnan(amount) else float(amount) for amount in table.amount)
    names = ("source", "target", "layer", "basis", "material", "treatment_code", "record_id", "kind")
    columns = [getattr(table, name).values() for name in names]
    for year, amount, source, target, *texts in zip(table.year.tolist(), amounts, *columns, strict=True):
        graph.add_edge(source, target, year=year, amount=amount, **dict(zip(names[2:], texts, strict=True)))
    return graph


def feedback_arcs(weights: Mapping[Pair, float]) -> frozenset[Pair]:
    """The arcs of least total weight without which no cycle is left.

    Within each strongly connected part of up to nine nodes the answer is exact; in larger ones a greedy order is
    improved by moving short runs and by ordering stretches of eight exactly. Equal weights are settled by name, so
    that the same table gives the same answer.
    """
    graph = nx.DiGraph()
    graph.add_nodes_from(sorted({name for pair in weights for name in pair}))
    graph.add_edges_from(sorted(pair for pair in weights if pair[0] != pair[1]))
    back: set[Pair] = set()
    for part in nx.strongly_connected_components(graph):
        if len(part) > 1:
            inside = {pair: weights[pair] for pair in graph.subgraph(part).edges}
            order = best_order(sorted(part), inside)
            place = {name: position for position, name in enumerate(order)}
            back |= {(tail, head) for tail, head in inside if place[head] < place[tail]}
    return frozenset(back)


def best_order(names: list[str], weights: Mapping[Pair, float]) -> list[str]:
    """An order of the names in which the arcs that run back weigh least."""
    if len(names) <= EXACT_UP_TO:
        return _exact_order(names, weights)
    order, cost = _greedy_order(names, weights), float("inf")
    while _running_back(order, weights) < cost - NEGLIGIBLE:
        cost = _running_back(order, weights)
        order = _rewindowed(_moved(order, weights), weights)
    return order


def layers(pairs: Iterable[Pair]) -> dict[str, int]:
    """The longest way from a start to each node of a graph without cycles."""
    graph = nx.DiGraph()
    graph.add_edges_from(sorted(pairs))
    depth: dict[str, int] = {}
    for name in nx.lexicographical_topological_sort(graph):
        depth[name] = max((depth[before] + 1 for before in graph.predecessors(name)), default=0)
    return depth


def _exact_order(names: list[str], weights: Mapping[Pair, float]) -> list[str]:
    """Dynamic programme over sets of nodes: the cheapest way to put them first, ties by name."""
    count = len(names)
    cost = [[weights.get((tail, head), 0.0) for head in names] for tail in names]
    best: list[tuple[float, tuple[int, ...]]] = [(0.0, ())] * (1 << count)
    for held in range(1, 1 << count):
        options = []
        for last in range(count):
            if held >> last & 1:
                before, order = best[held ^ (1 << last)]
                # arcs from the new last one to those already before it run back
                options.append((before + sum(cost[last][earlier] for earlier in order), (*order, last)))
        best[held] = min(options)
    return [names[number] for number in best[-1][1]]


def _greedy_order(names: list[str], weights: Mapping[Pair, float]) -> list[str]:
    """Take next the node that gives most more than it takes among those left (Eades, Lin and Smyth)."""
    surplus = dict.fromkeys(names, 0.0)
    for (tail, head), weight in weights.items():
        surplus[tail] += weight
        surplus[head] -= weight
    order: list[str] = []
    while surplus:
        chosen = min(surplus, key=lambda name: (-surplus[name], name))
        order.append(chosen)
        del surplus[chosen]
        for other in surplus:
            surplus[other] += weights.get((chosen, other), 0.0) - weights.get((other, chosen), 0.0)
    return order


def _moved(order: list[str], weights: Mapping[Pair, float]) -> list[str]:
    """Move runs of one to three neighbours to a better place until none is better."""
    found, moved = order, True
    while moved:
        moved = False
        for length in range(1, LONGEST_RUN + 1):
            for name in sorted(found):
                start = found.index(name)
                run = found[start : start + length]
                rest = [other for other in found if other not in run]
                costs = _costs(run, rest, weights)
                best = min(range(len(costs)), key=costs.__getitem__)
                if costs[best] < costs[start] - NEGLIGIBLE:
                    found = [*rest[:best], *run, *rest[best:]]
                    moved = True
    return found


def _rewindowed(order: list[str], weights: Mapping[Pair, float]) -> list[str]:
    """Order each stretch of eight neighbours exactly, where that is better."""
    found = list(order)
    for start in range(0, len(found) - WINDOW + 1, WINDOW // 2):
        part = found[start : start + WINDOW]
        inside = {pair: weight for pair, weight in weights.items() if pair[0] in part and pair[1] in part}
        exact = _exact_order(sorted(part), inside)
        if _running_back(exact, inside) < _running_back(part, inside) - NEGLIGIBLE:
            found[start : start + WINDOW] = exact
    return found


def _costs(run: list[str], rest: list[str], weights: Mapping[Pair, float]) -> list[float]:
    """Weight of the arcs between the run and the rest that run back, for every place the run may take."""
    inward = [sum(weights.get((other, name), 0.0) for name in run) for other in rest]
    outward = [sum(weights.get((name, other), 0.0) for name in run) for other in rest]
    running = sum(inward)
    found = [running]
    for into, out in zip(inward, outward, strict=True):
        running += out - into
        found.append(running)
    return found


def _running_back(order: list[str], weights: Mapping[Pair, float]) -> float:
    place = {name: position for position, name in enumerate(order)}
    return sum(weight for (tail, head), weight in weights.items() if place[head] < place[tail])
