"""Where people are signed in: one row a browser, found by the hash of its random key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from databank import models, records
from databank.errors import RecordNotFoundError
from databank.keys import hash_key, new_key

ID_LENGTH = 16
LONGEST_BROWSER = 200
WRITTEN_EVERY = timedelta(minutes=1)
WHO = "_user_id"
"""Under which word a session remembers the person, by the word that changes when every session must end."""


def begin(
    session: Session, uniquifier: str, remembered: Mapping[str, Any], *, browser: str, at: datetime, ends_at: datetime
) -> str | None:
    """Keep a new signed-in browser; the key for its cookie. Rows that ended are cleared away.

    None when nobody is known by this word: the person was changed while they signed in.
    """
    session.execute(delete(models.SignIn).where(models.SignIn.ends_at < at))
    person_id = session.scalar(select(models.Person.id).where(models.Person.fs_uniquifier == uniquifier))
    if person_id is None:
        return None
    key = new_key()
    session.add(
        models.SignIn(
            key_hash=hash_key(key),
            person_id=person_id,
            remembered=dict(remembered),
            browser=browser[:LONGEST_BROWSER],
            began_at=at,
            seen_at=at,
            ends_at=ends_at,
        )
    )
    session.flush()
    return key


def found(session: Session, key: str, *, at: datetime, idle: timedelta) -> records.SignIn | None:
    """The sign-in of a cookie; None when it ended, was idle too long, or its person may not sign in any more."""
    query = (
        select(models.SignIn)
        .join(models.Person, models.Person.id == models.SignIn.person_id)
        .where(models.SignIn.key_hash == hash_key(key), models.Person.active)
        .add_columns(models.Person.fs_uniquifier)
    )
    row = session.execute(query).one_or_none()
    if row is None or row[0].ends_at <= at or row[0].seen_at + idle <= at:
        return None
    return None if row[0].remembered.get(WHO) != row[1] else _value(row[0])


def remember(session: Session, key: str, remembered: Mapping[str, Any], *, at: datetime) -> None:
    """Keep what a browser remembers, and that it was seen."""
    values = {"remembered": dict(remembered), "seen_at": at}
    session.execute(update(models.SignIn).where(models.SignIn.key_hash == hash_key(key)).values(**values))


def end(session: Session, key: str) -> None:
    """Sign a browser out."""
    session.execute(delete(models.SignIn).where(models.SignIn.key_hash == hash_key(key)))


def of_person(session: Session, person_id: int, *, at: datetime, idle: timedelta) -> tuple[records.SignIn, ...]:
    """Where somebody is signed in now, the last seen first."""
    query = (
        select(models.SignIn)
        .where(models.SignIn.person_id == person_id, models.SignIn.ends_at > at, models.SignIn.seen_at > at - idle)
        .order_by(models.SignIn.seen_at.desc())
    )
    return tuple(_value(row) for row in session.scalars(query))


def revoke(session: Session, person_id: int, sign_in_id: str) -> None:
    """End one of somebody's sign-ins.

    Raises
    ------
    RecordNotFoundError
        When it is not theirs or has ended.
    """
    query = select(models.SignIn).where(models.SignIn.person_id == person_id)
    row = next((one for one in session.scalars(query) if one.key_hash[:ID_LENGTH] == sign_in_id), None)
    if row is None:
        raise RecordNotFoundError(sign_in_id)
    session.delete(row)


def revoke_all(session: Session, person_id: int, *, but_key: str | None = None) -> None:
    """End everything somebody is signed in to, but the browser they hold."""
    query = delete(models.SignIn).where(models.SignIn.person_id == person_id)
    if but_key is not None:
        query = query.where(models.SignIn.key_hash != hash_key(but_key))
    session.execute(query)


def id_of(key: str) -> str:
    """By which word the sign-in of a key is named on a page."""
    return hash_key(key)[:ID_LENGTH]


def _value(row: models.SignIn) -> records.SignIn:
    return records.SignIn(
        id=row.key_hash[:ID_LENGTH],
        person_id=row.person_id,
        remembered=dict(row.remembered),
        browser=row.browser,
        began_at=row.began_at,
        seen_at=row.seen_at,
        ends_at=row.ends_at,
    )
