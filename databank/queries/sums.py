"""Sums of side streams by one grouped query. Facts and examples, and the kinds of records, are never added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from databank import freshness
from databank.access import Viewer, exact, readable
from databank.models import Quantity, SideStream
from databank.queries.ageing import is_stale
from databank.queries.filters import all_conditions, joined
from databank.records import RealStatus, RecordKind, RecordStatus, StreamFilter

Sum = tuple[int, Decimal]
Key = tuple[bool, RecordKind]


@dataclass(frozen=True, slots=True)
class Total:
    """Records of one data set and kind: how many, how many of them give the sum, what it is, how many are stale.

    Stale are those that would give the sum something if somebody had confirmed them in time.
    """

    records: int
    summed: int
    tonnes: Decimal
    stale: int


def totals(
    session: Session, viewer: Viewer, wanted: StreamFilter, *, stale_before: date | None = None
) -> Mapping[Key, Total]:
    """Everything that a list says of its records, by data set and record kind.

    Every record is counted. Summed are shown amounts that are confirmed and yearly, of what exists and is up to
    date. A hidden amount is never summed, as its band is no sum.

    Parameters
    ----------
    stale_before : date, optional
        Offers that were confirmed before it are left out; two years ago by default.
    """
    found = _grouped(session, viewer, wanted, stale_before, SideStream.is_example, SideStream.kind)
    return {row[:2]: Total(row.records, row.summed, row.tonnes or Decimal(0), row.stale) for row in found}


def mass_sum(
    session: Session, viewer: Viewer, wanted: StreamFilter, *, stale_before: date | None = None
) -> Mapping[Key, Sum]:
    """Count and tonnes a year by data set and record kind: of `totals` only these two."""
    found = totals(session, viewer, wanted, stale_before=stale_before)
    return {key: (total.records, total.tonnes) for key, total in found.items()}


def mass_by_family(
    session: Session,
    viewer: Viewer,
    near: tuple[float, float],
    within_km: float,
    *,
    stale_before: date | None = None,
) -> Mapping[tuple[bool, RecordKind, str], Sum]:
    """Count and tonnes a year around a point, by data set, record kind and family."""
    wanted = StreamFilter(near=near, within_km=within_km)
    by = (SideStream.is_example, SideStream.kind, SideStream.family)
    found = _grouped(session, viewer, wanted, stale_before, *by)
    return {row[:3]: (row.records, row.tonnes or Decimal(0)) for row in found}


def without_sum(
    session: Session, viewer: Viewer, wanted: StreamFilter, *, stale_before: date | None = None
) -> Mapping[Key, int]:
    """How many of the records that `mass_sum` counts gave it no tonnes."""
    found = totals(session, viewer, wanted, stale_before=stale_before)
    return {key: total.records - total.summed for key, total in found.items()}


def counts_now() -> tuple[ColumnElement[bool], ...]:
    """Whether a record stands for something that exists today; a plan counts among plans only."""
    exists_now = or_(
        SideStream.real_status == RealStatus.REAL,
        and_(SideStream.kind == RecordKind.PLANNED, SideStream.real_status == RealStatus.PLANNED),
    )
    return exists_now, SideStream.status.not_in([RecordStatus.EXPIRED, RecordStatus.WITHDRAWN])


def _grouped(
    session: Session, viewer: Viewer, wanted: StreamFilter, stale_before: date | None, *by: Any
) -> Sequence[Any]:
    shown: ColumnElement[Any] = case((and_(exact(viewer), *counts_now()), SideStream.summed_t))
    stale = is_stale(stale_before or freshness.stale_before())
    fresh = case((stale, None), else_=shown)
    conditions = all_conditions(viewer, wanted)
    query = select(
        *by,
        func.count().label("records"),
        func.count(fresh).label("summed"),
        func.sum(fresh, type_=Quantity()).label("tonnes"),
        func.count(case((stale, shown))).label("stale"),
    ).select_from(SideStream)
    query = joined(query, *conditions).where(readable(viewer), *conditions).group_by(*by)
    return session.execute(query).all()
