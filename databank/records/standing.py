"""What every record says of itself: what it is, how far it has come, where it comes from, what was changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class RecordKind(StrEnum):
    """What a record is. Only an offer is available or unused; a register row is a fact about the past."""

    OFFER = "offer"
    REGISTER = "register"
    THIRD_PARTY = "third_party"
    PLANNED = "planned"


class RecordStatus(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    RESERVED = "reserved"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class RealStatus(StrEnum):
    """Whether the thing itself exists, with the date it was last checked."""

    REAL = "real"
    PLANNED = "planned"
    ENDED = "ended"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"
    RESERVE = "reserve"


class ProvenanceKind(StrEnum):
    SUBMITTED = "submitted"
    IMPORTED = "imported"
    PUBLIC_SOURCE = "public_source"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a record comes from; `dated` is the day of the source or of the submission."""

    kind: ProvenanceKind
    url: str | None = None
    title: str | None = None
    dated: date | None = None
    file: str | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One change of one record: who, when, what and why."""

    number: int
    made_at: datetime
    made_by: str
    reason: str
    changes: Mapping[str, tuple[object, object]]
