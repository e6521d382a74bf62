"""The card and the list of areas as rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from databank.records import Area, Provenance, SideStream, TreatmentLine, Trial
from web.areas.nearby import RADII_KM, LayerTable

AREA_COLUMNS = (
    "id",
    "name_fi",
    "name_sv",
    "name_en",
    "kind",
    "municipality",
    "lat",
    "lon",
    "area_ha",
    "checked_on",
    "source_url",
    "source_title",
    "source_date",
)
CARD_COLUMNS = (
    "section",
    "topic",
    "name",
    "data",
    "within_km",
    "value",
    "unit",
    "records",
    "year",
    "status",
    "source_url",
    "source_title",
    "source_date",
)
STREAM_COLUMNS = (
    "id",
    "is_example",
    "kind",
    "name",
    "family",
    "material_class",
    "organisation",
    "lat",
    "lon",
    "year",
    "t_per_year",
    "source_url",
)


def area_rows(areas: Iterable[Area]) -> Iterator[dict[str, Any]]:
    """One row per area."""
    for area in areas:
        yield {
            "id": area.id,
            "name_fi": area.titles.fi,
            "name_sv": area.titles.sv,
            "name_en": area.titles.en,
            "kind": area.kind,
            "municipality": area.municipality,
            "lat": area.lat,
            "lon": area.lon,
            "area_ha": None if area.area_ha is None else float(area.area_ha),
            "checked_on": _iso(area.checked_on),
            **_source(area.provenance),
        }


def card_rows(
    area: Area,
    tables: Sequence[LayerTable],
    lines: Iterable[TreatmentLine],
    trials: Iterable[Trial],
    language: str,
) -> Iterator[dict[str, Any]]:
    """Facts first, then the sums around the area by family, data set and radius, what treats and what was tried."""
    for fact in area.facts:
        yield {
            "section": "fact",
            "topic": fact.topic,
            "name": fact.titles.in_language(language),
            "value": fact.value,
            "unit": fact.unit,
            "year": fact.year,
            **_source(fact.provenance),
        }
    for table in tables:
        for family, cells in table.rows.items():
            for km, cell in zip(RADII_KM, cells, strict=True):
                yield {
                    "section": "nearby",
                    "topic": family,
                    "data": table.name,
                    "within_km": km,
                    "value": float(cell.tonnes),
                    "unit": "t/a",
                    "records": cell.count,
                }

    yield from map(_line_row, lines)
    yield from (_trial_row(trial, language) for trial in trials)


def _line_row(line: TreatmentLine) -> dict[str, Any]:
    return {
        "section": "treatment",
        "topic": line.step,
        "name": line.organisation_name or line.site_name,
        "data": _data_of(line),
        "value": None if line.capacity_t_per_year is None else float(line.capacity_t_per_year),
        "unit": "t/a",
        "status": line.real_status.value,
        **_source(line.provenance),
    }


def _trial_row(trial: Trial, language: str) -> dict[str, Any]:
    return {
        "section": "trial",
        "topic": ";".join(trial.material_classes),
        "name": trial.titles.in_language(language),
        "data": _data_of(trial),
        "value": None if trial.amount is None else float(trial.amount),
        "unit": trial.unit,
        "year": trial.ended_year or trial.began_year,
        "status": trial.outcome.value,
        **_source(trial.provenance),
    }


def _data_of(record: TreatmentLine | Trial) -> str:
    return "examples" if record.is_example else "facts"


def stream_rows(streams: Iterable[SideStream]) -> Iterator[dict[str, Any]]:
    """The records behind a sum."""
    for stream in streams:
        amount = stream.latest
        counts = amount is not None and amount.unit == "t"
        yield {
            "id": stream.id,
            "is_example": stream.is_example,
            "kind": str(stream.kind),
            "name": stream.name,
            "family": stream.family,
            "material_class": stream.material_class,
            "organisation": stream.organisation_name,
            "lat": stream.lat,
            "lon": stream.lon,
            "year": amount.year if amount else None,
            "t_per_year": float(amount.typical) if amount and counts and amount.typical is not None else None,
            "source_url": stream.provenance.url,
        }


def _source(provenance: Provenance) -> dict[str, str | None]:
    return {
        "source_url": provenance.url,
        "source_title": provenance.title,
        "source_date": _iso(provenance.dated),
    }


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None
