"""The columns of a view as the form offers them: a place for each, and what may stand in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from flows.partition import Role
from flows.views import Drawing, Shape, dimension_titles, grammar
from flows.views.definitions import MOST_STAGES
from web.labels import title
from web.language import gettext as _

NUMBERS = range(1, MOST_STAGES + 1)
BETWEEN = MOST_STAGES - 2
Kind = tuple[Shape, Drawing]
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "circuit": (Shape.CIRCUIT, Drawing.SANKEY),
        "chain": (Shape.CHAIN, Drawing.SANKEY),
        "butterfly": (Shape.BUTTERFLY, Drawing.SANKEY),
        "matrix": (Shape.CHAIN, Drawing.MATRIX),
        "coverage": (Shape.CHAIN, Drawing.COVERAGE),
        "circle": (Shape.CHAIN, Drawing.CIRCLE),
    }
)
"""How a picture can be built and drawn, in one word."""
USUAL = {
    Role.INPUT: "source_material",
    Role.PROCESS: "sector",
    Role.OUTPUT: "material_family",
    Role.FATE: "fate",
    Role.GIVER: "sector",
    Role.MATTER: "material_family",
    Role.TAKER: "receiver_sector",
    Role.SUPPLIER: "supplier_sector",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A place for a column. In one that is `optional` there may be none."""

    number: int
    role: Role
    optional: bool = False

    @property
    def field(self) -> str:
        """The name of its field in the form."""
        return f"column_{self.number}"

    @property
    def label(self) -> str:
        """What its columns show, in the language of the page."""
        return next(title(word.titles) for word in grammar().roles if word.name == self.role)

    def choices(self) -> list[tuple[str, str]]:
        """What may stand here, with its name in the language of the page."""
        none = [("", _("No column"))] if self.optional else []
        return none + [(word.name, title(word.titles)) for word in grammar().dimensions[self.role]]


def kind_of(members: Mapping[str, Any]) -> str:
    """How the picture of a definition is built and drawn."""
    wanted = (members.get("shape"), members.get("drawing", Drawing.SANKEY))
    same = next((name for name, kind in KINDS.items() if kind == wanted), None)
    return same or next((name for name, kind in KINDS.items() if kind[0] == wanted[0]), "chain")


def places(kind: str) -> tuple[Place, ...]:
    """The places of a kind of picture, from left to right."""
    return tuple(Place(number, role, optional) for number, (role, optional) in enumerate(_places(kind), 1))


def _places(kind: str) -> Iterator[tuple[Role, bool]]:
    side = (BETWEEN - 1) // 2
    between = [(Role.MATTER, True)]
    yield from {
        "circuit": [
            (Role.INPUT, False),
            (Role.PROCESS, False),
            *[(Role.OUTPUT, True)] * (BETWEEN - 1),
            (Role.FATE, False),
        ],
        "butterfly": [
            (Role.SUPPLIER, False),
            *between * side,
            (Role.PROCESS, False),
            *between * side,
            (Role.TAKER, False),
        ],
        "matrix": [(Role.GIVER, False), (Role.TAKER, False)],
        "coverage": [(Role.GIVER, False), (Role.MATTER, False), *between * BETWEEN],
    }.get(kind, [(Role.GIVER, False), *between * BETWEEN, (Role.TAKER, False)])


def usual_columns(kind: str) -> dict[str, str]:
    """What stands in the places of a picture that nobody has filled yet: what must, and one column of material."""
    found, has_matter = {}, False
    for place in places(kind):
        is_first = place.role in {Role.OUTPUT, Role.MATTER} and not has_matter
        has_matter = has_matter or is_first
        found[place.field] = "" if place.optional and not is_first else USUAL[place.role]
    return found


def in_places(kind: str, stages: Sequence[Mapping[str, Any]]) -> dict[int, Mapping[str, Any]]:
    """The stages of a definition by the numbers of the places in which they stand."""
    free = list(places(kind))
    ends = {} if free[-1].optional or len(stages) < 2 else {free.pop().number: stages[-1]}  # noqa: PLR2004 - two ends
    found: dict[int, Mapping[str, Any]] = {}
    for stage in stages[: len(stages) - len(ends)]:
        fitting = next((at for at, place in enumerate(free) if stage["dimension"] in allowed(place.role)), 0)
        if free:
            found[free[fitting].number] = stage
            free = free[fitting + 1 :]
    return found | ends


def shown_places(kind: str, filled: Mapping[str, str]) -> list[Place]:
    """The places that the form shows: those with a column, and of neighbours without one the first."""
    shown: list[Place] = []
    for place in places(kind):
        is_blank = place.optional and not filled.get(place.field)
        if not (is_blank and shown and shown[-1].optional and not filled.get(shown[-1].field)):
            shown.append(place)
    return shown


def allowed(role: Role) -> tuple[str, ...]:
    """What may stand in a place of a role."""
    return tuple(word.name for word in grammar().dimensions[role])


def column_title(dimension: str) -> str:
    """The name of a column in the language of the page."""
    return title(dimension_titles(dimension))
