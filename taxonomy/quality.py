"""The quality of the shipped lists as counts: measured from the data, once for each run of the program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, cast

from taxonomy import crosswalk_quality, crosswalks, list_quality
from taxonomy.codes import LANGUAGES, Titles, UnknownCodeError, list_names, read_rows, titles_of
from taxonomy.crosswalk_quality import Count
from taxonomy.crosswalks import Basis, Link
from taxonomy.densities import densities_of
from taxonomy.hazards import hazard_properties
from taxonomy.materials import material_classes, other_names
from taxonomy.suggest.vocabulary import NAMED_KINDS, entries, terms
from taxonomy.uses import uses_of

Kind = Literal[
    "waste_code",
    "material_class",
    "ewc_stat",
    "nace2",
    "nace21",
    "nace_pair",
    "mirror_pair",
    "hazard_property",
    "class_rule",
    "ewc_rule",
    "listed",
]
Parts = Literal["", "chapter", "language", "list_language", "source"]

CROSSWALKS = {
    "class": ("waste_code_to_material_class", "material_class"),
    "ewc": ("waste_code_to_ewc_stat", "ewc_stat"),
}
RULES = {"class": "material_class_rules", "ewc": "ewc_stat_rules"}
KEYS: Mapping[str, tuple[str, ...]] = {"industries": ("edition", "code"), "waste_record_values": ("field", "id")}
"""Columns that name a row of a list; elsewhere its first column, or the second after a change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A group of measures with what it means."""

    id: str
    titles: Titles
    note: Titles


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One thing that is counted; `kind` says what its items are."""

    id: str
    topic: str
    kind: Kind
    parts: Parts
    must_be_zero: bool
    titles: Titles
    note: Titles | None


def topics() -> tuple[Topic, ...]:
    """All topics in the order of reading."""
    return tuple(
        Topic(id=row["id"], titles=titles_of(row), note=titles_of(row, "note"))
        for _, row in read_rows("quality_topics")
    )


def measures() -> tuple[Measure, ...]:
    """All measures, topic by topic."""
    return tuple(_measures().values())


def measure(measure_id: str) -> Measure:
    """One measure; UnknownCodeError if there is none of that id."""
    try:
        return _measures()[measure_id]
    except KeyError:
        raise UnknownCodeError(measure_id, "the measures of quality") from None


@cache
def _measures() -> Mapping[str, Measure]:
    rows = (row for _, row in read_rows("quality_measures"))
    return MappingProxyType({row["id"]: _measure(row) for row in rows})


def _measure(row: Mapping[str, str]) -> Measure:
    return Measure(
        id=row["id"],
        topic=row["topic"],
        kind=cast(Kind, row["kind"]),
        parts=cast(Parts, row["parts"]),
        must_be_zero=row["aim"] == "zero",
        titles=titles_of(row),
        note=titles_of(row, "note") if row["note_fi"] else None,
    )


def counts_of(measure_id: str) -> tuple[Count, ...]:
    """The counts of a measure, one for each of its parts."""
    return counts().get(measure(measure_id).id, ())


def whole(measure_id: str) -> Count:
    """The chapters or sources of a measure as one count."""
    found = counts_of(measure_id)
    items = tuple(item for count in found for item in count.items)
    known = [count.of for count in found if count.of is not None]
    if not known:
        return Count(measure_id, "", items)
    return Count(measure_id, "", items, sum(known) if measure(measure_id).parts == "chapter" else max(known))


@cache
def counts() -> Mapping[str, tuple[Count, ...]]:
    """Everything that is counted, by measure."""
    found: dict[str, tuple[Count, ...]] = {}
    for count in (*_of_crosswalks(), *_of_industries(), *_of_mirrors(), *_of_gaps(), *_of_lists()):
        found[count.measure] = (*found.get(count.measure, ()), count)
    return MappingProxyType(found)


def _links(name: str) -> tuple[Link, ...]:
    file, target = CROSSWALKS[name]
    rows = (row for _, row in read_rows(file))
    return tuple(Link(row["code"], row[target], cast(Basis, row["basis"]), row["source"]) for row in rows)


def _of_crosswalks() -> Iterator[Count]:
    for name in CROSSWALKS:
        links = _links(name)
        yield from crosswalk_quality.coverage(name, links, entries().keys())
        yield from crosswalk_quality.counted_twice(name, links)
        yield from crosswalk_quality.sources(f"{name}_from", links)
        rules = [row["id"] for _, row in read_rows(RULES[name])]
        yield crosswalk_quality.idle_rules(f"{name}_rules_idle", rules, links)
    links = _links("class")
    classes = material_classes()
    kinds = {one.id: one.kind for one in classes}
    yield from crosswalk_quality.classes_reached(links, kinds, NAMED_KINDS)
    yield crosswalk_quality.counted_with_parent(links, {one.id: one.parent or "" for one in classes})
    reached = {link.target for link in _links("ewc")}
    yield crosswalk_quality.unreached("ewc_unreached", crosswalks.ewc_stat(), reached)


def _of_industries() -> Iterator[Count]:
    pairs = [(row["nace2"], row["nace21"]) for _, row in read_rows("nace2_to_nace21")]
    classes = [row for _, row in read_rows("industries") if row["level"] == "class"]
    old, new = ([row["code"] for row in classes if row["edition"] == name] for name in ("NACE2", "NACE2.1"))
    return crosswalk_quality.splits(pairs, old, new)


def _of_mirrors() -> Iterator[Count]:
    twins = {code: entry.mirror_codes for code, entry in entries().items()}
    expected = [code for code, entry in entries().items() if entry.entry_type in {"MH", "MN"}]
    return crosswalk_quality.mirrors(twins, expected, _links("class"))


def _of_gaps() -> Iterator[Count]:
    asked = [one.id for one in material_classes() if one.kind in NAMED_KINDS]
    yield list_quality.without("classes_without_use", asked, {one for one in asked if uses_of(one)})
    yield list_quality.without("classes_without_density", asked, {one for one in asked if densities_of(one)})
    named = {(one, language) for one in asked for language, _ in other_names(one)}
    yield from list_quality.without_in_languages("classes_without_names", asked, named)
    called = {(code, term.language) for term in terms() if term.kind == "term" for code in term.codes}
    yield from list_quality.without_in_languages("entries_without_term", tuple(entries()), called)
    hazards = {one.code: one.titles for one in hazard_properties()}
    titled = {(code, spoken) for code, titles in hazards.items() for spoken in LANGUAGES if getattr(titles, spoken)}
    yield from list_quality.without_in_languages("hazards_without_title", tuple(hazards), titled)


def _of_lists() -> Iterator[Count]:
    yield from list_quality.changes(row for _, row in read_rows("waste_list_changes_2026"))
    for name in titled_lists():
        rows = [row for _, row in read_rows(name)]
        yield from list_quality.translations(name, rows, key_columns(name))


def titled_lists() -> tuple[str, ...]:
    """The lists that say which of their titles are our own translation."""
    return tuple(name for name in list_names() if "derived" in _columns(name))


def key_columns(name: str) -> tuple[str, ...]:
    """The columns that name a row of a list."""
    return KEYS.get(name) or (next(column for column in ("code", "field", "id") if column in _columns(name)),)


@cache
def _columns(name: str) -> frozenset[str]:
    return frozenset(next(read_rows(name))[1])


def listed_titles(name: str) -> Mapping[str, Titles]:
    """The titles of a list by the keys that counts use."""
    key = key_columns(name)
    return {list_quality.key_of(row, key): titles_of(row) for _, row in read_rows(name)}


@cache
def codes_per_class() -> Mapping[str, int]:
    """How many codes lead to each class."""
    return Counter(link.target for link in _links("class"))
