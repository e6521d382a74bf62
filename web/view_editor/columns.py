"""The columns of a view as the form offers them: a place for each, and what may stand in it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from flows.partition import DIMENSIONS, Role
from flows.views.definitions import CIRCUIT_ROLES
from taxonomy.codes import Titles
from web.labels import title
from web.language import gettext as _

CIRCUIT, CHAIN = "circuit", "chain"
MOST_BETWEEN = 4
STANDARD = {
    CIRCUIT: ("source_material", "sector", "material_family", "fate"),
    CHAIN: ("sector", "material_family", "", "", "", "receiver_sector"),
}
"""What stands in the places of a view that nobody has filled yet; empty where there is no column."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place for a column. In one that is `optional` there may be none."""

    number: int
    label: str
    role: Role
    optional: bool = False

    @property
    def field(self) -> str:
        """The name of its field in the form."""
        return f"column_{self.number}"

    def choices(self) -> list[tuple[str, str]]:
        """What may stand here, with its name in the language of the page."""
        none = [("", _("No column"))] if self.optional else []
        return none + [(name, column_title(name)) for name in allowed(self.role)]


def places(shape: str) -> tuple[Place, ...]:
    """The places of a shape, in the order of the picture."""
    if shape == CIRCUIT:
        words = (_("Comes in"), _("Who uses it"), _("Goes out"), _("Ends up"))
        labelled = zip(words, CIRCUIT_ROLES, strict=True)
        return tuple(Place(number, label, role) for number, (label, role) in enumerate(labelled, 1))
    between = (Place(number, _("Between"), Role.MATTER, optional=True) for number in range(2, MOST_BETWEEN + 2))
    return (Place(1, _("From"), Role.GIVER), *between, Place(MOST_BETWEEN + 2, _("To"), Role.TAKER))


def in_places(shape: str, stages: Sequence[Mapping[str, Any]]) -> dict[int, Mapping[str, Any]]:
    """The stages of a definition by the places in which they stand."""
    if shape == CIRCUIT:
        return dict(enumerate(stages, 1))
    *others, last = stages
    return {**dict(enumerate(others, 1)), MOST_BETWEEN + 2: last}


def allowed(role: Role) -> tuple[str, ...]:
    """What may stand in a place of a role."""
    return tuple(name for name, dimension in DIMENSIONS.items() if role in dimension.roles)


def column_title(dimension: str) -> str:
    """The name of a column in the language of the page."""
    return title(column_titles(dimension))


def column_titles(dimension: str) -> Titles:
    """The heading that a column has when it is given none of its own."""
    return _titles()[dimension]


@cache
def _titles() -> Mapping[str, Titles]:
    text = (resources.files("web.view_editor") / "columns.json").read_text("utf-8")
    return {name: Titles(**members) for name, members in json.loads(text).items()}
