"""Parts of several wholes as stacked bars on one scale from nought to all, each whole with its amount at the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from flows.drawing.sheet import SMALL_PX, SWATCH, Sheet, drawn, text_of, units
from flows.labels import share as share_text
from flows.labels import word
from flows.layout.lettering import NAME_PX, text_width, wrap
from taxonomy.codes import Language

WIDE, NARROW, WIDEST_NAME = 960.0, 352.0, 230.0
LINE, BAR, APART = 16.0, 20.0, 14.0
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
LEAST_TOLD, MOST_TOLD = 0.005, 3

FILLS: Mapping[str, str] = {
    "solid": '<rect class="own" width="6" height="6"/>',
    "stripes": '<path class="pat-hatch" d="M-1 7L7 -1M-1 1L1 -1M5 7L7 5"/>',
    "grey": '<rect class="other" width="6" height="6"/>',
    "specks": '<circle class="own" cx="3" cy="3" r="1.1"/>',
    "uprights": '<path class="target" d="M2 0V6"/>',
    "slants": '<path class="target" d="M-1 -1L7 7M-1 5L1 7M5 -1L7 1"/>',
    "levels": '<path class="target" d="M0 3H6"/>',
    "checks": '<rect class="other" width="3" height="3"/><rect class="other" x="3" y="3" width="3" height="3"/>',
    "blank": "",
}
"""What a part is filled with: recovery in ink, disposal in the colour of what stands out, told apart without colour."""


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of part with its word and its fill, a key of `FILLS`."""

    name: str
    fill: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """One whole: its name, its amount as words, and the amounts of its parts in the order of the parts."""

    name: str
    amount: str
    parts: tuple[float, ...]

    @property
    def shares(self) -> tuple[float, ...]:
        """The share of each part, 0..1; all 0 where the whole is nothing."""
        whole = sum(self.parts)
        return tuple(part / whole if whole > 0 else 0.0 for part in self.parts)


def stacked_svg(
    parts: Sequence[Part], stacks: Sequence[Stack], language: Language, sheet: Sheet, *, is_narrow: bool = False
) -> str:
    """Draw stacks with the legend of their parts over them; on a narrow sheet names stand over their bars."""
    chart = _Chart(parts, stacks, language, sheet.name, is_narrow=is_narrow)
    body = [*_legend(chart), *_scale(chart)]
    for stack in stacks:
        body += _stack(chart, stack)
    return drawn(sheet, (chart.width, chart.y + 20), body, kind="stacked", defs="".join(_patterns(chart)))


class _Chart:
    """Where bars stand, and the level of the next line."""

    def __init__(
        self, parts: Sequence[Part], stacks: Sequence[Stack], language: Language, name: str, *, is_narrow: bool
    ) -> None:
        self.parts, self.language, self.name, self.is_narrow = parts, language, name, is_narrow
        self.width = NARROW if is_narrow else WIDE
        named = (line for stack in stacks for line in wrap(stack.name, WIDEST_NAME, NAME_PX))
        beside = max((text_width(line, NAME_PX) for line in named), default=0.0) + 18
        self.left = 0.0 if is_narrow else beside
        self.right = self.width - max((text_width(stack.amount, SMALL_PX) for stack in stacks), default=0.0) - 12
        self.y = 0.0

    def x(self, share: float) -> float:
        return self.left + share * (self.right - self.left)

    def fill(self, part: Part) -> str:
        return f"url(#{self.name}-{part.fill})"


def _patterns(chart: _Chart) -> Iterator[str]:
    """The fills in use, with ids of this drawing: another one on the page may be hidden, and its patterns with it."""
    for fill in dict.fromkeys(part.fill for part in chart.parts):
        yield (
            f'<pattern id="{chart.name}-{fill}" width="6" height="6" patternUnits="userSpaceOnUse">'
            f'<rect class="hollow" width="6" height="6"/>{FILLS[fill]}</pattern>'
        )


def _box(chart: _Chart, part: Part, x: float, y: float, width: float, height: float) -> str:
    box = f'x="{units(x)}" y="{units(y)}" width="{width:.2f}" height="{units(height)}"'
    return f'<rect fill="{chart.fill(part)}" {box}/><rect class="part-edge" {box}/>'


def _legend(chart: _Chart) -> Iterator[str]:
    """Swatches in lines of the drawing's width; a word that is wider is broken."""
    x, deepest = 0.0, 0.0
    for part in chart.parts:
        lines = wrap(part.name, chart.width - SWATCH, SMALL_PX)
        room = SWATCH + max(text_width(line, SMALL_PX) for line in lines)
        if x and x + room > chart.width:
            x, chart.y = 0.0, chart.y + deepest + 6
            deepest = 0.0
        yield _box(chart, part, x + 1, chart.y + 3, 18, 12)
        for place, line in enumerate(lines):
            level = units(chart.y + 14 + place * LINE)
            yield f'<text class="key" x="{units(x + SWATCH)}" y="{level}">{text_of(line)}</text>'
        x, deepest = x + room + 22, max(deepest, len(lines) * LINE)
    chart.y += deepest + 12


def _scale(chart: _Chart) -> Iterator[str]:
    """Shares over the bars; the two ends are kept inside."""
    chart.y += LINE
    for share in TICKS[:: 2 if chart.is_narrow else 1]:
        tone = "val" if share == 0 else "val end" if share == 1 else "val mid"
        text = share_text(share, chart.language)
        yield f'<text class="{tone}" x="{units(chart.x(share))}" y="{units(chart.y)}">{text_of(text)}</text>'
    chart.y += 6
    yield f'<path class="rule" d="M{units(chart.left)} {units(chart.y)}H{units(chart.right)}"/>'


def _stack(chart: _Chart, stack: Stack) -> Iterator[str]:
    """The bar with its name and amount; its sentence says every share."""
    lines = wrap(stack.name, chart.width if chart.is_narrow else WIDEST_NAME, NAME_PX)
    over = len(lines) * LINE + 5 if chart.is_narrow else max((len(lines) * LINE - BAR) / 2, 0.0)
    top = chart.y + APART / 2 + over
    first = top - 5 - (len(lines) - 1) * LINE if chart.is_narrow else top + BAR / 2 + 5 - (len(lines) - 1) * LINE / 2
    yield f'<g role="img"><title>{text_of(_said(chart, stack))}</title>'
    for place, line in enumerate(lines):
        yield f'<text class="name" x="0" y="{units(first + place * LINE)}">{text_of(line)}</text>'
    for part, share, end in zip(chart.parts, stack.shares, accumulate(stack.shares), strict=True):
        if share > 0:
            width = chart.x(end) - chart.x(end - share)
            yield _box(chart, part, chart.x(end - share), top, width, BAR)
    level = units(top + BAR / 2 + 4.5)
    yield f'<text class="val end" x="{units(chart.width)}" y="{level}">{text_of(stack.amount)}</text>'
    yield from _most(chart, stack, top + BAR + 14)
    chart.y = top + BAR + max(LINE + 2, over if not chart.is_narrow else 0.0)


def _most(chart: _Chart, stack: Stack, level: float) -> Iterator[str]:
    """The largest parts in words under their bar, as many as fit in a line."""
    told = sorted(zip(stack.shares, chart.parts, strict=True), key=lambda pair: -pair[0])
    said = [f"{share_text(share, chart.language)} {part.name}" for share, part in told if share > LEAST_TOLD]
    said = said[:MOST_TOLD] or [word("year_missing", chart.language)]
    while len(said) > 1 and text_width(", ".join(said), SMALL_PX) > chart.width - chart.left:
        said.pop()
    (line, *_) = wrap(", ".join(said), chart.width - chart.left, SMALL_PX, 1)
    yield f'<text class="val" x="{units(chart.left)}" y="{units(level)}">{text_of(line)}</text></g>'


def _said(chart: _Chart, stack: Stack) -> str:
    told = (
        f"{part.name} {share_text(share, chart.language)}"
        for part, share in zip(chart.parts, stack.shares, strict=True)
        if share > LEAST_TOLD
    )
    form = word("stack", chart.language)
    return form.format(name=stack.name, amount=stack.amount, parts=", ".join(told))
