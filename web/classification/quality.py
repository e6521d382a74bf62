"""How good the lists are: a page of numbers measured from them, and behind each number the list of what it counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from taxonomy import quality, waste_list
from taxonomy.codes import LANGUAGES, Language, Titles
from taxonomy.crosswalk_quality import Count
from taxonomy.quality import Measure, Topic
from web import numbers
from web.addresses import address
from web.classification import editions, quality_lists
from web.classification.routes import blueprint
from web.errors import WrongRequestError
from web.files import TABLE_FORMATS, table_response
from web.labels import title
from web.language import gettext as _
from web.language import ngettext

BASES = ("sourced", "inferred", "derived")
COVERAGE = "coverage"
MOST_SOURCES = 8
DATA_COLUMNS = ("topic", "measure", "part", "count", "of", "title_fi", "title_sv", "title_en")
NOT_FOUND = 404


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


@blueprint.page("list_quality", formats=TABLE_FORMATS)
def quality_page(extension: str) -> ResponseReturnValue:
    """How good the lists and the crosswalks are."""
    if extension != "html":
        return table_response(_data_rows(), extension, DATA_COLUMNS, "taxonomy-quality")
    return render_template(
        "classification/quality.html",
        headline=headline(),
        crosswalks=[_crosswalk(name) for name in quality.CROSSWALKS],
        sections=[_section(topic) for topic in quality.topics()],
        bases=_basis_words(),
        edition_sentence=editions.sentence(),
        languages=tuple(quality_lists.language_words().values()),
    )


@blueprint.page("list_quality", "/<measure_id>", formats=TABLE_FORMATS)
def quality_list(measure_id: str, extension: str) -> ResponseReturnValue:
    """What a number counts."""
    one = quality.measure(measure_id)
    part = request.args.get("part", "")
    counts = tuple(count for count in quality.counts_of(one.id) if not part or count.part == part)
    if not counts:
        raise WrongRequestError(_("This measure has no part %(name)s.", name=part), NOT_FOUND, "part")
    if extension != "html":
        rows = quality_lists.data_rows(counts)
        return table_response(rows, extension, quality_lists.DATA_COLUMNS, f"taxonomy-quality-{one.id}")
    table = quality_lists.listing(one, counts)
    return render_template(
        "classification/quality_list.html",
        heading=title(one.titles),
        part=_part_words(one, part),
        note=title(one.note) if one.note else "",
        answer=_answer(len(table.rows), one, counts),
        table=table,
        values={"measure_id": one.id, **({"part": part} if part else {})},
        topic=one.topic,
    )


def headline() -> str:
    """The most important number: does every code lead somewhere, and how often does a source say where."""
    sourced, missing = quality.whole("class_sourced"), quality.whole("class_missing")
    codes = numbers.number(sourced.of)
    if missing.number:
        return ngettext(
            "One of %(codes)s waste codes has no material class",
            "%(num)s of %(codes)s waste codes have no material class",
            missing.number,
            codes=codes,
        )
    return _(
        "Every one of %(codes)s waste codes has a material class; for %(sourced)s of them a source says so",
        codes=codes,
        sourced=numbers.number(sourced.number),
    )


def _basis_words() -> tuple[tuple[str, str, str], ...]:
    """Each basis with its name and what it means."""
    return (
        (
            "sourced",
            _("From a source"),
            _("A document names the code with the material, or an authority's table gives the statistical class."),
        ),
        (
            "inferred",
            _("Inferred"),
            _("A document names the material without the code, or another code with the same title has the link."),
        ),
        (
            "derived",
            _("Derived by rule"),
            _("A rule of our own gives the link from the chapter and the title of the code. A rule can be wrong."),
        ),
    )


def _crosswalk(name: str) -> Crosswalk:
    words = {"class": _("Waste code to material class"), "ewc": _("Waste code to statistical class (EWC-Stat)")}
    by_part = {basis: {one.part: one for one in quality.counts_of(f"{name}_{basis}")} for basis in BASES}
    chapters = tuple(_basis_row(chapter, [by_part[basis][chapter] for basis in BASES]) for chapter in by_part[BASES[0]])
    whole = _basis_row("", [quality.whole(f"{name}_{basis}") for basis in BASES])
    return Crosswalk(name, words[name], whole, chapters)


def _basis_row(chapter: str, counts: list[Count]) -> BasisRow:
    total = counts[0].of or 0
    name = title(waste_list.edition(waste_list.EDITIONS[-1]).entry(chapter).titles) if chapter else ""
    return BasisRow(chapter, name, total, tuple(_number(one) for one in counts), tuple(_bar(counts, total)))


def _bar(counts: list[Count], total: int) -> Iterator[Segment]:
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


def _section(topic: Topic) -> Section:
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


def _part_words(one: Measure, part: str) -> str:
    """The part of a measure that a list shows."""
    if not part:
        return ""
    if one.parts == "chapter":
        chapter = waste_list.edition(waste_list.EDITIONS[-1]).entry(part)
        return _("Chapter %(code)s: %(name)s", code=part, name=title(chapter.titles))
    if one.parts == "source":
        return source_words(part)
    name, _colon, spoken = part.rpartition(":")
    words = quality_lists.language_words()[spoken]
    return f"{quality_lists.list_title(name)}, {words}" if name else words


def _answer(rows: int, one: Measure, counts: tuple[Count, ...]) -> str:
    """How long the list is, and out of how many."""
    of = sum(count.of or 0 for count in counts) if one.parts == "chapter" else max(count.of or 0 for count in counts)
    if not of:
        return ngettext("%(num)s row", "%(num)s rows", rows)
    return _("%(count)s of %(of)s", count=numbers.number(rows), of=numbers.number(of))


def _data_rows() -> Iterator[dict[str, object]]:
    for one in quality.measures():
        names = {f"title_{spoken}": getattr(one.titles, spoken) for spoken in LANGUAGES}
        for count in quality.counts_of(one.id):
            number = {"count": count.number, "of": count.of}
            yield {"topic": one.topic, "measure": one.id, "part": count.part, **number, **names}
