"""The Finnish business id (Y-tunnus): seven digits, a hyphen and a check digit."""

from __future__ import annotations

import re

WEIGHTS = (7, 9, 10, 5, 8, 4, 2)
MODULUS = 11
_WRITTEN = re.compile(r"(?:FI)?([0-9]{6,7})-?([0-9])", re.ASCII | re.IGNORECASE)


def check_digit(number: str) -> int | None:
    """The check digit of seven digits; None when the register never gives out such a number.

    >>> check_digit("0201256"), check_digit("0112038")
    (6, 9)
    """
    remainder = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, number, strict=True)) % MODULUS
    if remainder == 1:
        return None
    return (MODULUS - remainder) % MODULUS


def parse_business_id(text: str) -> str:
    """Bring a business id into its official form, from the old six-digit and the VAT form too.

    Raises
    ------
    ValueError
        When it is no business id or its check digit is wrong.

    Examples
    --------
    >>> parse_business_id("FI02012566")
    '0201256-6'
    """
    written = _WRITTEN.fullmatch(re.sub(r"\s", "", text))
    if written is None:
        raise ValueError("A business id is seven digits, a hyphen and a check digit, such as 1234567-1.")
    number = written[1].zfill(len(WEIGHTS))
    if check_digit(number) != int(written[2]):
        raise ValueError("Check the business id: its check digit does not match.")
    return f"{number}-{written[2]}"
