"""The small picture of the front page: from material families to where they end up, one scale, fixed order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, LEFT_BAR, RIGHT_BAR, BAR = 790, 264, 566, 6
TALLEST, TOP, GAP = 384.0, 4.0, 14.0
ROOM_FOR_LABEL = 35.0
CASING = 1.6
THINNEST = 0.4
HALVINGS = 40


@dataclass(frozen=True, slots=True)
class Part:
    """How much of one family goes to one fate."""

    family: str
    fate: str
    amount: float


@dataclass(frozen=True, slots=True)
class Box:
    """A bar with its name; `share` is its part of the whole."""

    key: str
    y: float
    height: float
    amount: float
    share: float

    @property
    def middle(self) -> float:
        """Where the name stands."""
        return round(self.y + self.height / 2, 1)


@dataclass(frozen=True, slots=True)
class Band:
    """A ribbon between two bars."""

    part: Part
    path: str
    width: float

    @property
    def case(self) -> float:
        """Width with its paper casing, which tells over from under."""
        return round(self.width + CASING, 2)


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything the template draws."""

    families: tuple[Box, ...]
    fates: tuple[Box, ...]
    bands: tuple[Band, ...]
    height: int
    total: float


def picture_of(parts: Sequence[Part], families: Sequence[str], fates: Sequence[str]) -> Picture | None:
    """Lay the parts out; None where there is nothing to draw."""
    drawn = [part for part in parts if part.amount > 0]
    total = sum(part.amount for part in drawn)
    if not total:
        return None
    left = _sums(drawn, "family", families)
    right = _sums(drawn, "fate", fates)
    scale = min(_scale(list(left.values())), _scale(list(right.values())))
    sources, targets = _stack(left, scale, total), _stack(right, scale, total)
    bands = _bands(drawn, {box.key: box for box in sources}, {box.key: box for box in targets}, scale)
    return Picture(sources, targets, bands, int(TALLEST + 2 * TOP), total)


def _sums(parts: Sequence[Part], side: str, order: Sequence[str]) -> Mapping[str, float]:
    sums = {key: sum(part.amount for part in parts if getattr(part, side) == key) for key in order}
    return {key: amount for key, amount in sums.items() if amount > 0}


def _scale(amounts: Sequence[float]) -> float:
    """Pixels per tonne so that the stack, each bar with room for its name, fills the height: by halving."""
    low, high = 0.0, TALLEST / sum(amounts)
    for _round in range(HALVINGS):
        middle = (low + high) / 2
        needed = sum(_room(amount, middle) for amount in amounts)
        low, high = (middle, high) if needed <= TALLEST else (low, middle)
    return low


def _room(amount: float, scale: float) -> float:
    return max(amount * scale + GAP, ROOM_FOR_LABEL)


def _stack(sums: Mapping[str, float], scale: float, total: float) -> tuple[Box, ...]:
    """Bars from top to bottom, what room is left spread evenly between them."""
    rooms = {key: _room(amount, scale) for key, amount in sums.items()}
    spare = max(0.0, TALLEST - sum(rooms.values())) / max(1, len(rooms) - 1)
    boxes, y = [], TOP
    for key, amount in sums.items():
        height = amount * scale
        boxes.append(Box(key, round(y + (rooms[key] - GAP - height) / 2, 2), round(height, 2), amount, amount / total))
        y += rooms[key] + spare
    return tuple(boxes)


def _bands(
    parts: Sequence[Part], sources: Mapping[str, Box], targets: Mapping[str, Box], scale: float
) -> tuple[Band, ...]:
    """Ribbons leave in the order of their targets and arrive in the order of their sources; wide ones lie below."""
    order = (list(sources), list(targets))
    placed = [part for part in parts if part.family in sources and part.fate in targets]
    leaving = _offsets(sorted(placed, key=lambda part: order[1].index(part.fate)), "family", scale)
    arriving = _offsets(sorted(placed, key=lambda part: order[0].index(part.family)), "fate", scale)
    start, end = LEFT_BAR + BAR, RIGHT_BAR
    bend = (start + end) / 2
    bands = []
    for part in sorted(placed, key=lambda part: -part.amount):
        y0 = round(sources[part.family].y + leaving[part], 2)
        y1 = round(targets[part.fate].y + arriving[part], 2)
        path = f"M{start} {y0}C{bend} {y0} {bend} {y1} {end} {y1}"
        bands.append(Band(part, path, round(max(part.amount * scale, THINNEST), 2)))
    return tuple(bands)


def _offsets(parts: Sequence[Part], side: str, scale: float) -> Mapping[Part, float]:
    """Where the middle of each ribbon lies below the top of its bar."""
    reached: dict[str, float] = {}
    offsets = {}
    for part in parts:
        key = getattr(part, side)
        offsets[part] = reached.get(key, 0.0) + part.amount * scale / 2
        reached[key] = reached.get(key, 0.0) + part.amount * scale
    return offsets
