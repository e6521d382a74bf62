"""What columns and their choices are called in three languages: one reviewed list for templates and for reading."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

from taxonomy.codes import Titles

PER_YEAR = Titles("v", "år", "a")
"""How a year is written after a slash: t/v, t/år, t/a."""
REASON = Titles("Korjattavaa", "Att rätta", "To correct")
"""Heading of the column that tells why a row was refused, and by which a file that comes again is recognised."""
ROW_NUMBER = Titles("Rivi tiedostossa", "Rad i filen", "Row of the file")
"""Heading of the column of row numbers in a file that brings back the refused rows only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldLabel:
    """What one column of a kind is called, and what helps to fill it in.

    Attributes
    ----------
    unit : str
        The unit that belongs to the heading, with the year as in "t/a"; empty where there is none.
    short : bool
        Whether it stands in the short template.
    """

    kind: str
    column: str
    titles: Titles
    hints: Titles
    unit: str
    short: bool
    examples: Titles

    def heading(self, language: str) -> str:
        """The title with its unit, such as "Vapaana (t/v)"."""
        title = self.titles.in_language(language)
        return f"{title} ({unit_in(self.unit, language)})" if self.unit else title


def unit_in(unit: str, language: str) -> str:
    """A unit as it is written in a language.

    >>> unit_in("t/a", "fi"), unit_in("t/m3", "sv")
    ('t/v', 't/m³')
    """
    yearly = unit.removesuffix("/a")
    return (f"{yearly}/{PER_YEAR.in_language(language)}" if yearly != unit else unit).replace("m3", "m³")


@cache
def field_labels(kind: str) -> Mapping[str, FieldLabel]:
    """The labels of a kind by column, in the order of its columns; empty for kinds that people write no files of."""
    return MappingProxyType({row["column"]: _label(row) for row in _rows("field_labels") if row["kind"] == kind})


@cache
def choice_labels(column: str) -> Mapping[str, Titles]:
    """What the values of a column are called: empty for a column whose words stand in no list or in the taxonomy."""
    rows = (row for row in _rows("choice_labels") if row["column"] == column)
    return MappingProxyType({row["value"]: Titles(row["fi"], row["sv"], row["en"]) for row in rows})


def _label(row: Mapping[str, str]) -> FieldLabel:
    fi, sv, en = row["example"].split(" | ") if " | " in row["example"] else (row["example"],) * 3
    return FieldLabel(
        kind=row["kind"],
        column=row["column"],
        titles=Titles(row["fi"], row["sv"], row["en"]),
        hints=Titles(row["hint_fi"], row["hint_sv"], row["hint_en"]),
        unit=row["unit"],
        short=row["short"] == "1",
        examples=Titles(fi, sv, en),
    )


def _rows(name: str) -> Iterator[Mapping[str, str]]:
    text = (resources.files("databank.imports") / "data" / f"{name}.csv").read_text("utf-8")
    return iter(csv.DictReader(text.splitlines()))


@cache
def template_words() -> Mapping[str, Titles]:
    """Words and sentences of templates, and what kinds are called, by their key."""
    return MappingProxyType({row["key"]: Titles(row["fi"], row["sv"], row["en"]) for row in _rows("template_words")})
