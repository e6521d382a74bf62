"""Partitions: how the rows of a stage are split into nodes, by dimensions that a view definition names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from databank.records import Process
from flows.boundary import Boundary, Way
from flows.materials import Materials
from flows.table import FlowTable

NodeCodes = NDArray[np.int64]
ABSENT = -1

# nodes that stand for no record's own word; they are never folded into "other"
IMPORT, RETURNED, UNKNOWN_INPUT, FROM_STOCK = "import_", "returned", "unknown_input", "from_stock"
UNEXPLAINED, PROTECTED, RETURNS, UNUSED = "unexplained", "protected", "returns", "unused"
FOLDED = "folded"
FUELS = "fuels"  # the family that a neighbour's burnt side stream joins as an input
NEVER_FOLDED = frozenset({IMPORT, RETURNED, UNKNOWN_INPUT, UNEXPLAINED, PROTECTED, RETURNS, UNUSED})

FATES = (
    "market",
    "used",
    RETURNS,
    "elsewhere",
    "energy",
    "recovery_unspecified",
    "stock",
    "disposal",
    "not_known",
    UNUSED,
    "environment",
)


class Role(StrEnum):
    """Where in a view a dimension can stand: a circuit uses the first four, a chain the others."""

    INPUT = "input"
    PROCESS = "process"
    OUTPUT = "output"
    FATE = "fate"
    GIVER = "giver"
    MATTER = "matter"
    TAKER = "taker"


@dataclass(frozen=True, slots=True, eq=False)
class Partition:
    """Rows split into labelled groups that do not overlap; a code of -1 is a row that skips the stage."""

    codes: NodeCodes
    keys: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Rows:
    """The rows of a view with all that a dimension needs to split them."""

    table: FlowTable
    rows: NDArray[np.intp]
    way: NDArray[np.int8]
    line: Boundary
    materials: Materials

    @cached_property
    def source_codes(self) -> NDArray[np.int32]:
        return self.table.source.codes[self.rows]

    @cached_property
    def target_codes(self) -> NDArray[np.int32]:
        return self.table.target.codes[self.rows]

    @cached_property
    def family_codes(self) -> NodeCodes:
        """The family of each row's material, by its number in the fixed order."""
        material = self.table.material
        return self.materials.family_codes(material.labels)[material.codes[self.rows]]

    @cached_property
    def amounts(self) -> NDArray[np.float64]:
        return self.table.amount[self.rows]

    @cached_property
    def variances(self) -> NDArray[np.float64]:
        return self.table.variances(self.rows)

    @cached_property
    def fate(self) -> Partition:
        """Where each row's material ends."""
        return _split_by_fate(self)

    def pick(self, mask: NDArray[np.bool_]) -> Rows:
        """Only the rows of the mask."""
        if mask.all():
            return self
        return Rows(self.table, self.rows[mask], self.way[mask], self.line, self.materials)


@dataclass(frozen=True, slots=True)
class Dimension:
    """A way to split rows: its roles, the words its keys are named with, the member of a process it reads."""

    name: str
    roles: frozenset[Role]
    vocabulary: str
    split: Callable[[Rows], Partition]
    member: str = ""


def by_label(codes: NDArray[np.int32], names: Sequence[str]) -> Partition:
    """Merge labels that share a name, `names[label]`; keys come in the order of the alphabet."""
    keys = tuple(sorted(set(names)))
    number = {key: position for position, key in enumerate(keys)}
    merged = np.array([number[name] for name in names], dtype=np.int64)
    return Partition(merged[codes], keys)


def fates(rows: Rows) -> Partition:
    """Where material ends: its target, unless the treatment says energy or disposal of what stays inside."""
    return rows.fate


def _split_by_fate(rows: Rows) -> Partition:
    number = {fate: position for position, fate in enumerate(FATES)}
    by_target = [number[_fate_of(rows.table.process(name), rows.line)] for name in rows.table.target.labels]
    by_treatment = [_treatment_class(code) for code in rows.table.treatment_code.labels]
    target = np.array(by_target, dtype=np.int64)[rows.target_codes]
    treatment = np.array(by_treatment, dtype=np.int64)[rows.table.treatment_code.codes[rows.rows]]
    return Partition(_overruled(number)[target, treatment], FATES)


def source_materials(rows: Rows) -> Partition:
    """What a process takes in: raw materials by family, what others bring, what returns, what comes from stock.

    A neighbour's side stream that is burnt counts among the fuels.
    """
    families = rows.materials.families
    keys = (*families, IMPORT, FROM_STOCK, RETURNED)
    imported, stocked, returned = len(families), len(families) + 1, len(families) + 2
    raw = rows.materials.of_kind("raw")
    node = np.where(raw, np.arange(len(families)), imported)[rows.family_codes]
    kinds = np.array([rows.table.process(name).kind == "stock" for name in rows.table.source.labels], dtype=bool)
    node[kinds[rows.source_codes]] = stocked
    back = rows.way == Way.RETURN
    node[back] = returned
    burnt = families.index(FUELS) if FUELS in families else imported
    node[back & (fates(rows).codes == FATES.index("energy"))] = burnt
    return Partition(node, keys)


def material_families(rows: Rows) -> Partition:
    """The family of each row's material."""
    return Partition(rows.family_codes, rows.materials.families)


def material_class(rows: Rows) -> Partition:
    """The material as the table names it."""
    material = rows.table.material
    return by_label(material.codes[rows.rows], material.labels)


def treatments(rows: Rows) -> Partition:
    """The recovery or disposal operation; a row without one skips the stage."""
    code = rows.table.treatment_code
    split = by_label(code.codes[rows.rows], code.labels)
    blank = np.array([not key for key in split.keys], dtype=bool)
    return Partition(np.where(blank[split.codes], ABSENT, split.codes), split.keys)


def giving(member: str) -> Callable[[Rows], Partition]:
    """Split by a member of the process that gives; what comes over the boundary is import, what from stock says so."""

    def split(rows: Rows) -> Partition:
        source = rows.table.source
        return by_label(rows.source_codes, [_giver(rows, name, member) for name in source.labels])

    return split


def taking(name: str, member: str) -> Callable[[Rows], Partition]:
    """Split by a member of the process that takes, or by the fate when no process inside takes it.

    A sector and a fate may have the same id, so the keys of processes start with the name of their words.
    """

    def split(rows: Rows) -> Partition:
        target = rows.table.target
        names = [f"{name}:{process_group(rows.table.process(label), member)}" for label in target.labels]
        ends = by_label(rows.target_codes, names)
        fate = fates(rows)
        taken = (rows.way == Way.RETURN) | (rows.way == Way.INPUT)
        return Partition(np.where(taken, ends.codes, fate.codes + len(ends.keys)), (*ends.keys, *fate.keys))

    return split


def _fate_of(process: Process, line: Boundary) -> str:
    if process.kind == "fate":
        fate = process.id.removeprefix("fate:")
        return fate if fate in FATES else "not_known"
    if process.kind == "site":
        return RETURNS if line.side(process) == 0 else "elsewhere"
    named = {"outside": "elsewhere", "stock": "stock", "market": "market", "environment": "environment"}
    return named.get(process.kind, "used")


def _treatment_class(code: str) -> int:
    """0 says nothing about the fate, 1 is energy (R1), 2 is disposal (D and D1-D15)."""
    return 1 if code == "R1" else 2 if code.startswith("D") else 0


def _overruled(number: Mapping[str, int]) -> NDArray[np.int64]:
    table = np.repeat(np.arange(len(FATES))[:, None], 3, axis=1)
    open_fates = [number[fate] for fate in (RETURNS, "used", "not_known", "recovery_unspecified")]
    table[open_fates, 1] = number["energy"]
    table[open_fates, 2] = number["disposal"]
    return table


def process_group(process: Process, member: str) -> str:
    """The group of a process by one of its members; what is not stated has a group that says so."""
    value = str(getattr(process, member))
    return value or ("other" if member == "sector" else process.label if member == "organisation" else "not_stated")


def _giver(rows: Rows, name: str, member: str) -> str:
    process = rows.table.process(name)
    if process.kind == "stock":
        return FROM_STOCK
    return process_group(process, member) if rows.line.side(process) == 0 else IMPORT


_PROCESS_MEMBERS = {
    "sector": "sector",
    "organisation": "organisation",
    "area": "area",
    "municipality": "municipality",
    "process": "id",
}


def _dimensions() -> list[Dimension]:
    matter = frozenset({Role.OUTPUT, Role.MATTER})
    give, take = frozenset({Role.PROCESS, Role.GIVER}), frozenset({Role.TAKER})
    return [
        Dimension("source_material", frozenset({Role.INPUT}), "family", source_materials),
        Dimension("material_family", matter, "family", material_families),
        Dimension("material_class", matter, "material_class", material_class),
        Dimension("fate", frozenset({Role.FATE, Role.TAKER}), "fate", fates),
        Dimension("treatment", frozenset({Role.MATTER}), "treatment", treatments),
        *(Dimension(name, give, name, giving(member), member) for name, member in _PROCESS_MEMBERS.items()),
        *(
            Dimension(f"receiver_{name}", take, f"receiver_{name}", taking(name, member))
            for name, member in _PROCESS_MEMBERS.items()
        ),
    ]


DIMENSIONS: Mapping[str, Dimension] = {dimension.name: dimension for dimension in _dimensions()}
