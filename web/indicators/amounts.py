"""Values of indicators as they are written: shares with a decimal where they are small, tonnes a year."""

from __future__ import annotations

from web import numbers

ONE_DIGIT_BELOW = 0.1


def amount(unit: str, value: float) -> str:
    """One value."""
    if unit == "t":
        return numbers.tonnes_per_year(value)
    if not 0 < value < ONE_DIGIT_BELOW:
        return numbers.share(value)
    return numbers.percent(numbers.number(100 * value, 1))


def span(unit: str, low: float, high: float) -> str:
    """Two values of one unit with a dash between."""
    if unit == "t":
        return f"{numbers.about(low)}–{numbers.tonnes_per_year(high)}"
    digits = 1 if high < ONE_DIGIT_BELOW else 0
    least, most = (numbers.number(100 * value, digits) for value in (low, high))
    return numbers.percent(most if least == most else f"{least}–{most}")
