"""Viewers, their roles and the level up to which they see a record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from databank.records import FieldGroup, Level


class Role(StrEnum):
    MEMBER = "member"
    VERIFIED_INVESTOR = "verified_investor"
    REVIEWER = "reviewer"
    DATA_OWNER = "data_owner"
    PUBLISHER = "publisher"
    FACILITATOR = "facilitator"
    RESEARCHER = "researcher"
    NEIGHBOURING_MUNICIPALITY = "neighbouring_municipality"
    ADMINISTRATOR = "administrator"


CITY_ROLES = frozenset({Role.REVIEWER, Role.DATA_OWNER, Role.ADMINISTRATOR})
"""Whoever publishes for the city is not among them: what they write is for everybody, and so is what they read."""
VERIFIED_ROLES = frozenset({Role.VERIFIED_INVESTOR, Role.FACILITATOR, Role.RESEARCHER, Role.NEIGHBOURING_MUNICIPALITY})
DESK_ROLES = frozenset({Role.REVIEWER, Role.DATA_OWNER, Role.ADMINISTRATOR})
VIEW_ROLES = DESK_ROLES | {Role.PUBLISHER}
CORRECTION_ROLES = frozenset({Role.REVIEWER, Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who looks: roles, the organisations they act for, and single records that were opened to them.

    Attributes
    ----------
    person_id : int, optional
        Who has signed in; None for visitors.
    granted_ids : frozenset of str
        Records whose owner named this viewer as a recipient, today.
    submitted_ids : frozenset of str
        Records that this viewer sent in without an account, by the keys of their drafts.
    """

    roles: frozenset[Role] = frozenset()
    organisation_ids: frozenset[str] = frozenset()
    person_id: int | None = None
    granted_ids: frozenset[str] = frozenset()
    submitted_ids: frozenset[str] = frozenset()


ANONYMOUS = Viewer()
CITY = Viewer(roles=frozenset({Role.REVIEWER, Role.DATA_OWNER}))


def level_of(viewer: Viewer, organisation_id: str | None) -> Level:
    """Up to which level a viewer sees the records of an organisation: all of one's own, drafts included."""
    if organisation_id is not None and organisation_id in viewer.organisation_ids:
        return Level.DRAFT
    if viewer.roles & CITY_ROLES:
        return Level.CITY
    return Level.VERIFIED if viewer.roles & VERIFIED_ROLES else Level.PUBLIC


def level_on(viewer: Viewer, organisation_id: str | None, record_id: str) -> Level:
    """Up to which level a viewer sees one record: more of what was opened to them, all of what they sent in."""
    if record_id in viewer.submitted_ids:
        return Level.DRAFT
    level = level_of(viewer, organisation_id)
    return max(level, Level.NAMED) if record_id in viewer.granted_ids else level


def without_records(viewer: Viewer) -> Viewer:
    """The viewer as whom everything but single records is read: pages of organisations and sites, diagrams."""
    return Viewer(roles=viewer.roles, organisation_ids=viewer.organisation_ids)


def is_city(viewer: Viewer) -> bool:
    """Whether the viewer works with everybody's submitted records."""
    return level_of(viewer, None) >= Level.CITY


def may_see_hints(viewer: Viewer) -> bool:
    """Whether our own guesses about a record are shown: only to those who review them."""
    return bool(viewer.roles & DESK_ROLES)


def may_see_corrections(viewer: Viewer) -> bool:
    """Whether the viewer learns from corrections: the words of owners in them may be secrets."""
    return bool(viewer.roles & CORRECTION_ROLES)


def may_set_figures(viewer: Viewer) -> bool:
    """Whether the viewer sets numbers of calculations, and sees who set them."""
    return bool(viewer.roles & DESK_ROLES)


def may_reconcile(viewer: Viewer) -> bool:
    """Whether the viewer accepts reconciled flows as the version that pictures use."""
    return bool(viewer.roles & DESK_ROLES)


def may_make_views(viewer: Viewer) -> bool:
    """Whether the viewer makes views of flows for everybody, and sees drafts of them."""
    return bool(viewer.roles & VIEW_ROLES)


def may_read_feedback(viewer: Viewer) -> bool:
    """Whether the viewer answers what visitors write."""
    return bool(viewer.roles & DESK_ROLES)


def _preset(levels: Mapping[FieldGroup, Level], otherwise: Level) -> Mapping[FieldGroup, Level]:
    return MappingProxyType({group: levels.get(group, otherwise) for group in FieldGroup})


OPEN = _preset(
    {FieldGroup.DOCUMENTS: Level.VERIFIED, FieldGroup.PRICE: Level.NAMED, FieldGroup.CONTACT: Level.NAMED}, Level.PUBLIC
)
COMPANY_HIDDEN = _preset(
    {
        FieldGroup.MATERIAL: Level.PUBLIC,
        FieldGroup.LOGISTICS: Level.PUBLIC,
        FieldGroup.COMPOSITION: Level.VERIFIED,
    },
    Level.NAMED,
)
CITY_ONLY = _preset({}, Level.CITY)
PRESETS: Mapping[str, Mapping[FieldGroup, Level]] = MappingProxyType(
    {"open": OPEN, "company_hidden": COMPANY_HIDDEN, "city_only": CITY_ONLY}
)
