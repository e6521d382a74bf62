"""Matches as on the pages: of one side stream, of one need, of one organisation, and every possible exchange."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from databank import queries
from flows.matching.ranking import Ranked
from web import house
from web.api.blueprint import reads
from web.api.match_schemas import MatchesOut
from web.api.questions import DataSetQuery, LanguageQuery
from web.auth import current_viewer
from web.looks import note_look
from web.matching import looking
from web.matching.open_matches import best_of_each


@reads("/materials/<record_id>/users", tag="matches", asks=LanguageQuery, answers=MatchesOut, one=True)
def users_of_material(_query: Mapping[str, Any], record_id: str) -> dict[str, Any]:
    """Who could use one side stream; nobody for a record that is no offer."""
    viewer = current_viewer()
    with house.bank().session() as session:
        stream = queries.side_stream(session, viewer, record_id)
        is_matched = queries.is_matched(session, viewer, record_id)
        found = looking.of_stream(session, viewer, stream).ranked if is_matched else Ranked((), ())
    note_look(stream)
    return _answer(found)


@reads("/needs/<record_id>/offers", tag="matches", asks=LanguageQuery, answers=MatchesOut, one=True)
def offers_for_need(_query: Mapping[str, Any], record_id: str) -> dict[str, Any]:
    """What could meet one need."""
    viewer = current_viewer()
    with house.bank().session() as session:
        need = queries.need(session, viewer, record_id)
        found = looking.of_need(session, viewer, need)
    note_look(need)
    return _answer(found)


@reads(
    "/organisations/<record_id>/possible-exchanges",
    tag="matches",
    asks=LanguageQuery,
    answers=MatchesOut,
    one=True,
)
def exchanges_of_organisation(_query: Mapping[str, Any], record_id: str) -> dict[str, Any]:
    """What one organisation could take."""
    viewer = current_viewer()
    with house.bank().session() as session:
        found = queries.organisation(session, viewer, record_id)
        return {"items": best_of_each(list(looking.of_organisation(session, viewer, found)))}


@reads("/possible-exchanges", tag="matches", asks=DataSetQuery, answers=MatchesOut)
def possible_exchanges(query: Mapping[str, Any]) -> dict[str, Any]:
    """Every possible exchange of a data set: the best match of each offer with each organisation."""
    with house.bank().session() as session:
        found = looking.open_ones(session, current_viewer(), is_example=query["data"] == "examples")
    return {"items": best_of_each(list(found))}


def _answer(found: Ranked) -> dict[str, Any]:
    return {"items": [*found.possible, *found.failed]}
