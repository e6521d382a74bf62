"""Headings that name a part of a year: a month, a quarter, some months together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from databank.imports.reading.dates import month_number, years_in
from databank.imports.reading.lists import MOST_TEXTS
from databank.imports.reading.units import unit_of
from databank.imports.values import Column
from databank.vocabulary import fold

LONGEST = 60
FEWEST = 2
"""A single part of a year is not the whole of it."""
MONTHS = 12
_BRACKETS = re.compile(r"[(\[{][^)\]}]*[)\]}]")
_DASH = re.compile(r"\s*[-\u2013\u2014]\s*")
_NUMBERS = re.compile(r"(?<![0-9.])([0-9]{1,2})(?:-([0-9]{1,2}))?\s*[/.]\s*(?:19|20)[0-9]{2}$")
_YEAR_FIRST = re.compile(r"(?:19|20)[0-9]{2}[-/]([0-9]{1,2})(?:-01(?:[t ][0-9:.]*)?)?$")
_QUARTER = re.compile(
    r"(?:^|\s)(?:(?:q|kv|kvartaali|kvartal|quarter)\.?\s*([1-4])|([1-4])\.?\s*(?:q|kv|kvartaali|kvartal))$"
)
_HALF = re.compile(r"(?:^|\s)h([12])$")
_YEAR = re.compile(r"[\s/.-]*(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])\s*")


class Part(NamedTuple):
    """The months of a part of a year, and the year when it is said."""

    months: frozenset[int]
    year: int | None


@lru_cache(MOST_TEXTS)
def part_of_year(text: str) -> Part | None:
    """The part of a year that a heading names at its end; None for a whole year and for anything else.

    >>> part_of_year("Tammi-kesäkuu (t)").months == frozenset(range(1, 7)), part_of_year("3/2024").year
    (True, 2024)
    """
    if len(text) > LONGEST:
        return None
    bare = _DASH.sub("-", _without_unit(fold(_BRACKETS.sub(" ", text))))
    years = years_in(bare)
    if len(years) > 1:
        return None
    months = _numbered(bare) or _worded(_YEAR.sub(" ", bare).strip())
    return Part(months, years[0] if years else None) if months else None


def _without_unit(text: str) -> str:
    words = text.replace(",", " ").split()
    while len(words) > 1 and unit_of(words[-1]) is not None:
        words.pop()
    return " ".join(words)


def _span(first: int, last: int) -> frozenset[int]:
    months = frozenset(range(first, last + 1))
    return months if 1 <= first <= last <= MONTHS and len(months) < MONTHS else frozenset()


def _numbered(bare: str) -> frozenset[int]:
    found = _NUMBERS.search(bare)
    if found:
        return _span(int(found[1]), int(found[2] or found[1]))
    found = _YEAR_FIRST.fullmatch(bare)
    return _span(int(found[1]), int(found[1])) if found else frozenset()


def _worded(bare: str) -> frozenset[int]:
    found = _QUARTER.search(bare)
    if found:
        last = 3 * int(found[1] or found[2])
        return _span(last - 2, last)
    found = _HALF.search(bare)
    if found:
        last = 6 * int(found[1])
        return _span(last - 5, last)
    word = bare.rpartition(" ")[2]
    first, dash, last_word = word.partition("-")
    months = [month_number(one) for one in (first, last_word if dash else first) if not one.isdigit()]
    return _span(months[0], months[1]) if len(months) == FEWEST and months[0] and months[1] else frozenset()


def parts_among(headings: Iterable[tuple[int, str]]) -> list[int]:
    """The columns that make up years in parts, none counted twice; none when one column is all there is.

    Months go before the quarters that repeat them.
    """
    named = [(index, part) for index, text in headings if (part := part_of_year(text)) is not None]
    taken: list[int] = []
    covered: set[tuple[int | None, int]] = set()
    for index, part in sorted(named, key=lambda one: (len(one[1].months), one[0])):
        months = {(part.year, month) for month in part.months}
        if not months & covered:
            covered |= months
            taken.append(index)
    return sorted(taken) if len(taken) >= FEWEST else []


def in_parts(columns: Iterable[Column], amount: str) -> bool:
    """Whether the amount of a year stands in several columns that are to be added up."""
    amounts = [column for column in columns if column.field == amount]
    return len(amounts) >= FEWEST and all(part_of_year(column.heading) is not None for column in amounts)
