"""The small line of years of one indicator, with the reference lines beside it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from flows.indicators import Reading, ReferenceLine, YearValue
from web.indicators.amounts import amount

LEFT, RIGHT, TOP, BASE = 6, 250, 18, 104
ROOM_ABOVE = 1.12
LETTER, LINE = 6.7, 13.0
"""About the width of a letter and the height of a line of the labels."""
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Label:
    """Words beside the end of a line or an aim; `y` is the base of the letters."""

    x: float
    y: float
    text: str
    anchor: str = "start"

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom."""
        wide = LETTER * len(self.text)
        left = {"start": self.x, "middle": self.x - wide / 2, "end": self.x - wide}[self.anchor]
        return left, self.y - LINE + 3, left + wide, self.y + 2


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


def chart(reading: Reading) -> Chart | None:
    """Lay out one indicator; None where there are not two points to look at."""
    known = [one for one in reading.trend if one.value is not None or one.low is not None]
    years = sorted({one.year for one in known} | {line.year for line in reading.lines})
    if len(years) < 2:  # noqa: PLR2004  # one point is no line
        return None
    scale = _Scale(years[0], years[-1], _greatest(known, reading.lines))
    series, aims = _series(reading.lines), [line for line in reading.lines if line.kind == "target"]
    dots = [scale.at(one.year, one.value) for one in known if one.value is not None]
    spans = [
        (scale.x(one.year), scale.y(one.high), scale.y(one.low))
        for one in known
        if one.low is not None and one.high is not None
    ]
    lines = [[scale.at(line.year, line.share) for line in group] for group in series]
    marks = [scale.at(line.year, line.share) for line in aims]
    taken = [*_along(dots), *((x, y) for x, high, low in spans for y in (high, (high + low) / 2, low)), *marks]
    taken += [point for line in lines for point in _along(line)]
    ends = [(line[-1], _end_words(group[-1])) for line, group in zip(lines, series, strict=True)]
    if aims:
        last = max(aims, key=lambda line: (line.year, line.share))
        ends.append((scale.at(last.year, last.share), f"{last.year}: {amount('share', last.share)}"))
    return Chart(
        own=_path(dots),
        dots=tuple(dots),
        spans=tuple(spans),
        others=tuple(map(_path, lines)),
        other_dots=tuple(line[-1] for line in lines),
        marks=tuple(marks),
        labels=tuple(_placed(ends, taken)),
        first=str(years[0]),
        last=str(years[-1]),
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


def _greatest(known: Sequence[YearValue], lines: Sequence[ReferenceLine]) -> float:
    values = [value for one in known for value in (one.value, one.high) if value is not None]
    values += [line.share for line in lines]
    most = max(values, default=0.0) or 1.0
    return 1.0 if most <= 1 < most * ROOM_ABOVE else most * ROOM_ABOVE


def _series(lines: Sequence[ReferenceLine]) -> list[list[ReferenceLine]]:
    """The values of each area in the order of years."""
    groups: dict[tuple[str, str], list[ReferenceLine]] = {}
    for line in sorted(lines, key=lambda line: line.year):
        if line.kind == "value":
            groups.setdefault((line.area, line.titles.en), []).append(line)
    return list(groups.values())


def _end_words(line: ReferenceLine) -> str:
    return f"{'EU' if line.area.startswith('EU') else line.area} {amount('share', line.share)}"


def _path(points: Iterable[Point]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in points)


def _along(points: Sequence[Point]) -> Iterator[Point]:
    """The points and what lies between them, close enough to see what a label would cover."""
    yield from points
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        steps = max(int(abs(x1 - x0) // 6), 1)
        yield from ((x0 + (x1 - x0) * step / steps, y0 + (y1 - y0) * step / steps) for step in range(1, steps))


def _placed(ends: Sequence[tuple[Point, str]], taken: Sequence[Point]) -> Iterator[Label]:
    """A place for each label: beside its point, else above or below it, where it covers least."""
    labels: list[Label] = []
    for (x, y), text in ends:
        side = "end" if x > RIGHT - LETTER * len(text) / 2 else "start" if x < LETTER * len(text) / 2 else "middle"
        ways = [Label(x + 9, y + 4, text), Label(x, y - 8, text, side), Label(x, y + 16, text, side)]
        ways += [Label(x, y - 21, text, side), Label(x, y + 29, text, side)]
        best = min(ways, key=lambda way: (_covers(way, taken, labels, (x, y)), ways.index(way)))
        labels.append(best)
    yield from labels


def _covers(label: Label, taken: Sequence[Point], labels: Sequence[Label], own: Point) -> int:
    """How much a label would lie upon: points, the base line, other labels."""
    left, top, right, bottom = label.box
    points = sum(left - 3 < x < right + 3 and top - 2 < y < bottom + 2 for x, y in taken if (x, y) != own)
    others = sum(
        left < other.box[2] and other.box[0] < right and top < other.box[3] and other.box[1] < bottom
        for other in labels
    )
    return points + 20 * others + 20 * (bottom > BASE) + 20 * (top < 0) + 5 * (right > RIGHT + 74)
