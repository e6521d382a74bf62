"""Requests for information under the act on the openness of government activities (621/1999), step by step.

A request is registered, the companies it is about are heard, and the city decides; every step is dated and signed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from databank.errors import N_, DatabankError, RecordNotFoundError
from databank.models import InformationRequest, MaterialNeed, Organisation, RequestStep, SideStream
from databank.records import RequestState
from databank.submissions.saving import new_id

DECIDE_WITHIN = timedelta(days=14)
DECIDE_WITHIN_AT_MOST = timedelta(days=31)
"""Section 14 of the act: two weeks, one month where a request is wide or companies are heard."""


class Step(StrEnum):
    HEARD = "heard"
    ANSWERED = "answered"
    DECIDED = "decided"


class RequestRefusedError(DatabankError):
    """A step that cannot be taken; `field` is the form's field that is wrong."""

    def __init__(self, field: str, message: str, /, **values: str) -> None:
        super().__init__(message, **values)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One step of a request."""

    step: Step
    text: str
    organisation_id: str | None
    organisation_name: str | None
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request with its steps, the first one first."""

    id: str
    requester: str
    email: str | None
    subject: str
    record_ids: tuple[str, ...]
    received_on: date
    decide_by: date
    state: RequestState
    steps: tuple[Taken, ...]

    def is_late(self, today: date) -> bool:
        """Whether it waits although its day has passed."""
        return self.state is not RequestState.DECIDED and today > self.decide_by

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The organisations that were asked and have not answered."""
        answered = {step.organisation_id for step in self.steps if step.step is Step.ANSWERED}
        heard = [step.organisation_id for step in self.steps if step.step is Step.HEARD]
        return tuple(dict.fromkeys(name for name in heard if name and name not in answered))


def register_request(
    session: Session,
    *,
    requester: str,
    email: str | None,
    subject: str,
    record_ids: Collection[str],
    received_on: date,
) -> str:
    """Register a request; its id. It is to be decided within two weeks.

    Raises
    ------
    RequestRefusedError
        Without a requester or a subject, or when a record is not in the bank.
    """
    if not requester.strip():
        raise RequestRefusedError("requester", N_("Write who asks."))
    if not subject.strip():
        raise RequestRefusedError("subject", N_("Write what is asked for."))
    for record_id in record_ids:
        _owner(session, record_id)
    row = InformationRequest(
        id=new_id("T"),
        requester=requester.strip(),
        email=email or None,
        subject=subject.strip(),
        record_ids=tuple(record_ids),
        received_on=received_on,
        decide_by=received_on + DECIDE_WITHIN,
        state=RequestState.RECEIVED,
    )
    session.add(row)
    session.flush()
    return row.id


def _owner(session: Session, record_id: str) -> str:
    """Whose record it is."""
    for table in (SideStream, MaterialNeed):
        found = session.scalar(select(table.organisation_id).where(table.id == record_id))
        if found is not None:
            return found
    raise RequestRefusedError("record_ids", N_("There is no record %(id)s in the bank."), id=record_id)


def owners_of_request(session: Session, request_id: str) -> tuple[tuple[str, str], ...]:
    """Id and name of the organisations that the request is about."""
    row = _row(session, request_id)
    ids = {_owner(session, record_id) for record_id in row.record_ids}
    query = select(Organisation.id, Organisation.name).where(Organisation.id.in_(sorted(ids)))
    return tuple((found.id, found.name) for found in session.execute(query.order_by(Organisation.name)))


def hear(session: Session, request_id: str, organisation_id: str, text: str, *, made_by: str, at: datetime) -> None:
    """Ask a company what it says to the request; hearing takes time, so that a month is given from now on."""
    row = _open(session, request_id)
    if organisation_id not in {owner for owner, _name in owners_of_request(session, request_id)}:
        raise RequestRefusedError("organisation_id", N_("Choose a company whose record is asked for."))
    if not text.strip():
        raise RequestRefusedError("text", N_("Write what the company is asked."))
    row.state = RequestState.HEARING
    row.decide_by = row.received_on + DECIDE_WITHIN_AT_MOST
    _add(session, row, Step.HEARD, text, organisation_id, made_by, at)


def answer_hearing(
    session: Session, request_id: str, organisation_id: str, text: str, *, made_by: str, at: datetime
) -> None:
    """Keep what a company that was heard says."""
    row = _open(session, request_id)
    if organisation_id not in _request(row, {}).unanswered:
        raise RequestRefusedError("organisation_id", N_("This company was not asked, or it has answered."))
    if not text.strip():
        raise RequestRefusedError("text", N_("Write what the company answered."))
    _add(session, row, Step.ANSWERED, text, organisation_id, made_by, at)


def decide_request(session: Session, request_id: str, text: str, *, made_by: str, at: datetime) -> None:
    """Decide the request; nothing follows after that.

    Raises
    ------
    RequestRefusedError
        Without the text of the decision, or when companies are concerned that were not heard.
    """
    row = _open(session, request_id)
    if not text.strip():
        raise RequestRefusedError("text", N_("Write the decision and its reasons."))
    heard = {step.organisation_id for step in row.steps if step.step == Step.HEARD}
    if {owner for owner, _name in owners_of_request(session, request_id)} - heard:
        raise RequestRefusedError("text", N_("Hear every company whose record is asked for before you decide."))
    row.state = RequestState.DECIDED
    _add(session, row, Step.DECIDED, text, None, made_by, at)


def _add(
    session: Session,
    row: InformationRequest,
    step: Step,
    text: str,
    organisation_id: str | None,
    made_by: str,
    at: datetime,
) -> None:
    row.steps.append(
        RequestStep(
            position=len(row.steps) + 1,
            step=step.value,
            text=text.strip(),
            organisation_id=organisation_id,
            made_at=at,
            made_by=made_by,
        )
    )
    session.flush()


def _row(session: Session, request_id: str) -> InformationRequest:
    row = session.get(InformationRequest, request_id)
    if row is None:
        raise RecordNotFoundError(request_id)
    return row


def _open(session: Session, request_id: str) -> InformationRequest:
    row = _row(session, request_id)
    if row.state is RequestState.DECIDED:
        raise RequestRefusedError("text", N_("This request has been decided already."))
    return row


def request_of(session: Session, request_id: str) -> Request:
    """One request; RecordNotFoundError if there is none."""
    row = _row(session, request_id)
    return _request(row, _names(session, [row]))


def requests(session: Session) -> tuple[Request, ...]:
    """Every request: what waits first, by the day on which it must be decided."""
    query = (
        select(InformationRequest)
        .options(selectinload(InformationRequest.steps))
        .order_by(InformationRequest.state == RequestState.DECIDED, InformationRequest.decide_by, InformationRequest.id)
    )
    rows = list(session.scalars(query))
    names = _names(session, rows)
    return tuple(_request(row, names) for row in rows)


def hearings_of(session: Session, organisation_id: str) -> tuple[Request, ...]:
    """The requests about which an organisation was asked and has not answered yet."""
    return tuple(
        request
        for request in requests(session)
        if request.state is RequestState.HEARING and organisation_id in request.unanswered
    )


def _names(session: Session, rows: Collection[InformationRequest]) -> dict[str, str]:
    ids = {step.organisation_id for row in rows for step in row.steps if step.organisation_id}
    query = select(Organisation.id, Organisation.name).where(Organisation.id.in_(sorted(ids)))
    return {found.id: found.name for found in session.execute(query)}


def _request(row: InformationRequest, names: dict[str, str]) -> Request:
    return Request(
        id=row.id,
        requester=row.requester,
        email=row.email,
        subject=row.subject,
        record_ids=row.record_ids,
        received_on=row.received_on,
        decide_by=row.decide_by,
        state=row.state,
        steps=tuple(
            Taken(
                step=Step(step.step),
                text=step.text,
                organisation_id=step.organisation_id,
                organisation_name=names.get(step.organisation_id or ""),
                made_at=step.made_at,
                made_by=step.made_by,
            )
            for step in row.steps
        ),
    )
