"""Numbers and dates as each language writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask, g

from web import numbers

Speaking = Callable[[str], AbstractContextManager[None]]


@pytest.fixture
def speaking() -> Speaking:
    app = Flask("words")

    @contextmanager
    def in_language(language: str) -> Iterator[None]:
        with app.test_request_context():
            g.language = language
            yield

    return in_language


@pytest.mark.parametrize(
    ("language", "expected"),
    [("fi", "12\u00a0345,6"), ("sv", "12\u00a0345,6"), ("en", "12,345.6")],
)
def test_thousands_and_decimals(speaking: Speaking, language: str, expected: str) -> None:
    with speaking(language):
        assert numbers.number(Decimal("12345.600000")) == expected


def test_a_number_is_as_exact_as_its_source(speaking: Speaking) -> None:
    with speaking("en"):
        assert numbers.number(Decimal("0.000001")) == "0.000001"
        assert numbers.number(0) == "0"
        assert numbers.number(Decimal(-1200)) == "\u22121,200"
        assert numbers.number(None) == "\u2013"
        assert numbers.number(1.25, 1) == "1.2"


def test_sums_are_rounded_by_size(speaking: Speaking) -> None:
    with speaking("en"):
        assert [numbers.about(value) for value in (123.6, 12.34, 1.234, None)] == ["124", "12.3", "1.23", "\u2013"]
        assert [numbers.rounded(value) for value in (4_719_974, 85_230, 12.34, 0.1234, 0)] == [
            *("4,720,000", "85,200", "12", "0.123", "0")
        ]


def test_units_and_shares(speaking: Speaking) -> None:
    with speaking("fi"):
        assert numbers.tonnes_per_year(4200) == "4\u00a0200\u00a0t/v"
        assert numbers.share(0.234) == "23\u00a0%"
        assert numbers.kilometres(12.4) == "12\u00a0km"
    with speaking("sv"):
        assert numbers.tonnes_per_year(4200) == "4\u00a0200\u00a0t/år"
    with speaking("en"):
        assert numbers.tonnes_per_year(4200) == "4,200\u00a0t/a"
        assert numbers.share(0.234) == "23%"
        assert numbers.tonnes(1) == "1\u00a0t"


def test_dates(speaking: Speaking) -> None:
    with speaking("fi"):
        assert numbers.day(date(2026, 11, 21)) == "21.11.2026"
        assert numbers.month(date(2026, 9, 1)) == "9/2026"
        assert (numbers.day(None), numbers.month(None)) == ("\u2013", "\u2013")
    with speaking("en"):
        assert numbers.day(date(2026, 11, 1)) == "1\u00a0Nov\u00a02026"
