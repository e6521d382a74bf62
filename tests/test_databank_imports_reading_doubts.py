"""What could be read wrongly without anybody noticing: units, hopes, shares and points that are not what they seem."""

from __future__ import annotations

import pytest

from databank.imports.reading.headings import matches, parse_heading
from databank.imports.reading.periods import part_of_year
from databank.imports.reading.points import degrees_of
from databank.imports.reading.units import unit_of
from databank.sheets import Merged
from tests.small_tables import (
    book_of,
    cells_of,
    column_of,
    fields,
    part,
    readings,
    records_of,
    rows_of,
    sheet_of,
    table,
    wrong_in,
)

HEADING = ("Jäte", "Jätekoodi", "Vuosi")
SAND = ("Valuhiekka", "10 09 08", 2024)


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("Määrä (kg, märkä)", "kg"),
        ("Määrä (1 000 kg)", "t"),
        ("Määrä (kg k.a.)", "kg"),
        ("Määrä kg 1)", "kg"),
        ("Määrä (kg)²⁾", "kg"),
        ("Määrä (Mg)", "t"),
        ("Määrä (mg)", "mg"),
        ("Määrä (m³)", "m3"),
    ],
)
def test_a_unit_among_other_words_of_a_heading_is_not_lost(heading: str, unit: str) -> None:
    assert parse_heading(heading).unit == unit


@pytest.mark.parametrize("heading", ["Määrä (kg tai t)", "Määrä t tai kg", "Määrä (t) / (kg)"])
def test_two_units_in_one_heading_are_no_unit(heading: str) -> None:
    unit = parse_heading(heading).unit
    assert unit is not None
    assert unit_of(unit) is None


@pytest.mark.parametrize("heading", ["Määrä € 2024", "2025 (ennuste)", "2030 (tavoite)", "Budget amount (t)"])
def test_money_and_hopes_are_no_amounts(heading: str) -> None:
    assert "amount" not in matches(heading, "side-streams")


def test_a_column_in_tonnes_is_no_receiver() -> None:
    assert fields(table((*HEADING, "Toimitettu (t)"), (*SAND, 42)))["Toimitettu (t)"] != "receiver"


def test_the_heading_of_an_estimate_makes_its_year_an_estimate() -> None:
    rows = cells_of(table(("Jäte", "Jätekoodi", "2023", "2024 (arvio)"), ("Valuhiekka", "10 09 08", 4000, 4200)))
    assert [part(row, "year", "amount", "method") for row in rows] == [
        ("2023", "4000", None),
        ("2024", "4200", "estimate"),
    ]


def test_an_amount_of_dry_matter_says_so() -> None:
    assert column_of(table((*HEADING, "Määrä (t ka)"), (*SAND, 100)), "basis") == ["dry"]
    assert column_of(table((*HEADING, "Määrä (t)"), (*SAND, 100)), "basis") == [None]


def test_a_share_of_a_workbook_under_the_sign_of_per_cent_is_asked_about() -> None:
    """A cell that shows 80 % holds 0.8, and so does one that shows 0.8 under "Kuiva-aine %"."""
    book = table((*HEADING, "Kuiva-aine %"), (*SAND, 0.8), (*SAND, 80), (*SAND, "80 %"))
    assert wrong_in(book) == [(2, "moisture_share")]


@pytest.mark.parametrize(
    ("text", "degrees"),
    [("61,4851° N", "61.4851"), ("N 61.48", "61.48"), ("61° 30' 36\" N", "61.51"), ("E 21°45'", "21.75")],
)
def test_degrees_are_read_with_their_signs(text: str, degrees: str) -> None:
    assert degrees_of(text) == degrees


@pytest.mark.parametrize("text", ["", "6825000", "61.5° 30'", "61° 75'", "N", "61.48, 21.79"])
def test_what_is_no_degree_is_left_as_it_is(text: str) -> None:
    assert degrees_of(text) is None


# --- years in parts ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "months"),
    [("tammi", 1), ("Helmikuu 2024 (t)", 1), ("3/2024", 1), ("2024-01-01", 1), ("Q1 2024", 3), ("1-6/2024 (t)", 6)],
)
def test_a_part_of_a_year_is_known_by_its_heading(heading: str, months: int) -> None:
    part_named = part_of_year(heading)
    assert part_named is not None
    assert len(part_named.months) == months


@pytest.mark.parametrize(
    "heading", ["2024", "31.12.2024", "Varasto 31.12.2024 (t)", "1-12/2024", "Määrä (t)", "13/2024"]
)
def test_a_year_and_a_day_are_no_part_of_a_year(heading: str) -> None:
    assert part_of_year(heading) is None


def test_months_in_columns_are_added_up_and_their_total_is_the_sum() -> None:
    book = table(
        ("Vuosi 2024",),
        ("Jätejae", "EWC", "tammi (kg)", "helmi (kg)", "maalis (kg)", "Yhteensä (kg)"),
        ("Valuhiekka", "10 09 08", 100, 110, None, 210),
        ("Kuona", "10 09 03", 5, None, 7, 12),
        ("Yhteensä", None, 105, 110, 7, 222),
    )
    assert [part(row.cells, "name", "year", "amount", "unit") for row in records_of(book)] == [
        ("Valuhiekka", "2024", "210", "kg"),
        ("Kuona", "2024", "12", "kg"),
    ]
    assert [row.cells["amount"] for row in rows_of(book) if row.is_total] == ["222"]


def test_quarters_beside_their_months_are_not_counted_twice() -> None:
    heading = ("Jätejae", "EWC", "1/2024", "2/2024", "3/2024", "Q1 2024")
    (record,) = records_of(table(heading, ("Valuhiekka", "10 09 08", 100, 110, 90, 300)))
    assert record.cells["amount"] == "300"
    assert record.place == "Taul1!2"


def test_a_column_of_the_whole_year_goes_before_its_parts() -> None:
    heading = ("Jätejae", "EWC", "Q1 2024", "Q2 2024", "Määrä 2024 (t)")
    assert column_of(table(heading, ("Valuhiekka", "10 09 08", 100, 110, 420)), "amount") == ["420"]


def test_one_quarter_alone_is_no_year() -> None:
    assert (
        "amount" not in fields(table(("Jätejae", "EWC", "Määrä Q1 2024 (t)"), ("Valuhiekka", "10 09 08", 9))).values()
    )


def test_rows_of_months_without_a_year_are_a_log() -> None:
    rows = (("tammikuu", "Valuhiekka", "10 09 08", 100), ("helmikuu", "Valuhiekka", "10 09 08", 110))
    book = table(("Kuukausi", "Jäte", "Jätekoodi", "Määrä (t)"), *rows, ("maaliskuu", *rows[0][1:]), name="2024")
    assert [record.cells["amount"] for record in records_of(book)] == ["310"]


def test_numbers_that_nobody_knows_are_told_when_there_is_no_amount() -> None:
    (reading,) = readings(
        table(("Jäte", "Jätekoodi", "Luvan mukainen (t/a)"), *[("Kuona", "10 09 03", 1)] * 3, name="2024")
    )
    assert any("without an amount" in str(note) and "Luvan mukainen" in str(note) for note in reading.notes)


# --- tables that begin anew --------------------------------------------------------------------------------------

BELOW = ("Jäte", "Koodi", "Määrä (kg)"), ("Öljy", "13 02 05", 4000)


def test_a_second_heading_in_another_unit_and_order_is_read_as_it_says() -> None:
    book = table(*BELOW, (), ("Koodi", "Jäte", "Määrä (t)"), ("10 09 08", "Valuhiekka", 4200), name="2024")
    assert [part(row, "name", "waste_code", "amount", "unit", "year") for row in cells_of(book)] == [
        ("Öljy", "130205", "4000", "kg", "2024"),
        ("Valuhiekka", "100908", "4200", "t", "2024"),
    ]


def test_rows_below_a_heading_of_other_columns_are_refused() -> None:
    rows = (("Jäte", "Vastaanottaja", "Koodi"), ("Valuhiekka", "Peittoo", "10 09 08"))
    assert wrong_in(table(*BELOW, (), *rows, name="2024")) == [(5, "amount")]


def test_a_year_in_a_title_between_the_rows_is_the_year_of_those_below() -> None:
    book = table(("Vuosi 2023",), *BELOW, ("Yhteensä", None, 4000), (), ("Vuosi 2024",), *BELOW)
    assert column_of(book, "year") == ["2023", "2024"]
    assert column_of(book, "year", options={"year": "2022"}) == ["2022", "2022"]


def test_coordinates_that_changed_places_or_are_metres_are_refused() -> None:
    heading = ("Toimipaikka", "Kunta", "Lat", "Lon")
    rows = (
        ("Verstas", "Pori", "21.8", "61.5"),
        ("Halli", "Pori", "6825000", "222000"),
        ("Piha", "Pori", "61.5° N", "21.8"),
    )
    book = table(heading, *rows)
    assert wrong_in(book, "sites") == [(2, "lat"), (3, "lat")]
    assert column_of(book, "lat", "sites")[2] == "61.5"


# --- merged cells and corrections --------------------------------------------------------------------------------


def test_a_cell_merged_downwards_holds_for_all_of_its_rows_but_a_number_does_not() -> None:
    rows = (
        ("Pori", "Hiekka", "10 09 08", 2024, 5),
        (None, "Kuona", "10 09 03", 2024, None),
        (None, "Romu", None, 2024, 1),
    )
    merged = (Merged(2, 0, 3, 0), Merged(2, 4, 3, 4))
    book = book_of(sheet_of((("Toimipaikka", "Jäte", "Jätekoodi", "Vuosi", "Määrä (t)"), *rows), merged=merged))
    assert [part(row, "site_id", "amount") for row in cells_of(book)] == [("Pori", "5"), ("Pori", None), (None, "1")]


LOADS = ("Pvm", "Jäte", "Jätekoodi", "Määrä (kg)")


def test_a_minus_behind_a_number_takes_it_off_and_is_never_lost() -> None:
    rows = [("5.1.2024", "Hiekka", "10 09 08", "5 000,00"), ("8.1.2024", "Hiekka", "10 09 08", "1 200,00-")]
    whole, taken_back = records_of(table(LOADS, *rows, name="Jätekirjanpito"))
    assert (whole.cells["amount"], whole.cells["amount_status"]) == ("5000", "under_review")
    assert [(error.field, str(error.message)[:17]) for error in taken_back.errors] == [("amount", "A negative number")]
