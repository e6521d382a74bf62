"""What a text says beside the name of the waste: where it arises, in which industry, whether it is hazardous."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from taxonomy.codes import read_rows
from taxonomy.suggest.words import DENIED, Word, words_of

Says = Literal["hazardous", "not_hazardous"]

CHAPTER, SUBCHAPTER = 2, 4
LEAST_OF_ORIGIN = 0.3


@dataclass(frozen=True, slots=True)
class Origin:
    """A process, a place or an industry: the beginnings of codes where its waste belongs, the likeliest first."""

    name: str
    codes: tuple[str, ...]
    source: str

    def weight(self, code: str) -> float:
        """How well a code fits, 0 to 1: less for a later place in the list, a little less for a mere chapter."""
        for place, start in enumerate(self.codes):
            if code.startswith(start):
                nearness = 1.0 if len(start) > CHAPTER else 0.8
                return nearness * max(LEAST_OF_ORIGIN, 1 - 0.2 * place)
        return 0.0


def origins_of(words: Sequence[Word]) -> tuple[Origin, ...]:
    """The processes and places that words name; a name of two words needs both."""
    said = lemmas_of(words)
    first = dict.fromkeys(said)
    found = (one for lemma in first for one in _origins_by_word().get(lemma, ()))
    return tuple(dict.fromkeys(origin for needed, origin in found if needed <= said))


def lemmas_of(words: Iterable[Word]) -> frozenset[str]:
    """The words as written, their lemmas and the parts of compounds."""
    return frozenset(form for word in words for form in (word.written, word.lemma, *word.parts))


@cache
def origin_lemmas() -> frozenset[str]:
    """The names of one word that origins have: they tell where a waste arises, not what it is."""
    found = (needed for origins in _origins_by_word().values() for needed, _ in origins)
    return frozenset(lemma for needed in found if len(needed) == 1 for lemma in needed)


@cache
def _origins_by_word() -> Mapping[str, tuple[tuple[frozenset[str], Origin], ...]]:
    """Origins by the first word of their names, with all the words that the text must have."""
    found: dict[str, tuple[tuple[frozenset[str], Origin], ...]] = {}
    for _, row in read_rows("process_words"):
        needed = [word.lemma for word in words_of(row["word"])]
        if needed:
            origin = Origin(row["word"], tuple(row["codes"].split(";")), row["source"])
            found[needed[0]] = (*found.get(needed[0], ()), (frozenset(needed), origin))
    return found


def industry_origin(nace: str) -> Origin | None:
    """Where the waste of an industry belongs; the longest known beginning of its code counts."""
    digits = "".join(letter for letter in nace if letter.isdigit())
    for length in range(len(digits), 1, -1):
        found = _industries().get(digits[:length])
        if found is not None:
            return found
    return None


@cache
def _industries() -> Mapping[str, Origin]:
    rows = (row for _, row in read_rows("industry_origins"))
    return {row["nace"]: Origin(row["nace"], tuple(row["codes"].split(";")), row["source"]) for row in rows}


def hazard_said(words: Sequence[Word]) -> tuple[Says, str] | None:
    """What a text says of hazard, with the word that says it; a denied word counts the other way round."""
    for word in words:
        said = _hazard_of(word)
        if said is not None and word.is_denied:
            return ("not_hazardous" if said == "hazardous" else "hazardous"), word.written
        if said is not None:
            return said, word.written
    return None


def _hazard_of(word: Word) -> Says | None:
    known = _hazard_words()
    return next(
        (known[form] for form in (word.written, word.lemma.removeprefix(DENIED), *word.parts[:-1]) if form in known),
        None,
    )


@cache
def _hazard_words() -> Mapping[str, Says]:
    return dict(_read_hazard_words())


def _read_hazard_words() -> Iterator[tuple[str, Says]]:
    for _, row in read_rows("hazard_words"):
        words = words_of(row["word"])
        if len(words) == 1:
            yield words[0].lemma, "hazardous" if row["says"] == "hazardous" else "not_hazardous"
