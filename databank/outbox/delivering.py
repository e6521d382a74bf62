"""How a worker takes a mail, and says what became of it.

A mail is taken for a while (a lease). A worker that dies leaves nothing behind but a lease that ends, and the next one
takes the mail up. So a mail is sent at least once; that it is not sent twice is the transport's part: a file that is
there already is not written again, and a mail server knows a repetition by its Message-ID.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from databank.errors import Sentence
from databank.models import OutgoingMail
from databank.outbox.values import Mail, MailState, mail_of

LEASE = timedelta(minutes=3)
"""Longer than a mail server is waited for."""
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))
"""Before the second try, the third, and so on: two days in all."""
MOST_TRIES = len(PAUSES) + 1


def claim(session: Session, at: datetime, lease: timedelta = LEASE) -> Mail | None:
    """Take the oldest mail that is due, for this worker alone; None when there is none.

    One statement: two workers never take the same mail, on SQLite because it writes one at a time, on PostgreSQL
    because the row is locked and the other worker skips it.
    """
    due = (
        select(OutgoingMail.id)
        .where(
            OutgoingMail.state == MailState.WAITING,
            or_(OutgoingMail.leased_until.is_(None), OutgoingMail.leased_until <= at),
        )
        .order_by(OutgoingMail.written_at, OutgoingMail.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    taken = session.scalar(
        update(OutgoingMail)
        .where(OutgoingMail.id == due)
        .values(leased_until=at + lease, attempts=OutgoingMail.attempts + 1)
        .returning(OutgoingMail)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return None if taken is None else mail_of(taken)


def note_sent(session: Session, mail_id: str, subject: str, *, at: datetime, forget: bool) -> None:
    """It is sent, whoever else has tried meanwhile. `forget` empties its places."""
    row = session.get(OutgoingMail, mail_id, with_for_update=True)
    if row is None or row.state == MailState.SENT:
        return
    row.state, row.sent_at, row.subject = MailState.SENT, at, subject
    row.leased_until = row.problem = None
    if forget:
        row.places = {}


def note_problem(session: Session, mail: Mail, problem: Sentence, *, at: datetime, is_final: bool = False) -> None:
    """The try failed: the next one is after a growing pause, until it is given up.

    Parameters
    ----------
    mail : Mail
        As it was claimed; when another worker has taken it since, it is theirs and nothing is noted.
    is_final : bool
        Trying again would not help.
    """
    row = session.get(OutgoingMail, mail.id, with_for_update=True)
    if row is None or row.state != MailState.WAITING or row.leased_until != mail.leased_until:
        return
    row.problem = {"key": problem.key, "values": {name: str(value) for name, value in problem.values.items()}}
    if is_final or row.attempts >= MOST_TRIES:
        row.state, row.leased_until = MailState.FAILED, None
    else:
        row.leased_until = at + PAUSES[row.attempts - 1]
