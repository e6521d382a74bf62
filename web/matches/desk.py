"""The desk of facilitation: the queue of matches, what waits there, and what matches died of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from databank import matches
from databank.access import Viewer
from databank.errors import CursorError
from databank.matches import Died, QueueFilter
from databank.records import KeptMatch, MatchSource, MatchState
from web import house
from web.auth import current_viewer
from web.catalogue.wishes import DATA_SETS, one_of
from web.files import TABLE_FORMATS, table_response
from web.language import gettext as _
from web.matches.blueprint import blueprint, for_facilitators
from web.matches.lines import DESK_COLUMNS, line_of, rows
from web.matches.words import REASONS, SHORT_SOURCES, STATES, state_word

ON_PAGE = 50
WAITS = ("", "plan", "late", "mine")


@dataclass(frozen=True, slots=True)
class DeathRow:
    """How often one reason ended a match, all in all and by what had spoken for it."""

    reason: str
    count: int
    by_source: tuple[int, ...]


@blueprint.page("desk", "/exchanges", formats=TABLE_FORMATS)
@for_facilitators
def desk(extension: str) -> ResponseReturnValue:
    """The matches that the desk sees, by the day of their next action, or the same as rows."""
    viewer, today = current_viewer(), house.today()
    data = one_of(request.args, "data", tuple(DATA_SETS), "both")
    state = one_of(request.args, "state", ("", *(one.value for one in MatchState)), "")
    waits = one_of(request.args, "waits", WAITS, "")
    wanted = wanted_of(viewer, data, state, waits)
    with house.bank().session() as session:
        if extension != "html":
            found = everything(session, viewer, wanted)
            columns = DESK_COLUMNS
            return table_response(list(rows(found, is_desk=True)), extension, columns, "sivuvirta-exchanges-desk")
        page = matches.queue(session, viewer, wanted, day=today, after=request.args.get("after"), limit=ON_PAGE)
        counts = matches.queue_counts(session, viewer, day=today, is_example=DATA_SETS[data])
        died = _died(session, viewer, is_example=DATA_SETS[data])
    body = render_template(
        "matches/desk.html",
        lines=[line_of(match, today, is_desk=True) for match in page.items],
        next_key=page.next,
        counts=counts,
        open_count=sum(count for one, count in counts.by_state.items() if one in OPEN),
        states=[(one.value, state_word(one), counts.by_state[one]) for one in STATES],
        died=died_rows(died),
        died_sources=[_(SHORT_SOURCES[source]) for source in MatchSource],
        data=data,
        state=state,
        waits=waits,
        examples=any(match.is_example for match in page.items),
    )
    return Response(body)


OPEN = frozenset(MatchState) - {MatchState.ENDED, MatchState.DROPPED}


def wanted_of(viewer: Viewer, data: str, state: str, waits: str) -> QueueFilter:
    """What the filters of the page ask for."""
    return QueueFilter(
        states=frozenset({MatchState(state)} if state else ()),
        without_next_action=waits == "plan",
        is_overdue=waits == "late",
        held_by=viewer.person_id if waits == "mine" else None,
        is_example=DATA_SETS[data],
    )


def everything(session: house.Session, viewer: Viewer, wanted: QueueFilter) -> tuple[KeptMatch, ...]:
    """All pages of the queue, one after the other."""
    found: list[KeptMatch] = []
    after: str | None = None
    while True:
        page = matches.queue(session, viewer, wanted, day=house.today(), after=after, limit=ON_PAGE)
        found += page.items
        if page.next is None:
            return tuple(found)
        if page.next == after:
            raise CursorError
        after = page.next


def _died(session: house.Session, viewer: Viewer, *, is_example: bool | None) -> tuple[Died, ...]:
    sets = (False, True) if is_example is None else (is_example,)
    return tuple(one for each in sets for one in matches.what_died_of_what(session, viewer, is_example=each))


def died_rows(died: tuple[Died, ...]) -> list[DeathRow]:
    """A row for each reason, the most frequent first."""
    by_reason: Mapping[tuple[object, object], int] = Counter()
    for one in died:
        by_reason[one.reason, one.source] += one.count  # type: ignore[index]
    found = [
        DeathRow(_(REASONS[reason]), sum(by_source), tuple(by_source))
        for reason in REASONS
        if any(by_source := [by_reason.get((reason, source), 0) for source in MatchSource])
    ]
    return sorted(found, key=lambda row: (-row.count, row.reason))
