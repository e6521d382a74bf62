"""Closing differences: what processes give without a known input, and take without a known output."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from databank.records import Process
from flows.boundary import Way
from flows.partition import FATES, RETURNS, UNEXPLAINED, UNKNOWN_INPUT, Rows, fates
from flows.sankey.staging import StagePlan
from flows.views import Shape, ViewDefinition

NEGLIGIBLE = 1e-9


@dataclass(frozen=True, slots=True)
class Closing:
    """A difference that closes the balance of a group of processes: drawn and named, never counted as a record."""

    tail: tuple[int, str]
    head: tuple[int, str]
    amount: float


@dataclass(frozen=True, slots=True, eq=False)
class Gaps:
    """By process name, the input and the output that nobody told; and what all of them give and take in."""

    names: tuple[str, ...]
    unknown_input: NDArray[np.float64]
    unexplained: NDArray[np.float64]
    given: float
    taken: float

    def figures(self) -> dict[str, float]:
        """The differences in the unit of the layer, and as shares of all output and of all input."""
        unknown, unexplained = float(self.unknown_input.sum()), float(self.unexplained.sum())
        return {
            "unknown_input_t": unknown,
            "unexplained_t": unexplained,
            "unknown_input_share": share(unknown, self.taken + unknown),
            "unexplained_share": share(unexplained, self.given + unexplained),
        }


def share(part: float, whole: float) -> float:
    """A part of a whole as 0..1; of nothing it is 0."""
    return part / whole if whole else 0.0


def gaps(rows: Rows) -> Gaps:
    """Balance every process that gives or takes.

    A process that only takes is a boundary process of its own and is not balanced; one that only gives has an input
    that nobody told.
    """
    names = tuple(dict.fromkeys((*rows.table.source.labels, *rows.table.target.labels)))
    feeding = entering(rows)
    back = rows.way == Way.RETURN
    given = _sums(rows, names, "source", (rows.way == Way.OUTPUT) | back)
    taken = _sums(rows, names, "target", feeding)
    dumped = _sums(rows, names, "target", back & ~feeding)
    # waste taken for disposal explains what a treatment plant gives out; what stays in its landfill is no gap
    gap = np.where(given > taken, np.maximum(given - taken - dumped, 0.0), given - taken)
    slight = NEGLIGIBLE * np.maximum(given, taken)
    unexplained = np.where((-gap > slight) & (given > 0), -gap, 0.0)
    return Gaps(names, np.where(gap > slight, gap, 0.0), unexplained, float(given.sum()), float(taken.sum()))


def closings(found: Gaps, rows: Rows, view: ViewDefinition, plan: Sequence[StagePlan]) -> list[Closing]:
    """The differences as links of a view whose processes have both sides; a chain has one side only."""
    if view.shape is Shape.CHAIN:
        return []
    centre, last = view.centre, len(plan) - 1
    after = centre + 1 if view.shape is Shape.CIRCUIT else last
    unknown = _by_group(rows, found.names, found.unknown_input, plan[centre].group)
    unexplained = _by_group(rows, found.names, found.unexplained, plan[centre].group)
    return [
        *(Closing((0, UNKNOWN_INPUT), (centre, key), amount) for key, amount in unknown.items()),
        *(Closing((centre, key), (after, UNEXPLAINED), amount) for key, amount in unexplained.items()),
    ]


def entering(rows: Rows) -> NDArray[np.bool_]:
    """Inputs, and the flows between two processes inside that feed the taker: as raw material or as fuel.

    What one process hands to another for disposal feeds nothing.
    """
    feeding = np.array([fate in (RETURNS, "energy") for fate in FATES], dtype=bool)[fates(rows).codes]
    return np.asarray((rows.way == Way.INPUT) | ((rows.way == Way.RETURN) & feeding), dtype=bool)


def _sums(rows: Rows, names: tuple[str, ...], end: str, mask: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Amount per process name at one end of the flows of a mask."""
    column, codes = (
        (rows.table.source, rows.source_codes) if end == "source" else (rows.table.target, rows.target_codes)
    )
    if not mask.any():
        return np.zeros(len(names))
    number = {name: position for position, name in enumerate(names)}
    onto = np.array([number[label] for label in column.labels], dtype=np.int64)
    # by label first: renumbering the few sums is cheaper than renumbering the rows
    by_label = np.bincount(codes, np.where(mask, rows.amounts, 0.0), len(column.labels))
    return np.asarray(np.bincount(onto, by_label, len(names)), dtype=np.float64)


def _by_group(
    rows: Rows, names: tuple[str, ...], amounts: NDArray[np.float64], group: Callable[[Process], str]
) -> dict[str, float]:
    found: dict[str, float] = {}
    for position in np.flatnonzero(amounts):
        key = group(rows.table.process(names[position]))
        found[key] = found.get(key, 0.0) + float(amounts[position])
    return found
