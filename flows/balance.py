"""Mass balance per year, layer and process: what comes in, what goes out, what the stock gained, what is left over."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from flows.selection import usual_basis
from flows.table import FlowTable

STOCK = "stock"
BOUNDARY_KINDS = frozenset({"outside", "stock", "market", "environment", "fate", "protected", "supply"})


class Verdict(StrEnum):
    """What a balance says: closed without or only with its stock change, an error, or not known."""

    CLOSED = "closed"
    STOCK_CHANGE = "stock_change"
    UNEXPLAINED = "unexplained"
    UNKNOWN = "unknown"


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
    tolerance_t: float | None = None

    @property
    def verdict(self) -> Verdict:
        """A stock change that closes the balance is no error; what is left over beyond the tolerance is one."""
        if self.residual_t is None:
            return Verdict.UNKNOWN
        if not self.within_tolerance:
            return Verdict.UNEXPLAINED
        without_stock = self.residual_t + (self.stock_change_t or 0.0)
        return Verdict.CLOSED if abs(without_stock) <= (self.tolerance_t or 0.0) else Verdict.STOCK_CHANGE


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceSum:
    """All balances of one year and layer; those that are not known are counted in `unknown` and in nothing else.

    `residual_t` is what is left over with its sign, `unexplained_t` the sum of what is left over beyond the tolerance
    without it: one surplus does not make up for another's gap.
    """

    year: int
    layer: str
    processes: int
    outside_tolerance: int
    unknown: int
    input_t: float
    output_t: float
    stock_change_t: float
    residual_t: float
    unexplained_t: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Cells:
    """What goes into and out of every process in every year and layer, as long as periods times names.

    A cell is the place of its period times the number of names, plus the place of the name. `source` and `target` are
    the cells of each row's ends, `counts` whether the row is in the sums, `balanced` whether the process takes and
    gives there.
    """

    names: tuple[str, ...]
    periods: tuple[tuple[int, str], ...]
    source: NDArray[np.int64]
    target: NDArray[np.int64]
    counts: NDArray[np.bool_]
    from_stock: NDArray[np.bool_]
    to_stock: NDArray[np.bool_]
    taken: NDArray[np.float64]
    given: NDArray[np.float64]
    stored: NDArray[np.float64]
    takes: NDArray[np.bool_]
    gives: NDArray[np.bool_]
    balanced: NDArray[np.bool_]

    @property
    def residual(self) -> NDArray[np.float64]:
        return self.taken - self.given - self.stored

    def allowed(self, tolerance: float) -> NDArray[np.float64]:
        """What may be left over in each cell."""
        larger = np.maximum(self.taken, self.given)
        return tolerance * larger if tolerance < 1 else np.full(len(larger), tolerance)

    def place(self, cell: int) -> tuple[int, str, str]:
        """Year, layer and process of a cell."""
        year, layer = self.periods[cell // len(self.names)]
        return year, layer, self.names[cell % len(self.names)]


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
    cells = sums_of(table)
    allowed = cells.allowed(tolerance)
    found = np.flatnonzero(cells.balanced)
    columns = (column[found].tolist() for column in (cells.taken, cells.given, cells.stored, cells.residual, allowed))
    return tuple(
        _row(cells.place(cell), numbers)
        for cell, numbers in zip(found.tolist(), zip(*columns, strict=True), strict=True)
    )


def balance_sums(rows: Sequence[BalanceRow]) -> tuple[BalanceSum, ...]:
    """Add balances up by year and layer, in order."""
    groups: dict[tuple[int, str], list[BalanceRow]] = {}
    for row in rows:
        groups.setdefault((row.year, row.layer), []).append(row)
    return tuple(_sum(year, layer, groups[year, layer]) for year, layer in sorted(groups))


def sums_of(table: FlowTable) -> Cells:
    """Sum every process of every year and layer, balanced or not; NaN where an amount is not known."""
    names = tuple(sorted({*table.source.labels, *table.target.labels}))
    periods, period = _periods(table)
    count = len(periods) * len(names)
    source = period * len(names) + _onto(names, table.source.labels)[table.source.codes]
    target = period * len(names) + _onto(names, table.target.labels)[table.target.codes]
    counts = (source != target) & usual_rows(table)
    stores = _of_kind(table, names, {STOCK})
    to_stock, from_stock = _ends(stores, names, target), _ends(stores, names, source)
    takes = np.bincount(target[counts], minlength=count) > 0
    gives = np.bincount(source[counts], minlength=count) > 0
    return Cells(
        names=names,
        periods=periods,
        source=source,
        target=target,
        counts=counts,
        from_stock=from_stock,
        to_stock=to_stock,
        taken=_sums(target, table, counts & ~from_stock, count),
        given=_sums(source, table, counts & ~to_stock, count),
        stored=_sums(source, table, counts & to_stock, count) - _sums(target, table, counts & from_stock, count),
        takes=takes,
        gives=gives,
        balanced=gives & takes & ~np.tile(_of_kind(table, names, BOUNDARY_KINDS), len(periods)),
    )


def _row(place: tuple[int, str, str], numbers: tuple[float, ...]) -> BalanceRow:
    taken, given, stored, residual, allowed = numbers
    return BalanceRow(
        year=place[0],
        layer=place[1],
        process=place[2],
        input_t=_known(taken),
        output_t=_known(given),
        stock_change_t=_known(stored),
        residual_t=_known(residual),
        within_tolerance=abs(residual) <= allowed,  # False for NaN: what is not known is not balanced
        tolerance_t=_known(allowed),
    )


def _sum(year: int, layer: str, rows: Sequence[BalanceRow]) -> BalanceSum:
    known = [row for row in rows if row.verdict is not Verdict.UNKNOWN]
    outside = [row for row in known if not row.within_tolerance]
    sums = {
        name: math.fsum(getattr(row, name) for row in known)
        for name in ("input_t", "output_t", "stock_change_t", "residual_t")
    }
    return BalanceSum(
        year=year,
        layer=layer,
        processes=len(rows),
        outside_tolerance=len(outside),
        unknown=len(rows) - len(known),
        unexplained_t=math.fsum(abs(row.residual_t or 0.0) for row in outside),
        **sums,
    )


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _periods(table: FlowTable) -> tuple[tuple[tuple[int, str], ...], NDArray[np.int64]]:
    """Years and layers in order, and the number of each row's."""
    labels = tuple(sorted(table.layer.labels))
    layers = max(len(labels), 1)
    layer = _onto(labels, table.layer.labels)[table.layer.codes]
    found, number = np.unique(table.year.astype(np.int64) * layers + layer, return_inverse=True)
    return tuple((period // layers, labels[period % layers]) for period in found.tolist()), number


def usual_rows(table: FlowTable) -> NDArray[np.bool_]:
    """The rows of their layer's usual basis: wet and dry are never added."""
    usual = np.zeros(len(table), dtype=bool)
    for layer in table.layer.labels:
        mine = table.layer.where([layer])
        usual |= mine & table.basis.where([usual_basis(table.basis, mine, layer)])
    return usual


def _ends(stores: NDArray[np.bool_], names: Sequence[str], cells: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether the process of each cell is a stock."""
    return stores[cells % len(names)] if len(names) else np.zeros(len(cells), dtype=bool)


def _onto(names: Sequence[str], labels: Sequence[str]) -> NDArray[np.int64]:
    number = {name: place for place, name in enumerate(names)}
    return np.array([number[label] for label in labels], dtype=np.int64)


def _of_kind(table: FlowTable, names: Sequence[str], kinds: frozenset[str] | set[str]) -> NDArray[np.bool_]:
    return np.array([table.process(name).kind in kinds for name in names], dtype=bool)


def _sums(cell: NDArray[np.int64], table: FlowTable, mask: NDArray[np.bool_], cells: int) -> NDArray[np.float64]:
    return np.asarray(np.bincount(cell[mask], table.amount[mask], cells), dtype=np.float64)
