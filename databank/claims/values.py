"""A claim as it is made, as it is kept, and as the public reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from databank import models
from databank.records import ClaimKind, DecisionState


@dataclass(frozen=True, slots=True, kw_only=True)
class NewClaim:
    """What somebody says for a company; `year` and `tonnes` are the figure that would be right."""

    organisation_id: str
    kind: ClaimKind
    name: str
    email: str
    language: str
    text: str = ""
    side_stream_id: str | None = None
    year: int | None = None
    tonnes: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A claim with the names it is about, for those who decide on it."""

    id: str
    organisation_id: str
    organisation_name: str
    side_stream_id: str | None
    side_stream_name: str | None
    kind: ClaimKind
    text: str
    year: int | None
    tonnes: Decimal | None
    name: str
    email: str
    language: str
    made_at: datetime
    vouched_at: datetime | None
    state: DecisionState
    decided_at: datetime | None
    decided_by: str | None
    answer: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a company said and the city accepted. Who said it for the company is not told."""

    kind: ClaimKind
    text: str
    language: str
    year: int | None
    tonnes: Decimal | None
    said_on: date
    side_stream_id: str | None
    side_stream_name: str | None


def claim_of(row: models.Claim, organisation_name: str, side_stream_name: str | None) -> Claim:
    """The value of a row."""
    return Claim(
        id=row.id,
        organisation_id=row.organisation_id,
        organisation_name=organisation_name,
        side_stream_id=row.side_stream_id,
        side_stream_name=side_stream_name,
        kind=row.kind,
        text=row.text,
        year=row.year,
        tonnes=row.tonnes,
        name=row.name,
        email=row.email,
        language=row.language,
        made_at=row.made_at,
        vouched_at=row.vouched_at,
        state=row.state,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        answer=row.answer,
    )
