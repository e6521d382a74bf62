"""Dates as people and spreadsheets write them, and the years and months that stand in texts."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Literal, NamedTuple

from databank.errors import N_, Sentence
from databank.imports.reading.lists import month_words
from databank.vocabulary import fold

Order = Literal["dmy", "mdy"]
FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000
"""Day numbers of spreadsheets from 1954 to 2119: smaller ones are years or counts."""
_SERIAL_ZERO = date(1899, 12, 30)
LONGEST_DATE = 60
_CENTURY_FROM = 70
"""Two digits from here on are of the last century."""
_ISO = re.compile(r"([12][0-9]{3})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ].*)?", re.ASCII)
_COMPACT = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])", re.ASCII)
_PARTS = re.compile(r"(?:[^\W\d_]{2,3}\.?\s+)?(\d{1,2})([./-])\s*(\d{1,2})\2\s*(\d{4}|\d{2})\.?(?:[t ,].*)?", re.ASCII)
_WORDY = re.compile(r"(?:(\d{1,2})\.?\s*(?:st|nd|rd|th|of)?\s*)?([^\W\d_]+)\.?,?\s*((?:19|20)\d{2})")
_WORDY_US = re.compile(r"([^\W\d_]+)\.?\s*(\d{1,2})(?:st|nd|rd|th)?,?\s*((?:19|20)\d{2})")
_MONTH = re.compile(r"(\d{1,2})\s*[./-]\s*((?:19|20)\d{2})|((?:19|20)\d{2})\s*[/-]\s*(\d{1,2})", re.ASCII)
_QUARTER = re.compile(r"(?:q|kv|kvartaali|kvartal|quarter)\s*([1-4])\s*[/. -]?\s*((?:19|20)\d{2})", re.ASCII)
_QUARTER_LAST = re.compile(r"((?:19|20)\d{2})\s*[/. -]?\s*(?:q|kv)\s*([1-4])", re.ASCII)
_YEAR = re.compile(r"(?:v\.?|vuosi|vuonna|ar|year|fy|tilikausi)?\s*((?:19|20)\d{2})(?:[.,]0+)?", re.ASCII)
_ANY_YEAR = re.compile(r"(?<!\d)((?:19[89]|20[0-9])\d)(?!\d)", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?", re.ASCII)

NO_DAY = N_("Write the date as day.month.year, such as 31.12.2024, or as 2024-12-31.")
NO_ORDER = N_(
    "This date may be day/month or month/day. Tell in the settings of the import how dates are written here, "
    "or write it as 2024-12-31."
)
NO_YEAR = N_("Write the year with four digits, such as 2024.")


class Span(NamedTuple):
    """The first and the last day that a text names: a day, a month, a quarter or a year."""

    first: date
    last: date


class UnclearOrderError(ValueError):
    """Day and month of a date cannot be told apart."""


def read_span(text: str, order: Order | None) -> Span:
    """Read any date.

    Raises
    ------
    UnclearOrderError
        For "03/04/2024" when nothing tells the order.
    ValueError
        For anything that is no date.
    """
    if len(text) > LONGEST_DATE:
        raise ValueError(text[:LONGEST_DATE])
    bare = fold(text)
    found = _ISO.fullmatch(bare) or _COMPACT.fullmatch(bare)
    if found:
        return _day(int(found[1]), int(found[2]), int(found[3]))
    found = _PARTS.fullmatch(bare)
    if found:
        return _day_of_parts(found, order)
    return _wordy(bare) or _longer(bare) or _serial(bare)


def _day(year: int, month: int, day: int) -> Span:
    found = date(year, month, day)
    return Span(found, found)


def _day_of_parts(found: re.Match[str], order: Order | None) -> Span:
    one, two, year = int(found[1]), int(found[3]), _full_year(found[4])
    if found[2] == ".":
        return _day(year, two, one)
    order = order or proven_order(found[0])
    if order is None:
        if one != two:
            raise UnclearOrderError(found[0])
        order = "dmy"
    return _day(year, two, one) if order == "dmy" else _day(year, one, two)


def proven_order(text: str) -> Order | None:
    """What one date with slashes or hyphens proves about its order; None for most."""
    found = _PARTS.fullmatch(fold(text)) if len(text) <= LONGEST_DATE else None
    if found is None or found[2] == ".":
        return None
    one, two = int(found[1]), int(found[3])
    months = 12
    return "dmy" if one > months >= two else "mdy" if two > months >= one else None


def _full_year(text: str) -> int:
    year = int(text)
    return year if len(text) > 2 else year + (1900 if year >= _CENTURY_FROM else 2000)  # noqa: PLR2004


def _wordy(bare: str) -> Span | None:
    """Read "31 December 2024", "joulukuu 2024" or "Dec 31, 2024"."""
    found = _WORDY.fullmatch(bare)
    day, month, year = (found[1], found[2], found[3]) if found else (None, "", "")
    if found is None:
        found = _WORDY_US.fullmatch(bare)
        day, month, year = (found[2], found[1], found[3]) if found else (None, "", "")
    number = month_number(month)
    if found is None or number is None:
        return None
    return _day(int(year), number, int(day)) if day else _months(int(year), number, number)


def month_number(text: str) -> int | None:
    """The month that a word or a number names: "joulukuu", "joulukuuta", "12"."""
    bare = fold(text[:LONGEST_DATE]).strip(". ")
    if bare.isascii() and bare.isdigit():
        return int(bare) if 1 <= int(bare) <= 12 else None  # noqa: PLR2004
    words = month_words()
    return words.get(bare) or words.get(bare.removesuffix("ta")) or words.get(bare.removesuffix("ssa"))


def _longer(bare: str) -> Span | None:
    """Read a month, a quarter or a year."""
    found = _MONTH.fullmatch(bare)
    if found:
        year, month = (found[2], found[1]) if found[1] else (found[3], found[4])
        return _months(int(year), int(month), int(month))
    found = _QUARTER.fullmatch(bare)
    quarter = (found[2], found[1]) if found else None
    if found is None and (found := _QUARTER_LAST.fullmatch(bare)):
        quarter = (found[1], found[2])
    if quarter:
        last = int(quarter[1]) * 3
        return _months(int(quarter[0]), last - 2, last)
    found = _YEAR.fullmatch(bare)
    return _months(int(found[1]), 1, 12) if found else None


def _months(year: int, first: int, last: int) -> Span:
    after = date(year + last // 12, last % 12 + 1, 1)
    return Span(date(year, first, 1), after - timedelta(days=1))


def _serial(bare: str) -> Span:
    found = _SERIAL.fullmatch(bare)
    if found is None or not FIRST_SERIAL <= int(found[1]) <= LAST_SERIAL:
        raise ValueError(bare)
    day = _SERIAL_ZERO + timedelta(days=int(found[1]))
    return Span(day, day)


def looks_like_day(text: str) -> bool:
    """Whether a text is a date, in whatever order."""
    bare = fold(text[:LONGEST_DATE])
    if bare.isdigit() and not _COMPACT.fullmatch(bare):
        return False
    try:
        span = read_span(text, None)
    except UnclearOrderError:
        return True
    except ValueError:
        return False
    return not _YEAR.fullmatch(bare) and span.first.year > 1900  # noqa: PLR2004


def years_in(text: str) -> tuple[int, ...]:
    """The different calendar years that a text names, in their order."""
    return tuple(dict.fromkeys(int(year) for year in _ANY_YEAR.findall(text)))


def read_day(text: str, order: Order | None, *, last: bool) -> str | Sentence:
    """A date as 2024-12-31, or what is wrong; of a longer span its first or `last` day."""
    try:
        span = read_span(text, order)
    except UnclearOrderError:
        return Sentence(NO_ORDER)
    except ValueError:
        return Sentence(NO_DAY)
    return (span.last if last else span.first).isoformat()


def read_year(text: str) -> str | Sentence:
    """A year, also of "v. 2024" or of a date; a span of several years is refused."""
    if len(text) > LONGEST_DATE:
        return Sentence(NO_YEAR)
    found = _YEAR.fullmatch(fold(text))
    if found:
        return found[1]
    years = years_in(text)
    if len(years) == 1:
        try:
            span = read_span(text, "dmy")
        except ValueError:
            return Sentence(NO_YEAR)
        return str(span.first.year)
    return Sentence(NO_YEAR)
