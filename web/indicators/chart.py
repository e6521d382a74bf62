"""The small line of years of one indicator, with the reference lines beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flows.indicators import Reading, ReferenceLine, YearValue

WIDTH, HEIGHT = 320, 132
LEFT, RIGHT, TOP, BASE = 6, 262, 12, 104
LINE_HEIGHT = 13.0
ROOM_ABOVE = 1.12
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Label:
    """Words at the right end of a line, or at the mark of an aim."""

    x: float
    y: float
    text: str
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Everything the template draws. `spans` are intervals by year, `marks` are aims."""

    own: str
    dots: tuple[Point, ...]
    spans: tuple[tuple[float, float, float], ...]
    others: tuple[str, ...]
    other_dots: tuple[Point, ...]
    marks: tuple[Point, ...]
    labels: tuple[Label, ...]
    first: str
    last: str
    top: float


def chart(reading: Reading) -> Chart | None:
    """Lay out one indicator; None where there are not two points to look at."""
    known = [one for one in reading.trend if one.value is not None or one.low is not None]
    if len(known) + len(reading.lines) < 2:  # noqa: PLR2004  # one point is no line
        return None
    years = sorted({one.year for one in known} | {line.year for line in reading.lines})
    if len(years) < 2:  # noqa: PLR2004
        return None
    scale = _Scale(years[0], years[-1], _greatest(known, reading.lines))
    series = _series(reading.lines)
    ends = [scale.end(group[-1].area, group[-1].year, group[-1].share) for group in series]
    aims = [line for line in reading.lines if line.kind == "target"]
    return Chart(
        own=_path(scale.at(one.year, one.value) for one in known if one.value is not None),
        dots=tuple(scale.at(one.year, one.value) for one in known if one.value is not None),
        spans=tuple(
            (scale.x(one.year), scale.y(one.high), scale.y(one.low))
            for one in known
            if one.low is not None and one.high is not None
        ),
        others=tuple(_path(scale.at(line.year, line.share) for line in group) for group in series),
        other_dots=tuple(scale.at(group[-1].year, group[-1].share) for group in series),
        marks=tuple(scale.at(line.year, line.share) for line in aims),
        labels=tuple(_apart(ends)),
        first=str(years[0]),
        last=str(years[-1]),
        top=scale.most,
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    """Years along, values up from nought."""

    first: int
    last: int
    most: float

    def x(self, year: int) -> float:
        return round(LEFT + (RIGHT - LEFT) * (year - self.first) / (self.last - self.first), 1)

    def y(self, value: float) -> float:
        return round(BASE - (BASE - TOP) * min(value / self.most, 1.0), 1)

    def at(self, year: int, value: float) -> Point:
        return self.x(year), self.y(value)

    def end(self, text: str, year: int, value: float) -> Label:
        return Label(self.x(year) + 7, self.y(value) + 4, text)


def _greatest(known: Sequence[YearValue], lines: Sequence[ReferenceLine]) -> float:
    values = [value for one in known for value in (one.value, one.high) if value is not None]
    values += [line.share for line in lines]
    whole = all(value <= 1 for value in values)
    return min(max(values) * ROOM_ABOVE, 1.0) if whole and max(values) else max(values) * ROOM_ABOVE or 1.0


def _series(lines: Sequence[ReferenceLine]) -> list[list[ReferenceLine]]:
    """The values of each area in the order of years."""
    groups: dict[tuple[str, str], list[ReferenceLine]] = {}
    for line in sorted(lines, key=lambda line: line.year):
        if line.kind == "value":
            groups.setdefault((line.area, line.titles.en), []).append(line)
    return list(groups.values())


def _path(points: Iterable[Point]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in points)


def _apart(labels: Iterable[Label]) -> list[Label]:
    """Move labels down until no two of the same end overlap."""
    placed: list[Label] = []
    for label in sorted(labels, key=lambda label: (label.x, label.y)):
        near = [other.y for other in placed if abs(other.x - label.x) < 2 * LINE_HEIGHT]
        y = label.y
        while any(abs(y - other) < LINE_HEIGHT for other in near):
            y += 1
        placed.append(Label(label.x, y, label.text, label.own))
    return placed
