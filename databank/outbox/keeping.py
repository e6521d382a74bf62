"""The outbox as an administrator sees it, how long it is kept, and who wants no reminders."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from databank.errors import RecordNotFoundError
from databank.models import OutgoingMail, RefusedReminders
from databank.outbox.values import REMINDER, Mail, MailState, mail_of
from databank.queries.cursor import beyond, encode, page_size
from databank.records import Page


def mails(session: Session, state: MailState | None = None, *, limit: int = 50, after: str | None = None) -> Page[Mail]:
    """Mails, the newest first."""
    size = page_size(limit)
    query = select(OutgoingMail).where(
        *([] if state is None else [OutgoingMail.state == state]),
        *beyond("newest", after, OutgoingMail.written_at.expression, OutgoingMail.id, falling=True),
    )
    query = query.order_by(OutgoingMail.written_at.desc(), OutgoingMail.id.desc()).limit(size + 1)
    rows = session.scalars(query).all()
    last = rows[size - 1] if len(rows) > size else None
    return Page(
        items=tuple(mail_of(row) for row in rows[:size]),
        next=None if last is None else encode("newest", last.written_at, last.id),
    )


def state_counts(session: Session) -> Mapping[MailState, int]:
    """How many mails are in each state."""
    query = select(OutgoingMail.state, func.count()).group_by(OutgoingMail.state)
    found = dict(session.execute(query).all())
    return {state: found.get(state, 0) for state in MailState}


def mail(session: Session, mail_id: str) -> Mail:
    """One mail.

    Raises
    ------
    RecordNotFoundError
        When there is none with this id.
    """
    row = session.get(OutgoingMail, mail_id)
    if row is None:
        raise RecordNotFoundError(mail_id)
    return mail_of(row)


def try_again(session: Session, mail_id: str) -> bool:
    """Let a worker take a failed mail, or one that waits for its next try, at once; whether there was one."""
    row = session.get(OutgoingMail, mail_id, with_for_update=True)
    if row is None:
        raise RecordNotFoundError(mail_id)
    if row.state == MailState.SENT or (row.state == MailState.WAITING and row.problem is None):
        return False
    row.state, row.leased_until, row.attempts = MailState.WAITING, None, 0
    return True


def clear_old(session: Session, before: datetime) -> tuple[str, ...]:
    """Delete what was sent or given up before a moment; the ids of the mails that are gone."""
    old = (OutgoingMail.state != MailState.WAITING, OutgoingMail.written_at < before)
    return tuple(session.scalars(delete(OutgoingMail).where(*old).returning(OutgoingMail.id)))


def refuse_reminders(session: Session, recipient: str, *, at: datetime) -> None:
    """Send no more reminders to this address, nor those that wait."""
    if not refuses_reminders(session, recipient):
        session.add(RefusedReminders(recipient_hash=_hash(recipient), refused_at=at))
    waiting = (OutgoingMail.state == MailState.WAITING, func.lower(OutgoingMail.recipient) == recipient.strip().lower())
    session.execute(delete(OutgoingMail).where(*waiting, OutgoingMail.template.startswith(REMINDER)))


def refuses_reminders(session: Session, recipient: str) -> bool:
    """Whether the owner of the address wants no reminders."""
    return session.get(RefusedReminders, _hash(recipient)) is not None


def _hash(recipient: str) -> str:
    return hashlib.sha256(recipient.strip().casefold().encode()).hexdigest()
