"""How well flows are known: the share of mass by method, sector and year, and how many rows have no amount."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from databank.records import Layer, Method
from flows.boundary import Way, ways
from flows.boundary import boundary as boundary_of
from flows.partition import NOT_STATED, PROTECTED
from flows.selection import select, usual_basis
from flows.table import FlowTable

MEASURED, DECLARED, REGISTER, ESTIMATED = "measured", "declared", "register", "estimated"
KINDS = (MEASURED, DECLARED, REGISTER, ESTIMATED, NOT_STATED)
"""From the best known to what nobody has stated."""
KIND_OF: Mapping[str, str] = {
    Method.WEIGHED: MEASURED,
    Method.RECORDS: DECLARED,
    Method.REGISTER: REGISTER,
    Method.ESTIMATE: ESTIMATED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of one sector in one year: amounts by kind in the unit of the layer, and rows without an amount."""

    amounts: Mapping[str, float]
    without_amount: int = 0

    @property
    def amount(self) -> float:
        return sum(self.amounts.values())

    def share(self, kind: str) -> float | None:
        """Share 0..1 of the amount; None where there is no amount."""
        return self.amounts.get(kind, 0.0) / self.amount if self.amount > 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Sectors, the largest first, by years; a pair that is not in `cells` has no flow. `boundary` is its id."""

    sectors: tuple[str, ...]
    years: tuple[int, ...]
    cells: Mapping[tuple[str, int], Known]
    layer: str
    boundary: str

    def total(self, year: int) -> Known:
        """All sectors of one year together."""
        found = [known for (_, when), known in self.cells.items() if when == year]
        return Known(
            amounts={kind: sum(known.amounts.get(kind, 0.0) for known in found) for kind in KINDS},
            without_amount=sum(known.without_amount for known in found),
        )


def coverage(
    table: FlowTable,
    *,
    boundary: str | None = None,
    layer: str = Layer.MASS,
    years: Sequence[int] | None = None,
) -> Coverage:
    """Count how the flows that cross or stay inside a boundary are known.

    Parameters
    ----------
    table : FlowTable
        The flows.
    boundary : str, optional
        Id of the boundary; flows outside it are not counted.
    layer : str
        The layer that is counted; of several bases the usual one.
    years : sequence of int, optional
        Every year of the table when not given.

    Returns
    -------
    Coverage
        A flow belongs to the sector of the process that gives it, or takes it where the giver lies beyond the
        boundary. Masked sums stand in a row of their own.

    Raises
    ------
    UnknownBoundaryError
        When no such boundary is defined.
    """
    asked = tuple(years) if years is not None else table.years()
    cells: dict[tuple[str, int], Known] = {}
    for year in asked:
        known = select(table, layer=layer, year=year)
        unknown = _without_amount(table, layer, year)
        rows = np.concatenate([known.rows, unknown])
        sectors, inside = _sectors(table, rows, boundary)
        for sector, cell in _cells(table, rows[inside], [sectors[number] for number in np.flatnonzero(inside)]).items():
            cells[sector, year] = cell
    weight = {sector: sum(known.amount for (name, _), known in cells.items() if name == sector) for sector, _ in cells}
    order = sorted(weight, key=lambda sector: (sector in {NOT_STATED, PROTECTED}, -weight[sector], sector))
    return Coverage(
        sectors=tuple(order), years=asked, cells=cells, layer=layer, boundary=boundary_of(boundary, table.processes).id
    )


def _without_amount(table: FlowTable, layer: str, year: int) -> NDArray[np.intp]:
    asked = table.layer.where([layer]) & (table.year == year)
    basis = usual_basis(table.basis, asked, layer)
    return np.flatnonzero(asked & table.basis.where([basis]) & np.isnan(table.amount))


def _sectors(table: FlowTable, rows: NDArray[np.intp], boundary: str | None) -> tuple[list[str], NDArray[np.bool_]]:
    """The sector of each row, and whether it is counted at all."""
    way = ways(table, rows, boundary_of(boundary, table.processes))
    giver = [table.process(name).sector or NOT_STATED for name in table.source.labels]
    taker = [table.process(name).sector or NOT_STATED for name in table.target.labels]
    source, target = table.source.codes[rows].tolist(), table.target.codes[rows].tolist()
    found = [
        PROTECTED if how == Way.PROTECTED else taker[taken] if how == Way.INPUT else giver[given]
        for how, given, taken in zip(way.tolist(), source, target, strict=True)
    ]
    return found, way != Way.OUTSIDE


def _cells(table: FlowTable, rows: NDArray[np.intp], sectors: Sequence[str]) -> dict[str, Known]:
    """Amounts by sector and kind."""
    kinds = [KIND_OF.get(label, NOT_STATED) for label in table.method.labels]
    amounts: dict[str, dict[str, float]] = {}
    missing: dict[str, int] = {}
    values, codes = table.amount[rows].tolist(), table.method.codes[rows].tolist()
    for sector, value, code in zip(sectors, values, codes, strict=True):
        held = amounts.setdefault(sector, {})
        if np.isnan(value):
            missing[sector] = missing.get(sector, 0) + 1
        else:
            held[kinds[code]] = held.get(kinds[code], 0.0) + abs(value)
    return {sector: Known(amounts=held, without_amount=missing.get(sector, 0)) for sector, held in amounts.items()}
