"""The exchanges of one's own companies: what waits for us, what waits for them, what goes on, what is over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from databank import matches, queries
from databank.access import Viewer
from databank.errors import RecordNotFoundError
from databank.records import KeptMatch, MatchState
from web import house
from web.auth import current_viewer, signed_in
from web.files import TABLE_FORMATS, table_response
from web.labels import N_
from web.language import gettext as _
from web.matches.blueprint import FACILITATION, blueprint
from web.matches.lines import COLUMNS, line_of, rows, waits_for_us
from web.matches.words import STATES

EARLY = frozenset({MatchState.SUGGESTED, MatchState.INTERESTED})
GROUPS: tuple[tuple[str, Callable[[KeptMatch], bool]], ...] = (
    (N_("Waiting for us"), lambda match: match.state in EARLY and waits_for_us(match)),
    (N_("Waiting for them"), lambda match: match.state in EARLY and not waits_for_us(match)),
    *((STATES[state], lambda match, state=state: match.state is state) for state in MatchState if state not in EARLY),
)


@blueprint.page("own", "/exchanges", formats=TABLE_FORMATS)
@signed_in
def mine(extension: str) -> ResponseReturnValue:
    """Every match of the viewer's own companies, by what it waits for, or the same as rows."""
    viewer = own_viewer()
    with house.bank().session() as session:
        found = of_companies(session, viewer)
    if extension != "html":
        return table_response(list(rows(found, is_desk=False)), extension, COLUMNS, "sivuvirta-own-exchanges")
    groups = [(_(word), [match for match in found if belongs(match)]) for word, belongs in GROUPS]
    page = render_template(
        "matches/mine.html",
        groups=[
            (word, [line_of(match, house.today(), is_desk=False) for match in held]) for word, held in groups if held
        ],
        acts=bool(viewer.organisation_ids or viewer.submitted_ids),
        examples=any(match.is_example for match in found),
    )
    return Response(page)


def own_viewer() -> Viewer:
    """The viewer as their companies see: whoever also works at the desk sees no more on their own pages."""
    viewer = current_viewer()
    return replace(viewer, roles=viewer.roles - FACILITATION)


def of_companies(session: house.Session, viewer: Viewer) -> tuple[KeptMatch, ...]:
    """The matches of all companies for which somebody acts, and of the records that they sent in, each once."""
    found: dict[str, KeptMatch] = {}
    for organisation_id in sorted(viewer.organisation_ids):
        held = matches.matches_of_organisation(session, viewer, organisation_id)
        found |= {match.id: match for match in held}
    for record_id in sorted(viewer.submitted_ids):
        found |= {match.id: match for match in matches.matches_of_record(session, viewer, record_id)}
    return tuple(sorted(found.values(), key=lambda match: (match.updated_at, match.id), reverse=True))


def companies(session: house.Session, viewer: Viewer) -> dict[str, str]:
    """The names of the companies for which somebody acts."""
    return {one: name for one in sorted(viewer.organisation_ids) if (name := _name(session, viewer, one))}


def _name(session: house.Session, viewer: Viewer, organisation_id: str) -> str:
    try:
        return queries.organisation(session, viewer, organisation_id).name
    except RecordNotFoundError:
        return ""
