"""The columns of a drawing: how wide each is and how far apart they stand."""

from __future__ import annotations

from collections.abc import Sequence

from flows.diagram import Node, SankeyData
from flows.layout.boxes import PAD, STUB, Frame, Namer
from flows.layout.grid import HEAD, TAIL, Grid
from flows.layout.lanes import room_beside
from flows.layout.lettering import text_width, wrap
from flows.layout.rings import ring_bulge

WIDTH, LEFT, RIGHT, STATION, EXTRA = 1240.0, 178.0, 222.0, 182.0, 250.0
FIRST_BAR, LAST_BAR = 6.0, 8.0
USUAL = 4
NARROWEST, STEP, FEW_LINES = 92.0, 15.0, 2
ROOMIEST = 1.4  # of a wider drawing, how much wider names may run
CLOSE, OPEN = 96.0, 200.0  # gaps between columns, many columns and few
EDGE = 6.0


def is_staged(data: SankeyData) -> bool:
    """Whether the columns are stages with titles; otherwise they follow from the flows."""
    return all(column.titles is not None for column in data.columns)


def frames_of(data: SankeyData, grid: Grid, labels: Namer, scale: float, width: float) -> tuple[Frame, ...]:
    """Where the columns stand."""
    return _stages(len(data.columns), width) if is_staged(data) else _processes(data, grid, labels, scale)


def _stages(count: int, width: float) -> tuple[Frame, ...]:
    """Single bars at both ends, stations between them, evenly; a wider drawing gives names more room too."""
    room = min(max(width / WIDTH, 1.0), ROOMIEST)
    left, outside, station = LEFT * room, RIGHT * room, STATION * room
    whole = width + max(count - USUAL, 0) * EXTRA
    first = Frame(place="first", x0=left, x1=left + FIRST_BAR, outside=left)
    if count == 1:
        return (first,)
    right = outside - LAST_BAR
    last = Frame(place="last", x0=whole - outside, x1=whole - right, outside=right)
    inner = count - 2
    space = (last.x0 - first.x1 - inner * station) / (inner + 1)
    starts = [first.x1 + space + number * (station + space) for number in range(inner)]
    return (first, *(Frame(place="inner", x0=x, x1=x + station, outside=0.0) for x in starts), last)


def _processes(data: SankeyData, grid: Grid, labels: Namer, scale: float) -> tuple[Frame, ...]:
    """Columns as wide as their names need and as far apart as their lanes need.

    An end column is a single bar with the names outside, unless lanes or rings turn at it: no name is in their way.
    """
    columns = [[node for node in data.nodes if int(node.stage) == number] for number in range(len(data.columns))]
    count = len(columns)
    beside = room_beside(grid, scale)
    bulges = [max((ring_bulge(grid.ring_amount(node.id), scale) for node in column), default=0.0) for column in columns]
    turns = {place: room for place in range(count) for side in (TAIL, HEAD) if (room := beside.get((place, side), 0.0))}
    single = [not turns.get(place) and not bulges[place] and place in (0, count - 1) for place in range(count)]
    widths = [_width(column, labels, alone) for column, alone in zip(columns, single, strict=True)]
    gap = max(OPEN - (count - USUAL) * 14, CLOSE)
    frames: list[Frame] = []
    for place, (width, alone) in enumerate(zip(widths, single, strict=True)):
        before = max(beside.get((place, HEAD), 0.0), bulges[place])
        if place == 0:
            left = width if alone else before + EDGE
            x0 = left
        else:
            left = 0.0
            x0 = frames[-1].x1 + gap + before + max(beside.get((place - 1, TAIL), 0.0), bulges[place - 1])
        bar = (FIRST_BAR if place == 0 else LAST_BAR) if alone else width
        after = max(beside.get((place, TAIL), 0.0), bulges[place]) + EDGE
        outside = left if place == 0 else width if alone else after if place == count - 1 else 0.0
        kind = ("first" if place == 0 else "last") if alone else "inner"
        frames.append(Frame(place=kind, x0=x0, x1=x0 + bar, outside=outside))
    return tuple(frames)


def _width(column: Sequence[Node], labels: Namer, alone: bool) -> float:  # noqa: FBT001 - a yes or no of the column
    """Width of a station, or of the room for the names beside a single bar, in which names take two lines."""
    most, margin = (LEFT, PAD + STUB) if alone else (STATION, 2 * PAD)
    width = NARROWEST
    for node in column:
        width = max(width, min(text_width(labels.number(node.amount)) + margin, most))
        name = labels.node_label(node)
        while width < most and not _fits(name, width - margin):
            width = min(width + STEP, most)
    return width


def _fits(name: str, room: float) -> bool:
    """Whether a name takes few lines and no word of it must be cut."""
    return len(wrap(name, room)) <= FEW_LINES and all(text_width(word) <= room for word in name.split(" "))
