"""Ribbons and lanes as SVG paths: a stroke whose width is the amount, so that a bend is as wide as a straight part."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.diagram import Link, LinkKind, SankeyData
from flows.drawing.palette import Palette
from flows.labels import Labels
from flows.layout import Layout, Ribbon
from flows.layout.lanes import Lane
from flows.partition import RETURNED, UNKNOWN_INPUT

THIN = 1.3
EDGE = 1.8
CASING = 1.6
TIGHT = 0.55
CHEVRONS, DEEP_ENOUGH = 5, 7.0

Point = tuple[float, float]


def depth(ribbon: Ribbon) -> tuple[int, float]:
    """What lies under what: wide under thin, context under colour, hatched on top."""
    link = ribbon.link
    if link.kind is LinkKind.PROTECTED:
        return 4, -link.amount
    if link.kind is LinkKind.CLOSING:
        return 1, -link.amount
    return (3 if key_of(link.source) == RETURNED else 0), -link.amount


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a band's middle line; `cut` are the ends of a bend too sharp for a stroke of its width."""

    path: str
    cut: tuple[Point, Point] | None = None


def ribbon_path(ribbon: Ribbon, labels: Labels, hued: Palette, name: str) -> str:
    """Curves with level ends between columns, straight through the columns that are passed."""
    pieces: list[Piece] = []
    for place in range(1, len(ribbon.points)):
        start, end = ribbon.points[place - 1], ribbon.points[place]
        bends = place % 2 == 1
        cut = (start, end) if bends and _is_tight(start, end, ribbon.width) else None
        drawn = _curve(start, end) if bends else f"H{end[0]:.1f}"
        if pieces and not cut and not pieces[-1].cut:
            pieces[-1] = Piece(pieces[-1].path + drawn)
        else:
            pieces.append(Piece(f"M{start[0]:.1f} {start[1]:.2f}{drawn}", cut))
    return _band(ribbon.link, pieces, ribbon.width, labels, hued, name=name)


def lane_path(lane: Lane, labels: Labels, hued: Palette) -> str:
    """Two turns and the way back under the picture."""
    (x1, y1), (x0, y0), level = lane.start, lane.end, lane.level
    right, left = lane.start_turn, lane.end_turn
    path = (
        f"M{x1:.1f} {y1:.2f}A{right:.2f} {right:.2f} 0 0 1 {x1 + right:.2f} {y1 + right:.2f}V{level - right:.2f}"
        f"A{right:.2f} {right:.2f} 0 0 1 {x1:.1f} {level:.2f}H{x0:.1f}"
        f"A{left:.2f} {left:.2f} 0 0 1 {x0 - left:.2f} {level - left:.2f}V{y0 + left:.2f}"
        f"A{left:.2f} {left:.2f} 0 0 1 {x0:.1f} {y0:.2f}"
    )
    return _band(lane.link, [Piece(path)], lane.width, labels, hued)


def lane_marks(data: SankeyData, placed: Layout, labels: Labels) -> Iterator[str]:
    """Arrowheads on the lanes, and one sentence above them."""
    if not placed.lanes:
        return
    bundles: dict[tuple[str, str], list[Lane]] = {}
    for lane in placed.lanes:
        bundles.setdefault((lane.link.source, lane.link.target), []).append(lane)
    for lanes in bundles.values():
        yield from _chevrons(lanes)
    first = placed.lanes[0]
    share = data.figures.get("returned_share")
    text = labels.lane_label(sum(lane.link.amount for lane in placed.lanes), float(share) if share else None)
    x, y = first.end[0], first.level - first.width / 2 - 17
    yield (
        f'<path class="lane-arrow" d="M{x + 36:.1f} {y:.1f}H{x + 22:.1f}M{x + 27:.1f} {y - 5:.1f}'
        f'L{x + 22:.1f} {y:.1f}L{x + 27:.1f} {y + 5:.1f}"/>'
        f'<text class="lane-label" x="{x + 44:.1f}" y="{y + 5.5:.1f}">{text_of(text)}</text>'
    )


def _chevrons(lanes: Sequence[Lane]) -> Iterator[str]:
    """Paper-coloured on a lane that is wide enough, one in ink on a thin one."""
    top = min(lane.level - lane.width / 2 for lane in lanes)
    bottom = max(lane.level + lane.width / 2 for lane in lanes)
    left, right = lanes[0].end[0], lanes[0].start[0]
    middle = (top + bottom) / 2
    if bottom - top < DEEP_ENOUGH:
        x = (left + right) / 2
        head = f"M{x + 6:.1f} {middle - 6:.1f}L{x:.1f} {middle:.1f}L{x + 6:.1f} {middle + 6:.1f}"
        yield f'<path class="lane-arrow" d="{head}"/>'
        return
    half = max(bottom - top - 8, 5.0) / 2
    for number in range(1, CHEVRONS + 1):
        x = left + (right - left) * number / (CHEVRONS + 1)
        reach = min(max(half, 4.0), 15.0)
        yield (
            f'<path class="chev" d="M{x + reach:.1f} {middle - half:.1f}L{x:.1f} {middle:.1f}'
            f'L{x + reach:.1f} {middle + half:.1f}"/>'
        )


def _band(link: Link, pieces: Sequence[Piece], width: float, labels: Labels, hued: Palette, *, name: str = "") -> str:
    """A paper casing, the band, and its filling when the band is no plain colour; a band without a name is a lane."""
    tone = tone_of(link, hued)
    wide = max(width, THIN)
    family = link.family if tone == "fam" else ""
    classes = " ".join(
        part for part in ("rib", tone, f"fam-{family}" if family else "", "" if name else "lane") if part
    )
    shapes = [("case", wide + CASING), ("edge", wide)]
    if tone != "fam" and wide > EDGE + 0.4:
        shapes.append(("fill", wide - EDGE))
        if tone != "ctx":
            shapes.append(("pattern", wide - EDGE))
    drawn = "".join(
        _stroke(piece, shape, size, f"{name}-{shape}-{number}")
        for shape, size in shapes
        for number, piece in enumerate(pieces)
    )
    data = f' data-f="{family}"' if family else ""
    return f'<g class="{classes}"{data}><title>{text_of(labels.sentence(link))}</title>{drawn}</g>'


def _stroke(piece: Piece, shape: str, size: float, name: str) -> str:
    """A stroke of this width; where the bend is too sharp, a wider one cut to the right height at every place.

    A plain stroke would show horns beyond the bars there.
    """
    if piece.cut is None:
        return f'<path class="{shape}" d="{piece.path}" stroke-width="{size:.2f}"/>'
    (x0, y0), (x1, y1) = piece.cut
    half, covering = size / 2, size + 2 * abs(y1 - y0)
    over, under = ((x0, y0 - half), (x1, y1 - half)), ((x1, y1 + half), (x0, y0 + half))
    area = f"M{x0:.1f} {y0 - half:.2f}{_curve(*over)}V{y1 + half:.2f}{_curve(*under)}Z"
    return (
        f'<clipPath id="{name}"><path d="{area}"/></clipPath>'
        f'<path class="{shape}" d="{piece.path}" stroke-width="{covering:.2f}" clip-path="url(#{name})"/>'
    )


def tone_of(link: Link, hued: Palette) -> str:
    """How a link is painted: a family's colour, a wash, or one of the patterns."""
    if link.kind is LinkKind.PROTECTED:
        return "protected"
    if link.kind is LinkKind.CLOSING:
        return "unknown" if key_of(link.source) == UNKNOWN_INPUT else "gap"
    return "fam" if link.family in hued else "ctx"


def _curve(start: Point, end: Point) -> str:
    (x0, y0), (x1, y1) = start, end
    middle = (x0 + x1) / 2
    return f"C{middle:.1f} {y0:.2f} {middle:.1f} {y1:.2f} {x1:.1f} {y1:.2f}"


def _is_tight(start: Point, end: Point, width: float) -> bool:
    """Whether the curve bends more sharply at its ends than half its width."""
    half_way = (end[0] - start[0]) / 2
    return width * abs(end[1] - start[1]) > TIGHT * 3 * half_way**2


def key_of(node_id: str) -> str:
    """The key in a node's id."""
    return node_id.split(":", 1)[-1]


def text_of(words: str) -> str:
    """Words as SVG text."""
    return html.escape(words, quote=True)
