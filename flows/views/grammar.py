"""The words that view definitions are made of, with their names in three languages, so that a form can be built."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from databank.records import Layer
from flows.boundary import boundaries
from flows.headlines import FIGURES
from flows.partition import DIMENSIONS, Dimension, Role, of_role
from flows.partition.words import words
from flows.views.definitions import MOST_NODES, MOST_STAGES, OF_AN_OWNER, Companion, Drawing, Shape, YearRule
from flows.views.reading import FILTERS, TABLE_COLUMNS
from taxonomy.codes import Titles


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the grammar and its names."""

    name: str
    titles: Titles


@dataclass(frozen=True, slots=True)
class Grammar:
    """Everything that a definition may say.

    `dimensions` are the words of each role, `keys` the closed lists of keys of some dimensions, `roles` what a stage
    of each role shows.
    """

    shapes: tuple[Word, ...]
    drawings: tuple[Word, ...]
    layers: tuple[Word, ...]
    years: tuple[Word, ...]
    boundaries: tuple[Word, ...]
    roles: tuple[Word, ...]
    dimensions: Mapping[Role, tuple[Word, ...]]
    keys: Mapping[str, tuple[Word, ...]]
    filters: tuple[Word, ...]
    companions: tuple[Word, ...]
    table_columns: tuple[Word, ...]
    figures: tuple[str, ...]
    most_nodes: int = MOST_NODES
    most_stages: int = MOST_STAGES


@cache
def grammar() -> Grammar:
    """The whole grammar; it does not change while the program runs."""
    return Grammar(
        shapes=_named("shapes", tuple(Shape)),
        drawings=_named("drawings", tuple(Drawing)),
        layers=_named("layers", tuple(Layer)),
        years=_named("years", tuple(YearRule)),
        boundaries=(
            *(Word(name, line.titles) for name, line in boundaries().items()),
            *_named("boundaries", OF_AN_OWNER),
        ),
        roles=_named("roles", tuple(Role)),
        dimensions=MappingProxyType({role: _dimensions(of_role(role)) for role in Role}),
        keys=MappingProxyType({name: _keys(found) for name, found in DIMENSIONS.items() if _keys(found)}),
        filters=_named("filters", FILTERS),
        companions=_named("companions", tuple(Companion)),
        table_columns=_named("columns", TABLE_COLUMNS),
        figures=tuple(sorted(FIGURES)),
    )


def dimension_titles(name: str) -> Titles:
    """What a dimension is called."""
    return words()["dimensions"][name]


def _named(part: str, names: tuple[str, ...]) -> tuple[Word, ...]:
    return tuple(Word(str(name), words()[part][name]) for name in names)


def _dimensions(found: tuple[Dimension, ...]) -> tuple[Word, ...]:
    return tuple(Word(dimension.name, dimension_titles(dimension.name)) for dimension in found)


def _keys(dimension: Dimension) -> tuple[Word, ...]:
    """The keys of a closed list that have names here; fates are named by the taxonomy."""
    named = words().get(f"keys of {dimension.vocabulary}", {})
    return tuple(Word(key, named[key]) for key in dimension.keys if key in named)
