"""What falls due on a day and somebody is to be told of: mandates and invitations that end, requests to be decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from databank.models import InformationRequest, Invitation, Mandate, Organisation, Person, ReviewCase
from databank.records import MandateState, RequestState, ReviewState

MANDATE_NOTICE = timedelta(days=30)
INVITATION_NOTICE = timedelta(days=5)
REQUEST_NOTICE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Ending:
    """Something of a person's that ends: `key` tells it from others and holds no secret."""

    key: str
    email: str
    language: str
    organisation: str
    last_day: date


@dataclass(frozen=True, slots=True)
class DueRequest:
    """A request for information that is to be decided soon, or should have been."""

    id: str
    decide_by: date
    is_late: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many cases wait for a reviewer, and since when the oldest does."""

    count: int
    since: date | None


def ending_mandates(session: Session, today: date) -> tuple[Ending, ...]:
    """Mandates that end within 30 days and have no longer one beside them."""
    later = (
        select(Mandate.person_id, Mandate.organisation_id, func.max(Mandate.valid_until).label("last_day"))
        .where(Mandate.state == MandateState.GRANTED)
        .group_by(Mandate.person_id, Mandate.organisation_id)
        .having(func.count() == func.count(Mandate.valid_until))  # one without a last day never ends
        .subquery()
    )
    query = (
        select(Person.id, Organisation.id, Person.email, Person.language, Organisation.name, later.c.last_day)
        .join(later, later.c.person_id == Person.id)
        .join(Organisation, Organisation.id == later.c.organisation_id)
        .where(Person.active, later.c.last_day.between(today, today + MANDATE_NOTICE))
        .order_by(Person.id, Organisation.id)
    )
    return tuple(
        Ending(f"{person}/{organisation}/{last_day}", email, language, name, last_day)
        for person, organisation, email, language, name, last_day in session.execute(query)
    )


def ending_invitations(session: Session, today: date) -> tuple[Ending, ...]:
    """Invitations to an address that nobody has used and that end within some days."""
    query = (
        select(Invitation, func.coalesce(Organisation.name, ""))
        .join(Organisation, Organisation.id == Invitation.organisation_id, isouter=True)
        .where(
            Invitation.used_at.is_(None),
            Invitation.email.is_not(None),
            Invitation.valid_until.between(today, today + INVITATION_NOTICE),
        )
        .order_by(Invitation.key_hash)
    )
    return tuple(
        Ending(row.key_hash, row.email or "", row.language, organisation, row.valid_until)
        for row, organisation in session.execute(query)
    )


def due_requests(session: Session, today: date) -> tuple[DueRequest, ...]:
    """Requests for information whose last day is near or has passed."""
    query = (
        select(InformationRequest.id, InformationRequest.decide_by)
        .where(InformationRequest.state != RequestState.DECIDED, InformationRequest.decide_by <= today + REQUEST_NOTICE)
        .order_by(InformationRequest.decide_by, InformationRequest.id)
    )
    return tuple(DueRequest(request_id, day, day < today) for request_id, day in session.execute(query))


def waiting_cases(session: Session) -> Waiting:
    """What waits for a reviewer."""
    query = select(func.count(), func.min(ReviewCase.since)).where(ReviewCase.state == ReviewState.WAITING)
    count, oldest = session.execute(query).one()
    return Waiting(count, oldest.date() if count else None)
