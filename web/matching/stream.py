"""The page "who could use this" of a side stream, and "what could meet this" of a need."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from databank import queries
from flows.matching.ranking import Ranked
from flows.matching.values import SOURCES, Match
from taxonomy.codes import Titles
from web import house
from web.auth import current_viewer
from web.files import TABLE_FORMATS
from web.language import gettext as _
from web.language import ngettext
from web.looks import note_look
from web.matching import exports, looking, picture
from web.matching.blueprint import blueprint
from web.matching.left_over import Users
from web.matching.lines import MatchLine, line_of
from web.matching.words import SOURCE_NOTES, SOURCE_TITLES
from web.numbers import number

USERS = Titles("/<record_id>/kayttajat", "/<record_id>/anvandare", "/<record_id>/users")
OFFERS = Titles("/<record_id>/tarjoukset", "/<record_id>/utbud", "/<record_id>/offers")
MOST_SHOWN = 30
MOST_FAILED = 20


@blueprint.page("materials", USERS, formats=TABLE_FORMATS)
def users(record_id: str, extension: str) -> ResponseReturnValue:
    """Who could use one side stream, or the same as rows."""
    viewer = current_viewer()
    with house.bank().session() as session:
        stream = queries.side_stream(session, viewer, record_id)
        is_matched = queries.is_matched(session, viewer, record_id)
        looked = looking.of_stream(session, viewer, stream) if is_matched else None
    note_look(stream)
    found = looked.ranked if looked else Ranked((), ())
    if extension != "html":
        return exports.response((*found.possible, *found.failed), extension, f"users-{stream.id}")
    page = render_template(
        "matching/stream.html",
        stream=stream,
        is_matched=is_matched,
        sentence=sentence_of(found),
        groups=groups_of(found.possible, looked.users_of_left_over if looked else None),
        failed=[line_of(match) for match in found.failed[:MOST_FAILED]],
        failed_count=len(found.failed),
        is_city_owned=looked is not None and looked.offer.is_city_owned,
        picture=picture.of_found(looked) if looked else None,
        examples=stream.is_example,
    )
    return Response(page)


@blueprint.page("needs", OFFERS, formats=TABLE_FORMATS)
def offers(record_id: str, extension: str) -> ResponseReturnValue:
    """What could meet one need, or the same as rows."""
    viewer = current_viewer()
    with house.bank().session() as session:
        need = queries.need(session, viewer, record_id)
        found = looking.of_need(session, viewer, need)
    note_look(need)
    if extension != "html":
        return exports.response((*found.possible, *found.failed), extension, f"offers-{need.id}")
    page = render_template(
        "matching/need.html",
        need=need,
        sentence=offers_sentence(found),
        lines=[line_of(match) for match in found.possible[:MOST_SHOWN]],
        left_out=max(0, len(found.possible) - MOST_SHOWN),
        failed=[line_of(match) for match in found.failed[:MOST_FAILED]],
        failed_count=len(found.failed),
        examples=need.is_example,
    )
    return Response(page)


def groups_of(matches: tuple[Match, ...], users: Users | None) -> list[tuple[str, str, list[MatchLine], int]]:
    """The matches by what speaks for them, which is never mixed up, and how many; a group without any is left out."""
    groups = ((source, [match for match in matches if match.receiver.source == source]) for source in SOURCES_IN_ORDER)
    return [
        (
            _(SOURCE_TITLES[source]),
            _(SOURCE_NOTES[source]),
            [line_of(match, users) for match in held[:MOST_SHOWN]],
            len(held),
        )
        for source, held in groups
        if held
    ]


SOURCES_IN_ORDER = tuple(sorted(SOURCES, key=("need", "intake", "use").index))


def sentence_of(found: Ranked) -> str:
    """How many could use it, and on what that rests."""
    if not found.possible and not found.failed:
        return _("The data bank knows nobody who could use this yet. It looks again whenever a record changes.")
    if not found.possible:
        return ngettext(
            "One place came into question, and a condition fails.",
            "%(count)s places came into question, and a condition of each fails.",
            len(found.failed),
            count=len(found.failed),
        )
    count = len(found.possible)
    return _("%(count)s could use it: %(parts)s.", count=number(count), parts=", ".join(_parts(found)))


def _parts(found: Ranked) -> Iterator[str]:
    """How many rest on each kind of evidence; a kind without any is not told."""
    needs, intakes, uses = (len(found.of_source(source)) for source in SOURCES_IN_ORDER)
    if needs:
        yield ngettext("%(count)s posted need", "%(count)s posted needs", needs, count=needs)
    if intakes:
        yield ngettext("%(count)s known taker", "%(count)s known takers", intakes, count=intakes)
    if uses:
        yield ngettext("%(count)s by a documented use", "%(count)s by documented uses", uses, count=uses)


def offers_sentence(found: Ranked) -> str:
    """How many offers could meet a need."""
    if not found.possible:
        return _("No offer in the data bank could meet this need as it is.")
    return ngettext(
        "One offer could meet this need.",
        "%(count)s offers could meet this need.",
        len(found.possible),
        count=len(found.possible),
    )
