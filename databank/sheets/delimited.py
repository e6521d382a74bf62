"""CSV files as people have them: any Western encoding, any delimiter, streamed with constant memory."""

from __future__ import annotations

import csv
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

from databank.errors import N_, FileRefusedError
from databank.sheets.books import Book, Rows, Sheet
from databank.sheets.delimiters import delimiter_of, named_delimiter
from databank.sheets.encodings import FALLBACK, Encoding, encoding_of
from databank.sheets.values import Dialect, Limits

_HEAD_LINES = 200
_LINES_OF_A_CELL = 500
_END = "\0end"
"""A last line that no file has: a quotation mark that is still open swallows it."""


def open_delimited(path: Path, name: str, limits: Limits) -> Book:
    """Open a CSV file: its bytes are looked at once, its rows are read when they are asked for."""
    encoding = encoding_of(path, name, limits)
    if encoding.lines > limits.text_rows:
        raise FileRefusedError(
            N_("%(file)s has more than %(limit)s rows: divide it into several files."),
            file=name,
            limit=limits.text_rows,
        )
    with _text(path, encoding) as stream:
        lines = list(islice(stream, _HEAD_LINES))
    if not any(line.strip() for line in lines):
        raise FileRefusedError(N_("%(file)s is empty: put the columns on its first line and rows below."), file=name)
    named = named_delimiter(lines[0])
    dialect = Dialect(
        encoding=encoding.name,
        delimiter=named or delimiter_of(lines),
        had_bom=encoding.skip > 0,
        newline=encoding.newline,
        names_delimiter=named is not None,
    )

    def read() -> Rows:
        return _rows(path, name, encoding, dialect, limits)

    sheet = Sheet(name="", read=read, row_count=encoding.lines + 1)
    sheet.head(_HEAD_LINES)  # what is no table is refused before anybody waits for it
    return Book(name=name, form="csv", sheets=(sheet,), notes=encoding.notes, dialect=dialect)


def _text(path: Path, encoding: Encoding) -> IO[str]:
    stream = path.open(encoding=encoding.name, errors=FALLBACK, newline="")
    stream.seek(encoding.skip)
    return stream


def _rows(path: Path, name: str, encoding: Encoding, dialect: Dialect, limits: Limits) -> Rows:
    with _text(path, encoding) as stream:
        reader: Any = csv.reader(chain(stream, (_END,)), delimiter=dialect.delimiter)
        if dialect.names_delimiter:
            next(reader)
        widest, before = limits.columns, reader.line_num
        try:
            for cells in reader:
                number, before = before + 1, reader.line_num
                if before != number and (before - number > _LINES_OF_A_CELL or cells[-1].endswith(_END)):
                    raise _unclosed(name, number)
                width = len(cells)
                if width > widest:
                    yield number, _narrowed(cells, name, number, widest)
                elif width > 1 or (cells and cells[0] != _END):
                    yield number, cells
        except csv.Error as error:
            raise _unclosed(name, before + 1) from error


def _narrowed(cells: list[Any], name: str, number: int, widest: int) -> list[Any]:
    """The cells without the empty ones at the end, which a spreadsheet writes for its whole width."""
    width = len(cells)
    while width and not cells[width - 1].strip():
        width -= 1
    if width > widest:
        raise FileRefusedError(
            N_("%(file)s, line %(line)s has %(count)s columns; at most %(limit)s are read. Delete those not needed."),
            file=name,
            line=number,
            count=width,
            limit=widest,
        )
    return cells[:width]


def _unclosed(name: str, number: int) -> FileRefusedError:
    return FileRefusedError(
        N_("%(file)s, line %(line)s: a quotation mark is not closed, or the line is too long."), file=name, line=number
    )
