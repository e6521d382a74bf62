"""Ribbons and lanes as SVG paths: a stroke whose width is the amount, so that a bend is as wide as a straight part."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from flows.diagram import Link, LinkKind, SankeyData
from flows.drawing.palette import Palette
from flows.drawing.sheet import text_of, units
from flows.labels import Labels
from flows.layout import Layout, Ribbon, SelfLoop
from flows.layout.lanes import Lane
from flows.partition import RETURNED, UNKNOWN_INPUT

THIN = 1.3
EDGE = 1.8
CASING = 1.6
TIGHT = 0.55
CHEVRONS, DEEP_ENOUGH = 5, 7.0

Point = tuple[float, float]
LinkName = tuple[str, str, str, str, LinkKind]


def depth(ribbon: Ribbon) -> tuple[int, float]:
    """What lies under what: wide under thin, context under colour, hatched on top."""
    link = ribbon.link
    if link.kind is LinkKind.PROTECTED:
        return 4, -link.amount
    if link.kind is LinkKind.CLOSING:
        return 1, -link.amount
    return (3 if key_of(link.source) == RETURNED else 0), -link.amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Brush:
    """How the links of one picture are painted and named.

    `numbers` tells nodes apart in short, `places` is the reading order of the links; `near` are the ends of the links
    on a way through the pinned node, None where nothing is pinned; `planned` are the records that do not flow yet;
    `address` leads to the records of a link.
    """

    labels: Labels
    hued: Palette
    scale: float
    numbers: Mapping[str, int]
    places: Mapping[LinkName, int]
    fringe: bool = False
    near: AbstractSet[tuple[str, str]] | None = None
    planned: frozenset[str] = field(default_factory=frozenset)
    address: Callable[[Link], str | None] | None = None

    def is_planned(self, link: Link) -> bool:
        """Whether nothing of a link flows yet."""
        return bool(self.planned) and bool(link.record_ids) and self.planned.issuperset(link.record_ids)

    def is_far(self, link: Link) -> bool:
        """Whether a link lies on no way through the pinned node."""
        return self.near is not None and (link.source, link.target) not in self.near


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a band's middle line; `cut` are the ends of a bend too sharp for a stroke of its width."""

    path: str
    cut: tuple[Point, Point] | None = None


def ribbon_path(ribbon: Ribbon, brush: Brush, name: str) -> str:
    """Curves with level ends between columns, straight through the columns that are passed."""
    pieces: list[Piece] = []
    for place in range(1, len(ribbon.points)):
        start, end = ribbon.points[place - 1], ribbon.points[place]
        bends = place % 2 == 1
        cut = (start, end) if bends and _is_tight(start, end, ribbon.width) else None
        drawn = _curve(start, end) if bends else f"H{units(end[0])}"
        if pieces and not cut and not pieces[-1].cut:
            pieces[-1] = Piece(pieces[-1].path + drawn)
        else:
            pieces.append(Piece(f"M{units(start[0])} {units(start[1])}{drawn}", cut))
    return band(ribbon.link, pieces, ribbon.width, brush, name=name)


def lane_path(lane: Lane, brush: Brush) -> str:
    """Two turns and the way back under the picture."""
    (x1, y1), (x0, y0), level = lane.start, lane.end, lane.level
    right, left = lane.start_turn, lane.end_turn
    path = (
        f"M{units(x1)} {units(y1)}{_turn(right, x1 + right, y1 + right)}V{units(level - right)}"
        f"{_turn(right, x1, level)}H{units(x0)}{_turn(left, x0 - left, level - left)}V{units(y0 + left)}"
        f"{_turn(left, x0, y0)}"
    )
    return band(lane.link, [Piece(path)], lane.width, brush)


def loop_path(loop: SelfLoop, brush: Brush) -> str:
    """A ring over the box, with an arrowhead that runs back."""
    (x1, y1), (x0, y0), level, turn = loop.start, loop.end, loop.level, loop.turn
    path = (
        f"M{units(x1)} {units(y1)}{_turn(turn, x1 + turn, y1 - turn, 0)}V{units(level + turn)}"
        f"{_turn(turn, x1, level, 0)}H{units(x0)}{_turn(turn, x0 - turn, level + turn, 0)}V{units(y0 - turn)}"
        f"{_turn(turn, x0, y0, 0)}"
    )
    middle, half = (x0 + x1) / 2, max(min(loop.width / 2 + 4, 9.0), 5.0)
    head = f"M{units(middle + half)} {units(level - half)}L{units(middle)} {units(level)}l{units(half)} {units(half)}"
    return f'{band(loop.link, [Piece(path)], loop.width, brush)}<path class="lane-arrow" d="{head}"/>'


def _turn(radius: float, x: float, y: float, sweep: int = 1) -> str:
    """A quarter of a circle to this point."""
    return f"A{units(radius)} {units(radius)} 0 0 {sweep} {units(x)} {units(y)}"


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


def band(link: Link, pieces: Sequence[Piece], width: float, brush: Brush, *, name: str = "") -> str:
    """A paper casing, the band, and its filling when the band is no plain colour; a band without a name is a lane."""
    drawn_ = "".join(
        _stroke(piece, shape, size, f"{name}-{shape}-{number}")
        for shape, size in _shapes(link, width, brush)
        for number, piece in enumerate(pieces)
    )
    said = text_of(brush.labels.sentence(link))
    numbers = brush.numbers
    data = f' data-f="{link.family}"' if tone_of(link, brush.hued) == "fam" else ""
    data += f' data-l="{brush.places[kind_of(link)]}" data-s="{numbers[link.source]}" data-t="{numbers[link.target]}"'
    classes = " ".join(_classes(link, brush, is_lane=not name))
    address = brush.address(link) if brush.address else None
    if address is None:
        return f'<g class="{classes}"{data}><title>{said}</title>{drawn_}</g>'
    opening = f'<a href="{text_of(address)}" tabindex="-1" class="{classes}"{data} aria-label="{said}">'
    return f"{opening}<title>{said}</title>{drawn_}</a>"


def _classes(link: Link, brush: Brush, *, is_lane: bool) -> Iterator[str]:
    tone = tone_of(link, brush.hued)
    yield from ("rib", tone)
    if tone == "fam":
        yield f"fam-{link.family}"
    if is_lane:
        yield "lane"
    if brush.is_planned(link):
        yield "planned"
    if brush.is_far(link):
        yield "far"


def _shapes(link: Link, width: float, brush: Brush) -> Iterator[tuple[str, float]]:
    """What is stroked over what, each with its width; the fringe reaches one standard uncertainty to both sides."""
    tone, wide = tone_of(link, brush.hued), max(width, THIN)
    spread = (link.standard_uncertainty or 0.0) * brush.scale if brush.fringe else 0.0
    yield "case", wide + CASING
    if spread > 0:
        yield "fringe", width + spread
        wide = max(width - spread, THIN)
    yield "edge", wide
    if tone != "fam" and wide > EDGE + 0.4:
        yield "fill", wide - EDGE
        if tone != "ctx":
            yield "pattern", wide - EDGE
    elif brush.is_planned(link) and wide > EDGE + 0.4:
        yield "gaps", wide - EDGE


def _stroke(piece: Piece, shape: str, size: float, name: str) -> str:
    """A stroke of this width; where the bend is too sharp, a wider one cut to the right height at every place.

    A plain stroke would show horns beyond the bars there.
    """
    if piece.cut is None:
        return f'<path class="{shape}" d="{piece.path}" stroke-width="{units(size)}"/>'
    (x0, y0), (x1, y1) = piece.cut
    half, covering = size / 2, size + 2 * abs(y1 - y0)
    over, under = ((x0, y0 - half), (x1, y1 - half)), ((x1, y1 + half), (x0, y0 + half))
    area = f"M{units(x0)} {units(y0 - half)}{_curve(*over)}V{units(y1 + half)}{_curve(*under)}Z"
    return (
        f'<clipPath id="{name}"><path d="{area}"/></clipPath>'
        f'<path class="{shape}" d="{piece.path}" stroke-width="{units(covering)}" clip-path="url(#{name})"/>'
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
    return f"C{units(middle)} {units(y0)} {units(middle)} {units(y1)} {units(x1)} {units(y1)}"


def _is_tight(start: Point, end: Point, width: float) -> bool:
    """Whether the curve bends more sharply at its ends than half its width."""
    half_way = (end[0] - start[0]) / 2
    return width * abs(end[1] - start[1]) > TIGHT * 3 * half_way**2


def kind_of(link: Link) -> LinkName:
    """What tells a link from all others of its picture."""
    return link.source, link.target, link.family, link.material, link.kind


def key_of(node_id: str) -> str:
    """The key in a node's id."""
    return node_id.split(":", 1)[-1]
