"""People, for whom they act, how they are invited and where they are signed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class MandateKind(StrEnum):
    """A member acts for the organisation; a manager also says who else does."""

    MEMBER = "member"
    MANAGER = "manager"


class MandateState(StrEnum):
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """That a person acts, asked to act or acted for an organisation; `valid_until` is the last day."""

    id: str
    person_id: int
    person_name: str
    person_email: str
    organisation_id: str
    organisation_name: str
    kind: MandateKind
    state: MandateState
    asked_at: datetime
    decided_at: datetime | None
    decided_by: str | None
    valid_until: date | None

    def in_force(self, today: date) -> bool:
        """Whether it lets the person act on that day."""
        return self.state is MandateState.GRANTED and (self.valid_until is None or self.valid_until >= today)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with an account: `roles` are words of `databank.access.Role`, `mandates` those of today."""

    id: int
    name: str
    email: str
    language: str
    active: bool
    confirmed: bool
    has_password: bool
    two_factor: bool
    recovery_codes: int
    created_at: datetime
    roles: frozenset[str] = frozenset()
    mandates: tuple[Mandate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A link that fills in organisation and site, and may give a mandate or a role once."""

    organisation_id: str | None
    organisation_name: str | None
    site_id: str | None
    site_name: str | None
    mandate: MandateKind | None
    role: str | None
    email: str | None
    language: str
    made_at: datetime
    made_by: str
    valid_until: date
    used_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """One signed-in browser; `id` is the beginning of what is kept of its key, enough to end it."""

    id: str
    person_id: int
    remembered: Mapping[str, Any]
    browser: str
    began_at: datetime
    seen_at: datetime
    ends_at: datetime
