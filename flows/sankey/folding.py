"""The nodes of each stage: which keys get a box of their own and which are folded into one, never losing mass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from flows.partition import ABSENT, FOLDED, NEVER_FOLDED, NodeCodes, Partition
from flows.sankey.strands import Closing, Strand
from flows.views import Stage


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """The boxes of one stage: `keys` that are drawn, and for each folded key the amount it brings."""

    keys: tuple[str, ...]
    folded: dict[str, float]

    def number(self, key: str) -> int:
        """The box of a key."""
        return self.keys.index(FOLDED if key in self.folded else key)

    def renumber(self, split: Partition) -> NodeCodes:
        """The box of every row; rows that skip the stage keep doing so."""
        known = frozenset(self.keys) | self.folded.keys()
        # the last cell is what -1, a row that skips the stage, looks up
        onto = np.array([self.number(key) if key in known else ABSENT for key in split.keys] + [ABSENT], dtype=np.int64)
        return onto[split.codes]


def shelves(
    stages: Sequence[Stage],
    strands: Sequence[Strand],
    gaps: Sequence[Closing],
    extra: dict[int, dict[str, float]],
    most: int,
) -> list[Shelf]:
    """Decide the boxes of every stage from the amounts that reach each key."""
    totals = [_totals(number, strands, gaps) for number in range(len(stages))]
    for number, amounts in extra.items():
        totals[number].update(amounts)
    return [
        _shelf(amounts, most if stage.fold else len(amounts)) for stage, amounts in zip(stages, totals, strict=True)
    ]


def _shelf(totals: dict[str, float], most: int) -> Shelf:
    keys = tuple(totals)
    if len(keys) <= most:
        return Shelf(keys, {})
    fixed = [key for key in keys if key in NEVER_FOLDED]
    ranked = sorted((key for key in keys if key not in NEVER_FOLDED), key=lambda key: (-totals[key], key))
    room = max(most - len(fixed) - 1, 0)
    small = {key: totals[key] for key in ranked[room:]}
    if len(small) <= 1:  # folding one box into one box saves nothing
        return Shelf(keys, {})
    return Shelf((*(key for key in keys if key not in small), FOLDED), small)


def _totals(stage: int, strands: Sequence[Strand], gaps: Sequence[Closing]) -> dict[str, float]:
    """The amount at each key of a stage: the larger of what arrives and what leaves."""
    arriving: dict[str, float] = {}
    leaving: dict[str, float] = {}
    for strand in strands:
        if stage in strand.path:
            place = strand.path.index(stage)
            for side, used in ((arriving, place > 0), (leaving, place < len(strand.path) - 1)):
                if used:
                    _add(side, strand.splits[place], strand.rows.amounts)
    for gap in gaps:
        for (number, key), side in ((gap.tail, leaving), (gap.head, arriving)):
            if number == stage:
                side[key] = side.get(key, 0.0) + gap.amount
    found = {*arriving, *leaving}
    return {
        key: max(arriving.get(key, 0.0), leaving.get(key, 0.0))
        for key in (*(key for key in _canonical(stage, strands) if key in found), *sorted(found))
    }


def _canonical(stage: int, strands: Sequence[Strand]) -> list[str]:
    """The order of a stage's keys, whatever the order of the rows: that of its list, else of the alphabet."""
    lists = {strand.splits[strand.path.index(stage)].keys for strand in strands if stage in strand.path}
    longest = max(lists, key=lambda keys: (len(keys), keys), default=())
    if all(set(keys) <= set(longest) for keys in lists):
        return list(longest)
    return sorted({key for keys in lists for key in keys})


def _add(side: dict[str, float], split: Partition, amounts: NDArray[np.float64]) -> None:
    """Add the amounts of the keys that occur, zero amounts too: a measured zero has a box."""
    codes = split.codes
    if len(codes) and codes.min() == ABSENT:
        present = codes != ABSENT
        codes, amounts = codes[present], amounts[present]
    count = np.bincount(codes, minlength=len(split.keys))
    sums = np.bincount(codes, amounts, len(split.keys))
    for position in np.flatnonzero(count):
        key = split.keys[position]
        side[key] = side.get(key, 0.0) + float(sums[position])
