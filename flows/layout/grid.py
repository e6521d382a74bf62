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


@dataclass(frozen=True, slots=True)
class Loop:
    """A link that runs back."""

    number: int
    link: Link


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    vertices: Mapping[str, Vertex]
    columns: tuple[tuple[str, ...], ...]
    threads: tuple[Thread, ...]
    loops: tuple[Loop, ...]

    def ports(self, order: Sequence[Sequence[str]]) -> Ports:
        """Middle of every link at both its ends at each vertex, in tonnes from the top of the bar.

        Links leave in the order of where they go; loops lie below all others, so that their lanes do not cross them.
        """
        rank = {vertex: place for column in order for place, vertex in enumerate(column)}
        sides: dict[tuple[str, str], list[tuple[tuple[float, int], int, float]]] = {}
        for thread in self.threads:
            for tail, head in zip(thread.vertices, thread.vertices[1:], strict=False):
                amount = thread.link.amount
                sides.setdefault((tail, TAIL), []).append(((rank[head], thread.number), thread.number, amount))
                sides.setdefault((head, HEAD), []).append(((rank[tail], thread.number), thread.number, amount))
        last = float("inf")
        for loop in self._nested(rank):
            link = loop.link
            sides.setdefault((link.source, TAIL), []).append(((last, loop.number), loop.number, link.amount))
            sides.setdefault((link.target, HEAD), []).append(((last, loop.number), loop.number, link.amount))
        return _stacked(sides)

    def _nested(self, rank: Mapping[str, int]) -> list[Loop]:
        return sorted(self.loops, key=lambda loop: (rank[loop.link.source], loop.number))


def grid_of(data: SankeyData) -> Grid:
    """Lay nodes into columns and cut long ribbons into pieces."""
    stage = {column.id: number for number, column in enumerate(data.columns)}
    vertices = {node.id: Vertex(node.id, stage[node.stage], node.amount, is_piece=False) for node in data.nodes}
    threads, loops = [], []
    for number, link in enumerate(data.links):
        if link.is_return:
            loops.append(Loop(number, link))
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
    return Grid(vertices, columns, tuple(threads), tuple(loops))


def _stacked(sides: Mapping[tuple[str, str], list[tuple[tuple[float, int], int, float]]]) -> Ports:
    ports: dict[tuple[str, int, str], float] = {}
    for (vertex, side), ends in sides.items():
        depth = 0.0
        for _, number, amount in sorted(ends):
            ports[vertex, number, side] = depth + amount / 2
            depth += amount
    return ports
