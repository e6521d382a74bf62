"""What a cell of a workbook says, as text or number."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from typing import Any

from databank.sheets.values import Cell

_WHOLE = 1e15
_HALF_SECOND = timedelta(milliseconds=500)
_DURATION = re.compile(r"(-?)PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d+)?S)?")
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


def cell_of(value: Any) -> Cell:
    """A value of the parser as a cell.

    >>> cell_of(100908.0), cell_of(0.1 + 0.2), cell_of(True), cell_of(date(2026, 1, 31)), cell_of("")
    (100908, 0.3, '1', '2026-01-31', None)
    """
    kind = type(value)
    if kind is str:
        return value or None
    if kind is float:
        return number_of(value)
    if kind is date:
        return str(value)
    if kind is bool:
        return "1" if value else "0"
    return int(value) if kind is int else _moment(value)


def number_of(value: float) -> Cell:
    """A number as a spreadsheet shows it: whole ones without a fraction, others with 15 digits.

    >>> number_of(1200.3000000000002), number_of(float("inf"))
    (1200.3, 'inf')
    """
    if value.is_integer() and -_WHOLE < value < _WHOLE:
        return int(value)
    return float(f"{value:.15g}") if math.isfinite(value) else str(value)


def _moment(value: Any) -> str:
    if isinstance(value, datetime):
        whole = (value + _HALF_SECOND if value.microsecond else value).replace(microsecond=0)
        return whole.isoformat() if whole.time() != time() else whole.date().isoformat()
    if isinstance(value, timedelta):
        return clock(round(value.total_seconds()))
    if isinstance(value, time):
        return value.isoformat("seconds")
    return str(value)


def clock(seconds: int) -> str:
    """A duration in hours.

    >>> clock(108_000), clock(-60)
    ('30:00:00', '-00:01:00')
    """
    minutes, second = divmod(abs(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{'-' if seconds < 0 else ''}{hours:02}:{minute:02}:{second:02}"


def duration(text: str) -> str:
    """A time as OpenDocument writes it.

    >>> duration("PT07H05M00S")
    '07:05:00'
    """
    found = _DURATION.fullmatch(text)
    if not found:
        return text
    hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    total = hours * 3600 + minutes * 60 + seconds
    return clock(-total if found[1] else total)


def letters(column: int) -> str:
    """What a spreadsheet calls a column counted from 0.

    >>> letters(0), letters(27), letters(16383)
    ('A', 'AB', 'XFD')
    """
    text = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        text = chr(65 + letter) + text
    return text


def place_of(reference: str) -> tuple[int, int] | None:
    """The row, counted from 1, and the column, from 0, of a reference.

    >>> place_of("AB12"), place_of("here")
    ((12, 27), None)
    """
    found = _REFERENCE.fullmatch(reference)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column - 1
