from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from databank.amounts import megawatt_hours, plain, public_band, tonnes
from databank.geography import distance_km, grid_point
from databank.records import Amount, Basis, Period


@pytest.mark.parametrize(
    ("value", "unit", "density", "expected"),
    [
        ("1.5", "kt", None, "1500"),
        ("20", "kg", None, "0.02"),
        ("100", "m3", "1.8", "180"),
        ("100", "m3", None, None),
        ("100", "MWh", None, None),
    ],
)
def test_only_mass_and_volumes_with_a_density_become_tonnes(
    value: str, unit: str, density: str | None, expected: str | None
) -> None:
    found = tonnes(Decimal(value), unit, Decimal(density) if density else None)
    assert found == (Decimal(expected) if expected else None)


def test_energy_is_counted_in_megawatt_hours() -> None:
    assert megawatt_hours(Decimal(36), "TJ") == 10_000
    assert megawatt_hours(Decimal(36), "t") is None
    assert megawatt_hours(None, "GWh") is None


@given(st.decimals(0, 999_999_999, places=6))
def test_a_number_lies_in_its_public_band_and_bands_do_not_overlap(value: Decimal) -> None:
    low, high = public_band(value)
    assert low <= value < high
    assert public_band(low) == (low, high)
    assert public_band(high)[0] == high


@pytest.mark.parametrize(
    ("value", "expected"), [("0", (0, 1)), ("0.99", (0, 1)), ("1", (1, 3)), ("3", (3, 10)), ("29.9", (10, 30))]
)
def test_bands_are_half_decades(value: str, expected: tuple[int, int]) -> None:
    assert [int(end) for end in public_band(Decimal(value))] == [*expected]


def test_plain_numbers_have_no_tail_and_no_exponent() -> None:
    assert [plain(Decimal(text)) for text in ("12.500000", "1000", "1E+3", "0.000000")] == ["12.5", "1000", "1000", "0"]


def test_an_amount_knows_the_tonnes_that_flow() -> None:
    known = Amount(year=2024, low=Decimal(10), high=Decimal(30))
    assert known.mass_t == 20
    assert Amount(year=2024, low=Decimal(10), high=Decimal(30), band=True).mass_t is None
    assert Amount(year=2024, value=Decimal(5), basis=Basis.DRY).mass_t is None
    assert Amount(year=2024, value=Decimal(5), period=Period.STOCK).mass_t is None


def test_distance_from_pori_to_harjavalta() -> None:
    assert distance_km(61.485, 21.797, 61.313, 22.138) == pytest.approx(26.3, abs=0.3)


@given(st.floats(60, 63), st.floats(21, 23))
def test_the_grid_hides_a_place_within_four_kilometres_and_maps_onto_itself(lat: float, lon: float) -> None:
    grid_lat, grid_lon = grid_point(lat, lon)
    assert grid_lat is not None
    assert grid_lon is not None
    assert distance_km(lat, lon, grid_lat, grid_lon) < 4
    assert grid_point(grid_lat, grid_lon) == (grid_lat, grid_lon)


def test_no_place_has_no_grid_point() -> None:
    assert grid_point(None, 21.0) == (None, None)
