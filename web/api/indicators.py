"""`/api/v1/indicators`: how circular it is, each value with what it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import marshmallow as ma
from marshmallow.validate import OneOf

from flows.boundary import boundaries
from web.api.blueprint import reads
from web.api.indicator_schemas import IndicatorsOut
from web.api.questions import DATA_SETS, OneDataSetQuery
from web.house import bank
from web.indicators.reading import report_of
from web.language import current_language
from web.saying import said


class IndicatorsQuery(OneDataSetQuery):
    """Of which data, boundary and year."""

    boundary = ma.fields.String(
        load_default="satakunta",
        validate=OneOf(tuple(boundaries())),
        metadata={"description": "What lies inside; the indicator of Peittoo has its own."},
    )


@reads("/indicators", tag="indicators", asks=IndicatorsQuery, answers=IndicatorsOut)
def indicators(query: Mapping[str, Any]) -> dict[str, Any]:
    """Indicators of circularity: value, interval, numerator, denominator, coverage, years and reference lines."""
    from flows.indicators import report_json

    with bank().session() as session:
        report = report_of(
            session, is_example=DATA_SETS[query["data"]], year=query.get("year"), boundary=query["boundary"]
        )
    return report_json(report, current_language(), said)
