"""The front page: one live sentence, the search box, three doors, a small picture and what is new."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from databank import queries
from databank.access import Viewer
from flows.diagram import LinkKind, SankeyData
from flows.partition import FATES, PROTECTED
from flows.sankey import weave
from flows.table import FlowTable
from flows.views import view
from taxonomy import materials
from taxonomy.fates import fate_titles
from web import house
from web.auth import current_viewer
from web.catalogue.blueprint import blueprint
from web.catalogue.places import distances_km, peittoo
from web.catalogue.rows import rows_of
from web.catalogue.two_stages import Part, Picture, picture_of
from web.catalogue.wishes import one_of
from web.house import Session, bank
from web.labels import family_title, title
from web.language import gettext as _
from web.numbers import rounded

VIEW, BOUNDARY = "big-picture", "satakunta"
DATA_SETS = ("facts", "examples")
NEWEST = 4
ALL_NODES = 100
LIVE_FIGURES = ("side_streams_t", "primary_unused_t", "primary_disposal_t")
STREAM_KINDS = ("side_stream", "unspecified", "energy")


@blueprint.page("home")
def home() -> ResponseReturnValue:
    """The front page over facts, or over examples: never both in one sum."""
    data_set = one_of(request.args, "data", DATA_SETS, "facts")
    is_example, viewer = data_set == "examples", current_viewer()
    with bank().session() as session:
        woven = woven_flows(session, is_example=is_example)
        newest = queries.newest(session, viewer, is_example, NEWEST)
        rows = rows_of(newest, distances_km(newest, peittoo(session)))
    page = render_template(
        "catalogue/home.html",
        data=data_set,
        live=live_sentence(woven),
        years=woven.years,
        secondary_t=woven.figures["secondary_t"],
        picture=picture_of_flows(woven),
        key_title=key_title,
        newest=rows,
        updated=max((stream.updated_at for stream in newest), default=None),
        examples=is_example,
    )
    return Response(page)


def woven_flows(session: Session, *, is_example: bool) -> SankeyData:
    """The big picture of the region in its newest year, with every family a node of its own."""
    viewer = current_viewer()
    key = ("front page", viewer, is_example, *house.ages().values())
    return bank().remembered(session, key, lambda: _woven(session, viewer, is_example=is_example))


def _woven(session: Session, viewer: Viewer, *, is_example: bool) -> SankeyData:
    newest = queries.flow_years(session, viewer, is_example, **house.ages())[-1:]
    columns = queries.flow_columns(session, viewer, is_example=is_example, years=newest, **house.ages())
    return weave(FlowTable.from_columns(columns), view(VIEW), boundary=BOUNDARY, max_nodes=ALL_NODES)


def live_sentence(woven: SankeyData) -> Markup:
    """The state of the region in words and numbers."""
    total, unused, disposal = (float(woven.figures[name]) for name in LIVE_FIGURES)
    if not total or woven.years is None:
        return Markup.escape(_("The data bank holds no side streams of this kind yet."))
    amount, year = _("%(amount)s tonnes", amount=rounded(total)), str(woven.years[1])
    if woven.is_example:
        whole = _("In the invented examples of %(year)s, %(amount)s of side streams arose.", year=year, amount=amount)
    else:
        whole = _("In %(year)s, %(amount)s of side streams arose in Satakunta.", year=year, amount=amount)
    if unused:
        return _with_hot(whole, _("No user yet for %(hot)s."), unused)
    if disposal:
        return _with_hot(whole, _("Of these, %(hot)s went to disposal."), disposal)
    return Markup.escape(whole)


def _with_hot(whole: str, sentence: str, amount: float) -> Markup:
    hot = Markup('<span class="hot">{}</span>').format(_("%(amount)s tonnes", amount=rounded(amount)))
    return Markup("{} {}").format(whole, Markup.escape(sentence.replace("%(hot)s", "{}")).format(hot))


def picture_of_flows(woven: SankeyData) -> Picture | None:
    """Families of side streams to their fates, the protected part last."""
    families = [family.id for family in materials.families() if family.kind in STREAM_KINDS]
    return picture_of(tuple(_parts(woven, families)), (*families, PROTECTED), (*FATES, PROTECTED))


def _parts(woven: SankeyData, families: Sequence[str]) -> Iterator[Part]:
    nodes = {node.id: node for node in woven.nodes}
    for link in woven.links:
        source, target = nodes[link.source], nodes[link.target]
        if (source.stage, target.stage) != ("family", "fate"):
            continue
        if source.key in families or link.kind is LinkKind.PROTECTED:
            yield Part(source.key, target.key, link.amount)


def key_title(key: str) -> str:
    """Name of a family or of a fate."""
    if key in {family.id for family in materials.families()}:
        return family_title(key)
    return title(fate_titles(key))
