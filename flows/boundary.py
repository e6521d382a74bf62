"""System boundaries: which processes are inside, and on which side of the line each flow lies."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from databank.records import Process
from flows.errors import UnknownBoundaryError
from flows.table import FlowTable
from taxonomy.codes import Titles

EVERYTHING = "all"


class Side(IntEnum):
    """Where one end of a flow stands. A neutral end takes the side of the other one."""

    INSIDE = 0
    OUTSIDE = 1
    NEUTRAL = 2
    PROTECTED = 3


class Way(IntEnum):
    """What a flow does at the boundary."""

    INPUT = 0
    OUTPUT = 1
    RETURN = 2
    OUTSIDE = 3
    SELF_LOOP = 4
    PROTECTED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundary:
    """A named system boundary.

    `holds_protected` tells that masked flows, whose place is hidden, certainly lie inside.
    """

    id: str
    titles: Titles
    municipalities: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    holds_protected: bool = True
    source: str = ""

    def side(self, process: Process) -> Side:
        """The side on which a process stands."""
        if process.kind == "protected":
            return Side.PROTECTED
        if process.kind == "outside":
            return Side.OUTSIDE
        if process.kind != "site":
            return Side.NEUTRAL
        inside = self.id == EVERYTHING or process.municipality in self.municipalities or process.area in self.areas
        return Side.INSIDE if inside else Side.OUTSIDE


@cache
def boundaries() -> Mapping[str, Boundary]:
    """Read the shipped boundaries, widest first."""
    text = (resources.files("flows") / "data" / "boundaries.json").read_text("utf-8")
    return {name: _boundary(name, members) for name, members in json.loads(text).items()}


def boundary(name: str | None) -> Boundary:
    """Find a boundary by name; None is everything that is not `Elsewhere`.

    Raises
    ------
    UnknownBoundaryError
        When no such boundary is defined.
    """
    if name is None or name == EVERYTHING:
        return Boundary(id=EVERYTHING, titles=Titles("Koko aineisto", "Hela materialet", "All data"))
    if name not in boundaries():
        raise UnknownBoundaryError(
            "There is no boundary %(name)s. Choose one of: %(names)s.", name=name, names=", ".join(boundaries())
        )
    return boundaries()[name]


def sides(table: FlowTable, line: Boundary, labels: Sequence[str]) -> NDArray[np.int8]:
    """The side of each named process."""
    return np.array([line.side(table.process(name)) for name in labels], dtype=np.int8)


def ways(table: FlowTable, rows: NDArray[np.intp], line: Boundary) -> NDArray[np.int8]:
    """What each of the rows does at the boundary."""
    source, target = table.source, table.target
    source_side = sides(table, line, source.labels)[source.codes[rows]]
    target_side = sides(table, line, target.labels)[target.codes[rows]]
    found = _WAYS[source_side, target_side]
    same_name = _renumbered(target.labels, source.labels)[target.codes[rows]] == source.codes[rows]
    found[same_name & (found == Way.RETURN)] = Way.SELF_LOOP
    return found


def _way(source: Side, target: Side) -> Way:
    if Side.PROTECTED in (source, target):
        return Way.PROTECTED
    if source == target == Side.INSIDE:
        return Way.RETURN
    if source == Side.INSIDE:
        return Way.OUTPUT
    return Way.INPUT if target == Side.INSIDE else Way.OUTSIDE


_WAYS = np.array([[_way(source, target) for target in Side] for source in Side], dtype=np.int8)


def _renumbered(labels: Sequence[str], onto: Sequence[str]) -> NDArray[np.int32]:
    """The number each label has in another list, -1 where it is not there."""
    index = {label: number for number, label in enumerate(onto)}
    return np.array([index.get(label, -1) for label in labels], dtype=np.int32)


def _boundary(name: str, members: Mapping[str, Any]) -> Boundary:
    return Boundary(
        id=name,
        titles=Titles(**members["title"]),
        municipalities=frozenset(members["municipalities"]),
        areas=frozenset(members["areas"]),
        holds_protected=members["holds_protected"],
        source=members["source"],
    )
