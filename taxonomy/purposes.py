"""What somebody wants a material for: the purposes that a text names, and the classes that serve each.

People who offer name a material, people who need name a purpose ("aggregate for a road"). Purposes join the two where
they share no word. They compare texts: nothing here says that a material may be used so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

from taxonomy.codes import Titles, UnknownCodeError, parts, read_rows, titles_of
from taxonomy.materials import material_class
from taxonomy.uses import uses
from taxonomy.word_patterns import WordPatterns, wrong_words

HALF = 0.5
"""What the first word of a purpose leaves in doubt; each further word halves the doubt again."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose, and the material classes that serve it: by our own list, or by a documented use that names it."""

    id: str
    titles: Titles
    material_classes: frozenset[str]


def purposes() -> tuple[Purpose, ...]:
    """All purposes in the order of the list."""
    return tuple(_purposes().values())


def purpose(purpose_id: str) -> Purpose:
    """One purpose; UnknownCodeError if there is none of that id."""
    try:
        return _purposes()[purpose_id]
    except KeyError:
        raise UnknownCodeError(purpose_id, "the purposes") from None


def purposes_named(text: str) -> Mapping[str, float]:
    """How plainly a text names each purpose, from 0 to 1; those that it does not name are left out.

    >>> purposes_named("Feedstock for anaerobic digestion")["digestion"]
    0.75
    """
    return _named(text)


@lru_cache(maxsize=10_000)
def _named(text: str) -> Mapping[str, float]:
    met = _patterns().named(text)
    return MappingProxyType({name: 1 - HALF ** met.count(name) for name in dict.fromkeys(met)})


@cache
def _patterns() -> WordPatterns:
    return WordPatterns((row["purpose"], row["words"]) for _, row in read_rows("purpose_words"))


@cache
def _purposes() -> Mapping[str, Purpose]:
    documented = _documented()
    found = (
        Purpose(row["id"], titles_of(row), frozenset(parts(row["material_classes"])) | documented.get(row["id"], set()))
        for _, row in read_rows("purposes")
    )
    return MappingProxyType({one.id: one for one in found})


def _documented() -> Mapping[str, set[str]]:
    """The classes of the documented uses whose title names a purpose."""
    found: dict[str, set[str]] = {}
    for one in uses():
        if not one.is_gap:
            for name in purposes_named(one.titles.en):
                found.setdefault(name, set()).add(one.material_class)
    return found


def check_purposes() -> list[str]:
    """What is wrong with the two lists: a class or a purpose that is unknown, a purpose without words."""
    return [*_wrong_classes(), *_wrong_words()]


def _wrong_classes() -> Iterator[str]:
    for line, row in read_rows("purposes"):
        for name in parts(row["material_classes"]):
            try:
                material_class(name)
            except UnknownCodeError:
                yield f"purposes.csv, line {line}: {name!r} is no material class."


def _wrong_words() -> Iterator[str]:
    known = {row["id"] for _, row in read_rows("purposes")}
    yield from wrong_words("purpose_words", read_rows("purpose_words"))
    for line, row in read_rows("purpose_words"):
        if row["purpose"] not in known:
            yield f"purpose_words.csv, line {line}: {row['purpose']!r} is no purpose."
    missing = known - {row["purpose"] for _, row in read_rows("purpose_words")}
    yield from (f"purposes.csv: nothing names {name!r}." for name in sorted(missing))
