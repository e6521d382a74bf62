"""How old what a record says is: asked about after a year, out of all sums after two unless the setting says otherwise.

A fact of a public register is a fact of its year and does not age. What its owner states does: it is as old as the day
on which it was confirmed last, or else stated.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from databank.records import MaterialNeed, ProvenanceKind, RecordKind, SideStream

CONFIRM_AFTER = timedelta(days=365)
"""A record that was not confirmed for this long asks its owner whether it still holds."""
STALE_MONTHS = 24
FEBRUARY = 28


class Age(StrEnum):
    """Fresh, old enough to be asked about, or left out of sums."""

    FRESH = "fresh"
    ASKED = "asked"
    STALE = "stale"


def stated_on(record: SideStream | MaterialNeed) -> date | None:
    """The day of the owner's last word; None for what only a public source says."""
    if record.confirmed_on is not None or record.provenance.kind is ProvenanceKind.PUBLIC_SOURCE:
        return record.confirmed_on
    return record.provenance.dated


def age_of(record: SideStream | MaterialNeed, today: date, stale_months: int = STALE_MONTHS) -> Age:
    """How old the owner's word is. Only offers and needs are asked about."""
    day = stated_on(record)
    if record.kind is not RecordKind.OFFER or day is None:
        return Age.FRESH
    if day < stale_before(today, stale_months):
        return Age.STALE
    return Age.ASKED if day <= today - CONFIRM_AFTER else Age.FRESH


def stale_before(today: date | None = None, months: int = STALE_MONTHS) -> date:
    """Offers that were confirmed before this day are in no sum."""
    return months_before(today or datetime.now(UTC).date(), months)


def months_before(day: date, months: int) -> date:
    """The same day so many months before; of a month's last days the 28th."""
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, min(day.day, FEBRUARY))
