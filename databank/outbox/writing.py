"""Putting a mail into the outbox."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from databank.models import OutgoingMail
from databank.outbox.keeping import refuses_reminders
from databank.outbox.values import MailState, is_reminder

ID_BYTES = 8
NOTIFIED = "sivuvirta_outbox_notified"


def write(
    session: Session,
    template: str,
    recipient: str,
    language: str,
    places: Mapping[str, Any],
    *,
    at: datetime,
    dedupe_key: str | None = None,
) -> str | None:
    """Put a mail into the outbox; its id, or None when it is not written.

    It is not written when one with the same `dedupe_key` is there already, nor as a reminder to those who want none.

    Parameters
    ----------
    template : str
        Name of the text in ``web/templates/mails``.
    places : mapping
        What goes into the text, as JSON can hold it. Links are paths; the worker makes them whole.
    """
    if is_reminder(template) and refuses_reminders(session, recipient):
        return None
    mail = OutgoingMail(
        id=f"M-{secrets.token_hex(ID_BYTES)}",
        template=template,
        recipient=recipient,
        language=language,
        places=dict(places),
        dedupe_key=dedupe_key,
        state=MailState.WAITING,
        attempts=0,
        written_at=at,
    )
    if dedupe_key is None:
        session.add(mail)
        session.flush()
        return mail.id
    return _write_once(session, mail)


def _write_once(session: Session, mail: OutgoingMail) -> str | None:
    """Write unless one with the key is there; also when another worker writes it at this moment."""
    if session.scalar(select(OutgoingMail.id).where(OutgoingMail.dedupe_key == mail.dedupe_key)):
        return None
    try:
        with session.begin_nested():
            session.add(mail)
    except IntegrityError:
        return None
    return mail.id


def after_commit(session: Session, notify: Callable[[], None]) -> None:
    """Call `notify` once, when the transaction of `session` is committed; not when it is rolled back."""
    if session.info.get(NOTIFIED):
        return

    def tell(_session: Session) -> None:
        session.info[NOTIFIED] = False
        notify()

    session.info[NOTIFIED] = True
    event.listen(session, "after_commit", tell, once=True)
