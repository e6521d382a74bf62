"""People with accounts: who they are, their roles, and that somebody may no longer sign in."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, selectinload

from databank import models, records
from databank.access import Role
from databank.accounts.mandates import mandates_of
from databank.errors import N_, DatabankError, RecordNotFoundError

STAFF_ROLES = frozenset({Role.REVIEWER, Role.DATA_OWNER, Role.PUBLISHER, Role.ADMINISTRATOR})
"""Who works for the city in the bank: they sign in with a second factor."""
UNIQUIFIER_BYTES = 32
MOST_LISTED = 1000


class PersonExistsError(DatabankError):
    """An e-mail address that has an account already."""

    def __init__(self, email: str) -> None:
        super().__init__(N_("%(email)s has an account already."), email=email)


class LastAdministratorError(DatabankError):
    """A change that would leave the bank without an administrator."""

    def __init__(self) -> None:
        super().__init__(N_("Somebody must stay administrator: make another person administrator first."))


def person(session: Session, person_id: int, *, today: date) -> records.Person:
    """One person, with the mandates in force today.

    Raises
    ------
    RecordNotFoundError
        When there is no such person.
    """
    return person_of(_row(session, person_id), mandates_of(session, person_id, today=today))


def person_by_email(session: Session, email: str, *, today: date) -> records.Person | None:
    """The person with this address, however it is capitalised."""
    row = session.scalar(select(models.Person).where(func.lower(models.Person.email) == email.strip().lower()))
    return person_of(row, mandates_of(session, row.id, today=today)) if row else None


def people(session: Session) -> tuple[records.Person, ...]:
    """Everybody with an account, by name, without their mandates."""
    query = (
        select(models.Person).options(selectinload(models.Person.roles)).order_by(models.Person.name, models.Person.id)
    )
    return tuple(person_of(row) for row in session.scalars(query.limit(MOST_LISTED)))


def add_person(
    session: Session,
    email: str,
    *,
    name: str,
    language: str,
    at: datetime,
    roles: Iterable[Role] = (),
    password_hash: str | None = None,
    confirmed: bool = True,
) -> records.Person:
    """Make an account from the desk or the command line; the address is taken as checked unless said otherwise."""
    if person_by_email(session, email, today=at.date()):
        raise PersonExistsError(email)
    row = models.Person(
        email=email.strip().lower(),
        password=password_hash,
        active=True,
        fs_uniquifier=new_uniquifier(),
        confirmed_at=at if confirmed else None,
        name=name,
        language=language,
        created_at=at,
        roles=[_role_row(session, role) for role in sorted(roles)],
    )
    session.add(row)
    session.flush()
    return person_of(row)


def change_roles(session: Session, person_id: int, roles: Iterable[Role]) -> None:
    """Give a person exactly these roles. The last administrator stays one."""
    row, wanted = _row(session, person_id), frozenset(roles)
    if _is_administrator(row) and Role.ADMINISTRATOR not in wanted:
        _keep_an_administrator(session, person_id)
    row.roles = [_role_row(session, role) for role in sorted(wanted)]
    session.flush()


def change_details(session: Session, person_id: int, *, name: str, language: str) -> None:
    """Write how a person is called and in which language the bank writes to them."""
    row = _row(session, person_id)
    row.name, row.language = name, language


def set_active(session: Session, person_id: int, *, active: bool) -> None:
    """Let somebody sign in, or no longer: then everything they are signed in to ends at once."""
    row = _row(session, person_id)
    if not active:
        if _is_administrator(row):
            _keep_an_administrator(session, person_id)
        row.fs_uniquifier = new_uniquifier()
        session.execute(delete(models.SignIn).where(models.SignIn.person_id == person_id))
    row.active = active


def set_password(session: Session, person_id: int, password_hash: str) -> None:
    """Write a password that somebody else made; every session of the person ends."""
    row = _row(session, person_id)
    row.password, row.fs_uniquifier = password_hash, new_uniquifier()
    session.execute(delete(models.SignIn).where(models.SignIn.person_id == person_id))


def anybody(session: Session) -> bool:
    """Whether anybody has an account."""
    return session.scalar(select(models.Person.id).limit(1)) is not None


def remove_two_factor(session: Session, person_id: int) -> None:
    """Let somebody who lost the phone and the recovery codes set both up anew; every session of theirs ends."""
    row = _row(session, person_id)
    row.tf_primary_method = row.tf_totp_secret = row.mf_recovery_codes = row.totp_last_counter = None
    row.fs_uniquifier = new_uniquifier()
    session.execute(delete(models.SignIn).where(models.SignIn.person_id == person_id))


def person_of(row: models.Person, mandates: tuple[records.Mandate, ...] = ()) -> records.Person:
    """The value of a row."""
    return records.Person(
        id=row.id,
        name=row.name,
        email=row.email,
        language=row.language,
        active=row.active,
        confirmed=row.confirmed_at is not None,
        has_password=row.password is not None,
        two_factor=row.tf_totp_secret is not None,
        recovery_codes=len(row.mf_recovery_codes or ()),
        created_at=row.created_at,
        roles=frozenset(role.name for role in row.roles),
        mandates=mandates,
    )


def new_uniquifier() -> str:
    """What a session refers to a person by; a new one ends every session."""
    return secrets.token_hex(UNIQUIFIER_BYTES)


def _row(session: Session, person_id: int) -> models.Person:
    row = session.get(models.Person, person_id)
    if row is None:
        raise RecordNotFoundError(str(person_id))
    return row


def _role_row(session: Session, role: Role) -> models.Role:
    row = session.scalar(select(models.Role).where(models.Role.name == role.value))
    if row is None:
        row = models.Role(name=role.value)
        session.add(row)
        session.flush()
    return row


def _is_administrator(row: models.Person) -> bool:
    return row.active and any(role.name == Role.ADMINISTRATOR for role in row.roles)


def _keep_an_administrator(session: Session, person_id: int) -> None:
    others = (
        select(models.Person.id)
        .join(models.Person.roles)
        .where(models.Role.name == Role.ADMINISTRATOR, models.Person.active, models.Person.id != person_id)
    )
    if session.scalar(others.limit(1)) is None:
        raise LastAdministratorError
