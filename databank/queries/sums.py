"""Sums of side streams by one grouped query. Facts and examples, and the kinds of records, are never added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from databank.access import Viewer, exact, readable
from databank.models import Quantity, SideStream
from databank.queries.filters import all_conditions, joined
from databank.records import RealStatus, RecordKind, RecordStatus, StreamFilter

Sum = tuple[int, Decimal]


def mass_sum(session: Session, viewer: Viewer, wanted: StreamFilter) -> Mapping[tuple[bool, RecordKind], Sum]:
    """Count and tonnes a year by data set and record kind.

    Every record is counted. Summed are shown amounts that are confirmed and yearly, of what exists and is up to
    date; `without_sum` tells how many are not. A hidden amount is never summed, as its band is no sum.
    """
    found = _grouped(session, viewer, wanted, SideStream.is_example, SideStream.kind)
    return {row[:2]: (row.records, row.tonnes or Decimal(0)) for row in found}


def mass_by_family(
    session: Session, viewer: Viewer, near: tuple[float, float], within_km: float
) -> Mapping[tuple[bool, RecordKind, str], Sum]:
    """Count and tonnes a year around a point, by data set, record kind and family."""
    wanted = StreamFilter(near=near, within_km=within_km)
    found = _grouped(session, viewer, wanted, SideStream.is_example, SideStream.kind, SideStream.family)
    return {row[:3]: (row.records, row.tonnes or Decimal(0)) for row in found}


def without_sum(session: Session, viewer: Viewer, wanted: StreamFilter) -> Mapping[tuple[bool, RecordKind], int]:
    """How many of the records that `mass_sum` counts gave it no tonnes."""
    found = _grouped(session, viewer, wanted, SideStream.is_example, SideStream.kind)
    return {row[:2]: row.records - row.summed for row in found}


def counts_now() -> tuple[ColumnElement[bool], ...]:
    """Whether a record stands for something that exists today; a plan counts among plans only."""
    exists_now = or_(
        SideStream.real_status == RealStatus.REAL,
        and_(SideStream.kind == RecordKind.PLANNED, SideStream.real_status == RealStatus.PLANNED),
    )
    return exists_now, SideStream.status != RecordStatus.EXPIRED


def _grouped(session: Session, viewer: Viewer, wanted: StreamFilter, *by: Any) -> Sequence[Any]:
    shown: ColumnElement[Any] = case((and_(exact(viewer), *counts_now()), SideStream.summed_t))
    conditions = all_conditions(viewer, wanted)
    query = select(
        *by,
        func.count().label("records"),
        func.count(shown).label("summed"),
        func.sum(shown, type_=Quantity()).label("tonnes"),
    ).select_from(SideStream)
    query = joined(query, *conditions).where(readable(viewer), *conditions).group_by(*by)
    return session.execute(query).all()
