"""Where everything stands in the drawing: one scale, boxes with room for their names, ribbons and return lanes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flows.diagram import Link, SankeyData
from flows.layout.boxes import Box, Frame, Namer, draft
from flows.layout.components import components
from flows.layout.frames import WIDTH, frames_of, is_staged
from flows.layout.grid import HEAD, TAIL, Grid, Ports, Thread, Vertex, grid_of
from flows.layout.lanes import TIGHT_TURN, WIDE_TURN, Ends, Lane, lanes_of
from flows.layout.ordering import EMPHASIS, Order, Strip, arrange, led
from flows.layout.placement import LOOSE, Pull, place
from flows.layout.rings import SelfLoop, ring_room, rings_of
from flows.partition import RETURNED, RETURNS, UNEXPLAINED

TOP, GAP, TALL, FOOT = 58.0, 9.0, 520.0, 16.0
MANY, TALLEST = 11, 1.8  # beyond so many columns a drawing grows in height too, up to so much
LEAST = 3.0
APART = 30.0  # more than the gap, between parts that no flow joins
WIDEST_RING = 60.0
LEAST_T = 1e-9  # a milligram: what is less is not drawn any larger
PIECE_GAP = 4.0
LEVEL_PIECE, LEVEL_END = 8.0, 2.0  # how much straighter a long ribbon is kept where it passes than where it ends
PINS = {"product": -1, "market": -1, UNEXPLAINED: 1, "emission": 2, RETURNED: 9, RETURNS: 9}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ribbon:
    """A forward link: its middle line is level at every point, two per column it passes."""

    link: Link
    width: float
    points: tuple[tuple[float, float], ...]


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
    size = scale or scale_of(grid)
    frames = frames_of(data, grid, labels, size, width)
    drafts = {node.id: draft(node, frames[grid.vertices[node.id].column], labels, data, size) for node in data.nodes}
    arranged = [_arranged(data, grid, part) for part in _parts(data, grid)]
    if order:
        arranged = [led(_known(_together(arranged, grid), order), _strips(grid), _chains(grid))]
    slots = {name: _slot(vertex, drafts.get(name), grid, size) for name, vertex in grid.vertices.items()}
    whole = _together(arranged, grid)
    ports = grid.ports(whole)
    tops = _stacked(data, grid, arranged, slots, ports, size)
    levels = {vertex: tops[vertex] + slots[vertex].above for vertex in tops}
    boxes = {name: box.at(levels[name]) for name, box in drafts.items()}
    bottom = max((tops[vertex] + slots[vertex].height for vertex in tops), default=TOP)
    edges = {name: (box.x0, box.x1) for name, box in boxes.items()}
    lanes, depth = lanes_of(
        grid, ports, Ends(levels, edges, size, WIDE_TURN if is_staged(data) else TIGHT_TURN), bottom
    )
    return Layout(
        width=frames[-1].x1 + frames[-1].outside,
        height=depth + FOOT,
        scale=size,
        frames=frames,
        boxes=tuple(boxes.values()),
        ribbons=tuple(_ribbon(thread, grid, ports, levels, frames, size) for thread in grid.threads),
        lanes=lanes,
        self_loops=rings_of(grid, ports, boxes, size),
        order=[_boxes_of(column, grid) for column in whole],
    )


def scale_of(grid: Grid) -> float:
    """The fullest column has the usual height, more where many columns are wide; no ring is wider than it may be."""
    tall = TALL * min(max(len(grid.columns) / MANY, 1.0), TALLEST)
    fullest = max((sum(grid.vertices[vertex].amount for vertex in column) for column in grid.columns), default=0.0)
    ring = max((grid.ring_amount(ring.link.source) or 0.0 for ring in grid.rings), default=0.0)
    return min(tall / max(fullest, LEAST_T), WIDEST_RING / max(ring, LEAST_T))


def ordered(data: SankeyData) -> Order:
    """The order of the nodes in every column of a diagram, part by part."""
    grid = grid_of(data)
    parts = [_arranged(data, grid, part) for part in _parts(data, grid)]
    return [_boxes_of(column, grid) for column in _together(parts, grid)]


def _parts(data: SankeyData, grid: Grid) -> Sequence[Sequence[Sequence[str]]]:
    return [grid.columns] if is_staged(data) else components(grid)


def _together(parts: Sequence[Order], grid: Grid) -> Order:
    return [[vertex for part in parts for vertex in part[number]] for number in range(len(grid.columns))]


def _boxes_of(column: Sequence[str], grid: Grid) -> list[str]:
    return [vertex for vertex in column if not grid.vertices[vertex].is_piece]


def _arranged(data: SankeyData, grid: Grid, part: Sequence[Sequence[str]]) -> Order:
    """Where there are no stages the picture shows the large flows first: a crossing costs its full weight."""
    held = frozenset(vertex for column in part for vertex in column)
    strips = [[strip for strip in strips if strip.tail in held] for strips in _strips(grid)]
    chains = [chain for chain in _chains(grid) if chain[0] in held]
    return arrange(part, strips, _pins(data), chains=chains, emphasis=EMPHASIS if is_staged(data) else 1.0)


def _chains(grid: Grid) -> list[tuple[str, ...]]:
    return [thread.vertices for thread in grid.threads if thread.is_long]


def _strips(grid: Grid) -> list[list[Strip]]:
    strips: list[list[Strip]] = [[] for _ in grid.columns[1:]]
    for thread in grid.threads:
        for tail, head in zip(thread.vertices, thread.vertices[1:], strict=False):
            strips[grid.vertices[tail].column].append(Strip(tail, head, thread.link.amount))
    return strips


def _pins(data: SankeyData) -> dict[str, int]:
    """Products on top, what turns back at the bottom; in a diagram without stages nothing is pinned."""
    staged = is_staged(data)
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


@dataclass(frozen=True, slots=True)
class Slot:
    """The height that a vertex takes: its bar, and the room for its name and rings; `above` of that lies over it."""

    above: float
    height: float


def _slot(vertex: Vertex, box: Box | None, grid: Grid, scale: float) -> Slot:
    bar = max(vertex.amount * scale, LEAST)
    if box is None:
        return Slot(PIECE_GAP / 2 - GAP / 2, bar + PIECE_GAP - GAP)  # pieces may lie closer than boxes
    above = max(box.room_above, ring_room(box, grid.ring_amount(vertex.id), scale))
    return Slot(above, above + bar + box.room_below)


def _stacked(
    data: SankeyData, grid: Grid, parts: Sequence[Order], slots: Mapping[str, Slot], ports: Ports, scale: float
) -> dict[str, float]:
    """The top of every slot: parts that no flow joins stand under each other."""
    heights = {name: slot.height for name, slot in slots.items()}
    pulls = _pulls(grid, ports, slots, scale)
    tops: dict[str, float] = {}
    top = TOP
    for part in parts:
        held = frozenset(vertex for column in part for vertex in column)
        mine = [pull for pull in pulls if pull.tail in held]
        loose = LOOSE if is_staged(data) else 0.0
        tops |= place(part, heights, mine, GAP, top, _turning(data), loose=loose)
        top = max((tops[vertex] + heights[vertex] for vertex in held), default=top) + GAP + APART
    return tops


def _pulls(grid: Grid, ports: Ports, slots: Mapping[str, Slot], scale: float) -> list[Pull]:
    return [
        Pull(
            tail,
            head,
            slots[tail].above + ports[tail, thread.number, TAIL] * scale,
            slots[head].above + ports[head, thread.number, HEAD] * scale,
            thread.link.amount * scale * _straightness(grid, tail, head),
        )
        for thread in grid.threads
        for tail, head in zip(thread.vertices, thread.vertices[1:], strict=False)
    ]


def _straightness(grid: Grid, tail: str, head: str) -> float:
    pieces = grid.vertices[tail].is_piece + grid.vertices[head].is_piece
    return LEVEL_PIECE if pieces == len((tail, head)) else LEVEL_END if pieces else 1.0


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
