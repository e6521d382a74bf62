"""Simple search over codes, titles and class names in three languages, blind to case and accents.

An exact code or title comes first, then titles that begin with the words, then words, beginnings of words, parts of
words, and at last words with the same stem ("valukeernoja" finds "valukeernat").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
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
    names: tuple[_Name, ...]
    by_word: dict[str, list[int]]
    by_key: dict[str, list[int]]


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
    for other, names in index.by_word.items():
        score = _likeness(word, other)
        if score:
            for name in names:
                best[name] = max(score, best.get(name, 0.0))
    return best


def _likeness(word: str, other: str) -> float:
    """How well a word of the query fits a word of a title."""
    if word in other:
        if other.startswith(word):
            return WHOLE_WORD if word == other else WORD_BEGINS
        return INSIDE_WORD if len(word) >= SHORTEST_INSIDE else 0.0
    if other[:SHORTEST_STEM] != word[:SHORTEST_STEM] or len(word) < SHORTEST_STEM or len(other) < SHORTEST_STEM:
        return 0.0
    common = next((i for i, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other)))
    return SAME_STEM if max(len(word), len(other)) - common <= LONGEST_ENDING else 0.0


def _title_bonus(folded: str, query: str) -> float:
    if folded == query:
        return EXACT_TITLE
    return TITLE_BEGINS if folded.startswith(query) else 0.0


def _code_scores(index: _Index, key: str) -> Iterator[tuple[int, float]]:
    """Codes that are the query or, if it has a digit, begin with it."""
    numeric = any(letter.isdigit() for letter in key)
    for code, names in index.by_key.items():
        if code == key:
            yield from ((name, EXACT_CODE) for name in names)
        elif numeric and len(key) >= SHORTEST_CODE and code.startswith(key):
            yield from ((name, CODE_BEGINS) for name in names)


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
    return _Index(names, by_word, by_key)


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
