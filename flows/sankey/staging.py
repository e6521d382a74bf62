"""A stage as one diagram has it: the keys of its dimension, grouped as the view says and split as the reader asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from databank.records import Process
from flows.errors import NarrowingError
from flows.partition import ABSENT, DIMENSIONS, NOT_STATED, Dimension, Partition, Rows
from flows.views import Narrowing, Split, Stage, ViewDefinition, split_dimensions
from flows.views.narrowing import NEVER_SPLIT
from taxonomy.codes import Titles

PART_OF = "|"  # between the key of a box and the key of the part it is split into


@dataclass(frozen=True, eq=False)
class StagePlan:
    """One stage of one diagram. `splits` stand in the order they were asked for: a part can be split again."""

    stage: Stage
    splits: tuple[Split, ...]
    is_opened: bool

    @cached_property
    def group_of(self) -> dict[str, str]:
        """The box of each key that the view puts into a group."""
        return {key: group.key for group in self.stage.groups for key in group.keys}

    def split(self, rows: Rows) -> Partition:
        """The box of each row."""
        whole = self.stage.dimension.split(rows)
        found = merged(whole, [self.group_of.get(key, key) for key in whole.keys])
        if not self.stage.is_waypoint:
            found = _stated(found)
        for asked in self.splits:
            found = _parted(found, asked.key, _stated(DIMENSIONS[asked.dimension].split(rows)))
        return found

    def group(self, process: Process) -> str:
        """The box of a process inside, at a stage of processes."""
        key = _group(self.stage.dimension, process)
        key = self.group_of.get(key, key)
        for asked in self.splits:
            if key == asked.key:
                key = f"{key}{PART_OF}{_group(DIMENSIONS[asked.dimension], process)}"
        return key

    def word(self, key: str) -> tuple[str, str]:
        """The vocabulary that names a box, and its word there."""
        for asked in reversed(self.splits):
            if key.startswith(f"{asked.key}{PART_OF}"):
                return DIMENSIONS[asked.dimension].vocabulary, key.removeprefix(f"{asked.key}{PART_OF}")
        return self.stage.dimension.vocabulary, key

    def titles(self, key: str) -> Titles | None:
        """The name that the view itself gives a box."""
        return next((group.titles for group in self.stage.groups if group.key == key), None)

    def part_of(self, key: str) -> str:
        """The box that was split into this one; empty for a whole box."""
        found = (asked.key for asked in reversed(self.splits) if key.startswith(f"{asked.key}{PART_OF}"))
        return next(found, "")


def plans(view: ViewDefinition, narrowing: Narrowing) -> tuple[StagePlan, ...]:
    """The stages of a diagram.

    Raises
    ------
    NarrowingError
        When a stage, box or dimension that the reader asks for is not there; the sentence names it.
    """
    for asked in narrowing.splits:
        _check_split(view, asked)
    for stage_id in (*(pick.stage for pick in (*narrowing.only, *narrowing.hidden)), *narrowing.opened):
        _stage(view, stage_id)
    return tuple(
        StagePlan(
            stage,
            tuple(asked for asked in narrowing.splits if asked.stage == stage.id),
            stage.id in narrowing.opened,
        )
        for stage in view.stages
    )


def _stage(view: ViewDefinition, stage_id: str) -> Stage:
    stage = view.stage(stage_id)
    if stage is None:
        raise NarrowingError(
            "The view %(view)s has no stage %(stage)s. Its stages are: %(stages)s.",
            view=view.name,
            stage=stage_id,
            stages=", ".join(stage.id for stage in view.stages),
        )
    return stage


def _check_split(view: ViewDefinition, asked: Split) -> None:
    stage = _stage(view, asked.stage)
    known = [dimension.name for dimension in split_dimensions(stage)]
    if asked.dimension not in known:
        raise NarrowingError(
            "Stage %(stage)s cannot be split by %(dimension)s. It can be split by: %(dimensions)s.",
            stage=stage.id,
            dimension=asked.dimension,
            dimensions=", ".join(known),
        )
    if asked.key in NEVER_SPLIT:
        raise NarrowingError(
            "The box %(key)s of stage %(stage)s stands for no record's own word and cannot be split. Choose another.",
            key=asked.key,
            stage=stage.id,
        )


def merged(split: Partition, names: Sequence[str]) -> Partition:
    """Keys that get the same name become one; the order is that of their first."""
    if tuple(names) == split.keys:
        return split
    keys = tuple(dict.fromkeys(names))
    number = {key: place for place, key in enumerate(keys)}
    onto = np.array([number[name] for name in names] + [ABSENT], dtype=np.int64)
    return Partition(onto[split.codes], keys)


def _stated(split: Partition) -> Partition:
    """Rows without a key stand as not stated."""
    if not len(split.codes) or split.codes.min() != ABSENT:
        return split
    keys = split.keys if NOT_STATED in split.keys else (*split.keys, NOT_STATED)
    return Partition(np.where(split.codes == ABSENT, keys.index(NOT_STATED), split.codes), keys)


def _parted(split: Partition, key: str, parts: Partition) -> Partition:
    """The rows of one key split by other keys, which take its place in the order."""
    if key not in split.keys:
        return split
    place, more = split.keys.index(key), len(parts.keys)
    keys = (*split.keys[:place], *(f"{key}{PART_OF}{part}" for part in parts.keys), *split.keys[place + 1 :])
    codes = np.where(split.codes > place, split.codes + more - 1, split.codes)
    return Partition(np.where(split.codes == place, place + parts.codes, codes), keys)


def _group(dimension: Dimension, process: Process) -> str:
    return dimension.group(process) if dimension.group is not None else NOT_STATED
