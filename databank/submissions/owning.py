"""What an owner does with a record of theirs besides changing what it says: confirm, reserve, withdraw, check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from databank.errors import N_, DatabankError, RecordNotFoundError
from databank.records import RecordStatus
from databank.submissions.conflicts import refuse_changed
from databank.submissions.journal import Change, Changes, write_version
from databank.submissions.reviewing import refuse_moved, set_status
from databank.submissions.tables import TABLES

CANNOT_CONFIRM = N_("Only a published record is confirmed. This one waits for the city, or it was withdrawn.")
CANNOT_RESERVE = N_("Only a published record can be reserved, and only a reserved one set free.")


def confirm(session: Session, kind: str, record_id: str, change: Change) -> bool:
    """Say that nothing has changed; False when that was said today already.

    An expired record is shown again, unless the time ended in which it was to be had. No review follows, since
    nothing changed.

    Raises
    ------
    DatabankError
        When the record is not published.
    """
    record = _record(session, kind, record_id)
    if record.status not in {RecordStatus.PUBLISHED, RecordStatus.RESERVED, RecordStatus.EXPIRED}:
        raise DatabankError(CANNOT_CONFIRM)
    changes: Changes = {}
    if record.confirmed_on != change.day:
        changes["confirmed_on"] = (record.confirmed_on, change.day)
        record.confirmed_on = change.day
    if record.status is RecordStatus.EXPIRED and not _is_over(record, change):
        changes["status"] = (record.status, RecordStatus.PUBLISHED)
        record.status = RecordStatus.PUBLISHED
    if changes:
        write_version(session, kind, record_id, record, change, changes)
    return bool(changes)


def _is_over(record: Any, change: Change) -> bool:
    last = getattr(record, "available_until", None) or getattr(record, "ends_on", None)
    return last is not None and last < change.day


def reserve(session: Session, kind: str, record_id: str, change: Change, *, reserved: bool) -> None:
    """Reserve a published record for somebody, or set it free. A review that is under way goes on.

    Raises
    ------
    DatabankError
        When the record is neither published nor reserved.
    """
    record = _record(session, kind, record_id)
    if record.status not in {RecordStatus.PUBLISHED, RecordStatus.RESERVED}:
        raise DatabankError(CANNOT_RESERVE)
    after = RecordStatus.RESERVED if reserved else RecordStatus.PUBLISHED
    if record.status is not after:
        changes: Changes = {"status": (record.status, after)}
        record.status = after
        write_version(session, kind, record_id, record, change, changes)


def withdraw(session: Session, kind: str, record_id: str, change: Change) -> None:
    """Take a record off the lists; it stays with its owner."""
    set_status(session, kind, [record_id], RecordStatus.WITHDRAWN, change)


def submit_again(session: Session, kind: str, record_id: str, change: Change) -> None:
    """Send a withdrawn record or a draft to the city's review; one that waits already keeps its place."""
    record = _record(session, kind, record_id)
    refuse_moved(session, TABLES[kind], record)
    if record.status in {RecordStatus.WITHDRAWN, RecordStatus.DRAFT}:
        set_status(session, kind, [record_id], RecordStatus.SUBMITTED, change)


def keep_legal_check(
    session: Session,
    record_id: str,
    answers: Mapping[str, str] | None,
    change: Change,
    *,
    expected_version: int | None = None,
) -> bool:
    """Keep an owner's own check of the legal status, or None to forget it. The legal status itself stays as it is.

    Raises
    ------
    RecordChangedError
        When somebody else changed the record after `expected_version`.
    """
    kind = "side-streams"
    record = _record(session, kind, record_id)
    refuse_changed(session, kind, record_id, record, expected_version)
    after = dict(answers) if answers else None
    if record.legal_check == after:
        return False
    changes: Changes = {"legal_check": (record.legal_check, after)}
    record.legal_check = after
    write_version(session, kind, record_id, record, change, changes)
    return True


def _record(session: Session, kind: str, record_id: str) -> Any:
    record = session.get(TABLES[kind].model, record_id)
    if record is None:
        raise RecordNotFoundError(record_id)
    return record
