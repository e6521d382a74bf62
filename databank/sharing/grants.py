"""Named recipients: people and organisations that an owner lets see more of one record, until a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from databank.errors import N_, DatabankError, RecordNotFoundError
from databank.models import Grant, Mandate, Organisation, Person
from databank.records import MandateState
from databank.submissions.saving import new_id

LONGEST = timedelta(days=2 * 366)


class GrantRefusedError(DatabankError):
    """A recipient that cannot be named; `field` is the form's field that is wrong."""

    def __init__(self, field: str, message: str, /, **values: str) -> None:
        super().__init__(message, **values)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Who may see a record until when; `ended_at` is set when the owner took it back."""

    id: str
    name: str
    is_organisation: bool
    granted_at: datetime
    granted_by: str
    valid_until: date
    ended_at: datetime | None

    def is_valid(self, today: date) -> bool:
        """Whether the recipient sees the record on a day."""
        return self.ended_at is None and self.valid_until >= today


def granted_ids(
    session: Session, person_id: int | None, organisation_ids: Collection[str], today: date
) -> frozenset[str]:
    """The records that were opened to a person, or to an organisation they act for, on a day."""
    if person_id is None:
        return frozenset()
    named = or_(Grant.person_id == person_id, Grant.organisation_id.in_(sorted(organisation_ids)))
    query = select(Grant.record_id).where(named, Grant.ended_at.is_(None), Grant.valid_until >= today)
    return frozenset(session.scalars(query))


def grant(
    session: Session,
    kind: str,
    record_id: str,
    *,
    until: date,
    granted_by: str,
    at: datetime,
    email: str | None = None,
    business_id: str | None = None,
) -> str:
    """Let a person with an account, or everybody acting for an organisation, see a record; the id of the grant.

    Raises
    ------
    GrantRefusedError
        When the day has passed or is too far away, or nobody has that address or acts for that organisation.
    """
    _check_day(until, at.date())
    person_id = None if email is None else _person_id(session, email)
    organisation_id = None if business_id is None else _organisation_id(session, business_id, at.date())
    row = Grant(
        id=new_id("G"),
        kind=kind,
        record_id=record_id,
        person_id=person_id,
        organisation_id=organisation_id,
        granted_at=at,
        granted_by=granted_by,
        valid_until=until,
        ended_at=None,
    )
    session.add(row)
    session.flush()
    return row.id


def _check_day(until: date, today: date) -> None:
    if until < today:
        raise GrantRefusedError("until", N_("This day has passed: choose today or a later day."))
    if until - today > LONGEST:
        raise GrantRefusedError("until", N_("Choose a day within two years: a recipient can be named again later."))


def _person_id(session: Session, email: str) -> int:
    found = session.scalar(select(Person.id).where(Person.email == email.strip().lower(), Person.active))
    if found is None:
        raise GrantRefusedError(
            "who", N_("Nobody with this e-mail address has an account here. Ask them to make one first.")
        )
    return found


def _organisation_id(session: Session, business_id: str, today: date) -> str:
    """The organisation of a business id, if somebody acts for it here: others could not sign in to see the record."""
    query = (
        select(Organisation.id)
        .join(Mandate, Mandate.organisation_id == Organisation.id)
        .where(Organisation.business_id == business_id, Mandate.state == MandateState.GRANTED)
        .where(or_(Mandate.valid_until.is_(None), Mandate.valid_until >= today))
    )
    found = session.scalar(query.limit(1))
    if found is None:
        raise GrantRefusedError("who", N_("Nobody acts for an organisation with this business ID here yet."))
    return found


def end_grant(session: Session, record_id: str, grant_id: str, at: datetime) -> None:
    """Take a grant back; one that has ended stays as it was.

    Raises
    ------
    RecordNotFoundError
        When the record has no such grant.
    """
    row = session.get(Grant, grant_id)
    if row is None or row.record_id != record_id:
        raise RecordNotFoundError(grant_id)
    row.ended_at = row.ended_at or at


def recipients(session: Session, kind: str, record_id: str) -> tuple[Recipient, ...]:
    """Everybody who was ever named for a record, the latest first: the list is the log."""
    query = (
        select(Grant, Person.email, Organisation.name)
        .outerjoin(Person, Grant.person_id == Person.id)
        .outerjoin(Organisation, Grant.organisation_id == Organisation.id)
        .where(Grant.kind == kind, Grant.record_id == record_id)
        .order_by(Grant.granted_at.desc(), Grant.id)
    )
    return tuple(_recipient(row, email or name) for row, email, name in session.execute(query))


def _recipient(row: Grant, name: str) -> Recipient:
    return Recipient(
        id=row.id,
        name=name,
        is_organisation=row.organisation_id is not None,
        granted_at=row.granted_at,
        granted_by=row.granted_by,
        valid_until=row.valid_until,
        ended_at=row.ended_at,
    )
