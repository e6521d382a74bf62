"""Small rows that tests of the bank share: an owner, a site, and side streams that say only what a test is about."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from databank.schemas import SCHEMAS
from databank.submissions import Change, Saved, save

REVIEWED = Change(made_by="reviewer", reason="Test data", trusted=True)
OWNER = "alder"


def put(session: Session, kind: str, change: Change = REVIEWED, /, **cells: Any) -> Saved:
    """Save one row as a reviewed file would."""
    saved = save(session, kind, SCHEMAS[kind].load(cells), change)
    session.flush()
    return saved


def put_owner(session: Session, name: str = OWNER, **cells: Any) -> None:
    """An organisation with one site of the same id and a point near Peittoo."""
    place = {"lat": 61.61, "lon": 21.49, "municipality": "Pori", **cells}
    put(session, "organisations", id=name, name=f"{name.title()} Oy", sector="metal")
    put(session, "sites", id=name, organisation_id=name, name=f"{name.title()} works", **place)


def put_stream(session: Session, record_id: str = "S-1", **cells: Any) -> Saved:
    """A published, open offer of 100 t of foundry sand in 2024 that nobody uses."""
    row = {
        "site_id": OWNER,
        "name": "Sand",
        "material_class": "foundry_sand",
        "year": 2024,
        "amount": 100,
        "fate": "unused",
        "status": "published",
        "visibility": "open",
        "consent": "name",
    }
    return put(session, "side-streams", **{"id": record_id, **row, **cells})


def put_area(session: Session, area_id: str = "peittoo", **cells: Any) -> None:
    """An area."""
    names = {"name_fi": "Peittoo", "name_sv": "Peittoo", "name_en": "Peittoo"}
    row = {**names, "kind": "park", "municipality": "Pori", "lat": 61.6, "lon": 21.5, **cells}
    put(session, "areas", id=area_id, **row)
