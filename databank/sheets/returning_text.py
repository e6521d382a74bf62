"""A CSV file with its reasons: every sign of the user's lines stays as it was, a column is put behind them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from databank.sheets.encodings import MARKS
from databank.sheets.formulas import guarded
from databank.sheets.reasons import SheetReasons, Words, reason_column
from databank.sheets.values import Dialect

BETWEEN = " | "
_KEPT = "surrogateescape"
"""Bytes that are no letters of the encoding are given back as they came."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One row as it stands in the file: the number of its first line, what it says, what ends it, and its cells."""

    number: int
    text: str
    end: str
    cells: list[str]


def write_text(
    source: Path, target: Path, dialect: Dialect, reasons: SheetReasons, words: Words, *, bad_only: bool
) -> None:
    """Write the file again with a column of reasons, or only its heading and the refused rows with their numbers."""
    heading = _heading(source, dialect, words.heading_rows.get(""))
    reasons.heading = heading.cells if heading else ()
    former = reason_column(reasons.heading, words.reason)
    drops = former is not None and former == len(reasons.heading) - 1
    width = max((len(line.cells) for line in _lines(source, dialect)), default=0) - drops
    with target.open("wb") as stream:
        stream.write({name: mark for mark, name in MARKS}[dialect.encoding] if dialect.had_bom else b"")
        for line in _lines(source, dialect):
            is_heading = heading is not None and line.number == heading.number
            if bad_only and not is_heading and line.number not in reasons.rows:
                continue
            added = _added(line, reasons, words, is_heading=is_heading, bad_only=bad_only)
            kept = _without_last(line, dialect) if drops and len(line.cells) == width + 1 else line
            written = _written(kept, added, width, dialect)
            stream.write(written.encode(dialect.encoding, _errors(dialect)))


def _added(line: _Line, reasons: SheetReasons, words: Words, *, is_heading: bool, bad_only: bool) -> list[str]:
    reason = words.reason if is_heading else reasons.said(line.number, BETWEEN)
    if not bad_only:
        return [reason]
    return [reason, words.row if is_heading else str(line.number)]


def _written(line: _Line, added: list[str], width: int, dialect: Dialect) -> str:
    if not line.cells:
        return line.text + line.end
    always = line.text.startswith('"') and line.text.endswith('"')
    cells = [_quoted(_in_encoding(text, dialect), dialect.delimiter, always=always) for text in added]
    missing = [""] * (width - len(line.cells))
    return dialect.delimiter.join([line.text, *missing, *cells]) + line.end


def _quoted(text: str, delimiter: str, *, always: bool) -> str:
    safe = guarded(text)
    if always or any(sign in safe for sign in (delimiter, '"', "\n", "\r")):
        return '"{}"'.format(safe.replace('"', '""'))
    return safe


def _in_encoding(text: str, dialect: Dialect) -> str:
    return text.encode(dialect.encoding, "replace").decode(dialect.encoding)


def _without_last(line: _Line, dialect: Dialect) -> _Line:
    """The row without its last cell, which holds the reasons of last time."""
    last = line.cells[-1]
    for form in (last, '"{}"'.format(last.replace('"', '""'))):
        if line.text.endswith(dialect.delimiter + form):
            text = line.text[: -len(dialect.delimiter + form)]
            return _Line(line.number, text, line.end, line.cells[:-1])
    return line


# --- lines -------------------------------------------------------------------------------------------------------


def _heading(source: Path, dialect: Dialect, number: int | None) -> _Line | None:
    rows = (line for line in _lines(source, dialect) if any(cell.strip() for cell in line.cells))
    return next((line for line in rows if number is None or line.number == number), None)


def _lines(source: Path, dialect: Dialect) -> Iterator[_Line]:
    """The rows of the file, each with the very text it was read from."""
    taken: list[str] = []

    def recorded(stream: Iterator[str]) -> Iterator[str]:
        for text in stream:
            taken.append(text)
            yield text

    skipped = len(next(mark for mark, name in MARKS if name == dialect.encoding)) if dialect.had_bom else 0
    with source.open(encoding=dialect.encoding, errors=_errors(dialect), newline="") as stream:
        stream.seek(skipped)
        if dialect.names_delimiter:
            first = stream.readline()
            body = first.rstrip("\r\n")
            yield _Line(1, body, first[len(body) :], [])
        reader: Any = csv.reader(recorded(stream), delimiter=dialect.delimiter)
        number = 1 + dialect.names_delimiter
        for cells in reader:
            text = "".join(taken)
            body = text.rstrip("\r\n")
            yield _Line(number, body, text[len(body) :], cells)
            number += len(taken)
            taken.clear()


def _errors(dialect: Dialect) -> str:
    return "replace" if dialect.encoding.startswith("utf-16") else _KEPT
