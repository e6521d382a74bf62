"""The dimensions that a view definition names: ways to split rows, each with the roles it can stand in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from flows.partition.circular import CIRCULARITIES, INPUT_ORIGINS, circularity, input_origins
from flows.partition.ends import (
    REGION,
    Grouping,
    buying,
    destinations,
    giving,
    grouping,
    one_region,
    place,
    supplying,
    taking,
)
from flows.partition.fate import FATES, fates
from flows.partition.matter import (
    DECLARED,
    ESTIMATED,
    MATERIAL_KINDS,
    MEASURED,
    material_class,
    material_families,
    material_kinds,
    methods,
    source_materials,
    stated,
    treatments,
)
from flows.partition.rows import FROM_STOCK, IMPORT, NOT_STATED, Partition, Rows


class Role(StrEnum):
    """Where in a view a dimension can stand.

    A circuit has input, process, output and fate; a chain giver, matter and taker; a butterfly supplier, process and
    taker with matter between.
    """

    INPUT = "input"
    PROCESS = "process"
    OUTPUT = "output"
    FATE = "fate"
    GIVER = "giver"
    MATTER = "matter"
    TAKER = "taker"
    SUPPLIER = "supplier"


@dataclass(frozen=True, slots=True)
class Dimension:
    """A way to split rows: its roles, the words its keys are named with, for processes the group of each.

    `keys` are all keys there can be; empty where the data bring their own.
    """

    name: str
    roles: frozenset[Role]
    vocabulary: str
    split: Callable[[Rows], Partition]
    group: Grouping | None = None
    keys: tuple[str, ...] = ()


_MEMBERS: Mapping[str, Grouping] = {
    "sector": grouping("sector"),
    "organisation": grouping("organisation"),
    "area": grouping("area"),
    "municipality": grouping("municipality"),
    "process": grouping("id"),
}


def _of_matter() -> list[Dimension]:
    """Of what flows."""
    matter = frozenset({Role.OUTPUT, Role.MATTER})
    origins = ("primary", "secondary", NOT_STATED)
    sureness = (MEASURED, DECLARED, ESTIMATED, NOT_STATED)
    return [
        Dimension("source_material", frozenset({Role.INPUT}), "family", source_materials),
        Dimension("input_origin", frozenset({Role.INPUT}), "input_origin", input_origins, keys=INPUT_ORIGINS),
        Dimension("material_family", matter, "family", material_families),
        Dimension("material_class", matter, "material_class", material_class),
        Dimension("material_kind", matter, "material_kind", material_kinds, keys=MATERIAL_KINDS),
        Dimension("treatment", matter, "treatment", treatments),
        Dimension("origin", matter, "origin", stated(lambda rows: rows.table.origin), keys=origins),
        Dimension("method", matter, "method", methods, keys=sureness),
    ]


def _of_ends() -> list[Dimension]:
    """Of where a flow comes from and goes to."""
    give, end = frozenset({Role.PROCESS, Role.GIVER}), frozenset({Role.FATE, Role.TAKER})
    take, supply = frozenset({Role.TAKER}), frozenset({Role.SUPPLIER})
    found = [Dimension("fate", end, "fate", fates, keys=FATES)]
    found.append(Dimension("circularity", end, "circularity", circularity, keys=CIRCULARITIES))
    found += [Dimension(name, give, name, giving(group), group) for name, group in _MEMBERS.items()]
    found.append(Dimension(REGION, give, REGION, giving(one_region), one_region, keys=(REGION, IMPORT, FROM_STOCK)))
    found.append(Dimension("place", frozenset({Role.GIVER, Role.SUPPLIER}), "place", supplying(place)))
    for name, group in _MEMBERS.items():
        found.append(Dimension(f"receiver_{name}", take, f"receiver_{name}", taking(name, group)))
    found.append(Dimension("receiver_place", take, "receiver_place", destinations))
    for name in ("sector", "organisation", "municipality", "process"):
        group = _MEMBERS[name]
        found.append(Dimension(f"supplier_{name}", supply, name, supplying(group)))
        found.append(Dimension(f"buyer_{name}", take, f"receiver_{name}", buying(name, group)))
    return found


DIMENSIONS: Mapping[str, Dimension] = MappingProxyType(
    {dimension.name: dimension for dimension in (*_of_matter(), *_of_ends())}
)

_SPLITS_OF: Mapping[Role, frozenset[Role]] = {
    Role.INPUT: frozenset({Role.INPUT, Role.MATTER}),
    Role.PROCESS: frozenset({Role.PROCESS}),
    Role.OUTPUT: frozenset({Role.OUTPUT, Role.MATTER}),
    Role.FATE: frozenset({Role.FATE, Role.TAKER, Role.MATTER}),
    Role.GIVER: frozenset({Role.GIVER, Role.MATTER}),
    Role.MATTER: frozenset({Role.MATTER}),
    Role.TAKER: frozenset({Role.TAKER, Role.MATTER}),
    Role.SUPPLIER: frozenset({Role.SUPPLIER, Role.MATTER}),
}


def of_role(role: Role) -> tuple[Dimension, ...]:
    """The dimensions that can stand in a role."""
    return tuple(dimension for dimension in DIMENSIONS.values() if role in dimension.roles)


def splitting(role: Role) -> tuple[Dimension, ...]:
    """The dimensions by which a box of a stage in this role can be split."""
    wanted = _SPLITS_OF[role]
    return tuple(dimension for dimension in DIMENSIONS.values() if wanted & dimension.roles)
