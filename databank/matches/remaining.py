"""What is left of a side stream when what was agreed is taken off.

An agreement that the viewer may not see is not taken off: whatever stood in its place would tell that there is one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from databank.access import Viewer, exact, readable, shows_record
from databank.models import Exchange, Match, MatchStep, RecordVersion, SideStream, StreamAmount
from databank.records import AmountStatus, ExchangeStatus, Layer, MatchState, Period, RealStatus

GOING = (ExchangeStatus.AGREED, ExchangeStatus.RUNNING)
GONE = (RealStatus.ENDED, RealStatus.CANCELLED, RealStatus.LAPSED)
FREE = "free_t_per_year"


@dataclass(frozen=True, slots=True)
class _Taken:
    """What one exchange takes of a side stream a year, and when it was agreed here: None where a file tells of it."""

    stream_id: str
    mass_t: Decimal
    agreed_at: datetime | None


def remaining_t_per_year(session: Session, viewer: Viewer, ids: Collection[str]) -> Mapping[str, Decimal]:
    """The tonnes a year that nobody takes yet, of side streams whose amount the viewer sees; others are not there.

    It is what the owner says is free, less what was agreed here since they said so; where they say nothing, the amount
    of the latest year less what exchanges take, as far as the viewer sees these. Never less than nothing.
    """
    held = _held(session, viewer, ids) if ids else {}
    taken: dict[str, Decimal] = dict.fromkeys(held, Decimal(0))
    for one in _unsaid(session, held, _taken(session, viewer, held)) if held else ():
        taken[one.stream_id] += one.mass_t
    return {one: max(mass - taken[one], Decimal(0)) for one, (_, mass) in held.items()}


def _unsaid(session: Session, held: Mapping[str, tuple[bool, Decimal]], taken: Sequence[_Taken]) -> Iterator[_Taken]:
    """What the owners have not taken off themselves: who says what is free knows what was agreed before."""
    asked = {one.stream_id for one in taken if held[one.stream_id][0] and one.agreed_at is not None}
    said = _said_at(session, asked)
    for one in taken:
        is_free, _ = held[one.stream_id]
        is_later = one.agreed_at is not None and (one.stream_id not in said or one.agreed_at > said[one.stream_id])
        if is_later or not is_free:
            yield one


def _held(session: Session, viewer: Viewer, ids: Collection[str]) -> dict[str, tuple[bool, Decimal]]:
    """Whether the owner says what is free, and that or the yearly amount; only of those whose amount is shown."""
    query = select(SideStream.id, SideStream.free_t_per_year, SideStream.mass_t).where(
        SideStream.id.in_(sorted(ids)), readable(viewer), exact(viewer)
    )
    found = ((one, free is not None, mass if free is None else free) for one, free, mass in session.execute(query))
    return {one: (is_free, mass) for one, is_free, mass in found if mass is not None}


def _taken(session: Session, viewer: Viewer, ids: Collection[str]) -> list[_Taken]:
    """What each exchange that is shown takes a year.

    One that a file tells is of one year: only that of the latest amount counts.
    """
    latest = (
        select(func.max(StreamAmount.year))
        .where(StreamAmount.side_stream_id == SideStream.id, StreamAmount.amount_status == AmountStatus.CONFIRMED)
        .correlate(SideStream)
        .scalar_subquery()
    )
    agreed = (
        select(func.max(MatchStep.made_at))
        .where(MatchStep.match_id == Match.id, MatchStep.after == MatchState.AGREED)
        .correlate(Match)
        .scalar_subquery()
    )
    of_year = or_(Match.id.is_not(None), Exchange.year.is_(None), latest.is_(None), Exchange.year == latest)
    query: Select[*tuple[Any, ...]] = (
        select(Exchange.side_stream_id, Exchange.layer_amount, agreed)
        .join(SideStream, SideStream.id == Exchange.side_stream_id)
        .outerjoin(Match, Match.exchange_id == Exchange.id)
        .where(
            Exchange.side_stream_id.in_(sorted(ids)),
            shows_record(viewer, Exchange),
            Exchange.status.in_(GOING),
            Exchange.real_status.not_in(GONE),
            Exchange.layer == Layer.MASS,
            Exchange.period == Period.PER_YEAR,
            Exchange.layer_amount.is_not(None),
            of_year,
        )
    )
    return [_Taken(stream, mass, at) for stream, mass, at in session.execute(query)]


def _said_at(session: Session, ids: Collection[str]) -> dict[str, datetime]:
    """When the owners said last what is free."""
    query = (
        select(RecordVersion.record_id, RecordVersion.made_at, RecordVersion.changes)
        .where(RecordVersion.kind == "side-streams", RecordVersion.record_id.in_(sorted(ids)))
        .order_by(RecordVersion.number)
    )
    return {one: at for one, at, changes in session.execute(query) if FREE in changes} if ids else {}
