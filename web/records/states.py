"""A record's state in words: what it waits for, how fresh it is, and what its owner may do now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from databank.freshness import CONFIRM_AFTER
from databank.queries.own import OPEN_STATUSES, OwnRecord
from databank.records import RecordStatus, ReviewState
from databank.reviews import working_days
from web.labels import label
from web.language import gettext as _
from web.language import ngettext
from web.numbers import day, number, tonnes_per_year
from web.records.loading import Owned


@dataclass(frozen=True, slots=True)
class Line:
    """One record in the list."""

    record: OwnRecord
    status: str
    waiting: str
    freshness: str
    amount: str
    to_confirm: bool
    actions: tuple[str, ...]


def line_of(record: OwnRecord, today: date) -> Line:
    """A record with its words."""
    return Line(
        record=record,
        status=_("From a public source") if record.is_fact else label(record.status),
        waiting=waiting_text(record, today),
        freshness=freshness_text(record.confirmed_on, record.status, today) if not record.is_fact else "",
        amount=tonnes_per_year(record.mass_t) if record.mass_t is not None else "",
        to_confirm=record.to_confirm(today),
        actions=() if record.is_fact else actions_of(record.status),
    )


def waiting_text(record: OwnRecord, today: date) -> str:
    """Whose turn it is, and since when."""
    if record.case_state is ReviewState.ASKED:
        return _("We ask you something")
    if record.case_state is not ReviewState.WAITING or record.case_since is None:
        return ""
    days = working_days(record.case_since.date(), today)
    if not days:
        return _("Sent to review today")
    return ngettext(
        "Has waited for review for %(days)s working day",
        "Has waited for review for %(days)s working days",
        days,
        days=number(days),
    )


def freshness_text(confirmed_on: date | None, status: RecordStatus, today: date) -> str:
    """When it was confirmed, and by when it is asked about again."""
    if status not in OPEN_STATUSES:
        return ""
    if confirmed_on is None:
        return _("Not confirmed yet")
    following = confirmed_on + CONFIRM_AFTER
    if following <= today:
        return _("Confirmed %(day)s, more than a year ago", day=day(confirmed_on))
    return _("Confirmed %(day)s, asked again %(next)s", day=day(confirmed_on), next=day(following))


def actions_of(status: RecordStatus) -> tuple[str, ...]:
    """What an owner may do with a record of this status."""
    return {
        RecordStatus.PUBLISHED: ("reserve", "withdraw"),
        RecordStatus.RESERVED: ("free", "withdraw"),
        RecordStatus.EXPIRED: ("withdraw",),
        RecordStatus.SUBMITTED: ("withdraw",),
        RecordStatus.WITHDRAWN: ("again",),
        RecordStatus.DRAFT: ("again",),
    }[status]


def needs_confirming(owned: Owned, today: date) -> bool:
    """Whether the owner is asked if the record still holds."""
    confirmed = owned.record.confirmed_on
    return owned.record.status in OPEN_STATUSES and (confirmed is None or confirmed <= today - CONFIRM_AFTER)
