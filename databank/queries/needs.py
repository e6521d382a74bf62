"""What others would take: one need, a page of them."""

from __future__ import annotations

from sqlalchemy import Select, and_, case, select
from sqlalchemy.orm import Session, contains_eager

from databank import records
from databank.access import Viewer, mask_need, readable, shows
from databank.errors import RecordNotFoundError
from databank.models import MaterialNeed, Site
from databank.queries.cursor import beyond, encode, page_size
from databank.queries.filters import Conditions, holds_one, square_km, text_conditions
from databank.queries.values import need_of
from databank.records import FieldGroup, Page, StreamFilter

LIST = "needs"


def need(session: Session, viewer: Viewer, record_id: str) -> records.MaterialNeed:
    """One need as the viewer may see it; RecordNotFoundError if there is none for them."""
    row = session.scalar(_whole().where(MaterialNeed.id == record_id, readable(viewer, MaterialNeed)))
    if row is None:
        raise RecordNotFoundError(record_id)
    return _masked(viewer, row)


def needs(
    session: Session,
    viewer: Viewer,
    wanted: StreamFilter | None = None,
    *,
    after: str | None = None,
    limit: int = 50,
) -> Page[records.MaterialNeed]:
    """A page of needs by name. Of the filter all but legal status, hazard and tonnes mean something for a need."""
    size = page_size(limit)
    query = (
        _whole()
        .where(readable(viewer, MaterialNeed), *_conditions(viewer, wanted or StreamFilter()))
        .where(*beyond(LIST, after, MaterialNeed.name_key.expression, MaterialNeed.id, falling=False))
        .order_by(MaterialNeed.name_key, MaterialNeed.id)
        .limit(size + 1)
    )
    found = session.scalars(query).all()
    items = tuple(_masked(viewer, row) for row in found[:size])
    following = encode(LIST, found[size - 1].name_key, found[size - 1].id) if len(found) > size else None
    return Page(items=items, next=following)


def _masked(viewer: Viewer, row: MaterialNeed) -> records.MaterialNeed:
    return mask_need(viewer, need_of(row))


def _whole() -> Select[MaterialNeed]:
    return (
        select(MaterialNeed)
        .join(MaterialNeed.organisation)
        .outerjoin(MaterialNeed.site)
        .options(contains_eager(MaterialNeed.organisation), contains_eager(MaterialNeed.site))
    )


def _conditions(viewer: Viewer, wanted: StreamFilter) -> Conditions:
    named = shows(viewer, FieldGroup.ORGANISATION, MaterialNeed)
    conditions = text_conditions(viewer, wanted.text, MaterialNeed)
    if wanted.families:
        conditions.append(holds_one(MaterialNeed.families, wanted.families))
    if wanted.material_classes:
        conditions.append(holds_one(MaterialNeed.material_classes, wanted.material_classes))
    if wanted.kinds:
        conditions.append(MaterialNeed.kind.in_(sorted(wanted.kinds)))
    if wanted.organisations:
        conditions.append(and_(named, MaterialNeed.organisation_id.in_(sorted(wanted.organisations))))
    if wanted.areas:
        conditions.append(case((named, Site.area_id)).in_(sorted(wanted.areas)))
    if wanted.near is not None and wanted.within_km is not None:
        conditions.append(square_km(viewer, wanted.near, MaterialNeed) <= wanted.within_km**2)
    if wanted.is_example is not None:
        conditions.append(MaterialNeed.is_example == wanted.is_example)
    return conditions
