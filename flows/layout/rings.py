"""Links from a box to itself: rings over the bar, at the same scale, about one centre."""

from __future__ import annotations

from dataclasses import dataclass

from flows.diagram import Link
from flows.layout.boxes import Box
from flows.layout.grid import TAIL, Grid, Ports

HOLE, CHEVRON = 7.0, 9.0  # the arrowhead of a ring stays clear of the name


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfLoop:
    """A link from a box to itself: a ring over the box.

    Its middle line leaves right of `start`, turns up, runs left at `level` above the bar and arrives left of `end`;
    `turn` is the radius of all four quarter turns.
    """

    link: Link
    width: float
    start: tuple[float, float]
    end: tuple[float, float]
    level: float
    turn: float


def ring_room(box: Box, amount: float | None, scale: float) -> float:
    """How high rings of this amount stand above the bar; the name stays inside the hole."""
    return 2 * _hole(box) + amount * scale if amount is not None else 0.0


def ring_bulge(amount: float | None, scale: float) -> float:
    """How far rings of this amount reach beyond the ends of a box whose name is no higher than its bar."""
    return HOLE + amount * scale if amount is not None else 0.0


def rings_of(grid: Grid, ports: Ports, boxes: dict[str, Box], scale: float) -> tuple[SelfLoop, ...]:
    """Place the links from a box to itself."""
    found = []
    for ring in grid.rings:
        box = boxes[ring.link.source]
        depth = ports[ring.link.source, ring.number, TAIL] * scale
        turn = _hole(box) + depth
        y = box.y + depth
        found.append(
            SelfLoop(
                link=ring.link,
                width=ring.link.amount * scale,
                start=(box.x1, y),
                end=(box.x0, y),
                level=y - 2 * turn,
                turn=turn,
            )
        )
    return tuple(found)


def _hole(box: Box) -> float:
    """Half the height of the free room over the bar."""
    return max(HOLE, (box.text_above + CHEVRON) / 2)
