"""A company's place in its region: each family with its amount and the band of its share, and what is recovered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.drawing.sheet import SMALL_PX, Sheet, drawn, text_of, units
from flows.labels import share as share_text
from flows.labels import word
from flows.layout.lettering import NAME_PX, text_width, wrap
from flows.position import BANDS
from taxonomy.codes import Language

WIDE, COLUMN, NARROW = 960.0, 452.0, 352.0
LINE, STEP, STEP_APART, ROW_APART, BAR = 16.0, 12.0, 3.0, 20.0, 16.0
STEPS = len(BANDS) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class BandLine:
    """One family: its name, its amount as words, and the number of its band; `tone` is the class of its colour."""

    name: str
    amount: str
    band: int | None
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BandColumn:
    """What comes in or what goes out; `scale` says what the shares are shares of."""

    heading: str
    scale: str
    lines: tuple[BandLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """A share 0..1 of what is given out, the company's own or what it is compared with."""

    name: str
    share: float
    is_own: bool


def position_svg(
    columns: Sequence[BandColumn],
    recovered: Sequence[Recovered],
    notes: Sequence[str],
    language: Language,
    sheet: Sheet,
    *,
    is_narrow: bool = False,
) -> str:
    """Draw the columns beside each other, on a narrow sheet below each other; the shares and the notes under them."""
    width = NARROW if is_narrow else WIDE
    body: list[str] = []
    level, deepest = 0.0, 0.0
    for place, column in enumerate(columns):
        left = 0.0 if is_narrow else place * (WIDE - COLUMN)
        pen = _Pen(left, NARROW if is_narrow else COLUMN, level if is_narrow else 0.0, language)
        body += _column(pen, column)
        level = pen.y + 22
        deepest = max(deepest, level)
    pen = _Pen(0.0, min(width, WIDE), deepest, language)
    if recovered:
        body += _shares(pen, recovered)
    for note in notes:
        body += _note(pen, note)
    return drawn(sheet, (width, pen.y + 24), body, kind="position")


class _Pen:
    """Where the next line goes in a column of this width."""

    def __init__(self, left: float, width: float, top: float, language: Language) -> None:
        self.left, self.width, self.y, self.language = left, width, top, language

    @property
    def right(self) -> float:
        return self.left + self.width

    def lines(self, words: str, tone: str, width: float, size: float = NAME_PX) -> Iterator[str]:
        """Write words from the next line on, broken to a width."""
        for line in wrap(words, width, size):
            self.y += LINE
            yield f'<text class="{tone}" x="{units(self.left)}" y="{units(self.y)}">{text_of(line)}</text>'


def _column(pen: _Pen, column: BandColumn) -> Iterator[str]:
    yield from pen.lines(column.heading, "name", pen.width)
    yield from pen.lines(column.scale, "val", pen.width, SMALL_PX)
    pen.y += 8
    yield f'<path class="rule" d="M{units(pen.left)} {units(pen.y)}H{units(pen.right)}"/>'
    pen.y += 4
    if not column.lines:
        pen.y += 4
        yield from pen.lines(word("position_none", pen.language), "val", pen.width, SMALL_PX)
    for line in column.lines:
        yield from _family(pen, line)


def _family(pen: _Pen, line: BandLine) -> Iterator[str]:
    """The name with its amount, and under them the scale of bands with its own one filled."""
    band = "" if line.band is None else word(f"band_{line.band}", pen.language)
    form = "position_line" if band else "position_amount"
    said = word(form, pen.language).format(name=line.name, amount=line.amount, band=band)
    first = pen.y + LINE
    yield f'<g role="img" class="{line.tone}"><title>{text_of(said)}</title>'
    yield from pen.lines(line.name, "name", pen.width - text_width(line.amount, SMALL_PX) - 16)
    yield f'<text class="val end" x="{units(pen.right)}" y="{units(first)}">{text_of(line.amount)}</text>'
    if line.band is not None:
        yield from _steps(pen, line.band)
        yield f'<text class="val end" x="{units(pen.right)}" y="{units(pen.y + 18)}">{text_of(band)}</text>'
        pen.y += STEP + 8
    pen.y += ROW_APART - LINE / 2
    yield "</g>"


def _steps(pen: _Pen, band: int) -> Iterator[str]:
    room = max(text_width(word(f"band_{number}", pen.language), SMALL_PX) for number in range(STEPS)) + 12
    wide = (pen.width - room + STEP_APART) / STEPS - STEP_APART
    for number in range(STEPS):
        x = pen.left + number * (wide + STEP_APART)
        box = f'x="{units(x)}" y="{units(pen.y + 8)}" width="{units(wide)}" height="{units(STEP)}"'
        yield f'<rect class="{"bar" if number == band else "hollow"}" {box}/><rect class="part-edge" {box}/>'


def _shares(pen: _Pen, recovered: Sequence[Recovered]) -> Iterator[str]:
    """Bars on one scale from nought to all, each under its name."""
    yield from pen.lines(word("position_recovered", pen.language), "name", pen.width)
    pen.y += 8
    yield f'<path class="rule" d="M0 {units(pen.y)}H{units(pen.right)}"/>'
    longest = pen.width - text_width(share_text(1.0, pen.language), NAME_PX) - 12
    for bar in recovered:
        text = share_text(bar.share, pen.language)
        said = word("bar_reference", pen.language).format(name=bar.name, share=text)
        pen.y += 6
        yield f'<g role="img"><title>{text_of(said)}</title>'
        yield from pen.lines(bar.name, "key", pen.width, SMALL_PX)
        pen.y += 6
        box = f'x="0" y="{units(pen.y)}" height="{units(BAR)}"'
        yield f'<rect class="{"own" if bar.is_own else "other"}" {box} width="{units(bar.share * longest)}"/>'
        yield f'<rect class="part-edge" {box} width="{units(longest)}"/>'
        yield f'<text class="name end" x="{units(pen.right)}" y="{units(pen.y + BAR - 3)}">{text_of(text)}</text></g>'
        pen.y += BAR


def _note(pen: _Pen, note: str) -> Iterator[str]:
    pen.y += 10
    yield from pen.lines(note, "val", min(pen.width, 760.0), SMALL_PX)
