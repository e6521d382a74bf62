"""Columns of a process diagram: every forward flow leads to the right, and no further than it must."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import networkx as nx

Pair = tuple[str, str]
SWEEPS = 12
MOST_IN_COLUMN = 12
ALLOWANCE = 1.15
PARTS = 1000
START, END = object(), object()  # no process has such a name


def layers(pairs: Iterable[Pair]) -> dict[str, int]:
    """The longest way from a start to each node of a graph without cycles."""
    graph = _graph(pairs)
    depth: dict[str, int] = {}
    for name in nx.lexicographical_topological_sort(graph):
        depth[name] = max((depth[before] + 1 for before in graph.predecessors(name)), default=0)
    return depth


def short_layers(weights: Mapping[Pair, float], most: int = MOST_IN_COLUMN) -> dict[str, int]:
    """Layers of a graph without cycles in which flows are short.

    Parameters
    ----------
    weights : Mapping
        Forward flows to their mass.
    most : int
        A column takes no further node once it has so many.

    Returns
    -------
    dict
        Node to column, from nought. There are as many columns as the longest way has nodes; within that every node
        moves to where its flows are shortest together, half by their number and half by their mass.
    """
    depth = layers(weights)
    graph = _graph(weights)
    pull = _pulls(weights)
    last = max(depth.values(), default=0)
    filled: dict[int, int] = {}
    for column in depth.values():
        filled[column] = filled.get(column, 0) + 1
    for sweep in range(SWEEPS):
        moved = False
        for name in sorted(depth, key=lambda name, way=sweep % 2: (-depth[name] if way == 0 else depth[name], name)):  # type: ignore[misc]
            wanted = _wanted(name, graph, depth, pull, last)
            way = 1 if wanted > depth[name] else -1
            while wanted != depth[name] and filled.get(wanted, 0) >= most:
                wanted -= way
            if wanted != depth[name]:
                filled[depth[name]] -= 1
                filled[wanted] = filled.get(wanted, 0) + 1
                depth[name] = wanted
                moved = True
        if not moved:
            break
    return _closed(depth)


def shortened(
    weights: Mapping[Pair, float], back: Iterable[Pair], most: int, onward: Collection[str] = ()
) -> frozenset[Pair]:
    """Let a few thin flows run back beside those that must, so that the picture has fewer columns.

    Parameters
    ----------
    weights : Mapping
        All flows to their mass.
    back : iterable of pairs
        Those that run back anyhow.
    most : int
        Columns wished for, at least three. The longest ways are cut where they are thinnest while there are more, as
        long as what runs back weighs at most `ALLOWANCE` times what must.
    onward : collection of names
        Nodes whose flows never run back: what lies beyond the boundary.
    """
    returning = frozenset(back)
    budget = (ALLOWANCE - 1) * sum(weights[pair] for pair in sorted(returning))
    depth = layers(pair for pair in weights if pair not in returning)
    while max(depth.values(), default=0) >= most and budget > 0:
        forward = {pair: weights[pair] for pair in sorted(weights) if pair not in returning}
        cut = _thinnest_cut(forward, depth, onward)
        budget -= sum(weights[pair] for pair in sorted(cut))
        if budget < 0:
            break
        returning |= cut
        depth = layers(pair for pair in weights if pair not in returning)
    # a flow that was cut and still leads to the right need not run back
    return frozenset(pair for pair in returning if depth.get(pair[1], 0) <= depth.get(pair[0], 0))


def _thinnest_cut(forward: Mapping[Pair, float], depth: Mapping[str, int], onward: Collection[str]) -> frozenset[Pair]:
    """The lightest flows whose removal shortens every longest way."""
    height = layers((head, tail) for tail, head in forward)
    longest = max(depth.values())
    graph = nx.DiGraph()
    critical = [pair for pair in forward if depth[pair[0]] + 1 + height[pair[1]] == longest]
    for tail, head in critical:
        graph.add_edge(tail, head)
        if tail not in onward and head not in onward:
            graph[tail][head]["capacity"] = max(round(forward[tail, head] * PARTS), 1)
        if depth[tail] == 0:
            graph.add_edge(START, tail)
        if height[head] == 0:
            graph.add_edge(head, END)
    _, (near, _) = nx.minimum_cut(graph, START, END)
    return frozenset((tail, head) for tail, head in critical if tail in near and head not in near)


def _graph(pairs: Iterable[Pair]) -> nx.DiGraph:
    graph = nx.DiGraph()
    graph.add_edges_from(sorted(pairs))
    return graph


def _pulls(weights: Mapping[Pair, float]) -> dict[Pair, float]:
    """How much a column more costs for each flow: the mean over all flows is one."""
    total = sum(weights[pair] for pair in sorted(weights)) or 1.0
    return {pair: 0.5 + 0.5 * len(weights) * weight / total for pair, weight in weights.items()}


def _wanted(name: str, graph: nx.DiGraph, depth: Mapping[str, int], pull: Mapping[Pair, float], last: int) -> int:
    """The end of the free room to which the flows pull; where they are in balance it stays."""
    before = [(depth[other], pull[other, name]) for other in graph.predecessors(name)]
    after = [(depth[other], pull[name, other]) for other in graph.successors(name)]
    lowest = max((column + 1 for column, _ in before), default=0)
    highest = min((column - 1 for column, _ in after), default=last)
    rightward = sum(weight for _, weight in after) - sum(weight for _, weight in before)
    if abs(rightward) < 1e-9:  # noqa: PLR2004 - rounding
        return min(max(depth[name], lowest), highest)
    return highest if rightward > 0 else lowest


def _closed(depth: Mapping[str, int]) -> dict[str, int]:
    """The same columns without empty ones."""
    used = {column: place for place, column in enumerate(sorted(set(depth.values())))}
    return {name: used[column] for name, column in depth.items()}
