"""The years of one stream beside each other: a value a thousand times off, and a year that is not there."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from flows.balance import usual_rows
from flows.table import Categorical, FlowTable

NEAR = 0.15
"""How near to a thousand or a million times, in powers of ten: from 0.7 to 1.4 of it."""
LEAST_YEARS = 3
"""Of two values nobody can say which is wrong."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A row that may be in another unit: what it says and what is expected, tonnes or MWh.

    `process` is the one that would be balanced, empty where the row's other years tell it.
    """

    row: int
    amount: float
    expected: float
    process: str = ""

    @property
    def factor(self) -> float:
        """How many times too large it is: a thousand, a million, or one over it."""
        return 10.0 ** (3 * round(math.log10(self.amount / self.expected) / 3))


def is_slip(ratio: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether positive ratios are near a thousand or a million, or one over it."""
    powers = np.abs(np.log10(ratio))
    return np.asarray(np.minimum(np.abs(powers - 3), np.abs(powers - 6)) <= NEAR, dtype=bool)


def slipped_years(table: FlowTable) -> Iterator[Slip]:
    """Rows that are about a thousand or a million times off the median of their stream's years, of three or more."""
    rows = np.flatnonzero(usual_rows(table) & (table.amount > 0) & np.isfinite(table.amount))
    for keys in (table.streams(), ends_of(table)):
        yield from _slipped(table, rows, keys)


def gaps(table: FlowTable) -> Iterator[tuple[int, tuple[int, ...]]]:
    """The row before each gap of a stream, and the years that are missing; only years that the table has at all."""
    present = np.unique(table.year)
    rows = np.flatnonzero(~table.kind.where(["protected"]))
    streams, place = table.streams()[rows], np.searchsorted(present, table.year[rows])
    order = np.lexsort((place, streams))
    streams, place, rows = streams[order], place[order], rows[order]
    after = np.flatnonzero((streams[1:] == streams[:-1]) & (np.diff(place) > 1))
    for row in after.tolist():
        yield int(rows[row]), tuple(present[place[row] + 1 : place[row + 1]].tolist())


def _slipped(table: FlowTable, rows: NDArray[np.intp], keys: NDArray[np.int64]) -> Iterator[Slip]:
    if not len(rows):
        return
    found, group = np.unique(keys[rows], return_inverse=True)
    amounts = table.amount[rows]
    order = np.lexsort((amounts, group))
    starts = np.searchsorted(group[order], np.arange(len(found)))
    counts = np.bincount(group, minlength=len(found))
    median = _medians(amounts[order], starts, counts)[group]
    suspect = (counts[group] >= LEAST_YEARS) & is_slip(amounts / median)
    for place in np.flatnonzero(suspect).tolist():
        yield Slip(int(rows[place]), float(amounts[place]), float(median[place]))


def _medians(ordered: NDArray[np.float64], starts: NDArray[np.intp], counts: NDArray[np.intp]) -> NDArray[np.float64]:
    """The middle value of each group, of two the lower one: it stands in the table and is in one unit."""
    return np.asarray(ordered[starts + (counts - 1) // 2], dtype=np.float64)


def ends_of(table: FlowTable, *others: Categorical) -> NDArray[np.int64]:
    """One number per row for its ends, material and layer, and what else is asked, whatever record it is."""
    ends = table.source.codes.astype(np.int64)
    for column in (table.target, table.material, table.layer, *others):
        ends = ends * max(len(column.labels), 1) + column.codes
    return ends
