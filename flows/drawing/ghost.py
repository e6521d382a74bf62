"""The outline of another state behind a picture: its bars and ribbons as thin lines, moved to where the boxes stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flows.drawing.bands import kind_of
from flows.drawing.sheet import units
from flows.layout import Layout, Ribbon
from flows.layout.boxes import Box

OUT, SEEN = 2.5, 1.0


def ghost_ribbons(ghost: Layout, placed: Layout) -> Iterator[str]:
    """Both edges of the other state's ribbons that are wider or narrower now; ends move with their boxes."""
    shift = _shifts(ghost, placed)
    now = {kind_of(ribbon.link): ribbon.width for ribbon in placed.ribbons}
    changed = (ribbon for ribbon in ghost.ribbons if abs(ribbon.width - now.get(kind_of(ribbon.link), 0.0)) > SEEN)
    edges = [edge for ribbon in changed for edge in _edges(ribbon, shift)]
    if edges:
        yield f'<path class="ghost" d="{"".join(edges)}"/>'


def ghost_bars(ghost: Layout, placed: Layout) -> Iterator[str]:
    """A frame as high as the other state's bar where that was another height, beginning where this bar begins."""
    shift = _shifts(ghost, placed)
    now = {box.node.id: (box.input_height, box.output_height) for box in placed.boxes}
    changed = (box for box in ghost.boxes if _differs(box, now.get(box.node.id, (0.0, 0.0))))
    frames = [part for box in changed for part in _frames(box, shift.get(box.node.id, 0.0))]
    if frames:
        yield f'<path class="ghost bars" d="{"".join(frames)}"/>'


def _differs(box: Box, now: tuple[float, float]) -> bool:
    return max(abs(box.input_height - now[0]), abs(box.output_height - now[1])) > SEEN


def _shifts(ghost: Layout, placed: Layout) -> Mapping[str, float]:
    tops = {box.node.id: box.y for box in placed.boxes}
    return {box.node.id: tops[box.node.id] - box.y for box in ghost.boxes if box.node.id in tops}


def _frames(box: Box, shift: float) -> Iterator[str]:
    sides = [(box.x0, box.x1, box.height)]
    if box.place == "inner":
        sides = [(box.x0, box.x0 + 5.0, box.input_height), (box.x1 - 5.0, box.x1, box.output_height)]
    for left, right, height in sides:
        if height > 0:
            wide, high = right - left + 2 * OUT, height + 2 * OUT
            yield f"M{units(left - OUT)} {units(box.y + shift - OUT)}h{units(wide)}v{units(high)}h{units(-wide)}z"


def _edges(ribbon: Ribbon, shift: Mapping[str, float]) -> Iterator[str]:
    first, last = shift.get(ribbon.link.source, 0.0), shift.get(ribbon.link.target, 0.0)
    steps = max(len(ribbon.points) - 1, 1)
    moved = [(x, y + first + (last - first) * place / steps) for place, (x, y) in enumerate(ribbon.points)]
    for half in (-ribbon.width / 2, ribbon.width / 2):
        x0, y0 = moved[0]
        path = [f"M{units(x0)} {units(y0 + half)}"]
        for x, y in moved[1:]:
            middle = (x0 + x) / 2
            path.append(
                f"C{units(middle)} {units(y0 + half)} {units(middle)} {units(y + half)} {units(x)} {units(y + half)}"
            )
            x0, y0 = x, y
        yield "".join(path)
