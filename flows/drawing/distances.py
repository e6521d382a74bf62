"""How far material is carried, as bars: one for each class of distance, and what has no known one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from flows.distances import BOUNDS_KM, Distances
from flows.drawing.sheet import SMALL_PX, Sheet, drawn, text_of, units
from flows.labels import NBSP, word
from flows.labels import share as share_text
from flows.layout.lettering import text_width
from taxonomy.codes import Language

WIDTH, TOP, LINE, BAR, APART, FOOT = 440.0, 4.0, 17.0, 16.0, 13.0, 18.0
BROKEN_FROM = 1.5
"""What has no distance is drawn at full length up to so many times the longest other bar, then with a break."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    name: str
    amount: float
    text: str
    is_known: bool = True


def distances_svg(found: Distances, number: Callable[[float], str], unit: str, language: Language, sheet: Sheet) -> str:
    """Draw a bar for each class, nearest first; `number` writes an amount, `unit` stands after it."""

    def row(name: str, amount: float, *, is_known: bool = True) -> _Row:
        share = share_text(amount / found.carried, language) if found.carried > 0 else ""
        text = f"{number(amount)}{NBSP}{unit}" + (f", {share}" if share and amount > 0 else "")
        return _Row(name=name, amount=amount, text=text, is_known=is_known)

    rows = [
        row(word("distance_within", language), found.within),
        *(row(name, amount) for name, amount in zip(class_names(language), found.by_class, strict=True)),
        row(word("distance_unknown", language), found.unknown, is_known=False),
    ]
    height = TOP + len(rows) * (LINE + BAR + APART) + (FOOT if sheet.mark else 0.0)
    return drawn(sheet, (WIDTH, height), list(_bars(rows)), kind="distances")


def class_names(language: Language) -> tuple[str, ...]:
    """Names of the classes of distance, nearest first."""
    between = (
        word("distance_between", language).format(low=f"{low:g}", high=f"{high:g}") for low, high in pairwise(BOUNDS_KM)
    )
    first = word("distance_under", language).format(high=f"{BOUNDS_KM[0]:g}")
    return (first, *between, word("distance_over", language).format(low=f"{BOUNDS_KM[-1]:g}"))


def _scale(rows: Sequence[_Row]) -> float:
    """The amount of the longest bar: of the known ones, unless what is not known is hardly more."""
    known = max((row.amount for row in rows if row.is_known), default=0.0)
    every = max((row.amount for row in rows), default=0.0)
    return known if 0 < known * BROKEN_FROM < every else every or 1.0


def _bars(rows: Sequence[_Row]) -> Iterator[str]:
    most = _scale(rows)
    longest = WIDTH - 10 - max(text_width(row.text, SMALL_PX) for row in rows)
    y = TOP
    for row in rows:
        y += LINE
        yield f'<g role="img"><title>{text_of(f"{row.name}: {row.text}")}</title>'
        yield f'<text class="key" x="0" y="{units(y - 5)}">{text_of(row.name)}</text>'
        wide = max(min(row.amount / most, 1.0) * longest, 1.5) if row.amount > 0 else 0.0
        if row.amount > 0:
            tone = "own" if row.is_known else "open-end"
            yield f'<rect class="{tone}" x="0" y="{units(y)}" width="{units(wide)}" height="{units(BAR)}"/>'
        if row.amount > most:
            yield _break(wide, y)
        x = units(wide + 8 if row.amount > 0 else 0.0)
        yield f'<text class="val" x="{x}" y="{units(y + 12.5)}">{text_of(row.text)}</text></g>'
        y += BAR + APART


def _break(wide: float, y: float) -> str:
    """Two slanted strokes through a bar that goes on beyond the scale."""
    x = wide * 0.8
    sides = "".join(f"M{units(x + step)} {units(y + BAR + 3)}L{units(x + step + 8)} {units(y - 3)}" for step in (0, 7))
    gap = f"M{units(x + 3.5)} {units(y + BAR + 3)}L{units(x + 11.5)} {units(y - 3)}"
    return f'<path class="bar-gap" d="{gap}"/><path class="span" d="{sides}"/>'
