"""Why a system has no answer: a small set of constants and balances that cannot all hold."""

from __future__ import annotations

import numpy as np
from scipy.sparse.csgraph import connected_components

from databank.errors import N_, Sentence
from flows.reconciliation.feasible import Constraints, Programme, constraints
from flows.reconciliation.shares import Shares
from flows.reconciliation.system import Mask, Places, System
from flows.reconciliation.values import Conflict, Numbers
from flows.table import FlowTable

MOST_NAMED = 6
LOOSE = 1e-6


def is_possible(system: System, shares: Shares | None) -> bool:
    """Whether amounts of zero or more can meet the balances, the constants and the constant shares."""
    limits = _scaled(system, shares)
    return Programme(limits, *_sides(system), tolerance=LOOSE).is_feasible()


def conflict_of(system: System, shares: Shares | None, table: FlowTable) -> Conflict:
    """A smallest set: leaving out any one of its constants, balances or shares ends the conflict.

    Found by leaving out one after the other and keeping those without which the rest has an answer.
    """
    kept_rows, constants = _deleted(system, shares)
    balances = kept_rows[kept_rows < len(system.names) - 1]
    processes = [system.names[1 + place] for place in balances]
    if shares is not None:
        others = kept_rows[kept_rows >= len(system.names) - 1] - (len(system.names) - 1)
        processes += [shares.given[place].process for place in others]
    rows = tuple(sorted(int(row) for row in system.rows[constants]))
    names = tuple(sorted(set(processes)))
    return Conflict(rows=rows, processes=names, sentence=_sentence(table, rows, names))


def _deleted(system: System, shares: Shares | None) -> tuple[Places, Places]:
    """Rows of the constraints and constant flows that remain."""
    limits = _scaled(system, shares)
    near = _near(limits, system)
    programme = Programme(limits, *_sides(system))
    if programme.is_feasible():  # a contradiction within what rounding explains: all that could take part
        return near, np.flatnonzero(_constants(system))
    kept = []
    for row in near.tolist():
        programme.set_row(row, -np.inf, np.inf)
        if programme.is_feasible():
            programme.set_row(row, float(limits.lower[row]), float(limits.upper[row]))
            kept.append(row)
    constants = []
    lower, upper = _sides(system)
    touched = np.asarray(abs(limits.matrix[kept]).sum(axis=0)).ravel() > 0
    for flow in np.flatnonzero(_constants(system)).tolist():
        programme.set_flow(flow, 0.0, np.inf)
        if touched[flow] and programme.is_feasible():
            programme.set_flow(flow, float(lower[flow]), float(upper[flow]))
            constants.append(flow)
    return np.array(kept, dtype=np.intp), np.array(constants, dtype=np.intp)


def _near(limits: Constraints, system: System) -> Places:
    """The rows that a first look finds at fault: those of groups of processes that have no answer on their own."""
    variable = limits.matrix[:, np.flatnonzero(~_constants(system))]
    _, group = connected_components(abs(variable) @ abs(variable).T, directed=False)
    lower, upper = _sides(system)
    at_fault = []
    for one in np.unique(group).tolist():
        rows = np.flatnonzero(group == one)
        flows = np.flatnonzero(np.asarray(abs(limits.matrix[rows]).sum(axis=0)).ravel() > 0)
        inner = Constraints(limits.matrix[rows][:, flows], limits.lower[rows], limits.upper[rows])
        if not Programme(inner, lower[flows], upper[flows]).is_feasible():
            at_fault.append(rows)
    return np.concatenate(at_fault) if at_fault else np.arange(limits.matrix.shape[0])


def _scaled(system: System, shares: Shares | None) -> Constraints:
    values = None if shares is None else np.where(shares.variance == 0, shares.value, np.nan)
    return constraints(system, shares, values)


def _constants(system: System) -> Mask:
    return np.asarray(system.variance == 0, dtype=bool)


def _sides(system: System) -> tuple[Numbers, Numbers]:
    """Limits of every flow as multiples of the largest amount: a constant is itself, any other is zero or more."""
    fixed = _constants(system)
    value = np.where(fixed, system.amount, 0.0) / system.scale
    return value, np.where(fixed, value, np.inf)


def _sentence(table: FlowTable, rows: tuple[int, ...], processes: tuple[str, ...]) -> Sentence:
    named = [_flow(table, row) for row in rows[:MOST_NAMED]]
    values = {"flows": "; ".join(named), "processes": ", ".join(processes[:MOST_NAMED])}
    if max(len(rows), len(processes)) <= MOST_NAMED:
        return Sentence(
            N_(
                "%(flows)s: these amounts cannot all be right, because %(processes)s must balance. Correct one of"
                " them, or give it an uncertainty."
            ),
            **values,
        )
    return Sentence(
        N_(
            "%(flows)s, and others, %(rows)s in all: these amounts cannot all be right, because %(count)s processes"
            " must balance, among them %(processes)s. Correct one of them, or give it an uncertainty."
        ),
        rows=len(rows),
        count=len(processes),
        **values,
    )


def _flow(table: FlowTable, row: int) -> str:
    ends = table.source.labels[table.source.codes[row]], table.target.labels[table.target.codes[row]]
    return f"{ends[0]} → {ends[1]} {table.amount[row]:.6g}"
