"""Strands: the rows of a view laid along its stages, before anything is summed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from flows.boundary import Way
from flows.partition import ABSENT, FATES, RETURNED, RETURNS, NodeCodes, Partition, Rows, by_label, fates
from flows.sankey.closing import entering
from flows.sankey.staging import StagePlan
from flows.views import Shape, ViewDefinition


@dataclass(frozen=True, slots=True, eq=False)
class Strand:
    """Rows that pass the stages of `path` in this order; `counted` marks the rows this strand stands for."""

    path: tuple[int, ...]
    splits: tuple[Partition, ...]
    rows: Rows
    family: NodeCodes
    counted: NDArray[np.bool_]


def strands(rows: Rows, view: ViewDefinition, plan: Sequence[StagePlan]) -> list[Strand]:
    """Lay the rows along the stages, as the shape of the view says."""
    if view.shape is Shape.CIRCUIT:
        return circuit(rows, plan)
    return butterfly(rows, plan, view.centre) if view.shape is Shape.BUTTERFLY else chain(rows, plan)


def chain(rows: Rows, plan: Sequence[StagePlan]) -> list[Strand]:
    """One strand through all stages: giver, matter, taker."""
    splits = tuple(stage.split(rows) for stage in plan)
    return [Strand(tuple(range(len(splits))), splits, rows, rows.family_codes, _all(rows))]


def butterfly(rows: Rows, plan: Sequence[StagePlan], centre: int) -> list[Strand]:
    """What the processes inside take in on one side, what they give on the other."""
    taken = rows.pick(rows.way == Way.INPUT)
    given = rows.pick((rows.way == Way.OUTPUT) | (rows.way == Way.RETURN))
    before = (*(stage.split(taken) for stage in plan[:centre]), _groups(taken, plan[centre], "target"))
    after = (_groups(given, plan[centre], "source"), *(stage.split(given) for stage in plan[centre + 1 :]))
    return [
        Strand(tuple(range(centre + 1)), before, taken, taken.family_codes, _all(taken)),
        Strand(tuple(range(centre, len(plan))), after, given, given.family_codes, _all(given)),
    ]


def circuit(rows: Rows, plan: Sequence[StagePlan]) -> list[Strand]:
    """Inputs to processes, outputs to fates, and the lane by which returns become inputs."""
    source, process, *outputs, fate = plan
    last = len(plan) - 1
    leaving = rows.pick((rows.way == Way.OUTPUT) | (rows.way == Way.RETURN))
    taken_in = rows.pick(entering(rows))
    between = tuple(stage.split(leaving) for stage in outputs)
    given = Strand(
        tuple(range(1, len(plan))),
        (_groups(leaving, process, "source"), *between, _without_emissions(leaving, fate.split(leaving), between)),
        leaving,
        leaving.family_codes,
        _all(leaving),
    )
    back = taken_in.way == Way.RETURN
    taken = Strand(
        (0, 1),
        (source.split(taken_in), _groups(taken_in, process, "target")),
        taken_in,
        np.where(back, taken_in.family_codes, ABSENT),
        ~back,
    )
    returned = leaving.pick(fates(leaving).codes == FATES.index(RETURNS))
    zeros = np.zeros(len(returned.rows), dtype=np.int64)
    lane = Strand(
        (last, 0),
        (Partition(zeros, (RETURNS,)), Partition(zeros, (RETURNED,))),
        returned,
        returned.family_codes,
        np.zeros(len(zeros), dtype=bool),
    )
    return [taken, given, lane]


def _without_emissions(rows: Rows, ends: Partition, between: Sequence[Partition]) -> Partition:
    """What goes to air and water ends in its own node of the stage before, where there is one."""
    if not between:
        return ends
    emission = rows.materials.of_kind("emission")[rows.family_codes] & (between[-1].codes != ABSENT)
    gone = emission & (fates(rows).codes == FATES.index("environment"))
    return Partition(np.where(gone, ABSENT, ends.codes), ends.keys)


def _groups(rows: Rows, plan: StagePlan, end: str) -> Partition:
    column = rows.table.source if end == "source" else rows.table.target
    codes = rows.source_codes if end == "source" else rows.target_codes
    return by_label(codes, [plan.group(rows.table.process(name)) for name in column.labels])


def _all(rows: Rows) -> NDArray[np.bool_]:
    return np.ones(len(rows.rows), dtype=bool)
