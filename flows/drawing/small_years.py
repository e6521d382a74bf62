"""Small multiples: one small drawing of bars for each year, all on one scale, so that they are read side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from flows.drawing.sheet import SMALL_PX, Sheet, drawn, text_of, units
from flows.labels import NBSP, word
from flows.layout.lettering import text_width, wrap
from taxonomy.codes import Language

WIDTH, HEAD, BAR, LINE, APART, FOOT = 200.0, 40.0, 11.0, 15.0, 12.0, 18.0
NAME_LINES = 2


@dataclass(frozen=True, slots=True)
class Kind:
    """What one bar of every year counts. `tone` is the class of its colour, such as `fam-K` or `tone-unused`."""

    name: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallYear:
    """One year: an amount for each kind, None where nothing is known of the year; a measured zero is 0.

    `href` leads to the year, empty where there is nothing to see; `is_chosen` is the year of the picture above.
    """

    year: int
    amounts: Sequence[float] | None
    href: str = ""
    is_chosen: bool = False


def small_years(
    years: Sequence[SmallYear],
    kinds: Sequence[Kind],
    number: Callable[[float], str],
    unit: str,
    language: Language,
    sheet: Sheet,
) -> Iterator[str]:
    """A drawing for each year, in the order given; the longest bar of all years sets the scale of all."""
    panel = _Panel(years, kinds, number, unit, language, sheet.mark)
    for year in years:
        own = replace(sheet, title=f"{sheet.title}, {year.year}", name=f"{sheet.name}-{year.year}")
        yield drawn(own, (WIDTH, panel.height), panel.of_year(year), kind="small-year")


class _Panel:
    """What all years share: where the bars stand, and how long a tonne is."""

    def __init__(
        self,
        years: Sequence[SmallYear],
        kinds: Sequence[Kind],
        number: Callable[[float], str],
        unit: str,
        language: Language,
        mark: str,
    ) -> None:
        self.number, self.unit, self.language = number, unit, language
        self.kinds = [(kind, wrap(kind.name, WIDTH, SMALL_PX, NAME_LINES)) for kind in kinds]
        known = [amount for year in years for amount in year.amounts or ()]
        self.most = max(known, default=0.0) or 1.0
        self.longest = WIDTH - 8 - max((text_width(number(amount), SMALL_PX) for amount in known), default=0.0)
        rows = sum(LINE * len(lines) + BAR + APART for _, lines in self.kinds)
        self.height = HEAD + rows + (FOOT if mark else 0.0)

    def of_year(self, year: SmallYear) -> Iterator[str]:
        """The year under one sentence that says all its amounts; a link where there is more to see."""
        sentence = text_of(self._said(year))
        current = ' aria-current="true"' if year.is_chosen else ""
        if year.href:
            yield f'<a href="{text_of(year.href)}"{current}><title>{sentence}</title>'
        else:
            yield f'<g role="img"{current}><title>{sentence}</title>'
        yield f'<rect class="hit" x="0" y="0" width="{units(WIDTH)}" height="{units(self.height)}"/>'
        yield from self._head(year)
        if year.amounts is None:
            yield f'<path class="none-line" d="M0 {units(HEAD + 4)}H{units(WIDTH)}"/>'
            words = text_of(word("year_missing", self.language))
            yield f'<text class="val" x="0" y="{units(HEAD + 24)}">{words}</text>'
        else:
            yield from self._bars(year.amounts)
        yield "</a>" if year.href else "</g>"

    def _said(self, year: SmallYear) -> str:
        shown = f" ({word('year_shown', self.language)})" if year.is_chosen else ""
        if year.amounts is None:
            return f"{year.year}{shown}: {word('year_missing', self.language)}"
        parts = (
            f"{kind.name} {self.number(amount)}{NBSP}{self.unit}"
            for (kind, _), amount in zip(self.kinds, year.amounts, strict=True)
        )
        return f"{year.year}{shown}: {', '.join(parts)}"

    def _head(self, year: SmallYear) -> Iterator[str]:
        """The year under a line, which is heavy over the chosen one."""
        if year.is_chosen:
            yield f'<rect class="own" x="0" y="0" width="{units(WIDTH)}" height="4"/>'
            words = text_of(word("year_shown", self.language))
            yield f'<text class="val end" x="{units(WIDTH)}" y="22">{words}</text>'
        else:
            yield f'<path class="rule" d="M0 1H{units(WIDTH)}"/>'
        yield f'<text class="name" x="0" y="22">{year.year}</text>'

    def _bars(self, amounts: Sequence[float]) -> Iterator[str]:
        y = HEAD
        for (kind, lines), amount in zip(self.kinds, amounts, strict=True):
            for line in lines:
                y += LINE
                yield f'<text class="key" x="0" y="{units(y - 6)}">{text_of(line)}</text>'
            wide = max(amount, 0.0) / self.most * self.longest
            if amount > 0:
                box = f'x="0" y="{units(y)}" width="{units(max(wide, 1.0))}" height="{units(BAR)}"'
                yield f'<g class="{kind.tone}"><rect class="bar" {box}/></g>'
            x = max(wide, 1.0) + 6 if amount > 0 else 0.0
            yield f'<text class="val" x="{units(x)}" y="{units(y + 10)}">{text_of(self.number(amount))}</text>'
            y += BAR + APART
