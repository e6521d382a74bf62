"""Who sent a record in, and whether we know that the address is theirs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from databank.models import Draft, RecordVersion

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Sender:
    """Somebody who changed a record last; `is_confirmed` is None for those who were signed in or sent a file."""

    who: str
    is_confirmed: bool | None


def senders(session: Session, keys: Collection[Key]) -> dict[Key, Sender]:
    """The senders of some records: of a draft its address, else who made the last version."""
    ids = sorted({record_id for _kind, record_id in keys})
    if not ids:
        return {}
    query = select(RecordVersion).where(RecordVersion.record_id.in_(ids)).order_by(RecordVersion.number)
    found = {(row.kind, row.record_id): Sender(row.made_by, None) for row in session.scalars(query)}
    versions = {key: sender.who for key, sender in found.items()}
    for draft in session.scalars(select(Draft).where(Draft.record_id.in_(ids))):
        key = (draft.kind, draft.record_id or "")
        email = draft.answers.get("email", "")
        if email and (draft.person_id is None or not versions.get(key)):
            found[key] = Sender(email, draft.email_confirmed_at is not None)
    return found
