"""JSON files: a list of objects becomes a sheet whose first row is the heading."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from databank.errors import N_, FileRefusedError
from databank.sheets.books import Book, Rows, Sheet
from databank.sheets.encodings import FALLBACK, encoding_of
from databank.sheets.formulas import as_typed
from databank.sheets.values import Cell, Limits


def open_objects(path: Path, name: str, limits: Limits) -> Book:
    """Open a JSON file; the heading is row 1, the first object row 2."""
    items = _items(path, name, limits)
    heading = list(dict.fromkeys(key for item in items for key in item))
    if len(heading) > limits.columns:
        raise FileRefusedError(
            N_("%(file)s has %(count)s columns; at most %(limit)s are read. Delete those not needed."),
            file=name,
            count=len(heading),
            limit=limits.columns,
        )

    def read() -> Rows:
        yield 1, list(heading)
        for number, item in enumerate(items, 2):
            yield number, [_cell(item.get(key)) for key in heading]

    return Book(name=name, form="json", sheets=(Sheet(name="", read=read, row_count=len(items) + 1),))


def _items(path: Path, name: str, limits: Limits) -> list[dict[str, Any]]:
    encoding = encoding_of(path, name, limits)
    text = path.read_bytes()[encoding.skip :].decode(encoding.name, FALLBACK)
    try:
        content = json.loads(text, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise FileRefusedError(
            N_("%(file)s, line %(line)s: this is no JSON. Write a list of objects."),
            file=name,
            line=getattr(error, "lineno", 1),
        ) from error
    items = content.get("items") if isinstance(content, dict) else content
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise FileRefusedError(N_("%(file)s is no list of objects: write [{...}, {...}]."), file=name)
    if not any(items):
        raise FileRefusedError(N_("%(file)s is empty: put the columns on its first line and rows below."), file=name)
    return items


def _cell(value: Any) -> Cell:
    """A value as a cell: yes and no as "1" and "0", a list with semicolons, what is nested deeper as JSON text."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, str):
        return as_typed(value)
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, list) and all(isinstance(one, str | int) for one in value):
        return ";".join(str(_cell(one)) for one in value)
    return json.dumps(value, ensure_ascii=False)
