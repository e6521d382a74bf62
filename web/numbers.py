"""Numbers, units and dates as they are written in Finnish, Swedish and English."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal

from web.language import current_language

NBSP = "\u00a0"
MINUS = "\u2212"
UNKNOWN = "\u2013"
WHOLE_FROM = 100
ONE_DIGIT_FROM = 10
MOST_DIGITS = 6
HEADLINE_DIGITS = 3
ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
PER_YEAR = {"fi": "v", "sv": "år", "en": "a"}
SEPARATORS = {"fi": (NBSP, ","), "sv": (NBSP, ","), "en": (",", ".")}

Number = Decimal | float | int


def number(value: Number | None, digits: int | None = None) -> str:
    """`value` as it stands, or rounded to `digits`; a dash when it is unknown."""
    if value is None:
        return UNKNOWN
    exact = Decimal(str(value))
    rounded = exact.quantize(Decimal(1).scaleb(-(MOST_DIGITS if digits is None else digits)), ROUND_HALF_EVEN)
    text = f"{abs(rounded):,f}"
    if digits is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    group, point = SEPARATORS[current_language()]
    whole, _, part = text.partition(".")
    sign = MINUS if rounded < 0 else ""
    return sign + whole.replace(",", group) + (point + part if part else "")


def about(value: Number | None) -> str:
    """A sum: whole from a hundred, one decimal from ten, else two, without idle zeros."""
    if value is None:
        return UNKNOWN
    size = abs(Decimal(str(value)))
    digits = 0 if size >= WHOLE_FROM else 1 if size >= ONE_DIGIT_FROM else 2
    return number(round(Decimal(str(value)), digits))


def rounded(value: Number) -> str:
    """A sum for a headline: three digits that count, 4 719 974 as 4 720 000."""
    exact = Decimal(str(value))
    return number(round(exact, HEADLINE_DIGITS - 1 - exact.adjusted()) if exact else exact, 0 if exact >= 1 else None)


def with_unit(value: Number | None, unit: str) -> str:
    """Number and unit, kept on one line."""
    return f"{number(value)}{NBSP}{unit}"


def tonnes(value: Number | None) -> str:
    """A sum of tonnes."""
    return f"{about(value)}{NBSP}t"


def per_year(unit: str = "t") -> str:
    """A unit per year: t/v, t/år or t/a."""
    return f"{unit}/{PER_YEAR[current_language()]}"


def tonnes_per_year(value: Number | None) -> str:
    """A sum of tonnes a year."""
    return f"{about(value)}{NBSP}{per_year()}"


def share(value: Number) -> str:
    """A share as a percentage: 0.234 is 23 %."""
    return percent(number(Decimal(str(value)) * 100, 0))


def percent(text: str) -> str:
    """A number, or two with a dash between, with the sign of per cent as the language writes it."""
    return f"{text}%" if current_language() == "en" else f"{text}{NBSP}%"


def kilometres(value: Number | None) -> str:
    """A distance to the kilometre."""
    return f"{number(value, 0)}{NBSP}km"


def day(value: date | datetime | None) -> str:
    """A day: 21.11.2026, in English 21 Nov 2026."""
    if value is None:
        return UNKNOWN
    if current_language() == "en":
        return f"{value.day}{NBSP}{ENGLISH_MONTHS[value.month - 1]}{NBSP}{value.year}"
    return f"{value.day}.{value.month}.{value.year}"


def moment(value: datetime | None) -> str:
    """A day with its time in UTC: 21.11.2026 14:05 UTC."""
    return UNKNOWN if value is None else f"{day(value)} {value:%H:%M}{NBSP}UTC"


def month(value: date | None) -> str:
    """Month and year: 9/2026."""
    return UNKNOWN if value is None else f"{value.month}/{value.year}"
