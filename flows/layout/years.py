"""What several pictures share so that they can be compared: one scale and one order of boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flows.diagram import Link, Node, SankeyData
from flows.layering import layers
from flows.layout.grid import grid_of
from flows.layout.ordering import Order
from flows.layout.placing import ordered, scale_of


def common_scale(datas: Sequence[SankeyData]) -> float:
    """Units of height per tonne at which every one of the diagrams, such as the years of one view, has room."""
    return min((scale_of(grid_of(data)) for data in datas if data.links), default=1.0)


def common_order(datas: Sequence[SankeyData]) -> Order:
    """One order of boxes for diagrams of the same columns: that of all their flows together.

    Give it as `order` to the layout of each. A node that stands in several columns keeps the first; nodes that an
    order does not know, as in a year that came later, are put in without moving the others.
    """
    whole = [data for data in datas if data.nodes]
    if not whole:
        return []
    widest = max(whole, key=lambda data: len(data.columns))
    place = {column.id: number for number, column in enumerate(widest.columns)}
    nodes: dict[str, Node] = {}
    for data in whole:
        for node in data.nodes:
            held = nodes.setdefault(node.id, node)
            nodes[node.id] = replace(held, input=max(held.input, node.input), output=max(held.output, node.output))
    links: dict[tuple[str, str, str, str], Link] = {}
    for data in whole:
        for link in data.links:
            if place[nodes[link.source].stage] < place[nodes[link.target].stage]:
                key = (link.source, link.target, link.family, link.material)
                known = links.get(key)
                links[key] = replace(link, amount=link.amount + (known.amount if known else 0.0), is_return=False)
    listed = sorted(nodes.values(), key=lambda node: (place[node.stage], _first(whole, node.id)))
    return ordered(replace(widest, nodes=tuple(listed), links=tuple(links[key] for key in sorted(links))))


def feedback_order(data: SankeyData) -> list[str]:
    """The ids of the nodes so that every link leads to a later one, but for those that run back.

    A renderer that finds returns by the order of its nodes, as plotly.js does, then finds the same ones.
    """
    forward = [(link.source, link.target) for link in data.links if not link.is_return and link.source != link.target]
    depth = layers(forward)
    number = {column.id: place for place, column in enumerate(data.columns)}
    return [
        node.id for node in sorted(data.nodes, key=lambda node: (number[node.stage], depth.get(node.id, 0), node.id))
    ]


def _first(datas: Sequence[SankeyData], name: str) -> tuple[int, int]:
    """Where a node comes in the reading order of the first diagram that has it."""
    for number, data in enumerate(datas):
        for place, node in enumerate(data.nodes):
            if node.id == name:
                return number, place
    return len(datas), 0
