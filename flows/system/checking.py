"""What looks wrong in a flow table; nothing is changed or left out."""

from __future__ import annotations

from flows.balance import sums_of
from flows.system.findings import Finding, FindingKind
from flows.system.process_checks import balances, only_taking
from flows.system.row_checks import duplicates, missing_years, numbers, unit_slips
from flows.table import FlowTable

TOLERANCE = 0.05


def findings(table: FlowTable, tolerance: float = TOLERANCE) -> tuple[Finding, ...]:
    """Look through a flow table.

    Parameters
    ----------
    tolerance : float
        What a balance may leave over: below 1 a share of the larger side, from 1 on tonnes.

    Returns
    -------
    tuple of Finding
        By kind, then year, layer, process and row. A stock change that closes a balance is told as such and no error.
    """
    cells = sums_of(table)
    found = [
        *numbers(table),
        *duplicates(table),
        *unit_slips(table, cells, tolerance),
        *balances(table, tolerance),
        *missing_years(table),
        *only_taking(cells, table),
    ]
    order = {kind: place for place, kind in enumerate(FindingKind)}
    return tuple(sorted(found, key=lambda one: (order[one.kind], one.year, one.layer, one.process, one.rows)))
