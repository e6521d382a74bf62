"""A picture without words, small, for the gallery: ribbons and bars of the real layout, or the view's own drawing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flows.coverage import KINDS, Coverage
from flows.drawing.bands import tone_of
from flows.drawing.matrix import Matrix, matrix_of
from flows.drawing.palette import palette
from flows.layout import Layout, Ribbon
from flows.layout.lanes import Lane
from flows.partition import UNUSED
from flows.views.definitions import Drawing
from web.diagrams.drawings import known_of
from web.diagrams.weaving import Woven

THINNEST = 2.0
BAR = 7.0
MARGIN = 40.0
UNDER_HEADS = 50.0
SHEET = (400.0, 300.0)
GAP, BLANK = 4.0, 0.45
MOST_ROWS = 12

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
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """Picture units are those of the drawing; the template scales them."""

    left: float
    top: float
    width: float
    height: float
    strokes: tuple[Stroke, ...]
    blocks: tuple[Block, ...]


def thumbnail_of(woven: Woven) -> Thumbnail:
    """What the view is drawn as."""
    if woven.choice.view.drawing is Drawing.MATRIX:
        return of_matrix(matrix_of(woven.data, woven.labels))
    if woven.choice.view.drawing is Drawing.COVERAGE:
        return of_coverage(known_of(woven))
    return thumbnail(woven.layout())


def thumbnail(placed: Layout) -> Thumbnail:
    """Wide ribbons below, thin ones above, the return lane last; a measured zero has no line."""
    ribbons = sorted((one for one in placed.ribbons if one.link.amount > 0), key=lambda ribbon: -ribbon.width)
    first, last = placed.frames[0], placed.frames[-1]
    room = max((lane.start_turn + lane.width for lane in placed.lanes), default=0.0) + MARGIN
    return Thumbnail(
        left=round(first.x0 - room, 1),
        top=UNDER_HEADS,
        width=round(last.x1 - first.x0 + 2 * room, 1),
        height=round(placed.height - UNDER_HEADS, 1),
        strokes=(*(_ribbon(ribbon) for ribbon in ribbons), *(_lane(lane) for lane in placed.lanes)),
        blocks=tuple(_blocks(placed)),
    )


def of_matrix(matrix: Matrix) -> Thumbnail:
    """A field for each pair, as dark as its amount; pairs without a flow are pale."""
    wide, high = SHEET[0] / max(len(matrix.columns), 1), SHEET[1] / max(len(matrix.rows), 1)
    most = max((amount or 0.0 for row in matrix.amounts for amount in row), default=0.0) or 1.0
    blocks = []
    for row, amounts in enumerate(matrix.amounts):
        for column, amount in enumerate(amounts):
            tone = "none" if amount is None else "unused" if column == matrix.loud else "ink"
            ink = BLANK if amount is None else 0.15 + 0.85 * (amount / most) ** 0.5
            size = (round(wide - GAP, 1), round(high - GAP, 1))
            blocks.append(Block(round(wide * column, 1), round(high * row, 1), *size, tone, round(ink, 2)))
    return Thumbnail(0.0, 0.0, *SHEET, (), tuple(blocks))


def of_coverage(found: Coverage) -> Thumbnail:
    """A bar of shares for each of the largest sectors and each year."""
    sectors = found.sectors[:MOST_ROWS]
    wide, high = SHEET[0] / max(len(found.years), 1), SHEET[1] / max(len(sectors), 1)
    blocks: list[Block] = []
    for row, sector in enumerate(sectors):
        for column, year in enumerate(found.years):
            known = found.cells.get((sector, year))
            x, room = wide * column, wide - 2 * GAP
            for kind in KINDS if known else ():
                part = ((known.share(kind) if known else None) or 0.0) * room
                if part > 0:
                    corner = (round(x, 1), round(high * row + high * 0.2, 1))
                    blocks.append(Block(*corner, round(part, 1), round(high * 0.6, 1), kind))
                    x += part
    return Thumbnail(0.0, 0.0, *SHEET, (), tuple(blocks))


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
