"""Mass balance per year, layer and process: what comes in, what goes out, what the stock gained, what is left over."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from flows.selection import usual_basis
from flows.table import FlowTable

STOCK = "stock"
BOUNDARY_KINDS = frozenset({"outside", "stock", "market", "environment", "fate", "protected", "supply"})


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceRow:
    """One process in one year and layer: `residual_t` = input - output - stock change; None is not known."""

    year: int
    layer: str
    process: str
    input_t: float | None
    output_t: float | None
    stock_change_t: float | None
    residual_t: float | None
    within_tolerance: bool


def balance(table: FlowTable, tolerance: float = 0.05) -> tuple[BalanceRow, ...]:
    """Balance every process that both takes and gives.

    Parameters
    ----------
    table : FlowTable
        Flows; flows to and from `Stock` are the stock change, flows from a process to itself do not count, an amount
        that is not known makes the balance of both its ends not known. Rows of another basis than the layer's usual
        one are not added.
    tolerance : float
        What may be left over: below 1 a share of the larger side, from 1 on tonnes.

    Returns
    -------
    tuple of BalanceRow
        By year, layer and process. A process that only gives or only takes is a boundary process and has no row.
    """
    names = tuple(sorted({*table.source.labels, *table.target.labels}))
    periods, period = _periods(table)
    cells = len(periods) * len(names)
    source = period * len(names) + _onto(names, table.source.labels)[table.source.codes]
    target = period * len(names) + _onto(names, table.target.labels)[table.target.codes]
    moving = (source != target) & _usual(table)
    stores = _of_kind(table, names, {STOCK})
    to_stock, from_stock = stores[target % len(names)], stores[source % len(names)]
    output = _sums(source, table, moving & ~to_stock, cells)
    taken = _sums(target, table, moving & ~from_stock, cells)
    stored = _sums(source, table, moving & to_stock, cells) - _sums(target, table, moving & from_stock, cells)
    gives = np.bincount(source[moving], minlength=cells) > 0
    takes = np.bincount(target[moving], minlength=cells) > 0
    balanced = gives & takes & ~np.tile(_of_kind(table, names, BOUNDARY_KINDS), len(periods))
    return tuple(
        _row(
            periods[cell // len(names)], names[cell % len(names)], (taken[cell], output[cell], stored[cell]), tolerance
        )
        for cell in np.flatnonzero(balanced).tolist()
    )


def _row(period: tuple[int, str], process: str, sums: tuple[float, float, float], tolerance: float) -> BalanceRow:
    taken, given, stored = (float(value) for value in sums)
    residual = taken - given - stored
    allowed = tolerance * max(taken, given) if tolerance < 1 else tolerance
    return BalanceRow(
        year=period[0],
        layer=period[1],
        process=process,
        input_t=_known(taken),
        output_t=_known(given),
        stock_change_t=_known(stored),
        residual_t=_known(residual),
        within_tolerance=abs(residual) <= allowed,  # False for NaN: what is not known is not balanced
    )


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _periods(table: FlowTable) -> tuple[list[tuple[int, str]], NDArray[np.int64]]:
    """Years and layers in order, and the number of each row's."""
    rows = list(zip(table.year.tolist(), table.layer.values(), strict=True))
    periods = sorted(set(rows))
    number = {period: place for place, period in enumerate(periods)}
    return periods, np.array([number[row] for row in rows], dtype=np.int64)


def _usual(table: FlowTable) -> NDArray[np.bool_]:
    """The rows of their layer's usual basis: wet and dry are never added."""
    usual = np.zeros(len(table), dtype=bool)
    for layer in table.layer.labels:
        mine = table.layer.where([layer])
        usual |= mine & table.basis.where([usual_basis(table.basis, mine, layer)])
    return usual


def _onto(names: Sequence[str], labels: Sequence[str]) -> NDArray[np.int64]:
    number = {name: place for place, name in enumerate(names)}
    return np.array([number[label] for label in labels], dtype=np.int64)


def _of_kind(table: FlowTable, names: Sequence[str], kinds: frozenset[str] | set[str]) -> NDArray[np.bool_]:
    return np.array([table.process(name).kind in kinds for name in names], dtype=bool)


def _sums(cell: NDArray[np.int64], table: FlowTable, mask: NDArray[np.bool_], cells: int) -> NDArray[np.float64]:
    return np.asarray(np.bincount(cell[mask], table.amount[mask], cells), dtype=np.float64)
