"""Unfinished listings and needs. Whoever holds the key of a draft goes on with it; the bank keeps its hash only.

Answers are kept as they were typed, right or wrong, so that nothing is lost; what they mean is read when it is needed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from databank import models, records
from databank.errors import N_, DatabankError, RecordNotFoundError
from databank.keys import hash_key, new_key


class DraftChangedError(DatabankError):
    """Somebody else changed the same answers meanwhile.

    Attributes
    ----------
    theirs : mapping
        The answers that differ, as they are saved now.
    revision : int
        The revision to save upon when one's own answers are to stay.
    """

    def __init__(self, theirs: Mapping[str, str], revision: int) -> None:
        super().__init__(N_("Somebody else changed this page meanwhile. Look at both and choose."))
        self.theirs = dict(theirs)
        self.revision = revision


def begin(
    session: Session,
    kind: str,
    language: str,
    *,
    at: datetime,
    answers: Mapping[str, str] | None = None,
    person_id: int | None = None,
) -> str:
    """Begin a draft; the key that opens it."""
    key = new_key()
    given = _filled(answers or {})
    row = models.Draft(
        key_hash=hash_key(key),
        kind=kind,
        answers=given,
        changed_in=dict.fromkeys(given, 1),
        revision=1,
        language=language,
        person_id=person_id,
        begun_at=at,
        saved_at=at,
    )
    session.add(row)
    session.flush()
    return key


def draft(session: Session, key: str) -> records.Draft:
    """The draft of a key; RecordNotFoundError when there is none."""
    return _value(_row(session, key))


def save_page(session: Session, key: str, answers: Mapping[str, str], revision: int, *, at: datetime) -> records.Draft:
    """Keep the answers of one page, typed upon a revision. The same page sent twice changes nothing.

    Raises
    ------
    DraftChangedError
        When somebody changed one of these answers after that revision, and to something else.
    """
    row = _row(session, key, locked=True)
    if row.record_id is not None:
        return _value(row)
    changed = {name: text for name, text in answers.items() if row.answers.get(name, "") != text}
    theirs = {name: row.answers.get(name, "") for name in changed if row.changed_in.get(name, 0) > revision}
    if theirs:
        raise DraftChangedError(theirs, row.revision)
    if changed:
        row.revision += 1
        row.answers = _filled({**row.answers, **changed})
        row.changed_in = {**row.changed_in, **dict.fromkeys(changed, row.revision)}
        row.saved_at = at
        session.flush()
    return _value(row)


def finish(session: Session, key: str, record_id: str, *, at: datetime) -> None:
    """Say which record the draft has become."""
    row = _row(session, key, locked=True)
    row.record_id, row.saved_at = record_id, at
    session.flush()


def sent(session: Session, key: str) -> str | None:
    """The record that the draft has become; None while it is unfinished. The draft is locked for this transaction."""
    return _row(session, key, locked=True).record_id


def confirm_email(session: Session, key: str, *, at: datetime) -> None:
    """Note that the address in a draft is read by somebody who has the key."""
    row = _row(session, key, locked=True)
    row.email_confirmed_at = row.email_confirmed_at or at
    session.flush()


def draft_of(session: Session, record_id: str) -> records.Draft | None:
    """The draft that a record was sent with, for those who review it; None for other records."""
    row = session.scalars(select(models.Draft).where(models.Draft.record_id == record_id).limit(1)).first()
    return None if row is None else _value(row)


def record_ids_of(session: Session, keys: Collection[str]) -> frozenset[str]:
    """The records that the drafts of these keys have become."""
    hashes = [hash_key(key) for key in keys]
    if not hashes:
        return frozenset()
    query = select(models.Draft.record_id).where(models.Draft.key_hash.in_(hashes), models.Draft.record_id.is_not(None))
    return frozenset(record_id for record_id in session.scalars(query) if record_id is not None)


def forget(session: Session, before: datetime) -> int:
    """Delete the unfinished drafts that nobody touched since; how many."""
    query = delete(models.Draft).where(models.Draft.record_id.is_(None), models.Draft.saved_at < before)
    return len(session.scalars(query.returning(models.Draft.key_hash)).all())


def _row(session: Session, key: str, *, locked: bool = False) -> models.Draft:
    row = session.get(models.Draft, hash_key(key), with_for_update=locked or None, populate_existing=locked)
    if row is None:
        raise RecordNotFoundError(key)
    return row


def _filled(answers: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in answers.items() if text}


def _value(row: models.Draft) -> records.Draft:
    return records.Draft(
        kind=row.kind,
        answers=row.answers,
        changed_in=row.changed_in,
        revision=row.revision,
        language=row.language,
        person_id=row.person_id,
        record_id=row.record_id,
        begun_at=row.begun_at,
        saved_at=row.saved_at,
        email_confirmed_at=row.email_confirmed_at,
    )
