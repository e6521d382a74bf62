"""Units are exact, numbers are read as written, and a doubtful thousand is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taxonomy.units import UNITS, AmbiguousNumberError, NumberError, UnitError, convert, parse_number, unit


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [
        ("1", "t", "kg", "1000"),
        ("1250", "kg", "t", "1.25"),
        ("1", "kt", "t", "1000"),
        ("1", "Mt", "t", "1000000"),
        ("1", "g", "mg", "1000"),
        ("1", "MWh", "GJ", "3.6"),
        ("3.6", "TJ", "MWh", "1000"),
        ("1", "GWh", "MWh", "1000"),
        ("2.5", "m3", "l", "2500"),
        ("0.1", "t", "kg", "100"),
    ],
)
def test_factors_are_exact(value: str, source: str, target: str, expected: str) -> None:
    assert convert(Decimal(value), source, target) == Decimal(expected)


def test_spellings_of_a_unit() -> None:
    assert unit(" m³ ") is UNITS["m3"]
    assert unit("tn") is UNITS["t"]


def test_a_volume_is_no_mass() -> None:
    with pytest.raises(UnitError, match="m3 measures volume and t measures mass"):
        convert(Decimal(1), "m3", "t")


def test_an_unknown_unit_names_those_that_are_known() -> None:
    with pytest.raises(UnitError, match=r"'bushel' is not known. Use one of mg, g, kg, t"):
        unit("bushel")
    with pytest.raises(UnitError):
        unit("mw")


@given(st.decimals(min_value=0, max_value=10**9, places=6), st.sampled_from(["t", "kt", "g", "mg", "Mt"]))
def test_there_and_back_again(value: Decimal, target: str) -> None:
    assert convert(convert(value, "kg", target), target, "kg") == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 200,5", "1200.5"),
        ("1\u00a0200", "1200"),
        ("1\u202f200\u202f300,25", "1200300.25"),
        ("1'200.5", "1200.5"),
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("0,125", "0.125"),
        ("12345,678", "12345.678"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("1 234,567", "1234.567"),
        (" 7 ", "7"),
        ("+7", "7"),
        ("-3", "-3"),
        ("\u22123,5", "-3.5"),
        ("0", "0"),
    ],
)
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_numbers_as_people_write_them(text: str, expected: str, language: str) -> None:
    assert parse_number(text, language) == Decimal(expected)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("text", ["1,234", "1.234", "-1,234", "999.000"])
def test_a_doubtful_thousand_is_refused(text: str, language: str) -> None:
    with pytest.raises(AmbiguousNumberError, match="could mean two numbers"):
        parse_number(text, language)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "NaN",
        "nan",
        "inf",
        "-inf",
        "Infinity",
        "1e5",
        "1 2",
        "1,23,4",
        "12 34",
        "5.",
        ",5",
        "--3",
        "1,2.3,4",
        "١٢",
        "t",
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NumberError, match="is not a number"):
        parse_number(text, "en")


def test_the_remedy_is_in_the_language_of_the_number() -> None:
    with pytest.raises(NumberError, match=r"1234,5"):
        parse_number("x", "fi")
    with pytest.raises(NumberError, match=r"1234\.5"):
        parse_number("x", "en")
    with pytest.raises(NumberError, match="'de' is not one of the languages"):
        parse_number("1", "de")


@given(
    st.decimals(min_value=-(10**12), max_value=10**12, places=2),
    st.sampled_from([(" ", ","), ("\u00a0", ","), ("\u202f", ","), (",", "."), (".", ",")]),
    st.sampled_from(["fi", "sv", "en"]),
)
def test_a_formatted_number_is_read_back(value: Decimal, marks: tuple[str, str], language: str) -> None:
    thousands, decimal = marks
    text = f"{value:,.2f}".translate({ord(","): thousands, ord("."): decimal})
    assert parse_number(text, language) == value


@given(st.text(max_size=12))
def test_any_text_gives_a_finite_number_or_none(text: str) -> None:
    try:
        number = parse_number(text, "fi")
    except NumberError:
        return
    assert number.is_finite()
    assert any(letter in "0123456789" for letter in text)
