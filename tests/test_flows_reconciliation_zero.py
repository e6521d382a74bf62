"""No flow below zero: the quick way beside the slow one, flows below zero only together, and large networks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.reconciliation import balancing
from flows.reconciliation.cuts import jointly_below_zero
from flows.reconciliation.feasible import Programme, constraints
from flows.reconciliation.linear import Draft, drafted
from flows.reconciliation.reconciling import reconcile
from flows.reconciliation.system import System, systems
from flows.table import FlowTable
from tests.flow_tables import flow, table_of

places = st.sampled_from(["Elsewhere", "A", "B", "C", "D"])
amounts = st.one_of(st.none(), st.sampled_from([0.0, 1.0, 3.0]), st.floats(0.1, 60.0))
rows_of_flows = st.lists(st.tuples(places, places, amounts, st.sampled_from([0.5, 2.0, 9.0])), min_size=3, max_size=18)


def table(rows: Sequence[Sequence[Any]]) -> FlowTable:
    """Rows of source, target, amount and uncertainty."""
    return table_of(
        flow(row[0], row[1], f"flow {number:04}", row[2], standard_uncertainty=None if row[2] is None else row[3])
        for number, row in enumerate(rows)
    )


def system_of(rows: Sequence[Sequence[Any]]) -> System:
    """The one system of these rows."""
    (found,) = systems(table(rows))
    return found


def height(system: System, draft: Draft) -> float:
    measured = ~system.unmeasured
    return float(np.sum((draft.amount - system.amount)[measured] ** 2 / system.variance[measured]))


def is_possible(system: System, draft: Draft) -> bool:
    """Whether amounts of zero or more of the free flows go with the amounts of the others, by a linear programme."""
    least = np.where(draft.known, draft.amount, 0.0) / system.scale
    most = np.where(draft.known, least, np.inf)
    return Programme(constraints(system, None), least, most, tolerance=1e-6).is_feasible()


@settings(max_examples=60, deadline=None)
@given(rows_of_flows)
def test_the_quick_way_finds_what_the_slow_one_does(rows: list[Any]) -> None:
    system = system_of(rows)
    below = balancing._below(system, drafted(system))
    quick = balancing._settled(system, below)
    if not below.any():
        assert quick is None
        return
    assert quick is not None
    slow = balancing._searched(system, below)
    assert height(system, quick[1]) == pytest.approx(height(system, slow[1]), rel=1e-6, abs=1e-8)
    assert is_possible(system.held(quick[0]), quick[1])


@settings(max_examples=60, deadline=None)
@given(rows_of_flows)
def test_free_flows_are_below_zero_together_exactly_when_no_amounts_are_possible(rows: list[Any]) -> None:
    system = system_of(rows)
    draft = drafted(system)
    if not balancing.below_zero(system, draft).any():
        assert jointly_below_zero(system, draft).any() == (not is_possible(system, draft))


def test_two_free_flows_that_only_bring_more_to_a_process_with_too_much_are_zero() -> None:
    rows = [("Elsewhere", "A", 12.0, 1.0), ("A", "Elsewhere", 10.0, 1.0), *[("B", "A", None)] * 2]
    ends = [("Elsewhere", "B", 3.0, 1.0), ("B", "Elsewhere", 5.0, 1.0)]
    system = system_of([*rows, *ends])
    found = jointly_below_zero(system, drafted(system))
    assert np.flatnonzero(found).tolist() == np.flatnonzero(system.unmeasured).tolist()
    (result,) = reconcile(table([*rows, *ends]))
    np.testing.assert_allclose(result.amount, [11.0, 11.0, np.nan, np.nan, 4.0, 4.0])
    np.testing.assert_allclose(result.upper[2:4], 0.0, atol=1e-6)
    assert result.clipped == ()  # no single one of them is known to be zero


def test_a_constant_below_zero_is_left_as_it_is() -> None:
    system = system_of([("Elsewhere", "A", 5.0, 1.0), ("A", "Elsewhere", 4.0, 1.0), ("A", "Elsewhere", 3.0, 1.0)])
    last = system.rows == 2
    amount, variance = np.where(last, -2.0, system.amount), np.where(last, 0.0, system.variance)
    answer = balancing.balanced(replace(system, amount=amount, variance=variance), 1000)
    assert answer.fit.amount[np.argsort(system.rows)].tolist() == pytest.approx([3.5, 5.5, -2.0])
    assert not answer.zero.any()


def test_in_a_network_too_large_for_the_slow_way_flows_leave_zero_again_too() -> None:
    """Six thousand processes in chains of three, each like the example of a flow that leaves zero again."""
    rows: list[tuple[str, str, float, float]] = []
    for number in range(2000):
        a, b, c = (f"{letter}{number}" for letter in "ABC")
        rows += [("Elsewhere", a, 1.0, 5.0), (a, b, 9.0, 4.0), (b, c, 1.0, 3.0), (c, a, 12.0, 1.0)]
        rows += [(b, "Elsewhere", 2.0, 6.0), (c, "Elsewhere", 20.0, 2.0)]
    large, small = system_of(rows), system_of(rows[:6])
    assert len(large.names) > balancing.SEARCHED_UP_TO
    answer = balancing.balanced(large, 0)
    own = drafted(small.held(balancing.balanced(small, 1000).zero))
    assert answer.zero.any()
    assert np.nansum((answer.fit.amount - large.amount) ** 2 / large.variance) == pytest.approx(
        2000 * height(small, own), rel=1e-6
    )
