"""The height of every box: as level with its neighbours as the order and the room for names allow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

SWEEPS = 12
LOOSE, WIDEST = 0.8, 40.0  # how much of a column's spare height its gaps may take
ANCHOR = 1e6

Reaches = Mapping[str, Sequence[tuple[str, float, float]]]


@dataclass(frozen=True, slots=True)
class Pull:
    """A ribbon part wants its two ends level: `offset` is the end's distance from the top of its vertex."""

    tail: str
    head: str
    tail_offset: float
    head_offset: float
    weight: float


def place(
    orders: Sequence[Sequence[str]],
    slots: Mapping[str, float],
    pulls: Sequence[Pull],
    gap: float,
    top: float,
    bottom: AbstractSet[str],
    *,
    loose: float = LOOSE,
) -> dict[str, float]:
    """Give every vertex the height of its slot's top.

    Vertices of a column keep their order and at least `gap` between their slots; no column is longer than the longest
    one needs to be. Those of `bottom` stand at the foot of the picture; `loose` is the share of
    its spare height that a column spreads its gaps over.
    """
    height = max((_length(order, slots, gap) for order in orders), default=0.0)
    tops, gaps = {}, []
    for order in orders:
        spare = (height - _length(order, slots, gap)) / max(len(order), 1)
        gaps.append(gap + min(spare * loose, WIDEST))
        at = top + spare / 2
        for vertex in order:
            tops[vertex] = at
            at += slots[vertex] + gap + spare
    reaches = _reaches(orders, pulls)
    for sweep in range(SWEEPS):
        turn = range(len(orders)) if sweep % 2 == 0 else range(len(orders) - 1, -1, -1)
        for number in turn:
            wanted = _wanted(orders[number], tops, reaches) | {
                vertex: (top + height, ANCHOR) for vertex in orders[number] if vertex in bottom
            }
            tops.update(_settle(orders[number], wanted, slots, gaps[number], (top, top + height)))
    return tops


def _length(order: Sequence[str], slots: Mapping[str, float], gap: float) -> float:
    return sum(slots[vertex] for vertex in order) + gap * max(len(order) - 1, 0)


def _reaches(orders: Sequence[Sequence[str]], pulls: Sequence[Pull]) -> Reaches:
    """For each vertex its neighbours, how far its top is below theirs when the ribbon is level, and how strongly."""
    found: dict[str, list[tuple[str, float, float]]] = {vertex: [] for order in orders for vertex in order}
    for pull in pulls:
        lower = pull.head_offset - pull.tail_offset
        found[pull.tail].append((pull.head, lower, pull.weight))
        found[pull.head].append((pull.tail, -lower, pull.weight))
    return found


def _wanted(order: Sequence[str], tops: Mapping[str, float], reaches: Reaches) -> dict[str, tuple[float, float]]:
    """For each vertex the height at which its ribbons would be level on average, and how strongly."""
    wanted = {}
    for vertex in order:
        weight = sum(strength for _, _, strength in reaches[vertex])
        total = sum(strength * (tops[other] + lower) for other, lower, strength in reaches[vertex])
        wanted[vertex] = (total / weight, weight) if weight > 0 else (tops[vertex], 1e-6)
    return wanted


def _settle(
    order: Sequence[str],
    wanted: Mapping[str, tuple[float, float]],
    slots: Mapping[str, float],
    gap: float,
    room: tuple[float, float],
) -> dict[str, float]:
    """Least squares under the order (pool adjacent violators), inside the room."""
    shift = 0.0
    shifts, blocks = [], []
    for vertex in order:
        height, weight = wanted[vertex]
        shifts.append(shift)
        blocks.append([height - shift, weight, 1.0])
        shift += slots[vertex] + gap
        while len(blocks) > 1 and blocks[-2][0] >= blocks[-1][0]:
            last = blocks.pop()
            whole = blocks[-1][1] + last[1]
            blocks[-1] = [(blocks[-1][0] * blocks[-1][1] + last[0] * last[1]) / whole, whole, blocks[-1][2] + last[2]]
    lowest, highest = room[0], max(room[1] - (shift - gap), room[0])
    levels = [min(max(height, lowest), highest) for height, _, count in blocks for _ in range(int(count))]
    return {vertex: level + moved for vertex, level, moved in zip(order, levels, shifts, strict=True)}
