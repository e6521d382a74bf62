"""The reviewed lists by which tables are read: wordings of headings, units, months, totals, and the known layouts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType

from databank.imports.labels import REASON, ROW_NUMBER, field_labels
from databank.schemas import COLUMNS
from databank.vocabulary import fold
from taxonomy.codes import LANGUAGES, Titles, parse_rows, titles_of

IGNORED, PERSONAL, VEHICLE, CARRIER, DOCUMENT_NUMBER = "ignored", "personal", "vehicle", "carrier", "document_number"
LEFT_OUT = frozenset({IGNORED, PERSONAL, VEHICLE, CARRIER, DOCUMENT_NUMBER})
"""What a column may be that the bank does not take over."""
PRIVATE = frozenset({PERSONAL, VEHICLE})
"""Columns about people: they are recognised so that nothing of them is kept."""
ABOUT_PEOPLE = frozenset({"holder_household", "receiver_household"})
"""Aids whose text is about people: rows are refused by them, and not even the wording is kept."""
NOT_SHOWN = ABOUT_PEOPLE | {"origin_address", "destination_address"}
"""Aids of which no samples are kept: the address of a load may be somebody's home."""
EXACT = 1.0
MOST_TEXTS, LONGEST_TEXT = 10_000, 200
"""How many texts of files are remembered at most, and how long they may be: they come from outside."""


@dataclass(frozen=True, slots=True)
class Sense:
    """What a heading may mean: a column of the kind, an aid of reading or something that is left out."""

    field: str
    score: float
    language: str
    is_exact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A form of table that the law or a register gives.

    Attributes
    ----------
    base : float
        How much the required columns alone make it likely; the rest comes from typical columns and from its `words`.
    against : frozenset of str
        Columns that make it unlikely.
    """

    id: str
    kind: str
    titles: Titles
    base: float
    is_log: bool
    identity: tuple[str, ...]
    record_kind: str
    method: str
    words: tuple[str, ...]
    required: frozenset[str]
    typical: frozenset[str]
    against: frozenset[str]


def list_rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one list of this package."""
    text = (resources.files("databank.imports") / "data" / f"{name}.csv").read_text("utf-8")
    return (row for _, row in parse_rows(f"{name}.csv", text))


@lru_cache(MOST_TEXTS)
def key(text: str) -> str:
    """Text as headings are compared: letters and digits only, no case, no accents.

    >>> key("Määrä (t/v)")
    'maaratv'
    """
    return "".join(sign for sign in fold(text) if sign.isalnum())


@cache
def senses(kind: str) -> Mapping[str, tuple[Sense, ...]]:
    """What the known headings of a kind mean, by their key."""
    found: dict[str, list[Sense]] = {}
    for wording, sense in (*_own_names(kind), *_wordings(kind)):
        found.setdefault(key(wording), []).append(sense)
    return MappingProxyType({name: tuple(all_of) for name, all_of in found.items()})


def _own_names(kind: str) -> Iterator[tuple[str, Sense]]:
    """The columns as they are exported, and the headings of our templates."""
    for column in COLUMNS[kind]:
        yield column, Sense(column, EXACT, "", is_exact=True)
    for column, label in field_labels(kind).items():
        for language in LANGUAGES:
            yield label.titles.in_language(language), Sense(column, EXACT, language, is_exact=True)
    for titles in (REASON, ROW_NUMBER):
        for language in LANGUAGES:
            yield titles.in_language(language), Sense(IGNORED, EXACT, "", is_exact=True)


def _wordings(kind: str) -> Iterator[tuple[str, Sense]]:
    known = {*COLUMNS[kind], *LEFT_OUT}
    for row in list_rows("heading_words"):
        kinds = row["kinds"].split(";") if row["kinds"] else None
        if (kind in kinds) if kinds is not None else row["field"] in known:
            yield row["wording"], Sense(row["field"], float(row["score"]), row["language"])


@cache
def aids(kind: str) -> frozenset[str]:
    """What a column of a table may be taken for besides the columns of the kind: it helps to read the others."""
    named = {sense.field for all_of in senses(kind).values() for sense in all_of}
    return frozenset(named - set(COLUMNS[kind]) - LEFT_OUT)


@cache
def aid_titles(kind: str) -> Mapping[str, Titles]:
    """What the aids of a kind are called, in a steady order: people may choose them for a column."""
    known = aids(kind)
    return MappingProxyType({row["field"]: titles_of(row) for row in list_rows("aids") if row["field"] in known})


@cache
def unit_words() -> Mapping[str, str]:
    """Wording of a unit, folded, to its symbol."""
    return MappingProxyType({fold(row["wording"]): row["unit"] for row in list_rows("unit_words")})


@cache
def empty_words() -> frozenset[str]:
    """Words that say that nothing is known, in small letters with and without accents; the empty text is one."""
    words = [row["wording"] for row in list_rows("empty_words")]
    return frozenset({"", *(word.casefold() for word in words), *map(fold, words)})


@cache
def total_words() -> Mapping[str, str]:
    """Folded words that mark a total, and whether it is of "all" rows or of a "group"."""
    return MappingProxyType({fold(row["wording"]): row["span"] for row in list_rows("total_words")})


@cache
def month_words() -> Mapping[str, int]:
    """Folded names of months."""
    return MappingProxyType({fold(row["wording"]): int(row["month"]) for row in list_rows("month_words")})


@cache
def sheet_words() -> frozenset[str]:
    """Folded words of the names of sheets that name no place."""
    return frozenset(fold(row["wording"]) for row in list_rows("sheet_words"))


@cache
def layouts() -> Mapping[str, Layout]:
    """All known layouts by id."""
    roles: dict[tuple[str, str], set[str]] = {}
    for row in list_rows("layout_fields"):
        roles.setdefault((row["layout"], row["role"]), set()).add(row["field"])
    return MappingProxyType({row["id"]: _layout(row, roles) for row in list_rows("layouts")})


def _layout(row: Mapping[str, str], roles: Mapping[tuple[str, str], set[str]]) -> Layout:
    return Layout(
        id=row["id"],
        kind=row["kind"],
        titles=titles_of(row),
        base=float(row["base"]),
        is_log=row["is_log"] == "1",
        identity=tuple(row["identity"].split(";")),
        record_kind=row["record_kind"],
        method=row["method"],
        words=tuple(fold(word) for word in row["words"].split(";")),
        required=frozenset(roles.get((row["id"], "required"), ())),
        typical=frozenset(roles.get((row["id"], "typical"), ())),
        against=frozenset(roles.get((row["id"], "against"), ())),
    )
