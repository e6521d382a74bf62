"""Strands: the rows of a view laid along its stages, before anything is summed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from flows.boundary import Way
from flows.partition import (
    ABSENT,
    FATES,
    RETURNED,
    RETURNS,
    UNEXPLAINED,
    UNKNOWN_INPUT,
    NodeCodes,
    Partition,
    Rows,
    by_label,
    fates,
    process_group,
)
from flows.views import ViewDefinition

NEGLIGIBLE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Strand:
    """Rows that pass the stages of `path` in this order; `counted` marks the rows this strand stands for."""

    path: tuple[int, ...]
    splits: tuple[Partition, ...]
    rows: Rows
    family: NodeCodes
    counted: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Closing:
    """A difference that closes the balance of a group of processes: drawn and named, never counted as a record."""

    tail: tuple[int, str]
    head: tuple[int, str]
    amount: float


def chain(rows: Rows, view: ViewDefinition) -> list[Strand]:
    """One strand through all stages: giver, matter, taker."""
    splits = tuple(stage.dimension.split(rows) for stage in view.stages)
    return [Strand(tuple(range(len(splits))), splits, rows, rows.family_codes, _all(rows))]


def circuit(rows: Rows, view: ViewDefinition) -> list[Strand]:
    """Inputs to processes, outputs to fates, and the lane by which returns become inputs."""
    source, process, output, fate = (stage.dimension for stage in view.stages)
    member = process.member
    leaving = rows.pick((rows.way == Way.OUTPUT) | (rows.way == Way.RETURN))
    ends = fate.split(leaving)
    returning = ends.codes == FATES.index(RETURNS)
    taken_in = rows.pick(entering(rows))
    given = Strand(
        (1, 2, 3),
        (_groups(leaving, member, "source"), output.split(leaving), _without_emissions(leaving, ends)),
        leaving,
        leaving.family_codes,
        _all(leaving),
    )
    back = taken_in.way == Way.RETURN
    taken = Strand(
        (0, 1),
        (source.split(taken_in), _groups(taken_in, member, "target")),
        taken_in,
        np.where(back, taken_in.family_codes, ABSENT),
        ~back,
    )
    returned = leaving.pick(returning)
    zeros = np.zeros(len(returned.rows), dtype=np.int64)
    lane = Strand(
        (3, 0),
        (Partition(zeros, (RETURNS,)), Partition(zeros, (RETURNED,))),
        returned,
        returned.family_codes,
        np.zeros(len(zeros), dtype=bool),
    )
    return [taken, given, lane]


def closings(rows: Rows, view: ViewDefinition) -> list[Closing]:
    """What each process gives without a known input, and what it takes without a known output, summed by group.

    A process that only takes is a boundary process of its own and is not balanced; one that only gives has an input
    that nobody told.
    """
    names = tuple(dict.fromkeys((*rows.table.source.labels, *rows.table.target.labels)))
    given = _sums(rows, names, "source", (rows.way == Way.OUTPUT) | (rows.way == Way.RETURN))
    taken = _sums(rows, names, "target", entering(rows))
    dumped = _sums(rows, names, "target", (rows.way == Way.RETURN) & ~entering(rows))
    # waste taken for disposal explains what a treatment plant gives out; what stays in its landfill is no gap
    gap = np.where(given > taken, np.maximum(given - taken - dumped, 0.0), given - taken)
    slight = NEGLIGIBLE * np.maximum(given, taken)
    member = view.stages[1].dimension.member
    unknown = _by_group(rows, names, np.where(gap > slight, gap, 0.0), member)
    unexplained = _by_group(rows, names, np.where((-gap > slight) & (given > 0), -gap, 0.0), member)
    return [
        *(Closing((0, UNKNOWN_INPUT), (1, key), amount) for key, amount in unknown.items()),
        *(Closing((1, key), (2, UNEXPLAINED), amount) for key, amount in unexplained.items()),
    ]


def entering(rows: Rows) -> NDArray[np.bool_]:
    """Inputs, and the flows between two processes inside that feed the taker: as raw material or as fuel.

    What one process hands to another for disposal feeds nothing.
    """
    feeding = np.isin(fates(rows).codes, [FATES.index(RETURNS), FATES.index("energy")])
    return np.asarray((rows.way == Way.INPUT) | ((rows.way == Way.RETURN) & feeding), dtype=bool)


def _without_emissions(rows: Rows, ends: Partition) -> Partition:
    """What goes to air and water ends in its own node of the stage before."""
    emission = rows.materials.of_kind("emission")[rows.family_codes]
    gone = emission & (ends.codes == FATES.index("environment"))
    return Partition(np.where(gone, ABSENT, ends.codes), ends.keys)


def _groups(rows: Rows, member: str, end: str) -> Partition:
    column = rows.table.source if end == "source" else rows.table.target
    names = [process_group(rows.table.process(name), member) for name in column.labels]
    return by_label(column.codes[rows.rows], names)


def _sums(rows: Rows, names: tuple[str, ...], end: str, mask: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Amount per process name at one end of the flows of a mask."""
    column = rows.table.source if end == "source" else rows.table.target
    number = {name: position for position, name in enumerate(names)}
    onto = np.array([number[label] for label in column.labels], dtype=np.int64)
    sums = np.bincount(onto[column.codes[rows.rows[mask]]], rows.amounts[mask], len(names))
    return np.asarray(sums, dtype=np.float64)


def _by_group(rows: Rows, names: tuple[str, ...], amounts: NDArray[np.float64], member: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for position in np.flatnonzero(amounts):
        key = process_group(rows.table.process(names[position]), member)
        found[key] = found.get(key, 0.0) + float(amounts[position])
    return found


def _all(rows: Rows) -> NDArray[np.bool_]:
    return np.ones(len(rows.rows), dtype=bool)
