"""Side streams: one, a page of them, the newest."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, contains_eager, selectinload

from databank import records
from databank.access import Viewer, mask_side_stream, readable, shown_mass, shown_name_key
from databank.errors import N_, DatabankError, RecordNotFoundError
from databank.models import Organisation, SideStream
from databank.queries.cursor import beyond, encode, page_size
from databank.queries.filters import all_conditions, joined, square_km
from databank.queries.values import side_stream_of
from databank.records import Page, StreamFilter

SORTS = ("mass", "name", "newest", "distance")
FAR = 1e12
"""Squared km of a place that is not known: such rows stand last."""


def side_stream(session: Session, viewer: Viewer, record_id: str) -> records.SideStream:
    """One side stream as the viewer may see it.

    Raises
    ------
    RecordNotFoundError
        When there is none, or none that this viewer may see.
    """
    return mask_side_stream(viewer, side_stream_unmasked(session, viewer, record_id))


def side_stream_unmasked(session: Session, viewer: Viewer, record_id: str) -> records.SideStream:
    """One side stream that the viewer may see, with what it hides: for masking what hangs on it."""
    row = session.scalar(whole_streams(select(SideStream)).where(SideStream.id == record_id, readable(viewer)))
    if row is None:
        raise RecordNotFoundError(record_id)
    return side_stream_of(row)


def side_streams(
    session: Session,
    viewer: Viewer,
    wanted: StreamFilter,
    *,
    after: str | None = None,
    limit: int = 50,
    sort: str = "mass",
) -> Page[records.SideStream]:
    """A page of side streams: the greatest first, by name, the newest, or the nearest to `wanted.near`.

    The page's ids are found first, so that sorting many rows carries no more than their keys.
    """
    column, falling = _sorting(viewer, wanted, sort)
    size = page_size(limit)
    order = [column.desc(), SideStream.id.desc()] if falling else [column.asc(), SideStream.id.asc()]
    conditions = [*all_conditions(viewer, wanted), *beyond(sort, after, column, SideStream.id, falling=falling)]
    keys = joined(select(SideStream.id, column), column, *conditions).where(readable(viewer), *conditions)
    found = session.execute(keys.order_by(*order).limit(size + 1)).all()
    ids = [record_id for record_id, _value in found[:size]]
    rows = {row.id: row for row in session.scalars(whole_streams(select(SideStream)).where(SideStream.id.in_(ids)))}
    items = tuple(mask_side_stream(viewer, side_stream_of(rows[record_id])) for record_id in ids)
    following = encode(sort, found[size - 1][1], ids[-1]) if len(found) > size else None
    return Page(items=items, next=following)


def side_streams_by_id(session: Session, viewer: Viewer, ids: Collection[str]) -> dict[str, records.SideStream]:
    """Those of some side streams that the viewer may see."""
    query = whole_streams(select(SideStream)).where(SideStream.id.in_(sorted(ids)), readable(viewer))
    return {row.id: mask_side_stream(viewer, side_stream_of(row)) for row in session.scalars(query)} if ids else {}


def newest(
    session: Session,
    viewer: Viewer,
    is_example: bool | None,  # noqa: FBT001 - facts, examples or both
    limit: int,
) -> tuple[records.SideStream, ...]:
    """The side streams that were changed last."""
    return side_streams(session, viewer, StreamFilter(is_example=is_example), limit=limit, sort="newest").items


def whole_streams(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """A query on side streams that brings everything a value needs, unmasked."""
    return (
        query.join(SideStream.organisation)
        .outerjoin(SideStream.site)
        .options(
            contains_eager(SideStream.organisation).load_only(
                Organisation.name, Organisation.sector, Organisation.municipality, Organisation.objected_on
            ),
            contains_eager(SideStream.site),
            selectinload(SideStream.amounts),
            selectinload(SideStream.composition),
            selectinload(SideStream.documents),
        )
    )


def _sorting(viewer: Viewer, wanted: StreamFilter, sort: str) -> tuple[ColumnElement[Any], bool]:
    """The column of a sorting and whether it falls."""
    if sort == "mass":
        return shown_mass(viewer), True
    if sort == "name":
        return shown_name_key(viewer), False
    if sort == "newest":
        return SideStream.updated_at.expression, True
    if sort == "distance" and wanted.near is not None:
        return func.coalesce(square_km(viewer, wanted.near), FAR), False
    raise DatabankError(
        N_("The list cannot be sorted by %(sort)s: choose one of %(sorts)s (distance needs a place)."),
        sort=sort,
        sorts=", ".join(SORTS),
    )
