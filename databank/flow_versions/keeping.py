"""The city accepts reconciled flows as a version, and withdraws one. What was accepted stays on record."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from databank import models
from databank.access import Viewer, may_reconcile
from databank.errors import N_, DatabankError, RecordNotFoundError
from databank.records import Audience, VersionedFlow

LONGEST_NOTE = 500


class VersionGoneError(DatabankError):
    """The version is not there any more, or somebody else has withdrawn it."""

    def __init__(self) -> None:
        super().__init__(N_("This version has been withdrawn already. Look at the list again."))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion:
    """The result of one reconciliation as it is accepted; `fingerprint` is that of the flows it was computed from."""

    is_example: bool
    audience: Audience
    year: int
    layer: str
    fingerprint: str
    chi_square: float
    degrees: int
    p_value: float | None
    assumed: int
    note: str
    flows: tuple[VersionedFlow, ...]


def accept(session: Session, viewer: Viewer, wanted: NewVersion, *, now: datetime) -> int:
    """Keep a version: from now on it holds for its audience, year and layer. Give its number.

    Raises
    ------
    RecordNotFoundError
        For those who may accept none.
    """
    _require(viewer)
    members = {name: getattr(wanted, name) for name in NewVersion.__slots__ if name != "flows"}
    row = models.FlowVersion(
        **members | {"audience": wanted.audience.value, "note": wanted.note.strip()[:LONGEST_NOTE]},
        accepted_at=now,
        accepted_by=viewer.person_id,
    )
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
