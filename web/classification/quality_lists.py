"""The lists behind the numbers of the quality page: one row for each thing counted, with where it leads and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from taxonomy import crosswalks, hazards, industries, materials, quality
from taxonomy.codes import Titles, UnknownCodeError, list_info, read_rows
from taxonomy.crosswalk_quality import Count, source_of
from taxonomy.quality import Measure
from taxonomy.suggest.vocabulary import entries
from taxonomy.waste_list import edition
from web import numbers
from web.addresses import address
from web.classification.values import basis_words, edition_with, records_of_code, shown
from web.labels import family_title, title
from web.language import gettext as _
from web.language import ngettext

DATA_COLUMNS = ("measure", "part", "item", "title_fi", "title_sv", "title_en", "leads_to", "basis", "source")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a list: words, and where they lead."""

    text: str
    href: str = ""
    is_code: bool = False
    is_number: bool = False
    family: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A table: its headings and rows."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def listing(measure: Measure, counts: tuple[Count, ...]) -> Listing:
    """Everything that the counts hold, as a table."""
    if measure.kind == "listed":
        return Listing((_("Key"), _("Name"), _("List"), _("Language")), tuple(_listed(counts)))
    headings, row = _KINDS["waste_code_statistics" if of_statistics(measure.id) else measure.kind]
    items = [item for count in counts for item in count.items]
    asked = dict.fromkeys(items) if measure.parts == "language" else items
    rows = tuple(row(item) for item in asked)
    if measure.id == "edition_removed":
        return Listing((*headings(), _("In the data bank")), tuple((*row, _records(row)) for row in rows))
    return Listing(headings(), rows)


def of_statistics(measure_id: str) -> bool:
    """Whether a measure counts waste codes by their statistical class."""
    return measure_id.startswith("ewc_") and quality.measure(measure_id).kind == "waste_code"


def data_rows(counts: tuple[Count, ...]) -> Iterator[Mapping[str, Any]]:
    """The same for programs: the item as it is counted, its names, and the link that it has."""
    for count in counts:
        kind = quality.measure(count.measure).kind
        for item in count.items:
            titles = _titles(kind, count.part, item)
            names = {f"title_{one}": getattr(titles, one) if titles else None for one in ("fi", "sv", "en")}
            yield {"measure": count.measure, "part": count.part, "item": item, **names, **_link(count, item)}


def _link(count: Count, item: str) -> dict[str, str | None]:
    if quality.measure(count.measure).kind != "waste_code" or item not in entries():
        return {}
    found = crosswalks.ewc_stat_of(item) if of_statistics(count.measure) else crosswalks.material_class_of(item)
    return {"leads_to": found.target, "basis": found.basis, "source": found.source}


def _titles(kind: str, part: str, item: str) -> Titles | None:
    if kind == "listed":
        return _listed_titles(part.partition(":")[0]).get(item)
    try:
        return _NAMES[kind](item) if kind in _NAMES else None
    except UnknownCodeError:
        return None


_NAMES: Mapping[str, Callable[[str], Titles]] = {
    "waste_code": lambda code: edition(edition_with(code)).entry(code).titles,
    "material_class": lambda one: materials.material_class(one).titles,
    "ewc_stat": lambda code: crosswalks.ewc_stat()[code].titles,
    "nace2": lambda code: industries.industry(code, "NACE2").titles,
    "nace21": lambda code: industries.industry(code, "NACE2.1").titles,
    "hazard_property": lambda code: hazards.hazard_property(code).titles,
}


@cache
def _listed_titles(name: str) -> Mapping[str, Titles]:
    return quality.listed_titles(name)


def _listed(counts: tuple[Count, ...]) -> Iterator[tuple[Cell, ...]]:
    for count in counts:
        name, _colon, spoken = count.part.partition(":")
        words = language_words()[spoken]
        for item in count.items:
            text = getattr(_listed_titles(name)[item], spoken)
            named = Cell(text, language=spoken) if text else Cell(numbers.UNKNOWN)
            yield Cell(item, is_code=True), named, Cell(list_title(name)), Cell(words)


def list_title(name: str) -> str:
    """A list as a reader knows it; its own English title where we have no words for it."""
    words = {
        "ewc_stat": _("Statistical classes (EWC-Stat)"),
        "hazard_properties": _("Hazard properties"),
        "industries": _("Industries, both editions of NACE"),
        "operations": _("Recovery and disposal operations (R and D)"),
        "waste_list": _("List of Waste"),
        "waste_list_changes_2026": _("Battery codes of the List of Waste"),
        "waste_record_fields": _("Fields of a waste record"),
        "waste_record_values": _("Choices of a waste record"),
    }
    return words.get(name) or list_info(name).title


def language_words() -> dict[str, str]:
    """The languages of titles by their code."""
    return {"fi": _("In Finnish"), "sv": _("In Swedish"), "en": _("In English")}


def code_cell(code: str) -> Cell:
    """A waste code that leads to its page, in the newest edition that has it."""
    name = edition_with(code)
    href = address("classification.waste", code=code, edition=name)
    return Cell(shown(edition(name).entry(code)), href, is_code=True)


def class_cell(class_id: str) -> Cell:
    """A material class that leads to its page."""
    item = materials.material_class(class_id)
    return Cell(title(item.titles), address("classification.material_class", class_id=item.id), family=item.family)


def _name_cell(code: str) -> Cell:
    return Cell(title(edition(edition_with(code)).entry(code).titles))


def _material_row(code: str) -> tuple[Cell, ...]:
    link = crosswalks.material_class_of(code)
    return code_cell(code), _name_cell(code), class_cell(link.target), _ground(link)


def _statistics_row(code: str) -> tuple[Cell, ...]:
    link = crosswalks.ewc_stat_of(code)
    words = title(crosswalks.ewc_stat()[link.target].titles)
    return code_cell(code), _name_cell(code), Cell(f"{link.target} {words}"), _ground(link)


def _ground(link: crosswalks.Link) -> Cell:
    """The rule with its reason, or how sure a link is and whose word it is, with the address where it has one."""
    if link.basis == "derived":
        rule = link.source.removeprefix("rule ")
        return Cell(_("rule %(name)s: %(reason)s", name=rule, reason=_reasons().get(rule, "")))
    source = source_of(link)
    found = link.source.partition("http")
    words = f"{basis_words(link.basis)}: {link.source if source == link.basis else source}"
    return Cell(words, "".join(found[1:]))


@cache
def _reasons() -> Mapping[str, str]:
    """Why a rule gives what it gives; the rules of both crosswalks have different ids."""
    return {row["id"]: row["reason"] for name in quality.RULES.values() for _line, row in read_rows(name)}


def _records(row: tuple[Cell, ...]) -> Cell:
    """How many records carry the code of a row."""
    found = records_of_code(row[0].text.rstrip("*").replace(numbers.NBSP, ""))
    return Cell(found[0].text, found[0].href) if found else Cell(_("none"))


def _class_row(class_id: str) -> tuple[Cell, ...]:
    number = quality.codes_per_class().get(class_id, 0)
    words = ngettext("%(num)s code", "%(num)s codes", number)
    return class_cell(class_id), Cell(family_title(materials.material_class(class_id).family)), Cell(words)


def _ewc_row(code: str) -> tuple[Cell, ...]:
    return Cell(code, is_code=True), Cell(title(crosswalks.ewc_stat()[code].titles))


def _industry_cells(code: str, name: str) -> tuple[Cell, Cell]:
    href = address("classification.industry", edition=name, code=code)
    return Cell(code, href, is_code=True), Cell(title(industries.industry(code, name).titles))


def _nace2_row(code: str) -> tuple[Cell, ...]:
    return *_industry_cells(code, "NACE2"), Cell(", ".join(_successors().get(code, ())))


def _nace21_row(code: str) -> tuple[Cell, ...]:
    before = [old for old, found in _successors().items() if code in found]
    return *_industry_cells(code, "NACE2.1"), Cell(", ".join(before))


@cache
def _successors() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for _line, row in read_rows("nace2_to_nace21"):
        found[row["nace2"]] = (*found.get(row["nace2"], ()), row["nace21"])
    return found


def _nace_pair_row(pair: str) -> tuple[Cell, ...]:
    old, new = pair.split()
    return *_industry_cells(old, "NACE2"), *_industry_cells(new, "NACE2.1")


def _mirror_row(pair: str) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for code in pair.split():
        cells += [code_cell(code), _name_cell(code), class_cell(crosswalks.material_class_of(code).target)]
    return tuple(cells)


def _hazard_row(code: str) -> tuple[Cell, ...]:
    return Cell(code, is_code=True), Cell(title(hazards.hazard_property(code).titles))


def _rule_row(rule_id: str) -> tuple[Cell, ...]:
    return Cell(rule_id, is_code=True), Cell(_reasons()[rule_id], language="en")


def _code_and_name() -> tuple[str, ...]:
    return _("Code"), _("Name")


def _material_headings() -> tuple[str, ...]:
    return *_code_and_name(), _("Material class"), _("Basis")


def _statistics_headings() -> tuple[str, ...]:
    return *_code_and_name(), _("Statistical class (EWC-Stat)"), _("Basis")


def _pair_headings() -> tuple[str, ...]:
    side = (*_code_and_name(), _("Material class"))
    return (*side, *side)


_KINDS: Mapping[str, tuple[Callable[[], tuple[str, ...]], Callable[[str], tuple[Cell, ...]]]] = {
    "waste_code": (_material_headings, _material_row),
    "waste_code_statistics": (_statistics_headings, _statistics_row),
    "material_class": (lambda: (_("Material class"), _("Material family"), _("Waste codes")), _class_row),
    "ewc_stat": (_code_and_name, _ewc_row),
    "nace2": (lambda: (*_code_and_name(), _("In NACE Rev. 2.1")), _nace2_row),
    "nace21": (lambda: (*_code_and_name(), _("In NACE Rev. 2")), _nace21_row),
    "nace_pair": (lambda: (*_code_and_name(), _("In NACE Rev. 2.1"), _("Name")), _nace_pair_row),
    "mirror_pair": (_pair_headings, _mirror_row),
    "hazard_property": (_code_and_name, _hazard_row),
    "class_rule": (lambda: (_("Rule"), _("Reason")), _rule_row),
    "ewc_rule": (lambda: (_("Rule"), _("Reason")), _rule_row),
}
