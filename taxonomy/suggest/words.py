"""From a text to its words: folded, without amounts, units and codes, each as its lemma and the parts of its compound.

Nothing here knows what a word means. The forms of words come from a list that is made beforehand (`word_forms`), since
a whole dictionary of Finnish takes seconds and hundreds of megabytes to load.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from taxonomy.codes import read_rows
from taxonomy.search import fold

SHORTEST_PART = 3
LONGEST_WORD = 60
"""Longer runs of letters are no words."""
MOST_WORDS = 400
"""So many words of a text are read; what a waste is stands in its first ones."""

_WORD = re.compile(r"[a-z][a-z0-9]*(?:[0-9]+[a-z]*)?|[0-9]+[a-z]+[a-z0-9]*")
_AMOUNT = re.compile(
    r"(?<![\w])[<>~]?\d[\d\s\u00a0.,]*\s?(?:%|t/v|t/a|tn|kg/v|kg/t|mg/kg|mg/l|m3|m³|kpl|st|pcs|tonnia|ton|tonnes?|"
    r"tonn?i?a?|kg|g|l|litraa|mm|cm|m|°c|€)?(?![\w])"
)
_LINKS = ("", "s", "n", "e", "o", "-")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: as it was written (folded), its lemma, and the lemmas of the parts of a compound."""

    written: str
    lemma: str
    parts: tuple[str, ...]


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text that can mean something, in their order."""
    return tuple(word(written) for written in _written(text))


def _written(text: str) -> Iterator[str]:
    plain = _AMOUNT.sub(" ", fold(text))
    silent = silent_words()
    found = (match.group() for match in _WORD.finditer(plain))
    meaning = (one for one in found if 1 < len(one) <= LONGEST_WORD and one not in silent)
    return (one for _, one in zip(range(MOST_WORDS), meaning, strict=False))


@lru_cache(maxsize=50_000)
def word(written: str) -> Word:
    """One folded word with its lemma and parts.

    >>> word("valuhiekkojen").parts
    ('valu', 'hiekka')
    """
    parts = split(written)
    lemma = word_forms().get(written) or _compound_lemma(written, parts)
    return Word(written, lemma, parts or (lemma,))


def _compound_lemma(written: str, parts: tuple[str, ...]) -> str:
    """The dictionary form of a compound: its last part is inflected; a word that no list has stays as it is.

    The last part begins where the longest known ending of the word begins.
    """
    if not parts:
        return written
    known = word_forms()
    tails = (written[place:] for place in range(SHORTEST_PART, len(written)))
    tail = next(tail for tail in tails if known.get(tail) == parts[-1])
    return written.removesuffix(tail) + parts[-1]


@cache
def word_forms() -> dict[str, str]:
    """Folded lemma of each folded form."""
    forms: dict[str, str] = {}
    for _, row in read_rows("word_forms"):
        lemma = row["lemma"]
        forms.setdefault(lemma, lemma)
        for ending in row["forms"].split():
            kept, _, tail = ending.partition("-")
            forms.setdefault(lemma[: int(kept)] + tail, lemma)
    return forms


@cache
def silent_words() -> frozenset[str]:
    """Words that say nothing of what a waste is: conjunctions, units, courtesies."""
    return frozenset(fold(row["word"]) for _, row in read_rows("silent_words"))


def split(written: str) -> tuple[str, ...]:
    """The parts of a compound as lemmas; nothing when the word is no compound of known words.

    The fewest parts win, then the longest last one: the last part says what the thing is.
    """
    best = _splits(written, 3)
    return best if best is not None and len(best) > 1 else ()


@lru_cache(maxsize=50_000)
def _splits(written: str, most: int) -> tuple[str, ...] | None:
    known = word_forms()
    if written in known and (most < 3 or len(written) < 2 * SHORTEST_PART):
        return (known[written],)
    if most == 1 or len(written) < 2 * SHORTEST_PART:
        return None
    best: tuple[str, ...] | None = None
    for place in range(SHORTEST_PART, len(written) - SHORTEST_PART + 1):
        tail = written[place:]
        if tail not in known:
            continue
        head = _head(written[:place], most - 1)
        if head is not None and (best is None or len(head) + 1 < len(best)):
            best = (*head, known[tail])
    return best


def _head(written: str, most: int) -> tuple[str, ...] | None:
    """The parts of what stands before the last one, without the letter that may link them."""
    for link in _LINKS:
        bare = written.removesuffix(link) if link else written
        if link and bare == written:
            continue
        found = _splits(bare, most) if len(bare) >= SHORTEST_PART else None
        if found is not None:
            return found
    return None
