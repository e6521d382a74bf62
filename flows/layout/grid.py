"""The columns of a drawing as vertices: nodes, and pieces where a long ribbon passes a column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flows.diagram import Link, SankeyData

Ports = Mapping[tuple[str, int, str], float]
TAIL, HEAD = "tail", "head"


@dataclass(frozen=True, slots=True)
class Vertex:
    """A node, or the piece of all ribbons between two nodes that pass its column; `amount` is its height in tonnes."""

    id: str
    column: int
    amount: float
    is_piece: bool


@dataclass(frozen=True, slots=True)
class Thread:
    """A forward link as the chain of vertices it runs through; `number` is its place among the links."""

    number: int
    link: Link
    vertices: tuple[str, ...]

    @property
    def is_long(self) -> bool:
        """Whether it passes a column."""
        return self.vertices[1:-1] != ()


@dataclass(frozen=True, slots=True)
class Loop:
    """A link that runs back, or from a box to itself."""

    number: int
    link: Link


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    vertices: Mapping[str, Vertex]
    columns: tuple[tuple[str, ...], ...]
    threads: tuple[Thread, ...]
    loops: tuple[Loop, ...]
    rings: tuple[Loop, ...] = ()

    def ring_amount(self, vertex: str) -> float | None:
        """What a box sends to itself; None where it sends nothing."""
        amounts = [ring.link.amount for ring in self.rings if ring.link.source == vertex]
        return sum(amounts) if amounts else None

    def outermost_first(self) -> list[Loop]:
        """Loops as they leave a bar from top to bottom: the farther one reaches, the deeper its lane lies."""
        return sorted(self.loops, key=lambda loop: (*self.reach(loop), loop.number), reverse=True)

    def reach(self, loop: Loop) -> tuple[int, str, str]:
        """How many columns a loop leads back, and its ends, so that equally long ones have an order."""
        source, target = loop.link.source, loop.link.target
        return self.vertices[source].column - self.vertices[target].column, source, target

    def ports(self, order: Sequence[Sequence[str]]) -> Ports:
        """Middle of every link at both its ends at each vertex, in tonnes from the top of the bar.

        Links leave in the order of where they go; loops lie below all others, so that their lanes do not cross them,
        and links to the box itself above, where they turn. Of two loops the one with the deeper lane lies higher.
        """
        rank = {vertex: place for column in order for place, vertex in enumerate(column)}
        sides: dict[tuple[str, str], list[tuple[tuple[float, int], int, float]]] = {}
        for thread in self.threads:
            for tail, head in zip(thread.vertices, thread.vertices[1:], strict=False):
                amount = thread.link.amount
                sides.setdefault((tail, TAIL), []).append(((rank[head], thread.number), thread.number, amount))
                sides.setdefault((head, HEAD), []).append(((rank[tail], thread.number), thread.number, amount))
        for place, loops in ((float("-inf"), self.rings), (float("inf"), self.outermost_first())):
            for turn, loop in enumerate(loops):
                end = ((place, turn), loop.number, loop.link.amount)
                sides.setdefault((loop.link.source, TAIL), []).append(end)
                sides.setdefault((loop.link.target, HEAD), []).append(end)
        return _stacked(sides)


def grid_of(data: SankeyData) -> Grid:
    """Lay nodes into columns and cut long ribbons into pieces."""
    stage = {column.id: number for number, column in enumerate(data.columns)}
    vertices = {node.id: Vertex(node.id, stage[node.stage], node.amount, is_piece=False) for node in data.nodes}
    threads: list[Thread] = []
    loops: list[Loop] = []
    rings: list[Loop] = []
    for number, link in enumerate(data.links):
        if link.is_return or link.source == link.target:
            (rings if link.source == link.target else loops).append(Loop(number, link))
            continue
        between = range(vertices[link.source].column + 1, vertices[link.target].column)
        pieces = [f"{link.source}>{link.target}@{column}" for column in between]
        for piece, column in zip(pieces, between, strict=True):
            held = vertices[piece].amount if piece in vertices else 0.0
            vertices[piece] = Vertex(piece, column, held + link.amount, is_piece=True)
        threads.append(Thread(number, link, (link.source, *pieces, link.target)))
    columns = tuple(
        tuple(vertex.id for vertex in vertices.values() if vertex.column == number) for number in range(len(stage))
    )
    return Grid(vertices, columns, tuple(threads), tuple(loops), tuple(rings))


def _stacked(sides: Mapping[tuple[str, str], list[tuple[tuple[float, int], int, float]]]) -> Ports:
    ports: dict[tuple[str, int, str], float] = {}
    for (vertex, side), ends in sides.items():
        depth = 0.0
        for _, number, amount in sorted(ends):
            ports[vertex, number, side] = depth + amount / 2
            depth += amount
    return ports
