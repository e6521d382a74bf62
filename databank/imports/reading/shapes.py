"""What tells one form of file from another: its headings, without the years in them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from databank.imports.reading.headings import parse_heading
from databank.imports.reading.lists import key
from databank.imports.values import TableReading


def shape_of(readings: TableReading | Iterable[TableReading]) -> str:
    """Hash of the kind and the headings of a file: the same for next year's file of the same form."""
    tables = (readings,) if isinstance(readings, TableReading) else tuple(readings)
    shapes = {(table.kind, *dict.fromkeys(_bare(column.heading) for column in table.columns)) for table in tables}
    text = "\n".join("\t".join(shape) for shape in sorted(shapes))
    return hashlib.sha256(text.encode()).hexdigest()


def _bare(heading: str) -> str:
    """A heading without its year; all headings that are only a year are one."""
    parsed = parse_heading(heading)
    return parsed.bases[0] if parsed.year else key(heading)
