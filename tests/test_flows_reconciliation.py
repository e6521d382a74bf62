"""Reconciliation: published cases, a dense reference, what can be known, limits, conflicts, and rows in any order."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import null_space

from flows.reconciliation.reconciling import reconcile
from flows.reconciliation.shares import CoefficientError
from flows.reconciliation.system import systems
from flows.reconciliation.values import Coefficient, Reconciled
from flows.table import FlowTable
from tests.flow_tables import flow, table_of

HEAT_EXCHANGER = (
    ("Elsewhere", "splitter", 101.91),
    ("splitter", "exchanger", 64.45),
    ("splitter", "valve", 34.65),
    ("exchanger", "mixer", 64.20),
    ("valve", "mixer", 36.44),
    ("mixer", "Elsewhere", 98.88),
)
STAN = (
    ("Elsewhere", "P1", 100.0, 10.0),
    ("Elsewhere", "P1", 50.0, 0.0),
    ("P1", "P2", 300.0, 30.0),
    ("P2", "P1", None, None),
    ("P2", "P3", 160.0, 16.0),
    ("P3", "Elsewhere", None, None),
    ("P3", "Elsewhere", None, None),
)


def table(rows: Sequence[Sequence[Any]]) -> FlowTable:
    """Rows of source, target, amount and uncertainty; each is a material of its own."""
    return table_of(
        flow(row[0], row[1], f"flow {number}", row[2], standard_uncertainty=row[3] if len(row) > 3 else None)
        for number, row in enumerate(rows)
    )


def result(rows: Sequence[Sequence[Any]], *coefficients: Coefficient, **options: Any) -> Reconciled:
    (found,) = reconcile(table(rows), coefficients=coefficients, **options)
    return found


def share(value: float | None, uncertainty: float | None, target: str = "P1") -> Coefficient:
    return Coefficient(year=2025, process="P2", target=target, share=value, standard_uncertainty=uncertainty)


# --- published cases ---------------------------------------------------------------------------------------------


def test_heat_exchanger_with_bypass_of_narasimhan_and_jordache() -> None:
    found = result([(*row, 1.0) for row in HEAT_EXCHANGER])
    np.testing.assert_allclose(found.amount, [100.22, 64.50, 35.72, 64.50, 35.72, 100.22], atol=1e-9)
    np.testing.assert_allclose(found.uncertainty, 1 / math.sqrt(3), atol=1e-12)
    assert found.chi_square == pytest.approx(6.4075)
    assert found.degrees == 4
    assert found.p_value == pytest.approx(0.17071, abs=1e-5)
    assert set(found.observability) == {"redundant"}
    assert found.suspects == ()


def test_cencic_2016_as_solved_by_stan() -> None:
    found = result(STAN, share(0.5, 0.05))
    expected = [102.42596, 50.0, 302.416229, 149.99027, 152.42596]
    np.testing.assert_allclose(found.amount[:5], expected, atol=5e-7)
    np.testing.assert_allclose(found.uncertainty[:5], [7.882792, 0.0, 22.608614, 21.213297, 7.882792], atol=5e-7)
    assert np.isnan(found.amount[5:]).all()
    assert found.observability[3:] == ("determinable", "redundant", "free", "free")
    (coefficient,) = found.coefficients
    assert coefficient.share == pytest.approx(0.495973, abs=5e-7)
    assert coefficient.uncertainty == pytest.approx(0.037681, abs=5e-7)
    np.testing.assert_allclose(found.lower[5:], 0.0, atol=1e-4)
    np.testing.assert_allclose(found.upper[5:], 152.42596, atol=1e-4)


def test_two_unequal_values_meet_in_the_middle() -> None:
    found = result([("Elsewhere", "plant", 100.0, 10.0), ("plant", "Elsewhere", 110.0, 10.0)])
    np.testing.assert_allclose(found.amount, 105.0)
    np.testing.assert_allclose(found.uncertainty, math.sqrt(50.0))
    assert found.chi_square == pytest.approx(0.5)
    assert found.degrees == 1


def test_sixty_forty_shares_that_are_constants_split_the_input() -> None:
    rows = [("Elsewhere", "P2", 100.0, 5.0), ("P2", "P1", None), ("P2", "P3", None)]
    ends = [("P1", "Elsewhere", None), ("P3", "Elsewhere", 44.0, 4.4)]
    found = result([*rows, *ends], share(0.6, 0.0), share(0.4, 0.0, "P3"))
    np.testing.assert_allclose(found.amount[1] / found.amount[2], 1.5, rtol=1e-9)
    np.testing.assert_allclose(found.amount[1] + found.amount[2], found.amount[0], rtol=1e-9)
    assert found.degrees == 1


def test_a_share_that_is_not_known_follows_from_the_flows() -> None:
    rows = [("Elsewhere", "P2", 100.0, 1.0), ("P2", "P1", 30.0, 1.0), ("P2", "P3", 72.0, 1.0)]
    ends = [("P1", "Elsewhere", None), ("P3", "Elsewhere", None)]
    found = result([*rows, *ends], share(None, None))
    (coefficient,) = found.coefficients
    assert coefficient.observability == "determinable"
    assert coefficient.share == pytest.approx(found.amount[1] / found.amount[0], rel=1e-9)
    assert found.degrees == 1


# --- beside a dense reference --------------------------------------------------------------------------------------


@st.composite
def networks(draw: st.DrawFn, *, with_gaps: bool) -> list[tuple[str, str, float | None, float | None]]:
    """Random flows between few places, Elsewhere among them."""
    places = st.sampled_from(["Elsewhere", "A", "B", "C", "D", "E"])
    amounts: st.SearchStrategy[float | None] = st.floats(1.0, 500.0)
    if with_gaps:
        amounts = st.one_of(st.none(), amounts, amounts, amounts)
    rows = draw(st.lists(st.tuples(places, places, amounts, st.floats(0.5, 40.0)), min_size=1, max_size=14))
    return [(one, other, amount, spread if amount is not None else None) for one, other, amount, spread in rows]


def reference(flows: FlowTable) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Textbook formulas with dense matrices: amounts, covariances and leverages of measured flows, in table order."""
    (system,) = systems(flows)
    order = np.argsort(system.rows)
    matrix = system.incidence().toarray()[:, order]
    gaps = np.isnan(system.amount[order])
    measured, variance = system.amount[order][~gaps], system.variance[order][~gaps]
    matrix = np.round(null_space(matrix[:, gaps].T).T, 12) @ matrix[:, ~gaps] if gaps.any() else matrix
    spread = (matrix * variance) @ matrix.T
    gain = (variance[:, None] * matrix.T) @ np.linalg.pinv(spread, rcond=1e-12, hermitian=True)
    return measured - gain @ (matrix @ measured), np.diag(variance) - gain @ matrix * variance, ~gaps


@settings(max_examples=30, deadline=None)
@given(networks(with_gaps=False))
def test_amounts_and_uncertainties_are_those_of_dense_matrices(rows: list[Any]) -> None:
    flows = table(rows)
    (found,) = reconcile(flows)
    amount, covariance, _ = reference(flows)
    if not found.clipped:
        np.testing.assert_allclose(found.amount, amount, rtol=1e-8, atol=1e-8)
        np.testing.assert_allclose(found.uncertainty**2, np.diag(covariance), rtol=1e-6, atol=1e-8)
    leverage = 1.0 - np.diag(covariance) / found.reported_uncertainty**2
    assert np.sum(leverage) == pytest.approx(found.degrees, abs=1e-6)  # the identity of leverages and rank


@settings(max_examples=30, deadline=None)
@given(networks(with_gaps=True))
def test_flows_that_were_not_measured_are_determined_exactly_when_the_equations_say_so(rows: list[Any]) -> None:
    flows = table(rows)
    (found,) = reconcile(flows)
    (system,) = systems(flows)
    matrix = system.incidence().toarray()[:, np.argsort(system.rows)]
    gaps = np.isnan(found.reported)
    seen = np.linalg.pinv(matrix[:, gaps]) @ matrix[:, gaps]
    determined = np.abs(1.0 - np.diag(seen)) < 1e-9
    words = np.array(found.observability)
    assert ((words[gaps] == "determinable") == determined).all()
    assert set(words[~gaps]) <= {"redundant", "just_measured"}


@settings(max_examples=30, deadline=None)
@given(networks(with_gaps=True))
def test_what_is_reconciled_balances_and_is_never_negative(rows: list[Any]) -> None:
    flows = table(rows)
    (found,) = reconcile(flows)
    (system,) = systems(flows)
    matrix = system.incidence().toarray()[:, np.argsort(system.rows)]
    free = np.isnan(found.amount)
    closed = ~np.any((matrix != 0) & free, axis=1)
    scale = np.nanmax(np.abs(np.append(found.reported, 1.0)))
    assert np.all(np.abs(matrix[closed] @ np.where(free, 0.0, found.amount)) <= 1e-9 * scale)
    assert np.all(found.amount[~free] >= -1e-9 * scale)
    assert np.all(found.lower <= found.upper + 1e-6 * scale)


@settings(max_examples=30, deadline=None)
@given(networks(with_gaps=True), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(rows: list[Any], chance: Any) -> None:
    numbered = [
        flow(one, other, f"flow {number}", amount, standard_uncertainty=spread, record_id=f"R{number:02}")
        for number, (one, other, amount, spread) in enumerate(rows)
    ]
    places = list(range(len(rows)))
    chance.shuffle(places)
    (found,) = reconcile(table_of(numbered))
    (shuffled,) = reconcile(table_of([numbered[place] for place in places]))
    for name in ("amount", "uncertainty", "lower", "upper", "score"):
        np.testing.assert_array_equal(getattr(found, name)[places], getattr(shuffled, name))


def test_probed_uncertainties_are_near_the_exact_ones_and_the_amounts_are_the_same() -> None:
    chance = np.random.default_rng(7)
    ends = chance.integers(0, 400, (1200, 2))
    rows = [(f"P{one}", f"P{other}" if other > 20 else "Elsewhere", 100.0, 10.0) for one, other in ends.tolist()]
    exact, probed = result(rows, exact_up_to=2000), result(rows, exact_up_to=10)
    assert (exact.is_exact, probed.is_exact) == (True, False)
    np.testing.assert_allclose(probed.amount, exact.amount, rtol=1e-9, atol=1e-9)
    error = np.abs(probed.uncertainty / exact.uncertainty - 1.0)
    assert np.nanquantile(error, 0.95) <= 0.1


# --- which flows join a balance --------------------------------------------------------------------------------------


def test_stock_and_boundary_processes_and_loops_are_not_balanced() -> None:
    rows = [
        ("quarry", "plant", 100.0, 1.0),
        ("plant", "Stock", 10.0, 1.0),
        ("plant", "fate:used", 96.0, 1.0),
        ("plant", "plant", 500.0, 1.0),
    ]
    found = result(rows)
    np.testing.assert_allclose(found.amount, [102.0, 8.0, 94.0, 500.0])
    assert found.observability[3] == "just_measured"
    assert found.degrees == 1


def test_an_uncertainty_that_is_not_stated_is_a_tenth_and_counted() -> None:
    found = result([("Elsewhere", "plant", 100.0), ("plant", "Elsewhere", 110.0, 11.0)])
    assert (found.assumed, found.reported_uncertainty[0]) == (1, pytest.approx(10.0))


def test_years_and_layers_are_reconciled_apart() -> None:
    rows = [flow("Elsewhere", "plant", "x", 10.0, year=year) for year in (2025, 2024)]
    assert [(one.year, len(one.rows)) for one in reconcile(table_of(rows))] == [(2024, 1), (2025, 1)]


def test_an_empty_table_has_no_results() -> None:
    assert reconcile(table_of([])) == ()


# --- suspects, zero, conflicts -------------------------------------------------------------------------------------


def test_a_gross_error_is_named_with_the_value_that_the_others_say() -> None:
    rows = [(one, other, amount + (6.0 if one == "valve" else 0.0), 1.0) for one, other, amount in HEAT_EXCHANGER]
    found = result(rows)
    assert found.p_value is not None
    assert found.p_value < 1e-6
    (suspect,) = found.suspects
    without = result([(*row[:2], None, None) if row[0] == "valve" else row for row in rows])
    assert (suspect.row, suspect.reported) == (4, 42.44)
    assert suspect.proposed == pytest.approx(without.amount[4], rel=1e-9)
    assert suspect.score == pytest.approx(np.nanmax(found.score))


def test_values_that_cannot_be_told_apart_are_both_suspects() -> None:
    found = result([("Elsewhere", "plant", 100.0, 1.0), ("plant", "Elsewhere", 200.0, 1.0)])
    assert {one.row: one.proposed for one in found.suspects} == {0: pytest.approx(200.0), 1: pytest.approx(100.0)}


def test_a_flow_that_balances_would_make_negative_is_zero_and_the_rest_is_fitted_again() -> None:
    rows = [("Elsewhere", "plant", 10.0, 1.0), ("plant", "Elsewhere", 15.0, 1.0), ("plant", "B", None)]
    found = result([*rows, ("B", "Elsewhere", None), ("B", "Elsewhere", None)])
    assert found.clipped == (2,)
    np.testing.assert_allclose(found.amount[:3], [12.5, 12.5, 0.0], atol=1e-9)
    np.testing.assert_allclose(found.upper[3:], 0.0, atol=1e-6)


def test_a_flow_leaves_zero_again_when_that_is_better() -> None:
    """The best answer without negative flows, beside all ways of choosing which are zero."""
    rows = [
        ("Elsewhere", "A", 1.0, 5.0),
        ("A", "B", 9.0, 4.0),
        ("B", "C", 1.0, 3.0),
        ("C", "A", 12.0, 1.0),
        ("B", "Elsewhere", 2.0, 6.0),
        ("C", "Elsewhere", 20.0, 2.0),
    ]
    found = result(rows)
    measured, spread = np.array([row[2] for row in rows]), np.array([row[3] for row in rows])

    def height(amount: np.ndarray) -> float:
        return float(np.sum(((amount - measured) / spread) ** 2))

    best = math.inf
    (system,) = systems(table(rows))
    matrix = system.incidence().toarray()[:, np.argsort(system.rows)]
    for chosen in range(2 ** len(rows)):
        held = np.array([bool(chosen >> place & 1) for place in range(len(rows))])
        variance = np.where(held, 0.0, spread**2)
        start = np.where(held, 0.0, measured)
        gain = (variance[:, None] * matrix.T) @ np.linalg.pinv((matrix * variance) @ matrix.T)
        amount = start - gain @ (matrix @ start)
        if np.all(amount >= -1e-9) and np.allclose(matrix @ amount, 0.0, atol=1e-9):
            best = min(best, height(amount))
    assert found.clipped
    assert height(found.amount) == pytest.approx(best, rel=1e-6)


def test_constants_that_contradict_are_named_in_a_smallest_set_and_get_no_numbers() -> None:
    rows = [
        ("Elsewhere", "A", 10.0, 0.0),
        ("A", "Elsewhere", 15.0, 0.0),
        ("A", "B", None),
        ("B", "Elsewhere", 2.0),
        ("Elsewhere", "C", 7.0, 0.0),
        ("C", "Elsewhere", 7.0, 1.0),
    ]
    found = result(rows)
    assert found.conflict is not None
    assert (found.conflict.rows, found.conflict.processes) == ((0, 1), ("A",))
    assert "A → Elsewhere 15" in found.conflict.sentence
    assert np.isnan(found.amount).all()
    assert found.p_value is None


def test_constants_that_agree_are_no_conflict() -> None:
    found = result([("Elsewhere", "A", 10.0, 0.0), ("A", "Elsewhere", 10.0, 0.0)])
    assert found.conflict is None
    assert found.amount.tolist() == [10.0, 10.0]


def test_a_free_flow_on_a_circle_has_no_upper_limit() -> None:
    found = result([("Elsewhere", "A", 10.0), ("A", "B", None), ("B", "A", None), ("B", "Elsewhere", 10.0)])
    assert found.observability[1:3] == ("free", "free")
    assert found.lower[1:3].tolist() == pytest.approx([found.amount[0], 0.0], abs=1e-4)
    assert np.isinf(found.upper[1:3]).all()


@pytest.mark.parametrize(("process", "target", "year"), [("P9", "P1", 2025), ("P2", "P9", 2025), ("P2", "P1", 2024)])
def test_a_share_that_joins_no_flows_is_refused(process: str, target: str, year: int) -> None:
    wrong = Coefficient(year=year, process=process, target=target, share=0.5)
    with pytest.raises(CoefficientError):
        reconcile(table(STAN), coefficients=[wrong])
