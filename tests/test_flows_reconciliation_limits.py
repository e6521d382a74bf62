"""Limits of free flows, one group impossible and one not, large groups, and shares with flows at zero."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from flows.reconciliation.intervals import EXACT_GROUP, intervals
from flows.reconciliation.linear import drafted
from flows.reconciliation.reconciling import reconcile
from flows.reconciliation.system import systems
from flows.reconciliation.values import Coefficient, Reconciled
from flows.table import FlowTable
from tests.flow_tables import flow, table_of

PAIR = (("Elsewhere", "A", 10.0, 1.0), ("A", "B", None), ("A", "B", None), ("B", "Elsewhere", 10.0, 1.0))


def table(rows: Sequence[Sequence[Any]]) -> FlowTable:
    return table_of(
        flow(row[0], row[1], f"flow {number}", row[2], standard_uncertainty=row[3] if len(row) > 3 else None)
        for number, row in enumerate(rows)
    )


def result(rows: Sequence[Sequence[Any]], *coefficients: Coefficient) -> Reconciled:
    (found,) = reconcile(table(rows), coefficients=coefficients)
    return found


def share(value: float, target: str) -> Coefficient:
    return Coefficient(year=2025, process="P2", target=target, share=value, standard_uncertainty=0.0)


def test_an_impossible_group_takes_the_limits_of_no_other_away() -> None:
    turned = [("Elsewhere", "C", 12.0, 1.0), ("C", "Elsewhere", 10.0, 1.0), *[("D", "C", None)] * 2]
    rows = [*PAIR, *turned, ("Elsewhere", "D", 3.0, 1.0), ("D", "Elsewhere", 5.0, 1.0)]
    (system,) = systems(table(rows))
    found = intervals(system, None, drafted(system))
    order = np.argsort(system.rows)
    assert not found.is_possible
    np.testing.assert_allclose(found.lower[order][[1, 2]], 0.0, atol=1e-9)
    np.testing.assert_allclose(found.upper[order][[1, 2]], 10.0)
    assert np.isnan(found.lower[order][[6, 7]]).all()
    assert np.isnan(found.upper[order][[6, 7]]).all()


def test_a_large_group_is_limited_by_all_that_it_must_carry() -> None:
    rows = [PAIR[0], *[PAIR[1]] * (EXACT_GROUP + 1), ("A", "A2", 4.0, 0.0), ("A2", "Elsewhere", 4.0, 0.0)]
    found = result([*rows, ("B", "Elsewhere", 6.0, 1.0)])
    free = np.isnan(found.amount)
    assert found.rough_bounds == free.sum() == EXACT_GROUP + 1
    np.testing.assert_allclose(found.upper[free], found.amount[-1])
    assert not found.lower[free].any()


def test_shares_that_would_make_a_flow_negative_leave_it_at_zero() -> None:
    rows = [("Elsewhere", "P2", 100.0, 5.0), ("P2", "P1", None), ("P2", "P3", 30.0, 1.0), ("P2", "P4", None)]
    ends = [(f"P{number}", "Elsewhere", None) for number in (1, 3, 4)]
    found = result([*rows, *ends], share(0.9, "P1"))
    assert 3 in found.clipped
    assert found.amount[3] == 0.0
    assert found.amount[1] == pytest.approx(0.9 * found.amount[0])
    assert found.amount[1] + found.amount[2] == pytest.approx(found.amount[0])


def test_a_constant_share_that_constants_deny_is_named() -> None:
    rows = [("Elsewhere", "P2", 100.0, 0.0), ("P2", "P1", 60.0, 0.0), ("P2", "P3", None)]
    found = result([*rows, ("P1", "Elsewhere", None), ("P3", "Elsewhere", None)], share(0.5, "P1"))
    assert found.conflict is not None
    assert (found.conflict.rows, found.conflict.processes) == ((0, 1), ("P2",))


@pytest.mark.parametrize("amount", [None, 0.0])
def test_a_table_without_any_amount_above_zero_has_a_result(amount: float | None) -> None:
    found = result([("Elsewhere", "A", amount), ("A", "B", amount), ("B", "Elsewhere", amount)])
    assert found.degrees == 0
    assert set(found.observability) == {"free" if amount is None else "redundant"}
    assert np.isnan(found.amount).all() if amount is None else not found.amount.any()
