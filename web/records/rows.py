"""Editors of several rows at once: amounts by year, composition, limits; also from a table out of a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from databank.errors import RecordRefusedError
from databank.exchange.exporting import cells_of
from databank.exchange.rows import amount_cells, measurement_cells
from databank.records import SideStream
from databank.schemas import read_row
from databank.vocabulary import fold
from web.language import gettext
from web.language import gettext as _
from web.records.fields import Field, Form, Typed, Wrong, cells_of_form, sent, typed_of, wrong_cells
from web.records.loading import Owned
from web.records.need_tasks import limit_rows
from web.records.tasks import Cells, Task

BLANKS = 2
MORE = 3
MOST_ROWS = 200
LONGEST_PASTED = 100_000
_NUMBER = r"[-\u2212+]?[0-9][0-9 \u00a0\u202f]*(?:[.,][0-9]+)?"
_BELOW = re.compile(rf"[<\u2264]\s*({_NUMBER})")
_ABOVE = re.compile(rf"[>\u2265]\s*({_NUMBER})")
_BETWEEN = re.compile(rf"({_NUMBER})\s*[-\u2013\u2014]\s*({_NUMBER})")
FEW_COLUMNS: Mapping[int, tuple[str, ...]] = {
    2: ("parameter", "typical"),
    3: ("parameter", "typical", "unit"),
    4: ("parameter", "minimum", "maximum", "unit"),
}
"""What the columns of a narrow table without a heading are."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What stands in a form of several rows."""

    typed: Typed
    count: int

    def with_rows(self, more: int) -> Rows:
        """The same with some empty rows after it."""
        return replace(self, count=min(self.count + more, MOST_ROWS))


def rows_of(owned: Owned, task: Task) -> list[Mapping[str, Any]]:
    """The rows that a record has, as cells."""
    record = owned.record
    if not isinstance(record, SideStream):
        return list(limit_rows(owned.cells()))
    if task.part == "amounts":
        newest_first = sorted(record.amounts, key=lambda amount: -(amount.year or 0))
        return [cells_of("amounts", amount_cells(record.id, amount)) for amount in newest_first]
    return [cells_of("composition", measurement_cells(record.id, row)) for row in record.composition]


def form_of(task: Task, rows: Iterable[Mapping[str, Any]]) -> Rows:
    """The form of some rows, with empty ones after them."""
    typed: Typed = {}
    number = 0
    for number, row in enumerate(rows, start=1):
        typed |= typed_of(task.fields, row, f"-{number - 1}")
    return Rows(typed, number).with_rows(BLANKS)


def sent_rows(task: Task, form: Form) -> Rows:
    """What was sent; a row that is to be removed is gone."""
    wanted = form.get("rows", "")
    count = min(int(wanted), MOST_ROWS) if wanted.isascii() and wanted.isdigit() and len(wanted) < len("1000") else 0
    kept = [number for number in range(count) if not form.get(f"remove-{number}", "")]
    typed: Typed = {}
    for place, number in enumerate(kept):
        row = sent(task.fields, form, f"-{number}")
        typed |= {f"{field.name}-{place}": row[f"{field.name}-{number}"] for field in task.fields}
    return Rows(typed, len(kept))


def told(task: Task, rows: Rows) -> list[int]:
    """The rows that say something."""
    return [
        number
        for number in range(rows.count)
        if any(rows.typed.get(f"{name}-{number}", "").strip() for name in task.telling)
    ]


def read_rows(task: Task, rows: Rows, owner_id: str) -> tuple[list[Cells], list[int], Wrong]:
    """The rows that say something, as cells, with their numbers in the form, and every mistake at its field."""
    found: list[Cells] = []
    numbers, wrong = told(task, rows), Wrong()
    for number in numbers:
        cells, unread = cells_of_form(task.fields, rows.typed, f"-{number}")
        wrong |= unread
        if task.part == "composition" and cells.get("parameter") == "pH" and not cells.get("unit"):
            cells["unit"] = "-"
        if task.part == "limits":
            wrong |= {} if unread else _limit_problems(cells, number)
            found.append(cells)
            continue
        row = {**cells, "side_stream_id": owner_id}
        try:
            found.append(read_row(task.part, {**row, **{name: "" for name in cells if f"{name}-{number}" in unread}}))
        except RecordRefusedError as refused:
            for place, sentence in wrong_cells(refused.rows, task.fields, f"-{number}").items():
                wrong.setdefault(place, sentence)
    return found, numbers, wrong


def _limit_problems(cells: Cells, number: int) -> Wrong:
    """A limit has a name and a value, and signs of its own."""
    wrong: Wrong = {}
    if not cells["parameter"] or re.search(r"[<>=;]", cells["parameter"]):
        wrong[f"parameter-{number}"] = _("Write the substance or property, without <, > and =.")
    if not cells["value"] or cells["value"].startswith("-"):
        wrong[f"value-{number}"] = _("Write the value of the limit: 0 or more.")
    if re.search(r"[<>=;]", cells["unit"]):
        wrong[f"unit-{number}"] = _("Write only the unit here.")
    return wrong


# --- a pasted table ----------------------------------------------------------------------------------------------


def pasted_rows(task: Task, text: str) -> list[Typed]:
    """The rows of a table copied from a spreadsheet: with a heading in our words, else in the order of the form."""
    lines = [line for line in text[:LONGEST_PASTED].replace("\r", "").split("\n") if line.strip()][:MOST_ROWS]
    table = [[cell.strip().strip('"') for cell in line.split("\t")] for line in lines]
    if table and all(len(row) == 1 for row in table):
        table = [[cell.strip() for cell in row[0].split(";")] for row in table]
    names = _headings(task.fields, table[0]) if table else []
    if names:
        table = table[1:]
    return [_typed_row(row, names or _names_of(task, len(row))) for row in table]


def _headings(fields: tuple[Field, ...], row: list[str]) -> list[str]:
    """The fields that a heading names, nothing when it is no heading."""
    called = {fold(gettext(field.label)): field.name for field in fields} | {
        fold(field.name): field.name for field in fields
    }
    called |= {
        "min": "minimum",
        "max": "maximum",
        "parametri": "parameter",
        "parameter": "parameter",
        "lab": "laboratory",
    }
    names = [called.get(fold(cell), "") for cell in row]
    return names if sum(bool(name) for name in names) > 1 or (len(names) == 1 and names[0]) else []


def _names_of(task: Task, width: int) -> list[str]:
    names = [field.name for field in task.fields]
    few = FEW_COLUMNS.get(width, ()) if task.part == "composition" else ()
    return list(few) or names


def _typed_row(row: list[str], names: list[str]) -> Typed:
    typed = {name: cell for name, cell in zip(names, row, strict=False) if name}
    typical = typed.get("typical", "")
    if below := _BELOW.fullmatch(typical):
        typed |= {"typical": "", "maximum": below[1]}
    elif above := _ABOVE.fullmatch(typical):
        typed |= {"typical": "", "minimum": above[1]}
    elif between := _BETWEEN.fullmatch(typical):
        typed |= {"typical": "", "minimum": between[1], "maximum": between[2]}
    return typed


def with_pasted(task: Task, rows: Rows, text: str) -> Rows:
    """The rows that say something, then the pasted ones."""
    kept = told(task, rows)
    typed = {
        f"{field.name}-{place}": rows.typed.get(f"{field.name}-{number}", "")
        for place, number in enumerate(kept)
        for field in task.fields
    }
    defaults = typed_of(task.fields, defaults_of(task))
    pasted = pasted_rows(task, text)[: MOST_ROWS - len(kept)]
    for place, row in enumerate(pasted, start=len(kept)):
        typed |= {f"{field.name}-{place}": row.get(field.name) or defaults[field.name] for field in task.fields}
    return Rows(typed, len(kept) + len(pasted))


DEFAULTS: Mapping[str, str] = {
    "period": "per_year",
    "basis": "as_shipped",
    "method": "estimate",
    "operator": "<=",
}
"""What an empty row has chosen already."""


def defaults_of(task: Task) -> Mapping[str, str]:
    """What an empty row of this editor has chosen: a field of free words begins empty."""
    return {
        field.name: DEFAULTS[field.name] for field in task.fields if field.name in DEFAULTS and list(field.choices())
    }
