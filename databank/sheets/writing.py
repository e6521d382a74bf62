"""Workbooks of any length, written row by row with constant memory: no text in them is ever a formula."""

from __future__ import annotations

import math
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr

from databank.sheets.formulas import is_risky
from databank.sheets.skeleton import CONTENT_TYPES, RELATIONS, SPREADSHEET, STYLES, WORKBOOK, WORKBOOK_RELATIONS

MOST_ROWS = 1_048_576
"""What a sheet holds, its heading included."""
LONGEST_TEXT = 32_767
LONGEST_TITLE = 31
WIDEST = 48
NARROWEST = 9
ROWS_FOR_WIDTHS = 50
FIRST_DAY = date(1900, 3, 1)
_ZERO_DAY = date(1899, 12, 30)
_ESCAPED_LOOK = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ODD = re.compile("[&<>\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_NO_TITLE = re.compile(r"[\[\]:*?/\\]")


class Style(IntEnum):
    """The styles of `databank.sheets.skeleton`, by their place."""

    PLAIN = 0
    HEADING = 1
    TEXT = 2
    RISKY_TEXT = 3
    DAY = 4
    WRONG = 5
    WRONG_TEXT = 6
    WRONG_DAY = 7
    REASON = 8


@dataclass(frozen=True, slots=True)
class Wrong:
    """A value that is shown as wrong."""

    value: Any


@dataclass(frozen=True, slots=True)
class Reason:
    """A text that tells what is wrong in its row."""

    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A sheet to be written: the rows below its heading come one by one.

    A value is text, a number, a day, True or False, None, or one of these within `Wrong` or `Reason`.
    """

    title: str
    heading: Sequence[str]
    rows: Iterable[Sequence[Any]]


def write_workbook(tables: Iterable[Table], target: Path | IO[bytes]) -> int:
    """Write an XLSX; how many rows there are below the headings. What one sheet cannot hold goes on in the next."""
    titles: list[str] = []
    count = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in tables:
            rows = iter(table.rows)
            first: list[Sequence[Any]] | None = list(islice(rows, ROWS_FOR_WIDTHS))
            while first is not None:
                titles.append(_title(table.title, titles))
                part = _part(f"xl/worksheets/sheet{len(titles)}.xml")
                with archive.open(part, "w", force_zip64=True) as sheet:
                    count += _write_sheet(sheet, table.heading, first, rows)
                first = list(islice(rows, ROWS_FOR_WIDTHS)) or None
        _write_rest(archive, titles)
    return count


def letter_of(index: int) -> str:
    """What a spreadsheet calls a column, counted from 0.

    >>> letter_of(0), letter_of(27)
    ('A', 'AB')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


# --- parts of the file -------------------------------------------------------------------------------------------


def _write_sheet(
    sheet: IO[bytes], heading: Sequence[str], first: Sequence[Sequence[Any]], rows: Iterator[Sequence[Any]]
) -> int:
    letters = [letter_of(index) for index in range(len(heading))]
    sheet.write(_beginning(heading, first).encode())
    sheet.write(_row(1, letters, [_Heading(text) for text in heading]).encode())
    number, lines = 1, []
    for number, values in enumerate(islice(chain(first, rows), MOST_ROWS - 1), start=2):
        lines.append(_row(number, letters, values))
        if len(lines) == ROWS_FOR_WIDTHS:
            sheet.write("".join(lines).encode())
            lines.clear()
    lines.append(f'</sheetData><autoFilter ref="A1:{letters[-1]}{number}"/></worksheet>')
    sheet.write("".join(lines).encode())
    return number - 1


def _beginning(heading: Sequence[str], first: Sequence[Sequence[Any]]) -> str:
    longest = [max(len(str(text)) for text in column) for column in _columns(heading, first)]
    widths = "".join(
        f'<col min="{place}" max="{place}" width="{min(WIDEST, max(NARROWEST, length + 2))}" customWidth="1"/>'
        for place, length in enumerate(longest, start=1)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{SPREADSHEET}">'
        '<sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{widths}</cols><sheetData>"
    )


def _columns(heading: Sequence[str], first: Sequence[Sequence[Any]]) -> Iterator[list[Any]]:
    for index, text in enumerate(heading):
        yield [text, *(row[index] for row in first if index < len(row) and row[index] is not None)]


def _write_rest(archive: zipfile.ZipFile, titles: Sequence[str]) -> None:
    numbers = range(1, len(titles) + 1)
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for number in numbers
    )
    sheets = "".join(
        f'<sheet name={quoteattr(title)} sheetId="{number}" r:id="s{number}"/>'
        for number, title in zip(numbers, titles, strict=True)
    )
    targets = "".join(
        f'<Relationship Id="s{number}" Target="worksheets/sheet{number}.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/>'
        for number in numbers
    )
    archive.writestr(_part("xl/styles.xml"), STYLES)
    archive.writestr(_part("xl/workbook.xml"), WORKBOOK.format(sheets=sheets))
    archive.writestr(_part("xl/_rels/workbook.xml.rels"), WORKBOOK_RELATIONS.format(sheets=targets))
    archive.writestr(_part("_rels/.rels"), RELATIONS)
    archive.writestr(_part("[Content_Types].xml"), CONTENT_TYPES.format(sheets=parts))


def _part(name: str) -> zipfile.ZipInfo:
    """A part that says nothing of when it was written, so that the same table is the same file."""
    part = zipfile.ZipInfo(name)
    part.compress_type = zipfile.ZIP_DEFLATED
    return part


def _title(wanted: str, taken: Sequence[str]) -> str:
    """A name that a sheet may have, and no other sheet has."""
    base = _NO_TITLE.sub(" ", _NO_XML.sub("", wanted)).strip().strip("'")[:LONGEST_TITLE] or "1"
    used = {title.casefold() for title in taken}
    if base.casefold() not in used:
        return base
    numbered = (f"{base[: LONGEST_TITLE - 8]} {number}" for number in range(2, len(taken) + 3))
    return next(title for title in numbered if title.casefold() not in used)


# --- cells -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Heading:
    value: str


def _row(number: int, letters: Sequence[str], values: Sequence[Any]) -> str:
    cells = [
        f'<c r="{letter}{number}" {_known_text(value) if type(value) is str else _content(value)}'
        for letter, value in zip(letters, values, strict=False)
        if value is not None and value != ""
    ]
    return f'<row r="{number}">{"".join(cells)}</row>'


@lru_cache(maxsize=4096)
def _known_text(text: str) -> str:
    """Most texts of a table stand in it more than once."""
    return _text(text, Style.RISKY_TEXT if is_risky(text) else Style.TEXT)


def _content(value: Any) -> str:
    """What follows the place of a cell: its style, its type and what it holds."""
    if isinstance(value, Wrong):
        return _wrong(value.value)
    if isinstance(value, Reason):
        return _text(value.value, Style.REASON)
    if isinstance(value, _Heading):
        return _text(value.value, Style.HEADING)
    if isinstance(value, str):
        return _known_text(str(value))
    return _number(value)


def _wrong(value: Any) -> str:
    if value is None:
        return f's="{Style.WRONG:d}"/>'
    return _text(value, Style.WRONG_TEXT) if isinstance(value, str) else _number(value, wrong=True)


def _number(value: Any, *, wrong: bool = False) -> str:
    if isinstance(value, date):
        return _day(value.date() if isinstance(value, datetime) else value, wrong=wrong)
    if isinstance(value, bool):
        value = int(value)
    if not math.isfinite(value):
        return _text(str(value), Style.WRONG_TEXT if wrong else Style.TEXT)
    return f's="{Style.WRONG if wrong else Style.PLAIN:d}"><v>{value!s}</v></c>'


def _day(day: date, *, wrong: bool) -> str:
    if day < FIRST_DAY:  # spreadsheets count days from there, and some believe in 29 February 1900
        return _text(day.isoformat(), Style.WRONG_TEXT if wrong else Style.TEXT)
    return f's="{Style.WRONG_DAY if wrong else Style.DAY:d}"><v>{(day - _ZERO_DAY).days}</v></c>'


def _text(text: str, style: Style) -> str:
    if len(text) > LONGEST_TEXT or _ODD.search(text):
        text = _NO_XML.sub("\ufffd", _ESCAPED_LOOK.sub("_x005F_", text[:LONGEST_TEXT]))
        text = escape(text, {"\r": "&#13;"})
    return f's="{style:d}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
