"""What visitors tell us; the law asks for an answer within 14 days (act 306/2019)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from databank import models, records
from databank.queries.values import feedback_of
from databank.submissions.saving import new_id

ANSWER_WITHIN = timedelta(days=14)
SENT_TWICE_WITHIN = timedelta(hours=1)


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
    """Keep a message and the day by which it is answered; a message sent twice in a row is one."""
    said = {"topic": topic, "message": message, "page": page, "record_id": record_id, "email": email}
    before = _sent_before(session, said, received_at)
    if before is not None:
        return feedback_of(before)
    row = models.Feedback(
        id=new_id("P"),
        language=language,
        **said,
        received_at=received_at,
        answer_by=(received_at + ANSWER_WITHIN).date(),
        answered_at=None,
    )
    session.add(row)
    session.flush()
    return feedback_of(row)


def _sent_before(session: Session, said: Mapping[str, str | None], received_at: datetime) -> models.Feedback | None:
    """The same message from the last hour: a button pressed twice, or a page sent again."""
    query = select(models.Feedback).where(
        models.Feedback.received_at >= received_at - SENT_TWICE_WITHIN,
        *(getattr(models.Feedback, name) == value for name, value in said.items()),
    )
    return session.scalars(query.limit(1)).first()
