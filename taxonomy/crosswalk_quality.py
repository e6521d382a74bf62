"""How good the crosswalks are: what they cover, what they would count twice, where their rows come from.

Pure functions from rows to counts, so that a test can hand them broken tables. Every count keeps what it counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args
from urllib.parse import urlsplit

from taxonomy.crosswalks import Basis, Link

CROWDED = 25
"""From more codes than this a class tells little about the material."""
NOT_SPECIFIED = "unspecified"

_ENTRY_DIGITS = 6
_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Count:
    """One number with what stands behind it.

    Attributes
    ----------
    measure : str
        What was counted, an id of ``quality_measures.csv``.
    part : str
        Of which part: a chapter, a language, a list, a source; "" for the whole.
    items : tuple of str
        The codes or ids counted.
    of : int or None
        Out of how many, where that is known.
    """

    measure: str
    part: str
    items: tuple[str, ...]
    of: int | None = None

    @property
    def number(self) -> int:
        """How many."""
        return len(self.items)


def chapter_of(code: str) -> str:
    """The chapter of a waste code."""
    return code[:2]


def coverage(name: str, links: Iterable[Link], codes: Collection[str]) -> Iterator[Count]:
    """Codes by the basis of their link, and codes without one, chapter by chapter."""
    basis = {link.code: link.basis for link in links}
    of = Counter(chapter_of(code) for code in codes)
    for wanted in (*get_args(Basis), None):
        found = [code for code in sorted(codes) if basis.get(code) == wanted]
        yield from by_chapter(f"{name}_{wanted or 'missing'}", found, of)


def by_chapter(measure: str, codes: Iterable[str], of: Mapping[str, int]) -> Iterator[Count]:
    """One count for each chapter, those without a finding too."""
    found: dict[str, list[str]] = {chapter: [] for chapter in sorted(of)}
    for code in codes:
        found.setdefault(chapter_of(code), []).append(code)
    return (Count(measure, chapter, tuple(items), of.get(chapter, 0)) for chapter, items in found.items())


def classes_reached(links: Sequence[Link], kinds: Mapping[str, str], waste_kinds: Collection[str]) -> Iterator[Count]:
    """Codes that say no material, classes that no code reaches, and classes that very many codes reach.

    `kinds` tells the kind of every class; a class of a kind that is nobody's side stream needs no code.
    """
    codes = Counter(link.target for link in links)
    vague = [link.code for link in links if kinds.get(link.target) == NOT_SPECIFIED]
    yield from by_chapter("class_unspecified", vague, Counter(chapter_of(link.code) for link in links))
    asked = [one for one, kind in kinds.items() if kind in waste_kinds]
    yield Count("classes_without_code", "", tuple(one for one in asked if one not in codes), len(asked))
    crowded = tuple(one for one, number in codes.most_common() if number > CROWDED)
    yield Count("classes_crowded", "", crowded, len(codes))


def unreached(measure: str, targets: Iterable[str], reached: Collection[str]) -> Count:
    """Targets to which nothing leads."""
    known = tuple(targets)
    return Count(measure, "", tuple(one for one in known if one not in reached), len(known))


def counted_twice(name: str, links: Sequence[Link]) -> Iterator[Count]:
    """Codes with several targets, and chapters or sub-chapters with a target beside that of their entries."""
    lines = Counter(link.code for link in links)
    yield Count(f"{name}_twice", "", tuple(code for code, number in lines.items() if number > 1), len(lines))
    above = tuple(code for code in lines if len(code) < _ENTRY_DIGITS)
    yield Count(f"{name}_above", "", above, len(lines))


def counted_with_parent(links: Iterable[Link], parents: Mapping[str, str]) -> Count:
    """Classes with codes whose wider class, however far above, has codes of its own."""
    reached = {link.target for link in links}
    inside = tuple(one for one in sorted(reached) if reached & set(_above(one, parents)))
    return Count("classes_with_parent", "", inside, len(reached))


def _above(one: str, parents: Mapping[str, str]) -> Iterator[str]:
    seen = {one}
    while (one := parents.get(one, "")) and one not in seen:
        seen.add(one)
        yield one


def splits(pairs: Sequence[tuple[str, str]], old: Iterable[str], new: Iterable[str]) -> Iterator[Count]:
    """What a crosswalk with many targets splits, merges and tangles, and the rows that a sum would count extra."""
    targets, origins = _grouped(pairs), _grouped([(after, before) for before, after in pairs])
    split = [one for one, found in targets.items() if len(found) > 1]
    merged = [one for one, found in origins.items() if len(found) > 1]
    tangled = [one for one in split if any(len(origins[target]) > 1 for target in targets[one])]
    extra = [f"{one} {target}" for one, found in targets.items() for target in found[1:]]
    yield unreached("nace_missing", old, targets)
    yield unreached("nace_unreached", new, origins)
    yield Count("nace_rows", "", tuple(f"{before} {after}" for before, after in pairs))
    yield Count("nace_split", "", tuple(split), len(targets))
    yield Count("nace_merged", "", tuple(merged), len(origins))
    yield Count("nace_tangled", "", tuple(tangled), len(targets))
    yield Count("nace_extra", "", tuple(extra), len(pairs))


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for first, second in pairs:
        found.setdefault(first, []).append(second)
    return found


def mirrors(twins: Mapping[str, tuple[str, ...]], expected: Collection[str], links: Iterable[Link]) -> Iterator[Count]:
    """Pairs of mirror entries; those named one way only, without a twin, or of different material.

    `twins` gives the twins that each entry names; `expected` are the entries that should have one.
    """
    named = {(code, twin) for code, names in twins.items() for twin in names}
    pairs = sorted({tuple(sorted(pair)) for pair in named if pair[::-1] in named})
    yield Count("mirror_pairs", "", tuple(" ".join(pair) for pair in pairs))
    one_way = sorted({code for code, twin in named if (twin, code) not in named})
    yield Count("mirror_one_way", "", tuple(one_way), len(expected))
    alone = [code for code in sorted(expected) if not twins.get(code)]
    yield from by_chapter("mirror_alone", alone, Counter(map(chapter_of, expected)))
    target = {link.code: link.target for link in links}
    apart = (pair for pair in pairs if target.get(pair[0]) != target.get(pair[1]))
    yield Count("mirror_apart", "", tuple(" ".join(pair) for pair in apart), len(pairs))


def sources(measure: str, links: Sequence[Link]) -> Iterator[Count]:
    """Rows of each source, the largest first."""
    found: dict[str, list[str]] = {}
    for link in links:
        found.setdefault(source_of(link), []).append(link.code)
    ordered = sorted(found.items(), key=lambda one: (-len(one[1]), one[0]))
    return (Count(measure, source, tuple(codes), len(links)) for source, codes in ordered)


def source_of(link: Link) -> str:
    """Whose word a link is: the host of an address, the name of a document, else its basis: a rule, or equal words.

    >>> source_of(Link("100908", "foundry_sand", "sourced", "use table U001, https://www.finlex.fi/fi/laki"))
    'www.finlex.fi'
    >>> source_of(Link("100907", "foundry_sand", "derived", "rule M12"))
    'derived'
    """
    address = _ADDRESS.search(link.source)
    if address:
        return urlsplit(address[0]).netloc
    return link.source if link.basis == "sourced" else link.basis


def idle_rules(measure: str, rules: Iterable[str], links: Iterable[Link]) -> Count:
    """Rules that no link names."""
    named = {link.source.removeprefix("rule ") for link in links if link.basis == "derived"}
    return unreached(measure, rules, named)
