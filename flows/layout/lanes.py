"""Return lanes: links that run back turn round under the picture, nested, at the same scale, never through it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flows.diagram import Link
from flows.layout.grid import HEAD, TAIL, Grid, Loop, Ports

LANE_AIR = 58.0
BETWEEN = 8.0
WIDE_TURN, TIGHT_TURN = 54.0, 18.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One return link: it leaves right of `start`, runs left at `level` and arrives left of `end`."""

    link: Link
    width: float
    start: tuple[float, float]
    end: tuple[float, float]
    level: float
    start_turn: float
    end_turn: float


@dataclass(frozen=True, slots=True)
class Bundle:
    """Loops between the same two nodes, from the innermost out."""

    loops: tuple[Loop, ...]
    span: float


def lanes_of(
    grid: Grid,
    ports: Ports,
    levels: Mapping[str, float],
    edges: Mapping[str, tuple[float, float]],
    bottom: float,
    scale: float,
) -> tuple[tuple[Lane, ...], float]:
    """Place the return links under `bottom`; also give how deep they reach."""
    if not grid.loops:
        return (), bottom
    depth = bottom + LANE_AIR
    lanes: list[Lane] = []
    rightmost = max(x1 for _, x1 in edges.values())
    leftmost = min(x0 for x0, _ in edges.values())
    for bundle in _bundles(grid.loops, ports, edges):
        inner = depth
        for loop in bundle.loops:
            width = loop.link.amount * scale
            source, target = loop.link.source, loop.link.target
            start = (edges[source][1], levels[source] + ports[source, loop.number, TAIL] * scale)
            end = (edges[target][0], levels[target] + ports[target, loop.number, HEAD] * scale)
            level = depth + width / 2
            lanes.append(
                Lane(
                    link=loop.link,
                    width=width,
                    start=start,
                    end=end,
                    level=level,
                    start_turn=_turn(level - start[1], level - inner, wide=start[0] == rightmost),
                    end_turn=_turn(level - end[1], level - inner, wide=end[0] == leftmost),
                )
            )
            depth += width
        depth += BETWEEN
    return tuple(lanes), depth - BETWEEN


def turn_room(amount: float, scale: float) -> float:
    """How far a lane of this amount bulges beyond the first or last column."""
    return WIDE_TURN + amount * scale


def _turn(drop: float, offset: float, *, wide: bool) -> float:
    """Radius of a turn: stripes of a bundle turn about one centre, and never more than the drop allows."""
    return min(drop / 2, (WIDE_TURN if wide else TIGHT_TURN) + offset)


def _bundles(loops: Sequence[Loop], ports: Ports, edges: Mapping[str, tuple[float, float]]) -> list[Bundle]:
    """Short spans lie inside long ones; within a bundle the lowest port lies innermost."""
    pairs: dict[tuple[str, str], list[Loop]] = {}
    for loop in loops:
        pairs.setdefault((loop.link.source, loop.link.target), []).append(loop)
    bundles = [
        Bundle(
            tuple(sorted(mine, key=lambda loop: -ports[loop.link.source, loop.number, TAIL])),
            edges[source][1] - edges[target][0],
        )
        for (source, target), mine in pairs.items()
    ]
    return sorted(bundles, key=lambda bundle: (bundle.span, bundle.loops[0].link.source, bundle.loops[0].link.target))
