"""What every page needs and the application was built with: settings, bank, clock and who may look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeAlias, TypedDict, cast

from flask import Flask, Request, current_app

from databank import corrections, freshness
from databank.access import Viewer
from databank.store import Bank
from taxonomy.suggest.added import AddedTerms
from web.config import Settings


class Ages(TypedDict):
    """What decides whether an offer is too old to count."""

    stale_months: int
    today: date


EXTENSION = "sivuvirta"
Session: TypeAlias = Any
"""An open session of the bank: pages hand it on to `databank.queries` and never look inside."""


@dataclass(frozen=True, slots=True)
class House:
    """The parts handed to `create_app`."""

    settings: Settings
    bank: Bank
    viewer_of_request: Callable[[Request], Viewer]
    clock: Callable[[], datetime]


def settle(app: Flask, house: House) -> None:
    """Keep the parts with the application."""
    app.extensions[EXTENSION] = house


def _house() -> House:
    return cast(House, current_app.extensions[EXTENSION])


def settings() -> Settings:
    """The settings of this installation."""
    return _house().settings


def bank() -> Bank:
    """The data bank; open it with ``with bank().session() as session:``."""
    return _house().bank


def viewer_of_request(request: Request) -> Viewer:
    """Ask the installed rule who is looking."""
    return _house().viewer_of_request(request)


def added_terms() -> AddedTerms:
    """The words that reviewers accepted, for `taxonomy.suggest`."""
    with bank().session() as session:
        return corrections.added_terms(bank(), session)


def now() -> datetime:
    """The moment in UTC, from the application's clock."""
    return _house().clock()


def today() -> date:
    """The day of `now`."""
    return now().date()


def stale_before() -> date:
    """Offers that were confirmed before this day are in no sum, by the settings of this installation."""
    return freshness.stale_before(today(), settings().stale_months)


def ages() -> Ages:
    """The same for flows: hand it on as ``**house.ages()``."""
    return Ages(stale_months=settings().stale_months, today=today())


def system_clock() -> datetime:
    """The clock used unless a test hands in another."""
    return datetime.now(UTC)
