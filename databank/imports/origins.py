"""Where a field of a record came from: file, sheet, cell, and the words that stood there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from databank.access import Viewer
from databank.imports.restoring import keys_of
from databank.imports.rights import may_see_sources, visible
from databank.models import Import, RecordVersion, Site
from databank.submissions.tables import TABLES

OWNED = frozenset({"organisations", "sites", "side-streams", "needs"})
"""Kinds whose records belong to one organisation: it may know each file behind them. Of what lies between two, each may
know its own files only."""
_PLACE = re.compile(r"(?:(?P<sheet>.*)!)?(?P<first>\d+)(?:-(?P<last>\d+) \((?P<count>\d+)\))?", re.DOTALL)
_AMOUNT = re.compile(r"(?P<part>\w+)\[(?P<label>.*)\]\.(?P<name>\w+)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What one field of a record rests on.

    Attributes
    ----------
    cell : str
        Such as "D17"; the row alone where no column says it, and the first of several rows.
    row_count : int
        How many rows were added up.
    wording : str, optional
        What the file says, where the value is not the wording itself.
    """

    import_id: str
    file: str
    sheet: str
    cell: str
    row: int
    row_count: int
    made_at: datetime
    wording: str | None


def origins(session: Session, viewer: Viewer, kind: str, record_id: str) -> Mapping[str, Origin]:
    """The origin of each field whose value a file brought, by its name in the journal, such as "amounts[2024].amount".

    Nothing for those who may not know where a record comes from, just as for a record that does not exist.
    """
    if kind not in TABLES or not may_see_sources(viewer, _owners(session, kind, record_id)):
        return {}
    query = (
        select(RecordVersion)
        .where(RecordVersion.kind == kind, RecordVersion.record_id == record_id)
        .order_by(RecordVersion.number)
    )
    standing = _standing(list(session.scalars(query)))
    ids = sorted({version.import_id for version in standing.values() if version.import_id})
    told = select(Import).where(Import.id.in_(ids), *([visible(viewer)] if kind not in OWNED else []))
    files = {row.id: row for row in session.scalars(told)}
    return {
        name: _origin(files[version.import_id], version, name)
        for name, version in standing.items()
        if version.import_id in files
    }


def _owners(session: Session, kind: str, record_id: str) -> Iterator[str | None]:
    """The organisations that a record belongs to; what lies between two has none but those of its ends."""
    if kind == "flows" and "/" not in record_id:
        return
    record = session.get(TABLES[kind].model, keys_of(kind, [record_id])[record_id])
    if record is None:
        return
    if kind in OWNED:
        yield record.id if kind == "organisations" else record.organisation_id
        return
    for name in ("site_id", "source", "target", "donor_site_id", "receiver_site_id"):
        site = session.get(Site, getattr(record, name, None) or "")
        yield site.organisation_id if site else None


def _standing(versions: Sequence[RecordVersion]) -> Mapping[str, RecordVersion]:
    """Which version each field has its value from; what an undone import said counts no more."""
    history: dict[str, list[RecordVersion]] = {}
    for version in versions:
        for name in version.changes:
            said = history.setdefault(name, [])
            if _is_undone(version):
                said[:] = [one for one in said if one.import_id != version.import_id]
            else:
                said.append(version)
    return {name: said[-1] for name, said in history.items() if said}


def _is_undone(version: RecordVersion) -> bool:
    """Undoing an import names it too, but no place in its file."""
    return version.import_id is not None and version.place is None


def _origin(row: Import, version: RecordVersion, name: str) -> Origin:
    place = _PLACE.fullmatch(version.place or "")
    sheet, first = (place["sheet"] or "", int(place["first"])) if place else ("", 0)
    match = _AMOUNT.fullmatch(name)
    field, year = (match["name"], match["label"]) if match else (name, "")
    letter = _letter(row.reading or {}, sheet, field, year)
    return Origin(
        import_id=row.id,
        file=row.file_name,
        sheet=sheet,
        cell=f"{letter}{first}" if first else "",
        row=first,
        row_count=int(place["count"]) if place and place["count"] else 1,
        made_at=version.made_at,
        wording=(version.wording or {}).get(name) or (version.wording or {}).get(field),
    )


def _letter(reading: Mapping[str, Any], sheet: str, field: str, year: str) -> str:
    """The column of a field, by the reading of its sheet; that of the year where years stand side by side."""
    tables = [one for one in reading.get("tables", ()) if one["sheet"][:60] == sheet] or reading.get("tables", ())
    columns = [column for table in tables for column in table["columns"] if column["field"] == field]
    dated = [column for column in columns if column.get("year") is not None and str(column["year"]) == year]
    found = dated or columns
    return str(found[0]["letter"]) if found else ""
