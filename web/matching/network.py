"""The network as data: around one side stream, or the whole of a data set, as GraphML or as nodes and links."""

from __future__ import annotations

from typing import Any

from flask import redirect, request
from flask.typing import ResponseReturnValue

from databank import queries
from flows.matching.graph import as_json, graphml, neighbourhood
from flows.matching.graph import network as graph_of
from taxonomy.codes import Titles
from web import house
from web.addresses import address
from web.auth import current_viewer
from web.catalogue.wishes import one_of
from web.files import download, json_response
from web.language import current_language
from web.looks import note_look
from web.matching import looking
from web.matching.blueprint import blueprint
from web.matching.whole import whole

AROUND = Titles("/<record_id>/verkosto", "/<record_id>/natverk", "/<record_id>/network")
WHOLE = Titles("/verkosto", "/natverk", "/network")
FORMATS = ("graphml", "json")
MOST_AROUND = 200
KIND = "application/graphml+xml; charset=utf-8"
SETS = ("facts", "examples")


@blueprint.page("materials", AROUND, formats=FORMATS)
def network(record_id: str, extension: str) -> ResponseReturnValue:
    """The network around one side stream; its picture is on the page of those who could use it."""
    viewer = current_viewer()
    with house.bank().session() as session:
        stream = queries.side_stream(session, viewer, record_id)
        if extension == "html":
            return redirect(address("matching.users", record_id=stream.id, extension="html"))
        found = looking.of_stream(session, viewer, stream)
    note_look(stream)
    graph = graph_of(found.market, [found.offer], found.lines, current_language())
    near = neighbourhood(graph, [f"side_stream:{stream.id}"], MOST_AROUND)
    return _answer(near, extension, f"sivuvirta-network-{stream.id}")


@blueprint.page("matches", WHOLE, formats=FORMATS)
def whole_network(extension: str) -> ResponseReturnValue:
    """Everything that the viewer may see of a data set, as one network."""
    data = one_of(request.args, "data", SETS, "facts")
    if extension == "html":
        return redirect(address("matching.open_matches", extension="html", data=data))
    with house.bank().session() as session:
        found = whole(session, current_viewer(), is_example=data == "examples", today=house.today())
    graph = graph_of(found.market, found.offers, found.lines, current_language())
    return _answer(graph, extension, f"sivuvirta-network-{data}")


def _answer(graph: Any, extension: str, name: str) -> ResponseReturnValue:
    if extension == "json":
        return json_response(as_json(graph))
    return download(graphml(graph).encode(), KIND, f"{name}.graphml")
