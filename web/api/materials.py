"""`/api/v1/materials` and `/api/v1/needs`: what there is, and what somebody would take."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from databank import queries
from databank.records import MaterialNeed, Page, SideStream, StreamFilter
from web.api.blueprint import reads
from web.api.questions import DATA_SETS, LanguageQuery, MaterialsQuery, NeedsQuery
from web.api.record_schemas import NeedOut, NeedsOut, SideStreamOut, SideStreamsOut
from web.auth import current_viewer
from web.catalogue.places import Place, peittoo
from web.house import bank
from web.looks import note_look


@reads("/materials", tag="materials", asks=MaterialsQuery, answers=SideStreamsOut)
def materials(query: Mapping[str, Any]) -> Page[SideStream]:
    """The side streams, filtered as on the pages, a slice at a time."""
    with bank().session() as session:
        return queries.side_streams(
            session,
            current_viewer(),
            stream_filter(query, peittoo(session)),
            after=query.get("after"),
            limit=query["limit"],
            sort=query["sort"],
        )


@reads("/materials/<record_id>", tag="materials", asks=LanguageQuery, answers=SideStreamOut, one=True)
def material(_query: Mapping[str, Any], record_id: str) -> SideStream:
    """One side stream with every year, its composition, its documents and where it comes from."""
    with bank().session() as session:
        found = queries.side_stream(session, current_viewer(), record_id)
    note_look(found)
    return found


@reads("/needs", tag="needs", asks=NeedsQuery, answers=NeedsOut)
def needs(query: Mapping[str, Any]) -> Page[MaterialNeed]:
    """What is looked for, a slice at a time."""
    with bank().session() as session:
        return queries.needs(
            session, current_viewer(), stream_filter(query), after=query.get("after"), limit=query["limit"]
        )


@reads("/needs/<record_id>", tag="needs", asks=LanguageQuery, answers=NeedOut, one=True)
def need(_query: Mapping[str, Any], record_id: str) -> MaterialNeed:
    """One need with its limits."""
    with bank().session() as session:
        found = queries.need(session, current_viewer(), record_id)
    note_look(found)
    return found


def stream_filter(query: Mapping[str, Any], centre: Place | None = None) -> StreamFilter:
    """The filter that the parameters ask for; distances are measured from `centre`."""
    return StreamFilter(
        text=query.get("q", ""),
        families=frozenset(query.get("family", ())),
        material_classes=frozenset(query.get("material_class", ())),
        areas=frozenset(query.get("area", ())),
        organisations=frozenset(query.get("organisation", ())),
        kinds=frozenset(query.get("kind", ())),
        legal_statuses=frozenset(query.get("legal", ())),
        hazards=frozenset(query.get("hazard", ())),
        min_t_per_year=tonnes(query.get("t_min")),
        max_t_per_year=tonnes(query.get("t_max")),
        near=centre,
        within_km=query.get("km"),
        is_example=DATA_SETS.get(query["data"]),
    )


def tonnes(value: float | None) -> Decimal | None:
    """The number as it was written in the address."""
    return None if value is None else Decimal(repr(value))
