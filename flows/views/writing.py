"""Writes a view definition back as the JSON that it can be read from."""

from __future__ import annotations

import json
from typing import Any

from flows.headlines import Template
from flows.views.definitions import Drawing, Fold, Stage, ViewDefinition, YearRule
from taxonomy.codes import Titles


def view_json(definition: ViewDefinition) -> str:
    """The definition as JSON text; members at their default are left out."""
    return json.dumps(members(definition), ensure_ascii=False, indent=2) + "\n"


def members(definition: ViewDefinition) -> dict[str, Any]:
    """The definition as plain values."""
    found: dict[str, Any] = {"name": definition.name, "shape": str(definition.shape)}
    if definition.drawing is not Drawing.SANKEY:
        found["drawing"] = str(definition.drawing)
    found["layer"] = str(definition.layer)
    if definition.year is not YearRule.NEWEST:
        found["year"] = str(definition.year)
    if definition.boundary is not None:
        found["boundary"] = definition.boundary
    found |= {"title": _titles(definition.titles), "question": _titles(definition.question)}
    found["stages"] = [_stage(stage) for stage in definition.stages]
    for name, only in (("only", True), ("without", False)):
        filters = {kept.dimension.name: sorted(kept.keys) for kept in definition.row_filters if kept.only is only}
        found |= {name: filters} if filters else {}
    found["filters"] = sorted(definition.filters)
    if definition.companions:
        found["companions"] = [str(companion) for companion in definition.companions]
    found["table_columns"] = list(definition.table_columns)
    return found | {
        "headlines": [_template(template) for template in definition.headlines],
        "ledes": [_template(template) for template in definition.ledes],
    }


def _stage(stage: Stage) -> dict[str, Any]:
    found: dict[str, Any] = {"id": stage.id, "title": _titles(stage.titles), "dimension": stage.dimension.name}
    found["fold"] = _fold(stage.fold)
    if stage.groups:
        found["groups"] = [
            {"id": group.id, "title": _titles(group.titles), "keys": list(group.keys)} for group in stage.groups
        ]
    return found | ({"waypoint": True} if stage.is_waypoint else {})


def _fold(fold: Fold | None) -> bool | dict[str, Any]:
    if fold is None or fold == Fold():
        return fold is not None
    return {"most": fold.most, "least_share": fold.least_share, "keep": list(fold.keep)}


def _template(template: Template) -> dict[str, Any]:
    lists = {name: list(figures) for name, figures in (("when", template.when), ("unless", template.unless)) if figures}
    return lists | _titles(template.titles)


def _titles(titles: Titles) -> dict[str, str]:
    return {"fi": titles.fi, "sv": titles.sv, "en": titles.en}
