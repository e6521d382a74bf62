"""What a text offers in plain words: materials, energy, water and gases, and the purposes that each serves.

The material classes are those of waste and by-products; people offer much more (steam, straw, carbon dioxide, one
plastic and not another). Goods are named by words alone and compare texts: nothing here says that a use is allowed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

from taxonomy.codes import Titles, parts, read_rows, titles_of
from taxonomy.purposes import purposes
from taxonomy.word_patterns import WordPatterns, wrong_words

BESIDE, ORIGIN = 0.5, 0.5
"""What a good counts that another follows in the same phrase, and one that only tells where the offer comes from."""
_ORIGIN = re.compile(
    r"\b(?:from|of|with|containing|after|during|by|in|at|for|från|av|ur|vid|med|efter|till|i|på)\b|[;,(]"
)
_AWAY = re.compile(r"\b\w{3,}(?:sta|stä|lta|ltä|ssa|ssä|lla|llä)\b")
"""Finnish says with endings where something comes from."""


@dataclass(frozen=True, slots=True)
class Good:
    """Something that is offered, and the purposes that it serves."""

    id: str
    titles: Titles
    purposes: frozenset[str]


def goods() -> tuple[Good, ...]:
    """All goods in the order of the list."""
    return tuple(_goods().values())


def goods_named(text: str) -> Mapping[str, float]:
    """How surely a text offers each good, from 0 to 1; those that it does not name are left out.

    What stands before "from" or "of" is offered; what stands behind it tells where that comes from.

    >>> dict(goods_named("Steam from the acid plant"))
    {'steam': 1.0}
    """
    return _named(text)


def without_origin(text: str) -> str:
    """The words of a text that say what it offers, without those that say where it comes from.

    >>> without_origin("fly ash from coal firing")
    'fly ash'
    """
    head = _AWAY.sub(" ", _ORIGIN.split(text.lower(), maxsplit=1)[0])
    return " ".join(head.split())


def purposes_served(text: str) -> Mapping[str, float]:
    """How surely what a text offers serves each purpose, from 0 to 1; those that it does not serve are left out.

    >>> purposes_served("steam")["district_heat"]
    1.0
    """
    found: dict[str, float] = {}
    for name, share in goods_named(text).items():
        for one in _goods()[name].purposes:
            found[one] = max(share, found.get(one, 0.0))
    return MappingProxyType(found)


@lru_cache(maxsize=10_000)
def _named(text: str) -> Mapping[str, float]:
    head = without_origin(text)
    if found := _by_place(head):
        return MappingProxyType(found)
    return MappingProxyType(dict.fromkeys(_patterns().named(text), ORIGIN))


def _by_place(head: str) -> dict[str, float]:
    """The goods of a phrase: the last word of a phrase is what it is about, the words before it are kinds of it."""
    by_word = _patterns().named_by_each(head)
    last = next((names for names in reversed(by_word) if names), ())
    beside = {name for names in by_word for name in names} - set(last)
    return {name: BESIDE if name in beside else 1.0 for name in _patterns().named(head)}


@cache
def _patterns() -> WordPatterns:
    return WordPatterns((row["good"], row["words"]) for _, row in read_rows("good_words"))


@cache
def _goods() -> Mapping[str, Good]:
    found = (Good(row["id"], titles_of(row), frozenset(parts(row["purposes"]))) for _, row in read_rows("goods"))
    return MappingProxyType({one.id: one for one in found})


def check_goods() -> list[str]:
    """What is wrong with the two lists: a purpose or a good that is unknown, a good without words."""
    return [*_wrong_purposes(), *_wrong_words(), *wrong_words("good_words", read_rows("good_words"))]


def _wrong_purposes() -> Iterator[str]:
    known = {one.id for one in purposes()}
    for line, row in read_rows("goods"):
        for name in parts(row["purposes"]):
            if name not in known:
                yield f"goods.csv, line {line}: {name!r} is no purpose."


def _wrong_words() -> Iterator[str]:
    known, named = {row["id"] for _, row in read_rows("goods")}, set()
    for line, row in read_rows("good_words"):
        named.add(row["good"])
        if row["good"] not in known:
            yield f"good_words.csv, line {line}: {row['good']!r} is no good of the list."
    yield from (f"goods.csv: nothing names {name!r}." for name in sorted(known - named))
