"""What the city does with submitted records."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from databank.errors import RecordNotFoundError
from databank.records import AmountStatus, RecordStatus
from databank.submissions.derived import derive_side_stream
from databank.submissions.journal import Change, Changes, write_version
from databank.submissions.tables import TABLES


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
            count += 1
    return count


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
