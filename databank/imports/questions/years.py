"""The years of one record within the file: a year whose amounts are a thousand times those of another one."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator

from databank.errors import N_, Sentence
from databank.imports.questions.asking import figure, keep, question, review, scaled
from databank.imports.questions.history import is_year
from databank.imports.questions.scales import NEAR, SHARE, THOUSAND, named
from databank.imports.questions.seen import SeenRow
from databank.imports.questions.spans import Spans
from databank.imports.values import FileQuestion

BUCKETS = 1 << 14
WIDTH = 4
LARGER = N_(
    "%(count)s amounts of %(year)s in %(sheet)s are about %(factor)s times as large as those of %(other)s for the same "
    "materials. Row %(row)s says %(amount)s t. Are they in kilograms?"
)


class Years:
    """Remembers the first year of every record of the file, and compares the others with it: 32 bytes a record."""

    def __init__(self) -> None:
        self._buckets: list[array[float] | None] = [None] * BUCKETS
        self._sheets: dict[str, int] = {}
        self._compared: dict[tuple[str, str], int] = {}
        self._found: dict[tuple[str, str, str, int], tuple[Spans, float]] = {}

    def see(self, row: SeenRow) -> None:
        """Compare a row with the first one of its record."""
        if not row.mass_t or row.mass_t < 0 or not is_year(row.year) or not any(row.key):
            return
        sheet = self._sheets.setdefault(row.sheet, len(self._sheets))
        first = self._first(
            (*row.key, row.organisation_id), (float(row.year), row.mass_t, sheet * 2.0**32 + row.number)
        )
        if first is None or str(int(first[0])) == row.year:
            return
        year, mass, place = str(int(first[0])), first[1], int(first[2])
        pair = (min(year, row.year), max(year, row.year))
        self._compared[pair] = self._compared.get(pair, 0) + 1
        power = round(math.log10(row.mass_t / mass))
        if abs(power) < THOUSAND or abs(math.log10(row.mass_t / mass) - power) > NEAR:
            return
        if power > 0:
            self._add(row.sheet, row.number, row.year, year, power, row.mass_t)
        else:
            before = tuple(self._sheets)[place >> 32]
            self._add(before, place & 0xFFFFFFFF, year, row.year, -power, mass)

    def _add(self, sheet: str, number: int, year: str, other: str, power: int, mass: float) -> None:
        spans, _ = self._found.setdefault((sheet, year, other, power), (Spans(), mass))
        spans.add(sheet, number, year)

    def _first(self, key: tuple[str, ...], said: tuple[float, float, float]) -> tuple[float, ...] | None:
        """Year, tonnes and place of the first row of a record; None when that is this one."""
        mark = float(hash(key) >> 11)
        bucket = self._buckets[int(mark) % BUCKETS]
        if bucket is None:
            bucket = self._buckets[int(mark) % BUCKETS] = array("d")
        for start in range(0, len(bucket), WIDTH):
            if bucket[start] == mark:
                return tuple(bucket[start + 1 : start + WIDTH])
        bucket.extend((mark, *said))
        return None

    def questions(self) -> Iterator[FileQuestion]:
        """One for each year whose amounts are the larger ones, if that is so of most records of both years."""
        for (sheet, year, other, power), (spans, mass) in self._found.items():
            if spans.count < SHARE * self._compared[min(year, other), max(year, other)]:
                continue
            message = Sentence(
                LARGER,
                count=spans.count,
                year=year,
                sheet=named(sheet),
                factor=10**power,
                other=other,
                row=spans.shown[0][1],
                amount=figure(mass),
            )
            yield question("history", message, "amount", spans, (scaled(power), keep(), review()))
