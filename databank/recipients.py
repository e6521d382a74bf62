"""Who is written to: people of some roles, and those who act for an organisation."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from databank import models
from databank.access import Role
from databank.accounts.mandates import in_force

COLUMNS = (models.Person.email, models.Person.language, models.Person.id)


@dataclass(frozen=True, slots=True)
class Recipient:
    """An address and the language of whoever reads there; `person_id` where they have an account."""

    email: str
    language: str
    person_id: int | None = None


def with_roles(session: Session, roles: Collection[Role]) -> tuple[Recipient, ...]:
    """Everybody who has one of the roles and may sign in."""
    query = (
        select(*COLUMNS)
        .join(models.Person.roles)
        .where(models.Role.name.in_(sorted(roles)), models.Person.active)
        .distinct()
        .order_by(models.Person.id)
    )
    return tuple(Recipient(*found) for found in session.execute(query))


def acting_for(session: Session, organisation_id: str, *, today: date) -> tuple[Recipient, ...]:
    """Everybody whose mandate for the organisation is in force."""
    query = (
        select(*COLUMNS)
        .join(models.Mandate, models.Mandate.person_id == models.Person.id)
        .where(models.Mandate.organisation_id == organisation_id, models.Person.active, *in_force(today))
        .distinct()
        .order_by(models.Person.id)
    )
    return tuple(Recipient(*found) for found in session.execute(query))
