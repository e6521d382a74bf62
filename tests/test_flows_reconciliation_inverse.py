"""Entries of an inverse from a sparse factor, beside the whole inverse; exact uncertainties beside dense matrices."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from flows.reconciliation.forest import Forest
from flows.reconciliation.inverse import inverse_at
from flows.reconciliation.laplacian import Laplacian
from flows.reconciliation.normal_equations import NormalEquations
from flows.reconciliation.reconciling import reconcile
from flows.reconciliation.system import systems
from tests.flow_tables import flow, table_of

ends = st.tuples(st.integers(-1, 11), st.integers(0, 11)).filter(lambda pair: pair[0] != pair[1])


def laplacian(pairs: list[tuple[int, int]], chance: np.random.Generator) -> tuple[Laplacian, np.ndarray, np.ndarray]:
    """Random flows between twelve places, each of which has one flow to the ground too."""
    source = np.array([one for one, _ in pairs] + [-1] * 12)
    target = np.array([other for _, other in pairs] + list(range(12)))
    return Laplacian(12, source, target, chance.lognormal(0.0, 2.0, len(source))), source, target


@settings(max_examples=40, deadline=None)
@given(st.lists(ends, max_size=30), st.integers(0, 2**32))
def test_resistance_is_that_of_the_whole_inverse(pairs: list[tuple[int, int]], seed: int) -> None:
    found, source, target = laplacian(pairs, np.random.default_rng(seed))
    inverse = np.pad(np.linalg.inv(found.matrix.toarray()), ((0, 1), (0, 1)))  # -1 is the last: ground
    expected = inverse[source, source] + inverse[target, target] - 2 * inverse[source, target]
    np.testing.assert_allclose(found.resistance(source, target), expected, rtol=1e-10)


def test_a_factor_whose_rows_and_columns_are_in_different_orders_is_refused() -> None:
    class Turned:
        perm_c, perm_r = np.array([0, 1]), np.array([1, 0])

    with pytest.raises(ValueError, match="different orders"):
        inverse_at(Turned(), np.array([0]), np.array([0]))


def test_the_far_side_of_a_bridge_is_all_that_hangs_on_it() -> None:
    # 0 environment; 1-2-3 hangs on nothing, 4-5 twice and so no bridge, 5-6 beyond it
    forest = Forest(7, np.array([1, 2, 4, 4, 5]), np.array([2, 3, 5, 5, 6]))
    assert forest.bridges.tolist() == [True, True, False, False, True]
    beyond = forest.beyond(np.flatnonzero(forest.bridges)).toarray().astype(bool)
    assert [set(np.flatnonzero(row).tolist()) for row in beyond] == [{2, 3}, {3}, {6}]
    assert forest.below == 4


def test_uncertainties_of_what_follows_are_those_of_dense_matrices() -> None:
    """Four hundred flows, an eighth of them not measured: sums of measured ones, with their covariances."""
    chance = np.random.default_rng(11)
    rows = []
    for number in range(100):
        path = ["Elsewhere", *(f"P{one}" for one in chance.choice(60, 3, replace=False)), "Elsewhere"]
        for one, other in pairwise(path):
            amount = None if chance.random() < 0.12 else 100.0 + chance.random()
            rows.append(flow(one, other, f"{number} {one}", amount, standard_uncertainty=amount and 1.0))
    table = table_of(rows)
    (found,) = reconcile(table)
    (system,) = systems(table)
    matrix = system.incidence().toarray()[:, np.argsort(system.rows)]
    gaps = np.isnan(found.reported)
    follows = gaps & ~np.isnan(found.amount)
    null = np.linalg.svd(matrix[:, gaps].T)[2][np.linalg.matrix_rank(matrix[:, gaps]) :]
    measured = null @ matrix[:, ~gaps]
    covariance = np.eye(int((~gaps).sum())) - np.linalg.pinv(measured) @ measured
    carried = -np.linalg.pinv(matrix[:, gaps]) @ matrix[:, ~gaps]
    expected = np.sqrt(np.diag(carried @ covariance @ carried.T))[follows[gaps]]
    assert found.clipped == ()
    assert follows.sum() > 10
    np.testing.assert_allclose(found.uncertainty[follows], expected, rtol=1e-9)


def test_many_equations_with_shares_say_the_same_as_dense_matrices() -> None:
    """Seven hundred equations, which are factorised; constants touch pairs of them that nothing else joins."""
    chance = np.random.default_rng(3)
    rows, columns = 700, 1500
    slopes = np.zeros((rows, columns))
    slopes[np.arange(rows), np.arange(rows)] = 1.0  # every equation has something of its own
    for column in range(rows, columns):
        slopes[chance.choice(rows, 2, replace=False), column] = chance.normal(size=2)
    variance = chance.uniform(0.5, 2.0, columns)
    variance[-40:-20], variance[-20:] = np.nan, 0.0
    normal = NormalEquations(csr_array(slopes), variance)
    gaps, moved = np.isnan(variance), variance > 0
    measured, loose = slopes[:, moved], slopes[:, gaps]
    kernel = np.linalg.inv((measured * variance[moved]) @ measured.T + loose @ loose.T)
    weighed = kernel @ loose
    rest = kernel - weighed @ np.linalg.inv(loose.T @ weighed) @ weighed.T
    seen, whole = (np.sum(slopes * (matrix @ slopes), axis=0) for matrix in (rest, kernel))
    np.testing.assert_allclose(normal.checked()[~gaps], (seen / whole)[~gaps], rtol=1e-9)
    left = variance[moved] * (1.0 - variance[moved] * seen[moved])
    np.testing.assert_allclose(normal.variances()[moved], left, rtol=1e-7, atol=1e-10)
    assert normal.degrees == rows - 20
