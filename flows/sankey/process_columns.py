"""Which processes get a box of their own and in which column: long tails are folded, and no mass is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from flows.feedback import Pair, feedback_arcs
from flows.layering import short_layers, shortened
from flows.partition import FOLDED

MOST_COLUMNS, MOST_IN_COLUMN = 12, 12
MOST_SOUGHT = 300  # more processes than these are folded before columns are looked for
GIVER, THROUGH, TAKER = f"{FOLDED}:giver", f"{FOLDED}:through", f"{FOLDED}:taker"

Numbers = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pairs:
    """The flows between processes by the numbers of both ends, each pair once; `beyond` are boundary processes."""

    names: tuple[str, ...]
    tails: Codes
    heads: Codes
    masses: Numbers
    beyond: frozenset[str]

    def throughput(self) -> tuple[Numbers, Numbers]:
        """What comes into and goes out of every process."""
        count = len(self.names)
        inputs, outputs = (np.bincount(ends, self.masses, count) for ends in (self.heads, self.tails))
        return inputs.astype(np.float64), outputs.astype(np.float64)

    def weights(self, box: Sequence[str]) -> dict[Pair, float]:
        """The flows between boxes, `box` naming that of every process."""
        found: dict[Pair, float] = {}
        for tail, head, mass in zip(self.tails.tolist(), self.heads.tolist(), self.masses.tolist(), strict=True):
            pair = (box[tail], box[head])
            found[pair] = found.get(pair, 0.0) + mass
        return found


@dataclass(frozen=True, slots=True)
class Boxes:
    """The box of every process by its number, the column of every box, and the pairs of boxes that run back."""

    box: tuple[str, ...]
    column: Mapping[str, int]
    back: frozenset[Pair]

    def members(self, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """The processes in each folded box."""
        found: dict[str, list[str]] = {}
        for name, box in zip(names, self.box, strict=True):
            if box != name:
                found.setdefault(box, []).append(name)
        return {box: tuple(folded) for box, folded in found.items()}


def boxes(pairs: Pairs) -> Boxes:
    """Give every process a box of its own and the box its column, if there are not too many."""
    box = _sought(pairs)
    weights = {pair: mass for pair, mass in pairs.weights(box).items() if pair[0] != pair[1]}
    back = shortened(weights, feedback_arcs(weights), MOST_COLUMNS, pairs.beyond)
    column = short_layers({pair: mass for pair, mass in weights.items() if pair not in back}, MOST_IN_COLUMN)
    for name in sorted({end for pair in pairs.weights(box) for end in pair}):
        column.setdefault(name, 0)  # it has flows to itself alone
    return Boxes(tuple(box), column, back)


def narrowed(pairs: Pairs, found: Boxes, most: int) -> Boxes:
    """At most so many boxes a column: the smallest of a column are folded into one.

    Folding within a column keeps every forward flow forward, as none of them stays in a column.
    """
    inputs, outputs = _box_sums(pairs, found)
    onto: dict[str, str] = {}
    for number in sorted(set(found.column.values())):
        inside = [name for name, column in found.column.items() if column == number]
        kept = [name for name in inside if name in pairs.beyond]
        ranked = sorted(
            (name for name in inside if name not in pairs.beyond),
            key=lambda name: (-max(inputs.get(name, 0.0), outputs.get(name, 0.0)), name),
        )
        small = ranked[max(most - len(kept) - 1, 0) :] if len(inside) > most else []
        onto |= dict.fromkeys(small if len(small) > 1 else [], f"{FOLDED}:{number}")
    box = tuple(onto.get(name, name) for name in found.box)
    column = {onto.get(name, name): number for name, number in found.column.items()}
    back = {(onto.get(tail, tail), onto.get(head, head)) for tail, head in found.back}
    return Boxes(box, column, frozenset(pair for pair in back if pair[0] != pair[1]))


def _box_sums(pairs: Pairs, found: Boxes) -> tuple[dict[str, float], dict[str, float]]:
    inputs: dict[str, float] = {}
    outputs: dict[str, float] = {}
    for (tail, head), mass in pairs.weights(found.box).items():
        outputs[tail] = outputs.get(tail, 0.0) + mass
        inputs[head] = inputs.get(head, 0.0) + mass
    return inputs, outputs


def _sought(pairs: Pairs) -> list[str]:
    """Of very many processes the smallest are folded at once: those that only give, that only take, and the others."""
    box = list(pairs.names)
    present = sorted({*pairs.tails.tolist(), *pairs.heads.tolist()})
    inputs, outputs = pairs.throughput()
    size = np.maximum(inputs, outputs)
    free = [number for number in present if pairs.names[number] not in pairs.beyond]
    ranked = sorted(free, key=lambda number: (-size[number], pairs.names[number]))
    for number in ranked[MOST_SOUGHT:]:
        box[number] = GIVER if inputs[number] == 0 else TAKER if outputs[number] == 0 else THROUGH
    return box
