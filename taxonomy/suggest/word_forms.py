"""Makes the list of word forms: ``python -m taxonomy.suggest.word_forms FILE``.

The forms come from the dictionaries of simplemma (MIT; its language data are from several free word lists). Only words
of our own vocabulary are kept, so that the service neither carries nor loads a whole language.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from taxonomy.codes import LANGUAGES, Language, read_rows
from taxonomy.search import fold
from taxonomy.suggest.vocabulary import terms
from taxonomy.suggest.words import silent_words

LONGEST_ENDING = 9
SHORTEST_PART = 3
SHARED_BY = 3
"""Compounds that must share a part before it counts as a word of its own."""
COMMON_ENDINGS: Mapping[Language, Sequence[str]] = {"fi": ("a", "n", "t"), "sv": ("s",), "en": ("s",)}
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_CLITIC = re.compile(r"(nsa|nsä|mme|nne|kin|kaan|kään|kohan|köhän)$")

Dictionary = Mapping[str, str]


def own_words() -> dict[Language, set[str]]:
    """The words of every list that a text is compared with, by language."""
    words: dict[Language, set[str]] = {language: set() for language in LANGUAGES}
    for term in terms():
        words[term.language].update(_LETTERS.findall(term.text.lower()))
    for name in ("process_words", "hazard_words"):
        for _, row in read_rows(name):
            language = next(one for one in LANGUAGES if one == row["language"])
            words[language].update(_LETTERS.findall(row["word"].lower()))
    return words


def splits(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Every way to part a word in two."""
    for word in words:
        for place in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
            yield word[:place], word[place:]


def lemmas(words: Collection[str], dictionary: Dictionary) -> set[str]:
    """The dictionary forms of words, and of parts that several compounds share."""
    found = {dictionary.get(word, word) for word in words}
    shared: Counter[str] = Counter()
    for head, tail in splits(words):
        if head in dictionary and tail in dictionary:
            shared.update((dictionary[head], dictionary[tail]))
    return found | {part for part, count in shared.items() if count >= SHARED_BY}


def simple(found: set[str]) -> set[str]:
    """Those that are no compound of two others: the forms of a compound follow from its last part."""
    silent = silent_words()
    return {
        lemma
        for lemma in found
        if fold(lemma) not in silent and not any(head in found and tail in found for head, tail in splits([lemma]))
    }


def forms(
    kept: set[str], dictionary: Iterable[tuple[str, str]], endings: Sequence[str]
) -> Iterator[tuple[str, list[str]]]:
    """(folded lemma, its folded forms) in the order of the alphabet.

    `endings` are added to every lemma: a dictionary gives a form that two words share to one of them only.
    """
    by_lemma: dict[str, set[str]] = defaultdict(set)
    for form, lemma in dictionary:
        if lemma in kept and len(form) <= len(lemma) + LONGEST_ENDING and not _CLITIC.search(form):
            by_lemma[fold(lemma)].add(fold(form))
    plain = {fold(one) for one in kept}
    for lemma in sorted(plain):
        yield lemma, sorted({*by_lemma[lemma], *(lemma + ending for ending in endings)} - plain)


def _shortened(lemma: str, form: str) -> str:
    """A form as what it keeps of the lemma and what follows: tuhkaa of tuhka is "5-a"."""
    same = 0
    while same < min(len(lemma), len(form)) and lemma[same] == form[same]:
        same += 1
    return f"{same}-{form[same:]}"


def dictionary_of(language: Language, words: Collection[str]) -> tuple[Dictionary, Iterable[tuple[str, str]]]:
    """What the dictionary says of the words and of all their parts, and the whole dictionary to read through."""
    from simplemma.strategies.dictionaries import LOW_MEMORY_DICTIONARY_FACTORY  # noqa: PLC0415  # only makers have it

    whole = LOW_MEMORY_DICTIONARY_FACTORY.get_dictionary(language)
    wanted = {*words, *(part for parts in splits(words) for part in parts)}
    return {form: lemma for form, lemma in whole.items() if form in wanted}, whole.items()


def main(path: Path) -> None:
    """Write the list."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("language", "lemma", "forms"))
        for language, words in own_words().items():
            known, whole = dictionary_of(language, words)
            kept = simple(lemmas(words, known))
            for lemma, found in forms(kept, whole, COMMON_ENDINGS[language]):
                writer.writerow((language, lemma, " ".join(_shortened(lemma, form) for form in found)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
