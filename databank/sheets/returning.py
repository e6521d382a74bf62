"""The user's own file comes back: wrong cells marked, and a column that tells what to correct in each row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from databank.sheets.books import Book, Row, Sheet
from databank.sheets.marking import mark_workbook
from databank.sheets.opening import open_book
from databank.sheets.reasons import Problem, SheetReasons, Words, by_sheet, reason_column
from databank.sheets.returning_text import write_text
from databank.sheets.values import LIMITS, Cell, Limits
from databank.sheets.writing import Reason, Table, Wrong, letter_of, write_workbook

MOST_ROWS_IN_FULL = 20_000
MOST_CELLS_IN_FULL = 1_000_000
BETWEEN = "\n"
MARKED_FORMS = frozenset({"xlsx", "xlsm"})


def returned_suffix(form: str) -> str:
    """How the file ends in which a file of a form comes back: CSV stays CSV, anything else is a workbook."""
    return ".csv" if form == "csv" else ".xlsx"


def write_returned(
    source: Path,
    problems: Iterable[Problem],
    target: Path,
    words: Words,
    *,
    name: str | None = None,
    limits: Limits = LIMITS,
) -> None:
    """Write the file again with its wrong cells marked and its reasons, in the form that `returned_suffix` tells.

    A workbook keeps its looks, formulas and other sheets; macros are left out. A file of more than 20 000 rows, and a
    workbook that cannot be written within the limits, comes back with its heading and the refused rows only.
    """
    reasons = by_sheet(problems)
    with open_book(source, name, limits) as book:
        in_full = sum(sheet.row_count for sheet in book.sheets) <= MOST_ROWS_IN_FULL
        if book.form == "csv" and book.dialect is not None:
            found = reasons.get("", SheetReasons())
            write_text(source, target, book.dialect, found, words, bad_only=not in_full)
            return
        if in_full and book.form in MARKED_FORMS and _marked(book, source, reasons, target, words, limits):
            return
        everything = in_full and book.form not in MARKED_FORMS
        tables = (
            _table(sheet, reasons.get(sheet.name, SheetReasons()), words, everything=everything)
            for sheet in book.sheets
            if everything or sheet.name in reasons
        )
        write_workbook(tables, target)


def _marked(
    book: Book, source: Path, reasons: Mapping[str, SheetReasons], target: Path, words: Words, limits: Limits
) -> bool:
    """Write the marks into the user's own workbook, in a process of its own; whether that was possible."""
    sheets = [sheet for sheet in book.sheets if sheet.name in reasons]
    marks = [_marks(sheet, reasons[sheet.name], words) for sheet in sheets]
    if sum(sheet.row_count * mark["reason_column"] for sheet, mark in zip(sheets, marks, strict=True)) > (
        MOST_CELLS_IN_FULL
    ):
        return False
    return mark_workbook(source, target, marks, limits)


def _marks(sheet: Sheet, found: SheetReasons, words: Words) -> dict[str, Any]:
    """What is to be written into a sheet, as JSON can carry it into another process."""
    number, found.heading = _heading(sheet, words)
    former = reason_column(found.heading, words.reason)
    width = max((len(cells) for _number, cells in sheet.rows()), default=0)
    return {
        "sheet": sheet.name,
        "heading_row": number,
        "heading": words.reason,
        "reason_column": former if former is not None else width,
        "is_marked": former is not None,
        "rows": [
            {"row": row, "reason": found.said(row, BETWEEN), "cells": _messages(problems)}
            for row, problems in sorted(found.rows.items())
        ],
    }


def _messages(problems: Iterable[Problem]) -> list[tuple[int, str]]:
    messages: dict[int, list[str]] = {}
    for problem in problems:
        if problem.column is not None:
            messages.setdefault(problem.column, []).append(problem.message)
    return [(column, BETWEEN.join(said)) for column, said in messages.items()]


# --- a workbook of our own -----------------------------------------------------------------------------------------


def _table(sheet: Sheet, found: SheetReasons, words: Words, *, everything: bool) -> Table:
    """A sheet as a new one: its rows or the refused ones, their reasons, and where they stood."""
    number, found.heading = _heading(sheet, words)
    former = reason_column(found.heading, words.reason)
    width = max((len(cells) for _number, cells in sheet.rows()), default=0)
    kept = [index for index in range(width) if index != former]
    heading = [_text(found.heading[index]) if index < len(found.heading) else "" for index in kept]

    def rows() -> Iterator[list[Any]]:
        for place, cells in sheet.rows():
            if place != number and (everything or place in found.rows):
                yield _row((place, cells), kept, found)

    named = (title or letter_of(index) for index, title in zip(kept, heading, strict=True))
    return Table(title=sheet.name or "1", heading=[*named, words.reason, words.row], rows=rows())


def _row(row: Row, kept: list[int], found: SheetReasons) -> list[Any]:
    number, cells = row
    wrong = found.columns(number)
    shown = ((index, cells[index] if index < len(cells) else None) for index in kept)
    values = [Wrong(value) if index in wrong else value for index, value in shown]
    reason = found.said(number, BETWEEN)
    return [*values, Reason(reason) if reason else None, number]


def _heading(sheet: Sheet, words: Words) -> tuple[int, list[Cell]]:
    """Number and cells of the row of headings; the first row of the sheet when nobody told."""
    wanted = words.heading_rows.get(sheet.name)
    rows = chain(sheet.rows()) if wanted is not None else sheet.head(1)
    return next(((number, cells) for number, cells in rows if wanted in {None, number}), (0, []))


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell).strip()
