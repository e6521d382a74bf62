from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from databank.access import COMPANY_HIDDEN, OPEN
from databank.errors import Sentence
from databank.records import FieldGroup, Hazard, Level, Limit
from databank.schemas import COLUMNS, KINDS, SCHEMAS
from databank.schemas.cells import as_text, bounded
from databank.schemas.codes import parse_limit, parse_visibility, write_limit, write_visibility

STREAM = {"id": "S-1", "site_id": "alder", "name": "Sand", "material_class": "foundry_sand"}
AMOUNT = {"side_stream_id": "S-1", "year": "2024"}
DOCUMENT = {"side_stream_id": "S-1", "kind": "photo", "title": "Heap", "url": "https://example.org/heap.jpg"}


def refusal(kind: str, cells: dict[str, Any]) -> dict[str, list[str]]:
    """What a schema says about a row, by column."""
    messages: dict[str, list[str]] = SCHEMAS[kind].validate(cells)
    return messages


def test_each_kind_reads_exactly_its_columns() -> None:
    assert tuple(SCHEMAS) == KINDS
    for kind in KINDS:
        assert set(SCHEMAS[kind].fields) == set(COLUMNS[kind])


def test_csv_json_and_form_give_the_same_row() -> None:
    csv_row = {**STREAM, "year": "2024", "amount": "12.5", "is_example": "0", "waste_code": "10 09 08", "hazard": " "}
    json_row = {**STREAM, "year": 2024, "amount": 12.5, "is_example": False, "waste_code": "100908", "hazard": None}
    read = SCHEMAS["side-streams"].load(csv_row)
    assert read == SCHEMAS["side-streams"].load(json_row)
    assert (read["amount"], read["waste_code"], read["waste_list_edition"]) == (Decimal("12.5"), "100908", "2015")


@pytest.mark.parametrize(
    ("kind", "cells", "column", "sentence"),
    [
        ("amounts", {**AMOUNT, "amount": "NaN"}, "amount", "digits and a point"),
        ("amounts", {**AMOUNT, "amount": "inf"}, "amount", "digits and a point"),
        ("amounts", {**AMOUNT, "amount": "1,5"}, "amount", "digits and a point"),
        ("amounts", {**AMOUNT, "amount": "-3"}, "amount", "no amount: write 0 or more"),
        ("amounts", {**AMOUNT, "amount": "1e10"}, "amount", "too great"),
        ("amounts", {**AMOUNT, "amount": "99999", "unit": "Mt"}, "amount", "check the unit"),
        (
            "amounts",
            {**AMOUNT, "amount": "1", "standard_uncertainty": "99999", "unit": "Mt"},
            "amount",
            "check the unit",
        ),
        ("amounts", {**AMOUNT, "amount": "1", "unit": "bags"}, "unit", "choose one of"),
        ("amounts", {**AMOUNT, "amount": "1", "unit": "MWh"}, "unit", "Energy goes with"),
        ("amounts", {**AMOUNT, "amount": "1", "basis": "energy"}, "unit", "Energy goes with"),
        ("amounts", {**AMOUNT, "amount_min": "1"}, "amount_max", "two ends"),
        ("amounts", {**AMOUNT, "amount_max": "1"}, "amount_min", "two ends"),
        ("amounts", {**AMOUNT, "amount_min": "2", "amount_max": "1"}, "amount_min", "upside down"),
        ("amounts", {**AMOUNT, "amount": "9", "amount_min": "1", "amount_max": "2"}, "amount", "outside its own range"),
        ("amounts", {**AMOUNT, "year": "1024"}, "year", "whole number from 1900 to 2100"),
        ("amounts", {"side_stream_id": "S-1", "amount": "1"}, "year", "Write the year"),
        ("amounts", {**AMOUNT, "moisture_share": "30"}, "moisture_share", "too great"),
        ("side-streams", {**STREAM, "waste_code": "99 99 99"}, "waste_code", "List of Waste"),
        ("side-streams", {**STREAM, "waste_code": "10 09"}, "waste_code", "six digits"),
        ("side-streams", {**STREAM, "material_class": "dream"}, "material_class", "not known"),
        ("side-streams", {**STREAM, "treatment_code": "R14"}, "treatment_code", "R1 to R13"),
        ("side-streams", {**STREAM, "name": " "}, "name", "cannot be empty"),
        ("side-streams", {**STREAM, "language": "de"}, "language", "fi, sv, en"),
        ("side-streams", {**STREAM, "kind": "rumour"}, "kind", "offer, register"),
        ("side-streams", {**STREAM, "name": "x" * 201}, "name", "too long"),
        ("side-streams", {**STREAM, "note": "a\x07"}, "note", "control characters"),
        ("side-streams", {**STREAM, "id": "a b"}, "id", "at most 64 letters"),
        ("side-streams", {**STREAM, "price_eur_per_t": "-9999999"}, "price_eur_per_t", "at least -1000000"),
        ("side-streams", {**STREAM, "source_url": "javascript:alert(1)"}, "source_url", "https://"),
        ("side-streams", {**STREAM, "confirmed_on": "20.11.2026"}, "confirmed_on", "year-month-day"),
        ("side-streams", {**STREAM, "confirmed_on": "2026-02-30"}, "confirmed_on", "year-month-day"),
        ("side-streams", {**STREAM, "is_example": "maybe"}, "is_example", "1 for yes or 0 for no"),
        ("side-streams", {**STREAM, "visibility": "amount=everybody"}, "visibility", "company_hidden"),
        ("side-streams", {**STREAM, "consent": "name"}, "consent", "choose the consent sums"),
        ("side-streams", {**STREAM, "waste_list_edition": "1994"}, "waste_list_edition", "choose one of 2015"),
        (
            "side-streams",
            {**STREAM, "legal_status": "by_product", "waste_code": "100908"},
            "waste_code",
            "code_if_waste",
        ),
        (
            "side-streams",
            {**STREAM, "waste_code": "100908", "code_if_waste": "100908"},
            "code_if_waste",
            "leave one empty",
        ),
        (
            "side-streams",
            {**STREAM, "waste_code": "13 01 01", "hazard": "non_hazardous"},
            "hazard",
            "says this code is hazardous",
        ),
        (
            "side-streams",
            {**STREAM, "waste_code": "20 01 01", "hazard": "hazardous"},
            "hazard",
            "says this code is not hazardous",
        ),
        (
            "side-streams",
            {**STREAM, "available_from": "2026-02-01", "available_until": "2026-01-01"},
            "available_until",
            "before the beginning",
        ),
        ("organisations", {"id": "a", "name": "A", "business_id": "0112038-8"}, "business_id", "check digit"),
        ("organisations", {"id": "a", "name": "A", "sector": "magic"}, "sector", "choose one of"),
        ("organisations", {"id": "a", "name": "A", "industry_code": "24.99"}, "industry_code", "NACE2"),
        (
            "organisations",
            {"id": "a", "name": "A", "business_id": "0112038-9", "is_example": "1"},
            "business_id",
            "has no business id",
        ),
        ("sites", {"id": "a", "organisation_id": "a", "name": "A", "lat": "61"}, "lat", "latitude and a longitude"),
        ("composition", {"side_stream_id": "S", "parameter": "Cl", "unit": "%"}, "typical", "at least one"),
        (
            "composition",
            {"side_stream_id": "S", "parameter": "Cl", "unit": "%", "minimum": 2, "maximum": 1},
            "minimum",
            "run upwards",
        ),
        ("documents", {**DOCUMENT, "url": "ftp://example.org/a.pdf"}, "url", "begins with https:// or http://"),
        ("documents", {**DOCUMENT, "url": "javascript:alert(1)"}, "url", "begins with https:// or http://"),
        ("documents", {**DOCUMENT, "url": ""}, "url", "cannot be empty"),
        ("documents", {**DOCUMENT, "kind": "rumour"}, "kind", "photo, lab_report"),
        ("documents", {**DOCUMENT, "language": "de"}, "language", "fi, sv, en"),
        ("needs", {"name": "N", "material_classes": "dream"}, "material_classes", "not known"),
        ("needs", {"name": "N", "material_classes": "foundry_sand", "limits": "clean"}, "limits", "parameter"),
        (
            "needs",
            {"name": "N", "material_classes": "foundry_sand", "starts_on": "2026-02-01", "ends_on": "2026-01-01"},
            "ends_on",
            "before the beginning",
        ),
        (
            "flows",
            {"record_id": "F", "year": 2024, "source": "Elsewhere", "target": "Stock", "material": "foundry_sand"},
            "source",
            "At least one end",
        ),
        (
            "flows",
            {"record_id": "F", "year": 2024, "source": "no such!", "target": "Stock", "material": "foundry_sand"},
            "source",
            "or one of: Elsewhere, Stock",
        ),
        ("areas", {"id": "a", "colour": "red"}, "colour", "column is not known"),
    ],
)
def test_what_is_refused_says_what_would_be_right(kind: str, cells: dict[str, Any], column: str, sentence: str) -> None:
    messages = refusal(kind, cells)[column]
    assert any(sentence in message for message in messages), messages
    assert all(isinstance(message, Sentence) or message.endswith(".") for message in messages)


def test_a_structured_value_in_a_cell_is_refused() -> None:
    assert "one value" in refusal("amounts", {**AMOUNT, "amount": {"t": 1}})["amount"][0]


def test_the_edition_must_have_the_code() -> None:
    only_new = next(code for code in _codes("2026") if code not in _codes("2015") and len(code) == 6)
    read = SCHEMAS["side-streams"].load({**STREAM, "waste_code": only_new})
    assert read["waste_list_edition"] == "2026"
    messages = refusal("side-streams", {**STREAM, "waste_code": only_new, "waste_list_edition": "2015"})
    assert "another edition" in messages["waste_list_edition"][0]


def _codes(edition: str) -> set[str]:
    from taxonomy import waste_list

    return set(waste_list.edition(edition).entries)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("13 01 01*", Hazard.HAZARDOUS),
        ("20 01 01", Hazard.NON_HAZARDOUS),
        ("10 09 07", Hazard.UNKNOWN),
        ("", Hazard.UNKNOWN),
    ],
)
def test_hazard_follows_from_the_list_unless_only_a_test_can_tell(code: str, expected: Hazard) -> None:
    assert SCHEMAS["side-streams"].load({**STREAM, "waste_code": code})["hazard"] is expected


def test_visibility_hides_the_company_unless_a_public_source_told_it() -> None:
    assert SCHEMAS["side-streams"].load(STREAM)["visibility"] == dict(COMPANY_HIDDEN)
    told = SCHEMAS["side-streams"].load({**STREAM, "source_url": "https://example.org/a", "consent": "name"})
    assert told["visibility"] == dict(OPEN)


@given(st.fixed_dictionaries({group: st.sampled_from(list(Level)) for group in FieldGroup}))
def test_visibility_is_read_as_it_is_written(levels: dict[FieldGroup, Level]) -> None:
    assert parse_visibility(write_visibility(levels)) == levels


def test_presets_are_written_by_name() -> None:
    assert write_visibility(dict(COMPANY_HIDDEN)) == "company_hidden"


@pytest.mark.parametrize("text", ["LOI<=2 %", "Cl<=800 mg/kg", "pH>=6.5", "moisture<30 %"])
def test_limits_are_read_as_they_are_written(text: str) -> None:
    assert write_limit(parse_limit(text)) == text


def test_a_limit_has_four_parts() -> None:
    assert parse_limit("Cl <= 800 mg/kg") == Limit(parameter="Cl", operator="<=", value=Decimal(800), unit="mg/kg")


@given(st.decimals(0, 999_999_999, places=6))
def test_numbers_keep_six_decimals(number: Decimal) -> None:
    assert bounded()(f"{number:f}") == number


@given(st.text())
def test_a_number_is_a_number_or_refused(text: str) -> None:
    try:
        found = bounded()(text)
    except ValueError:
        return
    assert found.is_finite()
    assert 0 <= found <= 999_999_999


def test_json_values_become_the_text_of_a_cell() -> None:
    assert [as_text(value) for value in (True, 3, 2.5, ["a", "b"], date(2026, 1, 2))] == [
        "1",
        "3",
        "2.5",
        "a;b",
        "2026-01-02",
    ]


def test_unknown_columns_are_an_error_of_their_own() -> None:
    with pytest.raises(ValidationError, match="column is not known"):
        SCHEMAS["sites"].load({"id": "a", "organisation_id": "a", "name": "A", "colour": "red"})
