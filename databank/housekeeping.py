"""What the bank forgets by itself, and after how long. The privacy notice tells the same times."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from databank import drafts, outbox
from databank.imports import forgetting
from databank.models import Attempts, Invitation, Look, SignIn

UNFINISHED_DRAFTS = timedelta(days=90)
MAILS = timedelta(days=90)
INVITATIONS = timedelta(days=90)
"""After the last day on which they could be used."""
LOOKS = timedelta(days=730)
IMPORTED_FILES = timedelta(days=30)
"""After the import has ended: so long the file can be given back with its refused cells marked."""
ABANDONED_IMPORTS = timedelta(days=14)


def clear_drafts(session: Session, now: datetime) -> int:
    """Unfinished listings that nobody touched for three months, as the terms say."""
    return drafts.forget(session, now - UNFINISHED_DRAFTS)


def clear_mails(session: Session, now: datetime) -> tuple[str, ...]:
    """Mails that were sent or given up; their ids, so that their files can go too."""
    return outbox.clear_old(session, now - MAILS)


def clear_sign_ins(session: Session, now: datetime) -> int:
    """Browsers whose sign-in has ended."""
    return _gone(session, delete(SignIn).where(SignIn.ends_at < now).returning(SignIn.key_hash))


def clear_attempts(session: Session, now: datetime) -> int:
    """Counters whose window has passed."""
    return _gone(session, delete(Attempts).where(Attempts.window_ends_at < now).returning(Attempts.scope))


def clear_invitations(session: Session, now: datetime) -> int:
    """Invitations, used or not, some time after their last day."""
    last: date = (now - INVITATIONS).date()
    return _gone(session, delete(Invitation).where(Invitation.valid_until < last).returning(Invitation.key_hash))


def clear_looks(session: Session, now: datetime) -> int:
    """Who looked at what, after two years."""
    return _gone(session, delete(Look).where(Look.day < (now - LOOKS).date()).returning(Look.id))


def clear_imports(session: Session, now: datetime) -> int:
    """Files of imports that ended, and of those with which nobody goes on."""
    abandoned = forgetting.cancel_abandoned(session, now - ABANDONED_IMPORTS)
    return abandoned + forgetting.forget_ended(session, now - IMPORTED_FILES)


def _gone(session: Session, statement: Any) -> int:
    return len(session.scalars(statement.execution_options(synchronize_session=False)).all())


CLEARINGS: Mapping[str, Callable[[Session, datetime], int]] = {
    "drafts": clear_drafts,
    "sign-ins": clear_sign_ins,
    "attempts": clear_attempts,
    "invitations": clear_invitations,
    "looks": clear_looks,
    "imports": clear_imports,
}
"""All but the mails, whose files stand outside of the bank."""
