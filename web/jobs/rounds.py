"""The rounds of the day: reminders are posted, what is old is cleared away. Done again, they find nothing to do."""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask import Flask

from databank import duties, housekeeping
from databank.access import DESK_ROLES, Role
from databank.errors import DatabankError
from databank.keys import hash_key
from databank.recipients import with_roles
from databank.reviews import reminders
from web import house
from web.mails import post
from web.mails.transports import transport_of
from web.records.links import confirmation_path

LOG = logging.getLogger(__name__)
WEEKEND = (5, 6)


def go_round(app: Flask) -> None:
    """Do every part in a transaction of its own: one that fails leaves the others alone."""
    for part in PARTS:
        with app.test_request_context():  # addresses of pages are made as in a request
            try:
                part()
            except DatabankError as error:
                LOG.warning("%s: %s", part.__name__, error)
            except Exception:
                LOG.exception("%s failed", part.__name__)


def clear_away() -> None:
    """Forget what is old."""
    for clear in housekeeping.CLEARINGS.values():
        with house.bank().session(writing=True) as session:
            clear(session, house.now())


def clear_mails() -> None:
    """Forget old mails, and the files they were written into."""
    with house.bank().session(writing=True) as session:
        gone = housekeeping.clear_mails(session, house.now())
    transport = transport_of(house.settings())
    for mail_id in gone:
        transport.forget(mail_id)


def remind_to_confirm() -> None:
    """Ask owners whether what they told still holds; the link confirms with one click and without an account."""
    with house.bank().session(writing=True) as session:
        for reminder in reminders.due(session, house.today()):
            once = f"confirm:{reminder.kind}:{reminder.id}:{reminder.stated_on}:{reminder.which.value}"
            for reader in reminder.recipients:
                post(
                    session,
                    "reminder-confirm",
                    reader.email,
                    reader.language,
                    dedupe_key=f"{once}:{hash_key(reader.email)}",
                    name=reminder.name,
                    organisation=reminder.organisation,
                    stated_on=reminder.stated_on.isoformat(),
                    which=reminder.which.value,
                    path=confirmation_path(reminder.kind, reminder.id, reader.language, house.today()),
                )


def remind_of_mandates() -> None:
    """Tell people for whom they soon may not act any more."""
    with house.bank().session(writing=True) as session:
        for ending in duties.ending_mandates(session, house.today()):
            post(
                session,
                "reminder-mandate",
                ending.email,
                ending.language,
                dedupe_key=f"mandate-ends:{ending.key}",
                organisation=ending.organisation,
                last_day=ending.last_day.isoformat(),
            )


def remind_of_invitations() -> None:
    """Tell those who were invited that the link in their mail soon ends. The link itself is not kept."""
    with house.bank().session(writing=True) as session:
        for ending in duties.ending_invitations(session, house.today()):
            post(
                session,
                "reminder-invitation",
                ending.email,
                ending.language,
                dedupe_key=f"invitation-ends:{ending.key}",
                organisation=ending.organisation,
                last_day=ending.last_day.isoformat(),
            )


def tell_reviewers() -> None:
    """On working days, what waits for review."""
    today = house.today()
    if today.weekday() in WEEKEND:
        return
    with house.bank().session(writing=True) as session:
        waiting = duties.waiting_cases(session)
        if not waiting.count or waiting.since is None:
            return
        for reader in with_roles(session, {Role.REVIEWER}):
            post(
                session,
                "reminder-review",
                reader.email,
                reader.language,
                dedupe_key=f"review:{reader.person_id}:{today}",
                count=waiting.count,
                since=waiting.since.isoformat(),
            )


def tell_of_requests() -> None:
    """A week before the last day of a request for information, and when it has passed."""
    with house.bank().session(writing=True) as session:
        for request in duties.due_requests(session, house.today()):
            for reader in with_roles(session, DESK_ROLES - {Role.REVIEWER}):
                post(
                    session,
                    "reminder-request",
                    reader.email,
                    reader.language,
                    dedupe_key=f"request:{request.id}:{reader.person_id}:{'late' if request.is_late else 'soon'}",
                    request_id=request.id,
                    decide_by=request.decide_by.isoformat(),
                    is_late=request.is_late,
                )


PARTS: tuple[Callable[[], None], ...] = (
    clear_away,
    clear_mails,
    remind_to_confirm,
    remind_of_mandates,
    remind_of_invitations,
    tell_reviewers,
    tell_of_requests,
)
