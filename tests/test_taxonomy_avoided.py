"""Avoided emissions: the factor of what a use replaces, and whether it only stands in."""

from __future__ import annotations

from decimal import Decimal

import pytest

from taxonomy import avoided
from taxonomy.avoided import avoided_by, prices_of
from taxonomy.check import check_list
from taxonomy.codes import UnknownCodeError, read_rows
from taxonomy.uses import uses


def test_the_shipped_list_has_no_problem() -> None:
    assert check_list("avoided_emissions") + avoided.check_avoided() == []


def test_sand_in_a_road_replaces_aggregate() -> None:
    (found,) = avoided_by("U009")
    assert (found.factor.id, found.stands_in) == ("aggregates_virgin", False)


def test_what_is_paid_for_what_is_replaced() -> None:
    assert check_list("replaced_prices") + avoided.check_replaced_prices() == []
    sand, *_ = prices_of("aggregates_virgin")
    assert (sand.low, sand.origin.region, sand.origin.is_rough, sand.vat) == (Decimal(3), "EE", True, "excluded")
    assert prices_of("steel_primary") == ()
    with pytest.raises(UnknownCodeError):
        prices_of("gold")


@pytest.mark.parametrize("cells", [{"factor": "gold"}, {"price": "price_05"}, {"price": "gate_fee_30"}])
def test_a_price_that_is_none_of_a_tonne_is_seen(cells: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Forest chips are priced by their energy."""
    row = {"factor": "aggregates_virgin", "price": "price_11"}
    monkeypatch.setattr(avoided, "read_rows", lambda _name: [(2, {**row, **cells})])
    ((column, value),) = cells.items()
    assert avoided.check_replaced_prices() == [f"replaced_prices.csv, line 2: {column} {value} is not known."]


def test_a_factor_of_a_similar_material_says_so() -> None:
    assert [one.stands_in for one in avoided_by("U031")] == [True]


def test_a_use_without_a_known_factor_has_none() -> None:
    assert avoided_by("U160") == ()
    with pytest.raises(UnknownCodeError):
        avoided_by("U999")


def test_only_what_replaces_something_has_a_factor() -> None:
    replacing = {one.id for one in uses() if one.replaces.en and not one.is_gap}
    assert {row["use"] for _, row in read_rows("avoided_emissions")} <= replacing


@pytest.mark.parametrize("cells", [{"use": "U196"}, {"factor": "gold"}, {"fit": "maybe"}])
def test_a_broken_row_is_seen(cells: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """U196 states a gap: nothing is replaced."""
    row = {"use": "U009", "factor": "aggregates_virgin", "fit": "same"}
    monkeypatch.setattr(avoided, "read_rows", lambda _name: [(2, {**row, **cells})])
    ((column, value),) = cells.items()
    assert avoided.check_avoided() == [f"avoided_emissions.csv, line 2: {column} {value} is not known."]
