"""Areas, organisations and sites."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from databank import records
from databank.access import Viewer, mask_organisation, mask_site, organisation_readable, site_readable
from databank.errors import RecordNotFoundError
from databank.models import Area, Organisation, Site
from databank.queries.cursor import beyond, encode, page_size
from databank.queries.values import area_of, organisation_of, site_of
from databank.records import Page
from databank.vocabulary import fold

LIST = "organisations"


def areas(session: Session) -> tuple[records.Area, ...]:
    """All areas by their Finnish name; they are public."""
    query = select(Area).options(selectinload(Area.facts)).order_by(Area.name_fi, Area.id)
    return tuple(area_of(row) for row in session.scalars(query))


def area(session: Session, area_id: str) -> records.Area:
    """One area; RecordNotFoundError if there is none."""
    found = session.get(Area, area_id, options=[selectinload(Area.facts)])
    if found is None:
        raise RecordNotFoundError(area_id)
    return area_of(found)


def organisation(session: Session, viewer: Viewer, record_id: str) -> records.Organisation:
    """One organisation with its sites; RecordNotFoundError if there is none for this viewer."""
    found = session.scalar(_whole(viewer).where(Organisation.id == record_id, organisation_readable(viewer)))
    if found is None:
        raise RecordNotFoundError(record_id)
    return mask_organisation(viewer, organisation_of(found))


def organisations(
    session: Session,
    viewer: Viewer,
    *,
    after: str | None = None,
    limit: int = 50,
    text: str = "",
    is_example: bool | None = None,
) -> Page[records.Organisation]:
    """A page of organisations by name."""
    size = page_size(limit)
    query = _whole(viewer).where(organisation_readable(viewer))
    for word in fold(text.replace("\0", "")).split():
        query = query.where(Organisation.name_key.contains(word, autoescape=True))
    if is_example is not None:
        query = query.where(Organisation.is_example == is_example)
    query = (
        query.where(*beyond(LIST, after, Organisation.name_key.expression, Organisation.id, falling=False))
        .order_by(Organisation.name_key, Organisation.id)
        .limit(size + 1)
    )
    found = session.scalars(query).all()
    following = encode(LIST, found[size - 1].name_key, found[size - 1].id) if len(found) > size else None
    return Page(items=tuple(mask_organisation(viewer, organisation_of(row)) for row in found[:size]), next=following)


def sites(session: Session, viewer: Viewer, area_id: str | None = None) -> tuple[records.Site, ...]:
    """The sites that are shown, of one area or all, by name."""
    query = select(Site).where(site_readable(viewer)).options(selectinload(Site.permits)).order_by(Site.name, Site.id)
    if area_id is not None:
        query = query.where(Site.area_id == area_id)
    return tuple(mask_site(viewer, site_of(row)) for row in session.scalars(query))


def _whole(viewer: Viewer) -> Select[Organisation]:
    shown = Organisation.sites.and_(site_readable(viewer))
    return select(Organisation).options(selectinload(shown).selectinload(Site.permits))
