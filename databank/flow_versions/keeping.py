"""The city accepts reconciled flows as a version, and withdraws one. What was accepted stays on record."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from databank import models
from databank.access import Viewer, may_reconcile
from databank.errors import N_, DatabankError, RecordNotFoundError
from databank.flow_versions.reading import standing
from databank.records import NewVersion

LONGEST_NOTE = 500


class VersionGoneError(DatabankError):
    """The version is not there any more, or somebody else has withdrawn it."""

    def __init__(self) -> None:
        super().__init__(N_("This version has been withdrawn already. Look at the list again."))


def accept(session: Session, viewer: Viewer, wanted: NewVersion, *, now: datetime) -> int:
    """Keep a version: from now on it holds for its audience, year and layer. Give its number.

    Accepted twice, as by two clicks, it is kept once.

    Raises
    ------
    RecordNotFoundError
        For those who may accept none.
    """
    _require(viewer)
    members = {name: getattr(wanted, name) for name in NewVersion.__slots__ if name != "flows"}
    members |= {"audience": wanted.audience.value, "note": wanted.note.strip()[:LONGEST_NOTE]}
    own = select(models.Person.id).where(models.Person.id == viewer.person_id)
    session.execute(own.with_for_update())  # of two clicks at once the second waits and finds what the first has kept
    query = standing(wanted.audience, wanted.is_example, wanted.layer).where(models.FlowVersion.year == wanted.year)
    row = session.scalars(query.limit(1)).first()
    if row is not None and all(getattr(row, name) == value for name, value in members.items()):
        return row.id
    row = models.FlowVersion(**members, accepted_at=now, accepted_by=viewer.person_id)
    session.add(row)
    session.flush()
    rows = [asdict(flow) | {"version_id": row.id, "place": place} for place, flow in enumerate(wanted.flows)]
    if rows:
        session.execute(insert(models.VersionedFlow), rows)
    return row.id


def withdraw(session: Session, viewer: Viewer, version_id: int, *, now: datetime) -> None:
    """Let a version hold no longer; the one before it holds again, if there is one.

    Raises
    ------
    VersionGoneError
        When it is not there or was withdrawn already.
    """
    _require(viewer)
    row = session.get(models.FlowVersion, version_id, with_for_update=True, populate_existing=True)
    if row is None or row.withdrawn_at is not None:
        raise VersionGoneError
    row.withdrawn_at, row.withdrawn_by = now, viewer.person_id
    session.flush()


def _require(viewer: Viewer) -> None:
    if not may_reconcile(viewer):
        raise RecordNotFoundError("")
