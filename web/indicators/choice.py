"""What the reader of the indicators chose: data set, boundary and year; read from the address and checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import request

from flows.boundary import boundaries
from web.addresses import address
from web.diagrams.choice import DEFAULT_BOUNDARY, LATEST, one_of
from web.diagrams.pictures import Wayfinder
from web.errors import WrongRequestError
from web.labels import title
from web.language import gettext as _

DATA_SETS = ("facts", "examples")
BOUNDARY_ORDER = ("pori", "peittoo", "satakunta")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One page of indicators. `year` None takes each stream's latest known year."""

    data: str = "facts"
    boundary: str = DEFAULT_BOUNDARY
    year: int | None = None
    newest: int | None = None

    @property
    def is_example(self) -> bool:
        """Whether the indicators are of the invented examples."""
        return self.data == "examples"

    def query(self) -> dict[str, Any]:
        """The query that says the same; what is at its default is left out."""
        year = LATEST if self.year is None else self.year
        return {
            **({"data": self.data} if self.data != "facts" else {}),
            **({"boundary": self.boundary} if self.boundary != DEFAULT_BOUNDARY else {}),
            **({"year": year} if self.year != self.newest or self.newest is None else {}),
        }

    def address(self, *, extension: str = "html", **changes: Any) -> str:
        """The page with something changed."""
        return address("indicators.indicators_page", extension=extension, **replace(self, **changes).query())

    def of_data(self, data: str) -> str:
        """The page of a data set at its newest year."""
        query = replace(self, data=data).query()
        query.pop("year", None)
        return address("indicators.indicators_page", extension="html", **query)


def choice_of_data() -> Choice:
    """Read everything but the year, which needs the years of the bank."""
    return Choice(
        data=one_of("data", DATA_SETS, "facts"),
        boundary=one_of("boundary", tuple(boundaries()), DEFAULT_BOUNDARY),
    )


def with_year(choice: Choice, years: Sequence[int]) -> Choice:
    """Take the year of the address, the newest one where it names none."""
    choice = replace(choice, newest=max(years, default=None), year=max(years, default=None))
    text = request.args.get("year", "").strip()
    if not text:
        return choice
    if text == LATEST:
        return replace(choice, year=None)
    if text in map(str, years):
        return replace(choice, year=int(text))
    raise WrongRequestError(
        _(
            "year cannot be “%(value)s”. The years with data are: %(years)s. Leave year out for the newest.",
            value=text[:20],
            years=", ".join(map(str, years)) or "–",
        ),
        field="year",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Controls:
    """The links above the indicators."""

    data: tuple[Wayfinder, ...]
    boundaries: tuple[Wayfinder, ...]
    year: str
    earlier: Wayfinder | None
    later: Wayfinder | None
    latest: Wayfinder | None


def controls(choice: Choice, years: Sequence[int]) -> Controls:
    """Plain links, each an address that can be kept."""
    words = {"facts": _("Facts"), "examples": _("Examples")}
    ordered = sorted(years)
    place = ordered.index(choice.year) if choice.year is not None else len(ordered)
    return Controls(
        data=tuple(
            # a data set has years of its own, so that another one begins at its newest
            Wayfinder(words[name], choice.of_data(name), name == choice.data)
            for name in DATA_SETS
        ),
        boundaries=tuple(
            Wayfinder(title(boundaries()[name].titles), choice.address(boundary=name), name == choice.boundary)
            for name in BOUNDARY_ORDER
        ),
        year=_("Latest known") if choice.year is None else str(choice.year),
        earlier=_step(choice, ordered[place - 1]) if place > 0 else None,
        later=_step(choice, ordered[place + 1]) if place + 1 < len(ordered) else None,
        latest=Wayfinder(_("Latest known"), choice.address(year=None)) if choice.year is not None else None,
    )


def _step(choice: Choice, year: int) -> Wayfinder:
    return Wayfinder(str(year), choice.address(year=year))
