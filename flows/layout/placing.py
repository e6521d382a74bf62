"""Where everything stands in the drawing: one scale, boxes with room for their names, ribbons and return lanes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flows.diagram import Link, SankeyData
from flows.layout.boxes import Box, Frame, Namer, draft
from flows.layout.grid import HEAD, TAIL, Grid, Ports, Thread, grid_of
from flows.layout.lanes import BETWEEN, Lane, lanes_of, turn_room
from flows.layout.ordering import Order, Strip, arrange
from flows.layout.placement import Pull, place
from flows.partition import RETURNED, RETURNS, UNEXPLAINED

WIDTH, LEFT, RIGHT, STATION, EXTRA = 1240.0, 178.0, 222.0, 182.0, 250.0
FIRST_BAR, LAST_BAR = 6.0, 8.0
USUAL = 4
TOP, GAP, TALL, FOOT = 58.0, 9.0, 520.0, 16.0
LEAST = 3.0
PINS = {"product": -1, "market": -1, UNEXPLAINED: 1, "emission": 2, RETURNED: 9, RETURNS: 9}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ribbon:
    """A forward link: its middle line is level at every point, two per column it passes."""

    link: Link
    width: float
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfLoop:
    """A link from a box to itself: a ring over the box.

    Its middle line leaves right of `start`, turns up, runs left at `level` above the bar and arrives left of `end`;
    `turn` is the radius of all four quarter turns.
    """

    link: Link
    width: float
    start: tuple[float, float]
    end: tuple[float, float]
    level: float
    turn: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A whole drawing in SVG units; `frames` are the columns."""

    width: float
    height: float
    scale: float
    frames: tuple[Frame, ...]
    boxes: tuple[Box, ...]
    ribbons: tuple[Ribbon, ...]
    lanes: tuple[Lane, ...]
    self_loops: tuple[SelfLoop, ...] = ()
    order: Order

    def box(self, node_id: str) -> Box:
        return next(box for box in self.boxes if box.node.id == node_id)


def layout(
    data: SankeyData, labels: Namer, *, scale: float | None = None, order: Order | None = None, width: float = WIDTH
) -> Layout:
    """Place a diagram.

    Parameters
    ----------
    data : SankeyData
        What is drawn.
    labels : Namer
        Names and numbers, which need room.
    scale : float, optional
        Units of height per tonne; hand over the scale of another year to compare the two pictures.
    order : list of lists of node ids, optional
        The order of another year's layout, kept for the nodes it knows.
    width : float
        Width of the drawing; more than four columns make it wider.
    """
    grid = grid_of(data)
    size = scale or _scale(grid)
    frames = _frames(data, grid, size, width)
    drafts = {node.id: draft(node, frames[grid.vertices[node.id].column], labels, data, size) for node in data.nodes}
    arranged = _known(arrange(grid.columns, _strips(grid), _pins(data)), order)
    above, slots = _slots(grid, drafts, size)
    ports = grid.ports(arranged)
    tops = place(arranged, slots, _pulls(grid, ports, above, size), GAP, TOP, _turning(data))
    levels = {vertex: tops[vertex] + above[vertex] for vertex in tops}
    boxes = tuple(box.at(levels[name]) for name, box in drafts.items())
    bottom = max((tops[vertex] + slots[vertex] for vertex in tops), default=TOP)
    edges = {box.node.id: (box.x0, box.x1) for box in boxes}
    lanes, depth = lanes_of(grid, ports, levels, edges, bottom, size)
    return Layout(
        width=frames[-1].x1 + frames[-1].outside,
        height=depth + FOOT,
        scale=size,
        frames=frames,
        boxes=boxes,
        ribbons=tuple(_ribbon(thread, grid, ports, levels, frames, size) for thread in grid.threads),
        lanes=lanes,
        order=[[vertex for vertex in column if not grid.vertices[vertex].is_piece] for column in arranged],
    )


def _scale(grid: Grid) -> float:
    """The fullest column has the usual height."""
    fullest = max((sum(grid.vertices[vertex].amount for vertex in column) for column in grid.columns), default=0.0)
    return TALL / fullest if fullest > 0 else 1.0


def _frames(data: SankeyData, grid: Grid, scale: float, width: float) -> tuple[Frame, ...]:
    """Single bars at both ends, stations between them.

    In a diagram without stages an end column at which lanes turn is made of stations too, so that no lane passes
    over a name.
    """
    count = len(data.columns)
    whole = width + max(count - USUAL, 0) * EXTRA
    turning = {grid.vertices[end].column for loop in grid.loops for end in (loop.link.source, loop.link.target)}
    bulge = turn_room(sum(loop.link.amount for loop in grid.loops), scale) + BETWEEN * len(grid.loops) + 4
    staged = all(column.titles is not None for column in data.columns)
    left, right = LEFT, RIGHT - LAST_BAR
    first = Frame(place="first", x0=left, x1=left + FIRST_BAR, outside=left)
    last = Frame(place="last", x0=whole - RIGHT, x1=whole - right, outside=right)
    if not staged and 0 in turning:
        first = Frame(place="inner", x0=bulge, x1=bulge + STATION, outside=bulge)
    if not staged and count - 1 in turning:
        last = Frame(place="inner", x0=whole - bulge - STATION, x1=whole - bulge, outside=bulge)
    if count == 1:
        return (first,)
    inner = count - 2
    space = (last.x0 - first.x1 - inner * STATION) / (inner + 1)
    starts = [first.x1 + space + number * (STATION + space) for number in range(inner)]
    return (first, *(Frame(place="inner", x0=x, x1=x + STATION, outside=0.0) for x in starts), last)


def _strips(grid: Grid) -> list[list[Strip]]:
    strips: list[list[Strip]] = [[] for _ in grid.columns[1:]]
    for thread in grid.threads:
        for tail, head in zip(thread.vertices, thread.vertices[1:], strict=False):
            strips[grid.vertices[tail].column].append(Strip(tail, head, thread.link.amount))
    return strips


def _pins(data: SankeyData) -> dict[str, int]:
    """Products on top, what turns back at the bottom; in a diagram without stages nothing is pinned."""
    staged = all(column.titles is not None for column in data.columns)
    return {node.id: PINS[node.key] for node in data.nodes if staged and node.key in PINS}


def _turning(data: SankeyData) -> frozenset[str]:
    """The nodes where a lane turns: at the foot of the picture the way round is short."""
    return frozenset(node.id for node in data.nodes if node.key in {RETURNED, RETURNS})


def _known(found: Order, asked: Order | None) -> Order:
    """The asked order for the vertices it knows; new ones follow the neighbour they would stand under."""
    if asked is None:
        return found
    merged: Order = []
    for number, column in enumerate(found):
        kept = [vertex for vertex in (asked[number] if number < len(asked) else []) if vertex in column]
        for place_, vertex in enumerate(column):
            if vertex not in kept:
                before = [kept.index(other) for other in column[:place_] if other in kept]
                kept.insert(max(before, default=-1) + 1, vertex)
        merged.append(kept)
    return merged


def _slots(grid: Grid, drafts: Mapping[str, Box], scale: float) -> tuple[dict[str, float], dict[str, float]]:
    """Room above the bar of each vertex, and its height with room above and below."""
    above = {vertex: drafts[vertex].room_above if vertex in drafts else 0.0 for vertex in grid.vertices}
    heights = {
        name: above[name] + max(vertex.amount * scale, LEAST) + (drafts[name].room_below if name in drafts else 0.0)
        for name, vertex in grid.vertices.items()
    }
    return above, heights


def _pulls(grid: Grid, ports: Ports, above: Mapping[str, float], scale: float) -> list[Pull]:
    return [
        Pull(
            tail,
            head,
            above[tail] + ports[tail, thread.number, TAIL] * scale,
            above[head] + ports[head, thread.number, HEAD] * scale,
            thread.link.amount * scale,
        )
        for thread in grid.threads
        for tail, head in zip(thread.vertices, thread.vertices[1:], strict=False)
    ]


def _ribbon(
    thread: Thread, grid: Grid, ports: Ports, levels: Mapping[str, float], frames: Sequence[Frame], scale: float
) -> Ribbon:
    points: list[tuple[float, float]] = []
    for position, vertex in enumerate(thread.vertices):
        frame = frames[grid.vertices[vertex].column]
        if position > 0:
            points.append((frame.x0, levels[vertex] + ports[vertex, thread.number, HEAD] * scale))
        if position < len(thread.vertices) - 1:
            points.append((frame.x1, levels[vertex] + ports[vertex, thread.number, TAIL] * scale))
    return Ribbon(link=thread.link, width=thread.link.amount * scale, points=tuple(points))
