"""Who may import what, and who sees an import. Hidden and missing look alike."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, and_, false, select, true
from sqlalchemy.orm import Session

from databank import accounts
from databank.access import CITY, DESK_ROLES, Role, Viewer
from databank.errors import N_, DatabankError, RecordNotFoundError
from databank.models import Import
from databank.schemas import COLUMNS

OWN, DESK = "own", "desk"
"""Whether an import may touch the records of one organisation only, or those of all."""
MEMBER_KINDS = ("side-streams", "needs", "sites", "flows")
FOR_WHOM = N_("Choose the organisation for which you import: you can import for those for which you act.")
NOT_YOUR_KIND = N_("The city keeps the %(kind)s. You can import: %(kinds)s.")


class ImportRefusedError(DatabankError):
    """A step that is not possible with an import, or not for this person, or not now."""


def importable_kinds(viewer: Viewer) -> tuple[str, ...]:
    """The kinds that a viewer may import, none for visitors."""
    if viewer.roles & DESK_ROLES:
        return tuple(COLUMNS)
    return MEMBER_KINDS if viewer.organisation_ids else ()


def scope_of(viewer: Viewer, kind: str, organisation_id: str | None) -> str:
    """What an import of this viewer may touch.

    Raises
    ------
    ImportRefusedError
        When they may not import this kind, or not for this organisation.
    """
    kinds = importable_kinds(viewer)
    if not viewer.roles & DESK_ROLES and (organisation_id is None or organisation_id not in viewer.organisation_ids):
        raise ImportRefusedError(FOR_WHOM)
    if kind not in kinds:
        raise ImportRefusedError(NOT_YOUR_KIND, kind=kind, kinds=", ".join(kinds))
    return DESK if viewer.roles & DESK_ROLES else OWN


def viewer_of_import(
    session: Session, scope: str, person_id: int | None, organisation_id: str | None, today: date
) -> Viewer:
    """As whom the rows of an import are looked up: a member's own organisation only, whatever else they act for.

    Raises
    ------
    ImportRefusedError
        When the person may not act for the organisation any more.
    """
    if person_id is None:
        return CITY if scope == DESK else _for_one(organisation_id)
    # The request that began the import has asked for the second factor.
    person = accounts.viewer_of(session, person_id, today=today, staff_two_factor=False)
    if scope == DESK and person.roles & DESK_ROLES:
        return person
    if organisation_id is None or organisation_id not in person.organisation_ids:
        raise ImportRefusedError(FOR_WHOM)
    return _for_one(organisation_id)


def _for_one(organisation_id: str | None) -> Viewer:
    return Viewer(roles=frozenset({Role.MEMBER}), organisation_ids=frozenset({organisation_id or ""}))


def visible(viewer: Viewer) -> ColumnElement[bool]:
    """Which imports a viewer sees: those of members for the organisations they act for today; the desk sees all.

    What the desk brings for an organisation was read as the desk sees the bank, and may touch all of it.
    """
    if viewer.roles & DESK_ROLES:
        return true()
    if not viewer.organisation_ids:
        return false()
    is_own = Import.reading["scope"].as_string() == OWN
    return and_(is_own, Import.organisation_id.in_(sorted(viewer.organisation_ids)))


def found(session: Session, viewer: Viewer, import_id: str) -> Import:
    """An import that the viewer may see.

    Raises
    ------
    RecordNotFoundError
        When there is none, or not for this viewer.
    """
    row = session.scalar(select(Import).where(Import.id == import_id, visible(viewer)))
    if row is None:
        raise RecordNotFoundError(import_id)
    return row


def opened(session: Session, viewer: Viewer, import_ids: Iterable[str]) -> frozenset[str]:
    """Those of some imports that the viewer may open."""
    query = select(Import.id).where(Import.id.in_(sorted(set(import_ids))), visible(viewer))
    return frozenset(session.scalars(query))


def may_see_sources(viewer: Viewer, organisation_ids: Iterable[str | None]) -> bool:
    """Whether the viewer may learn which file a record of these organisations came from."""
    return bool(viewer.roles & DESK_ROLES or viewer.organisation_ids & {one for one in organisation_ids if one})
