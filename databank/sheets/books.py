"""A file of sheets, read as often as needed without reading the file again."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from itertools import islice
from types import TracebackType
from typing import Self

from databank.errors import N_, FileRefusedError, Sentence
from databank.sheets.values import Cell, Dialect, Merged

Row = tuple[int, list[Cell]]
"""The number of a row in the file, counted from 1, and its cells."""
Rows = Generator[Row, None, None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table of cells.

    Attributes
    ----------
    row_count : int
        Rows with cells; of a CSV file its lines, so at least its rows.
    read : callable
        Begins a pass over the rows.
    hidden_rows : frozenset of int
        Numbers of rows that the workbook does not show, such as filtered ones. They are read like any other.
    hidden_columns : frozenset of int
        Indexes of such columns.
    """

    name: str
    read: Callable[[], Rows]
    row_count: int
    is_hidden: bool = False
    merged: tuple[Merged, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    def rows(self) -> Rows:
        """Every row that has a cell, in order; call it again for another pass. Lists end at the last used cell."""
        return self.read()

    def head(self, count: int) -> list[Row]:
        """The first `count` rows."""
        with closing(self.rows()) as rows:
            return list(islice(rows, count))


@dataclass(slots=True, kw_only=True)
class Book:
    """An opened file: use it in a ``with`` statement, it may hold a temporary folder.

    Attributes
    ----------
    form : str
        "csv", "json", "xlsx", "xlsm", "xlsb", "xls" or "ods", by content and not by name.
    notes : tuple of Sentence
        What a reader should know: macros that were not run, hidden sheets, lines in another encoding.
    dialect : Dialect, optional
        How a CSV file is written.
    """

    name: str
    form: str
    sheets: tuple[Sheet, ...]
    notes: tuple[Sentence, ...] = ()
    dialect: Dialect | None = None
    held: ExitStack = field(default_factory=ExitStack, repr=False)

    def sheet(self, name: str) -> Sheet:
        """The sheet of that name."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise FileRefusedError(
            N_("%(file)s has no sheet %(sheet)s. Its sheets are %(sheets)s."),
            file=self.name,
            sheet=name,
            sheets=", ".join(sheet.name for sheet in self.sheets),
        )

    def close(self) -> None:
        """Remove what was kept for reading; rows cannot be read any more."""
        self.held.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
