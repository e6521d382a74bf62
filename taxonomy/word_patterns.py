"""Lists of words with open ends that name something, and what they name in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from taxonomy.codes import parts
from taxonomy.search import fold
from taxonomy.suggest.words import words_of

OPEN = "*"
_WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_KINDS = {(False, False): "whole", (False, True): "starts", (True, True): "within", (True, False): "ends"}


class WordPatterns:
    """The words of a list by where they leave letters open, each with what it names.

    Parameters
    ----------
    rows : iterable of pairs
        Names with their words, semicolons between; the words of one entry must all be in a text.
    """

    def __init__(self, rows: Iterable[tuple[str, str]]) -> None:
        by: dict[str, dict[str, tuple[str, ...]]] = {name: {} for name in ("whole", "starts", "within", "ends")}
        self._phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name, entries in rows:
            for entry in map(fold, parts(entries)):
                several = entry.split()
                if len(several) > 1:
                    first = next((one for one in several if OPEN not in one), OPEN)
                    looked_for = tuple(_within_line(one) for one in several)
                    self._phrases.setdefault(first, []).append((looked_for, name))
                    continue
                kind = _KINDS[entry.startswith(OPEN), entry.endswith(OPEN)]
                bare = entry.strip(OPEN)
                by[kind][bare] = (*by[kind].get(bare, ()), name)
        self._by = by
        self.met = lru_cache(maxsize=50_000)(self._met)

    def named(self, text: str) -> tuple[str, ...]:
        """What the words and phrases of a text name, a name once for each of them; nothing that the text denies."""
        words = sorted(bare_words(text))
        met = [name for word in words for name in self.met(word)]
        line = f" {' '.join(words)} "
        # Phrases stand under one of their whole words, so that few are looked for in each text.
        for word in (*words, OPEN):
            for phrase, name in self._phrases.get(word, ()):
                if all(part in line for part in phrase):
                    met.append(name)
        return tuple(met)

    def named_by_each(self, text: str) -> tuple[frozenset[str], ...]:
        """What each word of a text names, in their order; phrases are left out."""
        return tuple(
            frozenset().union(*(self.met(one) for word in group for one in (word, *word.split("-"))))
            for group in _in_order(text)
        )

    def _met(self, word: str) -> frozenset[str]:
        """What one folded word names, each once."""
        by = self._by
        found = set(by["whole"].get(word, ()))
        for length in range(1, len(word) + 1):
            found.update(by["starts"].get(word[:length], ()), by["ends"].get(word[-length:], ()))
        for part, names in by["within"].items():
            if part in word:
                found.update(names)
        return frozenset(found)


@lru_cache(maxsize=10_000)
def bare_words(text: str) -> frozenset[str]:
    """The folded words of a text, their lemmas and last parts, which say what a thing is; none that it denies."""
    read = words_of(text)
    denied = {word.written for word in read if word.is_denied}
    joined = _WORD.findall(fold(text))
    written = {*joined, *(part for word in joined for part in word.split("-"))} - denied
    return frozenset(written | {part for word in read if not word.is_denied for part in (word.lemma, word.parts[-1])})


def _in_order(text: str) -> tuple[frozenset[str], ...]:
    """For each word its folded form, its lemma and its last part."""
    return tuple(
        frozenset({*_WORD.findall(fold(word.written)), word.lemma, word.parts[-1]})
        for word in words_of(text)
        if not word.is_denied
    )


def wrong_words(file: str, rows: Iterable[tuple[int, Mapping[str, str]]]) -> list[str]:
    """Words of a list that are too short to tell anything, and stars where they stand for nothing."""
    found = []
    for line, row in rows:
        for word in parts(row["words"]):
            if len(word.strip("* ")) < 2:  # noqa: PLR2004 - one letter is in every word
                found.append(f"{file}.csv, line {line}: {word!r} is too short to tell anything.")
            in_phrase = " " in word.strip()
            if any(OPEN in (one[:-1] if in_phrase else one.strip(OPEN)) for one in word.split()):
                found.append(f"{file}.csv, line {line}: a star of {word!r} stands where no letters can be left open.")
    return found


def _within_line(word: str) -> str:
    """What stands in a line of words if a word does: a space before it, and one behind it unless it is open."""
    return f" {word[:-1]}" if word.endswith(OPEN) else f" {word} "
