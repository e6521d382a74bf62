"""From a person to a viewer: roles, and the organisations with a mandate in force."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from databank import drafts, models, sharing
from databank.access import Role, Viewer
from databank.accounts.mandates import in_force
from databank.accounts.people import STAFF_ROLES
from databank.models.accounts import PEOPLE_ROLES

ROLES = frozenset(role.value for role in Role)


def viewer_of(
    session: Session, person_id: int, draft_keys: Collection[str] = (), *, today: date, staff_two_factor: bool = True
) -> Viewer:
    """What a person may see today. A mandate that ended yesterday counts no more.

    Parameters
    ----------
    staff_two_factor : bool
        Whether the roles of the city count only for those who have set up a second factor.
    """
    found = _found(session, person_id, today)
    roles = frozenset(Role(name) for kind, name in found if kind == "role" and name in ROLES)
    if staff_two_factor and ("second factor", "yes") not in found:
        roles -= STAFF_ROLES
    organisation_ids = frozenset(name for kind, name in found if kind == "organisation")
    return Viewer(
        roles=roles | {Role.MEMBER} if organisation_ids else roles,
        organisation_ids=organisation_ids,
        person_id=person_id,
        granted_ids=sharing.granted_ids(session, person_id, organisation_ids, today),
        submitted_ids=submitted_ids(session, draft_keys),
    )


def submitted_ids(session: Session, draft_keys: Collection[str]) -> frozenset[str]:
    """The records that a browser sent in, by the keys of its drafts; nothing is asked of the bank without a key."""
    return drafts.record_ids_of(session, draft_keys) if draft_keys else frozenset()


def organisation_names(session: Session, ids: Collection[str]) -> tuple[str, ...]:
    """The names of organisations that a person acted for."""
    query = select(models.Organisation.name).where(models.Organisation.id.in_(sorted(ids)))
    return tuple(session.scalars(query.order_by(models.Organisation.name)))


def _found(session: Session, person_id: int, today: date) -> frozenset[tuple[str, str]]:
    """Roles, organisations and the second factor in one query: it runs with every page of a signed-in person."""
    roles = (
        select(literal("role"), models.Role.name)
        .join(PEOPLE_ROLES, PEOPLE_ROLES.c.role_id == models.Role.id)
        .where(PEOPLE_ROLES.c.person_id == person_id)
    )
    organisations = select(literal("organisation"), models.Mandate.organisation_id).where(
        models.Mandate.person_id == person_id, *in_force(today)
    )
    second_factor = select(literal("second factor"), literal("yes")).where(
        models.Person.id == person_id, models.Person.tf_totp_secret.is_not(None)
    )
    return frozenset(session.execute(union_all(roles, organisations, second_factor)))
