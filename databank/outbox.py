"""The outbox: a mail is a row, written in the same transaction as the change it tells of."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from databank.models import OutgoingMail

WAITING = "waiting"


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
    """Put a mail into the outbox; its id, or None when one with the same `dedupe_key` is there already.

    Parameters
    ----------
    template : str
        Name of the text in ``web/templates/mails``.
    places : mapping
        What goes into the text, as JSON can hold it. Links are paths; the worker makes them whole.
    """
    if dedupe_key is not None and session.scalar(select(OutgoingMail.id).where(OutgoingMail.dedupe_key == dedupe_key)):
        return None
    mail = OutgoingMail(
        id=f"M-{secrets.token_hex(8)}",
        template=template,
        recipient=recipient,
        language=language,
        places=dict(places),
        dedupe_key=dedupe_key,
        state=WAITING,
        attempts=0,
        written_at=at,
    )
    session.add(mail)
    session.flush()
    return mail.id
