"""Which nodes and links lie on a way through one node: everything upstream and downstream of it."""

from __future__ import annotations

from collections.abc import Iterable

from flows.diagram import SankeyData

Ends = tuple[str, str]


def ways_through(data: SankeyData, node_id: str) -> tuple[frozenset[str], frozenset[Ends]]:
    """Ids of the nodes, and the ends of the links, that a tonne can pass before or after this node.

    Return links are passed but not followed further: what comes round again would light up everything.
    """
    forward = [(link.source, link.target) for link in data.links if not link.is_return]
    back = [(link.source, link.target) for link in data.links if link.is_return]
    down, after = _reached(node_id, forward)
    up, before = _reached(node_id, [(target, source) for source, target in forward])
    nodes = down | up
    links = after | {(source, target) for target, source in before}
    links |= {ends for ends in back if nodes & set(ends)}
    return frozenset(nodes), frozenset(links)


def _reached(start: str, arcs: Iterable[Ends]) -> tuple[set[str], set[Ends]]:
    """Every node and arc that is reached along the arcs."""
    leaving: dict[str, list[Ends]] = {}
    for arc in arcs:
        leaving.setdefault(arc[0], []).append(arc)
    nodes, passed, waiting = {start}, set(), [start]
    while waiting:
        for arc in leaving.get(waiting.pop(), ()):
            passed.add(arc)
            if arc[1] not in nodes:
                nodes.add(arc[1])
                waiting.append(arc[1])
    return nodes, passed
