"""Who is told what was decided about a record."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from databank.drafts import draft_of
from databank.recipients import Recipient, acting_for
from databank.submissions.tables import TABLES


def recipients(session: Session, kind: str, record_id: str, today: date) -> tuple[Recipient, ...]:
    """The contact of a record, else whoever sent it in, else the people who act for its organisation."""
    record = session.get_one(TABLES[kind].model, record_id)
    draft = draft_of(session, record_id)
    if record.contact_email:
        return (Recipient(record.contact_email, draft.language if draft else record.language),)
    if draft is not None and draft.answers.get("email"):
        return (Recipient(draft.answers["email"], draft.language),)
    return acting_for(session, record.organisation_id, today=today)
