"""Legal units: the list, and one with its sites, permits, streams, needs and exchanges."""

from __future__ import annotations

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from databank import claims, queries
from databank.records import Organisation, Page, StreamFilter
from taxonomy import industries
from taxonomy.codes import UnknownCodeError
from web.auth import current_viewer
from web.catalogue import exports
from web.catalogue.blueprint import blueprint
from web.catalogue.places import area_titles, distances_km, peittoo
from web.catalogue.rows import rows_of
from web.catalogue.wishes import DATA_SETS, one_of
from web.files import TABLE_FORMATS
from web.house import bank
from web.labels import title
from web.language import current_language, ngettext
from web.language import gettext as _
from web.numbers import number
from web.search_words import LONGEST_SEARCH

ORGANISATIONS_ON_PAGE = 60


@blueprint.page("organisations", formats=TABLE_FORMATS)
def organisations(extension: str) -> ResponseReturnValue:
    """The list of organisations, or its data."""
    data = one_of(request.args, "data", tuple(DATA_SETS), "both")
    text = request.args.get("q", "")[:LONGEST_SEARCH].strip()
    is_example, viewer = DATA_SETS[data], current_viewer()
    with bank().session() as session:

        def slice_after(after: str | None, limit: int = exports.SLICE) -> Page[Organisation]:
            return queries.organisations(session, viewer, after=after, limit=limit, text=text, is_example=is_example)

        if extension != "html":
            return exports.organisations(exports.slices(slice_after), extension)
        after = request.args.get("after") or None
        key = ("organisations", viewer, text, is_example, after)
        page = bank().remembered(session, key, lambda: slice_after(after, ORGANISATIONS_ON_PAGE))
    answer = render_template(
        "catalogue/organisations.html",
        organisations=page.items,
        next=page.next,
        answer=answer_of(page.items, whole=page.next is None),
        data=data,
        typed=text,
        examples=any(organisation.is_example for organisation in page.items),
    )
    return Response(answer)


@blueprint.page("organisations", "/<record_id>", formats=("csv", "json"))
def organisation(record_id: str, extension: str) -> ResponseReturnValue:
    """One organisation and everything of it that is shown, or its data."""
    viewer = current_viewer()
    with bank().session() as session:
        found = queries.organisation(session, viewer, record_id)
        if extension != "html":
            return exports.organisation(found, extension)
        own = StreamFilter(organisations=frozenset({found.id}))
        streams = queries.side_streams(session, viewer, own, limit=exports.SLICE).items
        page = render_template(
            "catalogue/organisation.html",
            organisation=found,
            record_id=found.id,
            industry=industry_text(found),
            rows=rows_of(streams, distances_km(streams, peittoo(session))),
            needs=queries.needs(session, viewer, own, limit=exports.SLICE).items,
            exchanges=queries.exchanges(session, viewer, organisation_id=found.id),
            statements=claims.statements(session, viewer, found.id),
            areas=area_titles(session, current_language()),
            examples=found.is_example,
        )
    return Response(page)


def answer_of(shown: tuple[Organisation, ...], *, whole: bool) -> str:
    """How many organisations there are; of a longer list only that there are more."""
    count = len(shown)
    if not count:
        return _("No organisations match.")
    if not whole:
        return _("The first %(count)s organisations.", count=number(count))
    return ngettext("%(count)s organisation.", "%(count)s organisations.", count, count=number(count))


def industry_text(organisation: Organisation) -> str:
    """Industry code with its name; empty where the code is not known."""
    if not organisation.industry_code:
        return ""
    try:
        found = industries.industry(organisation.industry_code, organisation.industry_edition or "NACE2")
    except UnknownCodeError:
        return organisation.industry_code
    return f"{found.code} {title(found.titles)}"
