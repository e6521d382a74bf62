"""The page that lists every number in use with its source, and marks those that the city set."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from flows.economics import Figure, Figures
from web import house
from web.figures import words
from web.figures.blueprint import blueprint
from web.figures.in_use import in_use
from web.files import table_response

COLUMNS = (
    *("id", "kind", "title_fi", "title_sv", "title_en", "codes", "value_min", "value_max", "unit", "vat", "year"),
    *("period", "region", "basis", "is_set_here", "shipped_min", "shipped_max", "source"),
)
FILE = "sivuvirta-figures"


@blueprint.page("figures", formats=("csv", "json"))
def figures_used(extension: str) -> ResponseReturnValue:
    """All numbers in use, as a page to print or as a table."""
    with house.bank().session() as session:
        figures = in_use(session)
    if extension != "html":
        return table_response(rows(figures), extension, COLUMNS, FILE)
    return render_template("figures/used.html", groups=words.groups(figures, house.today()))


def rows(figures: Figures) -> Iterator[dict[str, Any]]:
    """One row for each number."""
    return (_row(one) for one in figures.all())


def _row(figure: Figure) -> dict[str, Any]:
    origin, shipped = figure.origin, Figures().figure(figure.id).span
    return {
        "id": figure.id,
        "kind": figure.kind,
        "title_fi": figure.titles.fi,
        "title_sv": figure.titles.sv,
        "title_en": figure.titles.en,
        "codes": figure.codes,
        "value_min": figure.span.low,
        "value_max": figure.span.high,
        "unit": figure.unit,
        "vat": figure.vat,
        "year": origin.year if origin and origin.year_is_stated else None,
        "period": origin.period if origin else None,
        "region": origin.region if origin else None,
        "basis": origin.basis if origin else None,
        "is_set_here": figure.is_set_here,
        "shipped_min": shipped.low,
        "shipped_max": shipped.high,
        "source": origin.source if origin else None,
    }
