"""Records out, masked for one viewer, in the columns that import takes."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any

from sqlalchemy.orm import Session

from databank.access import Viewer
from databank.errors import N_, FileRefusedError
from databank.exchange import rows
from databank.schemas import COLUMNS, SCHEMAS
from databank.sheets.formulas import guarded

Cells = dict[str, Any]

_ROWS: Mapping[str, Callable[[Session, Viewer], Iterator[Cells]]] = MappingProxyType(
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
    }
)


def export_rows(session: Session, viewer: Viewer, kind: str) -> Iterator[Cells]:
    """Every record of a kind that the viewer may see: JSON-able values by the columns of the kind, in their order."""
    if kind not in _ROWS:
        raise FileRefusedError(
            N_("There is no kind %(kind)s: choose one of %(kinds)s."), kind=kind, kinds=", ".join(COLUMNS)
        )
    for values in _ROWS[kind](session, viewer):
        yield cells_of(kind, values)


def cells_of(kind: str, values: Mapping[str, Any]) -> Cells:
    """One row of a kind as JSON-able cells, which its schema reads back."""
    fields = SCHEMAS[kind].fields
    return {name: fields[name].serialize(name, values, _taken) for name in COLUMNS[kind]}


def _taken(values: Any, name: str, _default: Any = None) -> Any:
    return values.get(name)


def write_csv(found: Iterable[Cells], kind: str, target: Path | IO[str]) -> int:
    """Write rows as CSV that no spreadsheet takes for formulas; how many there were."""
    if isinstance(target, Path):
        with target.open("w", encoding="utf-8", newline="") as stream:
            return write_csv(found, kind, stream)
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(COLUMNS[kind])
    count = 0
    for count, row in enumerate(found, start=1):  # noqa: B007 - the count is the answer
        writer.writerow([guarded(_cell(row[name])) for name in COLUMNS[kind]])
    return count


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


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, list):
        return ";".join(value)
    return repr(value) if isinstance(value, float) else str(value)
