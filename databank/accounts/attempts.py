"""How often something was tried in a window of time. Kept in the bank, so that every server process counts alike."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from databank.keys import hash_key
from databank.models import Attempts


def note(session: Session, scope: str, subject: str, *, at: datetime, window: timedelta) -> int:
    """Count one more attempt; how many there were in this window, this one included.

    The count is one statement, so that attempts made at the same moment are all counted.
    """
    session.execute(delete(Attempts).where(Attempts.window_ends_at <= at))
    values = {"scope": scope, "subject_hash": hash_key(subject), "count": 1, "window_ends_at": at + window}
    key, more = ["scope", "subject_hash"], {"count": Attempts.count + 1}
    if session.get_bind().dialect.name == "postgresql":
        counted = postgresql.insert(Attempts).values(values).on_conflict_do_update(index_elements=key, set_=more)
        return int(session.scalar(counted.returning(Attempts.count)) or 0)
    counted_here = sqlite.insert(Attempts).values(values).on_conflict_do_update(index_elements=key, set_=more)
    return int(session.scalar(counted_here.returning(Attempts.count)) or 0)


def forget(session: Session, scope: str, subject: str) -> None:
    """Begin again from nothing, after a success."""
    session.execute(delete(Attempts).where(Attempts.scope == scope, Attempts.subject_hash == hash_key(subject)))
