"""What visitors tell us; the law asks for an answer within 14 days (act 306/2019)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from databank import models, records
from databank.queries.values import feedback_of
from databank.submissions.saving import new_id

ANSWER_WITHIN = timedelta(days=14)


def feedback(
    session: Session,
    *,
    topic: str,
    message: str,
    language: str,
    received_at: datetime,
    page: str | None = None,
    record_id: str | None = None,
    email: str | None = None,
) -> records.Feedback:
    """Keep a message and the day by which it is answered."""
    row = models.Feedback(
        id=new_id("P"),
        topic=topic,
        message=message,
        language=language,
        page=page,
        record_id=record_id,
        email=email,
        received_at=received_at,
        answer_by=(received_at + ANSWER_WITHIN).date(),
        answered_at=None,
    )
    session.add(row)
    session.flush()
    return feedback_of(row)
