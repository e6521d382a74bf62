"""Values as rows of the import columns. Whatever a viewer may not see is an empty cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from databank import models, queries, records
from databank.access import Viewer, shows_record
from databank.errors import RecordNotFoundError
from databank.records import Amount, Measurement, Page, Provenance, StreamFilter
from databank.schemas import COLUMNS

SLICE = 500
BAND_NOTE = "public band"

Cells = dict[str, Any]
_MEMBERS: dict[tuple[type[object], str], tuple[str, ...]] = {}
"""Which columns of a kind a type of values has: a few pairs, asked for every row."""


def _plain(value: object, kind: str) -> Cells:
    """The members of a value that are columns of its kind."""
    key = (type(value), kind)
    if key not in _MEMBERS:
        _MEMBERS[key] = tuple(name for name in COLUMNS[kind] if hasattr(value, name))
    return {name: getattr(value, name) for name in _MEMBERS[key]}


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


@dataclass(frozen=True, slots=True)
class Shown:
    """What one viewer sees: everything that is shown to them, or only what is theirs."""

    session: Session
    viewer: Viewer
    own: bool = False

    def streams(self) -> Iterator[records.SideStream]:
        """Side streams by name."""
        yield from _every(
            lambda after: queries.side_streams(
                self.session, self.viewer, self._wanted(), after=after, limit=SLICE, sort="name"
            ),
            asks=self._asks(),
        )
        if self.own:
            sent = queries.side_streams_by_id(self.session, self.viewer, self.viewer.submitted_ids)
            yield from (sent[key] for key in sorted(sent) if not self._of_ours(sent[key]))

    def needs(self) -> Iterator[records.MaterialNeed]:
        """Needs."""
        yield from _every(
            lambda after: queries.needs(self.session, self.viewer, self._wanted(), after=after, limit=SLICE),
            asks=self._asks(),
        )
        if self.own:
            sent = (self._need(record_id) for record_id in sorted(self.viewer.submitted_ids))
            yield from (need for need in sent if need is not None and not self._of_ours(need))

    def organisations(self) -> Iterator[records.Organisation]:
        """Organisations by name."""
        if self.own:
            found = (self._organisation(one) for one in sorted(self.viewer.organisation_ids))
            return (organisation for organisation in found if organisation is not None)
        return _every(lambda after: queries.organisations(self.session, self.viewer, after=after, limit=SLICE))

    def sites(self) -> Iterable[records.Site]:
        """Sites by name."""
        if self.own:
            return (site for organisation in self.organisations() for site in organisation.sites)
        return queries.sites(self.session, self.viewer)

    def _wanted(self) -> StreamFilter:
        return StreamFilter(organisations=self.viewer.organisation_ids) if self.own else StreamFilter()

    def _asks(self) -> bool:
        """Whether there is anything to look for: a filter of no organisation would mean every one."""
        return not self.own or bool(self.viewer.organisation_ids)

    def _of_ours(self, record: records.SideStream | records.MaterialNeed) -> bool:
        return record.organisation_id in self.viewer.organisation_ids

    def _need(self, record_id: str) -> records.MaterialNeed | None:
        with suppress(RecordNotFoundError):
            return queries.need(self.session, self.viewer, record_id)
        return None

    def _organisation(self, record_id: str) -> records.Organisation | None:
        with suppress(RecordNotFoundError):
            return queries.organisation(self.session, self.viewer, record_id)
        return None


def _every(page_after: Callable[[str | None], Page[Any]], *, asks: bool = True) -> Iterator[Any]:
    after: str | None = None
    while asks:
        page = page_after(after)
        yield from page.items
        if page.next is None:
            return
        after = page.next


def areas(shown: Shown) -> Iterator[Cells]:
    """Areas."""
    for area in queries.areas(shown.session):
        yield {
            **_plain(area, "areas"),
            **{f"name_{language}": getattr(area.titles, language) for language in ("fi", "sv", "en")},
            **{f"description_{language}": getattr(area.description, language) for language in ("fi", "sv", "en")},
            **_source(area.provenance),
        }


def area_facts(shown: Shown) -> Iterator[Cells]:
    """area-facts."""
    for area in queries.areas(shown.session):
        for fact in area.facts:
            yield {
                **_plain(fact, "area-facts"),
                "area_id": area.id,
                **{f"name_{language}": getattr(fact.titles, language) for language in ("fi", "sv", "en")},
                **_source(fact.provenance),
            }


def organisations(shown: Shown) -> Iterator[Cells]:
    """Organisations."""
    for organisation in shown.organisations():
        yield {**_plain(organisation, "organisations"), **_source(organisation.provenance)}


def sites(shown: Shown) -> Iterator[Cells]:
    """Sites."""
    for site in shown.sites():
        yield {**_plain(site, "sites"), **_source(site.provenance)}


def permits(shown: Shown) -> Iterator[Cells]:
    """Permits."""
    for site in shown.sites():
        for permit in site.permits:
            yield {**_plain(permit, "permits"), **_source(permit.provenance)}


def side_streams(shown: Shown) -> Iterator[Cells]:
    """side-streams, each with its latest amount."""
    for stream in shown.streams():
        yield stream_cells(stream)


def stream_cells(stream: records.SideStream) -> Cells:
    """The columns of one side stream."""
    return {**_plain(stream, "side-streams"), **_amount(stream.latest), **_source(stream.provenance)}


def amounts(shown: Shown) -> Iterator[Cells]:
    """Amounts of every year."""
    for stream in shown.streams():
        for amount in stream.amounts:
            yield amount_cells(stream.id, amount)


def amount_cells(stream_id: str, amount: Amount) -> Cells:
    """The columns of the amount of one year."""
    return {"side_stream_id": stream_id, **_amount(amount)}


def composition(shown: Shown) -> Iterator[Cells]:
    """Composition."""
    for stream in shown.streams():
        for measurement in stream.composition:
            yield measurement_cells(stream.id, measurement)


def measurement_cells(stream_id: str, measurement: Measurement) -> Cells:
    """The columns of one parameter."""
    return {**_plain(measurement, "composition"), "side_stream_id": stream_id}


def documents(shown: Shown) -> Iterator[Cells]:
    """Documents."""
    for stream in shown.streams():
        for document in stream.documents:
            yield {**_plain(document, "documents"), "side_stream_id": stream.id}


def needs(shown: Shown) -> Iterator[Cells]:
    """Needs."""
    for need in shown.needs():
        yield need_cells(need)


def need_cells(need: records.MaterialNeed) -> Cells:
    """The columns of one need."""
    return {**_plain(need, "needs"), **_amount(need.amount), **_source(need.provenance)}


def exchanges(shown: Shown) -> Iterator[Cells]:
    """Exchanges."""
    for exchange in queries.exchanges(shown.session, shown.viewer):
        yield {**_plain(exchange, "exchanges"), **_amount(exchange.amount), **_source(exchange.provenance)}


def flows(shown: Shown) -> Iterator[Cells]:
    """Flows as they were reported: the derived table is a result of `sivuvirta sankey`."""
    query = (
        select(models.Flow)
        .outerjoin(models.SideStream, models.Flow.side_stream_id == models.SideStream.id)
        .where(shows_record(shown.viewer, models.Flow))
        .order_by(models.Flow.record_id, models.Flow.year)
    )
    for flow in shown.session.scalars(query):
        yield {name: getattr(flow, name) for name in COLUMNS["flows"]}


def treatment_lines(shown: Shown) -> Iterator[Cells]:
    """treatment-lines."""
    for line in queries.treatments(shown.session, shown.viewer):
        yield {**_plain(line, "treatment-lines"), **_source(line.provenance)}


def trials(shown: Shown) -> Iterator[Cells]:
    """Trials; where a site is known it says the area."""
    for trial in queries.trials(shown.session, shown.viewer):
        words = {"title": trial.titles, "result": trial.result}
        yield {
            **_plain(trial, "trials"),
            **{
                f"{name}_{language}": getattr(titles, language, None) or None
                for name, titles in words.items()
                for language in ("fi", "sv", "en")
            },
            "area_id": trial.area_id if trial.site_id is None else None,
            **_source(trial.provenance),
        }
