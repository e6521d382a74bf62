"""What somebody would take: the list of needs and one need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from databank import queries
from databank.records import MaterialNeed, StreamFilter
from web.auth import current_viewer
from web.catalogue import exports
from web.catalogue.blueprint import blueprint
from web.catalogue.wishes import DATA_SETS, one_of
from web.catalogue.words import form_label, structure_label
from web.files import TABLE_FORMATS
from web.house import bank
from web.language import gettext as _
from web.language import ngettext
from web.looks import note_look
from web.numbers import day, kilometres, number, with_unit
from web.search_words import LONGEST_SEARCH

NEEDS_ON_PAGE = 50


@blueprint.page("needs", formats=TABLE_FORMATS)
def needs(extension: str) -> ResponseReturnValue:
    """The list of needs, or its data."""
    data = one_of(request.args, "data", tuple(DATA_SETS), "both")
    text = request.args.get("q", "")[:LONGEST_SEARCH].strip()
    wanted, viewer = StreamFilter(text=text, is_example=DATA_SETS[data]), current_viewer()
    with bank().session() as session:
        if extension != "html":
            found = exports.slices(
                lambda after: queries.needs(session, viewer, wanted, after=after, limit=exports.SLICE)
            )
            return exports.needs(found, extension)
        page = queries.needs(session, viewer, wanted, after=request.args.get("after") or None, limit=NEEDS_ON_PAGE)
    answer = render_template(
        "catalogue/needs.html",
        needs=page.items,
        next=page.next,
        answer=answer_of(page.items, whole=page.next is None),
        data=data,
        typed=text,
        examples=any(need.is_example for need in page.items),
    )
    return Response(answer)


@blueprint.page("needs", "/<record_id>", formats=("csv", "json"))
def need(record_id: str, extension: str) -> ResponseReturnValue:
    """One need with its limits, or its data."""
    viewer = current_viewer()
    with bank().session() as session:
        found = queries.need(session, viewer, record_id)
    page = need_page(found) if extension == "html" else ""
    note_look(found)
    return Response(page) if extension == "html" else exports.need(found, extension)


def need_page(found: MaterialNeed, preview: Mapping[str, str] | None = None) -> str:
    """The page of a need as its viewer sees it; `preview` says as whom its owner looks."""
    return render_template(
        "catalogue/need.html",
        need=found,
        record_id=found.id,
        pairs=tuple(pairs_of(found)),
        preview=preview,
        examples=found.is_example,
    )


def answer_of(shown: tuple[MaterialNeed, ...], *, whole: bool) -> str:
    """How many needs there are; of a longer list only that there are more."""
    count = len(shown)
    if not count:
        return _("No needs are listed.")
    if not whole:
        return _("The first %(count)s needs.", count=number(count))
    return ngettext("%(count)s need.", "%(count)s needs.", count, count=number(count))


def when_of(need: MaterialNeed) -> str:
    """When the material is wanted."""
    if need.starts_on and need.ends_on:
        return _("from %(start)s to %(end)s", start=day(need.starts_on), end=day(need.ends_on))
    if need.starts_on:
        return _("from %(start)s", start=day(need.starts_on))
    if need.ends_on:
        return _("until %(end)s", end=day(need.ends_on))
    return ""


def pairs_of(need: MaterialNeed) -> Iterator[tuple[str, str]]:
    """The short list beside a need."""
    if need.structure:
        yield _("Structure"), structure_label(need.structure)
    yield _("Company"), need.organisation_name or _("Company hidden")
    if need.municipality:
        yield _("Municipality"), need.municipality
    if when_of(need):
        yield _("When"), when_of(need)
    if need.amount.density_t_m3 is not None:
        yield _("Density"), with_unit(need.amount.density_t_m3, "t/m³")
    if need.distance_km is not None:
        yield _("Within"), kilometres(need.distance_km)
    if need.physical_form:
        yield _("Form"), form_label(need.physical_form)
    if need.confirmed_on:
        yield _("Confirmed"), day(need.confirmed_on)
    yield _("Record"), need.id
