"""How far material is carried: which rows have a distance, and that they add up to the picture."""

from collections.abc import Mapping
from typing import Any

import pytest

from flows.distances import Distances, Point, distances
from flows.sankey import weave
from flows.spans import Span
from flows.table import FlowTable
from flows.views import view
from tests.flow_tables import MATERIALS, PROCESSES, flow, foundry_town, site, table_of

# 0.1 degrees of latitude are 11.12 km
POINTS = {"peittoo": (61.6, 21.6), "port": (61.7, 21.6), "Ulvila": (61.68, 21.6), "Oulu": (65.0, 25.5)}
ROAD = Span(1.2, 1.4)
HOME = "satakunta"


def found(table: FlowTable | None = None, points: Mapping[str, Point] = POINTS, **asked: Any) -> Distances:
    return distances(
        table or foundry_town(), view("area-to-area"), points, ROAD, boundary=HOME, materials=MATERIALS, **asked
    )


def test_every_tonne_of_the_picture_is_in_one_class() -> None:
    whole = weave(foundry_town(), view("area-to-area"), boundary=HOME, materials=MATERIALS).figures["drawn_t"]
    one = found()
    assert one.carried + one.stays == pytest.approx(whole)
    assert one.stays == 20.0 + 4.0  # without a user, and put in stock
    assert found(points={}).carried == pytest.approx(one.carried)


def test_distances_are_straight_lines_times_the_factor() -> None:
    """Foundry to recycler and back 8.9 km, 11.6 by road; foundry to boiler 11.1 km, 14.5 by road."""
    one = found()
    assert one.by_class == pytest.approx((0.0, 10.0 + 8.0 + 7.0, 0.0, 0.0))
    straight = 18.0 * 8.896 + 7.0 * 11.119
    assert one.tonne_km.low == pytest.approx(1.2 * straight, rel=1e-3)
    assert one.tonne_km.high == pytest.approx(1.4 * straight, rel=1e-3)


def test_a_place_without_a_point_is_not_known() -> None:
    """The way from Tampere, the uses that name nobody and what leaves the boundary have none either."""
    without = {name: point for name, point in POINTS.items() if name != "Ulvila"}
    one, two = found(), found(points=without)
    assert two.unknown == pytest.approx(one.unknown + 18.0)
    assert two.by_class == pytest.approx((0.0, 7.0, 0.0, 0.0))
    assert one.unknown == pytest.approx(12.0 + 3.0 + 2.0 + 6.0)


def test_one_place_is_no_distance_and_no_place_is_not_one() -> None:
    town = (
        *PROCESSES,
        site("mill", "paper", "Pori", "peittoo"),
        site("yard", "waste", "Pori"),
        site("dock", "waste", "Pori"),
        site("lost", "waste", ""),
        site("gone", "waste", ""),
    )
    rows = [
        flow("foundry", "mill", "sand", 5.0),
        flow("yard", "dock", "sand", 3.0),
        flow("lost", "gone", "sand", 2.0),
        flow("yard", "mill", "sand", 1.0),
    ]
    one = distances(
        table_of(rows, processes=town), view("area-to-area"), POINTS, ROAD, boundary="all", materials=MATERIALS
    )
    assert one.within == 5.0 + 3.0
    assert one.unknown == 2.0 + 1.0
    assert one.tonne_km == Span(0.0, 0.0)


def test_far_ways_are_in_the_last_class() -> None:
    town = (*PROCESSES, site("north", "metal", "Oulu"))
    table = table_of([flow("foundry", "north", "sand", 4.0, kind="exchange")], processes=town)
    one = distances(table, view("area-to-area"), POINTS, ROAD, boundary="all", materials=MATERIALS)
    assert one.by_class == (0.0, 0.0, 0.0, 4.0)


def test_only_the_year_and_the_material_that_are_asked_for() -> None:
    rows = [
        flow("foundry", "boiler", "sand", 4.0),
        flow("foundry", "boiler", "ash", 2.0),
        flow("foundry", "boiler", "sand", 9.0, year=2024),
    ]
    table = table_of(rows)
    assert found(table, year=2025).carried == 6.0
    assert found(table, year=2024).carried == 9.0
    assert found(table, year=2025, material=("T", None)).carried == 2.0
