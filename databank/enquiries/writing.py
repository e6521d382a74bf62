"""What those who take part do: write, show who they are, ask for help, open the record, close."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType

from sqlalchemy.orm import Session

from databank import models, sharing
from databank.enquiries.threads import Thread
from databank.errors import N_, DatabankError, RecordNotFoundError
from databank.records import EnquirySide, EnquiryState

STATE_AFTER: Mapping[EnquirySide, EnquiryState] = MappingProxyType(
    {
        EnquirySide.ASKER: EnquiryState.OPEN,
        EnquirySide.OWNER: EnquiryState.ANSWERED,
        EnquirySide.CITY: EnquiryState.ANSWERED,
    }
)


class EnquiryClosedError(DatabankError):
    """Somebody writes where the other side has closed."""

    def __init__(self) -> None:
        super().__init__(N_("This question has been closed: nothing can be added any more."))


def write(session: Session, thread: Thread, text: str, *, at: datetime) -> bool:
    """Add a message; False when it is the same as the side's last one, sent again.

    Raises
    ------
    EnquiryClosedError
        When the enquiry is closed.
    """
    row = _open(session, thread)
    last = row.letters[-1]
    if (last.side, last.text) == (thread.side, text):
        return False
    letter = models.EnquiryLetter(position=last.position + 1, side=thread.side, text=text, written_at=at)
    row.letters.append(letter)
    row.state = STATE_AFTER.get(thread.side, row.state)
    session.flush()
    return True


def reveal(session: Session, thread: Thread, *, name: str, email: str, by: str, at: datetime) -> bool:
    """Show the asker who the owner is: the company, and the contact as the owner writes it. False when shown before.

    Raises
    ------
    RecordNotFoundError
        For everybody but the owner.
    """
    if thread.side is not EnquirySide.OWNER:
        raise RecordNotFoundError(thread.id)
    row = _open(session, thread)
    if row.revealed_at is not None:
        return False
    row.revealed_at, row.revealed_by = at, by
    row.shown_name, row.shown_email = name, email
    session.flush()
    return True


def ask_help(session: Session, thread: Thread, *, at: datetime) -> bool:
    """Ask the facilitator in; False when that was done before."""
    row = _open(session, thread)
    if row.helped_at is not None:
        return False
    row.helped_at = at
    session.flush()
    return True


def let_see(session: Session, thread: Thread, *, until: date, by: str, at: datetime) -> None:
    """Name the asker as a recipient of the record until a day.

    Raises
    ------
    RecordNotFoundError
        For everybody but the owner, and where the asker has no account.
    databank.sharing.GrantRefusedError
        When the day is past or too far away.
    """
    row = _open(session, thread)
    person = session.get(models.Person, row.person_id) if row.person_id else None
    if thread.side is not EnquirySide.OWNER or person is None:
        raise RecordNotFoundError(thread.id)
    sharing.grant(session, row.kind, row.record_id, until=until, granted_by=by, at=at, email=person.email)


def close(session: Session, thread: Thread) -> None:
    """End the conversation; what was written can still be read."""
    session.get_one(models.Enquiry, thread.id, with_for_update=True).state = EnquiryState.CLOSED
    session.flush()


def _open(session: Session, thread: Thread) -> models.Enquiry:
    row = session.get_one(models.Enquiry, thread.id, with_for_update=True)
    if row.state is EnquiryState.CLOSED:
        raise EnquiryClosedError
    return row
