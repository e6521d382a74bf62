"""Return lanes: links that run back turn round under the picture, nested, at the same scale, never through it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

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


@dataclass(frozen=True, slots=True)
class Ends:
    """Where the boxes stand that lanes turn at: top of the bar and left and right edge by id; and the scale."""

    levels: Mapping[str, float]
    edges: Mapping[str, tuple[float, float]]
    scale: float
    outermost: float = TIGHT_TURN

    def turn(self, box: str, side: str) -> float:
        """The least radius of a turn at a box: wider beyond the first and the last column."""
        left, right = self.edges[box]
        if side == TAIL:
            return self.outermost if right == max(x1 for _, x1 in self.edges.values()) else TIGHT_TURN
        return self.outermost if left == min(x0 for x0, _ in self.edges.values()) else TIGHT_TURN


def lanes_of(grid: Grid, ports: Ports, ends: Ends, bottom: float) -> tuple[tuple[Lane, ...], float]:
    """Place the return links under `bottom`; also give how deep they reach.

    Lanes that turn beside the same column turn about ever larger radii the deeper they lie, so that they neither meet
    nor cross there.
    """
    if not grid.loops:
        return (), bottom
    drafts: list[Lane] = []
    depth = 0.0
    taken: dict[tuple[float, str], float] = {}
    for bundle in _bundles(grid, ports):
        sides = [(_edge(bundle, ends, side), side) for side in (TAIL, HEAD)]
        inner = [taken.get(side, 0.0) for side in sides]
        across = 0.0
        for loop in bundle.loops:
            drafts.append(_lane(loop, ports, ends, depth + across, (inner[0] + across, inner[1] + across)))
            across += loop.link.amount * ends.scale
        depth += across + BETWEEN
        taken |= {side: start + across + BETWEEN for side, start in zip(sides, inner, strict=True)}
    air = max(LANE_AIR, *(_turning_room(lane, bottom) for lane in drafts))
    lanes = tuple(replace(lane, level=bottom + air + lane.level) for lane in drafts)
    return lanes, bottom + air + depth - BETWEEN


def _turning_room(lane: Lane, bottom: float) -> float:
    """How deep under the picture a lane must lie for its two quarter turns at either end."""
    sides = ((lane.start[1], lane.start_turn), (lane.end[1], lane.end_turn))
    return max(y + 2 * turn - lane.level - bottom for y, turn in sides)


def _edge(bundle: Bundle, ends: Ends, side: str) -> float:
    link = bundle.loops[0].link
    return ends.edges[link.source][1] if side == TAIL else ends.edges[link.target][0]


def _lane(loop: Loop, ports: Ports, ends: Ends, depth: float, inner: tuple[float, float]) -> Lane:
    """A lane at this depth below the picture; `inner` is the room taken beside its two columns."""
    link, scale = loop.link, ends.scale
    width = link.amount * scale
    return Lane(
        link=link,
        width=width,
        start=(ends.edges[link.source][1], ends.levels[link.source] + ports[link.source, loop.number, TAIL] * scale),
        end=(ends.edges[link.target][0], ends.levels[link.target] + ports[link.target, loop.number, HEAD] * scale),
        level=depth + width / 2,
        start_turn=ends.turn(link.source, TAIL) + inner[0] + width / 2,
        end_turn=ends.turn(link.target, HEAD) + inner[1] + width / 2,
    )


def room_beside(grid: Grid, scale: float) -> dict[tuple[int, str], float]:
    """The room that lanes need to turn, right (TAIL) and left (HEAD) of each column."""
    room: dict[tuple[int, str], float] = {}
    pairs: dict[tuple[str, str], float] = {}
    for loop in grid.loops:
        pair = (loop.link.source, loop.link.target)
        pairs[pair] = pairs.get(pair, 0.0) + loop.link.amount * scale
    for (source, target), width in pairs.items():
        for side in ((grid.vertices[source].column, TAIL), (grid.vertices[target].column, HEAD)):
            room[side] = room.get(side, TIGHT_TURN) + width + BETWEEN
    return room


def turn_room(amount: float, scale: float) -> float:
    """How far a lane of this amount bulges beyond the first or last column."""
    return WIDE_TURN + amount * scale


def _bundles(grid: Grid, ports: Ports) -> list[Bundle]:
    """Short spans lie inside long ones; within a bundle the lowest port lies innermost."""
    pairs: dict[tuple[int, str, str], list[Loop]] = {}
    for loop in grid.loops:
        pairs.setdefault(grid.reach(loop), []).append(loop)
    inward = {
        pair: sorted(mine, key=lambda loop: -ports[loop.link.source, loop.number, TAIL]) for pair, mine in pairs.items()
    }
    return [Bundle(tuple(inward[pair])) for pair in sorted(inward)]
