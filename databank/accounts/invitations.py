"""Invitations: a link that fills in organisation and site, and may give a mandate or a role once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from databank import models, records
from databank.access import Role, Viewer
from databank.accounts import mandates
from databank.errors import N_, DatabankError, RecordNotFoundError
from databank.keys import hash_key, new_key
from databank.records import MandateKind

INVITING_ROLES = frozenset({Role.FACILITATOR, Role.REVIEWER, Role.ADMINISTRATOR})
MANDATE_DAYS = 365
"""How long a mandate lasts that an invitation gave: organisations say once a year who acts for them."""


class InvitationError(DatabankError):
    """A link that cannot be used any more, or never could."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a link is to hold.

    Attributes
    ----------
    email : str, optional
        Only somebody who signs in with this address may use the link.
    """

    organisation_id: str | None = None
    site_id: str | None = None
    mandate: MandateKind | None = None
    role: Role | None = None
    email: str | None = None
    language: str = "fi"
    valid_until: date


def invite(session: Session, offer: Offer, viewer: Viewer, *, by: str, at: datetime) -> str:
    """Make a link; its key, which is shown once and kept nowhere.

    Raises
    ------
    RecordNotFoundError
        When the viewer may not invite to this, or the organisation or site is not there.
    """
    _check_right(session, offer, viewer, at.date())
    _check_place(session, offer)
    if offer.valid_until < at.date():
        raise InvitationError(N_("The last day of an invitation cannot be in the past."))
    key = new_key()
    session.add(
        models.Invitation(
            key_hash=hash_key(key),
            organisation_id=offer.organisation_id,
            site_id=offer.site_id,
            mandate=offer.mandate,
            role=offer.role.value if offer.role else None,
            email=offer.email.strip().lower() if offer.email else None,
            language=offer.language,
            made_at=at,
            made_by=by[:200],
            valid_until=offer.valid_until,
        )
    )
    session.flush()
    return key


def invitation(session: Session, key: str, *, today: date) -> records.Invitation:
    """What a link offers, while it can still be used.

    Raises
    ------
    InvitationError
        With the sentence for its reader: unknown, used or expired.
    """
    return _value(session, _usable(session, key, today))


def accept(session: Session, key: str, person_id: int, *, at: datetime) -> records.Invitation:
    """Use a link once: its mandate or role is the person's."""
    row = _usable(session, key, at.date(), lock=True)
    person = session.get_one(models.Person, person_id)
    if row.email and row.email != person.email.lower():
        raise InvitationError(N_("This invitation was written to another e-mail address: sign in with that one."))
    offered = _value(session, row)
    if row.mandate and row.organisation_id:
        last_day = at.date() + timedelta(days=MANDATE_DAYS)
        mandates.give(session, person_id, row.organisation_id, row.mandate, by=row.made_by, at=at, valid_until=last_day)
    if row.role:
        _add_role(session, person, row.role)
    row.used_at, row.used_by = at, person_id
    session.flush()
    return offered


def _usable(session: Session, key: str, today: date, *, lock: bool = False) -> models.Invitation:
    row = session.get(models.Invitation, hash_key(key), with_for_update=lock or None)
    if row is None:
        raise InvitationError(N_("This invitation is not known here: check that the whole link was copied."))
    if row.used_at is not None:
        raise InvitationError(N_("This invitation has been used already. Ask whoever sent it for a new one."))
    if row.valid_until < today:
        raise InvitationError(N_("This invitation has expired. Ask whoever sent it for a new one."))
    return row


def _check_right(session: Session, offer: Offer, viewer: Viewer, today: date) -> None:
    """A role only from an administrator; else the organisation's managers and those who invite companies."""
    if offer.role is not None and Role.ADMINISTRATOR not in viewer.roles:
        raise RecordNotFoundError(offer.role.value)
    if viewer.roles & INVITING_ROLES:
        return
    organisation_id = offer.organisation_id or ""
    if not mandates.may_decide(session, viewer, organisation_id, today=today):
        raise RecordNotFoundError(organisation_id)


def _check_place(session: Session, offer: Offer) -> None:
    if offer.organisation_id and session.get(models.Organisation, offer.organisation_id) is None:
        raise RecordNotFoundError(offer.organisation_id)
    if offer.mandate and not offer.organisation_id:
        raise InvitationError(N_("Choose the organisation for which the invited person is to act."))
    if offer.site_id:
        site = session.get(models.Site, offer.site_id)
        if site is None or site.organisation_id != offer.organisation_id:
            raise RecordNotFoundError(offer.site_id)


def _add_role(session: Session, person: models.Person, name: str) -> None:
    if any(role.name == name for role in person.roles):
        return
    row = session.scalar(select(models.Role).where(models.Role.name == name)) or models.Role(name=name)
    person.roles.append(row)


def _value(session: Session, row: models.Invitation) -> records.Invitation:
    organisation = session.get(models.Organisation, row.organisation_id) if row.organisation_id else None
    site = session.get(models.Site, row.site_id) if row.site_id else None
    return records.Invitation(
        organisation_id=row.organisation_id,
        organisation_name=organisation.name if organisation else None,
        site_id=row.site_id,
        site_name=site.name if site else None,
        mandate=row.mandate,
        role=row.role,
        email=row.email,
        language=row.language,
        made_at=row.made_at,
        made_by=row.made_by,
        valid_until=row.valid_until,
        used_at=row.used_at,
    )
