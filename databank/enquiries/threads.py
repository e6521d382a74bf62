"""An enquiry as one side of it sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from databank import models
from databank.access import Viewer
from databank.enquiries.records_asked import record_shown, row_of
from databank.records import EnquirySide, EnquiryState

SEES_OWNER = frozenset({EnquirySide.OWNER, EnquirySide.CITY})


@dataclass(frozen=True, slots=True)
class Letter:
    """One message."""

    side: EnquirySide
    text: str
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """What `side` may know of an enquiry.

    Attributes
    ----------
    record_name : str, optional
        None when the record is not shown to this side any more.
    owner_name : str, optional
        The company: for itself and for the city, for others when the record shows it or after it showed itself.
    asker_email : str, optional
        For others than the asker only when the asker wanted it.
    asker_has_account : bool
        Whether the owner can name the asker as a recipient of the record.
    """

    id: str
    side: EnquirySide
    kind: str
    record_id: str
    record_name: str | None
    record_language: str | None
    is_example: bool
    state: EnquiryState
    asked_at: datetime
    letters: tuple[Letter, ...]
    asker_name: str
    asker_email: str | None
    asker_has_account: bool
    owner_name: str | None
    shown_name: str | None
    shown_email: str | None
    revealed_at: datetime | None
    helped_at: datetime | None
    to_city: bool


def thread_of(session: Session, viewer: Viewer, row: models.Enquiry, side: EnquirySide) -> Thread:
    """Cut an enquiry to what one side may know."""
    record = record_shown(session, viewer, row.kind, row.record_id)
    is_asker, is_revealed = side is EnquirySide.ASKER, row.revealed_at is not None
    name = record.organisation_name if record else None
    if side in SEES_OWNER or is_revealed:
        name = session.get_one(models.Organisation, row.organisation_id).name
    own = row_of(session, row.kind, row.record_id) if side is EnquirySide.OWNER else None
    title = own or record  # the link of a mail knows no viewer, and the owner knows the record
    return Thread(
        id=row.id,
        side=side,
        kind=row.kind,
        record_id=row.record_id,
        record_name=title.name if title else None,
        record_language=title.language if title else None,
        is_example=bool(title and title.is_example),
        state=row.state,
        asked_at=row.asked_at,
        letters=tuple(Letter(letter.side, letter.text, letter.written_at) for letter in row.letters),
        asker_name=row.name,
        asker_email=row.email if is_asker or row.shows_email else None,
        asker_has_account=row.person_id is not None,
        owner_name=name,
        shown_name=row.shown_name,
        shown_email=row.shown_email,
        revealed_at=row.revealed_at,
        helped_at=row.helped_at,
        to_city=row.to_city,
    )
