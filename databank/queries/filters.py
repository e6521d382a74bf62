"""What a viewer looks for, as conditions on what the viewer may see."""

from __future__ import annotations

from collections.abc import Collection
from math import cos, radians
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Text, and_, case, false, or_, type_coerce
from sqlalchemy.sql import visitors

from databank.access import Viewer, exact, of_class, says, shown_band, shown_hazard, shows, shows_grid
from databank.geography import KM_PER_DEGREE
from databank.models import MaterialNeed, Organisation, SideStream, Site
from databank.records import FieldGroup, StreamFilter
from databank.vocabulary import fold

Table = type[SideStream] | type[MaterialNeed]
Conditions = list[ColumnElement[bool]]
MOST_WORDS = 10


def text_conditions(viewer: Viewer, text: str, table: Table) -> Conditions:
    """Every word stands in what the row is called, or in the name of an owner that is shown. Joins the owner."""
    named = shows(viewer, FieldGroup.ORGANISATION, table)
    return [
        or_(
            says(viewer, word) if table is SideStream else table.search_text.contains(word, autoescape=True),
            and_(named, Organisation.name_key.contains(word, autoescape=True)),
        )
        for word in fold(text.replace("\0", "")).split()[:MOST_WORDS]
    ]


def plain_conditions(viewer: Viewer, wanted: StreamFilter) -> Conditions:
    """The members of a filter that are no facet."""
    conditions = text_conditions(viewer, wanted.text, SideStream)
    if wanted.material_classes:
        conditions.append(of_class(viewer, sorted(wanted.material_classes)))
    if wanted.organisations:
        named = shows(viewer, FieldGroup.ORGANISATION)
        conditions.append(and_(named, SideStream.organisation_id.in_(sorted(wanted.organisations))))
    if wanted.is_example is not None:
        conditions.append(SideStream.is_example == wanted.is_example)
    return conditions


def facet_conditions(viewer: Viewer, wanted: StreamFilter) -> dict[str, ColumnElement[bool]]:
    """The members of a filter that are facets, by the facet's name."""
    found: dict[str, ColumnElement[bool]] = {}
    for name, words, column in (
        ("family", wanted.families, SideStream.family),
        ("kind", wanted.kinds, SideStream.kind),
        ("legal_status", wanted.legal_statuses, SideStream.legal_status),
        ("hazard", wanted.hazards, shown_hazard(viewer)),
    ):
        if words:
            found[name] = column.in_(_ordered(words))
    if wanted.areas:
        found["area"] = shown_area(viewer).in_(sorted(wanted.areas))
    if wanted.min_t_per_year is not None or wanted.max_t_per_year is not None:
        found["mass"] = and_(*_mass_conditions(viewer, wanted))
    if wanted.near is not None and wanted.within_km is not None:
        found["distance"] = square_km(viewer, wanted.near) <= wanted.within_km**2
    return found


def _ordered(words: Collection[Any]) -> list[Any]:
    return sorted(words)


def all_conditions(viewer: Viewer, wanted: StreamFilter) -> Conditions:
    """The whole filter."""
    return [*plain_conditions(viewer, wanted), *facet_conditions(viewer, wanted).values()]


def shown_area(viewer: Viewer) -> ColumnElement[Any]:
    """The area of a side stream whose owner is shown: an area is finer than the grid that hides a site."""
    return case((shows(viewer, FieldGroup.ORGANISATION), Site.area_id))


def _mass_conditions(viewer: Viewer, wanted: StreamFilter) -> Conditions:
    """An exact amount is compared itself; a hidden one may match as its public band does."""
    is_exact, (low, high) = exact(viewer), shown_band(viewer)
    conditions: Conditions = []
    if wanted.min_t_per_year is not None:
        least = wanted.min_t_per_year
        conditions.append(case((is_exact, SideStream.mass_t >= least), else_=high > least))
    if wanted.max_t_per_year is not None:
        most = wanted.max_t_per_year
        conditions.append(case((is_exact, SideStream.mass_t <= most), else_=low <= most))
    return conditions


def square_km(viewer: Viewer, point: tuple[float, float], table: Table = SideStream) -> ColumnElement[float]:
    """Squared distance from a point: of the site where it is shown, else of its grid point. Joins the site."""
    named, grid = shows(viewer, FieldGroup.ORGANISATION, table), shows_grid(table)
    lat, lon = point
    north = (case((named, Site.lat), (grid, Site.grid_lat)) - lat) * KM_PER_DEGREE
    east = (case((named, Site.lon), (grid, Site.grid_lon)) - lon) * (KM_PER_DEGREE * cos(radians(lat)))
    return north * north + east * east


def holds_one(column: Any, words: Collection[str]) -> ColumnElement[bool]:
    """Whether a column of words holds one of these; without any, it does not."""
    text = type_coerce(column, Text)
    return or_(false(), *(text.contains(f";{word};", autoescape=True) for word in sorted(words)))


def joined(query: Select[*tuple[Any, ...]], *used: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    """Join a query on side streams with their owners and sites, if its conditions or columns use them."""
    tables = {table for part in used for table in visitors.iterate(part) if isinstance(table, Column)}
    names = {column.table for column in tables}
    if Organisation.__table__ in names:
        query = query.join(SideStream.organisation)
    if Site.__table__ in names:
        query = query.outerjoin(SideStream.site)
    return query
