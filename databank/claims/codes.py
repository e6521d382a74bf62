"""Letters to companies: the code in each, what it is still good for, and who was written to and has answered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from databank import models
from databank.access import Viewer, organisation_readable
from databank.errors import RecordNotFoundError
from databank.keys import hash_key, new_key
from databank.records import ProvenanceKind

LETTER_DAYS = 120
"""How long the code of a letter is good: letters lie on desks."""
_NOT_OF_A_CODE = re.compile(r"[^a-z0-9]")


class CodeState(StrEnum):
    """What a code is good for. Whoever used it first may use it again; to others it is used."""

    NONE = "none"
    GOOD = "good"
    EXPIRED = "expired"
    USED = "used"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """An organisation named from a public source: when it was last written to, and when it first answered."""

    organisation_id: str
    name: str
    municipality: str | None
    written_at: datetime | None
    answered_at: datetime | None


def tidy_code(typed: str) -> str:
    """A code as it was printed, from what somebody typed: in groups, with large letters.

    >>> tidy_code(" ABCD-ef 23 ")
    'abcdef23'
    """
    return _NOT_OF_A_CODE.sub("", typed.lower())


def new_code(session: Session, organisation_id: str, *, made_by: str, at: datetime, days: int = LETTER_DAYS) -> str:
    """Make a code for a letter to the organisation. Earlier letters stay good: any of them may be answered.

    Raises
    ------
    RecordNotFoundError
        When there is no such organisation.
    """
    if session.get(models.Organisation, organisation_id) is None:
        raise RecordNotFoundError(organisation_id)
    code = new_key()
    session.add(
        models.ClaimCode(
            key_hash=hash_key(code),
            organisation_id=organisation_id,
            made_at=at,
            made_by=made_by,
            valid_until=(at + timedelta(days=days)).date(),
        )
    )
    session.flush()
    return code


def code_state(session: Session, organisation_id: str, code: str, *, today: date, email: str = "") -> CodeState:
    """What a code is good for, for whoever has this e-mail address."""
    row = _row(session, organisation_id, code)
    if row is None:
        return CodeState.UNKNOWN if tidy_code(code) else CodeState.NONE
    return _state(row, today, email)


def use_code(session: Session, organisation_id: str, code: str, *, at: datetime, email: str) -> bool:
    """Use a code, if it is good; from then on it is good for this e-mail address only."""
    row = _row(session, organisation_id, code)
    if row is None or _state(row, at.date(), email) is not CodeState.GOOD:
        return False
    row.used_at, row.used_by = row.used_at or at, _hash(email)
    session.flush()
    return True


def letters(session: Session, viewer: Viewer) -> tuple[Letter, ...]:
    """The organisations that a letter can go to, by name: named by a public source, no example, without objection."""
    written = select(func.max(models.ClaimCode.made_at)).where(
        models.ClaimCode.organisation_id == models.Organisation.id
    )
    answered = select(func.min(models.Claim.made_at)).where(
        models.Claim.organisation_id == models.Organisation.id, models.Claim.vouched_at.is_not(None)
    )
    columns = (models.Organisation.id, models.Organisation.name, models.Organisation.municipality)
    query = (
        select(*columns, written.scalar_subquery(), answered.scalar_subquery())
        .where(
            models.Organisation.source_kind == ProvenanceKind.PUBLIC_SOURCE,
            models.Organisation.is_example.is_(False),
            models.Organisation.objected_on.is_(None),
            organisation_readable(viewer),
        )
        .order_by(models.Organisation.name_key, models.Organisation.id)
    )
    return tuple(
        Letter(organisation_id=record_id, name=name, municipality=place, written_at=wrote, answered_at=answer)
        for record_id, name, place, wrote, answer in session.execute(query)
    )


def _row(session: Session, organisation_id: str, code: str) -> models.ClaimCode | None:
    tidy = tidy_code(code)
    row = session.get(models.ClaimCode, hash_key(tidy)) if tidy else None
    return row if row is not None and row.organisation_id == organisation_id else None


def _state(row: models.ClaimCode, today: date, email: str) -> CodeState:
    if row.valid_until < today:
        return CodeState.EXPIRED
    if row.used_by is not None and row.used_by != _hash(email):
        return CodeState.USED
    return CodeState.GOOD


def _hash(email: str) -> str:
    return hash_key(email.strip().lower())
