"""What one heading says: its words, the unit and the year in it, and which columns of a kind it may name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from databank.imports.reading.cells import NUMERIC
from databank.imports.reading.lists import LEFT_OUT, MOST_TEXTS, Sense, key, senses
from databank.imports.reading.periods import part_of_year
from databank.imports.reading.units import PERCENT, is_ratio, unit_of
from databank.vocabulary import fold
from taxonomy.units import UNITS

SIMILAR_FROM = 84
"""From this ratio of RapidFuzz on, two headings are spelling variants of each other."""
SIMILAR_COUNTS = 0.93
"""What a similar heading is worth beside one that stands in the list."""
PART_COUNTS = 0.88
"""What a heading is worth of which a known one is only a part, as "Jätteen määrä kaudella"."""
BARE_UNIT = 0.9
BARE_YEAR = 0.9
SHORTEST_SIMILAR = 5
SHORTEST_PART = 5
AMOUNTS = {"flows": "mass_t"}
"""The column of amounts of a kind, where it is not "amount"."""
NEVER_SIMILAR = frozenset({"recovery_code", "disposal_code"})
"""Columns whose names differ by one letter from those of something else."""
WITH_AMOUNT = frozenset({"side-streams", "needs", "flows"})

_BRACKETS = re.compile(r"[(\[{]([^)\]}]*)[)\]}]")
_YEAR = re.compile(r"(?<![0-9])((?:19[89]|20[0-9])[0-9])(?![0-9])")
_CAMEL = re.compile(r"(?<=[a-zäöå0-9])(?=[A-ZÄÖÅ])|(?<=[A-ZÄÖÅ])(?=[A-ZÄÖÅ][a-zäöå])")
_INDEX = re.compile(r"\[[0-9]*\]")
_YEAR_WORDS = frozenset({"", "v", "vuosi", "vuonna", "ar", "year", "kalenterivuosi", "toteuma"})
_WORD_SPLIT = re.compile(r"[\s,;:/_.]+")
_FOOTNOTE = re.compile(r"\s+[0-9]{1,2}\)\s*$|[¹²³⁴-⁹⁾]+(?=\s|$)(?<![a-zA-Z][²³])|\s*\*+\s*$")
_INSIDE_SPLIT = re.compile(r"\s*[,;]\s*|\s*/\s*(?=[^\W\d_]{2})|\s+")
_OR = re.compile(r"\b(?:tai|or|eller)\b", re.IGNORECASE)
_DRY = re.compile(r"\b(?:ka|k\.a\.?|TS|DM)(?![\w-])|kuiva-?aine|torrsubstans|dry (?:matter|solids|weight)")
_MONEY = re.compile(
    r"[€$£]|\b(?:eur|euroa?|sek|kr|usd|alv|moms|vat)\b|kustannu|kostnad|\bcosts?\b|hinta|pris", re.IGNORECASE
)
_FORECAST = re.compile(
    r"ennus|tavoit|budjet|budget|suunnit|suunniteltu|prognos|\bmål\b|målsätt|planera|forecast|target|planned|projected",
    re.IGNORECASE,
)
_ESTIMATE = re.compile(r"arvio|uppskatt|estimat", re.IGNORECASE)
_MASSES = frozenset({"amount", "amount_min", "amount_max", "mass_t"})
"""Columns that hold what there was, in no money and not what is hoped for."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading taken apart.

    Attributes
    ----------
    bases : tuple of str
        The keys of its words: without what stands in brackets, and with it.
    unit : str, optional
        Symbol of the unit, "%", or the text of a unit per something that is no year.
    """

    text: str
    bases: tuple[str, ...]
    unit: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """One column that a heading may name, and why."""

    score: float
    reason: str
    language: str = ""


@lru_cache(MOST_TEXTS)
def parse_heading(text: str) -> Heading:
    """Take a heading apart.

    >>> parse_heading("Määrä 2023 (t/v)")
    Heading(text='Määrä 2023 (t/v)', bases=('maara',), unit='t', year=2023)
    """
    units: list[str] = []
    kept: list[str] = []
    bare = _FOOTNOTE.sub("", text)
    for inside in _BRACKETS.findall(bare):
        found = _unit_in(inside)
        units += [found] if found else _units_among(inside)
        if found is None and not _YEAR.fullmatch(inside.strip()):
            kept.append(inside)
    unit = _one_of(units)
    rest = _BRACKETS.sub(" ", _INDEX.sub(" ", bare))
    years = {int(year) for year in _YEAR.findall(text)}
    rest = _YEAR.sub(" ", rest) if len(years) == 1 else rest
    if unit is None:
        rest, unit = _trailing_unit(rest)
        unit = _one_of([*_units_among(rest), unit]) if unit and _OR.search(rest) else unit
    bases = tuple(dict.fromkeys((key(rest), key(" ".join((rest, *kept))))))
    return Heading(text, bases, unit, years.pop() if len(years) == 1 else None)


def _unit_in(text: str) -> str | None:
    return unit_of(text) or (text.strip() if is_ratio(text) else None)


def _units_among(text: str) -> list[str]:
    """The units among the words of a bracket such as "(kg, wet)"."""
    return [unit for word in _INSIDE_SPLIT.split(text) if word and (unit := unit_of(word)) is not None]


def _one_of(units: list[str]) -> str | None:
    """The unit of a heading; of several different ones all, which is no unit, so that nobody guesses."""
    return " / ".join(dict.fromkeys(units)) or None


def is_dry(text: str) -> bool:
    """Whether a heading says that its amounts are of dry matter."""
    return _DRY.search(text) is not None


def is_estimate(text: str) -> bool:
    """Whether a heading says that its numbers are estimates."""
    return _ESTIMATE.search(text) is not None


def _trailing_unit(text: str) -> tuple[str, str | None]:
    """What is left of "Määrä t/v", "Paino, kg" or "AmountTonnes", and the unit; a unit alone stays as it is."""
    spaced = " ".join(_CAMEL.sub(" ", text).replace("_", " ").split())
    words = spaced.split(" ")
    for start in range(max(0, len(words) - 3), len(words)):
        tail = " ".join(words[start:]).lstrip(",;:/-–")
        unit = _unit_in(tail)
        if unit is not None:
            head = " ".join(words[:start]).rstrip(" ,;:/-–")
            return (head, unit) if head else (spaced, unit)
    if spaced.endswith(PERCENT):
        return spaced.rstrip("-% "), PERCENT
    head, comma, tail = spaced.rpartition(",")
    unit = _unit_in(tail) if comma else None
    return (head, unit) if unit else (text, None)


@lru_cache(MOST_TEXTS)
def matches(text: str, kind: str) -> Mapping[str, Match]:
    """Every column, aid or left-out thing that a heading may name, with its best score."""
    heading = parse_heading(text)
    found: dict[str, Match] = {}
    for name, match in _all_matches(heading, kind):
        before = found.get(name)
        if before is None or (match.score, bool(match.language)) > (before.score, bool(before.language)):
            found[name] = match
    return {name: match for name, match in found.items() if name == text or not _is_against(name, heading)}


def _is_against(name: str, heading: Heading) -> bool:
    """Whether what stands beside a known word says that the column is something else after all."""
    if name in _MASSES and (_MONEY.search(heading.text) or _FORECAST.search(heading.text)):
        return True
    if name in _MASSES and part_of_year(heading.text) is not None:
        return True
    return heading.unit in UNITS and name not in NUMERIC and name not in LEFT_OUT


def _all_matches(heading: Heading, kind: str) -> Iterator[tuple[str, Match]]:
    known = senses(kind)
    whole = key(heading.text)
    for base in dict.fromkeys((whole, *heading.bases)):
        for sense in known.get(base, ()):
            yield sense.field, _match(sense, "exact" if sense.is_exact else "synonym", 1.0)
    if kind in WITH_AMOUNT:
        amount = AMOUNTS.get(kind, "amount")
        if heading.year is not None and heading.bases[0] in _YEAR_WORDS:
            yield amount, Match(BARE_YEAR, "synonym")
        if heading.unit in UNITS and _is_only_unit(heading):
            yield amount, Match(BARE_UNIT, "synonym")
    yield from _similar(heading, known)


def _is_only_unit(heading: Heading) -> bool:
    return not heading.bases[0] or unit_of(heading.text) is not None


def _match(sense: Sense, reason: str, worth: float) -> Match:
    return Match(round(sense.score * worth, 3), reason, sense.language)


def _similar(heading: Heading, known: Mapping[str, tuple[Sense, ...]]) -> Iterator[tuple[str, Match]]:
    """Headings that are spelled nearly the same, and those that hold a known one as whole words."""
    base = heading.bases[0]
    if len(base) < SHORTEST_SIMILAR:
        return
    near = process.extract(base, _long_keys(tuple(known)), scorer=fuzz.ratio, score_cutoff=SIMILAR_FROM, limit=5)
    for name, ratio, _ in near:
        for sense in known[name]:
            if sense.field not in NEVER_SIMILAR:
                yield sense.field, _match(sense, "similar", SIMILAR_COUNTS * ratio / 100)
    words = [key(word) for word in _WORD_SPLIT.split(_BRACKETS.sub(" ", heading.text)) if word]
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + 4) + 1):
            part = "".join(words[start:end])
            if len(part) >= SHORTEST_PART and part != base:
                share = min(1.0, len(part) / max(1, len(base)))
                for sense in known.get(part, ()):
                    if sense.field in LEFT_OUT or share >= 1 / 3:
                        worth = PART_COUNTS * (0.8 + 0.2 * share) if end == len(words) or start == 0 else 0.7
                        yield sense.field, _match(sense, "similar", worth)


@cache
def _long_keys(keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in keys if len(name) >= SHORTEST_SIMILAR)


def best_score(text: str, kind: str) -> float:
    """How surely a text is the heading of something known."""
    return max((match.score for match in matches(text, kind).values()), default=0.0)


def is_bare(text: str) -> bool:
    """Whether a heading says no more than a year or a unit, as any cell of data might."""
    heading = parse_heading(text)
    return _is_only_unit(heading) or (heading.year is not None and heading.bases[0] in _YEAR_WORDS)


def is_data(text: str) -> bool:
    """Whether a cell can be no heading: a number that is no year, or a code of six digits."""
    bare = fold(text).replace(" ", "")
    digits = sum(sign.isdigit() for sign in bare)
    if not digits or _YEAR.fullmatch(bare) or part_of_year(text) is not None:
        return False
    return digits >= max(1, (len(bare) + 1) // 2) and unit_of(text) is None
