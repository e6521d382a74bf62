"""Records out, masked for one viewer, in the columns that import takes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any

from sqlalchemy.orm import Session

from databank.access import Viewer
from databank.errors import N_, FileRefusedError
from databank.exchange import rows
from databank.schemas import COLUMNS, SCHEMAS
from databank.sheets.dialects import EXCEL, MACHINE, CsvForm, write_rows
from databank.sheets.formulas import as_typed
from databank.sheets.writing import Table, write_workbook

Cells = dict[str, Any]

OWN_KINDS = ("organisations", "sites", "permits", "side-streams", "amounts", "composition", "documents", "needs")
"""What somebody may have in the bank."""
_ROWS: Mapping[str, Callable[[rows.Shown], Iterator[Cells]]] = MappingProxyType(
    {
        "areas": rows.areas,
        "area-facts": rows.area_facts,
        "organisations": rows.organisations,
        "sites": rows.sites,
        "permits": rows.permits,
        "side-streams": rows.side_streams,
        "amounts": rows.amounts,
        "composition": rows.composition,
        "documents": rows.documents,
        "needs": rows.needs,
        "exchanges": rows.exchanges,
        "flows": rows.flows,
        "treatment-lines": rows.treatment_lines,
        "trials": rows.trials,
    }
)


def export_rows(session: Session, viewer: Viewer, kind: str, *, own: bool = False) -> Iterator[Cells]:
    """Every record of a kind that the viewer may see: JSON-able values by the columns of the kind, in their order.

    Parameters
    ----------
    own : bool
        Only what is the viewer's to change; of `OWN_KINDS` only.
    """
    known = OWN_KINDS if own else tuple(COLUMNS)
    if kind not in known:
        raise FileRefusedError(
            N_("There is no kind %(kind)s: choose one of %(kinds)s."), kind=kind, kinds=", ".join(known)
        )
    for values in _ROWS[kind](rows.Shown(session, viewer, own)):
        yield cells_of(kind, values)


def cells_of(kind: str, values: Mapping[str, Any]) -> Cells:
    """One row of a kind as JSON-able cells, which its schema reads back."""
    return {name: None if (value := values.get(name)) is None else write(value) for name, write in _writers(kind)}


@cache
def _writers(kind: str) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    """How each column is written, in their order."""
    fields: Mapping[str, Any] = SCHEMAS[kind].fields
    return tuple((name, fields[name].write) for name in COLUMNS[kind])


def write_csv(found: Iterable[Cells], kind: str, target: Path | IO[str], form: CsvForm = MACHINE) -> int:
    """Write rows as CSV that no spreadsheet takes for formulas; how many there were."""
    if isinstance(target, Path):
        with target.open("w", encoding=form.encoding, newline="") as stream:
            return write_csv(found, kind, stream, form)
    columns = COLUMNS[kind]
    return write_rows(columns, ([row[name] for name in columns] for row in found), target, form)


def write_csv_for_excel(found: Iterable[Cells], kind: str, target: Path | IO[str]) -> int:
    """Write rows as the CSV that Excel opens by itself where the comma is the decimal mark."""
    return write_csv(found, kind, target, EXCEL)


def write_json(found: Iterable[Cells], kind: str, target: Path | IO[str]) -> int:
    """Write rows as a JSON list, one to a line; how many there were."""
    if isinstance(target, Path):
        with target.open("w", encoding="utf-8") as stream:
            return write_json(found, kind, stream)
    count = 0
    target.write("[")
    for count, row in enumerate(found, start=1):
        target.write(("\n" if count == 1 else ",\n") + json.dumps(row, ensure_ascii=False))
    target.write("\n]\n" if count else "]\n")
    return count


def write_xlsx(found: Iterable[Cells], kind: str, target: Path | IO[bytes]) -> int:
    """Write rows as a workbook in which numbers are numbers, days are days and text is text; how many there were."""
    return write_workbook([table_of(found, kind)], target)


def table_of(found: Iterable[Cells], kind: str) -> Table:
    """The rows of a kind as one sheet."""
    columns, days = COLUMNS[kind], day_columns(kind)

    def typed(row: Cells) -> list[Any]:
        return [_typed(row[name], is_day=name in days) for name in columns]

    return Table(title=kind, heading=columns, rows=map(typed, found))


@cache
def day_columns(kind: str) -> frozenset[str]:
    """The columns that hold a day."""
    fields = SCHEMAS[kind].fields.items()
    return frozenset(name for name, field in fields if getattr(field, "write", None) == date.isoformat)


def _typed(value: Any, *, is_day: bool) -> Any:
    if isinstance(value, list):
        return as_typed(";".join(value))
    if isinstance(value, str):
        return date.fromisoformat(value) if is_day and value else as_typed(value)
    return value
