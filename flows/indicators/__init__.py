"""Indicators of circularity: each with formula, numerator, denominator, coverage, uncertainty, years and source."""

from flows.indicators.computing import indicators
from flows.indicators.cycling import finn_cycling_index
from flows.indicators.definitions import Definition, definition, definitions
from flows.indicators.exporting import report_json, report_rows
from flows.indicators.reference_lines import ReferenceLine, read_reference_lines, reference_lines
from flows.indicators.values import Coverage, Matched, Measured, Part, Reading, Report, YearValue

__all__ = [
    "Coverage",
    "Definition",
    "Matched",
    "Measured",
    "Part",
    "Reading",
    "ReferenceLine",
    "Report",
    "YearValue",
    "definition",
    "definitions",
    "finn_cycling_index",
    "indicators",
    "read_reference_lines",
    "reference_lines",
    "report_json",
    "report_rows",
]
