"""Whom to ask whether a record still holds: 30 days before a year has passed, on the day, and 30 days after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from databank.freshness import CONFIRM_AFTER
from databank.queries.ageing import stated
from databank.recipients import Recipient
from databank.records import RecordKind, RecordStatus
from databank.reviews.cases import TABLES
from databank.reviews.recipients import recipients

NOTICE = timedelta(days=30)
PUBLIC = (RecordStatus.PUBLISHED, RecordStatus.RESERVED)


class Which(StrEnum):
    """The three reminders of a year."""

    SOON = "soon"
    NOW = "now"
    LATE = "late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One record to be confirmed; `stated_on` tells one year's reminders from the next's."""

    kind: str
    id: str
    name: str
    organisation: str
    language: str
    stated_on: date
    recipients: tuple[Recipient, ...]
    which: Which


def which_of(said: date, today: date) -> Which | None:
    """The last reminder that has fallen due; none before the first, and none long after the last."""
    day = said + CONFIRM_AFTER
    steps = ((NOTICE, Which.LATE), (timedelta(0), Which.NOW), (-NOTICE, Which.SOON))
    fallen = next((which for after, which in steps if today >= day + after), None)
    return None if today > day + 2 * NOTICE else fallen


def due(session: Session, today: date) -> tuple[Reminder, ...]:
    """The published offers and needs whose owners are reminded today, examples left out.

    A worker that slept for some days still finds what fell due meanwhile; whoever posts the reminder keeps from
    posting it twice by kind, id, `stated_on` and `which`.
    """
    found: list[Reminder] = []
    oldest, newest = today - CONFIRM_AFTER - 2 * NOTICE, today - CONFIRM_AFTER + NOTICE
    for kind, table in TABLES.items():
        said = stated(table)
        query = (
            select(table, said)
            .where(table.kind == RecordKind.OFFER, table.status.in_(PUBLIC), table.is_example.is_(False))
            .where(said.between(oldest, newest))
            .options(joinedload(table.organisation))
            .order_by(table.id)
        )
        for row, day in session.execute(query):
            which = which_of(day, today)
            told = recipients(session, kind, row.id, today)
            if which is not None and told:
                found.append(
                    Reminder(
                        kind=kind,
                        id=row.id,
                        name=row.name,
                        organisation=row.organisation.name,
                        language=row.language,
                        stated_on=day,
                        recipients=told,
                        which=which,
                    )
                )
    return tuple(found)
