"""The static picture: an accessible SVG, every shape with its sentence; colours come from the page or a palette."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from flows.boundary import boundary_titles
from flows.diagram import Link, Node, SankeyData
from flows.drawing.bands import THIN, Brush, depth, kind_of, lane_marks, lane_path, loop_path, ribbon_path
from flows.drawing.ghost import ghost_bars, ghost_ribbons
from flows.drawing.legend import STOCK, legend
from flows.drawing.palette import Palette
from flows.drawing.palette import palette as shipped_palette
from flows.drawing.sheet import Look, Sheet, drawn, text_of, units
from flows.drawing.tracing import ways_through
from flows.labels import Labels, word
from flows.layout import Layout
from flows.layout.boxes import ABROAD, LOUD_EXTRA, Box
from flows.partition import FROM_STOCK, IMPORT, PROTECTED, UNEXPLAINED, UNKNOWN_INPUT, UNUSED

BAR = 5.0
LEAST_HIT, HOLLOW = 34.0, 1.6
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
RecordsOf = Callable[[Link], str | None]


def svg(  # noqa: PLR0913 - a picture has many outward sides; all but three have a default
    data: SankeyData,
    placed: Layout,
    labels: Labels,
    *,
    title: str = "",
    description: str = "",
    caption: str = "",
    standalone: bool = False,
    look: Look = "auto",
    link_to: LinkTo | None = None,
    records_of: RecordsOf | None = None,
    colours: Palette | None = None,
    name: str = "flow",
    fringe: bool = False,
    ghost: Layout | None = None,
    ghost_name: str = "",
    pinned: str | None = None,
    planned: Collection[str] = (),
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
        Bring colours, type and legend along, so that the file opens anywhere; otherwise the page gives them.
    look : Look
        Colours of a standalone picture: those the screen asks for, light, dark, or for paper.
    link_to : callable, optional
        Address behind a node, None for no link.
    records_of : callable, optional
        Address of the records behind a link, None for no link.
    colours : Palette, optional
        Colours of a standalone picture.
    name : str
        Start of the ids inside the picture.
    fringe : bool
        Show the uncertainty: the edges of a ribbon are pale over one standard deviation to both sides.
    ghost, ghost_name
        Layout of another state at the same scale and in the same order, outlined behind the picture, and its name.
    pinned : str, optional
        Id of a node: all that lies on no way through it is faded. An id that is not drawn fades nothing.
    planned : collection of str
        Ids of records that do not flow yet; links of such records alone are dashed.
    """
    hued = colours or shipped_palette()
    found = pinned if any(node.id == pinned for node in data.nodes) else None
    near, near_links = ways_through(data, found) if found else (None, None)
    brush = Brush(
        labels=labels,
        hued=hued,
        scale=placed.scale,
        numbers={node.id: number for number, node in enumerate(data.nodes)},
        places={kind_of(link): number for number, link in enumerate(data.links)},
        fringe=fringe,
        near=near_links,
        planned=frozenset(planned),
        address=records_of,
    )
    sheet = Sheet(
        title=title or place_and_time(data, labels),
        description=description,
        caption=caption or place_and_time(data, labels),
        mark=labels.example_mark if data.is_example else "",
        standalone=standalone,
        look=look,
        name=name,
        language=labels.language if standalone else None,
        colours=hued,
    )
    body = [*_heads(data, placed, labels), *(ghost_ribbons(ghost, placed) if ghost else ())]
    body += _links(data, placed, brush, name)
    body += (_node(box, brush, link_to, far=near is not None and box.node.id not in near) for box in placed.boxes)
    body += ghost_bars(ghost, placed) if ghost else ()
    entries = tuple(legend(data, placed, brush, ghost=ghost_name if ghost else None))
    return drawn(sheet, (placed.width, placed.height), body, kind="stages", defs=PATTERNS, legend=entries)


def _links(data: SankeyData, placed: Layout, brush: Brush, name: str) -> Iterator[str]:
    """Ribbons, rings and lanes, wide under narrow; a measured zero is told by its names and the table, by no line."""
    for number, ribbon in enumerate(sorted(placed.ribbons, key=depth)):
        if ribbon.link.amount > 0:
            yield ribbon_path(ribbon, brush, f"{name}-{number}")
    for loop in sorted(placed.self_loops, key=lambda loop: -loop.width):
        if loop.link.amount > 0:
            yield loop_path(loop, brush)
    for lane in sorted(placed.lanes, key=lambda lane: -lane.width):
        if lane.link.amount > 0:
            yield lane_path(lane, brush)
    yield from lane_marks(data, placed, brush.labels)


def place_and_time(data: SankeyData, labels: Labels) -> str:
    """Year, boundary and basis: what every sum must state."""
    first, last = data.years or (None, None)
    years = "" if first is None else str(first) if first == last else f"{first}\N{EN DASH}{last}"
    where = boundary_titles(data.boundary, data.names).in_language(labels.language)
    basis = f"basis_{data.basis}"
    return " · ".join(part for part in (years, where, word(basis, labels.language), labels.unit) if part)


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


def _node(box: Box, brush: Brush, link_to: LinkTo | None, *, far: bool) -> str:
    node = box.node
    tone, family = _node_tone(node, brush.hued)
    if far:
        tone = f"{tone} far"
    label = text_of(_said(box, brush.labels))
    address = link_to(node) if link_to else None
    data = (
        f' data-f="{family}"' if family else ""
    ) + f' data-n="{brush.numbers[node.id]}" data-id="{text_of(node.id)}"'
    opening, closing = (
        (f'<a href="{text_of(address)}" class="node {tone}"{data} aria-label="{label}">', "</a>")
        if address
        else (f'<g class="node {tone}"{data} role="img" aria-label="{label}">', "</g>")
    )
    return f"{opening}<title>{label}</title>{''.join((*_bars(box), *_stub(box), *_name(box)))}{closing}"


def _said(box: Box, labels: Labels) -> str:
    """Name, amount with its unit, and the share where the picture states one."""
    _, _, share = box.value.partition(" · ")
    amount = labels.amount(box.node.amount)
    return f"{labels.node_label(box.node)}: {amount}" + (f", {share}" if share else "")


def _node_tone(node: Node, hued: Palette) -> tuple[str, str]:
    key = node.key.removeprefix("fate:").lower()
    special = {UNEXPLAINED: "gap", UNKNOWN_INPUT: "unknown", FROM_STOCK: STOCK} | {
        name: name for name in (UNUSED, PROTECTED, STOCK)
    }
    if key in special:
        return special[key], ""
    if node.vocabulary == "family" and node.key in hued:
        return f"fam-{node.key}", node.key
    return "ink", ""


def _bars(box: Box) -> Iterator[str]:
    if box.place != "inner":
        wide = box.x1 - box.x0 + (LOUD_EXTRA if box.node.key == UNUSED else 0)
        yield _rect("bar", (box.x0, box.y), wide, max(box.height, THIN))
        if box.node.key in {STOCK, FROM_STOCK} and box.height > 2 * HOLLOW:
            yield _rect("hollow", (box.x0 + HOLLOW, box.y + HOLLOW), wide - 2 * HOLLOW, box.height / 2 - HOLLOW)
        return
    yield _rect("hit", (box.x0, box.y - 6), box.x1 - box.x0, max(box.height + 12, LEAST_HIT))
    for x, height in ((box.x0, box.input_height), (box.x1 - BAR, box.output_height)):
        if height > 0:
            yield _rect("bar", (x, box.y), BAR, max(height, THIN))


def _rect(name: str, corner: tuple[float, float], width: float, height: float) -> str:
    x, y = corner
    return f'<rect class="{name}" x="{units(x)}" y="{units(y)}" width="{units(width)}" height="{units(height)}"/>'


def _stub(box: Box) -> Iterator[str]:
    """A short arrow where material crosses the boundary."""
    if box.place == "first" and box.node.key in COMING:
        yield _arrow(box.x0 - 34, box.x0 - 6, box.middle)
    if box.place == "last" and box.node.key in ABROAD:
        yield _arrow(box.x1 + 6, box.x1 + 34, box.middle)


def _arrow(start: float, tip: float, y: float) -> str:
    head = f"M{tip - 7:.1f} {y - 6:.1f}L{tip:.1f} {y:.1f}L{tip - 7:.1f} {y + 6:.1f}"
    return f'<path class="stub" d="M{start:.1f} {y:.1f}H{tip:.1f}{head}"/>'


def _anchored(box: Box) -> str:
    return "" if box.anchor == "start" else f' text-anchor="{box.anchor}"'


def _name(box: Box) -> Iterator[str]:
    for number, line in enumerate(box.lines):
        y = box.text_y + number * box.line_height
        yield f'<text class="name" x="{units(box.text_x)}" y="{units(y)}"{_anchored(box)}>{text_of(line)}</text>'
    y = box.text_y + len(box.lines) * box.line_height
    yield f'<text class="val" x="{units(box.text_x)}" y="{units(y)}"{_anchored(box)}>{text_of(box.value)}</text>'
