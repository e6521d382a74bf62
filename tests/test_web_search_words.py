"""What the search box understands."""

from __future__ import annotations

from decimal import Decimal

import pytest

from web.search_words import LONGEST_SEARCH, SearchWords, parse

THOUSAND_NEAR = SearchWords("", Decimal(1000), None, 50.0)


@pytest.mark.parametrize(
    "typed",
    [
        "yli 1000 t 50 km peittoo",
        "yli 1 000 t/v 50 km Peittoosta",
        "vähintään 1000 tonnia vuodessa enintään 50 km päässä Peittoosta",
        "över 1000 t inom 50 km från Peittoo",
        "minst 1\u00a0000 ton/år inom 50 km från Peittoo",
        "over 1,000 t within 50 km of Peittoo",
        "at least 1000 tonnes a year within 50 km from Peittoo",
        "> 1kt < 50 km",
        "Peittoo 50 km 1000 t",
    ],
)
def test_the_same_wish_in_three_languages_is_the_same_search(typed: str) -> None:
    assert parse(typed) == THOUSAND_NEAR


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("tuhka", SearchWords("tuhka")),
        ("lentotuhka alle 500 t", SearchWords("lentotuhka", None, Decimal(500))),
        ("slagg högst 2,5 kt", SearchWords("slagg", None, Decimal(2500))),
        ("sand over 100 t under 2000 t", SearchWords("sand", Decimal(100), Decimal(2000))),
        ("10 09 08", SearchWords("100908")),
        ("10-09-08* valimo", SearchWords("100908 valimo")),
        ("Peittoo", SearchWords("Peittoo")),
        ("betoni 32 mm", SearchWords("betoni 32 mm")),
        ("yli", SearchWords("yli")),
        ("0 t", SearchWords("", Decimal(0))),
        ("   ", SearchWords()),
    ],
)
def test_other_words_stay_text(typed: str, expected: SearchWords) -> None:
    assert parse(typed) == expected


def test_a_very_long_text_is_cut() -> None:
    assert len(parse("a" * 100_000).text) == LONGEST_SEARCH


def test_many_digits_are_answered_at_once() -> None:
    assert parse("1 " * 5_000 + "t").within_km is None
