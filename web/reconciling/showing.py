"""The page of balances and reconciliation, and its rows as files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from databank import flow_versions
from web import house
from web.auth import current_viewer
from web.files import TABLE_FORMATS, table_response
from web.language import gettext as _
from web.reconciling import words
from web.reconciling.asking import asked_of, ways
from web.reconciling.blueprint import blueprint, for_the_city
from web.reconciling.working import Work, work_of
from web.saying import said

COLUMNS = (
    "year",
    "source",
    "target",
    "material",
    "layer",
    "record_id",
    "mass_t",
    "standard_uncertainty_t",
    "reconciled_mass_t",
    "reconciled_standard_uncertainty_t",
    "observability",
    "lower_t",
    "upper_t",
    "score",
)


@blueprint.page("desk", "/flows", formats=TABLE_FORMATS)
@for_the_city
def flows(extension: str) -> ResponseReturnValue:
    """What balances and what does not, reported beside reconciled, and the versions that were accepted."""
    with house.bank().session() as session:
        asked = asked_of(session, request.args)
        work = work_of(session, asked)
        kept = flow_versions.versions(session, current_viewer(), is_example=asked.is_example)
    if extension != "html":
        return table_response(members(work), extension, COLUMNS, f"flows-{asked.data}-{asked.year or 'none'}")
    from flows.system.checking import findings

    return render_template(
        "reconciling/flows.html",
        asked=asked,
        ways=ways(asked),
        work=work,
        verdict=words.verdict(work),
        suspects=list(words.suspects(work)),
        findings=[said(found.sentence) for found in findings(work.table)],
        balances=list(words.balance_lines(work)),
        flow_lines=list(words.flow_lines(work)),
        unit=words.unit(work),
        versions=kept,
        longest_note=flow_versions.LONGEST_NOTE,
        formats={"xlsx": _("Workbook (XLSX)"), "csv": "CSV", "json": "JSON"},
    )


def members(work: Work) -> Iterator[dict[str, Any]]:
    """The flows in the columns of the command line's file."""
    for flow in work.flows:
        yield {
            "year": work.asked.year,
            "source": flow.source,
            "target": flow.target,
            "material": flow.material,
            "layer": str(work.asked.layer),
            "record_id": flow.record_id,
            "mass_t": flow.reported,
            "standard_uncertainty_t": flow.reported_uncertainty,
            "reconciled_mass_t": flow.amount,
            "reconciled_standard_uncertainty_t": flow.uncertainty,
            "observability": flow.observability,
            "lower_t": flow.lower,
            "upper_t": flow.upper,
            "score": flow.score,
        }
