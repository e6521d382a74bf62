"""Marks in a user's own workbook: ``python -m databank.sheets.marked FOLDER``.

It runs in a process of its own, which binds itself to little memory and time: it parses a file that nobody trusts.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from databank.sheets.child import TASK, bind
from databank.sheets.skeleton import WRONG_FILL
from databank.sheets.values import Limits

AUTHOR = "Sivuvirta"
"""Whose notes are taken away again when the file comes a second time."""
REASON_WIDTH = 60
NOTE_WIDTH, NOTE_HEIGHT = 320, 120
_FILL = PatternFill("solid", fgColor=WRONG_FILL)
_REASON_FONT = Font(color="FF8A1F00")
_HEADING_FONT = Font(bold=True)
_WRAPPED = Alignment(vertical="top", wrap_text=True)


def main(folder: Path) -> None:
    """Do the task that lies in the folder."""
    task = json.loads((folder / TASK).read_text("utf-8"))
    bind(Limits(**task["limits"]))
    mark(Path(task["path"]), Path(task["target"]), task["sheets"])


def mark(source: Path, target: Path, sheets: Iterable[Mapping[str, Any]]) -> None:
    """Write the workbook again with the marks of `databank.sheets.returning`, without macros."""
    with source.open("rb") as stream:  # by content: the library would refuse a name without ".xlsx"
        book = load_workbook(stream, rich_text=True)
    for wanted in sheets:
        sheet = book[wanted["sheet"]]
        if isinstance(sheet, Worksheet):
            _mark_sheet(sheet, wanted)
    book.save(target)


def _mark_sheet(sheet: Worksheet, wanted: Mapping[str, Any]) -> None:
    column = wanted["reason_column"] + 1
    if wanted["is_marked"]:
        _unmark(sheet, column)
    _write_heading(sheet, wanted["heading_row"], column, wanted["heading"])
    for row in wanted["rows"]:
        for index, message in row["cells"]:
            _mark_cell(sheet, row["row"], index + 1, message)
        _write_reason(sheet, row["row"], column, row["reason"])
    sheet.column_dimensions[get_column_letter(column)].width = REASON_WIDTH


def _write_heading(sheet: Worksheet, row: int, column: int, text: str) -> None:
    cell = sheet.cell(max(row, 1), column)
    if not isinstance(cell, Cell):
        return
    _say(cell, text)
    beside = sheet.cell(cell.row, column - 1) if column > 1 else None
    if isinstance(beside, Cell) and beside.has_style:
        _look_like(cell, beside)
    else:
        cell.font = _HEADING_FONT
    cell.alignment = _WRAPPED


def _look_like(cell: Any, other: Any) -> None:
    cell.font, cell.fill, cell.border = copy(other.font), copy(other.fill), copy(other.border)


def _write_reason(sheet: Worksheet, row: int, column: int, text: str) -> None:
    cell = sheet.cell(row, column)
    if isinstance(cell, Cell):
        _say(cell, text)
        cell.font, cell.alignment = _REASON_FONT, _WRAPPED


def _say(cell: Cell, text: str) -> None:
    """Write a text that is no formula, whatever it begins with."""
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = True


def _mark_cell(sheet: Worksheet, row: int, column: int, message: str) -> None:
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        cell = _shown_cell(sheet, row, column)
    if not isinstance(cell, Cell):
        return
    cell.fill = _FILL
    before = f"{cell.comment.text}\n" if cell.comment is not None else ""
    author = cell.comment.author if cell.comment is not None else AUTHOR
    cell.comment = Comment(before + message, author, height=NOTE_HEIGHT, width=NOTE_WIDTH)


def _shown_cell(sheet: Worksheet, row: int, column: int) -> Any:
    """The first cell of the merged ones."""
    place = f"{get_column_letter(column)}{row}"
    merged = next(one for one in sheet.merged_cells.ranges if place in one)
    return sheet.cell(merged.min_row, merged.min_col)


def _unmark(sheet: Worksheet, column: int) -> None:
    """Take away what was said last time: the reasons, and our notes with their colour."""
    rows: Iterable[Sequence[Any]] = sheet.iter_rows(max_col=column)
    for row in rows:
        for cell in row:
            if not isinstance(cell, Cell):
                continue
            if cell.column == column:
                cell.value = None
            elif cell.comment is not None and cell.comment.author == AUTHOR:
                cell.comment, cell.fill = None, PatternFill()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
