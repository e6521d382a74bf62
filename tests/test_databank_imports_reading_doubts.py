"""What could be read wrongly without anybody noticing: units, hopes, shares and points that are not what they seem."""

from __future__ import annotations

import pytest

from databank.imports.reading.headings import matches, parse_heading
from databank.imports.reading.points import degrees_of
from databank.imports.reading.units import unit_of
from tests.small_tables import cells_of, column_of, fields, part, table, wrong_in

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
