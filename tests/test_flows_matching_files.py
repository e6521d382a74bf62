"""Rows of files become offers, needs and receivers; every bad cell is named with its line and column."""

from __future__ import annotations

from datetime import date

import pytest

from databank.records import Hazard
from flows.matching.files import needs_of, offers_of, receivers_of
from flows.matching.lists import matched_needs, matched_receivers, use_in
from flows.matching.precedents import Precedents
from flows.spans import UNKNOWN as UNKNOWN_SPAN
from flows.spans import Span

DAY = date(2026, 11, 22)
Cells = dict[str, str]


def lines(*rows: Cells) -> list[tuple[int, Cells]]:
    return list(enumerate(rows, start=2))


def test_an_offer_without_a_code_is_understood_by_its_words() -> None:
    told, coded, nothing = offers_of(
        lines(
            {"id": "a", "material": "kivihiilen lentotuhka", "lang": "fi", "mass_t_per_year": "1 200,5"},
            {"id": "b", "material": "valuhiekka", "waste_code": "10 09 07*", "industry_code": "24510"},
            {"id": "c", "material": "xqzvv vkqj", "lat": "61,485", "lon": "21.797", "mass_t_per_year": "0"},
        )
    ).records
    assert (told.material_class, told.mass_t_per_year) == ("fly_ash_coal", Span(1200.5, 1200.5))
    assert (coded.waste_code, coded.material_class, coded.industry) == ("100907", "foundry_sand", "24.51")
    assert (nothing.material_class, nothing.waste_code) == (None, None)
    assert (nothing.lat, nothing.lon, nothing.mass_t_per_year) == (61.485, 21.797, Span(0.0, 0.0))


@pytest.mark.parametrize(
    ("code", "hazard"), [("100908", "unknown"), ("160601", "hazardous"), ("030302", "non_hazardous")]
)
def test_a_code_says_what_the_list_says_of_its_hazard(code: str, hazard: str) -> None:
    (offer,) = offers_of(lines({"id": "a", "material": "stuff", "waste_code": code})).records
    assert offer.hazard is Hazard(hazard)


@pytest.mark.parametrize(
    ("cells", "field", "sentence"),
    [
        ({"id": ""}, "id", "id is missing"),
        ({"material": ""}, "material", "material is missing"),
        ({"material": "x" * 6000}, "material", "longer than"),
        ({"lang": "de"}, "lang", "fi, sv, en"),
        ({"waste_code": "12345678"}, "waste_code", "six digits"),
        ({"waste_code": "999999"}, "waste_code", "not in the List of Waste"),
        ({"waste_code": "100908/170101"}, "waste_code", "six digits"),
        ({"industry_code": "zz"}, "industry_code", "NACE"),
        ({"mass_t_per_year": "-5"}, "mass_t_per_year", "below zero"),
        ({"mass_t_per_year": "1e14"}, "mass_t_per_year", "flow on earth"),
        ({"mass_t_per_year": "inf"}, "mass_t_per_year", "not a number"),
        ({"mass_t_per_year": "1_0"}, "mass_t_per_year", "not a number"),
        ({"mass_t_per_year": "\u0661"}, "mass_t_per_year", "not a number"),
        ({"mass_t_per_year": "1,234"}, "mass_t_per_year", "a thousand times"),
        ({"lat": "61.4"}, "lon", "needs both"),
        ({"lat": "6141000", "lon": "21"}, "lat", "between -90 and 90"),
    ],
)
def test_a_bad_cell_is_named_and_the_others_are_read(cells: Cells, field: str, sentence: str) -> None:
    found = offers_of(lines({"id": "a", "material": "slag", **cells}, {"id": "b", "material": "slag"}))
    assert [one.id for one in found.records] == ["b"]
    assert [(one.row, one.field) for one in found.errors] == [(2, field)]
    assert sentence in found.errors[0].message


def test_a_comma_is_decimal_where_the_file_parts_cells_otherwise() -> None:
    rows = lines(
        {"id": "a", "material": "slag", "mass_t_per_year": "1,234"},
        {"id": "b", "material": "s", "mass_t_per_year": "1.234,5"},
    )
    found = offers_of(rows, comma_is_decimal=True)
    assert [one.mass_t_per_year.low for one in found.records] == [1.234, 1234.5]


def test_signs_for_nothing_known_are_no_faults_and_a_lost_nought_is_found() -> None:
    row = {"id": "a", "material": "bark", "waste_code": "30101", "mass_t_per_year": "-", "industry_code": "n/a"}
    (offer,) = offers_of(lines(row)).records
    assert (offer.waste_code, offer.mass_t_per_year, offer.industry) == ("030101", UNKNOWN_SPAN, None)


def test_the_same_id_twice_is_refused_with_the_line_of_the_first() -> None:
    found = needs_of(lines({"id": "n", "material": "sand"}, {"id": "n", "material": "gravel"}))
    assert [one.name for one in found.records] == ["sand"]
    assert "line 2" in found.errors[0].message


def test_a_code_that_says_another_thing_than_the_words_is_told() -> None:
    found = offers_of(lines({"id": "a", "material": "lyijyakut", "waste_code": "170101"}))
    assert found.records[0].material_class == "concrete_demolition"
    assert [(one.row, one.field) for one in found.notes] == [(2, "waste_code")]
    assert "words mean" in found.notes[0].message


def test_codes_of_a_need_may_be_several_and_whole_sub_chapters() -> None:
    (need,) = needs_of(lines({"id": "n", "material": "sand", "waste_codes": "10 09 08; 1010|17"})).records
    assert need.waste_codes == ("100908", "1010", "17")
    assert needs_of(lines({"id": "n", "material": "sand", "waste_codes": "100908;77"})).errors[0].value == "100908;77"


def test_a_receiver_needs_an_industry() -> None:
    found = receivers_of(
        lines(
            {"id": "r", "industry_code": "3511"}, {"id": "s", "industry_code": ""}, {"id": "t", "industry_code": "00"}
        )
    )
    assert [one.industry for one in found.records] == ["35.11"]
    assert [(one.row, one.field) for one in found.errors] == [(3, "industry_code"), (4, "industry_code")]


def test_codes_words_and_distance_order_needs() -> None:
    offers = offers_of(
        lines({"id": "a", "material": "valuhiekka", "waste_code": "100908", "lat": "61.5", "lon": "21.8"})
    ).records
    needs = needs_of(
        lines(
            {"id": "far", "material": "hiekkaa", "waste_codes": "1009", "lat": "65", "lon": "25.5"},
            {"id": "other", "material": "muovia", "waste_codes": "150102", "lat": "61.5", "lon": "21.8"},
            {"id": "near", "material": "hiekkaa", "waste_codes": "100908", "lat": "61.4", "lon": "21.8"},
        )
    ).records
    ((offer, matches),) = matched_needs(offers, needs, DAY, 3)
    assert offer.id == "a"
    assert [one.receiver.id for one in matches] == ["near", "far", "other"]
    assert len(next(iter(matched_needs(offers, needs, DAY, 1)))[1]) == 1
    assert list(matched_needs([], needs, DAY, 3)) == []


def test_receivers_are_ordered_by_how_likely_their_industry_takes_it() -> None:
    offers = offers_of(lines({"id": "a", "material": "lentotuhka", "waste_code": "100102"})).records
    takers = receivers_of(
        lines(
            {"id": "hair", "industry_code": "9602"},
            {"id": "road", "industry_code": "4211"},
            {"id": "cement", "industry_code": "23.51"},
        )
    ).records
    ((offer, matches),) = matched_receivers(offers, takers, DAY, 3, precedents=Precedents())
    assert matches[-1].receiver.id == "hair"
    use = use_in(offer, takers[2])
    assert use is not None
    assert use.material_class == "fly_ash_coal"
    assert use_in(offer, takers[0]) is None
