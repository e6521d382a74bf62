"""Which organisations are the city's own. It is told beside their material, and plays no part in any ranking."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from databank.models import Organisation
from databank.vocabulary import fold

CITY_BUSINESS_ID = "0137323-9"
CITY_NAMES = frozenset({"porin kaupunki", "bjorneborgs stad", "city of pori"})


class Held(Protocol):
    """What tells whose an organisation is: a value or a row."""

    @property
    def name(self) -> str: ...

    @property
    def business_id(self) -> str | None: ...

    @property
    def holding(self) -> str | None: ...


def is_city_owned(organisation: Held) -> bool:
    """Whether an organisation is the city itself or held by it.

    What the city owns may have to be tendered (act 1397/2016 on public procurement); the page says so.
    """
    if organisation.business_id == CITY_BUSINESS_ID:
        return True
    return bool({fold(organisation.name), fold(organisation.holding or "")} & CITY_NAMES)


def city_owned_ids(session: Session) -> frozenset[str]:
    """The ids of all organisations that are the city's own."""
    return frozenset(row.id for row in session.scalars(select(Organisation)) if is_city_owned(row))
