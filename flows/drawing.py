"""The static picture: an accessible SVG whose every shape carries its sentence; colours come from the page or palette."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from importlib import resources

from flows.boxes import ABROAD, LOUD_EXTRA, Box
from flows.diagram import Link, LinkKind, Node, SankeyData
from flows.labels import Labels
from flows.lanes import Lane
from flows.layout import Layout, Ribbon
from flows.palette import Palette, palette as shipped_palette
from flows.partition import FROM_STOCK, IMPORT, PROTECTED, RETURNED, UNEXPLAINED, UNKNOWN_INPUT, UNUSED

BAR = 5.0
THIN = 1.3
EDGE = 1.8
PATTERNS = (
    '<defs><pattern id="p-unknown" width="7" height="7" patternUnits="userSpaceOnUse">'
    '<circle cx="2" cy="2" r="1" class="pat-dot"/></pattern>'
    '<pattern id="p-gap" width="6" height="5" patternUnits="userSpaceOnUse"><path d="M0 2.5H6" class="pat-line"/></pattern>'
    '<pattern id="p-protected" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<path d="M0 0V6" class="pat-hatch"/></pattern></defs>'
)

LinkTo = Callable[[Node], str | None]


def svg(
    data: SankeyData,
    placed: Layout,
    labels: Labels,
    *,
    title: str = "",
    description: str = "",
    caption: str = "",
    standalone: bool = False,
    link_to: LinkTo | None = None,
    colours: Palette | None = None,
    name: str = "flow",
) -> str:
    """Draw a diagram.

    Parameters
    ----------
    data, placed, labels
        The diagram, its layout and its words.
    title, description : str
        What a screen reader hears first; the numbers of the headline belong here.
    caption : str
        A line under a standalone picture: year, boundary, basis, source.
    standalone : bool
        Bring colours and type along, so that the file opens anywhere; otherwise the page's style sheet gives them.
    link_to : callable, optional
        Address of the records behind a node, None for no link.
    colours : Palette, optional
        Colours of a standalone picture.
    name : str
        Start of the ids inside the picture.
    """
    parts = [_opening(placed, name, standalone=standalone, caption=bool(caption))]
    parts.append(f'<title id="{name}-t">{_text(title)}</title><desc id="{name}-d">{_text(description)}</desc>{PATTERNS}')
    if standalone:
        parts.append(_style(colours or shipped_palette()))
    parts += _heads(data, placed, labels)
    hued = colours or shipped_palette()
    parts += (_ribbon(ribbon, labels, hued) for ribbon in sorted(placed.ribbons, key=_depth))
    parts += (_lane(lane, labels, hued) for lane in sorted(placed.lanes, key=lambda lane: -lane.width))
    parts += _lane_marks(data, placed, labels)
    parts += (_node(box, labels, link_to, hued) for box in placed.boxes)
    parts += _marks(data, placed, labels, caption if standalone else "")
    parts.append("</svg>")
    return "\n".join(parts)


def _opening(placed: Layout, name: str, *, standalone: bool, caption: bool) -> str:
    height = placed.height + (26 if caption else 0)
    size = f'width="{placed.width:.0f}" height="{height:.0f}" xmlns="http://www.w3.org/2000/svg" ' if standalone else ""
    return (
        f'<svg {size}class="flow stages" viewBox="0 0 {placed.width:.0f} {height:.0f}" role="group" '
        f'aria-labelledby="{name}-t {name}-d">'
    )


def _style(colours: Palette) -> str:
    """Tokens of the families, light and dark, before the fixed rules."""
    light = "".join(f"--{family}:{pair[0]};" for family, pair in colours.items())
    dark = "".join(f"--{family}:{pair[1]};" for family, pair in colours.items())
    classes = "".join(f".fam-{family}{{--c:var(--{family})}}" for family in colours)
    rules = (resources.files("flows") / "data" / "drawing.css").read_text("utf-8")
    return (
        f"<style>svg{{{light}}}@media(prefers-color-scheme:dark){{svg{{{dark}}}}}{classes}\n{rules}</style>"
        '<rect class="ground" width="100%" height="100%"/>'
    )


def _heads(data: SankeyData, placed: Layout, labels: Labels) -> Iterator[str]:
    """Stage titles over hair rules."""
    for column, frame in zip(data.columns, placed.frames, strict=False):
        title = labels.stage_title(column)
        if not title:
            continue
        x, anchor = (frame.x1, "end") if frame.place == "first" else (frame.x0, "start")
        start = 0.0 if frame.place == "first" else frame.x0
        end = placed.width if frame.place == "last" else frame.x1
        yield f'<text class="head" x="{x:.0f}" y="24" text-anchor="{anchor}">{_text(title)}</text>'
        yield f'<path class="rule" d="M{start:.0f} 36H{end:.0f}"/>'


def _depth(ribbon: Ribbon) -> tuple[int, float]:
    """What lies under what: wide under thin, context under colour, hatched on top."""
    link = ribbon.link
    if link.kind is LinkKind.PROTECTED:
        return 4, -link.amount
    if link.kind is LinkKind.CLOSING:
        return 1, -link.amount
    return (3 if _key(link.source) == RETURNED else 0), -link.amount


def _ribbon(ribbon: Ribbon, labels: Labels, hued: Palette) -> str:
    return _band(ribbon.link, _curve(ribbon.points), ribbon.width, labels, hued)


def _lane(lane: Lane, labels: Labels, hued: Palette) -> str:
    (x1, y1), (x0, y0), level = lane.start, lane.end, lane.level
    right, left = lane.start_turn, lane.end_turn
    path = (
        f"M{x1:.1f} {y1:.2f}A{right:.2f} {right:.2f} 0 0 1 {x1 + right:.2f} {y1 + right:.2f}V{level - right:.2f}"
        f"A{right:.2f} {right:.2f} 0 0 1 {x1:.1f} {level:.2f}H{x0:.1f}"
        f"A{left:.2f} {left:.2f} 0 0 1 {x0 - left:.2f} {level - left:.2f}V{y0 + left:.2f}"
        f"A{left:.2f} {left:.2f} 0 0 1 {x0:.1f} {y0:.2f}"
    )
    return _band(lane.link, path, lane.width, labels, hued, lane=True)


def _band(link: Link, path: str, width: float, labels: Labels, hued: Palette, *, lane: bool = False) -> str:
    """A paper casing, the band, and its filling when the band is no plain colour."""
    tone = _tone(link, hued)
    wide = max(width, THIN)
    family = link.family if tone == "fam" else ""
    classes = " ".join(part for part in ("rib", tone, f"fam-{family}" if family else "", "lane" if lane else "") if part)
    shapes = [("case", wide + 1.6), ("edge", wide)]
    if tone != "fam" and wide > EDGE + 0.4:
        shapes.append(("fill", wide - EDGE))
        if tone != "ctx":
            shapes.append(("pattern", wide - EDGE))
    drawn = "".join(f'<path class="{name}" d="{path}" stroke-width="{size:.2f}"/>' for name, size in shapes)
    data = f' data-f="{family}"' if family else ""
    return f'<g class="{classes}"{data}><title>{_text(labels.sentence(link))}</title>{drawn}</g>'


def _tone(link: Link, hued: Palette) -> str:
    if link.kind is LinkKind.PROTECTED:
        return "protected"
    if link.kind is LinkKind.CLOSING:
        return "unknown" if _key(link.source) == UNKNOWN_INPUT else "gap"
    return "fam" if link.family in hued else "ctx"


def _curve(points: tuple[tuple[float, float], ...]) -> str:
    """Curves with level ends between columns, straight through the columns that are passed."""
    path = f"M{points[0][0]:.1f} {points[0][1]:.2f}"
    for place in range(1, len(points)):
        (x0, y0), (x1, y1) = points[place - 1], points[place]
        middle = (x0 + x1) / 2
        path += f"C{middle:.1f} {y0:.2f} {middle:.1f} {y1:.2f} {x1:.1f} {y1:.2f}" if place % 2 else f"H{x1:.1f}"
    return path


def _lane_marks(data: SankeyData, placed: Layout, labels: Labels) -> Iterator[str]:
    """Arrowheads on the lanes, and one sentence above them."""
    if not placed.lanes:
        return
    top = min(lane.level - lane.width / 2 for lane in placed.lanes)
    bottom = max(lane.level + lane.width / 2 for lane in placed.lanes)
    left = min(lane.end[0] for lane in placed.lanes)
    right = max(lane.start[0] for lane in placed.lanes)
    deep = max(bottom - top - 8, 8.0)
    middle = (top + bottom) / 2
    for number in range(1, 6):
        x = left + (right - left) * number / 6
        yield f'<path class="chev" d="M{x + 9:.1f} {middle - deep / 2:.1f}L{x - 6:.1f} {middle:.1f}L{x + 9:.1f} {middle + deep / 2:.1f}"/>'
    amount = sum(lane.link.amount for lane in placed.lanes)
    share = data.figures.get("returned_share")
    text = labels.lane_label(amount, float(share) if share else None)
    y = top - 17
    yield (
        f'<path class="lane-arrow" d="M{left + 36:.1f} {y:.1f}H{left + 22:.1f}M{left + 27:.1f} {y - 5:.1f}'
        f'L{left + 22:.1f} {y:.1f}L{left + 27:.1f} {y + 5:.1f}"/>'
        f'<text class="lane-label" x="{left + 44:.1f}" y="{y + 5.5:.1f}">{_text(text)}</text>'
    )


def _node(box: Box, labels: Labels, link_to: LinkTo | None, hued: Palette) -> str:
    node = box.node
    tone, family = _node_tone(node, hued)
    label = _text(f"{labels.node_label(node)} {box.value}, {labels.unit}")
    address = link_to(node) if link_to else None
    data = f' data-f="{family}"' if family else ""
    opening, closing = (
        (f'<a href="{_text(address)}" class="node {tone}"{data} aria-label="{label}">', "</a>")
        if address
        else (f'<g class="node {tone}"{data} role="img" aria-label="{label}">', "</g>")
    )
    return f"{opening}{''.join((*_bars(box), *_stub(box), *_name(box)))}{closing}"


def _node_tone(node: Node, hued: Palette) -> tuple[str, str]:
    special = {UNUSED: "unused", UNEXPLAINED: "gap", UNKNOWN_INPUT: "unknown", PROTECTED: "protected"}
    if node.key in special:
        return special[node.key], ""
    if node.vocabulary == "family" and node.key in hued:
        return f"fam-{node.key}", node.key
    return "ink", ""


def _bars(box: Box) -> Iterator[str]:
    top = box.y - 6
    if box.place == "inner":
        yield f'<rect class="hit" x="{box.x0:.1f}" y="{top:.1f}" width="{box.x1 - box.x0:.1f}" height="{max(box.height + 12, 34):.1f}"/>'
        for x, height in ((box.x0, box.input_height), (box.x1 - BAR, box.output_height)):
            if height > 0:
                yield f'<rect class="bar" x="{x:.1f}" y="{box.y:.1f}" width="{BAR:.0f}" height="{max(height, THIN):.1f}"/>'
        return
    wide = box.x1 - box.x0 + (LOUD_EXTRA if box.node.key == UNUSED else 0)
    yield f'<rect class="bar" x="{box.x0:.1f}" y="{box.y:.1f}" width="{wide:.1f}" height="{max(box.height, THIN):.1f}"/>'


def _stub(box: Box) -> Iterator[str]:
    """A short arrow where material crosses the boundary."""
    y = box.middle
    if box.place == "first" and box.node.key in {IMPORT, FROM_STOCK, "Elsewhere"}:
        x = box.x0
        yield f'<path class="stub" d="M{x - 34:.1f} {y:.1f}H{x - 6:.1f}M{x - 13:.1f} {y - 6:.1f}L{x - 6:.1f} {y:.1f}L{x - 13:.1f} {y + 6:.1f}"/>'
    if box.place == "last" and box.node.key in ABROAD:
        x = box.x1
        yield f'<path class="stub" d="M{x + 6:.1f} {y:.1f}H{x + 34:.1f}M{x + 27:.1f} {y - 6:.1f}L{x + 34:.1f} {y:.1f}L{x + 27:.1f} {y + 6:.1f}"/>'


def _name(box: Box) -> Iterator[str]:
    for number, line in enumerate(box.lines):
        y = box.text_y + number * box.line_height
        yield f'<text class="name" x="{box.text_x:.1f}" y="{y:.1f}" text-anchor="{box.anchor}">{_text(line)}</text>'
    y = box.text_y + len(box.lines) * box.line_height
    yield f'<text class="val" x="{box.text_x:.1f}" y="{y:.1f}" text-anchor="{box.anchor}">{_text(box.value)}</text>'


def _marks(data: SankeyData, placed: Layout, labels: Labels, caption: str) -> Iterator[str]:
    """The mark of invented data inside the picture, and the caption of a standalone one."""
    if data.is_example:
        x, y = placed.width, placed.height - 4
        yield f'<text class="example-mark" x="{x:.0f}" y="{y:.1f}" text-anchor="end">{_text(labels.example_mark)}</text>'
    if caption:
        yield f'<text class="val" x="0" y="{placed.height + 14:.1f}">{_text(caption)}</text>'


def _key(node_id: str) -> str:
    return node_id.split(":", 1)[-1]


def _text(words: str) -> str:
    return html.escape(words, quote=True)
