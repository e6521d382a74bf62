"""What the cells under a heading look like: codes, numbers, dates, words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType

from databank.business_id import parse_business_id
from databank.imports.reading.codes import read_operation, read_waste_code
from databank.imports.reading.dates import looks_like_day, month_number
from databank.imports.reading.lists import LONGEST_TEXT, empty_words
from databank.imports.reading.units import unit_of
from databank.schemas.cells import as_text
from databank.sheets import Cell

FEWEST = 3
"""Fewer cells than this tell nothing against a heading."""
MOST_SAMPLES = 3
CONTRADICTED = 0.6
"""What is left of the score of a heading when the cells under it say something else."""
NUMERIC = frozenset(
    {
        *("amount", "amount_min", "amount_max", "mass_t", "free_t_per_year", "price_eur_per_t", "density_t_m3"),
        *("moisture_share", "dry_share", "distance_km", "lat", "lon", "standard_uncertainty", "standard_uncertainty_t"),
    }
)
_NUMBER = re.compile(
    r"\W{0,3}(?:(?:n|noin|ca|c|alle|yli|under|over|max|min|est|arvio)\W{1,2})?"
    r"[0-9][0-9 .,'\u00a0\u2007\u2009\u202f\-–<>%]*[^0-9]{0,14}"
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?:[.,]0)?")


class Contents:
    """The cells of one column of the sample."""

    def __init__(self, values: Sequence[Cell]) -> None:
        texts = [written(value).strip()[:LONGEST_TEXT] for value in values if value is not None]
        self.texts = [text for text in texts if text.casefold() not in empty_words()]

    @property
    def samples(self) -> tuple[str, ...]:
        """The first different texts."""
        return tuple(dict.fromkeys(text[:60] for text in self.texts[:50]))[:MOST_SAMPLES]

    def share(self, test: Callable[[str], bool]) -> float:
        """Which share of the cells passes a test."""
        return sum(map(test, self.texts)) / len(self.texts) if self.texts else 0.0

    @cached_property
    def codes(self) -> float:
        """Share of List of Waste codes."""
        return self.share(lambda text: read_waste_code(text) is not None)

    @cached_property
    def operations(self) -> float:
        """Share of recovery and disposal codes."""
        return self.share(lambda text: read_operation(text) is not None)

    @cached_property
    def numbers(self) -> float:
        """Share of numbers with little around them."""
        return self.share(lambda text: _NUMBER.fullmatch(text) is not None)

    @cached_property
    def days(self) -> float:
        """Share of dates, and of names of months."""
        return self.share(lambda text: looks_like_day(text) or (not text.isdigit() and month_number(text) is not None))

    @cached_property
    def years(self) -> float:
        """Share of calendar years."""
        return self.share(lambda text: _YEAR.fullmatch(text) is not None)

    @cached_property
    def units(self) -> float:
        """Share of units."""
        return self.share(lambda text: unit_of(text) is not None)

    @cached_property
    def business_ids(self) -> float:
        """Share of business ids with the right check digit."""
        return self.share(_is_business_id)


def written(value: Cell) -> str:
    """A cell as people read it: a whole number has no decimals."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else as_text(value)  # noqa: PLR2004


def _is_business_id(text: str) -> bool:
    try:
        return bool(parse_business_id(text)) and "-" in text
    except ValueError:
        return False


_ALONE: Mapping[str, tuple[str, float]] = MappingProxyType(
    {
        "waste_code": ("codes", 0.8),
        "waste_codes": ("codes", 0.8),
        "treatment_code": ("operations", 0.8),
        "business_id": ("business_ids", 0.85),
        "unit": ("units", 0.78),
        "load_date": ("days", 0.76),
        "year": ("years", 0.76),
    }
)
"""Columns that are known by their cells alone, and what that is worth when nearly all of them fit."""
_NEARLY_ALL = 0.8
_HARDLY_ANY = 0.25
_MOST = 0.6


def by_content(field: str, contents: Contents) -> float:
    """How surely the cells alone make a column this field; 0 when they do not tell."""
    test, worth = _ALONE.get(field, ("", 0.0))
    if not test or len(contents.texts) < FEWEST or getattr(contents, test) < _NEARLY_ALL:
        return 0.0
    return worth


def weighed(field: str, score: float, contents: Contents) -> float:
    """The score of a heading after a look at the cells under it."""
    if len(contents.texts) < FEWEST:
        return score
    if field in _ALONE:
        share = getattr(contents, _ALONE[field][0])
        if share >= _MOST:
            return score + (1 - score) / 2
        return score if field in {"treatment_code", "unit"} or share >= _HARDLY_ANY else score * CONTRADICTED
    if field in NUMERIC:
        return score + (1 - score) / 2 if contents.numbers >= _MOST else _unless(contents.numbers < _HARDLY_ANY, score)
    if field == "name":
        return _unless(max(contents.numbers, contents.operations) >= _NEARLY_ALL, score)
    return score


def _unless(contradicted: bool, score: float) -> float:  # noqa: FBT001
    return score * CONTRADICTED if contradicted else score
