"""The ages of `databank.freshness` in SQL, the same for the catalogue's sums and for the flows."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func

from databank.models import MaterialNeed, SideStream
from databank.records import ProvenanceKind, RecordKind


def stated(table: type[SideStream | MaterialNeed] = SideStream) -> ColumnElement[Any]:
    """The day of the owner's last word; NULL for what only a public source says."""
    said = func.coalesce(table.confirmed_on, table.source_date)
    return case((table.source_kind == ProvenanceKind.PUBLIC_SOURCE, table.confirmed_on), else_=said)


def is_stale(before: date) -> ColumnElement[bool]:
    """Whether nobody has confirmed an offer since a day."""
    return and_(SideStream.kind == RecordKind.OFFER, stated() < before)
