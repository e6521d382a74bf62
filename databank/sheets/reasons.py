"""Why rows of a file were refused, ordered as a file that comes back needs them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from databank.imports.labels import REASON
from databank.sheets.values import Cell
from databank.sheets.writing import letter_of


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one row of a file.

    Attributes
    ----------
    row : int
        As `Sheet.rows` counts them, from 1.
    column : int, optional
        From 0; None when it concerns the whole row.
    """

    sheet: str
    row: int
    message: str
    column: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the columns that we add are called in the reader's language, and where the headings of each sheet stand."""

    reason: str
    row: str
    heading_rows: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class SheetReasons:
    """The problems of one sheet by row."""

    rows: dict[int, list[Problem]] = field(default_factory=dict)
    heading: Sequence[Cell] = ()

    def columns(self, row: int) -> frozenset[int]:
        """The columns of the wrong cells of a row."""
        return frozenset(one.column for one in self.rows.get(row, ()) if one.column is not None)

    def said(self, row: int, between: str) -> str:
        """What is wrong in a row, each sentence behind the heading it is about; empty for a row that is fine."""
        return between.join(dict.fromkeys(self._sentence(problem) for problem in self.rows.get(row, ())))

    def _sentence(self, problem: Problem) -> str:
        if problem.column is None:
            return problem.message
        named = self.heading[problem.column] if problem.column < len(self.heading) else None
        return f"{str(named or '').strip() or letter_of(problem.column)}: {problem.message}"


def by_sheet(problems: Iterable[Problem]) -> dict[str, SheetReasons]:
    """Problems ordered by sheet and row."""
    found: dict[str, SheetReasons] = {}
    for problem in problems:
        found.setdefault(problem.sheet, SheetReasons()).rows.setdefault(problem.row, []).append(problem)
    return found


def reason_column(heading: Sequence[Cell], wanted: str) -> int | None:
    """Where a file that comes again carries the reasons of last time."""
    known = {wanted, REASON.fi, REASON.sv, REASON.en}
    return next((index for index, text in enumerate(heading) if isinstance(text, str) and text.strip() in known), None)
