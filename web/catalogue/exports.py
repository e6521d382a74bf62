"""Data twins of the pages: a list as rows with its columns, one record in the shape of the API.

Every row says whether it is an example, and nobody gets more than the page would show them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from enum import Enum
from typing import Any, TypeVar

from flask import Response

from databank import queries
from databank.records import Amount, MaterialNeed, Organisation, Page, Provenance, SideStream, StreamFilter
from databank.schemas.codes import write_limit
from web.auth import current_viewer
from web.files import csv_response, json_response, table_response
from web.house import Session

Record = TypeVar("Record")
SLICE = 200

STREAM_FIELDS = (
    *("id", "is_example", "kind", "name", "language", "family", "material_class", "waste_code", "waste_list_edition"),
    *("code_if_waste", "legal_status", "hazard", "physical_form", "origin", "organisation_id", "organisation_name"),
    *("site_id", "site_name", "sector", "municipality", "area_id", "lat", "lon", "coordinate_precision"),
    *("available_from", "available_until", "availability_pattern", "fate", "treatment_code", "receiver"),
    *("status", "real_status", "confirmed_on"),
)
NEED_FIELDS = (
    *("id", "is_example", "kind", "name", "language", "material_classes", "waste_codes", "organisation_id"),
    *("organisation_name", "site_id", "sector", "municipality", "area_id", "starts_on", "ends_on", "physical_form"),
    *("distance_km", "status", "real_status", "confirmed_on"),
)
ORGANISATION_FIELDS = (
    *("id", "is_example", "name", "name_as_of", "business_id", "industry_code", "industry_edition", "sector"),
    *("municipality", "holding", "real_status", "status_checked_on"),
)
AMOUNT_FIELDS = ("year", "value", "low", "high", "unit", "period", "basis", "method", "status", "band")
AMOUNT_COLUMNS = {name: name if name == "year" else f"amount_{name}" for name in AMOUNT_FIELDS}
SOURCE_COLUMNS = ("source_kind", "source_url", "source_title", "source_date")


STREAM_COLUMNS = (*STREAM_FIELDS, *AMOUNT_COLUMNS.values(), *SOURCE_COLUMNS)
NEED_COLUMNS = (*NEED_FIELDS, "limits", *AMOUNT_COLUMNS.values(), *SOURCE_COLUMNS)
ORGANISATION_COLUMNS = (*ORGANISATION_FIELDS, *SOURCE_COLUMNS)


def slices(ask: Callable[[str | None], Page[Record]]) -> Iterator[Record]:
    """Every record of a list, one slice after the other."""
    after: str | None = None
    while True:
        page = ask(after)
        yield from page.items
        after = page.next
        if after is None:
            return


def streams(session: Session, wanted: StreamFilter, extension: str, *, sort: str) -> Response:
    """Side streams as CSV or JSON, one row per record with its latest amount."""
    viewer = current_viewer()
    found = slices(lambda after: queries.side_streams(session, viewer, wanted, after=after, limit=SLICE, sort=sort))
    rows = (_stream_row(stream) for stream in found)
    return table_response(rows, extension, STREAM_COLUMNS, "sivuvirta-materials")


def stream(record: SideStream, extension: str) -> Response:
    """One side stream: JSON with everything, CSV with one row per year."""
    from web.api.record_schemas import SideStreamOut

    if extension == "json":
        return json_response(SideStreamOut().dump(record))
    rows = (_stream_row(record, amount) for amount in record.amounts or (None,))
    return csv_response(rows, STREAM_COLUMNS, f"sivuvirta-{record.id}")


def needs(found: Iterable[MaterialNeed], extension: str) -> Response:
    """Needs as CSV or JSON."""
    return table_response(map(_need_row, found), extension, NEED_COLUMNS, "sivuvirta-needs")


def need(record: MaterialNeed, extension: str) -> Response:
    """One need: JSON in the shape of the API, CSV in one row."""
    from web.api.record_schemas import NeedOut

    if extension == "json":
        return json_response(NeedOut().dump(record))
    return csv_response([_need_row(record)], NEED_COLUMNS, f"sivuvirta-{record.id}")


def organisations(found: Iterable[Organisation], extension: str) -> Response:
    """Organisations as CSV or JSON."""
    return table_response(map(_organisation_row, found), extension, ORGANISATION_COLUMNS, "sivuvirta-organisations")


def organisation(record: Organisation, extension: str) -> Response:
    """One organisation: JSON in the shape of the API, CSV in one row."""
    from web.api.place_schemas import OrganisationOut

    if extension == "json":
        return json_response(OrganisationOut().dump(record))
    return csv_response([_organisation_row(record)], ORGANISATION_COLUMNS, f"sivuvirta-{record.id}")


def _organisation_row(record: Organisation) -> dict[str, Any]:
    return _fields(record, ORGANISATION_FIELDS) | _source(record.provenance)


def _stream_row(record: SideStream, amount: Amount | None = None) -> dict[str, Any]:
    return _fields(record, STREAM_FIELDS) | _amount(amount or record.latest) | _source(record.provenance)


def _need_row(need: MaterialNeed) -> dict[str, Any]:
    limits = [write_limit(limit) for limit in need.limits]
    return _fields(need, NEED_FIELDS) | {"limits": limits} | _amount(need.amount) | _source(need.provenance)


def _fields(record: object, names: Iterable[str]) -> dict[str, Any]:
    return {name: plain(getattr(record, name)) for name in names}


def _amount(amount: Amount | None) -> dict[str, Any]:
    if amount is None:
        return {}
    return {column: plain(getattr(amount, name)) for name, column in AMOUNT_COLUMNS.items()}


def _source(provenance: Provenance) -> dict[str, Any]:
    stated = (provenance.kind, provenance.url, provenance.title, provenance.dated)
    return dict(zip(SOURCE_COLUMNS, map(plain, stated), strict=True))


def plain(value: Any) -> Any:
    """A cell: words for enumerations, moments as ISO; numbers and days stay what they are."""
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, datetime) else value
