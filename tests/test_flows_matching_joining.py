"""The join of offers and receivers finds the pairs that two plain loops find, everywhere on the globe."""

from __future__ import annotations

import hashlib
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.matching import joining
from flows.matching.distances import great_circle_km
from flows.matching.joining import OPEN_FIRST, OPEN_LAST, Join, Side

Place = tuple[float, float] | None
Member = tuple[frozenset[int], Place, tuple[int, int]]


def side_of(members: list[Member]) -> Side:
    """Members as arrays."""
    entries = [(place, key) for place, (keys, _, _) in enumerate(members) for key in sorted(keys)]
    points = [(math.nan, math.nan) if where is None else where for _, where, _ in members]
    return Side(
        owner=np.array([place for place, _ in entries], np.int64),
        key=np.array([key for _, key in entries], np.int64),
        lat=np.radians([lat for lat, _ in points]).reshape(len(members)),
        lon=np.radians([lon for _, lon in points]).reshape(len(members)),
        first=np.array([first for _, _, (first, _) in members], np.int32),
        last=np.array([last for _, _, (_, last) in members], np.int32),
    )


def by_loops(offers: list[Member], receivers: list[Member], radius_km: float | None) -> list[tuple[int, int]]:
    return [(i, j) for i, one in enumerate(offers) for j, other in enumerate(receivers) if meet(one, other, radius_km)]


def meet(one: Member, other: Member, radius_km: float | None) -> bool:
    (keys, here, (first, last)), (others, there, (from_day, to_day)) = one, other
    if not keys & others or max(first, from_day) > min(last, to_day):
        return False
    return here is None or there is None or radius_km is None or great_circle_km(*here, *there) <= radius_km


def joined(offers: list[Member], receivers: list[Member], radius_km: float | None) -> list[tuple[int, int]]:
    found = Join(side_of(receivers), radius_km).pairs(side_of(offers))
    return list(zip(found.offers.tolist(), found.receivers.tolist(), strict=True))


def hash_of(pairs: list[tuple[int, int]]) -> str:
    return hashlib.sha256(repr(pairs).encode()).hexdigest()


def town(generator: np.random.Generator, count: int, most_keys: int) -> list[Member]:
    """Members within 150 km, some without a place, some with an open window."""
    found: list[Member] = []
    for _ in range(count):
        keys = frozenset(generator.integers(0, 12, generator.integers(1, most_keys + 1)).tolist())
        where = None if generator.random() < 0.1 else (generator.uniform(61, 62.3), generator.uniform(20.5, 23.5))
        first = int(OPEN_FIRST) if generator.random() < 0.2 else int(generator.integers(0, 400))
        last = int(OPEN_LAST) if generator.random() < 0.2 else first + int(generator.integers(-5, 300))
        found.append((keys, where, (first, max(last, int(OPEN_FIRST)))))
    return found


@pytest.mark.parametrize("radius_km", [0.0, 7.0, 40.0, None])
def test_the_pairs_are_those_of_two_loops_by_their_hash(radius_km: float | None) -> None:
    generator = np.random.default_rng(6)
    offers, receivers = town(generator, 120, 2), town(generator, 140, 8)
    expected = by_loops(offers, receivers, radius_km)
    assert expected
    assert hash_of(joined(offers, receivers, radius_km)) == hash_of(expected)


places = st.one_of(
    st.none(),
    st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
    st.tuples(st.floats(60, 62), st.floats(179.5, 180) | st.floats(-180, -179.5)),
    st.tuples(st.floats(89.5, 90), st.floats(-180, 180)),
)
windows = st.tuples(st.integers(0, 9), st.integers(0, 9))
members = st.lists(st.tuples(st.frozensets(st.integers(0, 3), max_size=3), places, windows), max_size=7)


@settings(max_examples=120, deadline=None)
@given(members, members, st.sampled_from([0.5, 30.0, 400.0, 9000.0, 30000.0]))
def test_nothing_is_missed_at_the_date_line_or_at_a_pole(
    offers: list[Member], receivers: list[Member], radius_km: float
) -> None:
    assert joined(offers, receivers, radius_km) == by_loops(offers, receivers, radius_km)


def test_pairs_come_once_and_in_order_whatever_the_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "AT_ONCE", 3)
    generator = np.random.default_rng(7)
    offers, receivers = town(generator, 30, 8), town(generator, 30, 8)
    found = joined(offers, receivers, 60)
    assert found == sorted(set(found))
    assert found == by_loops(offers, receivers, 60)


def test_nobody_meets_nobody() -> None:
    one: list[Member] = [(frozenset({1}), (61.0, 21.0), (0, 5))]
    assert joined([], one, 10) == joined(one, [], 10) == joined([], [], None) == []
    assert joined(one, [(frozenset({7}), (61.0, 21.0), (0, 5))], 10) == []
    assert joined(one, [(frozenset(), (61.0, 21.0), (0, 5))], 10) == []
