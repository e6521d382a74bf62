"""Asking: a question is kept with the record it is about and with whom it can be handed to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from databank import models
from databank.access import Viewer
from databank.enquiries.notices import owners
from databank.enquiries.records_asked import record_asked, row_of
from databank.errors import RecordNotFoundError
from databank.records import EnquirySide, EnquiryState
from databank.submissions import new_id

SENT_TWICE_WITHIN = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEnquiry:
    """What somebody asks. Their e-mail address is handed on only if they say so."""

    kind: str
    record_id: str
    name: str
    email: str
    language: str
    text: str
    shows_email: bool = False
    wants_help: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of a question: one that was sent twice is not new."""

    id: str
    is_new: bool


def ask(session: Session, viewer: Viewer, said: NewEnquiry, *, at: datetime) -> Asked:
    """Keep a question about an offer or a need that the viewer can see.

    Raises
    ------
    RecordNotFoundError
        When there is nothing of that id to ask about.
    """
    record_asked(session, viewer, said.kind, said.record_id)
    record = row_of(session, said.kind, said.record_id, lock=True)
    if record is None:
        raise RecordNotFoundError(said.record_id)
    before = _sent_before(session, said, at)
    if before is not None:
        return Asked(before, is_new=False)
    row = models.Enquiry(
        id=new_id("K"),
        kind=said.kind,
        record_id=said.record_id,
        organisation_id=record.organisation_id,
        person_id=viewer.person_id,
        name=said.name,
        email=said.email,
        shows_email=said.shows_email,
        language=said.language,
        state=EnquiryState.OPEN,
        to_city=not owners(session, record, today=at.date()),
        asked_at=at,
        helped_at=at if said.wants_help else None,
        letters=[models.EnquiryLetter(position=1, side=EnquirySide.ASKER, text=said.text, written_at=at)],
    )
    session.add(row)
    session.flush()
    return Asked(row.id, is_new=True)


def _sent_before(session: Session, said: NewEnquiry, at: datetime) -> str | None:
    """The same question of the last day; the record is locked, so that two of one moment meet."""
    query = (
        select(models.Enquiry.id)
        .join(models.Enquiry.letters)
        .where(
            models.Enquiry.kind == said.kind,
            models.Enquiry.record_id == said.record_id,
            models.Enquiry.email == said.email,
            models.Enquiry.asked_at >= at - SENT_TWICE_WITHIN,
            models.EnquiryLetter.position == 1,
            models.EnquiryLetter.text == said.text,
        )
    )
    return session.scalar(query.limit(1))
