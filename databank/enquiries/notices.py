"""Who is told of what was written, and the link that opens their side of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from databank import models
from databank.access import DESK_ROLES, Role
from databank.enquiries.records_asked import Row, row_of
from databank.keys import hash_key, new_key
from databank.recipients import Recipient, acting_for, with_roles
from databank.records import EnquirySide

LINK_DAYS = 365


@dataclass(frozen=True, slots=True)
class Notice:
    """A mail to one reader: who reads it for which side. `key` opens the side for those without an account of it."""

    recipient: Recipient
    side: EnquirySide
    key: str | None


def notices(session: Session, enquiry_id: str, *, at: datetime, but: EnquirySide | None = None) -> tuple[Notice, ...]:
    """A notice for everybody who takes part, except for the side that wrote. Each gets a key of its own."""
    row = session.get_one(models.Enquiry, enquiry_id)
    found = [(side, one) for side, one in _readers(session, row, at.date()) if side is not but]
    return tuple(Notice(one, side, _key(session, row, side, one, at.date())) for side, one in found)


def owners(session: Session, record: Row, *, today: date) -> tuple[Recipient, ...]:
    """Who answers for a record: its contact, else those who act for its owner."""
    acting = acting_for(session, record.organisation_id, today=today)
    if not record.contact_email:
        return acting
    address = record.contact_email.strip().lower()
    known = [one for one in acting if one.email.strip().lower() == address]
    return tuple(known) or (Recipient(record.contact_email, record.language),)


def _readers(session: Session, row: models.Enquiry, today: date) -> Iterator[tuple[EnquirySide, Recipient]]:
    yield EnquirySide.ASKER, Recipient(row.email, row.language, row.person_id)
    if row.to_city:
        yield from ((EnquirySide.CITY, one) for one in with_roles(session, DESK_ROLES))
    else:
        record = row_of(session, row.kind, row.record_id)
        answering = owners(session, record, today=today) if record else ()
        yield from ((EnquirySide.OWNER, one) for one in answering)
    if row.helped_at is not None:
        yield from ((EnquirySide.FACILITATOR, one) for one in with_roles(session, [Role.FACILITATOR]))


def _key(session: Session, row: models.Enquiry, side: EnquirySide, reader: Recipient, today: date) -> str | None:
    """A key for those who have no account to open it with."""
    if reader.person_id is not None:
        return None
    key = new_key()
    until = today + timedelta(days=LINK_DAYS)
    session.add(models.EnquiryKey(key_hash=hash_key(key), enquiry_id=row.id, side=side, valid_until=until))
    session.flush()
    return key
