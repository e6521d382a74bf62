"""Mandates: that a person may act for an organisation until a day."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from databank import models, records
from databank.access import Role, Viewer, organisation_readable
from databank.business_id import parse_business_id
from databank.errors import N_, DatabankError, RecordNotFoundError
from databank.records import MandateKind, MandateState
from databank.submissions.saving import new_id

DECIDING_ROLES = frozenset({Role.REVIEWER, Role.ADMINISTRATOR})
MOST_LISTED = 500


class MandateRefusedError(DatabankError):
    """A step that a mandate does not allow now."""


def ask(session: Session, person_id: int, organisation_id: str, kind: MandateKind, *, at: datetime) -> records.Mandate:
    """Ask to act for an organisation. Asked twice it is one request; who acts for it already need not ask.

    Raises
    ------
    RecordNotFoundError
        When there is no such organisation.
    """
    if session.get(models.Organisation, organisation_id) is None:
        raise RecordNotFoundError(organisation_id)
    for row in _open_ones(session, person_id, organisation_id):
        if row.state is MandateState.ASKED:
            return _value(session, row)
        if row.kind is kind and _is_in_force(row, at.date()):
            raise MandateRefusedError(N_("You act for this organisation already."))
    return _value(session, _added(session, person_id, organisation_id, kind, MandateState.ASKED, at))


def grant(
    session: Session, mandate_id: str, viewer: Viewer, *, by: str, at: datetime, valid_until: date | None
) -> records.Mandate:
    """Let the person who asked act for the organisation until a day."""
    row = _asked(session, mandate_id, viewer, at.date())
    _decide(row, MandateState.GRANTED, by, at)
    row.valid_until = _day_ahead(valid_until, at)
    return _value(session, row)


def refuse(session: Session, mandate_id: str, viewer: Viewer, *, by: str, at: datetime) -> records.Mandate:
    """Answer a request with no."""
    row = _asked(session, mandate_id, viewer, at.date())
    _decide(row, MandateState.REFUSED, by, at)
    return _value(session, row)


def end(session: Session, mandate_id: str, viewer: Viewer, *, by: str, at: datetime) -> records.Mandate:
    """End a mandate at once, or take back a request: by who decides on it, or by the person themselves."""
    row = _to_decide(session, mandate_id, viewer, at.date(), also_person=True)
    if row.state not in {MandateState.GRANTED, MandateState.ASKED}:
        raise MandateRefusedError(N_("This mandate has ended already."))
    _decide(row, MandateState.ENDED, by, at)
    return _value(session, row)


def prolong(
    session: Session, mandate_id: str, viewer: Viewer, *, by: str, at: datetime, valid_until: date | None
) -> records.Mandate:
    """Write another last day into a mandate that was granted."""
    row = _to_decide(session, mandate_id, viewer, at.date())
    if row.state is not MandateState.GRANTED:
        raise MandateRefusedError(N_("This mandate has ended: the person asks for a new one."))
    row.valid_until = _day_ahead(valid_until, at)
    row.decided_by, row.decided_at = by, at
    return _value(session, row)


def give(
    session: Session,
    person_id: int,
    organisation_id: str,
    kind: MandateKind,
    *,
    by: str,
    at: datetime,
    valid_until: date | None,
) -> records.Mandate:
    """Grant a mandate that nobody asked for: by an invitation, or from the command line. An open one is widened."""
    day = _day_ahead(valid_until, at)
    for row in _open_ones(session, person_id, organisation_id):
        if row.state is MandateState.ASKED or (row.kind is kind and _is_in_force(row, at.date())):
            row.kind = kind
            break
    else:
        row = _added(session, person_id, organisation_id, kind, MandateState.GRANTED, at)
    _decide(row, MandateState.GRANTED, by, at)
    row.valid_until = day
    return _value(session, row)


def mandates_of(session: Session, person_id: int, *, today: date) -> tuple[records.Mandate, ...]:
    """The mandates of a person that are in force today."""
    query = _joined().where(models.Mandate.person_id == person_id, *in_force(today))
    return tuple(_of_row(*row) for row in session.execute(query))


def all_mandates_of(session: Session, person_id: int) -> tuple[records.Mandate, ...]:
    """Every mandate of a person, the newest first, ended and refused ones too."""
    query = _joined().where(models.Mandate.person_id == person_id).order_by(models.Mandate.asked_at.desc())
    return tuple(_of_row(*row) for row in session.execute(query.limit(MOST_LISTED)))


def members(session: Session, organisation_id: str, viewer: Viewer, *, today: date) -> tuple[records.Mandate, ...]:
    """Who acts, asked or acted for an organisation; for its managers and for those who decide for all.

    Raises
    ------
    RecordNotFoundError
        For everybody else.
    """
    if not may_decide(session, viewer, organisation_id, today=today):
        raise RecordNotFoundError(organisation_id)
    query = _joined().where(models.Mandate.organisation_id == organisation_id).order_by(models.Person.name)
    return tuple(_of_row(*row) for row in session.execute(query.limit(MOST_LISTED)))


def asked(session: Session, viewer: Viewer, *, today: date) -> tuple[records.Mandate, ...]:
    """The requests that wait for this viewer's answer, the oldest first."""
    query = _joined().where(models.Mandate.state == MandateState.ASKED).order_by(models.Mandate.asked_at)
    if not viewer.roles & DECIDING_ROLES:
        query = query.where(models.Mandate.organisation_id.in_(managed_ids(session, viewer, today=today)))
    return tuple(_of_row(*row) for row in session.execute(query.limit(MOST_LISTED)))


def managed_ids(session: Session, viewer: Viewer, *, today: date) -> tuple[str, ...]:
    """The organisations for which the viewer says who acts for them."""
    if viewer.person_id is None or not viewer.organisation_ids:
        return ()
    query = select(models.Mandate.organisation_id).where(
        models.Mandate.person_id == viewer.person_id, models.Mandate.kind == MandateKind.MANAGER, *in_force(today)
    )
    return tuple(sorted(set(session.scalars(query))))


def may_decide(session: Session, viewer: Viewer, organisation_id: str, *, today: date) -> bool:
    """Whether the viewer says who acts for the organisation: its managers, a reviewer, an administrator."""
    if viewer.roles & DECIDING_ROLES:
        return True
    return organisation_id in managed_ids(session, viewer, today=today)


def in_force(today: date) -> tuple[ColumnElement[bool], ...]:
    """What a row must fulfil to let its person act today."""
    day = models.Mandate.valid_until
    return models.Mandate.state == MandateState.GRANTED, or_(day.is_(None), day >= today)


def _is_in_force(row: models.Mandate, today: date) -> bool:
    return row.state is MandateState.GRANTED and (row.valid_until is None or row.valid_until >= today)


def _asked(session: Session, mandate_id: str, viewer: Viewer, today: date) -> models.Mandate:
    row = _to_decide(session, mandate_id, viewer, today)
    if row.state is not MandateState.ASKED:
        raise MandateRefusedError(N_("Somebody has answered this request already."))
    return row


def _to_decide(
    session: Session, mandate_id: str, viewer: Viewer, today: date, *, also_person: bool = False
) -> models.Mandate:
    """The row, for those who may decide on it; missing and not allowed look alike."""
    row = session.get(models.Mandate, mandate_id, with_for_update=True)
    own = row is not None and also_person and row.person_id == viewer.person_id
    if row is None or not (own or may_decide(session, viewer, row.organisation_id, today=today)):
        raise RecordNotFoundError(mandate_id)
    return row


def _decide(row: models.Mandate, state: MandateState, by: str, at: datetime) -> None:
    row.state, row.decided_by, row.decided_at = state, by[:200], at


def _day_ahead(day: date | None, at: datetime) -> date | None:
    if day is not None and day < at.date():
        raise MandateRefusedError(N_("The last day of a mandate cannot be in the past."))
    return day


def _open_ones(session: Session, person_id: int, organisation_id: str) -> list[models.Mandate]:
    query = select(models.Mandate).where(
        models.Mandate.person_id == person_id,
        models.Mandate.organisation_id == organisation_id,
        models.Mandate.state.in_([MandateState.ASKED, MandateState.GRANTED]),
    )
    return list(session.scalars(query.order_by(models.Mandate.asked_at)))


def _added(
    session: Session, person_id: int, organisation_id: str, kind: MandateKind, state: MandateState, at: datetime
) -> models.Mandate:
    row = models.Mandate(
        id=new_id("M"), person_id=person_id, organisation_id=organisation_id, kind=kind, state=state, asked_at=at
    )
    session.add(row)
    return row


def _joined() -> Select[models.Mandate, str, str, str]:
    return (
        select(models.Mandate, models.Person.name, models.Person.email, models.Organisation.name)
        .join(models.Person, models.Person.id == models.Mandate.person_id)
        .join(models.Organisation, models.Organisation.id == models.Mandate.organisation_id)
    )


def _value(session: Session, row: models.Mandate) -> records.Mandate:
    session.flush()
    return _of_row(*session.execute(_joined().where(models.Mandate.id == row.id)).one())


def _of_row(row: models.Mandate, person_name: str, person_email: str, organisation_name: str) -> records.Mandate:
    return records.Mandate(
        id=row.id,
        person_id=row.person_id,
        person_name=person_name,
        person_email=person_email,
        organisation_id=row.organisation_id,
        organisation_name=organisation_name,
        kind=row.kind,
        state=row.state,
        asked_at=row.asked_at,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        valid_until=row.valid_until,
    )


def organisation_to_ask_for(session: Session, viewer: Viewer, business_id: str) -> str | None:
    """The organisation of a business id, if it is shown to the viewer: one that is hidden looks as one that is not."""
    query = select(models.Organisation.id).where(
        models.Organisation.business_id == business_id, organisation_readable(viewer)
    )
    return session.scalar(query)


def deciders(session: Session, organisation_id: str, *, today: date) -> tuple[tuple[str, str], ...]:
    """Address and language of those who answer a request: the organisation's managers, else the city."""
    who = select(models.Person.email, models.Person.language).where(models.Person.active)
    managers = who.join(models.Mandate, models.Mandate.person_id == models.Person.id).where(
        models.Mandate.organisation_id == organisation_id,
        models.Mandate.kind == MandateKind.MANAGER,
        *in_force(today),
    )
    city = who.join(models.Person.roles).where(models.Role.name.in_(sorted(DECIDING_ROLES)))
    return tuple(session.execute(managers)) or tuple(sorted(set(session.execute(city))))


def language_of(session: Session, person_id: int) -> str:
    """In which language the bank writes to a person."""
    return session.get_one(models.Person, person_id).language


def organisation_name(session: Session, organisation_id: str) -> str:
    """The name of an organisation.

    Raises
    ------
    RecordNotFoundError
        When there is no such organisation.
    """
    row = session.get(models.Organisation, organisation_id)
    if row is None:
        raise RecordNotFoundError(organisation_id)
    return row.name


def organisation_named(session: Session, viewer: Viewer, text: str) -> str | None:
    """The id of an organisation that is shown to the viewer, by its id or its business id."""
    with suppress(ValueError):
        text = parse_business_id(text)
    named = or_(models.Organisation.id == text, models.Organisation.business_id == text)
    query = select(models.Organisation.id).where(named, organisation_readable(viewer))
    return session.scalar(query)


def example_company(session: Session) -> str | None:
    """The example company with most side streams: the demonstration has people who act for it."""
    query = (
        select(models.Organisation.id)
        .join(models.SideStream, models.SideStream.organisation_id == models.Organisation.id)
        .where(models.Organisation.is_example)
        .group_by(models.Organisation.id)
        .order_by(models.Organisation.name.like("% Oy").desc(), func.count().desc(), models.Organisation.id)
    )
    return session.scalar(query.limit(1))
