"""The page of indicators and its files."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from flows.boundary import boundaries
from web.addresses import LocalisedBlueprint
from web.house import bank
from web.indicators.choice import Choice, choice_of_data, controls, with_year
from web.indicators.reading import report_of, years_of
from web.labels import title
from web.language import current_language
from web.language import gettext as _
from web.numbers import tonnes
from web.saying import said

blueprint = LocalisedBlueprint("indicators", __name__)


@blueprint.page("indicators", formats=("csv", "json"))
def indicators_page(extension: str) -> ResponseReturnValue:
    """Every indicator of one data set, boundary and year."""
    from flows.indicators import report_json, report_rows
    from flows.indicators.exporting import COLUMNS
    from web.files import csv_response, json_response
    from web.indicators.rows import groups

    choice = choice_of_data()
    with bank().session() as session:
        years = years_of(session, is_example=choice.is_example)
        choice = with_year(choice, years)
        report = report_of(session, is_example=choice.is_example, year=choice.year, boundary=choice.boundary)
    if extension == "csv":
        return csv_response(report_rows(report, current_language(), said), COLUMNS, _file_name(choice))
    if extension == "json":
        return json_response(report_json(report, current_language(), said))
    return render_template(
        "indicators/indicators.html",
        groups=tuple(groups(report)),
        controls=controls(choice, years),
        scope=scope(choice),
        csv_href=choice.address(extension="csv"),
        json_href=choice.address(extension="json"),
        protected=tonnes(report.protected_t) if report.protected_t else "",
        is_empty=not report.records,
        examples=choice.is_example,
    )


def scope(choice: Choice) -> str:
    """Boundary, year, basis and data set in one line."""
    parts = (
        title(boundaries()[choice.boundary].titles),
        _("each stream's latest known year") if choice.year is None else str(choice.year),
        _("wet mass, %(unit)s", unit="t"),
        _("Invented examples") if choice.is_example else _("Facts from public sources"),
    )
    return " · ".join(parts)


def _file_name(choice: Choice) -> str:
    return "-".join(("indicators", choice.data, choice.boundary, str(choice.year or "latest")))
