"""Shares as bars beside the lines they are measured against: national and European figures, and targets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.drawing.sheet import SMALL_PX, Sheet, drawn, text_of, units
from flows.labels import share as share_text
from flows.labels import word
from flows.layout.lettering import NAME_PX, text_width, wrap
from taxonomy.codes import Language

WIDTH, BAR, ROW, LINE = 520.0, 20.0, 50.0, 16.0
WIDEST_NAME, NAME_LINES, ROOM = 190.0, 2, 96.0
"""Narrow enough for a phone to show it in a legible size; `ROOM` is for the share behind a bar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareBar:
    """One share 0..1 with its interval; None is not known, and with an interval known only to lie within it.

    `is_own` is ours, others are what it is compared with.
    """

    name: str
    share: float | None
    low: float | None = None
    high: float | None = None
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """A share to be reached, with its words, such as the year it is set for."""

    name: str
    share: float


def bars_svg(bars: Sequence[ShareBar], targets: Sequence[Target], language: Language, sheet: Sheet) -> str:
    """Draw bars on one scale from nought; a target is a line through all bars, named over them."""
    chart = _Chart(bars, targets)
    body = [part for place, bar in enumerate(bars) for part in _bar(chart, place, bar, language)]
    body += (part for place, target in enumerate(targets) for part in _target(chart, place, target, language))
    body.append(f'<path class="rule" d="M{units(chart.left)} {units(chart.top)}V{units(chart.bottom)}"/>')
    return drawn(sheet, (WIDTH, chart.bottom + 24), body, kind="bars")


class _Chart:
    def __init__(self, bars: Sequence[ShareBar], targets: Sequence[Target]) -> None:
        self.bars = bars
        names = [line for bar in bars for line in wrap(bar.name, WIDEST_NAME, NAME_PX, NAME_LINES)]
        self.left = max((text_width(name, NAME_PX) for name in names), default=0.0) + 18
        shares = [bar.share for bar in bars] + [bar.high for bar in bars] + [target.share for target in targets]
        self.most = min(max((share for share in shares if share is not None), default=0.0) * 1.08, 1.0) or 1.0
        self.targets = [self.x(target.share) for target in targets]
        self.top = 16 + LINE * len(targets)
        self.bottom = self.top + ROW * len(bars)

    def x(self, share: float) -> float:
        return self.left + share / self.most * (WIDTH - self.left - ROOM)

    def beside(self, x: float, words: str) -> float:
        """Where words after `x` stand, on no line of a target."""
        for line in sorted(self.targets):
            if x - 4 < line < x + text_width(words, NAME_PX) + 4:
                x = line + 8
        return x


def _said(bar: ShareBar, language: Language) -> str:
    if bar.share is None:
        known = word("bar_reference" if _range(bar, language) else "bar_unknown", language)
        return known.format(name=bar.name, share=_range(bar, language))
    values = {"name": bar.name, "share": share_text(bar.share, language)}
    if bar.low is None or bar.high is None:
        return word("bar_reference", language).format(**values)
    interval = {"low": share_text(bar.low, language), "high": share_text(bar.high, language)}
    return word("bar_between", language).format(**values, **interval)


def _range(bar: ShareBar, language: Language) -> str:
    """From the least to the greatest share; empty where they are not known."""
    if bar.low is None or bar.high is None:
        return ""
    low = share_text(bar.low, language).removesuffix("%").rstrip()
    return f"{low}\N{EN DASH}{share_text(bar.high, language)}"


def _bar(chart: _Chart, place: int, bar: ShareBar, language: Language) -> Iterator[str]:
    middle = chart.top + ROW * (place + 0.5)
    yield f'<g role="img"><title>{text_of(_said(bar, language))}</title>'
    lines = wrap(bar.name, WIDEST_NAME, NAME_PX, NAME_LINES)
    for number, line in enumerate(lines):
        y = middle + 5 + (number - (len(lines) - 1) / 2) * LINE
        yield f'<text class="name" x="0" y="{units(y)}">{text_of(line)}</text>'
    if bar.share is None:
        yield from _without_share(chart, bar, middle, language)
        return
    end = chart.x(bar.share)
    yield (
        f'<rect class="{"own" if bar.is_own else "other"}" x="{units(chart.left)}" y="{units(middle - BAR / 2)}" '
        f'width="{units(max(end - chart.left, 1.0))}" height="{units(BAR)}"/>'
    )
    if bar.low is not None and bar.high is not None:
        low, high = chart.x(max(bar.low, 0.0)), chart.x(min(bar.high, 1.0))
        yield _whisker(low, high, middle + BAR / 2 + 8)
    text = share_text(bar.share, language)
    x = units(chart.beside(end + 10, text))
    yield f'<text class="name" x="{x}" y="{units(middle + 5)}">{text_of(text)}</text></g>'


def _without_share(chart: _Chart, bar: ShareBar, middle: float, language: Language) -> Iterator[str]:
    """Only the interval, or the words that nothing is known."""
    words, x, tone = word("year_missing", language), chart.left, "val"
    if bar.low is not None and bar.high is not None:
        words, x, tone = _range(bar, language), chart.x(min(bar.high, 1.0)), "name"
        yield _whisker(chart.x(max(bar.low, 0.0)), x, middle)
    x = chart.beside(x + 10, words)
    yield f'<text class="{tone}" x="{units(x)}" y="{units(middle + 5)}">{text_of(words)}</text></g>'


def _whisker(low: float, high: float, middle: float) -> str:
    """The interval as a line with ends."""
    ends = "".join(f"M{units(x)} {units(middle - 5)}v10" for x in (low, high))
    path = f"M{units(low)} {units(middle)}H{units(high)}{ends}"
    return f'<path class="span" d="{path}"/>'


def _target(chart: _Chart, place: int, target: Target, language: Language) -> Iterator[str]:
    x, y = chart.x(target.share), 14 + LINE * place
    words = wrap(f"{target.name} {share_text(target.share, language)}", WIDTH, SMALL_PX, 1)[0]
    at, anchor, top = x + 6, "", y - 10
    if x + 8 + text_width(words, SMALL_PX) > WIDTH:
        at, anchor = x - 6, " end"
    if anchor and at < text_width(words, SMALL_PX):  # on neither side: over the line, which begins under it
        at, top = WIDTH, y + 5
    yield f'<path class="target" d="M{units(x)} {units(top)}V{units(chart.bottom)}"/>'
    yield f'<text class="target-name{anchor}" x="{units(at)}" y="{units(y)}">{text_of(words)}</text>'
