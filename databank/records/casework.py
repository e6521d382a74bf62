"""What waits for a person's answer: reviews, claims, enquiries, requests for information, feedback."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class ReviewState(StrEnum):
    """Who is to act: the reviewer, the owner who was asked something, or nobody."""

    WAITING = "waiting"
    ASKED = "asked"
    DONE = "done"


class ReviewAction(StrEnum):
    APPROVED = "approved"
    RETURNED = "returned"
    ANSWERED = "answered"
    EDITED = "edited"
    MERGED = "merged"
    REFUSED = "refused"


class DecisionState(StrEnum):
    """A claim is open until somebody decided."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class ClaimKind(StrEnum):
    """What a company says of what a public source says of it."""

    CONFIRM = "confirm"
    CORRECT = "correct"
    COMMENT = "comment"
    OBJECT = "object"


class EnquiryState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class EnquirySide(StrEnum):
    """Who writes: the one who asks, the owner, or somebody in between."""

    ASKER = "asker"
    OWNER = "owner"
    CITY = "city"
    FACILITATOR = "facilitator"


class RequestState(StrEnum):
    """A request for information: received, the company is heard, decided."""

    RECEIVED = "received"
    HEARING = "hearing"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What a visitor told us; the law asks for an answer within 14 days (act 306/2019)."""

    id: str
    topic: str
    message: str
    language: str
    page: str | None
    record_id: str | None
    email: str | None
    received_at: datetime
    answer_by: date
    answered_at: datetime | None
