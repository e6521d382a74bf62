"""Values as rows of the import columns. Whatever a viewer may not see is an empty cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from databank import models, queries, records
from databank.access import Viewer, shows_record
from databank.records import Amount, Measurement, Page, Provenance, StreamFilter
from databank.schemas import COLUMNS

SLICE = 500
BAND_NOTE = "public band"

Cells = dict[str, Any]


def _plain(value: Any, kind: str) -> Cells:
    """The members of a value that are columns of its kind."""
    return {name: getattr(value, name) for name in COLUMNS[kind] if hasattr(value, name)}


def _source(provenance: Provenance) -> Cells:
    return {"source_url": provenance.url, "source_title": provenance.title, "source_date": provenance.dated}


def _amount(amount: Amount | None) -> Cells:
    """The columns of an amount; a hidden one is its public band, marked as such."""
    if amount is None:
        return {}
    return {
        **_plain(amount, "amounts"),
        "amount": amount.value,
        "amount_min": amount.low,
        "amount_max": amount.high,
        "amount_status": amount.status,
        "amount_note": BAND_NOTE if amount.band else amount.note,
    }


def _every(page_after: Callable[[str | None], Page[Any]]) -> Iterator[Any]:
    after: str | None = None
    while True:
        page = page_after(after)
        yield from page.items
        if page.next is None:
            return
        after = page.next


def _all_streams(session: Session, viewer: Viewer) -> Iterator[records.SideStream]:
    return _every(
        lambda after: queries.side_streams(session, viewer, StreamFilter(), after=after, limit=SLICE, sort="name")
    )


def _all_organisations(session: Session, viewer: Viewer) -> Iterator[records.Organisation]:
    return _every(lambda after: queries.organisations(session, viewer, after=after, limit=SLICE))


def areas(session: Session, _viewer: Viewer) -> Iterator[Cells]:
    """Areas."""
    for area in queries.areas(session):
        yield {
            **_plain(area, "areas"),
            **{f"name_{language}": getattr(area.titles, language) for language in ("fi", "sv", "en")},
            **{f"description_{language}": getattr(area.description, language) for language in ("fi", "sv", "en")},
            **_source(area.provenance),
        }


def area_facts(session: Session, _viewer: Viewer) -> Iterator[Cells]:
    """area-facts."""
    for area in queries.areas(session):
        for fact in area.facts:
            yield {
                **_plain(fact, "area-facts"),
                "area_id": area.id,
                **{f"name_{language}": getattr(fact.titles, language) for language in ("fi", "sv", "en")},
                **_source(fact.provenance),
            }


def organisations(session: Session, viewer: Viewer) -> Iterator[Cells]:
    """Organisations."""
    for organisation in _all_organisations(session, viewer):
        yield {**_plain(organisation, "organisations"), **_source(organisation.provenance)}


def sites(session: Session, viewer: Viewer) -> Iterator[Cells]:
    """Sites."""
    for site in queries.sites(session, viewer):
        yield {**_plain(site, "sites"), **_source(site.provenance)}


def permits(session: Session, viewer: Viewer) -> Iterator[Cells]:
    """Permits."""
    for site in queries.sites(session, viewer):
        for permit in site.permits:
            yield {**_plain(permit, "permits"), **_source(permit.provenance)}


def side_streams(session: Session, viewer: Viewer) -> Iterator[Cells]:
    """side-streams, each with its latest amount."""
    for stream in _all_streams(session, viewer):
        yield stream_cells(stream)


def stream_cells(stream: records.SideStream) -> Cells:
    """The columns of one side stream."""
    return {**_plain(stream, "side-streams"), **_amount(stream.latest), **_source(stream.provenance)}


def amounts(session: Session, viewer: Viewer) -> Iterator[Cells]:
    """Amounts of every year."""
    for stream in _all_streams(session, viewer):
        for amount in stream.amounts:
            yield amount_cells(stream.id, amount)


def amount_cells(stream_id: str, amount: Amount) -> Cells:
    """The columns of the amount of one year."""
    return {"side_stream_id": stream_id, **_amount(amount)}


def composition(session: Session, viewer: Viewer) -> Iterator[Cells]:
    """Composition."""
    for stream in _all_streams(session, viewer):
        for measurement in stream.composition:
            yield measurement_cells(stream.id, measurement)


def measurement_cells(stream_id: str, measurement: Measurement) -> Cells:
    """The columns of one parameter."""
    return {**_plain(measurement, "composition"), "side_stream_id": stream_id}


def documents(session: Session, viewer: Viewer) -> Iterator[Cells]:
    """Documents."""
    for stream in _all_streams(session, viewer):
        for document in stream.documents:
            yield {**_plain(document, "documents"), "side_stream_id": stream.id}


def needs(session: Session, viewer: Viewer) -> Iterator[Cells]:
    """Needs."""
    for need in _every(lambda after: queries.needs(session, viewer, StreamFilter(), after=after, limit=SLICE)):
        yield need_cells(need)


def need_cells(need: records.MaterialNeed) -> Cells:
    """The columns of one need."""
    return {**_plain(need, "needs"), **_amount(need.amount), **_source(need.provenance)}


def exchanges(session: Session, viewer: Viewer) -> Iterator[Cells]:
    """Exchanges."""
    for exchange in queries.exchanges(session, viewer):
        yield {**_plain(exchange, "exchanges"), **_amount(exchange.amount), **_source(exchange.provenance)}


def flows(session: Session, viewer: Viewer) -> Iterator[Cells]:
    """Flows as they were reported: the derived table is a result of `sivuvirta sankey`."""
    query = (
        select(models.Flow)
        .outerjoin(models.SideStream, models.Flow.side_stream_id == models.SideStream.id)
        .where(shows_record(viewer, models.Flow))
        .order_by(models.Flow.record_id, models.Flow.year)
    )
    for flow in session.scalars(query):
        yield {name: getattr(flow, name) for name in COLUMNS["flows"]}
