"""What comes up: at the desk everything, on one's own pages what concerns one's own companies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from databank import matches
from databank.access import Viewer
from databank.records import Moment
from web import house
from web.addresses import address
from web.auth import current_viewer, signed_in
from web.catalogue.wishes import DATA_SETS, one_of
from web.files import TABLE_FORMATS, table_response
from web.language import gettext as _
from web.matches.blueprint import blueprint, for_facilitators
from web.matches.own import companies, own_viewer
from web.matches.words import MOMENTS
from web.saying import said

SPANS = ("30", "90", "365")
USUAL_SPAN = "90"
COLUMNS = (
    *("on", "kind", "sentence", "record_kind", "record_id", "record", "organisation_id", "source", "dated"),
    "is_example",
)


@dataclass(frozen=True, slots=True)
class MomentLine:
    """One moment in words. `href` leads to its record, `is_past` tells that the day has gone by."""

    moment: Moment
    kind: str
    told: str
    href: str
    is_past: bool


@blueprint.page("desk", "/moments", formats=TABLE_FORMATS)
@for_facilitators
def desk_moments(extension: str) -> ResponseReturnValue:
    """Everything that comes up, or the same as rows."""
    data = one_of(request.args, "data", tuple(DATA_SETS), "both")
    days = one_of(request.args, "days", SPANS, USUAL_SPAN)
    viewer = replace(current_viewer(), organisation_ids=frozenset(), submitted_ids=frozenset())
    with house.bank().session() as session:
        found = matches.coming_moments(session, viewer, house.today(), int(days), is_example=DATA_SETS[data])
    return _answer(found, extension, days, data=data, is_desk=True)


@blueprint.page("own", "/moments", formats=TABLE_FORMATS)
@signed_in
def own_moments(extension: str) -> ResponseReturnValue:
    """What comes up for one's own companies, or the same as rows."""
    days = one_of(request.args, "days", SPANS, USUAL_SPAN)
    viewer = own_viewer()
    with house.bank().session() as session:
        found = _of_companies(session, viewer, int(days))
        acts_for = companies(session, viewer)
    return _answer(found, extension, days, is_desk=False, acts_for=acts_for)


def _of_companies(session: house.Session, viewer: Viewer, days: int) -> tuple[Moment, ...]:
    """The moments of each company; an agreement between two of one's own companies is told once."""
    found: dict[tuple[str, str, object], Moment] = {}
    for organisation_id in sorted(viewer.organisation_ids):
        for one in matches.coming_moments(session, viewer, house.today(), days, organisation_id=organisation_id):
            found.setdefault((one.kind, one.record_id, one.on), one)
    return tuple(sorted(found.values(), key=lambda one: (one.on, one.kind, one.record_id)))


def _answer(
    found: tuple[Moment, ...], extension: str, days: str, *, is_desk: bool, **places: Any
) -> ResponseReturnValue:
    if extension != "html":
        return table_response(list(rows(found)), extension, COLUMNS, "sivuvirta-coming-moments")
    page = render_template(
        "matches/moments.html",
        lines=[line_of(one, is_desk=is_desk) for one in found],
        days=days,
        spans=SPANS,
        is_desk=is_desk,
        examples=any(one.is_example for one in found),
        **places,
    )
    return Response(page)


def line_of(moment: Moment, *, is_desk: bool) -> MomentLine:
    """Say one moment."""
    return MomentLine(
        moment=moment,
        kind=_(MOMENTS[moment.kind]),
        told=said(moment.told),
        href=_href(moment, is_desk=is_desk),
        is_past=moment.on < house.today(),
    )


def _href(moment: Moment, *, is_desk: bool) -> str:
    if moment.record_kind == "side-streams":
        return address("catalogue.material", record_id=moment.record_id, extension="html")
    if moment.record_kind == "needs":
        return address("catalogue.need", record_id=moment.record_id, extension="html")
    if moment.record_kind == "matches":
        return address("matches.desk_one" if is_desk else "matches.one", match_id=moment.record_id)
    if moment.organisation_id is None:
        return ""
    return address("catalogue.organisation", record_id=moment.organisation_id, extension="html")


def rows(moments: tuple[Moment, ...]) -> Iterator[dict[str, Any]]:
    """Each moment as a row of the data twin."""
    for one in moments:
        yield {
            "on": one.on,
            "kind": one.kind.value,
            "sentence": said(one.told),
            "record_kind": one.record_kind,
            "record_id": one.record_id,
            "record": one.record_name,
            "organisation_id": one.organisation_id,
            "source": one.source,
            "dated": one.dated,
            "is_example": one.is_example,
        }
