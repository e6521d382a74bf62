"""What a file of sheets is made of, and how much of it is read at most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

Cell = str | int | float | None
"""One cell: text as written, or the number of a workbook; None and empty text are both an empty cell."""

MIB = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What an untrusted file may cost.

    Attributes
    ----------
    text_bytes, workbook_bytes, json_bytes : int
        The largest file of each form.
    text_rows, sheet_rows, columns, sheets : int
        How much of a table is read; a file that holds more is refused, never cut off.
    line_bytes : int
        The longest line of a CSV file.
    members, unpacked_bytes, ratio : int
        What a workbook, which is a zip archive, may hold: files, bytes, and how many times smaller it may be packed.
    spool_bytes : int
        What the cells of a workbook may take in the temporary folder.
    memory_bytes, cpu_seconds, wall_seconds : int
        What the process that parses a workbook may use.
    """

    text_bytes: int = 300 * MIB
    workbook_bytes: int = 50 * MIB
    json_bytes: int = 20 * MIB
    text_rows: int = 2_000_000
    sheet_rows: int = 1_048_576
    columns: int = 512
    sheets: int = 256
    line_bytes: int = MIB
    members: int = 5_000
    unpacked_bytes: int = 1024 * MIB
    ratio: int = 300
    spool_bytes: int = 512 * MIB
    memory_bytes: int = 1024 * MIB
    cpu_seconds: int = 60
    wall_seconds: float = 240


LIMITS = Limits()


class Merged(NamedTuple):
    """Cells shown as one: rows counted from 1 as in `Sheet.rows`, columns from 0 as in its lists; both ends belong."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How a CSV file is written, so that it can be given back the same way.

    Attributes
    ----------
    encoding : str
        "utf-8", "cp1252", "iso-8859-15", "utf-16-le" or "utf-16-be".
    had_bom : bool
        The file begins with a byte order mark.
    newline : str
        What ends its lines.
    names_delimiter : bool
        Its first line is Excel's "sep=;".
    """

    encoding: str
    delimiter: str
    had_bom: bool = False
    newline: str = "\r\n"
    names_delimiter: bool = False
