"""A mail of the outbox as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from databank.errors import Sentence
from databank.models import OutgoingMail

REMINDER = "reminder-"
"""How the names of texts begin that a recipient may refuse."""


class MailState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail.

    Attributes
    ----------
    places : mapping
        What goes into the text; empty once a mail server has taken the mail.
    attempts : int
        How often a worker has tried, the present try included.
    leased_until : datetime, optional
        Until when no worker takes it: another has it, or its next try is not due yet.
    subject : str, optional
        Known once it was sent.
    problem : Sentence, optional
        Why the last try failed.
    """

    id: str
    template: str
    recipient: str
    language: str
    places: Mapping[str, Any]
    state: MailState
    attempts: int
    written_at: datetime
    leased_until: datetime | None
    sent_at: datetime | None
    subject: str | None
    problem: Sentence | None


def mail_of(row: OutgoingMail) -> Mail:
    """The value of a row."""
    return Mail(
        id=row.id,
        template=row.template,
        recipient=row.recipient,
        language=row.language,
        places=MappingProxyType(row.places),
        state=MailState(row.state),
        attempts=row.attempts,
        written_at=row.written_at,
        leased_until=row.leased_until,
        sent_at=row.sent_at,
        subject=row.subject,
        problem=None if row.problem is None else Sentence(row.problem["key"], **row.problem["values"]),
    )


def is_reminder(template: str) -> bool:
    """Whether the recipient may refuse mails of this kind."""
    return template.startswith(REMINDER)
