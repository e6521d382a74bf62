"""How long waste may be stored before the place is a landfill by law: Government decree 331/2013."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, or_, select

from databank.errors import N_, Sentence
from databank.models import SideStream, StreamAmount
from databank.records import Fate, LegalStatus, MomentKind, Period
from databank.records import SideStream as Stream
from taxonomy.rules import rule

LAW = "vna_331_2013"
YEARS = {MomentKind.STORED_BEFORE_DISPOSAL: 1, MomentKind.STORED_BEFORE_RECOVERY: 3}
SHORTEST = min(YEARS.values())
FEBRUARY = 28
DISPOSAL = N_("%(name)s has been stored for a year: waste that waits longer for disposal makes its place a landfill.")
RECOVERY = N_(
    "%(name)s has been stored for three years: waste that waits longer for recovery makes its place a landfill."
)
TOLD = {MomentKind.STORED_BEFORE_DISPOSAL: DISPOSAL, MomentKind.STORED_BEFORE_RECOVERY: RECOVERY}
RECOVERED = frozenset({Fate.USED, Fate.ENERGY, Fate.RECOVERY_UNSPECIFIED})
"""Fates that are no disposal."""
Limit = tuple[MomentKind, date, Sentence, str, date | None]


def may_be_stored_long(last: date) -> ColumnElement[bool]:
    """Whether a side stream is a stock that reaches its shortest time by a day."""
    stocked = select(StreamAmount.side_stream_id).where(
        StreamAmount.side_stream_id == SideStream.id, StreamAmount.period == Period.STOCK
    )
    since = years_after(last, -SHORTEST)
    return and_(
        or_(SideStream.fate == Fate.STOCK, exists(stocked.correlate(SideStream))), SideStream.available_from <= since
    )


def storage_limits(stream: Stream, last: date) -> Iterator[Limit]:
    """The limits that a stock reaches by a day, or has passed: of waste, and only where its first day is known."""
    if not _is_stock(stream) or not _is_waste(stream) or stream.available_from is None:
        return
    law = rule(LAW)
    for kind, years in YEARS.items():
        on = years_after(stream.available_from, years)
        if on <= last and _is_meant_for(stream, kind):
            yield kind, on, Sentence(TOLD[kind], name=stream.name), law.source, law.valid_from


def years_after(day: date, years: int) -> date:
    """The same day some years later; of a leap day the day before."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=FEBRUARY)


def _is_stock(stream: Stream) -> bool:
    return stream.fate is Fate.STOCK or any(one.period is Period.STOCK for one in stream.amounts)


def _is_waste(stream: Stream) -> bool:
    if stream.legal_status is LegalStatus.UNKNOWN:
        return stream.waste_code is not None
    return stream.legal_status is LegalStatus.WASTE


def _is_meant_for(stream: Stream, kind: MomentKind) -> bool:
    """Both limits stand where nobody has said what becomes of it."""
    if kind is MomentKind.STORED_BEFORE_DISPOSAL:
        return stream.fate not in RECOVERED
    return stream.fate is not Fate.DISPOSAL
