"""Search results as rows: what was found, what kind of thing it is and where it leads."""

from __future__ import annotations

from dataclasses import dataclass, replace

from taxonomy import crosswalks, industries, materials
from taxonomy.search import Hit, search
from taxonomy.waste_list import WasteEntry, WasteList
from web.addresses import address
from web.classification.editions import address_values
from web.classification.values import edition_with, entries_of_class
from web.labels import title, waste_code
from web.language import gettext as _
from web.language import ngettext

MOST_HITS = 60
MOST_CLASSES = 3
MOST_CODES = 20
LONGEST_QUERY = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One hit, in words."""

    kind: str
    kind_id: str
    code: str
    shown: str
    title: str
    family: str
    hazard: str
    matched: str
    href: str


def find(query: str, waste: WasteList) -> tuple[Row, ...]:
    """The best hits first, then the waste codes of the classes found: everyday words lead to codes."""
    found = [_row(hit, waste) for hit in search(query, limit=MOST_HITS)]
    codes = {row.code for row in found if row.kind_id == "waste_code"}
    classes = [row for row in found if row.kind_id == "material_class"][:MOST_CLASSES]
    for material in classes:
        entries = [entry for entry in entries_of_class(waste, material.code) if entry.code not in codes]
        found += [_row_through(entry, material, waste) for entry in entries[:MOST_CODES]]
        codes |= {entry.code for entry in entries}
    return tuple(found)


def _row_through(entry: WasteEntry, material: Row, waste: WasteList) -> Row:
    """A waste code that was found by the name of its material class."""
    hit = Hit("waste_code", entry.code, entry.titles, matched="", score=0.0)
    return replace(_row(hit, waste), matched=_("through the material class %(name)s", name=material.title))


def answer(query: str, count: int) -> str:
    """The result as a sentence."""
    if count == 0:
        return _("Nothing is called “%(query)s”.", query=query)
    if count >= MOST_HITS:
        return _("“%(query)s”: the %(count)s best matches", query=query, count=count)
    return ngettext("“%(query)s”: one match", "“%(query)s”: %(num)s matches", count, query=query)


def _row(hit: Hit, waste: WasteList) -> Row:
    return Row(
        kind=_kind_words()[hit.kind],
        kind_id=hit.kind,
        code=hit.code,
        shown=waste_code(hit.code)
        if hit.kind == "waste_code"
        else ""
        if hit.kind in {"material_class", "family"}
        else hit.code,
        title=title(hit.titles),
        family=_family(hit),
        hazard=_hazard(hit, waste),
        matched="" if hit.matched == title(hit.titles) else hit.matched,
        href=_href(hit, waste),
    )


def _kind_words() -> dict[str, str]:
    return {
        "waste_code": _("Waste code"),
        "material_class": _("Material class"),
        "family": _("Material family"),
        "operation": _("Operation"),
        "industry": _("Industry"),
    }


def _family(hit: Hit) -> str:
    if hit.kind == "family":
        return hit.code
    if hit.kind == "material_class":
        return materials.material_class(hit.code).family
    if hit.kind == "waste_code" and len(hit.code) == 6:  # noqa: PLR2004  # an entry; chapters lead to no class
        return materials.material_class(crosswalks.material_class_of(hit.code).target).family
    return ""


def _hazard(hit: Hit, waste: WasteList) -> str:
    entry = waste.entries.get(hit.code) if hit.kind == "waste_code" else None
    if entry is None or entry.hazardous is None:
        return ""
    return _("Hazardous") if entry.hazardous else _("Non-hazardous")


def _href(hit: Hit, waste: WasteList) -> str:
    if hit.kind == "waste_code":
        edition = address_values() if hit.code in waste.entries else {"edition": edition_with(hit.code)}
        return address("classification.waste", code=hit.code, **edition)
    if hit.kind == "material_class":
        return address("classification.material_class", class_id=hit.code)
    if hit.kind == "family":
        return address("classification.browser", _anchor=f"family-{hit.code}")
    if hit.kind == "operation":
        return address("classification.operations", _anchor=hit.code)
    return address("classification.industry", edition=_edition_of(hit.code), code=hit.code)


def _edition_of(code: str) -> str:
    """The newest edition of NACE that has the code."""
    return "NACE2.1" if any(item.code == code for item in industries.industries("NACE2.1")) else "NACE2"
