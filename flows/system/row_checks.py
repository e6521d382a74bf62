"""Checks of rows: numbers that are none, flows that stand twice, units that slipped, years that are missing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from databank.errors import N_, Sentence
from flows.balance import Cells
from flows.system.findings import Finding, FindingKind, of_row, row_name, text_of
from flows.system.series import Slip, ends_of, gaps, slipped_years
from flows.system.slips import slipped_sides
from flows.system.telling import amount_told, rounded
from flows.table import FlowTable


def numbers(table: FlowTable) -> Iterator[Finding]:
    """Amounts that are endless, below zero or not known."""
    unknown, endless = np.isnan(table.amount), np.isinf(table.amount)
    for row in np.flatnonzero(endless).tolist():
        words = Sentence(N_("%(row)s: the amount is not a finite number."), row=row_name(table, row))
        yield of_row(table, FindingKind.NOT_FINITE, row, words)
    for row in np.flatnonzero(~unknown & ~endless & (table.amount < 0)).tolist():
        words = Sentence(
            N_("%(row)s: %(amount)s is below zero. Turn the flow round if it runs the other way."),
            row=row_name(table, row),
            amount=amount_told(float(table.amount[row]), text_of(table, "layer", row)),
        )
        yield of_row(table, FindingKind.NEGATIVE, row, words)
    for row in np.flatnonzero(unknown).tolist():
        words = Sentence(N_("%(row)s: the amount is not known."), row=row_name(table, row))
        yield of_row(table, FindingKind.NOT_MEASURED, row, words)


def duplicates(table: FlowTable) -> Iterator[Finding]:
    """Rows that agree in everything that can be counted but stand under two ids; a measured zero is none."""
    keys = (table.amount, table.year, ends_of(table, table.basis))
    rows = np.flatnonzero((table.amount > 0) & ~table.kind.where(["protected"]))
    order = rows[np.lexsort([key[rows] for key in keys])]
    same = np.all([key[order[1:]] == key[order[:-1]] for key in keys], axis=0) if len(order) > 1 else np.zeros(0, bool)
    for run in _runs(same):
        members = tuple(sorted(order[run].tolist()))
        words = Sentence(
            N_("%(row)s: the same flow of %(amount)s stands here %(count)d times. Take out what was entered twice."),
            row=row_name(table, members[0]),
            amount=amount_told(float(table.amount[members[0]]), text_of(table, "layer", members[0])),
            count=len(members),
        )
        yield of_row(table, FindingKind.DUPLICATE, members[0], words, rows=members)


def _runs(same: NDArray[np.bool_]) -> Iterator[slice]:
    """Stretches of neighbours that are the same."""
    edges = np.diff(np.concatenate([[False], same, [False]]).astype(np.int8))
    for first, last in zip(np.flatnonzero(edges == 1).tolist(), np.flatnonzero(edges == -1).tolist(), strict=True):
        yield slice(first, last + 1)


def unit_slips(table: FlowTable, cells: Cells, tolerance: float) -> Iterator[Finding]:
    """Each row once: beside its own other years it is told sooner than beside the other side of its process."""
    told: set[int] = set()
    for slip in (*slipped_years(table), *slipped_sides(table, cells, tolerance)):
        if slip.row not in told:
            told.add(slip.row)
            yield of_row(
                table,
                FindingKind.UNIT_SLIP,
                slip.row,
                _slip_words(table, slip),
                process=slip.process,
                expected=slip.expected,
            )


def _slip_words(table: FlowTable, slip: Slip) -> Sentence:
    layer = text_of(table, "layer", slip.row)
    values = {
        "row": row_name(table, slip.row),
        "amount": amount_told(slip.amount, layer),
        "expected": amount_told(slip.expected, layer),
        "factor": rounded(slip.factor),
    }
    if slip.process:
        return Sentence(
            N_(
                "%(row)s: %(amount)s is about %(factor)s times the %(expected)s that would balance %(process)s. Check "
                "the unit: kg, t or kt."
            ),
            process=table.process(slip.process).label,
            **values,
        )
    return Sentence(
        N_(
            "%(row)s: %(amount)s is about %(factor)s times the %(expected)s of its other years. Check the unit: kg, t "
            "or kt."
        ),
        **values,
    )


def missing_years(table: FlowTable) -> Iterator[Finding]:
    """Gaps in the years of a stream."""
    for row, years in gaps(table):
        words = Sentence(
            N_("%(row)s: the next year that is stated comes later; nothing is stated for %(years)s."),
            row=row_name(table, row),
            years=", ".join(str(year) for year in years),
        )
        yield of_row(table, FindingKind.YEAR_MISSING, row, words, year=years[0])
