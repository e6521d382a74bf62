"""Checks of processes: what goes in and does not come out, with the stock change told from the error."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from databank.errors import N_, Sentence
from databank.records import Layer
from flows.balance import BalanceRow, Cells, Verdict, balance
from flows.system.findings import Finding, FindingKind
from flows.system.telling import amount_told
from flows.table import FlowTable


def balances(table: FlowTable, tolerance: float) -> Iterator[Finding]:
    """Balances that do not close, and those that only a stock change closes."""
    for row in balance(table, tolerance):
        if row.verdict is Verdict.UNEXPLAINED:
            key = _imbalance(row.residual_t or 0.0, row.stock_change_t or 0.0)
            yield _of_balance(table, FindingKind.IMBALANCE, row, key)
        elif row.verdict is Verdict.STOCK_CHANGE:
            key = N_("%(process)s, %(year)s: input and output differ, and the stock change of %(stock)s explains it.")
            yield _of_balance(table, FindingKind.STOCK_CHANGE, row, key)


def _of_balance(table: FlowTable, kind: FindingKind, row: BalanceRow, key: str) -> Finding:
    words = Sentence(
        key,
        process=table.process(row.process).label,
        year=row.year,
        input=amount_told(row.input_t, row.layer),
        output=amount_told(row.output_t, row.layer),
        stock=amount_told(row.stock_change_t, row.layer),
        rest=amount_told(abs(row.residual_t or 0.0), row.layer),
    )
    return Finding(
        kind=kind,
        year=row.year,
        layer=row.layer,
        process=row.process,
        rows=(),
        amount=row.residual_t if kind is FindingKind.IMBALANCE else row.stock_change_t,
        expected=None,
        sentence=words,
    )


def _imbalance(residual: float, stock: float) -> str:
    """What is said of a balance that does not close, beside its stock change where there is one."""
    if residual > 0:
        if stock:
            return N_(
                "%(process)s, %(year)s: %(input)s come in and %(output)s go out; beside the stock change of %(stock)s "
                "%(rest)s are not accounted for."
            )
        return N_(
            "%(process)s, %(year)s: %(input)s come in and %(output)s go out; %(rest)s are not accounted for. No stock "
            "change is stated."
        )
    if stock:
        return N_(
            "%(process)s, %(year)s: %(output)s go out and %(input)s come in; beside the stock change of %(stock)s "
            "%(rest)s come from nowhere."
        )
    return N_(
        "%(process)s, %(year)s: %(output)s go out and %(input)s come in; %(rest)s come from nowhere. No stock change "
        "is stated."
    )


def only_taking(cells: Cells, table: FlowTable) -> Iterator[Finding]:
    """Sites that take in some year of a layer and give nothing in any of its years; energy is used up, so not there."""
    names = len(cells.names)
    for layer in sorted({layer for _year, layer in cells.periods} - {Layer.ENERGY.value}):
        periods = [place for place, (_year, own) in enumerate(cells.periods) if own == layer]
        takes, gives, taken = (
            column.reshape(len(cells.periods), names)[periods] for column in (cells.takes, cells.gives, cells.taken)
        )
        year = cells.periods[periods[-1]][0]
        for name in np.flatnonzero(takes.any(axis=0) & ~gives.any(axis=0)).tolist():
            if table.process(cells.names[name]).kind == "site":
                yield _taker(table, (year, layer, cells.names[name]), float(np.nansum(taken[:, name])))


def _taker(table: FlowTable, place: tuple[int, str, str], amount: float) -> Finding:
    year, layer, process = place
    words = Sentence(
        N_("%(process)s takes %(amount)s and gives nothing. Say what becomes of it: product, waste, stock."),
        process=table.process(process).label,
        amount=amount_told(amount, layer),
    )
    return Finding(
        kind=FindingKind.TAKES_ONLY,
        year=year,
        layer=layer,
        process=process,
        rows=(),
        amount=amount,
        expected=None,
        sentence=words,
    )
