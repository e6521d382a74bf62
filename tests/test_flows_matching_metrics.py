"""Measures of a ranking: known answers, what is ranked alike, and intervals over cases."""

from __future__ import annotations

from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.matching.metrics import (
    Places,
    dcg,
    gain,
    hit,
    interval,
    mean_reciprocal_rank,
    ndcg,
    places,
    reciprocal_rank,
)

RELEVANCES = [3, 2, 3, 0, 1, 2]


def test_known_answers() -> None:
    assert dcg(RELEVANCES) == pytest.approx(6.86113, abs=5e-6)
    assert dcg(sorted(RELEVANCES, reverse=True)) == pytest.approx(7.14100, abs=5e-6)
    assert ndcg(RELEVANCES) == pytest.approx(0.96081, abs=5e-6)
    assert mean_reciprocal_rank([3, 2, 1]) == pytest.approx(0.61111, abs=5e-6)


def test_nothing_relevant_gains_nothing() -> None:
    assert ndcg([0, 0]) == 0
    assert ndcg([]) == 0


def test_a_place_is_counted_from_the_highest_score() -> None:
    scores = np.array([0.1, 0.9, 0.5, 0.5])
    assert [places(scores, right) for right in range(4)] == [Places(4, 4), Places(1, 1), Places(2, 3), Places(2, 3)]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=1, max_size=5), st.integers(1, 5), st.data())
def test_ties_are_worth_the_mean_over_their_orders(scores: list[float], most: int, data: st.DataObject) -> None:
    """Against every order of all entries that is in the order of their scores."""
    right = data.draw(st.integers(0, len(scores) - 1))
    orders = [
        order
        for order in permutations(range(len(scores)))
        if all(scores[one] >= scores[two] for one, two in pairwise(order))
    ]
    ranks = [order.index(right) + 1 for order in orders]
    at = places(np.array(scores), right)
    assert hit(at, most) == pytest.approx(np.mean([rank <= most for rank in ranks]))
    assert reciprocal_rank(at) == pytest.approx(np.mean([1 / rank for rank in ranks]))
    single = [ndcg([float(place == rank) for place in range(1, 6)]) for rank in ranks]
    assert gain(at) == pytest.approx(np.mean(single))


def test_an_interval_holds_its_mean_and_is_the_same_each_time() -> None:
    values, cases = [1.0, 1.0, 0.0, 1.0, 0.0, 0.0], ["a", "a", "b", "c", "c", "d"]
    found = interval(values, cases)
    assert found.value == pytest.approx(0.5)
    assert found.low < 0.5 < found.high
    assert found == interval(values, cases)


def test_exchanges_of_one_case_are_drawn_together() -> None:
    """Ten copies of a case tell no more than the case itself."""
    once = interval([1.0, 0.0, 1.0, 0.0], ["a", "b", "c", "d"])
    tenfold = interval([1.0, 0.0, 1.0, 0.0] * 10, ["a", "b", "c", "d"] * 10)
    assert (tenfold.low, tenfold.high) == pytest.approx((once.low, once.high))


def test_one_case_gives_no_width() -> None:
    found = interval([1.0, 0.0], ["a", "a"])
    assert (found.low, found.value, found.high) == (0.5, 0.5, 0.5)
