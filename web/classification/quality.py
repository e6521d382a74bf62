"""How good the lists are: a page of numbers measured from them, and behind each number the list of what it counts."""

from __future__ import annotations

from collections.abc import Iterator

from flask import render_template, request
from flask.typing import ResponseReturnValue

from taxonomy import quality, waste_list
from taxonomy.codes import LANGUAGES
from taxonomy.crosswalk_quality import Count
from taxonomy.quality import Measure
from web import numbers
from web.classification import editions, quality_lists, quality_numbers
from web.classification.routes import blueprint
from web.errors import WrongRequestError
from web.files import TABLE_FORMATS, table_response
from web.labels import title
from web.language import gettext as _
from web.language import ngettext

DATA_COLUMNS = ("topic", "measure", "part", "count", "of", "title_fi", "title_sv", "title_en")
NOT_FOUND = 404


@blueprint.page("list_quality", formats=TABLE_FORMATS)
def quality_page(extension: str) -> ResponseReturnValue:
    """How good the lists and the crosswalks are."""
    if extension != "html":
        return table_response(_data_rows(), extension, DATA_COLUMNS, "taxonomy-quality")
    return render_template(
        "classification/quality.html",
        headline=headline(),
        crosswalks=[quality_numbers.crosswalk(name) for name in quality.CROSSWALKS],
        sections=[quality_numbers.section(topic) for topic in quality.topics()],
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
            "%(num)s of %(codes)s waste codes has no material class",
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


def _part_words(one: Measure, part: str) -> str:
    """The part of a measure that a list shows."""
    if not part:
        return ""
    if one.parts == "chapter":
        chapter = waste_list.edition(waste_list.EDITIONS[-1]).entry(part)
        return _("Chapter %(code)s: %(name)s", code=part, name=title(chapter.titles))
    if one.parts == "source":
        return quality_numbers.source_words(part)
    name, _colon, spoken = part.rpartition(":")
    words = quality_lists.language_words()[spoken]
    return f"{quality_lists.list_title(name)}, {words}" if name else words


def _answer(rows: int, one: Measure, counts: tuple[Count, ...]) -> str:
    """How long the list is, and out of how many."""
    add = sum if one.parts in {"chapter", "list_language"} else max
    of = add(count.of or 0 for count in counts)
    if not of:
        return ngettext("%(num)s row", "%(num)s rows", rows)
    return _("%(count)s of %(of)s", count=numbers.number(rows), of=numbers.number(of))


def _data_rows() -> Iterator[dict[str, object]]:
    for one in quality.measures():
        names = {f"title_{spoken}": getattr(one.titles, spoken) for spoken in LANGUAGES}
        for count in quality.counts_of(one.id):
            number = {"count": count.number, "of": count.of}
            yield {"topic": one.topic, "measure": one.id, "part": count.part, **number, **names}
