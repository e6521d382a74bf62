"""What somebody wants a material for: the purposes that a text names, and the classes that serve each.

People who offer name a material, people who need name a purpose ("aggregate for a road"). Purposes join the two where
they share no word. They compare texts: nothing here says that a material may be used so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

from taxonomy.codes import Titles, UnknownCodeError, parts, read_rows, titles_of
from taxonomy.materials import material_class
from taxonomy.search import fold
from taxonomy.suggest.words import words_of
from taxonomy.uses import uses

HALF = 0.5
"""What the first word of a purpose leaves in doubt; each further word halves the doubt again."""
OPEN = "*"
_WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_KINDS = {(False, False): "whole", (False, True): "starts", (True, True): "within", (True, False): "ends"}


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose, and the material classes that serve it: by our own list, or by a documented use that names it."""

    id: str
    titles: Titles
    material_classes: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Patterns:
    """The words of the list by where they leave letters open, each with its purposes."""

    whole: Mapping[str, tuple[str, ...]]
    starts: Mapping[str, tuple[str, ...]]
    within: Mapping[str, tuple[str, ...]]
    ends: Mapping[str, tuple[str, ...]]
    phrases: Mapping[tuple[str, ...], tuple[str, ...]]


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
    words = _words(text)
    met = [purpose for word in sorted(words) for purpose in _met(word)]
    line = f" {' '.join(words)} "
    for phrase, named in _patterns().phrases.items():
        if all(part in line for part in phrase):
            met += named
    return MappingProxyType({name: 1 - HALF ** met.count(name) for name in dict.fromkeys(met)})


def _words(text: str) -> frozenset[str]:
    """The folded words of a text, their lemmas and last parts, which say what a thing is; none that it denies."""
    read = words_of(text)
    denied = {word.written for word in read if word.is_denied}
    joined = _WORD.findall(fold(text))
    written = {*joined, *(part for word in joined for part in word.split("-"))} - denied
    return frozenset(written | {part for word in read if not word.is_denied for part in (word.lemma, word.parts[-1])})


@lru_cache(maxsize=50_000)
def _met(word: str) -> frozenset[str]:
    """The purposes that one word names, each once."""
    by = _patterns()
    found = set(by.whole.get(word, ()))
    for length in range(1, len(word) + 1):
        found.update(by.starts.get(word[:length], ()), by.ends.get(word[-length:], ()))
    for part, named in by.within.items():
        if part in word:
            found.update(named)
    return frozenset(found)


@cache
def _patterns() -> _Patterns:
    by: dict[str, dict[str, tuple[str, ...]]] = {name: {} for name in ("whole", "starts", "within", "ends")}
    phrases: dict[tuple[str, ...], tuple[str, ...]] = {}
    for _, row in read_rows("purpose_words"):
        for words in map(fold, parts(row["words"])):
            several = tuple(words.split())
            if len(several) > 1:
                looked_for = tuple(_within_line(one) for one in several)
                phrases[looked_for] = (*phrases.get(looked_for, ()), row["purpose"])
                continue
            kind = _KINDS[words.startswith(OPEN), words.endswith(OPEN)]
            bare = words.strip(OPEN)
            by[kind][bare] = (*by[kind].get(bare, ()), row["purpose"])
    return _Patterns(**by, phrases=phrases)


def _within_line(word: str) -> str:
    """What stands in a line of words if a word does: a space before it, and one behind it unless it is open."""
    return f" {word[:-1]}" if word.endswith(OPEN) else f" {word} "


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
    for line, row in read_rows("purpose_words"):
        if row["purpose"] not in known:
            yield f"purpose_words.csv, line {line}: {row['purpose']!r} is no purpose."
        for word in parts(row["words"]):
            if not word.strip() or len(word.strip("* ")) < 2:  # noqa: PLR2004 - one letter is in every word
                yield f"purpose_words.csv, line {line}: {word!r} is too short to tell anything."
    missing = known - {row["purpose"] for _, row in read_rows("purpose_words")}
    yield from (f"purposes.csv: nothing names {name!r}." for name in sorted(missing))
