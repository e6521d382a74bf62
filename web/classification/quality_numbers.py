"""The numbers of the quality page in words: each with its list, its share and, for the crosswalks, its bar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from taxonomy import quality, waste_list
from taxonomy.codes import LANGUAGES, Language, Titles
from taxonomy.crosswalk_quality import Count
from taxonomy.quality import Measure, Topic
from web import numbers
from web.addresses import address
from web.classification import quality_lists
from web.labels import title
from web.language import gettext as _

BASES = ("sourced", "inferred", "derived")
MOST_SOURCES = 8


@dataclass(frozen=True, slots=True)
class Number:
    """A count in words, with the list that it leads to; nothing to list where it is zero."""

    text: str
    of: str
    share: str
    href: str
    is_wrong: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One measure, or one part of it, with its numbers: one, or one for each language."""

    title: str
    note: str
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar a hundred wide."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class BasisRow:
    """How sure the links of a chapter, or of the whole list, are."""

    code: str
    title: str
    total: int
    numbers: tuple[Number, ...]
    bar: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """One crosswalk with its sum and its chapters."""

    name: str
    title: str
    whole: BasisRow
    chapters: tuple[BasisRow, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A topic as the page shows it: measures of one number, and those with a number for each language."""

    id: str
    title: str
    note: str
    lines: tuple[Line, ...]
    spoken: tuple[Line, ...]
    sources: tuple[tuple[str, tuple[Line, ...], int], ...]


def crosswalk(name: str) -> Crosswalk:
    """One crosswalk with its chapters."""
    words = {"class": _("Waste code to material class"), "ewc": _("Waste code to statistical class (EWC-Stat)")}
    by_part = {basis: {one.part: one for one in quality.counts_of(f"{name}_{basis}")} for basis in BASES}
    chapters = tuple(_basis_row(chapter, [by_part[basis][chapter] for basis in BASES]) for chapter in by_part[BASES[0]])
    whole = _basis_row("", [quality.whole(f"{name}_{basis}") for basis in BASES])
    return Crosswalk(name, words[name], whole, chapters)


def _basis_row(chapter: str, counts: list[Count]) -> BasisRow:
    total = counts[0].of or 0
    name = title(waste_list.edition(waste_list.EDITIONS[-1]).entry(chapter).titles) if chapter else ""
    return BasisRow(chapter, name, total, tuple(_number(one) for one in counts), tuple(bar(counts, total)))


def bar(counts: list[Count], total: int) -> Iterator[Segment]:
    """The shares of the bases, side by side."""
    x = 0.0
    for basis, count in zip(BASES, counts, strict=True):
        width = 100 * count.number / total if total else 0
        yield Segment(basis, round(x, 2), round(width, 2))
        x += width


def _number(count: Count) -> Number:
    return Number(
        text=numbers.number(count.number),
        of=numbers.number(count.of) if count.of else "",
        share=numbers.share(count.number / count.of) if count.of else "",
        href=_list_address(count) if count.number else "",
        is_wrong=quality.measure(count.measure).must_be_zero and count.number > 0,
    )


def _list_address(count: Count) -> str:
    part = {"part": count.part} if count.part else {}
    return address("classification.quality_list", measure_id=count.measure, extension="html", **part)


def section(topic: Topic) -> Section:
    """A topic with everything that is counted in it."""
    found = [one for one in quality.measures() if one.topic == topic.id]
    shown_above = {f"{name}_{basis}" for name in quality.CROSSWALKS for basis in BASES}
    plain = [one for one in found if one.parts in {"", "chapter"} and one.id not in shown_above]
    return Section(
        id=topic.id,
        title=title(topic.titles),
        note=title(topic.note),
        lines=tuple(Line(title(one.titles), _note(one.note), (_number(quality.whole(one.id)),)) for one in plain),
        spoken=tuple(line for one in found for line in _spoken_lines(one)),
        sources=tuple(_sources(one) for one in found if one.parts == "source"),
    )


def _note(note: Titles | None) -> str:
    return title(note) if note else ""


def _spoken_lines(one: Measure) -> Iterator[Line]:
    """A measure by language; by list and language a line for each list that has a finding."""
    by_part = {count.part: count for count in quality.counts_of(one.id)}
    if one.parts == "language":
        yield Line(title(one.titles), _note(one.note), tuple(_number(by_part[spoken]) for spoken in LANGUAGES))
    elif one.parts == "list_language":
        for name in quality.titled_lists():
            found = [by_part[_list_part(name, spoken)] for spoken in LANGUAGES]
            if any(count.number for count in found):
                words = _("%(measure)s: %(list)s", measure=title(one.titles), list=quality_lists.list_title(name))
                yield Line(words, _note(one.note), tuple(_number(count) for count in found))


def _list_part(name: str, spoken: Language) -> str:
    return f"{name}:{spoken}"


def _sources(one: Measure) -> tuple[str, tuple[Line, ...], int]:
    """The sources of a crosswalk, the largest first, and how many are shown at once."""
    counts = quality.counts_of(one.id)
    lines = tuple(Line(source_words(count.part), "", (_number(count),)) for count in counts)
    return title(one.titles), lines, MOST_SOURCES


def source_words(source: str) -> str:
    """A source as people name it: ours by what it is, another's by its own name."""
    return {"derived": _("rules of our own"), "inferred": _("equal words elsewhere")}.get(source, source)
