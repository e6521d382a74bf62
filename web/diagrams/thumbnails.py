"""A picture without words: the ribbons and bars of the real layout, small, for the gallery."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flows.drawing.bands import tone_of
from flows.drawing.palette import palette
from flows.layout import Layout, Ribbon
from flows.layout.lanes import Lane
from flows.partition import UNUSED

THINNEST = 2.0
BAR = 7.0
MARGIN = 40.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Stroke:
    """A ribbon: its path, its width and the class that colours it."""

    path: str
    width: float
    tone: str


@dataclass(frozen=True, slots=True)
class Block:
    """A bar, or an inner station with its room for a name left empty."""

    x: float
    y: float
    width: float
    height: float
    tone: str


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """Picture units are those of the layout; the template scales them."""

    left: float
    width: float
    height: float
    strokes: tuple[Stroke, ...]
    blocks: tuple[Block, ...]


def thumbnail(placed: Layout) -> Thumbnail:
    """Wide ribbons below, thin ones above, the return lane last."""
    ribbons = sorted(placed.ribbons, key=lambda ribbon: -ribbon.width)
    first, last = placed.frames[0], placed.frames[-1]
    room = max((lane.start_turn + lane.width for lane in placed.lanes), default=0.0) + MARGIN
    return Thumbnail(
        left=round(first.x0 - room, 1),
        width=round(last.x1 - first.x0 + 2 * room, 1),
        height=round(placed.height, 1),
        strokes=(*(_ribbon(ribbon) for ribbon in ribbons), *(_lane(lane) for lane in placed.lanes)),
        blocks=tuple(_blocks(placed)),
    )


def _tone(ribbon: Ribbon | Lane) -> str:
    tone = tone_of(ribbon.link, palette())
    return f"fam-{ribbon.link.family}" if tone == "fam" else tone


def _ribbon(ribbon: Ribbon) -> Stroke:
    """Curves between columns, straight through the columns that are passed."""
    points = ribbon.points
    path = f"M{points[0][0]:.0f} {points[0][1]:.0f}"
    for place in range(1, len(points)):
        (x0, y0), (x1, y1) = points[place - 1], points[place]
        middle = (x0 + x1) / 2
        curve = f"C{middle:.0f} {y0:.0f} {middle:.0f} {y1:.0f} {x1:.0f} {y1:.0f}"
        path += curve if place % 2 else f"H{x1:.0f}"
    return Stroke(path, round(max(ribbon.width, THINNEST), 1), _tone(ribbon))


def _lane(lane: Lane) -> Stroke:
    """Round the right end, back under the picture, round the left end."""
    (x1, y1), (x0, y0) = lane.start, lane.end
    right, left = x1 + lane.start_turn * 2, x0 - lane.end_turn * 2
    path = (
        f"M{x1:.0f} {y1:.0f}C{right:.0f} {y1:.0f} {right:.0f} {lane.level:.0f} {x1:.0f} {lane.level:.0f}"
        f"H{x0:.0f}C{left:.0f} {lane.level:.0f} {left:.0f} {y0:.0f} {x0:.0f} {y0:.0f}"
    )
    return Stroke(path, round(max(lane.width, THINNEST), 1), _tone(lane))


def _blocks(placed: Layout) -> Iterator[Block]:
    for box in placed.boxes:
        tone = "unused" if box.node.key == UNUSED else "ink"
        y, height = round(box.y, 1), round(max(box.height, THINNEST), 1)
        if box.place == "inner":
            yield Block(round(box.x0, 1), y, round(box.x1 - box.x0, 1), height, "station")
            yield Block(round(box.x1 - BAR, 1), y, BAR, height, tone)
        yield Block(round(box.x0, 1), y, BAR, height, tone)
