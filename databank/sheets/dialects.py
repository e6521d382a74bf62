"""Rows as CSV in two dialects: one that machines read, and one that Excel in Finland and Sweden opens by itself."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from databank.sheets.formulas import guarded
from taxonomy.waste_list import display_code

CODE_COLUMNS = frozenset({"waste_code", "waste_codes", "code_if_waste", "hint_waste_code"})
_TO_BE_ASKED = 3
"""One decimal mark and three digits, such as "1,234", may be a thousand times as much: nobody has to ask that of us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvForm:
    """How a CSV file is written.

    Attributes
    ----------
    has_mark : bool
        The file begins with a byte order mark, by which Excel knows its encoding.
    spaces_codes : bool
        Waste codes have spaces: a spreadsheet takes "010409" for a number and drops its zero.
    """

    delimiter: str
    decimal_mark: str
    has_mark: bool = False
    spaces_codes: bool = False
    line_end: str = "\n"

    @property
    def encoding(self) -> str:
        """The encoding to open a file with."""
        return "utf-8-sig" if self.has_mark else "utf-8"


MACHINE = CsvForm(delimiter=",", decimal_mark=".")
EXCEL = CsvForm(delimiter=";", decimal_mark=",", has_mark=True, spaces_codes=True, line_end="\r\n")


def write_rows(heading: Sequence[str], rows: Iterable[Sequence[Any]], target: IO[str], form: CsvForm = MACHINE) -> int:
    """Write a table; how many rows there are below the heading. No text in it is taken for a formula."""
    writer = csv.writer(target, delimiter=form.delimiter, lineterminator=form.line_end)
    writer.writerow(heading)
    spaced = {place for place, name in enumerate(heading) if form.spaces_codes and name in CODE_COLUMNS}
    count = 0
    for count, row in enumerate(rows, start=1):  # noqa: B007 - the count is the answer
        writer.writerow(
            [text_of(_spaced(value) if place in spaced else value, form) for place, value in enumerate(row)]
        )
    return count


def _spaced(codes: Any) -> Any:
    if isinstance(codes, list | tuple):
        return [display_code(code) for code in codes]
    return display_code(codes) if codes else codes


def text_of(value: Any, form: CsvForm = MACHINE) -> str:
    """A value as the text of a cell.

    >>> text_of(-1.5, EXCEL), text_of(1.234, EXCEL), text_of("=1+1"), text_of(("R1", "R5")), text_of(True)
    ('-1,5', '1,2340', "'=1+1", 'R1;R5', '1')
    """
    if value is None:
        return ""
    if isinstance(value, bool | int):
        return str(int(value))
    if isinstance(value, float | Decimal):
        return _number(Decimal(repr(value)) if isinstance(value, float) else value, form)
    if isinstance(value, date):
        return (value.date() if isinstance(value, datetime) else value).isoformat()
    is_list = isinstance(value, list | tuple)
    return guarded(";".join(text_of(member) for member in value) if is_list else str(value))


def _number(number: Decimal, form: CsvForm) -> str:
    """All its digits, and no exponent."""
    whole, _mark, part = f"{number:f}".partition(".")
    part = part.rstrip("0")
    if len(part) == _TO_BE_ASKED:
        part += "0"
    return f"{whole}{form.decimal_mark}{part}" if part else whole
