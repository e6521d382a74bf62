"""From a finished draft to records: the organisation if the bank does not know it, its site, the record itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from databank import drafts, models
from databank.access import Viewer, organisation_readable
from databank.errors import RecordRefusedError, RowError
from databank.schemas import read_row
from databank.submissions import Change, new_id, save
from databank.vocabulary import fold

ORGANISATION_PREFIX, SITE_PREFIX = "OR", "TP"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What a draft says, as cells of the schemas.

    Attributes
    ----------
    kind : str
        "side-streams" or "needs".
    organisation, site : mapping
        The cells of a new one, or only the ``id`` of one that the sender acts for or was invited to.
    """

    kind: str
    record: Mapping[str, Any]
    organisation: Mapping[str, Any] = field(default_factory=dict)
    site: Mapping[str, Any] = field(default_factory=dict)


def refusals(parcel: Parcel) -> tuple[RowError, ...]:
    """What the schemas refuse of a parcel, cell by cell; columns of organisations and sites say whose they are."""
    found: list[RowError] = []
    for kind, cells in _rows(parcel):
        prefix = "" if kind == parcel.kind else f"{kind}."
        try:
            read_row(kind, cells)
        except RecordRefusedError as refused:
            found += [replace(error, field=f"{prefix}{error.field}") for error in refused.rows]
    return tuple(found)


def _rows(parcel: Parcel) -> list[tuple[str, Mapping[str, Any]]]:
    rows = [(parcel.kind, parcel.record)]
    if "id" not in parcel.organisation:
        rows.append(("organisations", {"id": "new", **parcel.organisation}))
    if "id" not in parcel.site and parcel.site:
        rows.append(("sites", {"id": "new", "organisation_id": "new", "name": "-", **parcel.site}))
    return rows


def deliver(session: Session, parcel: Parcel, change: Change, *, as_typed: bool = False) -> str:
    """Save what a parcel holds; the id of the record.

    Parameters
    ----------
    as_typed : bool
        Call a known organisation as the parcel does, for a preview that is rolled back: what the bank calls it is
        not for everybody.
    """
    organisation = _organisation(session, parcel.organisation, change)
    if as_typed and parcel.organisation.get("name"):
        organisation.name = parcel.organisation["name"]
        session.flush()
    site = _site(session, organisation, parcel.site, change)
    cells = {
        **parcel.record,
        "organisation_id": organisation.id,
        "site_id": site.id if site else None,
        "is_example": organisation.is_example,
    }
    return save(session, parcel.kind, read_row(parcel.kind, cells), change).record_id


def send(session: Session, key: str, parcel: Parcel, change: Change) -> tuple[str, bool]:
    """Make the records of a draft, once however often it is sent; the record and whether it is new."""
    known = drafts.sent(session, key)
    if known is not None:
        return known, False
    record_id = deliver(session, parcel, change)
    drafts.finish(session, key, record_id, at=change.made_at)
    return record_id, True


def known_name(session: Session, viewer: Viewer, business_id: str) -> str | None:
    """What an organisation is called, if the viewer may see that the bank knows it."""
    query = select(models.Organisation.name).where(
        models.Organisation.business_id == business_id, organisation_readable(viewer)
    )
    return session.scalar(query)


def known_industry(session: Session, viewer: Viewer, business_id: str) -> str | None:
    """The industry of an organisation, if the viewer may see that the bank knows it."""
    query = select(models.Organisation.industry_code).where(
        models.Organisation.business_id == business_id, organisation_readable(viewer)
    )
    return session.scalar(query)


def owner_of(session: Session, record_id: str) -> str | None:
    """The organisation of a record that was just sent."""
    query = select(models.SideStream.organisation_id).where(models.SideStream.id == record_id)
    of_need = select(models.MaterialNeed.organisation_id).where(models.MaterialNeed.id == record_id)
    return session.scalar(query) or session.scalar(of_need)


def _organisation(session: Session, cells: Mapping[str, Any], change: Change) -> models.Organisation:
    """The organisation that is meant: by its id, by its business id, else a new one that nobody confirmed yet."""
    if "id" in cells:
        return session.get_one(models.Organisation, cells["id"])
    row = read_row("organisations", {"id": new_id(ORGANISATION_PREFIX), **cells})
    known = session.scalar(select(models.Organisation).where(models.Organisation.business_id == row["business_id"]))
    if row["business_id"] is not None and known is not None:
        return known
    return session.get_one(models.Organisation, save(session, "organisations", row, change).record_id)


def _site(session: Session, owner: models.Organisation, cells: Mapping[str, Any], change: Change) -> models.Site | None:
    """The site that is meant: by its id, by its place, else a new one that nobody confirmed yet."""
    if not cells:
        return None
    if "id" in cells:
        return session.get_one(models.Site, cells["id"])
    place = _place(cells.get("municipality"), cells.get("address"))
    known = next((site for site in owner.sites if _place(site.municipality, site.address) == place), None)
    if known is not None and cells.get("address"):
        return known
    name = cells.get("address") or cells.get("municipality") or owner.name
    row = read_row(
        "sites",
        {"id": new_id(SITE_PREFIX), "name": name, "is_example": owner.is_example, **cells, "organisation_id": owner.id},
    )
    site = session.get_one(models.Site, save(session, "sites", row, change).record_id)
    site.confirmed = False
    session.expire(owner, ["sites"])
    return site


def _place(municipality: str | None, address: str | None) -> tuple[str, str]:
    return fold(municipality or ""), fold(address or "")
