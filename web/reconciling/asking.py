"""Which flows the desk looks at: data set, year, layer, and whose eyes they are computed for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from databank import queries
from databank.access import ANONYMOUS, CITY, Viewer
from databank.records import Audience, Layer
from web import house
from web.addresses import address
from web.diagrams.pictures import Wayfinder
from web.errors import WrongRequestError
from web.language import gettext as _

DATA = ("facts", "examples")
LAYERS = (Layer.MASS, Layer.ENERGY)
VIEWERS: Mapping[Audience, Viewer] = {Audience.PUBLIC: ANONYMOUS, Audience.CITY: CITY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One year and layer of one data set as an audience sees it; `year` None is a data set without flows."""

    data: str
    year: int | None
    layer: Layer
    audience: Audience
    years: tuple[int, ...] = ()

    @property
    def is_example(self) -> bool:
        return self.data == "examples"

    @property
    def viewer(self) -> Viewer:
        """Who sees what is computed: nobody's picture may rest on more than its readers see."""
        return VIEWERS[self.audience]

    def query(self) -> dict[str, Any]:
        return {"data": self.data, "year": self.year, "layer": str(self.layer), "seen_by": str(self.audience)}

    def address(self, *, extension: str = "html", **changes: Any) -> str:
        """The page of this choice with something changed."""
        return address("reconciling.flows", extension=extension, **replace(self, **changes).query())


def asked_of(session: house.Session, values: Mapping[str, str]) -> Asked:
    """Read the choice from an address or a form; the newest year stands for none."""
    data = _one_of(values, "data", DATA)
    layer = Layer(_one_of(values, "layer", tuple(map(str, LAYERS))))
    audience = Audience(_one_of(values, "seen_by", tuple(map(str, Audience))))
    found = queries.flow_years(session, VIEWERS[audience], data == "examples", **house.ages())
    return Asked(data=data, year=_year(values, found), layer=layer, audience=audience, years=tuple(found))


def _one_of(values: Mapping[str, str], name: str, known: tuple[str, ...]) -> str:
    value = values.get(name) or known[0]
    if value not in known:
        raise WrongRequestError(
            _(
                "%(name)s cannot be “%(value)s”. It can be: %(allowed)s.",
                name=name,
                value=value[:20],
                allowed=", ".join(known),
            ),
            field=name,
        )
    return value


def _year(values: Mapping[str, str], years: list[int]) -> int | None:
    text = values.get("year") or ""
    if not text:
        return max(years, default=None)
    if text in map(str, years):
        return int(text)
    raise WrongRequestError(
        _(
            "year cannot be “%(value)s”. The years with data are: %(years)s. Leave year out for the newest.",
            value=text[:20],
            years=", ".join(map(str, years)),
        ),
        field="year",
    )


def ways(asked: Asked) -> list[tuple[str, list[Wayfinder]]]:
    """The links that change one part of the choice each, with the words of that part."""
    data = {"facts": _("Facts"), "examples": _("Examples")}
    layers = {Layer.MASS: _("Mass"), Layer.ENERGY: _("Energy")}
    seen = {Audience.PUBLIC: _("What everybody sees"), Audience.CITY: _("What the city sees")}
    return [
        (
            _("Data"),
            [Wayfinder(word, asked.address(data=one, year=None), one == asked.data) for one, word in data.items()],
        ),
        (
            _("Year"),
            [Wayfinder(str(year), asked.address(year=year), year == asked.year) for year in asked.years],
        ),
        (
            _("Layer"),
            [Wayfinder(word, asked.address(layer=one), one is asked.layer) for one, word in layers.items()],
        ),
        (
            _("Worked out from"),
            [
                Wayfinder(word, asked.address(audience=one, year=None), one is asked.audience)
                for one, word in seen.items()
            ],
        ),
    ]
