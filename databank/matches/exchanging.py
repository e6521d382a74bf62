"""What two agreed is an exchange of the bank: made with the agreement, changed with it, ended with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from databank.amounts import plain
from databank.matches.states import EXCHANGED
from databank.matches.values import receiver_of
from databank.models import Exchange, Match
from databank.records import Basis, Consent, ExchangeStatus, MatchState, Method, RealStatus
from databank.schemas import read_row
from databank.submissions import Change, new_id, save

KIND = "exchanges"
PREFIX = "VA"
REAL: Mapping[MatchState, RealStatus] = MappingProxyType(
    {
        MatchState.AGREED: RealStatus.PLANNED,
        MatchState.RUNNING: RealStatus.REAL,
        MatchState.ENDED: RealStatus.ENDED,
        MatchState.DROPPED: RealStatus.CANCELLED,
    }
)
"""What is agreed flows once it runs; an agreement that was dropped never did."""


def keep_exchange(session: Session, row: Match, before: MatchState, change: Change) -> None:
    """Make the exchange of a match, or bring it up to date. It is in no public diagram until its parties consent.

    Parameters
    ----------
    before : MatchState
        Where the match stood: an agreement that is dropped has an exchange, talks have none.
    """
    if row.state not in EXCHANGED and before is not MatchState.AGREED:
        return
    terms = _terms(row, change.day)
    is_new = row.exchange_id is None
    cells = {"id": row.exchange_id or _free_id(session), **terms, **_parties(row), "consent": Consent.NO.value}
    saved = save(session, KIND, read_row(KIND, cells), change, given=cells if is_new else ["id", *terms])
    row.exchange_id = saved.record_id


def _free_id(session: Session) -> str:
    """An id that no exchange has: else an agreement would be written over."""
    while session.get(Exchange, found := new_id(PREFIX)) is not None:
        pass
    return found


def _terms(row: Match, day: date) -> dict[str, Any]:
    """What follows from the terms and from where the match stands."""
    return {
        "year": str((row.starts_on or day).year),
        "amount": "" if row.mass_t is None else plain(row.mass_t),
        "unit": "t",
        "period": row.period.value,
        "basis": Basis.AS_SHIPPED.value,
        "status": EXCHANGED.get(row.state, ExchangeStatus.ENDED).value,
        "real_status": REAL[row.state].value,
        "status_checked_on": day.isoformat(),
    }


def _parties(row: Match) -> dict[str, Any]:
    """Who hands what to whom, with the names that both have now."""
    stream = row.side_stream
    return {
        "side_stream_id": stream.id,
        "donor_site_id": stream.site_id,
        "donor_name": stream.organisation.name,
        "receiver_site_id": row.need.site_id if row.need else row.receiver_site_id,
        "receiver_name": receiver_of(row).name,
        "material": stream.name,
        "material_class": stream.material_class,
        "method": Method.ESTIMATE.value,
        "is_example": "1" if stream.is_example else "0",
    }
