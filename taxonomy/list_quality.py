"""How good the lists are: names that are our own translation, names that are missing, what an edition changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from taxonomy.codes import LANGUAGES, parts
from taxonomy.crosswalk_quality import Count

Row = Mapping[str, str]

ENTRY_DIGITS = 6


def list_part(name: str, language: str) -> str:
    """A list in one language, as the part of a count.

    >>> list_part("waste_list", "en")
    'waste_list:en'
    """
    return f"{name}:{language}"


def translations(name: str, rows: Sequence[Row], key: Sequence[str]) -> Iterator[Count]:
    """For each language the rows of a list whose title is our own translation, and those without one."""
    named = [row for row in rows if row.get("change") != "removed"]
    for language in LANGUAGES:
        part = list_part(name, language)
        own = tuple(key_of(row, key) for row in named if language in parts(row.get("derived", "")))
        yield Count("unverified", part, own, len(named))
        lost = tuple(key_of(row, key) for row in named if not row[f"title_{language}"].strip())
        yield Count("titles_missing", part, lost, len(named))


def key_of(row: Row, key: Sequence[str]) -> str:
    """How a row of a list is called in a count."""
    return " ".join(row[column] for column in key)


def without(measure: str, asked: Iterable[str], having: Collection[str], part: str = "") -> Count:
    """What has none of something that it should have."""
    known = tuple(asked)
    return Count(measure, part, tuple(one for one in known if one not in having), len(known))


def without_in_languages(measure: str, asked: Iterable[str], having: Collection[tuple[str, str]]) -> Iterator[Count]:
    """The same for each language; `having` are pairs of what was asked and a language."""
    known = tuple(asked)
    for language in LANGUAGES:
        yield without(measure, known, {one for one, spoken in having if spoken == language}, language)


def changes(rows: Iterable[Row]) -> Iterator[Count]:
    """The entries that an edition makes, renames and abolishes."""
    entries = [row for row in rows if len(row["code"]) == ENTRY_DIGITS]
    for change in ("new", "renamed", "removed"):
        found = tuple(row["code"] for row in entries if row["change"] == change)
        yield Count(f"edition_{change}", "", found)
