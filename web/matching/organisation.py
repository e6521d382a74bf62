"""What an organisation could take, and whom it could feed."""

from __future__ import annotations

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from databank import queries
from databank.access import Viewer
from databank.records import Organisation, SideStream, StreamFilter
from flows.matching.values import Match
from taxonomy.codes import Titles
from web import house
from web.auth import current_viewer
from web.catalogue import exports as catalogue_exports
from web.files import TABLE_FORMATS
from web.matching import exports, looking
from web.matching.blueprint import blueprint
from web.matching.lines import line_of
from web.matching.open_matches import best_of_each, open_line

EXCHANGES = Titles(
    "/<record_id>/mahdolliset-vaihdot", "/<record_id>/mojliga-utbyten", "/<record_id>/possible-exchanges"
)
MOST_OFFERS = 40
MOST_USERS = 5


@blueprint.page("organisations", EXCHANGES, formats=TABLE_FORMATS)
def organisation(record_id: str, extension: str) -> ResponseReturnValue:
    """Both sides of one organisation, or the same as rows."""
    viewer = current_viewer()
    with house.bank().session() as session:
        found = queries.organisation(session, viewer, record_id)
        taken = best_of_each(list(looking.of_organisation(session, viewer, found)))
        fed = _fed(session, viewer, found)
    if extension != "html":
        matches = (*taken, *(match for _stream, held in fed for match in held))
        return exports.response(matches, extension, f"possible-exchanges-{found.id}")
    page = render_template(
        "matching/organisation.html",
        organisation=found,
        taken=[open_line(match) for match in taken[:MOST_OFFERS]],
        taken_count=len(taken),
        fed=[
            (stream.name, stream.language, stream.id, [line_of(match) for match in held[:MOST_USERS]], len(held))
            for stream, held in fed
        ],
        examples=found.is_example,
    )
    return Response(page)


def _fed(session: house.Session, viewer: Viewer, found: Organisation) -> list[tuple[SideStream, tuple[Match, ...]]]:
    """Its own offers with who could use them."""
    own = StreamFilter(organisations=frozenset({found.id}))
    streams = queries.side_streams(session, viewer, own, limit=catalogue_exports.SLICE).items
    return [
        (stream, looking.of_stream(session, viewer, stream).ranked.possible)
        for stream in streams
        if queries.is_matched(session, viewer, stream.id)
    ]
