"""Opening any file as sheets of cells."""

from __future__ import annotations

from pathlib import Path

from databank.sheets.books import Book
from databank.sheets.delimited import open_delimited
from databank.sheets.forms import form_of
from databank.sheets.objects import open_objects
from databank.sheets.values import LIMITS, Limits
from databank.sheets.workbooks import open_workbook


def open_book(path: Path | str, name: str | None = None, limits: Limits = LIMITS) -> Book:
    """Open an untrusted file. It does no harm, whatever it is.

    Parameters
    ----------
    path : path
        Where the file is.
    name : str, optional
        What the user calls it, for sentences; its real form is found by content.

    Raises
    ------
    FileRefusedError
        The file cannot be read: the sentence says why, where and what would be right. A CSV file may still be
        refused while its rows are read.
    """
    path = Path(path)
    name = name or path.name
    form = form_of(path, name, limits)
    if form == "text":
        return open_delimited(path, name, limits)
    return open_objects(path, name, limits) if form == "json" else open_workbook(path, name, limits)
