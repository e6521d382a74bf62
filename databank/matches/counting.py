"""How many tonnes two parties newly agreed on here, year by year: all for the desk, for others only safe sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Integer, Row, cast, extract, func, select
from sqlalchemy.orm import Session

from databank.access import ANONYMOUS, Viewer, consented, desk_sides, match_readable, protect, shows_record
from databank.models import Delivery, Exchange, Match, MatchStep, MaterialNeed, SideStream
from databank.records import Layer, MatchState, Period

COUNTED = (MatchState.AGREED, MatchState.RUNNING, MatchState.ENDED)
"""What was dropped after it was agreed never came about."""
MASSES = (Period.PER_YEAR, Period.BATCH)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewlyMatched:
    """Tonnes by the year in which they were agreed.

    Attributes
    ----------
    sums : mapping of int to float
        The year's tonnes: as delivered in that year where it was reported, else as agreed.
    is_whole : bool
        Whether everything is in the sums, so that a year without one has none. Otherwise they are only those that
        anybody may know: of years that are over, of exchanges whose parties agreed to be in public sums, with at least
        three organisations on each side and none with more than 85 % of it.
    """

    sums: Mapping[int, float]
    is_whole: bool


def newly_matched(session: Session, viewer: Viewer, *, is_example: bool, today: date) -> NewlyMatched:
    """The sums as the viewer may know them. A running year is not public: its changes would tell single amounts."""
    sees_all = bool(desk_sides(viewer))
    rows = [row for row in _agreed(session, viewer, is_example=is_example, every=sees_all) if row.mass_t is not None]
    if sees_all:
        years = sorted({row.year for row in rows})
        return NewlyMatched(
            sums={year: sum(float(row.mass_t) for row in rows if row.year == year) for year in years}, is_whole=True
        )
    over = [row for row in rows if row.year < today.year]
    unnamed = [row for row in over if not row.is_named]
    safe = _safe_years(over) & (_safe_years(unnamed) | ({row.year for row in over} - {row.year for row in unnamed}))
    return NewlyMatched(
        sums={year: sum(float(row.mass_t) for row in over if row.year == year) for year in sorted(safe)},
        is_whole=False,
    )


def _safe_years(rows: Sequence[Row[Any]]) -> set[int]:
    """The years whose sum tells no organisation on either side.

    What is named in diagrams is known to everybody: what remains without it must be safe by itself.
    """
    by_donor, by_receiver = (protect(_of(rows, owner)).sums for owner in ("donor_id", "receiver_id"))
    return {year for year, _layer in by_donor.keys() & by_receiver.keys()}


def _of(rows: Sequence[Row[Any]], owner: str) -> list[tuple[int, str, str | None, float, str]]:
    return [(row.year, Layer.MASS.value, getattr(row, owner), float(row.mass_t), row.id) for row in rows]


def _agreed(session: Session, viewer: Viewer, *, is_example: bool, every: bool) -> list[Row[Any]]:
    """Each match that was agreed, with the year, the two organisations and the tonnes of that year."""
    first = (
        select(MatchStep.match_id, func.min(MatchStep.made_at).label("made_at"))
        .where(MatchStep.after == MatchState.AGREED)
        .group_by(MatchStep.match_id)
        .subquery()
    )
    year = cast(extract("year", first.c.made_at), Integer)
    stands = (Delivery.exchange_id == Match.exchange_id) & (Delivery.year == year) & Delivery.superseded_at.is_(None)
    query = (
        select(
            Match.id,
            year.label("year"),
            SideStream.organisation_id.label("donor_id"),
            func.coalesce(MaterialNeed.organisation_id, Match.receiver_organisation_id).label("receiver_id"),
            func.coalesce(Delivery.mass_t, Match.mass_t).label("mass_t"),
            shows_record(ANONYMOUS, Exchange).label("is_named"),
        )
        .join(first, first.c.match_id == Match.id)
        .join(Match.side_stream)
        .outerjoin(Match.need)
        .outerjoin(Exchange, Exchange.id == Match.exchange_id)
        .outerjoin(Delivery, stands)
        .where(Match.state.in_(COUNTED), Match.period.in_(MASSES), SideStream.is_example == is_example)
        .where(match_readable(viewer) if every else consented(Exchange))
    )
    return list(session.execute(query.order_by(Match.id)))
