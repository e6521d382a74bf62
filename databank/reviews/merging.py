"""Two records of one stream become one: parts move where they do not collide, and the old id leads to the new one.

Between two owners nothing but exchanges and flows moves, and between two records of one owner nothing moves to where
more people would see it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from databank.access import Viewer
from databank.errors import N_, DatabankError, RecordNotFoundError
from databank.models import Enquiry, Exchange, Flow, MovedRecord, SideStream, StoredFile
from databank.queries import need, side_stream
from databank.records import RecordStatus, ReviewAction
from databank.reviews.cases import add_note, close_case
from databank.reviews.moving_matches import move_matches
from databank.submissions.conflicts import refuse_changed
from databank.submissions.journal import Change, Changes, write_version
from databank.submissions.reviewing import set_status
from databank.submissions.tables import TABLES

PARTS: tuple[tuple[str, str, Callable[[Any], Any]], ...] = (
    ("amounts", "level_amount", lambda row: row.year),
    ("composition", "level_composition", lambda row: (row.parameter, row.measured_on, row.laboratory)),
    ("documents", "level_documents", lambda row: row.url),
)
"""Each list of parts, the level that hides it, and what makes two parts the same."""


class MergeError(DatabankError):
    """Two records that cannot become one."""


def merge(session: Session, kind: str, keep_id: str, drop_id: str, change: Change, versions: tuple[int, int]) -> None:
    """Merge a duplicate into the record that stays.

    Parameters
    ----------
    versions : tuple of int
        The versions of both as the reviewer saw them side by side, the one that stays first.

    Raises
    ------
    MergeError
        When they are one record, of a fact and an example, or the record that stays is none.
    RecordChangedError
        When one of them was changed meanwhile.
    """
    keep, drop = _checked(session, kind, keep_id, drop_id, versions)
    changes: Changes = {"merged": (None, drop_id)}
    if isinstance(keep, SideStream):
        if keep.organisation_id == drop.organisation_id:
            changes |= _move_parts(session, keep, drop)
        _repoint(session, keep_id, drop_id)
    if keep.organisation_id == drop.organisation_id:
        of_drop = (Enquiry.kind == kind) & (Enquiry.record_id == drop_id)
        session.execute(update(Enquiry).where(of_drop).values(record_id=keep_id))
        move_matches(session, kind, keep_id, drop_id, at=change.made_at)
    session.flush()
    TABLES[kind].derive(keep)
    TABLES[kind].derive(drop)
    write_version(session, kind, keep_id, keep, change, changes)
    set_status(session, kind, [drop_id], RecordStatus.WITHDRAWN, change)
    _lead(session, kind, keep_id, drop_id, change)
    for record_id, other in ((keep_id, drop_id), (drop_id, keep_id)):
        add_note(session, kind, record_id, ReviewAction.MERGED, other, change.made_by, change.made_at)
    close_case(session, kind, drop_id, at=change.made_at, version=drop.version)


def moved_to(session: Session, kind: str, record_id: str) -> str | None:
    """The record that a duplicate was merged into; None for a record that stays."""
    moved = session.get(MovedRecord, (kind, record_id))
    return moved.new_id if moved is not None else None


def readable_target(session: Session, viewer: Viewer, kind: str, record_id: str) -> str | None:
    """Where the id of a duplicate leads this viewer; None when it is no duplicate.

    Raises
    ------
    RecordNotFoundError
        With the old id, when the viewer may not see the record that stayed.
    """
    new_id = moved_to(session, kind, record_id)
    if new_id is None:
        return None
    try:
        (side_stream if kind == "side-streams" else need)(session, viewer, new_id)
    except RecordNotFoundError:
        raise RecordNotFoundError(record_id) from None
    return new_id


def _checked(session: Session, kind: str, keep_id: str, drop_id: str, versions: tuple[int, int]) -> tuple[Any, Any]:
    if keep_id == drop_id:
        raise MergeError(N_("A record cannot be merged into itself: choose another one."))
    model = TABLES[kind].model
    first, second = (session.get(model, one, with_for_update=True) for one in sorted((keep_id, drop_id)))
    found = {one.id: one for one in (first, second) if one is not None}
    for record_id, version in zip((keep_id, drop_id), versions, strict=True):
        if record_id not in found:
            raise RecordNotFoundError(record_id)
        refuse_changed(session, kind, record_id, found[record_id], version)
    if found[keep_id].is_example is not found[drop_id].is_example:
        raise MergeError(N_("A fact and an example are never one record."))
    if RecordStatus.WITHDRAWN in {found[keep_id].status, found[drop_id].status}:
        raise MergeError(N_("One of the two has been withdrawn: it can no longer be merged."))
    return found[keep_id], found[drop_id]


def _move_parts(session: Session, keep: SideStream, drop: SideStream) -> Changes:
    """Move what the record that stays does not have, unless more people would see it there."""
    changes: Changes = {}
    for name, level, key in PARTS:
        if getattr(keep, level) < getattr(drop, level):
            continue
        known = {key(row) for row in getattr(keep, name)}
        moving = [row for row in getattr(drop, name) if key(row) not in known]
        for row in moving:
            _take(keep, name, row)
            changes[f"{name}[{_said(key(row))}]"] = (None, drop.id)
        if name == "documents" and moving:
            session.execute(
                update(StoredFile).where(StoredFile.side_stream_id == drop.id).values(side_stream_id=keep.id)
            )
    return changes


def _take(keep: SideStream, name: str, row: Any) -> None:
    """A copy of a part at the end of the list: the withdrawn record keeps its own for its history."""
    columns = {column.key for column in row.__mapper__.column_attrs} - {"side_stream_id", "position"}
    siblings = getattr(keep, name)
    last = max((one.position for one in siblings), default=0)
    siblings.append(type(row)(position=last + 1, **{column: getattr(row, column) for column in columns}))


def _said(key: Any) -> str:
    return str(key[0] if isinstance(key, tuple) else key or "-")


def _repoint(session: Session, keep_id: str, drop_id: str) -> None:
    """Exchanges and flows of the duplicate are of the record that stays."""
    for table in (Exchange, Flow):
        session.execute(update(table).where(table.side_stream_id == drop_id).values(side_stream_id=keep_id))


def _lead(session: Session, kind: str, keep_id: str, drop_id: str, change: Change) -> None:
    """Lead the old id, and whatever led to it, to the record that stays."""
    earlier = (MovedRecord.kind == kind) & (MovedRecord.new_id == drop_id)
    session.execute(update(MovedRecord).where(earlier).values(new_id=keep_id))
    session.add(
        MovedRecord(kind=kind, old_id=drop_id, new_id=keep_id, moved_at=change.made_at, moved_by=change.made_by)
    )
    session.flush()
