"""The public sources that facts were taken from, each with how many records rest on it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from databank.access import Viewer, organisation_readable, readable, shows
from databank.models import Area, AreaFact, Organisation, SideStream
from databank.records import FieldGroup, ProvenanceKind

Address = tuple[str, str | None, date | None]


@dataclass(frozen=True, slots=True)
class PublicSource:
    """One page, register or document; `records` rest on it."""

    title: str
    url: str | None
    dated: date | None
    records: int


def public_sources(session: Session, viewer: Viewer) -> tuple[PublicSource, ...]:
    """Every public source of a record that the viewer may see, the most used first."""
    counts: Counter[Address] = Counter()
    for query in _queries(viewer):
        for title, url, dated, records in session.execute(query):
            counts[title or url or "", url, dated] += records
    found = [PublicSource(*address, records) for address, records in counts.items() if address[0]]
    return tuple(sorted(found, key=lambda source: (-source.records, source.title, source.url or "")))


def _queries(viewer: Viewer) -> list[Select[*tuple[Any, ...]]]:
    named = shows(viewer, FieldGroup.ORGANISATION)  # a source may name its owner
    return [
        _counted(SideStream).where(readable(viewer), named, SideStream.is_example.is_(False)),
        _counted(Organisation).where(organisation_readable(viewer), Organisation.is_example.is_(False)),
        _counted(Area),
        _counted(AreaFact),
    ]


def _counted(table: Any) -> Select[*tuple[Any, ...]]:
    address = (table.source_title, table.source_url, table.source_date)
    public = table.source_kind == ProvenanceKind.PUBLIC_SOURCE
    return select(*address, func.count()).select_from(table).where(public).group_by(*address)
