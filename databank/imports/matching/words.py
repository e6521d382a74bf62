"""The words people use for the values of a column: what the bank calls them, and a reviewed list of other words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

from databank.imports.labels import choice_labels
from databank.imports.matching.names import Names
from databank.imports.matching.spelling import plain
from databank.processes import RESERVED
from taxonomy import fates, industries, materials
from taxonomy.codes import LANGUAGES, ListInfo, Titles, parse_rows

IN_PART = 0.75
"""A word inside a longer text is only offered: "not hazardous" holds "hazardous"."""


def rows_of(name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Line and row of a reviewed list of this package."""
    return parse_rows(f"{name}.csv", _text(f"{name}.csv"))


def info_of(name: str) -> ListInfo:
    """Where a reviewed list of this package comes from."""
    return ListInfo(**json.loads(_text(f"{name}.json")))


def _text(file: str) -> str:
    return (resources.files("databank.imports") / "data" / file).read_text("utf-8")


@cache
def _words() -> Mapping[str, tuple[tuple[str, str, str], ...]]:
    """Column -> value, language and word."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for _, row in rows_of("words"):
        found.setdefault(row["column"], []).append((row["value"], row["language"], row["word"]))
    return {column: tuple(rows) for column, rows in found.items()}


def words_of(column: str) -> tuple[tuple[str, str], ...]:
    """Every value of a column with each of its words, the value itself among them."""
    named = [(value, word) for value, _language, word in _words().get(column, ())]
    for value, titles in titles_of(column).items():
        named += [(value, value), *((value, getattr(titles, language)) for language in LANGUAGES)]
    return tuple(dict.fromkeys(named))


@cache
def names_of(column: str) -> Names:
    """The index of the words of a column."""
    return Names(words_of(column), most_in_part=IN_PART)


@cache
def titles_of(column: str) -> Mapping[str, Titles]:
    """What the values of a column are called."""
    if column == "sector":
        return {one.id: one.titles for one in industries.sectors()}
    if column == "process":
        return {name: _process_titles(name) for name in RESERVED if name != "Protected"}
    return choice_labels(column)


def _process_titles(name: str) -> Titles:
    known = {"Elsewhere": "elsewhere", "Stock": "stock", "Market": "market", "Environment": "environment"}
    return fates.fate_titles(known.get(name, name.partition(":")[2]))


def label_of(column: str, value: str, language: str) -> str:
    """What a value is called in a language; the value itself when no list names it."""
    titles = titles_of(column).get(value)
    if titles is not None:
        return titles.in_language(language)
    known = (word for one, tongue, word in _words().get(column, ()) if one == value and tongue == language)
    return next(known, value)


@cache
def material_words() -> tuple[tuple[str, str], ...]:
    """Every material class with all its names."""
    known = materials.material_classes()
    named = [(one.id, getattr(one.titles, language)) for one in known for language in LANGUAGES]
    named += [(one.id, name) for one in known for _, name in materials.other_names(one.id)]
    taken = {plain(name) for _, name in named}
    general = [(one.id, getattr(one.titles, language)) for one in materials.general_classes() for language in LANGUAGES]
    named += [(family, name) for family, name in general if plain(name) not in taken]
    return tuple(dict.fromkeys(named))
