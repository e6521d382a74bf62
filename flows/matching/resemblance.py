"""How alike two side streams are: their words, whose they are, and their codes, each from 0 to 1.

Words are compared by runs of letters, so that "steel slags" and "teräskuonaa" meet "steel slag" and "teräskuona". How
telling a run is comes from the titles of the shipped lists and not from the records at hand: a bank with five exchanges
has no statistics of its own.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from types import MappingProxyType

from flows.matching.streams import Stream
from taxonomy.codes import LANGUAGES
from taxonomy.industries import industries
from taxonomy.search import fold
from taxonomy.waste_list import EDITIONS, edition

SHORTEST_RUN, LONGEST_RUN = 3, 5
MOST_LETTERS = 400
"""So many letters of a text are compared; what a stream is stands in its first ones."""
WASTE_STEPS = ((6, 1.0), (4, 2 / 3), (2, 1 / 3))
PRODUCT_STEPS = ((6, 1.0), (5, 0.8), (4, 0.6), (3, 0.4), (2, 0.2))
INDUSTRY_STEPS = ((4, 0.8), (3, 0.64), (2, 0.48))
"""What a shared beginning of two codes is worth, by its length. A shared industry says less than the same words."""

_WORD = re.compile(r"[a-z0-9]+")

Vector = Mapping[str, float]
Steps = tuple[tuple[int, float], ...]


class Shelf:
    """Streams that others are compared with, held so that one comparison meets only those that share something."""

    def __init__(self, streams: Sequence[Stream]) -> None:
        self._streams = tuple(streams)
        self._texts = _posted([vector(one.text) for one in streams])
        self._donors = _posted([vector(one.donor) for one in streams])

    def alike(self, stream: Stream) -> list[float]:
        """How alike a stream is to each, 0..1: the mean over what is known of the stream."""
        texts = _cosines(vector(stream.text), self._texts, len(self._streams))
        donors = _cosines(vector(stream.donor), self._donors, len(self._streams))
        known = 1 + bool(stream.donor or stream.industries) + bool(stream.waste_codes) + bool(stream.products)
        return [
            (text + max(donor, same_industry(stream, one)) + _same_codes(stream, one)) / known
            for text, donor, one in zip(texts, donors, self._streams, strict=True)
        ]


def same_industry(one: Stream, other: Stream) -> float:
    """How near the industries of both are."""
    return _nearest(one.industries, other.industries, INDUSTRY_STEPS)


def same_waste(one: Stream, other: Stream) -> float:
    """How near their codes in the List of Waste are."""
    return _nearest(one.waste_codes, other.waste_codes, WASTE_STEPS)


def same_product(one: Stream, other: Stream) -> float:
    """How near they are as products."""
    return _nearest(one.products, other.products, PRODUCT_STEPS)


def _same_codes(one: Stream, other: Stream) -> float:
    return same_waste(one, other) + same_product(one, other)


def _nearest(codes: Sequence[str], others: Sequence[str], steps: Steps) -> float:
    return max((_near(code, other, steps) for code in codes for other in others), default=0.0)


def _near(code: str, other: str, steps: Steps) -> float:
    for length, worth in steps:
        if len(code) >= length and code[:length] == other[:length]:
            return worth
    return 0.0


@lru_cache(maxsize=4096)
def vector(text: str) -> Vector:
    """The runs of letters of a text with their weights; the squares sum to 1."""
    counts = Counter(runs(text[:MOST_LETTERS]))
    telling = _telling()
    weights = {run: (1 + math.log(count)) * telling.get(run, _most_telling()) for run, count in counts.items()}
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return MappingProxyType({run: weight / length for run, weight in weights.items()})


def runs(text: str) -> Iterator[str]:
    """The runs of three to five letters of each word, its edges included.

    >>> sorted(runs("ash"))
    [' as', ' ash', ' ash ', 'ash', 'ash ', 'sh ']
    """
    for word in _WORD.findall(fold(text)):
        edged = f" {word} "
        for length in range(SHORTEST_RUN, LONGEST_RUN + 1):
            yield from (edged[start : start + length] for start in range(len(edged) - length + 1))


def _posted(vectors: Sequence[Vector]) -> Mapping[str, Sequence[tuple[int, float]]]:
    """By run the places where it stands, with its weight there."""
    found: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for place, weights in enumerate(vectors):
        for run, weight in weights.items():
            found[run].append((place, weight))
    return found


def _cosines(asked: Vector, posted: Mapping[str, Sequence[tuple[int, float]]], count: int) -> list[float]:
    found = [0.0] * count
    for run, weight in asked.items():
        for place, other in posted.get(run, ()):
            found[place] += weight * other
    return found


@cache
def _titles() -> frozenset[str]:
    """The titles of the List of Waste and of NACE in every language."""
    waste = (entry.titles for name in EDITIONS for entry in edition(name).entries.values())
    trades = (one.titles for one in industries())
    return frozenset(getattr(titles, language) for titles in (*waste, *trades) for language in LANGUAGES)


@cache
def _telling() -> Mapping[str, float]:
    """How telling a run is: the rarer among the titles, the more."""
    seen = Counter(run for title in _titles() for run in set(runs(title)))
    return {run: math.log((1 + len(_titles())) / (1 + count)) + 1 for run, count in seen.items()}


def _most_telling() -> float:
    return math.log(1 + len(_titles())) + 1
