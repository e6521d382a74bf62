"""People as the sign-in library wants them. Imported by `web.auth` when an application is made, by nothing else."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, cast

from flask_security.models.sqla import RoleMixin, UserMixin  # type: ignore[attr-defined]  # imported there, not named
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Mapped, Session, relationship, scoped_session

from databank import models
from databank.accounts.people import STAFF_ROLES
from databank.models.accounts import PEOPLE_ROLES

STAFF_WORDS = frozenset(role.value for role in STAFF_ROLES)


class UserRole(RoleMixin, models.Role):
    """A role, with what the library asks of one."""


class User(UserMixin, models.Person):
    """A person, with what the library asks of one. The same table: a row has no other columns here."""

    staff_needs_two_factor = True

    roles: Mapped[list[UserRole]] = relationship(UserRole, secondary=PEOPLE_ROLES, overlaps="roles")  # type: ignore[assignment]

    @property
    def must_have_two_factor(self) -> bool:
        """Whether a role of this person is for those with a second factor only."""
        return self.staff_needs_two_factor and any(role.name in STAFF_WORDS for role in self.roles)

    def check_tf_required(
        self,
        tf_setup_methods: list[tuple[str, str]],
        tf_fresh: bool,  # noqa: ARG002, FBT001  # the library's signature
    ) -> tuple[bool, list[tuple[str, str]]]:
        """Whether a second factor is asked for after the password: always, once there is one."""
        return bool(tf_setup_methods) or self.must_have_two_factor, tf_setup_methods

    def check_tf_required_setup(self) -> bool:
        """Whether the second factor may not be taken away again."""
        return self.must_have_two_factor


def people_session(opened: Callable[[], Session], scope: Callable[[], Hashable]) -> scoped_session[Session]:
    """The session in which the library reads and changes people: one for each request."""
    return scoped_session(cast(Any, opened), scopefunc=scope)  # any factory will do


def last_code_step(session: Session, person_id: int) -> int | None:
    """The step of the last one-time code that was used."""
    return session.scalar(select(models.Person.totp_last_counter).where(models.Person.id == person_id))


def use_code_step(session: Session, person_id: int, step: int) -> bool:
    """Use the one-time code of a step, unless it or a later one was used: of two at once only one is let in."""
    counter = models.Person.totp_last_counter
    used = (
        update(models.Person)
        .where(models.Person.id == person_id, or_(counter.is_(None), counter < step))
        .values(totp_last_counter=step)
        .execution_options(synchronize_session=False)
    )
    result: Any = session.execute(used)
    return bool(result.rowcount)


def hold(session: Session, person_id: int) -> None:
    """Keep others from changing a person until this transaction ends, and see what they changed before."""
    query = select(models.Person).where(models.Person.id == person_id).with_for_update()
    session.scalar(query.execution_options(populate_existing=True))
