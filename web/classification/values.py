"""What the pages of the taxonomy say: sentences and rows made of codes, links and record counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from databank import queries
from databank.records import StreamFilter
from taxonomy import crosswalks, industries, materials, waste_list
from taxonomy.codes import UnknownCodeError
from taxonomy.crosswalks import Basis
from taxonomy.industries import Industry
from taxonomy.materials import Family, MaterialClass
from taxonomy.waste_list import WasteEntry, WasteList
from web import house, numbers
from web.addresses import address, here
from web.auth import current_viewer
from web.classification.editions import EDITIONS, EditionLink
from web.labels import family_title, sector_title, title
from web.language import gettext as _
from web.language import ngettext

INDUSTRY_EDITIONS = {"NACE2.1": "NACE Rev. 2.1", "NACE2": "NACE Rev. 2"}


@dataclass(frozen=True, slots=True)
class WasteRow:
    """One line of a table of codes."""

    entry: WasteEntry
    shown: str
    material_class: str
    family: str
    basis: str


@dataclass(frozen=True, slots=True)
class CrosswalkLine:
    """Where a code leads, with the ground in words."""

    target: str
    title: str
    family: str
    basis: str


@dataclass(frozen=True, slots=True)
class RecordLine:
    text: str
    href: str


def digits_of(code: str) -> str:
    """The digits of a code in an address; chapters and sub-chapters have two and four."""
    return code if code in waste_list.edition("2015").entries else waste_list.parse_code(code)


def edition_with(code: str) -> str:
    """The newest edition that has a code."""
    return next(name for name in reversed(EDITIONS) if code in waste_list.edition(name).entries)


def shown(entry: WasteEntry) -> str:
    """The code as it is printed, with the star of what is hazardous in Finland or the EU."""
    return waste_list.display_code(entry.code, hazardous=bool(entry.hazardous or entry.hazardous_fi))


def list_sizes(waste: WasteList) -> dict[str, str]:
    """How many codes and classes there are."""
    codes = sum(entry.level == "entry" for entry in waste.entries.values())
    return {"codes": numbers.number(codes), "classes": numbers.number(len(materials.material_classes()))}


def families_with_classes() -> list[tuple[Family, list[MaterialClass]]]:
    """Every family with its classes, in the fixed order."""
    classes = materials.material_classes()
    return [(family, [item for item in classes if item.family == family.id]) for family in materials.families()]


def basis_words(basis: Basis) -> str:
    """How sure a crosswalk is."""
    words = {
        "sourced": _("from a source"),
        "inferred": _("inferred from equal words"),
        "derived": _("derived by rule"),
    }
    return words[basis]


def waste_row(entry: WasteEntry) -> WasteRow:
    """An entry with its material class; chapters have none."""
    link = class_link(entry)
    if link is None:
        return WasteRow(entry, shown(entry), "", "", "")
    return WasteRow(entry, shown(entry), link.target, link.family, link.basis)


def class_link(entry: WasteEntry) -> CrosswalkLine | None:
    """The material class of an entry."""
    if entry.level != "entry":
        return None
    link = crosswalks.material_class_of(entry.code)
    item = materials.material_class(link.target)
    return CrosswalkLine(item.id, title(item.titles), item.family, basis_words(link.basis))


def ewc_link(entry: WasteEntry) -> CrosswalkLine | None:
    """The statistical class of an entry."""
    if entry.level != "entry":
        return None
    link = crosswalks.ewc_stat_of(entry.code)
    found = crosswalks.ewc_stat().get(link.target)
    return CrosswalkLine(link.target, title(found.titles) if found else "", "", basis_words(link.basis))


def parents(waste: WasteList, entry: WasteEntry) -> list[WasteRow]:
    """What the entry stands under, widest first."""
    above: list[WasteRow] = []
    while entry.parent:
        entry = waste.entry(entry.parent)
        above.insert(0, waste_row(entry))
    return above


def waste_sentence(entry: WasteEntry) -> str:
    """What the entry is, in one sentence."""
    if entry.level == "chapter":
        return _("A chapter of the List of Waste: it tells which activity or material the waste comes from.")
    if entry.level == "subchapter":
        return _("A sub-chapter of the List of Waste: it tells which process the waste comes from.")
    sentences = {
        "AH": _("Hazardous waste in every case: an absolute entry."),
        "AN": _("Not hazardous in any case: an absolute entry."),
        "MH": _("Hazardous if the waste contains dangerous substances: a mirror entry."),
        "MN": _("Not hazardous if the waste does not contain dangerous substances: a mirror entry."),
    }
    plain = _("Hazardous waste.") if entry.hazardous else _("Not hazardous waste.")
    return sentences.get(entry.entry_type, plain)


def hazard_rows(entry: WasteEntry) -> Iterator[tuple[str, str]]:
    """The flags of both lists."""
    words = {True: _("Hazardous"), False: _("Non-hazardous"), None: _("Not in this list")}
    yield _("In the EU list"), words[entry.hazardous]
    yield _("In the Finnish list"), words[entry.hazardous_fi]


def presence(code: str) -> str:
    """In which editions a code stands."""
    held = [name for name in EDITIONS if code in waste_list.edition(name).entries]
    if len(held) == len(EDITIONS):
        same = waste_list.edition("2015").entries[code].titles == waste_list.edition("2026").entries[code].titles
        return _("The code is the same in both editions.") if same else _("The battery amendment changes its title.")
    if held == ["2026"]:
        return _("The battery amendment (EU) 2025/934 adds this code.")
    return _("The battery amendment (EU) 2025/934 removes this code.")


@cache
def _codes_by_class() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name in EDITIONS:
        for entry in waste_list.edition(name).entries.values():
            if entry.level == "entry":
                found.setdefault(crosswalks.material_class_of(entry.code).target, set()).add(entry.code)
    return {class_id: frozenset(codes) for class_id, codes in found.items()}


def entries_of_class(waste: WasteList, class_id: str) -> list[WasteEntry]:
    """The entries that lead to a class."""
    codes = _codes_by_class().get(class_id, frozenset())
    return [waste.entries[code] for code in sorted(codes) if code in waste.entries]


def class_sentence(item: MaterialClass) -> str:
    """What a class belongs to."""
    return _("A material class in the group %(family)s.", family=family_title(item.family))


def records_of_class(class_id: str) -> list[RecordLine]:
    """How many records of a class there are, facts and examples apart."""
    return _record_lines(StreamFilter(material_classes=frozenset({class_id})), {"class": class_id})


def records_of_code(code: str) -> list[RecordLine]:
    """How many records carry a code."""
    return _record_lines(StreamFilter(text=code), {"q": code})


def _record_lines(narrowed: StreamFilter, query: dict[str, str]) -> list[RecordLine]:
    count = {False: 0, True: 0}
    with house.bank().session() as session:
        sums = queries.mass_sum(session, current_viewer(), narrowed)
    for (is_example, _kind), (records, _tonnes) in sums.items():
        count[is_example] += records
    words = {
        "facts": ngettext("%(num)s fact from public sources", "%(num)s facts from public sources", count[False]),
        "examples": ngettext("%(num)s example", "%(num)s examples", count[True]),
    }
    given = {"facts": count[False], "examples": count[True]}
    return [
        RecordLine(words[data], address("catalogue.materials", extension="html", data=data, **query))
        for data, records in given.items()
        if records
    ]


def industries_of(edition: str) -> tuple[Industry, ...]:
    """One edition of NACE."""
    if edition not in INDUSTRY_EDITIONS:
        raise UnknownCodeError(edition, "the editions of NACE")
    return tuple(industries.industries(edition))


def edition_name(edition: str) -> str:
    """An edition of NACE as it is printed."""
    return INDUSTRY_EDITIONS[edition]


def industry_editions() -> tuple[EditionLink, ...]:
    """Both editions as links."""
    return tuple(
        EditionLink(name, words, here(edition=name, extension="html")) for name, words in INDUSTRY_EDITIONS.items()
    )


def industry_heading(item: Industry) -> str:
    """Code and title."""
    return f"{item.code}{numbers.NBSP} {title(item.titles)}"


def industry_sentence(item: Industry) -> str:
    """Which sector of our pictures an industry belongs to."""
    sector = industries.sector_of_industry(item.code, item.edition)
    return _("In the pictures this industry belongs to the sector %(sector)s.", sector=sector_title(sector))


def industry_parents(item: Industry) -> list[Industry]:
    """What the industry stands under, widest first."""
    above: list[Industry] = []
    while item.parent:
        item = industries.industry(item.parent, item.edition)
        above.insert(0, item)
    return above


def successors(item: Industry) -> list[Industry]:
    """What a class of NACE Rev. 2 became in Rev. 2.1."""
    if item.edition != "NACE2" or item.level != "class":
        return []
    return [industries.industry(code, "NACE2.1") for code in industries.nace2_to_nace21(item.code)]
