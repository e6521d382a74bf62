"""Opening an enquiry: with the key of a mail, or as somebody who takes part with their account."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import Session

from databank import models
from databank.access import ANONYMOUS, DESK_ROLES, Role, Viewer
from databank.enquiries.records_asked import TABLES, names_shown
from databank.enquiries.threads import Thread, thread_of
from databank.errors import N_, DatabankError, RecordNotFoundError
from databank.keys import hash_key
from databank.records import EnquirySide, EnquiryState

MOST_LISTED = 200


class EnquiryLinkError(DatabankError):
    """The link of a mail that opens nothing any more."""

    def __init__(self) -> None:
        super().__init__(
            N_("This link has expired or is not complete. Open it from the newest mail about the question.")
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One line of a list of enquiries."""

    id: str
    side: EnquirySide
    record_id: str
    record_name: str | None
    state: EnquiryState
    asked_at: datetime


def thread_of_key(session: Session, key: str, *, today: date) -> Thread:
    """The side of an enquiry that a key opens.

    Raises
    ------
    EnquiryLinkError
        When it opens nothing, or not any more.
    """
    found = session.get(models.EnquiryKey, hash_key(key))
    if found is None or found.valid_until < today:
        raise EnquiryLinkError
    row = session.get_one(models.Enquiry, found.enquiry_id)
    return thread_of(session, ANONYMOUS, row, found.side)


def thread(session: Session, viewer: Viewer, enquiry_id: str) -> Thread:
    """The enquiry for somebody who takes part in it.

    Raises
    ------
    RecordNotFoundError
        For everybody else, as for one that there is not.
    """
    row = session.get(models.Enquiry, enquiry_id)
    side = _side(viewer, row) if row else None
    if row is None or side is None:
        raise RecordNotFoundError(enquiry_id)
    return thread_of(session, viewer, row, side)


def thread_for(session: Session, viewer: Viewer, enquiry_id: str, side: EnquirySide) -> Thread:
    """The enquiry as one side knows it, for the mail to that side."""
    return thread_of(session, viewer, session.get_one(models.Enquiry, enquiry_id), side)


def listed(session: Session, viewer: Viewer) -> tuple[Listed, ...]:
    """The enquiries in which the viewer takes part, the latest first."""
    query = select(models.Enquiry).where(or_(*_takes_part(viewer)))
    rows = session.scalars(query.order_by(models.Enquiry.asked_at.desc()).limit(MOST_LISTED)).all()
    names: dict[str, str] = {}
    for kind in TABLES:
        names |= names_shown(session, viewer, kind, {row.record_id for row in rows if row.kind == kind})
    return tuple(_listed(viewer, row, names.get(row.record_id)) for row in rows)


def _listed(viewer: Viewer, row: models.Enquiry, name: str | None) -> Listed:
    return Listed(
        id=row.id,
        side=_side(viewer, row) or EnquirySide.ASKER,
        record_id=row.record_id,
        record_name=name,
        state=row.state,
        asked_at=row.asked_at,
    )


def _side(viewer: Viewer, row: models.Enquiry) -> EnquirySide | None:
    if row.organisation_id in viewer.organisation_ids:
        return EnquirySide.OWNER
    if viewer.person_id is not None and row.person_id == viewer.person_id:
        return EnquirySide.ASKER
    if row.to_city and viewer.roles & DESK_ROLES:
        return EnquirySide.CITY
    return EnquirySide.FACILITATOR if row.helped_at and Role.FACILITATOR in viewer.roles else None


def _takes_part(viewer: Viewer) -> Iterator[ColumnElement[bool]]:
    """The same in SQL as `_side` says of one row."""
    table = models.Enquiry
    yield table.organisation_id.in_(sorted(viewer.organisation_ids)) if viewer.organisation_ids else false()
    if viewer.person_id is not None:
        yield table.person_id == viewer.person_id
    if viewer.roles & DESK_ROLES:
        yield table.to_city.expression
    if Role.FACILITATOR in viewer.roles:
        yield table.helped_at.is_not(None)
