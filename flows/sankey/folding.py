"""The nodes of each stage: which keys get a box of their own and which are folded into one, never losing mass."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from flows.partition import ABSENT, FOLDED, NEVER_FOLDED, NodeCodes, Partition
from flows.sankey.closing import Closing
from flows.sankey.staging import StagePlan
from flows.sankey.strands import Strand
from flows.views.definitions import MOST_NODES

Totals = dict[str, float]
FEWEST = 2


@dataclass(frozen=True, slots=True)
class Room:
    """How many boxes a stage may have, the least share of the stage that gets one, and keys that always do."""

    most: float
    least_share: float = 0.0
    keep: frozenset[str] = NEVER_FOLDED


@dataclass(frozen=True, eq=False)
class Shelf:
    """The boxes of one stage: `keys` that are drawn, and for each folded key the amount it brings."""

    keys: tuple[str, ...]
    folded: Totals

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The box of every key, folded ones too."""
        number = {key: place for place, key in enumerate(self.keys)}
        return {**dict.fromkeys(self.folded, number.get(FOLDED, ABSENT)), **number}

    def number(self, key: str) -> int:
        """The box of a key."""
        return self.numbers[key]

    def renumber(self, split: Partition) -> NodeCodes:
        """The box of every row; rows that skip the stage keep doing so."""
        # the last cell is what -1, a row that skips the stage, looks up
        onto = np.array([*(self.numbers.get(key, ABSENT) for key in split.keys), ABSENT], dtype=np.int64)
        return onto[split.codes]


def rooms(plan: Sequence[StagePlan], most: int) -> list[Room]:
    """The room that view and reader give every stage; an opened one has all it needs."""
    return [_room(stage, most) for stage in plan]


def _room(plan: StagePlan, most: int) -> Room:
    fold = plan.stage.fold
    if plan.is_opened:
        return Room(math.inf)
    if fold is None:
        return Room(max(most, MOST_NODES))
    kept = NEVER_FOLDED.union(fold.keep, (part.key for part in plan.stage.groups if part.key in fold.keep))
    return Room(min(most, fold.most) if fold.most < MOST_NODES else most, fold.least_share, kept)


def narrower(plan: Sequence[StagePlan], given: Sequence[Room], totals: Sequence[Totals]) -> Iterator[list[Room]]:
    """Ever less room: first in the stages that fold, then in opened ones, at last where the view does not fold."""
    current = list(given)
    folding = [place for place, stage in enumerate(plan) if stage.stage.fold is not None and not stage.is_opened]
    opened = [place for place, stage in enumerate(plan) if stage.is_opened]
    rigid = [place for place in range(len(plan)) if place not in (*folding, *opened)]
    for places in (folding, opened, rigid):
        largest = max((len(totals[place]) for place in places), default=0)
        most = int(min(largest, max((current[place].most for place in places), default=0)))
        while most > FEWEST:
            most = most - 1 if most <= 2 * MOST_NODES else max(most * 3 // 4, 2 * MOST_NODES)
            for place in places:
                current[place] = replace(current[place], most=min(current[place].most, most))
            yield list(current)


def shelves(totals: Sequence[Totals], given: Sequence[Room]) -> list[Shelf]:
    """Decide the boxes of every stage from the amounts that reach each key."""
    return [_shelf(amounts, room) for amounts, room in zip(totals, given, strict=True)]


def _shelf(totals: Totals, room: Room) -> Shelf:
    keys = tuple(totals)
    whole = math.fsum(totals.values())
    ranked = sorted((key for key in keys if key not in room.keep), key=lambda key: (-totals[key], key))
    slight = sum(1 for key in ranked if totals[key] < room.least_share * whole)
    place = len(ranked) - slight
    if len(keys) > room.most:
        place = min(place, int(max(room.most - (len(keys) - len(ranked)) - 1, 0)))
    small = {key: totals[key] for key in ranked[place:]}
    if len(small) <= 1:  # folding one box into one box saves nothing
        return Shelf(keys, {})
    return Shelf((*(key for key in keys if key not in small), FOLDED), small)


def totals_of(
    stages: int, strands: Sequence[Strand], gaps: Sequence[Closing], extra: dict[int, Totals]
) -> list[Totals]:
    """The amount at each key of every stage, in an order that no shuffling of rows changes."""
    found = [_totals(number, strands, gaps) for number in range(stages)]
    for number, amounts in extra.items():
        found[number].update(amounts)
    return found


def _totals(stage: int, strands: Sequence[Strand], gaps: Sequence[Closing]) -> Totals:
    """The amount at each key of a stage: the larger of what arrives and what leaves."""
    arriving: Totals = {}
    leaving: Totals = {}
    for strand in strands:
        if stage in strand.path:
            place = strand.path.index(stage)
            sums = _sums(strand.splits[place], strand.rows.amounts)
            for side, used in ((arriving, place > 0), (leaving, place < len(strand.path) - 1)):
                for key, amount in sums.items() if used else ():
                    side[key] = side.get(key, 0.0) + amount
    for gap in gaps:
        for (number, key), side in ((gap.tail, leaving), (gap.head, arriving)):
            if number == stage:
                side[key] = side.get(key, 0.0) + gap.amount
    found = {*arriving, *leaving}
    ordered = (*(key for key in _canonical(stage, strands) if key in found), *sorted(found))
    return {key: max(arriving.get(key, 0.0), leaving.get(key, 0.0)) for key in ordered}


def _canonical(stage: int, strands: Sequence[Strand]) -> list[str]:
    """The order of a stage's keys, whatever the order of the rows: that of its list, else of the alphabet."""
    lists = {strand.splits[strand.path.index(stage)].keys for strand in strands if stage in strand.path}
    longest = max(lists, key=lambda keys: (len(keys), keys), default=())
    if all(set(keys) <= set(longest) for keys in lists):
        return list(longest)
    return sorted({key for keys in lists for key in keys})


def _sums(split: Partition, amounts: NDArray[np.float64]) -> Totals:
    """The amounts of the keys that occur, zero amounts too: a measured zero has a box."""
    codes = split.codes
    if len(codes) and codes.min() == ABSENT:
        present = codes != ABSENT
        codes, amounts = codes[present], amounts[present]
    count = np.bincount(codes, minlength=len(split.keys))
    sums = np.bincount(codes, amounts, len(split.keys))
    return {split.keys[place]: float(sums[place]) for place in np.flatnonzero(count).tolist()}
