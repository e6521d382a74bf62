"""`/api/v1/organisations` and `/api/v1/areas`: who and where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from databank import queries
from databank.records import Area, Organisation, Page
from web.api.blueprint import reads
from web.api.place_schemas import AreaOut, AreasOut, OrganisationOut, OrganisationsOut
from web.api.questions import DATA_SETS, LanguageQuery, OrganisationsQuery
from web.auth import current_viewer
from web.house import bank


@reads("/organisations", tag="organisations", asks=OrganisationsQuery, answers=OrganisationsOut)
def organisations(query: Mapping[str, Any]) -> Page[Organisation]:
    """The organisations with their sites, a slice at a time."""
    with bank().session() as session:
        return queries.organisations(
            session,
            current_viewer(),
            after=query.get("after"),
            limit=query["limit"],
            text=query.get("q", ""),
            is_example=DATA_SETS.get(query["data"]),
        )


@reads("/organisations/<record_id>", tag="organisations", asks=LanguageQuery, answers=OrganisationOut, one=True)
def organisation(_query: Mapping[str, Any], record_id: str) -> Organisation:
    """One organisation with its sites and their permits."""
    with bank().session() as session:
        return queries.organisation(session, current_viewer(), record_id)


@reads("/areas", tag="areas", asks=LanguageQuery, answers=AreasOut)
def areas(_query: Mapping[str, Any]) -> Page[Area]:
    """The industrial areas; they are few, so the list is whole."""
    with bank().session() as session:
        return Page(tuple(queries.areas(session)))


@reads("/areas/<area_id>", tag="areas", asks=LanguageQuery, answers=AreaOut, one=True)
def area(_query: Mapping[str, Any], area_id: str) -> Area:
    """One area with its sourced figures."""
    with bank().session() as session:
        return queries.area(session, area_id)
