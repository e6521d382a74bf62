"""Simple search over codes, titles and class names in three languages, blind to case and accents.

An exact code or title comes first, then titles that begin with the words, then words, beginnings of words, parts of
words, and at last words with the same stem ("valukeernoja" finds "valukeernat").
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from typing import Literal

from taxonomy.codes import Titles
from taxonomy.industries import industries
from taxonomy.materials import families, material_classes, other_names
from taxonomy.treatments import operations
from taxonomy.waste_list import EDITIONS, edition

Kind = Literal["waste_code", "material_class", "family", "operation", "industry"]

KIND_ORDER: tuple[Kind, ...] = ("material_class", "waste_code", "family", "operation", "industry")

EXACT_CODE, EXACT_TITLE, CODE_BEGINS, TITLE_BEGINS = 200.0, 100.0, 80.0, 60.0
WHOLE_WORD, WORD_BEGINS, INSIDE_WORD, SAME_STEM = 40.0, 30.0, 20.0, 10.0
SHORTEST_CODE = 2
SHORTEST_INSIDE = 4
SHORTEST_STEM = 5
LONGEST_ENDING = 4

_WORD = re.compile(r"[0-9a-z]+")
_AFTER_ALL = "\uffff"
_COMBINING = re.compile(r"[\u0300-\u036f]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found. `matched` is the code or the title that the words were found in."""

    kind: Kind
    code: str
    titles: Titles
    matched: str
    score: float


@dataclass(frozen=True, slots=True)
class _Name:
    """One title of one thing, folded."""

    kind: Kind
    code: str
    titles: Titles
    text: str
    folded: str
    key: str


@dataclass(frozen=True, slots=True)
class _Index:
    """All names, where each word and each code stands, and the words and codes in order."""

    names: tuple[_Name, ...]
    by_word: dict[str, list[int]]
    by_key: dict[str, list[int]]
    words: list[str]
    keys: list[str]
    all_words: str


def search(text: str, limit: int = 30) -> list[Hit]:
    """The best `limit` hits, best first; no text, no hits."""
    index = _index()
    words = _WORD.findall(fold(text))
    if not words:
        return []
    scores = _word_scores(index, words)
    for name, score in scores.items():
        scores[name] = score + _title_bonus(index.names[name].folded, " ".join(words))
    for name, score in _code_scores(index, _key(text)):
        scores[name] = max(score, scores.get(name, 0.0))
    hits = _best_name_of_each(index, scores)
    hits.sort(key=lambda hit: (-hit.score, KIND_ORDER.index(hit.kind), len(hit.matched), hit.code))
    return hits[:limit]


def fold(text: str) -> str:
    """Lower case without accents: "Ä" becomes "a"."""
    lower = text.casefold()
    if lower.isascii():
        return lower
    return _COMBINING.sub("", unicodedata.normalize("NFKD", lower))


def _key(code: str) -> str:
    """A code as it is compared: "10 09 08*", "10.09.08" and "100908" are the same."""
    return "".join(_WORD.findall(fold(code)))


def _word_scores(index: _Index, words: list[str]) -> dict[int, float]:
    """Score of every name that answers each of the words: the mean of the words' scores."""
    total = _names_with(index, words[0])
    for word in words[1:]:
        found = _names_with(index, word)
        total = {name: score + found[name] for name, score in total.items() if name in found}
    return {name: score / len(words) for name, score in total.items()}


def _names_with(index: _Index, word: str) -> dict[int, float]:
    best: dict[int, float] = {}
    for other, score in _words_like(index, word):
        for name in index.by_word[other]:
            best[name] = max(score, best.get(name, 0.0))
    return best


def _words_like(index: _Index, word: str) -> Iterator[tuple[str, float]]:
    """The words of all titles that fit a word of the query, and how well."""
    if word in index.by_word:
        yield word, WHOLE_WORD
    yield from ((other, WORD_BEGINS) for other in _beginning(index.words, word) if other != word)
    if len(word) >= SHORTEST_INSIDE:
        yield from ((other, INSIDE_WORD) for other in _containing(index.all_words, word))
    if len(word) >= SHORTEST_STEM:
        related = _beginning(index.words, word[:SHORTEST_STEM])
        yield from ((other, SAME_STEM) for other in related if _same_stem(word, other))


def _beginning(words: Sequence[str], start: str) -> Sequence[str]:
    """Those of the sorted words that begin so."""
    return words[bisect_left(words, start) : bisect_left(words, start + _AFTER_ALL)]


def _containing(all_words: str, part: str) -> Iterator[str]:
    """The words, parted by line ends in one text, that have `part` in them."""
    place = all_words.find(part)
    while place >= 0:
        end = all_words.index("\n", place)
        yield all_words[all_words.rindex("\n", 0, place) + 1 : end]
        place = all_words.find(part, end)


def _same_stem(word: str, other: str) -> bool:
    common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, other, strict=False)))
    return max(len(word), len(other)) - common <= LONGEST_ENDING


def _title_bonus(folded: str, query: str) -> float:
    if folded == query:
        return EXACT_TITLE
    return TITLE_BEGINS if folded.startswith(query) else 0.0


def _code_scores(index: _Index, key: str) -> Iterator[tuple[int, float]]:
    """Codes that are the query or, if it has a digit, begin with it."""
    yield from ((name, EXACT_CODE) for name in index.by_key.get(key, ()))
    if len(key) >= SHORTEST_CODE and any(letter.isdigit() for letter in key):
        below = (other for other in _beginning(index.keys, key) if other != key)
        yield from ((name, CODE_BEGINS) for other in below for name in index.by_key[other])


def _best_name_of_each(index: _Index, scores: dict[int, float]) -> list[Hit]:
    best: dict[tuple[str, str], Hit] = {}
    for number, score in scores.items():
        name = index.names[number]
        known = best.get((name.kind, name.code))
        if known is None or score > known.score:
            best[name.kind, name.code] = Hit(name.kind, name.code, name.titles, name.text, score)
    return list(best.values())


@cache
def _index() -> _Index:
    names = tuple(_names())
    by_word: dict[str, list[int]] = {}
    by_key: dict[str, list[int]] = {}
    for number, name in enumerate(names):
        for word in set(name.folded.split()):
            by_word.setdefault(word, []).append(number)
        by_key.setdefault(name.key, []).append(number)
    words = sorted(by_word)
    return _Index(names, by_word, by_key, words, sorted(by_key), "\n".join(("", *words, "")))


def _names() -> Iterator[_Name]:
    for kind, code, titles in _things():
        key = _key(code)
        others = (name for _, name in other_names(code)) if kind == "material_class" else ()
        for text in dict.fromkeys((titles.fi, titles.sv, titles.en, *others)):
            yield _Name(kind, code, titles, text, " ".join(_WORD.findall(fold(text))), key)


def _things() -> Iterator[tuple[Kind, str, Titles]]:
    for material in material_classes():
        yield "material_class", material.id, material.titles
    for family in families():
        yield "family", family.id, family.titles
    waste = {code: entry for name in EDITIONS for code, entry in edition(name).entries.items()}
    for code, entry in waste.items():
        yield "waste_code", code, entry.titles
    for operation in operations():
        yield "operation", operation.code, operation.titles
    industry = {one.code: one for name in ("NACE2.1", "NACE2") for one in industries(name)}
    for code, one in industry.items():
        yield "industry", code, one.titles
