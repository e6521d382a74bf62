"""Rows of which a thousand times more or less would balance their process."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from flows.balance import Cells
from flows.system.series import Slip, is_slip
from flows.table import FlowTable

LARGE = 0.2
"""The corrected amount has to be at least this share of the larger side: small flows explain large gaps by chance."""


def slipped_sides(table: FlowTable, cells: Cells, tolerance: float) -> Iterator[Slip]:
    """Rows that alone would close a balance that is open, were they in another unit.

    One on each side may be named, as either may be wrong; of several on one side none is: nobody can say which.
    """
    is_open = cells.balanced & (np.abs(cells.residual) > cells.allowed(tolerance))
    for side in (
        _candidates(table, cells, is_open, cells.target, -1.0, cells.given),
        _candidates(table, cells, is_open, cells.source, 1.0, cells.taken),
    ):
        rows, own, expected = side
        alone = np.bincount(own, minlength=len(is_open)) == 1
        for place in np.flatnonzero(alone[own]).tolist():
            row = int(rows[place])
            yield Slip(row, float(table.amount[row]), float(expected[place]), cells.place(int(own[place]))[2])


def _candidates(
    table: FlowTable,
    cells: Cells,
    is_open: NDArray[np.bool_],
    own: NDArray[np.int64],
    sign: float,
    other_side: NDArray[np.float64],
) -> tuple[NDArray[np.intp], NDArray[np.int64], NDArray[np.float64]]:
    """Rows on one side of open balances with their cell and the amount that would close it."""
    rows = np.flatnonzero(cells.counts & is_open[own] & (table.amount > 0))
    expected = table.amount[rows] + sign * cells.residual[own[rows]]
    likely = (expected > 0) & (expected >= LARGE * other_side[own[rows]])
    rows, expected = rows[likely], expected[likely]
    slips = is_slip(table.amount[rows] / expected)
    return rows[slips], own[rows[slips]], expected[slips]
