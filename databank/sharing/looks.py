"""Who looked: one row for each viewer, record and day on which more was shown than everybody sees."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from databank.access import Role, Viewer, groups_beyond_public
from databank.models import Look, MaterialNeed, Organisation, SideStream
from databank.records import FieldGroup
from databank.records import MaterialNeed as Need
from databank.records import SideStream as Stream


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What the owner reads: which role or organisation, what they saw, when and how often."""

    viewer: str
    groups: tuple[FieldGroup, ...]
    day: date
    last_at: datetime
    times: int


def note_look(session: Session, viewer: Viewer, record: Stream | Need, label: str, at: datetime) -> bool:
    """Write down that a viewer opened a record, if they saw more than everybody; whether they did.

    Parameters
    ----------
    label : str
        The role or the organisation of the viewer, never a person's name.
    """
    kind, table = ("side-streams", SideStream) if isinstance(record, Stream) else ("needs", MaterialNeed)
    owner = session.scalar(select(table.organisation_id).where(table.id == record.id))
    groups = groups_beyond_public(viewer, record, owner)
    if owner is None or not groups:
        return False
    words = tuple(group.value for group in groups)
    key = {"record_id": record.id, "viewer_hash": _hash(viewer, label), "day": at.date()}
    known = session.scalar(select(Look).filter_by(**key).with_for_update())
    if known is None:
        said = {"kind": kind, "organisation_id": owner, "viewer": label, "groups": words}
        session.add(Look(**key, **said, first_at=at, last_at=at, times=1))
    else:
        known.groups = tuple(dict.fromkeys((*known.groups, *words)))
        known.last_at, known.times = at, known.times + 1
    session.flush()
    return True


def label_of(session: Session, viewer: Viewer) -> str:
    """How a viewer is called in the list of looks: by what they are here for, else by their organisation."""
    roles = sorted(viewer.roles - {Role.MEMBER})
    if roles:
        return str(roles[0].value)
    if viewer.organisation_ids:
        named = session.scalar(select(Organisation.name).where(Organisation.id == min(viewer.organisation_ids)))
        return named or str(Role.MEMBER.value)
    return str(Role.MEMBER.value)


def _hash(viewer: Viewer, label: str) -> str:
    """Tells two viewers of one role apart and nothing else."""
    who = label if viewer.person_id is None else str(viewer.person_id)
    return hashlib.sha256(f"look:{who}".encode()).hexdigest()


def looks_of(session: Session, kind: str, record_id: str, *, most: int = 200) -> tuple[Looked, ...]:
    """Who looked at a record, the latest first."""
    query = (
        select(Look)
        .where(Look.kind == kind, Look.record_id == record_id)
        .order_by(Look.last_at.desc(), Look.id)
        .limit(most)
    )
    return tuple(
        Looked(
            viewer=row.viewer,
            groups=tuple(FieldGroup(word) for word in row.groups),
            day=row.day,
            last_at=row.last_at,
            times=row.times,
        )
        for row in session.scalars(query)
    )
