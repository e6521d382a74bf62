"""What was changed, and what visitors told us."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from databank import records
from databank.access import Viewer, mask_versions, may_read_feedback
from databank.models import Feedback, RecordVersion
from databank.queries.streams import side_stream_unmasked
from databank.queries.values import feedback_of
from databank.records import Version


def versions(session: Session, viewer: Viewer, record_id: str) -> tuple[Version, ...]:
    """The history of a side stream, the first version first; RecordNotFoundError if the viewer may not see it."""
    stream = side_stream_unmasked(session, viewer, record_id)
    query = (
        select(RecordVersion)
        .where(RecordVersion.kind == "side-streams", RecordVersion.record_id == record_id)
        .order_by(RecordVersion.number)
    )
    return mask_versions(viewer, stream, [_version_of(row) for row in session.scalars(query)])


def _version_of(row: RecordVersion) -> Version:
    return Version(
        number=row.number,
        made_at=row.made_at,
        made_by=row.made_by,
        reason=row.reason,
        changes={name: (before, after) for name, (before, after) in row.changes.items()},
    )


def feedback(session: Session, viewer: Viewer) -> tuple[records.Feedback, ...]:
    """What visitors wrote, the most urgent first; nothing for a viewer who does not answer it."""
    if not may_read_feedback(viewer):
        return ()
    query = select(Feedback).order_by(Feedback.answered_at.is_not(None), Feedback.answer_by, Feedback.id)
    return tuple(feedback_of(row) for row in session.scalars(query))
