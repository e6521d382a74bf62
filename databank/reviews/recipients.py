"""Who is told what was decided about a record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from databank.drafts import draft_of
from databank.models import Mandate, Person
from databank.records import MandateState
from databank.submissions.tables import TABLES


@dataclass(frozen=True, slots=True)
class Recipient:
    """An address and the language to write in."""

    email: str
    language: str


def recipients(session: Session, kind: str, record_id: str, today: date) -> tuple[Recipient, ...]:
    """The contact of a record, else whoever sent it in, else the people who act for its organisation."""
    record = session.get_one(TABLES[kind].model, record_id)
    draft = draft_of(session, record_id)
    if record.contact_email:
        return (Recipient(record.contact_email, draft.language if draft else record.language),)
    if draft is not None and draft.answers.get("email"):
        return (Recipient(draft.answers["email"], draft.language),)
    return _acting(session, record, today)


def _acting(session: Session, record: Any, today: date) -> tuple[Recipient, ...]:
    query = (
        select(Person.email, Person.language)
        .join(Mandate, Mandate.person_id == Person.id)
        .where(Mandate.organisation_id == record.organisation_id, Mandate.state == MandateState.GRANTED)
        .where(or_(Mandate.valid_until.is_(None), Mandate.valid_until >= today), Person.active)
        .distinct()
        .order_by(Person.email)
    )
    return tuple(Recipient(email, language) for email, language in session.execute(query))
