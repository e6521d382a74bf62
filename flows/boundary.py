"""System boundaries: which processes are inside, and on which side of the line each flow lies.

The named ones nest: Finland holds Satakunta, that holds Pori, that holds Peittoo. A single site and all sites of an
organisation are boundaries too, `site:<process id>` and `organisation:<name>`.
"""

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

from databank.errors import N_
from databank.records import Process
from flows.errors import UnknownBoundaryError
from flows.table import FlowTable
from taxonomy.codes import Titles

EVERYTHING = "all"
SITE, ORGANISATION = "site", "organisation"
COMPUTED = (SITE, ORGANISATION)


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
    processes: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()
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
        return Side.INSIDE if self.id == EVERYTHING or self._names(process) else Side.OUTSIDE

    def _names(self, process: Process) -> bool:
        return (
            process.municipality in self.municipalities
            or process.area in self.areas
            or process.id in self.processes
            or process.organisation in self.organisations
        )


@cache
def boundaries() -> Mapping[str, Boundary]:
    """Read the shipped boundaries, widest first."""
    text = (resources.files("flows") / "data" / "boundaries.json").read_text("utf-8")
    found: dict[str, Boundary] = {}
    for name, members in reversed(json.loads(text).items()):
        found[name] = _boundary(name, members, [found[held] for held in members["holds"]])
    return dict(reversed(found.items()))


NOT_AMONG = {
    SITE: N_("There is no site %(name)s in these flows. Take the id of one that is."),
    ORGANISATION: N_("There is no organisation %(name)s in these flows. Write its name as the flows have it."),
}


def boundary(name: str | None, processes: Mapping[str, Process] | None = None) -> Boundary:
    """Find a boundary by name; None is everything that is not `Elsewhere`.

    Parameters
    ----------
    name : str, optional
        One of `boundaries()`, ``site:<process id>`` or ``organisation:<name>``.
    processes : Mapping, optional
        The processes of the table. With them a site or organisation that is not among them is refused, and a site's
        title is its label; without them every one is taken, by the name it is asked for.

    Raises
    ------
    UnknownBoundaryError
        When no such boundary is defined.
    """
    if name is None or name == EVERYTHING:
        return Boundary(id=EVERYTHING, titles=Titles("Koko aineisto", "Hela materialet", "All data"))
    kind, _, one = name.partition(":")
    if kind in COMPUTED and one:
        return _computed(kind, one, processes)
    if name not in boundaries():
        raise UnknownBoundaryError(
            "There is no boundary %(name)s. Choose one of: %(names)s.", name=name, names=", ".join(boundaries())
        )
    return boundaries()[name]


def boundary_titles(name: str | None, labels: Mapping[str, str]) -> Titles:
    """What a boundary is called, when only the labels of processes are at hand."""
    kind, _, one = (name or EVERYTHING).partition(":")
    return _same_in_all(labels.get(one, one)) if kind == SITE else boundary(name).titles


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


def _boundary(name: str, members: Mapping[str, Any], held: Sequence[Boundary]) -> Boundary:
    """Read one; what it holds is inside it by definition, so that the boundaries nest whatever a record says."""
    return Boundary(
        id=name,
        titles=Titles(**members["title"]),
        municipalities=frozenset(members["municipalities"]).union(*(smaller.municipalities for smaller in held)),
        areas=frozenset(members["areas"]).union(*(smaller.areas for smaller in held)),
        holds_protected=members["holds_protected"],
        source=members["source"],
    )


def _computed(kind: str, name: str, processes: Mapping[str, Process] | None) -> Boundary:
    """One site, or the sites of one organisation; a masked flow is never known to be theirs."""
    sites = [process for process in (processes or {}).values() if process.kind == "site"]
    named = ((process.id, process.label) if kind == SITE else (process.organisation,) * 2 for process in sites)
    known = dict(named)
    if processes is not None and name not in known:
        raise UnknownBoundaryError(NOT_AMONG[kind], name=name)
    members = frozenset({name})
    return Boundary(
        id=f"{kind}:{name}",
        titles=_same_in_all(known.get(name, name)),
        processes=members if kind == SITE else frozenset(),
        organisations=members if kind == ORGANISATION else frozenset(),
        holds_protected=False,
    )


def _same_in_all(name: str) -> Titles:
    return Titles(name, name, name)
