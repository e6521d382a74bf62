"""Amounts over the years as lines with their names at their ends; a year without a number stays a gap."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flows.drawing.sheet import Sheet, drawn, text_of, units
from flows.labels import word
from flows.layout.lettering import NAME_PX, text_width
from taxonomy.codes import Language

Tone = str
WIDTH, TALL, TOP, FOOT, APART = 960.0, 300.0, 26.0, 40.0, 34.0
TICKS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class YearLine:
    """One line. `values` by year: None, or no entry, is not known and drawn as a gap; 0 is a measured zero.

    `tone` is used, unused, returned or `fam-` and a family.
    """

    name: str
    tone: Tone
    values: Mapping[int, float | None]

    def runs(self, years: Sequence[int]) -> Iterator[list[tuple[int, float]]]:
        """Stretches of years that follow each other, each with a known value."""
        run: list[tuple[int, float]] = []
        for year in years:
            value = self.values.get(year)
            if value is not None:
                run.append((year, value))
            elif run:
                yield run
                run = []
        if run:
            yield run


def years_svg(
    lines: Sequence[YearLine], number: Callable[[float], str], unit: str, language: Language, sheet: Sheet
) -> str:
    """Draw lines of years.

    `number` writes an amount, `unit` stands over the scale. The scale begins at nought; every year from the first
    to the last known has its place, so that a missing one is seen.
    """
    chart = _Chart(lines, number)
    body = [*_scale(chart, unit), *(part for line in lines for part in _line(chart, line, language)), *_names(chart)]
    return drawn(sheet, (WIDTH, chart.bottom + FOOT), body, kind="years")


class _Chart:
    """Where years and amounts stand."""

    def __init__(self, lines: Sequence[YearLine], number: Callable[[float], str]) -> None:
        self.lines, self.number = lines, number
        known = [year for line in lines for year, value in line.values.items() if value is not None]
        self.years = list(range(min(known), max(known) + 1)) if known else []
        most = max((value or 0.0 for line in lines for value in line.values.values()), default=0.0)
        self.step = _round_step(most / TICKS) if most > 0 else 1.0
        self.top_value = max(math.ceil(most / self.step), 1) * self.step
        self.left = max(text_width(number(self.top_value), NAME_PX), 30.0) + 14
        self.right = WIDTH - max((text_width(line.name, NAME_PX) for line in lines), default=0.0) - 24
        self.bottom = TOP + TALL

    def x(self, year: int) -> float:
        if len(self.years) < 2:  # noqa: PLR2004 - one year stands in the middle
            return (self.left + self.right) / 2
        return (
            self.left + 14 + (year - self.years[0]) / (self.years[-1] - self.years[0]) * (self.right - self.left - 14)
        )

    def y(self, value: float) -> float:
        return self.bottom - value / self.top_value * TALL


def _round_step(rough: float) -> float:
    """The next of 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= rough * (1 - 1e-9))


def _scale(chart: _Chart, unit: str) -> Iterator[str]:
    yield f'<text class="head" x="0" y="14">{text_of(unit)}</text>'
    for place in range(round(chart.top_value / chart.step) + 1):
        value = place * chart.step
        y, tone, text = chart.y(value), "hair" if place else "rule", text_of(chart.number(value))
        yield f'<path class="{tone}" d="M{units(chart.left)} {units(y)}H{units(chart.right)}"/>'
        yield f'<text class="val end" x="{units(chart.left - 8)}" y="{units(y + 4.5)}">{text}</text>'
    every = max(math.ceil(len(chart.years) * 46 / max(chart.right - chart.left, 1)), 1)
    for year in chart.years[::-every][::-1]:
        yield f'<text class="val mid" x="{units(chart.x(year))}" y="{units(chart.bottom + 22)}">{year}</text>'


def _line(chart: _Chart, line: YearLine, language: Language) -> Iterator[str]:
    """The line and its points under one sentence that says every year."""
    missing = word("year_missing", language)
    said = ", ".join(
        f"{year} {missing if (value := line.values.get(year)) is None else chart.number(value)}" for year in chart.years
    )
    yield f'<g class="tone-{line.tone} {line.tone}" role="img"><title>{text_of(f"{line.name}: {said}")}</title>'
    for run in line.runs(chart.years):
        points = [(chart.x(year), chart.y(value)) for year, value in run]
        way = "L".join(f"{units(x)} {units(y)}" for x, y in points)
        if len(points) > 1:
            yield f'<path class="series" d="M{way}"/>'
        yield "".join(f'<circle class="dot" cx="{units(x)}" cy="{units(y)}" r="4"/>' for x, y in points)
    yield "</g>"


def _names(chart: _Chart) -> Iterator[str]:
    """Name and last value at the end of each line, kept apart, in the order of the lines' ends."""
    ends = []
    for line in chart.lines:
        known = [(year, value) for year, value in line.values.items() if value is not None]
        if known:
            _, value = max(known)
            ends.append((chart.y(value), line, value))
    ends.sort(key=lambda end: end[0])
    level = -math.inf
    levels = []
    for y, _, _ in ends:
        level = max(y, level + APART)
        levels.append(level)
    over = max(levels[-1] - (chart.bottom - 4), 0.0) if levels else 0.0
    for place in range(len(levels) - 1, -1, -1):
        roof = levels[place + 1] - APART if place + 1 < len(levels) else math.inf
        levels[place] = min(levels[place] - (over if place + 1 == len(levels) else 0.0), roof)
    for at, (_, line, value) in zip(levels, ends, strict=True):
        x = units(chart.right + 14)
        yield f'<text class="name tone-{line.tone}" x="{x}" y="{units(at)}">{text_of(line.name)}</text>'
        yield f'<text class="val" x="{x}" y="{units(at + 16)}">{text_of(chart.number(value))}</text>'
