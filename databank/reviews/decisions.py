"""What a reviewer decides about a record. Whoever comes second is told what was decided before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from databank import corrections
from databank.errors import N_, DatabankError, RecordNotFoundError
from databank.models import ReviewCase, SideStream
from databank.records import RecordStatus, ReviewAction, ReviewState
from databank.reviews.cases import Note, add_note, close_case, notes
from databank.reviews.editing import write_edit
from databank.submissions.conflicts import refuse_changed
from databank.submissions.journal import Change
from databank.submissions.reviewing import PUBLIC, set_status
from databank.submissions.tables import TABLES


class DecidedError(DatabankError):
    """Somebody else decided about the record meanwhile; `note` is the last step."""

    def __init__(self, record_id: str, note: Note | None) -> None:
        super().__init__(N_("%(record_id)s was decided by somebody else while you had it open."), record_id=record_id)
        self.note = note


@dataclass(frozen=True, slots=True)
class Seen:
    """What the reviewer had before them: the version of the record and the state of its case."""

    version: int
    state: ReviewState


def approve(session: Session, kind: str, record_id: str, change: Change, seen: Seen) -> bool:
    """Say that a record is right and publish it; whether it was not public before."""
    record = _undecided(session, kind, record_id, seen)
    is_new = record.status not in PUBLIC
    if is_new:
        set_status(session, kind, [record_id], RecordStatus.PUBLISHED, change)
    _decide(session, kind, record_id, ReviewAction.APPROVED, "", change)
    close_case(session, kind, record_id, at=change.made_at, version=record.version)
    return is_new


def refuse(session: Session, kind: str, record_id: str, text: str, change: Change, seen: Seen) -> None:
    """Take a record out of the bank's lists, with the reason for its owner."""
    record = _undecided(session, kind, record_id, seen)
    set_status(session, kind, [record_id], RecordStatus.WITHDRAWN, change)
    _decide(session, kind, record_id, ReviewAction.REFUSED, text, change)
    close_case(session, kind, record_id, at=change.made_at, version=record.version)


def ask(session: Session, kind: str, record_id: str, text: str, change: Change, seen: Seen | None = None) -> None:
    """Return a record to its owner with a question; the answer puts it back into the queue."""
    if seen is not None:
        _undecided(session, kind, record_id, seen)
    found = _case(session, kind, record_id)
    _decide(session, kind, record_id, ReviewAction.RETURNED, text, change)
    found.state, found.since = ReviewState.ASKED, change.made_at


def edit(
    session: Session,
    kind: str,
    record_id: str,
    cells: Mapping[str, Any],
    change: Change,
    seen: Seen,
    *,
    reviewer_id: int | None = None,
) -> bool:
    """Put a few fields right, with the reason as that of the new version; whether anything changed.

    The case stays where it is: a corrected record still is approved or asked about. Another class or code of a side
    stream is kept as evidence of what its owner's words mean.

    Raises
    ------
    RecordRefusedError
        When a value cannot be right.
    """
    record = _undecided(session, kind, record_id, seen)
    before = corrections.standing_of(session, record) if isinstance(record, SideStream) else None
    changed = write_edit(session, kind, record, cells, change)
    if changed:
        _decide(session, kind, record_id, ReviewAction.EDITED, change.reason, change)
    if before is not None:
        corrections.note_correction(session, record, before, reviewer_id=reviewer_id, today=change.day)
    return changed


def _undecided(session: Session, kind: str, record_id: str, seen: Seen) -> Any:
    """The record, locked, if it is still as the reviewer saw it."""
    record = session.get(TABLES[kind].model, record_id, with_for_update=True)
    if record is None:
        raise RecordNotFoundError(record_id)
    found = _case(session, kind, record_id)
    if found.state is not seen.state:
        steps = notes(session, kind, record_id)
        raise DecidedError(record_id, steps[-1] if steps else None)
    refuse_changed(session, kind, record_id, record, seen.version)
    return record


def _case(session: Session, kind: str, record_id: str) -> ReviewCase:
    found = session.get(ReviewCase, (kind, record_id), with_for_update=True, populate_existing=True)
    if found is None:
        raise RecordNotFoundError(record_id)
    return found


def _decide(session: Session, kind: str, record_id: str, action: ReviewAction, text: str, change: Change) -> None:
    add_note(session, kind, record_id, action, text, change.made_by, change.made_at)
