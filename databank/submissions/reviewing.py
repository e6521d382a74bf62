"""What a change from outside does to the status of a record, and what the city does with submitted records."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from databank.errors import N_, RecordNotFoundError, RecordRefusedError, RowError, Sentence
from databank.models import MovedRecord
from databank.records import AmountStatus, RecordStatus
from databank.reviews.cases import close_case, open_case
from databank.store.batch import Store
from databank.submissions.derived import derive_side_stream
from databank.submissions.journal import Change, Changes, write_version
from databank.submissions.tables import TABLES, Table

PUBLIC = (RecordStatus.PUBLISHED, RecordStatus.RESERVED, RecordStatus.EXPIRED)
CLASSIFYING = frozenset(
    {
        *("name", "material_class", "material_classes", "waste_code", "waste_codes", "code_if_waste"),
        *("legal_status", "hazard", "organisation_id", "site_id", "documents"),
    }
)
"""What a record is: a published record that says something else of it is reviewed before others see it again."""


def settle_status(table: Table, record: Any, change: Change, changes: Changes) -> Changes:
    """Take a record back to "submitted" when a change from outside says that it is something else."""
    if not table.reviewed or change.trusted or record.status is RecordStatus.SUBMITTED:
        return {}
    if record.status in PUBLIC and CLASSIFYING.isdisjoint(name.partition("[")[0] for name in changes):
        return {}
    before, record.status = record.status, RecordStatus.SUBMITTED
    return {"status": (before, RecordStatus.SUBMITTED)}


def restate(table: Table, record: Any, change: Change) -> None:
    """Whoever changes a record from outside states it anew: it is as old as that day."""
    if table.reviewed and not change.trusted:
        record.confirmed_on = max(record.confirmed_on or change.day, change.day)


def ask_review(store: Store, table: Table, record_id: str, record: Any, change: Change) -> None:
    """Open a case for what was changed from outside, and for what a reviewed file itself calls submitted."""
    if table.reviewed and (not change.trusted or record.status is RecordStatus.SUBMITTED):
        is_new = record.version == 1
        reviewed = 0 if record.status is RecordStatus.SUBMITTED and change.trusted else record.version - 1
        open_case(store, table.kind, record_id, at=change.made_at, reviewed_version=reviewed, is_new=is_new)


def refuse_moved(store: Store, table: Table, record: Any) -> None:
    """Refuse to change a duplicate that was merged into another record."""
    if not table.reviewed or record.status is not RecordStatus.WITHDRAWN:
        return
    moved: Any = store.get(MovedRecord, (table.kind, record.id))
    if moved is not None:
        message = Sentence(N_("This record was merged into %(id)s: change that one."), id=moved.new_id)
        raise RecordRefusedError((RowError(None, "id", record.id, message),))


def set_status(session: Session, kind: str, ids: Iterable[str], status: RecordStatus, change: Change) -> int:
    """Publish, reserve, expire or withdraw side streams or needs; how many were changed.

    Raises
    ------
    RecordNotFoundError
        For the first id that is not in the bank; no record is changed then if the session is rolled back.
    """
    count = 0
    for record_id in ids:
        record = session.get(TABLES[kind].model, record_id)
        if record is None:
            raise RecordNotFoundError(record_id)
        if record.status is not status:
            changes: Changes = {"status": (record.status, status)}
            record.status = status
            write_version(session, kind, record_id, record, change, changes)
            _follow(session, kind, record, change)
            count += 1
    return count


def _follow(session: Session, kind: str, record: Any, change: Change) -> None:
    """A status given by hand decides the case; "submitted" opens one."""
    if record.status is RecordStatus.SUBMITTED:
        open_case(session, kind, record.id, at=change.made_at, reviewed_version=record.version - 1)
    else:
        close_case(session, kind, record.id, at=change.made_at, version=record.version)


def confirm_amount(session: Session, side_stream_id: str, year: int | None, change: Change) -> None:
    """Let an amount into sums that was under review."""
    stream = session.get(TABLES["side-streams"].model, side_stream_id)
    amount = next((one for one in stream.amounts if one.year == year), None) if stream else None
    if stream is None or amount is None:
        raise RecordNotFoundError(side_stream_id)
    if amount.amount_status is AmountStatus.CONFIRMED:
        return
    changes: Changes = {f"amounts[{year or '-'}].amount_status": (amount.amount_status, AmountStatus.CONFIRMED)}
    amount.amount_status = AmountStatus.CONFIRMED
    derive_side_stream(stream)
    write_version(session, "side-streams", side_stream_id, stream, change, changes)
