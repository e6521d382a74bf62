"""Changes that are looked at and never kept: a preview sees a record as it would be, and the bank stays as it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from databank.store.remembering import CHANGED


@contextmanager
def trial(session: Session) -> Iterator[None]:
    """Undo whatever happens inside, also when it ends in an error.

    On SQLite open the session with ``writing=True`` when something is written inside.
    """
    session.flush()
    changed_before = session.info.get(CHANGED, False)
    savepoint = session.begin_nested()
    try:
        yield
    finally:
        if savepoint.is_active:
            savepoint.rollback()
        else:  # something inside went wrong so badly that the database has undone it already
            session.rollback()
        session.info[CHANGED] = changed_before
