"""A table that begins anew further down: another heading, another year in a title between the rows."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from databank.errors import N_
from databank.imports.reading.assigning import ACCEPTED_FROM, TableColumn, assign
from databank.imports.reading.contents import Contents, written
from databank.imports.reading.dates import years_in
from databank.imports.reading.headings import AMOUNTS, best_score, matches
from databank.imports.reading.totals import number_of
from databank.imports.values import Column, SourceRow, TableReading
from databank.sheets import Cell, Merged

FEWEST = 2
"""Fewer known headings in a row, of which one is the amount, are words like any other."""
MOST_SPANS, MOST_ROWS = 10_000, 1_000
LONGEST_TITLE, MOST_WORDS = 60, 4
OTHER_TABLE = N_(
    "Another table begins on row %(heading)s, with other columns. Put it on a sheet or into a file of its own."
)


def is_heading(values: Sequence[Cell], kind: str) -> bool:
    """Whether a row has the names of columns instead of values: most of its texts are known headings."""
    texts = [written(value).strip() for value in values if value is not None and written(value).strip()]
    if any(isinstance(value, int | float) for value in values):
        return False
    known = [text for text in texts if best_score(text, kind) >= ACCEPTED_FROM]
    amount = AMOUNTS.get(kind, "amount")
    has_amount = any((found := matches(text, kind).get(amount)) and found.score >= ACCEPTED_FROM for text in known)
    return len(known) >= (FEWEST if has_amount else FEWEST + 1) and 2 * len(known) > len(texts)


def reading_below(
    number: int, values: Sequence[Cell], reading: TableReading, chosen: Mapping[str, str | None]
) -> TableReading | None:
    """How the rows below a second heading are read: None unless it has the same columns, in whatever order and unit."""
    table = [
        TableColumn(index, " ".join(written(value).split()), Contents([]))
        for index, value in enumerate(values)
        if value is not None and written(value).strip()
    ]
    columns = assign(table, reading.kind, chosen)
    amount = AMOUNTS.get(reading.kind, "amount")
    if _said(columns, amount) != _said(reading.columns, amount) or _loses_unit(columns, reading.columns, amount):
        return None
    return replace(reading, columns=tuple(columns), title_rows=(), heading_rows=(number,), first_row=number + 1)


def _said(columns: Sequence[Column], amount: str) -> list[tuple[str, int | None]]:
    return sorted((one.field, one.year if one.field == amount else None) for one in columns if one.field)


def _loses_unit(columns: Sequence[Column], before: Sequence[Column], amount: str) -> bool:
    units = [{one.unit for one in part if one.field == amount} for part in (columns, before)]
    return None in units[0] and None not in units[1]


class Spans:
    """Values that stand once for several rows, in cells that were merged downwards.

    Parameters
    ----------
    merged : sequence of Merged
        All merged ranges of the sheet.
    columns : container of int
        The columns that may be filled: those that say what or whose a row is, never a number.
    """

    def __init__(self, merged: Sequence[Merged], columns: Container[int], first_row: int) -> None:
        spans = (one for one in merged if one.first_column in columns and one.first_column == one.last_column)
        down = [one for one in spans if first_row <= one.first_row < one.last_row]
        self._by_row = {row: [one for one in down if one.first_row <= row <= one.last_row] for row in _rows_of(down)}
        self._values: dict[Merged, Cell] = {}

    def fill(self, number: int, cells: list[Cell]) -> None:
        """Write into the cells of a row what was written once above them."""
        for span in self._by_row.get(number, ()):
            if number == span.first_row:
                self._values[span] = cells[span.first_column]
            elif cells[span.first_column] in {None, ""}:
                cells[span.first_column] = self._values.get(span)


def _rows_of(spans: Sequence[Merged]) -> set[int]:
    return {
        row
        for one in spans[:MOST_SPANS]
        for row in range(one.first_row, min(one.last_row, one.first_row + MOST_ROWS) + 1)
    }


def year_of_title(text: str) -> str | None:
    """The year of the rows below a short title such as "Jätteet vuonna 2024"; None for longer notes."""
    years = years_in(text)
    is_title = len(text) <= LONGEST_TITLE and len(text.split()) <= MOST_WORDS
    return str(years[0]) if is_title and len(years) == 1 else None


def years_together(rows: Sequence[SourceRow], amount: str) -> list[SourceRow]:
    """One row a year from those of its months: what a total says in all of its columns."""
    whole: dict[str, SourceRow] = {}
    for row in rows:
        first = whole.setdefault(row.cells.get("year", ""), row)
        value = number_of(row.cells.get(amount))
        if first is not row and value is not None:
            sum_of = Decimal(first.cells[amount]) if number_of(first.cells.get(amount)) is not None else Decimal(0)
            first.cells[amount] = format(sum_of + Decimal(row.cells[amount]), "f")
    return list(whole.values())
