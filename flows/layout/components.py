"""Parts of a diagram that no flow joins: each is ordered on its own, and they stand under each other."""

from __future__ import annotations

from flows.layout.grid import Grid

Columns = tuple[tuple[str, ...], ...]


def components(grid: Grid) -> list[Columns]:
    """The columns of each part, the part with most in its boxes first; equal ones by name."""
    leader = {vertex: vertex for vertex in grid.vertices}

    def led_by(vertex: str) -> str:
        while leader[vertex] != vertex:
            leader[vertex] = leader[leader[vertex]]
            vertex = leader[vertex]
        return vertex

    joined = [
        (tail, head)
        for thread in grid.threads
        for tail, head in zip(thread.vertices, thread.vertices[1:], strict=False)
    ]
    joined += [(loop.link.source, loop.link.target) for loop in grid.loops]
    for tail, head in joined:
        one, other = sorted((led_by(tail), led_by(head)))
        leader[other] = one
    amounts: dict[str, float] = {}
    for name, vertex in grid.vertices.items():
        amounts[led_by(name)] = amounts.get(led_by(name), 0.0) + vertex.amount
    return [
        tuple(tuple(vertex for vertex in column if led_by(vertex) == part) for column in grid.columns)
        for part in sorted(amounts, key=lambda part: (-round(amounts[part], 6), part))
    ]
