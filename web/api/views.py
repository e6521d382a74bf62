"""`/api/v1/views`: the diagrams as numbers."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import abort

from databank import queries
from databank.records import Page
from flows.errors import UnknownViewError
from flows.export import sankey_json
from flows.labels import TaxonomyLabels
from flows.sankey import weave
from flows.table import FlowTable
from flows.views import ViewDefinition, view, view_names
from web import house
from web.addresses import address
from web.api.blueprint import reads
from web.api.flow_schemas import DiagramOut, ViewsOut
from web.api.questions import DATA_SETS, LanguageQuery, ViewQuery
from web.auth import current_viewer
from web.errors import WrongRequestError
from web.house import bank
from web.labels import title
from web.language import current_language
from web.language import gettext as _


@reads("/views", tag="views", asks=LanguageQuery, answers=ViewsOut)
def views(_query: Mapping[str, Any]) -> Page[dict[str, Any]]:
    """The diagrams that can be drawn; they are few, so the list is whole."""
    return Page(tuple(introduced(view(name)) for name in view_names()))


def introduced(definition: ViewDefinition) -> dict[str, Any]:
    """A view with the question it answers."""
    return {
        "name": definition.name,
        "title": title(definition.titles),
        "question": title(definition.question),
        "layer": definition.layer,
        "needs_material": definition.needs_material,
        "page_url": address("diagrams.diagram", view=definition.name),
    }


@reads("/views/<name>", tag="views", asks=ViewQuery, answers=DiagramOut, one=True)
def diagram(query: Mapping[str, Any], name: str) -> dict[str, Any]:
    """One diagram: nodes, links with the number of records behind them, and the conservation contract."""
    try:
        definition = view(name)
    except UnknownViewError:
        abort(HTTPStatus.NOT_FOUND)
    family, material_class = asked_material(definition, query)
    with bank().session() as session:
        columns = queries.flow_columns(
            session,
            current_viewer(),
            is_example=DATA_SETS[query["data"]],
            years=[query["year"]] if "year" in query else "latest",
            layer=definition.layer,
            **house.ages(),
        )
        names = {area.id: title(area.titles) for area in queries.areas(session)}
    table = FlowTable.from_columns(columns)
    woven = weave(
        table,
        definition,
        year=query.get("year"),
        boundary=query["boundary"],
        family=family,
        material_class=material_class,
    )
    labels = TaxonomyLabels(woven, current_language(), names)
    return sankey_json(woven, labels)


def asked_material(definition: ViewDefinition, query: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """The family and the class asked for: needed by some views, unknown to the others."""
    family, material_class = query.get("family") or None, query.get("material_class") or None
    if definition.needs_material and not (family or material_class):
        raise refused("family", _("This diagram shows one material: name it with family or class."))
    if not definition.needs_material and (family or material_class):
        raise refused("family", _("This diagram shows all materials: leave family and class out."))
    return family, material_class


def refused(field: str, sentence: str) -> WrongRequestError:
    """A parameter that this diagram cannot use."""
    return WrongRequestError(sentence, HTTPStatus.UNPROCESSABLE_ENTITY, field)
