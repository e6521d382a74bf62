"""From a text to its words: folded, without amounts, units and codes, each as its lemma and the parts of its compound.

Nothing here knows what a word means. The forms of words come from a list that is made beforehand (`word_forms`), since
a whole dictionary of Finnish takes seconds and hundreds of megabytes to load.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from taxonomy.codes import read_rows
from taxonomy.search import fold

SHORTEST_PART = 3
LONGEST_WORD = 60
"""Longer runs of letters are no words."""
MOST_PARTS = 3
SHORTEST_MISSPELT, LONG_WORD = 5, 8
LETTERS = "abcdefghijklmnopqrstuvwxyz"
LONGEST_SPELT = 5_000
MOST_WORDS = 400
"""So many words of a text are read; what a waste is stands in its first ones."""

DENIED = "no:"
DENIALS = frozenset(
    {"ei", "eivat", "ilman", "inte", "ej", "ingen", "inga", "inget", "utan", "icke", "no", "not", "non", "without"}
)
DENIALS_AFTER = frozenset({"free", "fri", "fria", "fritt", "vapaa", "vapaat", "vapaata"})

_ANY_WORD = re.compile(r"[^\W_]+")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[a-z][a-z0-9]*(?:[0-9]+[a-z]*)?|[0-9]+[a-z]+[a-z0-9]*")
_AMOUNT = re.compile(
    r"(?<![\w])[<>~]?\d[\d\s\u00a0.,]*\s?(?:%|t/v|t/a|tn|kg/v|kg/t|mg/kg|mg/l|m3|m³|kpl|st|pcs|tonnia|ton|tonnes?|"
    r"tonn?i?a?|kg|g|l|litraa|mm|cm|m|°c|€)?(?![\w])"
)
_LINKS = ("", "s", "n", "e", "o", "-")
SHORT_PARTS = frozenset(
    (
        *("puu", "maa", "suo", "voi", "luu", "paa", "tie", "jaa", "tyo", "yli", "ali", "iso"),
        *("ved", "bly", "gas", "sot", "ror", "mat", "tak", "bil", "bat", "ull", "vat", "fat", "kol", "tra", "kok"),
        *("ris", "lag", "lim", "hud", "ben", "agg", "ost", "oil", "ash", "tar", "tin", "ink", "mud", "wax", "wet"),
        *("dry", "fly", "saw", "can", "bag", "box", "car"),
    )
)
"""The words of three letters that compounds are really made of; others turn up in any word by chance."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: as it was written (folded), its lemma, and the lemmas of the parts of a compound."""

    written: str
    lemma: str
    parts: tuple[str, ...]

    @property
    def is_denied(self) -> bool:
        """Whether the text says that this is not so."""
        return self.lemma.startswith(DENIED)


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text that can mean something, in their order; one that is denied is another word.

    >>> [word.lemma for word in words_of("oil, no chlorine")]
    ['oil', 'no:chlorine']
    """
    found: list[Word] = []
    denied = False
    for written in _written(text):
        if written in DENIALS:
            denied = True
        elif written in DENIALS_AFTER and found:
            found[-1] = _denied(found[-1])
        elif written not in silent_words():
            found.append(_denied(word(written)) if denied else word(written))
            denied = False
    return tuple(found)


def spellings(text: str) -> Mapping[str, str]:
    """The words of a text as their owner wrote them, by what `Word.written` says of them."""
    return {fold(one): one for one in _ANY_WORD.findall(text[:LONGEST_SPELT])}


def _denied(word: Word) -> Word:
    lemma = word.lemma if word.is_denied else f"{DENIED}{word.lemma}"
    return Word(word.written, lemma, (lemma,))


def _written(text: str) -> Iterator[str]:
    plain = fold(text)
    if _DIGIT.search(plain):
        plain = _AMOUNT.sub(" ", plain)
    found = (match.group() for match in _WORD.finditer(plain))
    whole = (one for one in found if 1 < len(one) <= LONGEST_WORD)
    return (one for _, one in zip(range(MOST_WORDS), whole, strict=False))


@lru_cache(maxsize=50_000)
def word(written: str) -> Word:
    """One folded word with its lemma and parts.

    >>> word("valuhiekkojen").parts
    ('valu', 'hiekka')
    """
    known = compounds().get(written)
    if known is not None:
        return known
    parts = split(written)
    lemma = word_forms().get(written) or _compound_lemma(written, parts)
    return Word(written, lemma, parts or (lemma,))


def meant(word_: Word) -> Word:
    """The known word that one slip of the pen made an unknown one of; the word itself where there is none."""
    written, known, parted = word_.written, word_forms(), compounds()
    if len(written) < SHORTEST_MISSPELT or not written.isalpha() or written in known or len(word_.parts) > 1:
        return word_
    other = next((other for other in _slips(written) if other in known or other in parted), None)
    return word_ if other is None else replace(word(other), written=written)


def _slips(written: str) -> Iterator[str]:
    """The words that are one slip away: a doubled letter amiss, two letters swapped, then in long words any letter."""
    places = range(len(written))
    doubled = (place for place in places[1:] if written[place] == written[place - 1])
    yield from (written[:place] + written[place + 1 :] for place in doubled)
    yield from (written[:place] + written[place] + written[place:] for place in places)
    for place in places[:-1]:
        yield written[:place] + written[place + 1] + written[place] + written[place + 2 :]
    if len(written) < LONG_WORD:
        return
    yield from (written[:place] + written[place + 1 :] for place in places)
    for place in places:
        yield from (written[:place] + letter + written[place + 1 :] for letter in LETTERS)
        yield from (written[:place] + letter + written[place:] for letter in LETTERS)


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
def compounds() -> dict[str, Word]:
    """The compounds of the vocabulary, parted beforehand: to part them all again would take most of the loading."""
    rows = (row for _, row in read_rows("compounds"))
    return {row["word"]: Word(row["word"], row["lemma"], tuple(row["parts"].split())) for row in rows}


@cache
def silent_words() -> frozenset[str]:
    """Words that say nothing of what a waste is: conjunctions, units, courtesies."""
    return frozenset(fold(row["word"]) for _, row in read_rows("silent_words"))


def split(written: str) -> tuple[str, ...]:
    """The parts of a compound as lemmas; nothing when the word is no compound of known words.

    The fewest parts win, then the longest last one: the last part says what the thing is.
    """
    best = _splits(written, MOST_PARTS)
    return best if best is not None and len(best) > 1 else ()


@lru_cache(maxsize=50_000)
def _splits(written: str, most: int) -> tuple[str, ...] | None:
    known = word_forms()
    if written in known and (most < MOST_PARTS or len(written) < 2 * SHORTEST_PART):
        return (known[written],) if _may_be_part(written) else None
    if most == 1 or len(written) < 2 * SHORTEST_PART:
        return None
    best: tuple[str, ...] | None = None
    for place in range(SHORTEST_PART, len(written) - SHORTEST_PART + 1):
        tail = written[place:]
        if tail not in known or not _may_be_part(tail):
            continue
        head = _head(written[:place], most - 1)
        if head is not None and (best is None or len(head) + 1 < len(best)):
            best = (*head, known[tail])
    return best


def _may_be_part(written: str) -> bool:
    return len(written) > SHORTEST_PART or written in SHORT_PARTS


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
