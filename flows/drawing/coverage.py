"""How well flows are known as a picture: one bar of shares per sector and year, with words, and what has no amount."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flows.coverage import KINDS, Coverage, Known
from flows.drawing.sheet import LEGEND_LINE, SMALL_PX, Entry, Sheet, drawn, text_of, units
from flows.labels import number as number_text
from flows.labels import share as share_text
from flows.labels import word
from flows.layout.lettering import NAME_PX, text_width, wrap
from flows.partition import PROTECTED
from taxonomy.codes import Language

BAR, ROW, TOP, LINE = 16.0, 58.0, 34.0, 15.5
WIDTH, WIDEST_NAME, NARROWEST, WIDEST = 1100.0, 240.0, 74.0, 240.0
PAD = 8.0
PATTERNS = (
    '<pattern id="p-register" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<path d="M0 0V5" class="stripe"/></pattern>'
    '<pattern id="p-estimate" width="5" height="5" patternUnits="userSpaceOnUse">'
    '<circle cx="2" cy="2" r="1.1" class="speck"/></pattern>'
)


def coverage_svg(found: Coverage, names: dict[str, str], language: Language, sheet: Sheet) -> str:
    """Draw how well flows are known; `names` are the sectors' words in the language of the drawing."""
    grid = _Grid(found, names, language)
    body = [*_heads(grid), *(part for row in range(len(grid.rows)) for part in _row(grid, row))]
    legend = tuple(coverage_legend(found, language))
    return drawn(sheet, (grid.width, grid.height), body, kind="coverage", defs=PATTERNS, legend=legend)


def coverage_legend(found: Coverage, language: Language) -> Iterator[Entry]:
    """The kinds that the picture holds."""
    for kind in KINDS:
        if any(known.amounts.get(kind) for known in found.cells.values()):
            yield Entry(word(f"method_{kind}", language), kind)


class _Grid:
    """Rows are sectors and their sum, columns are years."""

    def __init__(self, found: Coverage, names: dict[str, str], language: Language) -> None:
        self.found, self.language = found, language
        told = [sector for sector in found.sectors if sector != PROTECTED]
        self.rows = [(names.get(sector, sector), sector) for sector in told]
        # the sum is of the rows above it: how protected amounts are known is not told
        self.sum = replace(found, cells={at: known for at, known in found.cells.items() if at[0] != PROTECTED})
        self.summed = len(told) if len(told) > 1 else 0
        if self.summed:
            self.rows.append((word("total", language), ""))
        self.rows += [(names.get(sector, sector), sector) for sector in found.sectors if sector == PROTECTED]
        self.lines = [wrap(name, WIDEST_NAME, NAME_PX, 2) for name, _ in self.rows]
        self.left = max((text_width(line, NAME_PX) for lines in self.lines for line in lines), default=0.0) + 18
        years = max(len(found.years), 1)
        self.column = min(max((WIDTH - self.left) / years, NARROWEST), WIDEST)
        self.width = self.left + self.column * years
        self.height = TOP + ROW * len(self.rows) + LEGEND_LINE

    def known(self, row: int, year: int) -> Known | None:
        sector = self.rows[row][1]
        return self.found.cells.get((sector, year)) if sector else self.sum.total(year)


def _heads(grid: _Grid) -> Iterator[str]:
    for number, year in enumerate(grid.found.years):
        yield f'<text class="head" x="{units(grid.left + grid.column * number)}" y="22">{year}</text>'
    yield f'<path class="rule" d="M0 {units(TOP)}H{units(grid.width)}"/>'


def _row(grid: _Grid, row: int) -> Iterator[str]:
    top = TOP + ROW * row
    lines = grid.lines[row]
    for place, line in enumerate(lines):
        y = top + 24 + (place - (len(lines) - 1) / 2) * LINE
        yield f'<text class="name" x="0" y="{units(y)}">{text_of(line)}</text>'
    for number, year in enumerate(grid.found.years):
        yield _cell(grid, row, year, (grid.left + grid.column * number, top))
    tone = "rule" if grid.summed and row == grid.summed - 1 else "hair"
    yield f'<path class="{tone}" d="M0 {units(top + ROW)}H{units(grid.width)}"/>'


def _cell(grid: _Grid, row: int, year: int, corner: tuple[float, float]) -> str:
    """A bar of shares with the largest in words under it; rows without an amount are counted beside it."""
    x, y = corner
    known = grid.known(row, year)
    said = word("coverage_cell", grid.language).format(
        sector=grid.rows[row][0], year=year, parts=_sentence(known, grid.language)
    )
    wide = grid.column - PAD * 2
    parts = [f'<g role="img"><title>{text_of(said)}</title>']
    if known is None or (known.amount <= 0 and not known.without_amount):
        parts.append(f'<path class="none-line" d="M{units(x)} {units(y + 18)}h{units(wide)}"/>')
    elif known.amount > 0:
        parts += _parts(known, x, y + 10, wide)
    parts += _words(known, grid, x, y, wide)
    return "".join((*parts, "</g>"))


def _parts(known: Known, x: float, y: float, wide: float) -> Iterator[str]:
    for kind in KINDS:
        part = (known.share(kind) or 0.0) * wide
        if part > 0:
            box = f'x="{units(x)}" y="{units(y)}" width="{part:.2f}" height="{units(BAR)}"'
            yield f'<rect class="{kind}" {box}/><rect class="part-edge" {box}/>'
            x += part


def _words(known: Known | None, grid: _Grid, x: float, y: float, wide: float) -> Iterator[str]:
    """The largest share, shortened to its number where the column is narrow, and the rows without an amount."""
    if known is None:
        return
    lines = []
    if known.amount > 0:
        kind = max(KINDS, key=lambda one: known.amounts.get(one, 0.0))
        share = share_text(known.share(kind) or 0.0, grid.language)
        lines.append((f"{share} {word(f'method_{kind}', grid.language).lower()}", share))
    if known.without_amount:
        count = number_text(known.without_amount, grid.language)
        lines.append((word("coverage_missing", grid.language).format(number=count), f"+ {count}"))
    for place, (long, short) in enumerate(lines):
        text = long if text_width(long, SMALL_PX) <= wide + PAD else short
        level = y + 39 + place * 14 if known.amount > 0 else y + 24
        yield f'<text class="val" x="{units(x)}" y="{units(level)}">{text_of(text)}</text>'


def _sentence(known: Known | None, language: Language) -> str:
    """Every share and the rows without an amount."""
    if known is None or (known.amount <= 0 and not known.without_amount):
        return word("coverage_none", language)
    parts = [
        f"{word(f'method_{kind}', language).lower()} {share_text(known.share(kind) or 0.0, language)}"
        for kind in KINDS
        if known.amounts.get(kind)
    ]
    if known.without_amount:
        count = number_text(known.without_amount, language)
        parts.append(word("coverage_missing", language).format(number=count))
    return ", ".join(parts)
