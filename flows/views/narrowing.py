"""What a reader narrows a diagram to: only these boxes, without those, one box split, one fold opened."""

from __future__ import annotations

from dataclasses import dataclass

from flows.partition import (
    DIMENSIONS,
    FOLDED,
    PROTECTED,
    RETURNED,
    RETURNS,
    UNEXPLAINED,
    UNKNOWN_INPUT,
    Dimension,
    Role,
    splitting,
)
from flows.partition.ends import REGION
from flows.views.definitions import Stage

NEVER_SPLIT = frozenset({RETURNS, RETURNED, UNKNOWN_INPUT, UNEXPLAINED, PROTECTED, FOLDED})


@dataclass(frozen=True, slots=True, order=True)
class Pick:
    """One box of a diagram: its stage, and its key as the node's id has it after the first colon."""

    stage: str
    key: str


@dataclass(frozen=True, slots=True, order=True)
class Split:
    """One box drawn as several, by another dimension; rows without a word there stand as not stated."""

    stage: str
    key: str
    dimension: str

    @property
    def pick(self) -> Pick:
        """The box that is split."""
        return Pick(self.stage, self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What is asked of one diagram.

    Parameters
    ----------
    only : tuple of Pick
        Rows that touch one of the boxes of every stage named here; boxes of one stage are alternatives.
    hidden : tuple of Pick
        Rows that touch none of these.
    splits : tuple of Split
        Boxes that are drawn as several.
    opened : frozenset of str
        Stages whose smallest boxes are not folded into one.
    """

    only: tuple[Pick, ...] = ()
    hidden: tuple[Pick, ...] = ()
    splits: tuple[Split, ...] = ()
    opened: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.only or self.hidden or self.splits or self.opened)


def split_dimensions(stage: Stage) -> tuple[Dimension, ...]:
    """The dimensions by which a box of a stage can be split.

    Boxes of processes inside are the ends of flows on both sides, so only what groups processes can split them.
    """
    whole = DIMENSIONS[REGION]  # one box splits nothing
    found = (dimension for dimension in splitting(stage.role) if dimension not in (stage.dimension, whole))
    if stage.role is Role.PROCESS:
        return tuple(dimension for dimension in found if dimension.group is not None)
    return tuple(found)
