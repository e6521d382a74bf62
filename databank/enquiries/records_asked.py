"""The records that a question can be about: what somebody offers, and what somebody needs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from databank import models, queries, records
from databank.access import Viewer, readable
from databank.errors import RecordNotFoundError
from databank.records import ProvenanceKind, RecordKind

STREAMS, NEEDS = "side-streams", "needs"
Row = models.SideStream | models.MaterialNeed
TABLES: Mapping[str, type[models.SideStream | models.MaterialNeed]] = MappingProxyType(
    {STREAMS: models.SideStream, NEEDS: models.MaterialNeed}
)
Asked = records.SideStream | records.MaterialNeed


def record_asked(session: Session, viewer: Viewer, kind: str, record_id: str) -> Asked:
    """The record as the viewer sees it, if it can be asked about.

    Raises
    ------
    RecordNotFoundError
        When it is hidden, missing or a fact that nobody offers: the three look alike.
    """
    found = record_shown(session, viewer, kind, record_id)
    if found is None or not _is_asked_about(found):
        raise RecordNotFoundError(record_id)
    return found


def _is_asked_about(record: Asked) -> bool:
    """Whether somebody stands behind the record; behind what only a public source tells nobody does."""
    if record.kind is RecordKind.PLANNED:
        return record.provenance.kind is not ProvenanceKind.PUBLIC_SOURCE
    return record.kind is RecordKind.OFFER


def record_shown(session: Session, viewer: Viewer, kind: str, record_id: str) -> Asked | None:
    """The record as the viewer sees it; None where it is not shown."""
    try:
        if kind == STREAMS:
            return queries.side_stream(session, viewer, record_id)
        return queries.need(session, viewer, record_id)
    except RecordNotFoundError:
        return None


def names_shown(session: Session, viewer: Viewer, kind: str, ids: Collection[str]) -> Mapping[str, str]:
    """The names of those records that the viewer may read."""
    table = TABLES[kind]
    query = select(table.id, table.name).where(table.id.in_(sorted(ids)), readable(viewer, table))
    return {row[0]: row[1] for row in session.execute(query)}


def row_of(session: Session, kind: str, record_id: str, *, lock: bool = False) -> Row | None:
    """The record with everything it hides: for handing a question on, never for showing."""
    if kind == STREAMS:
        return session.get(models.SideStream, record_id, with_for_update=lock or None)
    return session.get(models.MaterialNeed, record_id, with_for_update=lock or None)
