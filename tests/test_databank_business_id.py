from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from databank.business_id import check_digit, parse_business_id


@pytest.mark.parametrize("written", ["0112038-9", "112038-9", "FI01120389", "fi 0112038 9", "01120389"])
def test_every_written_form_becomes_the_official_one(written: str) -> None:
    assert parse_business_id(written) == "0112038-9"


def test_a_wrong_check_digit_is_refused() -> None:
    with pytest.raises(ValueError, match="check digit does not match"):
        parse_business_id("0112038-8")


@pytest.mark.parametrize("text", ["", "12-3", "0112038-99", "0112038-x", "٠١١٢٠٣٨-٩", "SE0112038-9"])
def test_what_is_no_business_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="seven digits"):
        parse_business_id(text)


@given(st.integers(0, 9_999_999))
def test_exactly_one_check_digit_fits_unless_the_number_is_never_given(number: int) -> None:
    digits = f"{number:07}"
    fitting = [last for last in range(10) if _is_accepted(f"{digits}-{last}")]
    assert fitting == ([] if check_digit(digits) is None else [check_digit(digits)])


def _is_accepted(text: str) -> bool:
    try:
        return parse_business_id(text) == text
    except ValueError:
        return False
