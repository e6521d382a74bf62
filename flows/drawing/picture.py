"""The static picture: an accessible SVG, every shape with its sentence; colours come from the page or a palette."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import resources

from flows.boundary import boundary_titles
from flows.diagram import Node, SankeyData
from flows.drawing.bands import THIN, depth, lane_marks, lane_path, ribbon_path, text_of
from flows.drawing.palette import Palette
from flows.drawing.palette import palette as shipped_palette
from flows.labels import Labels, word
from flows.layout import Layout
from flows.layout.boxes import ABROAD, LOUD_EXTRA, Box
from flows.partition import FROM_STOCK, IMPORT, PROTECTED, UNEXPLAINED, UNKNOWN_INPUT, UNUSED

BAR = 5.0
LEAST_HIT, CAPTION = 34.0, 26.0
COMING = frozenset({IMPORT, FROM_STOCK, "Elsewhere"})
PATTERNS = (
    '<pattern id="p-unknown" width="7" height="7" patternUnits="userSpaceOnUse">'
    '<circle cx="2" cy="2" r="1" class="pat-dot"/></pattern>'
    '<pattern id="p-gap" width="6" height="5" patternUnits="userSpaceOnUse">'
    '<path d="M0 2.5H6" class="pat-line"/></pattern>'
    '<pattern id="p-protected" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<path d="M0 0V6" class="pat-hatch"/></pattern>'
)

LinkTo = Callable[[Node], str | None]


def svg(  # noqa: PLR0913 - a picture has many outward sides; all but three have a default
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
    under = (caption or place_and_time(data, labels)) if standalone else ""
    parts = [_opening(placed, name, standalone=standalone)]
    parts.append(f'<title id="{name}-t">{text_of(title or place_and_time(data, labels))}</title>')
    parts.append(f'<desc id="{name}-d">{text_of(description)}</desc><defs>{PATTERNS}</defs>')
    if standalone:
        parts.append(_style(colours or shipped_palette()))
    parts += _heads(data, placed, labels)
    hued = colours or shipped_palette()
    ribbons = sorted(placed.ribbons, key=depth)
    parts += (ribbon_path(ribbon, labels, hued, f"{name}-{number}") for number, ribbon in enumerate(ribbons))
    parts += (lane_path(lane, labels, hued) for lane in sorted(placed.lanes, key=lambda lane: -lane.width))
    parts += lane_marks(data, placed, labels)
    parts += (_node(box, labels, link_to, hued) for box in placed.boxes)
    parts += _marks(data, placed, labels, under)
    parts.append("</svg>")
    return "\n".join(parts)


def place_and_time(data: SankeyData, labels: Labels) -> str:
    """Year, boundary and basis: what every sum must state."""
    first, last = data.years or (None, None)
    years = "" if first is None else str(first) if first == last else f"{first}\N{EN DASH}{last}"
    where = boundary_titles(data.boundary, data.names).in_language(labels.language)
    basis = f"basis_{data.basis}"
    return " · ".join(part for part in (years, where, word(basis, labels.language), labels.unit) if part)


def _opening(placed: Layout, name: str, *, standalone: bool) -> str:
    height = placed.height + (CAPTION if standalone else 0)
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
        yield f'<text class="head" x="{x:.0f}" y="24" text-anchor="{anchor}">{text_of(title)}</text>'
        yield f'<path class="rule" d="M{start:.0f} 36H{end:.0f}"/>'


def _node(box: Box, labels: Labels, link_to: LinkTo | None, hued: Palette) -> str:
    node = box.node
    tone, family = _node_tone(node, hued)
    label = text_of(f"{labels.node_label(node)}: {box.value} {labels.unit}")
    address = link_to(node) if link_to else None
    data = f' data-f="{family}"' if family else ""
    opening, closing = (
        (f'<a href="{text_of(address)}" class="node {tone}"{data} aria-label="{label}">', "</a>")
        if address
        else (f'<g class="node {tone}"{data} role="img" aria-label="{label}">', "</g>")
    )
    return f"{opening}<title>{label}</title>{''.join((*_bars(box), *_stub(box), *_name(box)))}{closing}"


def _node_tone(node: Node, hued: Palette) -> tuple[str, str]:
    special = {UNUSED: "unused", UNEXPLAINED: "gap", UNKNOWN_INPUT: "unknown", PROTECTED: "protected"}
    if node.key in special:
        return special[node.key], ""
    if node.vocabulary == "family" and node.key in hued:
        return f"fam-{node.key}", node.key
    return "ink", ""


def _bars(box: Box) -> Iterator[str]:
    if box.place != "inner":
        wide = box.x1 - box.x0 + (LOUD_EXTRA if box.node.key == UNUSED else 0)
        yield _rect("bar", (box.x0, box.y), wide, max(box.height, THIN))
        return
    yield _rect("hit", (box.x0, box.y - 6), box.x1 - box.x0, max(box.height + 12, LEAST_HIT))
    for x, height in ((box.x0, box.input_height), (box.x1 - BAR, box.output_height)):
        if height > 0:
            yield _rect("bar", (x, box.y), BAR, max(height, THIN))


def _rect(name: str, corner: tuple[float, float], width: float, height: float) -> str:
    x, y = corner
    return f'<rect class="{name}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'


def _stub(box: Box) -> Iterator[str]:
    """A short arrow where material crosses the boundary."""
    if box.place == "first" and box.node.key in COMING:
        yield _arrow(box.x0 - 34, box.x0 - 6, box.middle)
    if box.place == "last" and box.node.key in ABROAD:
        yield _arrow(box.x1 + 6, box.x1 + 34, box.middle)


def _arrow(start: float, tip: float, y: float) -> str:
    head = f"M{tip - 7:.1f} {y - 6:.1f}L{tip:.1f} {y:.1f}L{tip - 7:.1f} {y + 6:.1f}"
    return f'<path class="stub" d="M{start:.1f} {y:.1f}H{tip:.1f}{head}"/>'


def _name(box: Box) -> Iterator[str]:
    for number, line in enumerate(box.lines):
        y = box.text_y + number * box.line_height
        yield f'<text class="name" x="{box.text_x:.1f}" y="{y:.1f}" text-anchor="{box.anchor}">{text_of(line)}</text>'
    y = box.text_y + len(box.lines) * box.line_height
    yield f'<text class="val" x="{box.text_x:.1f}" y="{y:.1f}" text-anchor="{box.anchor}">{text_of(box.value)}</text>'


def _marks(data: SankeyData, placed: Layout, labels: Labels, caption: str) -> Iterator[str]:
    """The mark of invented data inside the picture, and the caption of a standalone one."""
    if data.is_example:
        x, y, mark = placed.width, placed.height - 4, text_of(labels.example_mark)
        yield f'<text class="example-mark" x="{x:.0f}" y="{y:.1f}" text-anchor="end">{mark}</text>'
    if caption:
        yield f'<text class="val" x="0" y="{placed.height + 14:.1f}">{text_of(caption)}</text>'
