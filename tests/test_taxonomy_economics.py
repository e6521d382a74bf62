"""Waste tax by code and day, prices, transport, densities and emission factors: each number with its origin."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from taxonomy import figure_checks
from taxonomy.check import check_list
from taxonomy.codes import UnknownCodeError
from taxonomy.densities import densities, densities_of
from taxonomy.economics import prices, transport, waste_tax_changes, waste_tax_on
from taxonomy.emission_factors import emission_factor, emission_factors
from taxonomy.figures import Origin, region
from taxonomy.waste_list import entry_codes

LISTS = ("waste_tax", "waste_tax_reasons", "prices", "transport", "densities", "density_forms", "emission_factors")
DREGS, GYPSUM_BOARD, TIO2_GYPSUM, FOUNDRY_SAND, BOTTOM_ASH = "030302", "170802", "061101", "100908", "100101"


def test_the_shipped_lists_have_no_problem() -> None:
    assert figure_checks.check_figures() == []
    assert [sentence for name in (*LISTS, "regions") for sentence in check_list(name)] == []


@pytest.mark.parametrize(
    ("code", "day", "rate", "reason"),
    [
        (DREGS, date(2026, 12, 31), 0, "exempt"),
        (DREGS, date(2027, 1, 1), 80, "in_table"),
        (GYPSUM_BOARD, date(2023, 1, 1), 80, "in_table"),
        (BOTTOM_ASH, date(2026, 11, 22), 80, "in_table"),
        (TIO2_GYPSUM, date(2026, 11, 22), 0, "not_in_table"),
        (FOUNDRY_SAND, date(2027, 6, 1), 0, "not_in_table"),
        ("190113", date(2026, 11, 22), 0, "hazardous"),
    ],
)
def test_the_tax_of_a_code_on_a_day(code: str, day: date, rate: int, reason: str) -> None:
    found = waste_tax_on(code, day)
    assert found is not None
    assert (int(found.eur_per_t), str(found.reason)) == (rate, reason)
    assert found.titles.sv


def test_the_tax_of_a_day_whose_table_was_not_read() -> None:
    assert waste_tax_on(BOTTOM_ASH, date(2022, 12, 31)) is None
    assert waste_tax_on("191401", date(2026, 11, 22)) is None


def test_a_code_that_is_in_no_list() -> None:
    for look_up in (lambda: waste_tax_on("999999", date(2026, 1, 1)), lambda: waste_tax_changes("1001")):
        with pytest.raises(UnknownCodeError):
            look_up()


def test_only_the_dregs_change_their_tax() -> None:
    changing = [code for code in entry_codes() if len(waste_tax_changes(code)) > 1]
    assert changing == [DREGS]
    assert [one.valid_to for one in waste_tax_changes(DREGS)] == [date(2026, 12, 31), None]


def test_the_rate_of_the_tax_over_time() -> None:
    rates = {one.origin.year: one.low for one in prices(kind="waste_tax")}
    assert rates == {2011: Decimal(40), 2013: Decimal(50), 2015: Decimal(55), 2016: Decimal(70), 2023: Decimal(80)}


def test_prices_of_a_code_and_of_a_material_are_newest_first() -> None:
    found = prices(material_class="plasterboard", kind="gate_fee")
    assert found == prices(code=GYPSUM_BOARD)
    assert [(one.origin.year, one.low, one.vat) for one in found] == [
        (2025, Decimal(180), "excluded"),
        (2022, Decimal(124), "included"),
    ]
    assert prices(code="no code") == ()


def test_a_cost_of_carriage_is_marked_as_an_assumption() -> None:
    costs = [one for one in transport(mode="truck", quantity="cost") if one.unit == "EUR/tkm"]
    assert [one.origin.basis for one in costs] == ["assumption"]
    assert costs[0].origin.is_rough
    assert costs[0].low < costs[0].high
    assert {one.mode for one in transport(quantity="emission")} == {"truck", "rail", "barge"}
    foreign = [one for one in transport(quantity="emission") if one.origin.region != "FI"]
    assert all(one.origin.is_rough for one in foreign)


def test_a_density_says_in_what_form() -> None:
    ash = {one.form: (one.low, one.high) for one in densities_of("fly_ash_biomass")}
    assert ash == {"dry": (Decimal("0.57"), Decimal("0.65")), "moistened": (Decimal("0.73"), Decimal("0.89"))}
    assert densities_of("foundry_sand")[0].origin.basis == "proxy"
    assert densities_of("whey") == ()


def test_a_narrower_class_weighs_what_the_wider_one_does() -> None:
    assert densities_of("plastics_agri") == densities_of("plastics") != ()
    with pytest.raises(UnknownCodeError):
        densities_of("moon_dust")


def test_a_density_lies_between_its_ends() -> None:
    for one in densities():
        assert Decimal("0.01") <= one.low <= (one.typical or one.low) <= one.high < 3


def test_emission_factors() -> None:
    assert emission_factor("aggregates_virgin").value == Decimal("7.76")
    assert emission_factor("steel_primary").is_weak
    assert emission_factor("steel_primary").origin.basis == "computed"
    assert not emission_factor("steel_primary").origin.year_is_stated
    assert emission_factor("cement_clinker_process").value < emission_factor("cement_clinker_grey_benchmark").value
    assert {one.kind for one in emission_factors("landfill")} == {"landfill"}
    assert len(emission_factors()) == 83
    with pytest.raises(UnknownCodeError):
        emission_factor("moon_dust")


def test_every_number_says_where_it_comes_from() -> None:
    origins: list[Origin] = [one.origin for one in prices()] + [one.origin for one in transport()]
    origins += [one.origin for one in densities()] + [one.origin for one in emission_factors()]
    assert all(one.source and region(one.region).titles.fi for one in origins)
    assert all(not one.period for one in origins if not one.year_is_stated)
    with pytest.raises(UnknownCodeError):
        region("XX")


NUMBER = {"value": "1", "unit": "t", "year": "2020", "region": "FI", "basis": "published", "source": "a page"}


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"unit": "", "source": ""}, "unit, source is empty."),
        ({"year": "20"}, "year is '20'; write one from 1990 to 2035."),
        ({"basis": "rumour"}, "basis rumour is not known."),
        ({"region": "XX"}, "region XX is not known."),
        ({"value": "a lot"}, "a lot is no number."),
        ({"value": ""}, "nothing is no number."),
    ],
)
def test_a_number_that_says_too_little(cells: Mapping[str, str], sentence: str) -> None:
    assert figure_checks.check_numbers("x.csv", [(2, NUMBER)], ["value"]) == []
    assert figure_checks.check_numbers("x.csv", [(2, {**NUMBER, **cells})], ["value"]) == [f"x.csv, line 2: {sentence}"]


def test_a_range_that_falls() -> None:
    row = {**NUMBER, "low": "3", "high": "2"}
    assert figure_checks.check_numbers("x.csv", [(2, row)], ["low", "high"]) == ["x.csv, line 2: 3, 2 do not rise."]


def tax(begins: str, ends: str, amount: str = "80", reason: str = "in_table", code: str = DREGS) -> Mapping[str, str]:
    times = {"valid_from": begins, "valid_to": ends}
    return {"code": code, **times, "eur_per_t": amount, "reason": reason, "source": "an act"}


@pytest.mark.parametrize(
    ("rows", "sentences"),
    [
        ([tax("2023-01-01", "2026-12-31"), tax("2027-01-01", "")], []),
        ([tax("2023-01-01", ""), tax("2027-01-01", "")], ["x.csv, line 3: 030302 has two taxes on 2027-01-01."]),
        (
            [tax("2023-01-01", "2027-01-01"), tax("2027-01-01", "")],
            ["x.csv, line 3: 030302 has two taxes on 2027-01-01."],
        ),
        ([tax("2023-01-01", "", "0")], ["x.csv, line 2: 030302 is in_table and 0 EUR/t."]),
        ([tax("2023-01-01", "", "5", "exempt")], ["x.csv, line 2: 030302 is exempt and 5 EUR/t."]),
        ([tax("2023-01-01", "", "many")], ["x.csv, line 2: 030302 needs a number and a source."]),
        ([tax("2023-01-01", "", code="999999")], ["x.csv, line 2: code 999999 is not known."]),
    ],
)
def test_a_tax_that_cannot_be(rows: list[Mapping[str, str]], sentences: list[str]) -> None:
    assert figure_checks.check_waste_tax("x.csv", list(enumerate(rows, start=2))) == sentences
