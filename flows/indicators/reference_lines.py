"""Reference lines: what the country, the Union and others reach or aim at, with source and the day it was read."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from databank.errors import N_
from flows.errors import IndicatorDataError
from flows.indicators.definitions import definitions
from taxonomy.codes import Titles

FILE = "reference_lines.csv"
COLUMNS = (
    *("indicator", "area", "kind", "year", "share", "is_comparable"),
    *("title_fi", "title_sv", "title_en", "source_fi", "source_sv", "source_en", "url"),
    *("vintage_fi", "vintage_sv", "vintage_en", "read_on"),
)
KINDS = ("value", "target")
EARLIEST, LATEST = 1990, 2100


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceLine:
    """A value that somebody reached or aims at.

    Attributes
    ----------
    indicator : str
        Id of the indicator beside which it stands.
    area : str
        Code of the country ("FI", "EU27") or name of the place.
    kind : str
        "value" for what was reached, "target" for what is aimed at by `year`.
    share : float
        0..1.
    is_comparable : bool
        Whether it is defined as ours is; else it gives the order of size only.
    vintage : Titles
        Which edition of the source it is: such figures are revised.
    read_on : date
        When it was read there.
    """

    indicator: str
    area: str
    kind: str
    year: int
    share: float
    is_comparable: bool
    titles: Titles
    source: Titles
    url: str
    vintage: Titles
    read_on: date


@cache
def reference_lines() -> tuple[ReferenceLine, ...]:
    """The shipped lines, in the order of the file."""
    text = (resources.files("flows") / "data" / FILE).read_text("utf-8")
    return read_reference_lines(text, FILE)


def read_reference_lines(text: str, file: str) -> tuple[ReferenceLine, ...]:
    """Check the lines of a file and make them values.

    Raises
    ------
    IndicatorDataError
        With file, line and column of the first cell that is wrong, and what would be right.
    """
    reader = csv.DictReader(io.StringIO(text), restkey="")
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise IndicatorDataError(
            N_("%(file)s, line 1: the columns must be %(columns)s."), file=file, columns=", ".join(COLUMNS)
        )
    found: dict[tuple[object, ...], ReferenceLine] = {}
    for row in reader:
        cells = _Cells(file, reader.line_num, {name: (row[name] or "").strip() for name in COLUMNS})
        line = cells.line_value()
        key = line.indicator, line.area, line.kind, line.year, line.titles.en
        if key in found:
            raise cells.wrong("year", N_("a year that no other line of this indicator, area and title has"))
        found[key] = line
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells of one line, which say what is wrong with them."""

    file: str
    line: int
    cells: Mapping[str, str]

    def wrong(self, column: str, right: str) -> IndicatorDataError:
        return IndicatorDataError(
            N_("%(file)s, line %(line)s: %(column)s is “%(value)s” and must be %(right)s."),
            file=self.file,
            line=self.line,
            column=column,
            value=self.cells[column][:40],
            right=right,
        )

    def line_value(self) -> ReferenceLine:
        for empty in self._empty():
            raise self.wrong(empty, N_("filled in"))
        return ReferenceLine(
            indicator=self._choice("indicator", tuple(definitions())),
            area=self.cells["area"],
            kind=self._choice("kind", KINDS),
            year=self._year(),
            share=self._share(),
            is_comparable=self._choice("is_comparable", ("0", "1")) == "1",
            titles=self._titles("title"),
            source=self._titles("source"),
            url=self._address(),
            vintage=self._titles("vintage"),
            read_on=self._day(),
        )

    def _empty(self) -> Iterator[str]:
        return (name for name in COLUMNS if not self.cells[name] and name != "url")

    def _titles(self, name: str) -> Titles:
        return Titles(self.cells[f"{name}_fi"], self.cells[f"{name}_sv"], self.cells[f"{name}_en"])

    def _choice(self, column: str, known: tuple[str, ...]) -> str:
        if self.cells[column] not in known:
            raise self.wrong(column, f"one of: {', '.join(known)}")
        return self.cells[column]

    def _year(self) -> int:
        text = self.cells["year"]
        if not (text.isascii() and text.isdigit() and EARLIEST <= int(text) <= LATEST):
            raise self.wrong("year", f"a year from {EARLIEST} to {LATEST}")
        return int(text)

    def _share(self) -> float:
        try:
            share = float(self.cells["share"])
        except ValueError:
            share = math.nan
        if not 0 <= share <= 1:
            raise self.wrong("share", "a number from 0 to 1")
        return share

    def _address(self) -> str:
        if self.cells["url"] and not self.cells["url"].startswith("https://"):
            raise self.wrong("url", "an address that begins with https://, or empty")
        return self.cells["url"]

    def _day(self) -> date:
        try:
            return date.fromisoformat(self.cells["read_on"])
        except ValueError:
            raise self.wrong("read_on", "a day such as 2026-11-22") from None
