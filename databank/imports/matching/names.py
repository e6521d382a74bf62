"""Names of values found again in what people write: exact, inflected, inside other words, or mistyped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from databank.imports.matching.found import MOST, Found, best_first
from databank.imports.matching.spelling import plain, stems, without_asides

EXACT, BESIDE_ASIDE, INFLECTED, REORDERED = 1.0, 0.97, 0.95, 0.91
CONTAINED, ALL_OF_IT = 0.73, 0.19
TAIL, WHOLE_WORD = 0.66, 0.20
INSIDE_NAME, ALL_OF_NAME = 0.50, 0.28
MISTYPED = 0.98
LEAST_RATIO = 80.0
SHORTEST_TAIL = 4
SHORTEST_MISTYPED = 6
MOST_ALIKE = 8
GENERIC = frozenset(stems("jate jae avfall waste rester fraktion massa material materiaali"))
"""Stems that say nothing by themselves when they end a word or stand beside one."""


@dataclass(frozen=True, slots=True)
class _Name:
    value: str
    text: str
    key: str
    stems: tuple[str, ...]


class Names:
    """An index of names; one value may have many, and one name may belong to several values.

    Parameters
    ----------
    named : iterable of (value, name)
    most_in_part : float
        The greatest score of what was found by a part of the wording only.
    compounds : bool
        Whether the last part of a compound word is looked for: "keräyspahvi" is "pahvi".
    """

    def __init__(
        self,
        named: Iterable[tuple[str, str]],
        *,
        most_in_part: float = 1.0,
        compounds: bool = False,
    ) -> None:
        self._most_in_part = most_in_part
        self._compounds = compounds
        self._names = [_Name(value, text, key, stems(key)) for value, text in named if (key := plain(text))]
        self._by_key: dict[str, list[_Name]] = {}
        self._by_stems: dict[tuple[str, ...], list[_Name]] = {}
        self._by_stem: dict[str, list[_Name]] = {}
        for name in self._names:
            self._by_key.setdefault(name.key, []).append(name)
            self._by_stems.setdefault(name.stems, []).append(name)
            for stem in set(name.stems):
                self._by_stem.setdefault(stem, []).append(name)
        self._keys = list(self._by_key)

    def find(self, text: str, most: int = MOST) -> tuple[Found, ...]:
        """The values that a text may mean, the surest first; an exact name leaves no room for others."""
        key = plain(text)
        if not key:
            return ()
        exact = self._exact(key) or self._exact(plain(without_asides(text)), BESIDE_ASIDE)
        if exact:
            return best_first(exact, most)
        words, bare = stems(key), stems(plain(without_asides(text)))
        inflected = self._by_stems.get(words) or self._by_stems.get(bare, [])
        if inflected:
            return best_first((Found(one.value, INFLECTED, one.text, "name") for one in inflected), most)
        return best_first([*self._loosely(words), *self._mistyped(key)], most)

    def _exact(self, key: str, score: float = EXACT) -> list[Found]:
        return [Found(one.value, score, one.text, "name") for one in self._by_key.get(key, ())]

    def _loosely(self, words: tuple[str, ...]) -> Iterator[Found]:
        """What is found by some of the words."""
        told = self._telling(words)
        if told and told != words:
            for one in self._by_stems.get(told, ()):
                yield Found(one.value, REORDERED + 0.01, one.text, "name")
        yield from self._sharing(words, told)
        if self._compounds:
            for word in dict.fromkeys(words):
                yield from self._ending(word, len(word) / max(1, sum(map(len, told))))

    def _telling(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """The words that mean something: not "waste" itself, no numbers, no single letters."""
        return tuple(word for word in words if word not in GENERIC and len(word) > 1 and not word.isdigit())

    def _sharing(self, words: tuple[str, ...], told: tuple[str, ...]) -> Iterator[Found]:
        """Names all of whose words stand in the text, and names in which all words of the text stand."""
        own, size = set(words), max(1, sum(map(len, told)))
        covered: dict[str, tuple[set[str], str]] = {}
        for name in {id(one): one for word in own for one in self._by_stem.get(word, ())}.values():
            theirs = set(name.stems)
            if theirs == own:
                yield Found(name.value, REORDERED, name.text, "name")
            elif theirs <= own:
                covered.setdefault(name.value, (set(), name.text))[0].update(theirs)
            elif told and set(told) <= theirs:
                part = sum(map(len, told)) / max(1, sum(map(len, theirs)))
                yield Found(name.value, INSIDE_NAME + ALL_OF_NAME * part, name.text, "part")
        for value, (theirs, text) in covered.items():
            part = min(1.0, sum(len(word) for word in theirs if word not in GENERIC) / size)
            yield Found(value, min(self._most_in_part, CONTAINED + ALL_OF_IT * part), text, "part")

    def _ending(self, word: str, weight: float) -> Iterator[Found]:
        """The longest name that ends a compound word, or begins one that ends in a word such as "waste"."""
        for start in range(1, len(word) - SHORTEST_TAIL + 1):
            found = self._by_stems.get((word[start:],))
            if found and word[start:] not in GENERIC:
                score = TAIL + WHOLE_WORD * min(1.0, weight) * (len(word) - start) / len(word)
                yield from (Found(one.value, min(score, self._most_in_part), one.text, "ending") for one in found)
                break
        for generic in GENERIC:
            if word.endswith(generic) and len(word) - len(generic) >= SHORTEST_TAIL - 1:
                found = self._by_stems.get(stems(word.removesuffix(generic)), [])
                score = min(self._most_in_part, CONTAINED + ALL_OF_IT * min(1.0, weight))
                yield from (Found(one.value, score, one.text, "ending") for one in found)

    def _mistyped(self, key: str) -> Iterator[Found]:
        """Names with the same beginning that differ by a few letters."""
        if len(key) < SHORTEST_MISTYPED:
            return
        alike = process.extract(key, self._keys, scorer=fuzz.ratio, score_cutoff=LEAST_RATIO, limit=MOST_ALIKE)
        for other, ratio, _place in alike:
            if other[0] == key[0]:
                yield from (
                    Found(one.value, ratio / 100 * MISTYPED, one.text, "spelling") for one in self._by_key[other]
                )
