"""Tables for tests of reading: a book in memory, and short ways to read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from databank.imports.reading import Aside, prepare, propose, source_rows
from databank.imports.values import ImportMapping, PreparedRow, SourceRow, TableReading
from databank.sheets import Book, Cell, Merged, Sheet
from databank.sheets.books import Rows

TODAY = date(2026, 11, 20)


def sheet_of(
    rows: Iterable[Sequence[Cell]], name: str = "", *, is_hidden: bool = False, merged: tuple[Merged, ...] = ()
) -> Sheet:
    """A sheet of rows; an empty one stands in no file and only counts."""
    numbered = [(number, list(cells)) for number, cells in enumerate(rows, start=1) if cells]

    def read() -> Rows:
        for number, cells in numbered:
            yield number, list(cells)

    return Sheet(name=name, read=read, row_count=len(numbered), is_hidden=is_hidden, merged=merged)


def book_of(*sheets: Sheet, form: str = "xlsx", name: str = "table.xlsx") -> Book:
    return Book(name=name, form=form, sheets=sheets)


def text_table(text: str, delimiter: str = ";") -> Book:
    """A book of one sheet from lines of text, as a CSV file gives it."""
    rows = [line.split(delimiter) if line.strip() else [] for line in text.strip("\n").splitlines()]
    return book_of(sheet_of(rows), form="csv", name="table.csv")


def table(*rows: Sequence[Cell], name: str = "Taul1", **settings: Any) -> Book:
    return book_of(sheet_of(rows, name, **settings))


def mapping_of(**settings: Any) -> ImportMapping:
    return ImportMapping(**settings)


def readings(book: Book, kind: str = "side-streams", **settings: Any) -> tuple[TableReading, ...]:
    return propose(book, kind, mapping_of(**settings), today=TODAY)


def fields(book: Book, kind: str = "side-streams", **settings: Any) -> dict[str, str | None]:
    """Heading -> what it was taken for."""
    (reading,) = readings(book, kind, **settings)
    return {column.heading: column.field for column in reading.columns}


def rows_of(book: Book, kind: str = "side-streams", aside: Aside | None = None, **settings: Any) -> list[SourceRow]:
    """All rows of all tables of a book, totals too."""
    mapping = mapping_of(**settings)
    return [
        row
        for reading in propose(book, kind, mapping, today=TODAY)
        for row in source_rows(book, reading, mapping, aside=aside)
    ]


def cells_of(book: Book, kind: str = "side-streams", **settings: Any) -> list[dict[str, Any]]:
    """The cells of the rows that are data."""
    return [row.cells for row in rows_of(book, kind, **settings) if not row.is_total]


def column_of(book: Book, name: str, kind: str = "side-streams", **settings: Any) -> list[Any]:
    """What each row says in one column."""
    return [cells.get(name) for cells in cells_of(book, kind, **settings)]


def wrong_in(book: Book, kind: str = "side-streams", **settings: Any) -> list[tuple[int, str]]:
    """Row and column of everything that could not be read."""
    return [(row.number, error.field) for row in rows_of(book, kind, **settings) for error in row.errors]


def records_of(book: Book, kind: str = "side-streams", **settings: Any) -> list[PreparedRow]:
    mapping = mapping_of(**settings)
    return [
        row
        for reading in propose(book, kind, mapping, today=TODAY)
        for row in prepare(source_rows(book, reading, mapping), reading, mapping)
    ]


def part(cells: Mapping[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(cells.get(name) for name in names)
