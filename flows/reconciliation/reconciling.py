"""Reconciliation of a flow table: one result for each year and layer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from databank.errors import N_
from flows.reconciliation.answering import Part, answered
from flows.reconciliation.fitting import ContradictionError
from flows.reconciliation.joining import joined, refused
from flows.reconciliation.shares import CoefficientError, Shares, shares_of, with_shares
from flows.reconciliation.system import Places, System, systems
from flows.reconciliation.values import Coefficient, Reconciled
from flows.table import FlowTable

EXACT_UP_TO = 10_000


def reconcile(
    table: FlowTable, *, coefficients: Sequence[Coefficient] = (), exact_up_to: int = EXACT_UP_TO
) -> tuple[Reconciled, ...]:
    """Make the reported flows of each year and layer balance.

    Parameters
    ----------
    table : flows; an amount of NaN is not measured, an uncertainty of 0 is a constant, one of NaN is 10 % of the
        value. Every process that both gives and takes is balanced, except reserved ones. Rows of another basis than
        the layer's usual one stand in no balance.
    coefficients : transfer coefficients; each must join flows of the table.
    exact_up_to : number of flows of a year and layer up to which all uncertainties are exact, as long as there are
        no more than 5,000 independent checks; beyond, they come from random probes with a fixed seed, except where
        exactness is cheap.

    Returns
    -------
    By layer and year. Where constants contradict, `conflict` says so and every amount is NaN.

    Raises
    ------
    CoefficientError
        When a coefficient joins no flows.
    UnsettledError
        When shares leave no stable answer.
    """
    found = tuple(systems(table))
    periods = {(system.year, system.layer) for system in found}
    for one in coefficients:
        if (one.year, one.layer) not in periods:
            raise CoefficientError(
                N_("There are no flows of the layer %(layer)s in %(year)s for a share of %(process)s."),
                layer=one.layer,
                year=one.year,
                process=one.process,
            )
    return tuple(_reconciled(system, table, coefficients, exact_up_to) for system in found)


def _reconciled(system: System, table: FlowTable, coefficients: Sequence[Coefficient], exact_up_to: int) -> Reconciled:
    shares = shares_of(system, table, coefficients)
    parts: list[Part] = []
    for chosen, part, own in _split(system, shares):
        try:
            parts.append(answered(chosen, part, own, exact_up_to))
        except ContradictionError:
            return refused(system, part, own, shares, table)
    return joined(system, parts, shares)


def _split(system: System, shares: Shares) -> list[tuple[Places, System, Shares | None]]:
    """The flows that no coefficient touches, which are quick to solve, and the others."""
    if not len(shares):
        return [(np.arange(len(system.rows)), system, None)]
    joined = with_shares(system, shares)
    whole: list[tuple[Places, System, Shares | None]] = []
    if not joined.all():
        whole.append((np.flatnonzero(~joined), system.part(~joined), None))
    return [*whole, (np.flatnonzero(joined), system.part(joined), shares.part(joined))]
