"""Indicators as members for JSON and as rows for a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from databank.errors import Sentence
from flows.indicators.reference_lines import ReferenceLine
from flows.indicators.values import Part, Reading, Report
from taxonomy.codes import Language

Say = Callable[[Sentence], str]

COLUMNS = (
    *("indicator", "title", "year", "boundary", "data", "value", "unit", "standard_uncertainty", "low", "high"),
    *("numerator", "numerator_t", "denominator", "denominator_t", "known_input_share", "known_fate_share"),
    *("missing", "formula", "source"),
)


def report_json(report: Report, language: Language, say: Say = str) -> dict[str, Any]:
    """Everything as JSON members; `say` puts a sentence into the language."""
    return {
        "boundary": report.boundary,
        "year": report.year,
        "years": list(report.years) if report.years else None,
        "basis": report.basis,
        "is_example": report.is_example,
        "records": report.records,
        "protected_t": report.protected_t,
        "rejected_t": report.rejected_t,
        "indicators": [reading_json(reading, language, say) for reading in report.readings],
    }


def reading_json(reading: Reading, language: Language, say: Say = str) -> dict[str, Any]:
    """One indicator as JSON members."""
    found, measured = reading.definition, reading.measured
    return {
        "id": found.id,
        "title": found.titles.in_language(language),
        "meaning": found.meaning.in_language(language),
        "formula": found.formula.in_language(language),
        "unit": found.unit,
        "boundary": reading.boundary,
        "value": measured.value,
        "standard_uncertainty": measured.standard_uncertainty,
        "low": measured.low,
        "high": measured.high,
        "numerator": _part(measured.numerator, found.numerator.in_language(language)),
        "denominator": _part(
            measured.denominator, found.denominator.in_language(language) if found.denominator else ""
        ),
        "known_input_share": reading.coverage.known_input_share,
        "known_fate_share": reading.coverage.known_fate_share,
        "missing": [say(sentence) for sentence in measured.missing],
        "notes": [say(sentence) for sentence in measured.notes],
        "trend": [{"year": one.year, "value": one.value, "low": one.low, "high": one.high} for one in reading.trend],
        "reference_lines": [line_json(line, language) for line in reading.lines],
        "source": found.source.in_language(language),
        "source_url": found.source_url or None,
    }


def line_json(line: ReferenceLine, language: Language) -> dict[str, Any]:
    """One reference line as JSON members."""
    return {
        "title": line.titles.in_language(language),
        "area": line.area,
        "kind": line.kind,
        "year": line.year,
        "share": line.share,
        "is_comparable": line.is_comparable,
        "source": line.source.in_language(language),
        "url": line.url or None,
        "vintage": line.vintage.in_language(language),
        "read_on": line.read_on.isoformat(),
    }


def report_rows(report: Report, language: Language, say: Say = str) -> Iterator[dict[str, Any]]:
    """A row for each indicator of the year, then one for each of its other years that has a value or a range."""
    for reading in report.readings:
        members = reading_json(reading, language, say)
        head = {
            "indicator": members["id"],
            "title": members["title"],
            "boundary": reading.boundary,
            "data": "examples" if report.is_example else "facts",
            "unit": members["unit"],
            "formula": members["formula"],
            "source": members["source"],
        }
        yield head | _now(report, members)
        for one in reading.trend:
            if one.year != report.year and (one.value is not None or one.low is not None):
                yield head | {"year": one.year, "value": one.value, "low": one.low, "high": one.high}


def _now(report: Report, members: dict[str, Any]) -> dict[str, Any]:
    parts = {name: members[name] or {} for name in ("numerator", "denominator")}
    texts = {name: part.get("title") for name, part in parts.items()}
    amounts = {f"{name}_t": part.get("amount_t") for name, part in parts.items()}
    kept = ("value", "standard_uncertainty", "low", "high", "known_input_share", "known_fate_share")
    year: int | str = "latest" if report.year is None else report.year
    return (
        {name: members[name] for name in kept}
        | texts
        | amounts
        | {
            "year": year,
            "missing": " ".join(members["missing"]),
        }
    )


def _part(part: Part | None, title: str) -> dict[str, Any] | None:
    if part is None:
        return None
    return {
        "title": title,
        "amount_t": part.amount_t,
        "standard_uncertainty_t": part.standard_uncertainty_t,
    }
