"""Rows of the data twins: plain values with the same column names in CSV and JSON, and all three languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from taxonomy import crosswalks
from taxonomy.codes import Titles
from taxonomy.industries import Industry
from taxonomy.treatments import Operation
from taxonomy.waste_list import WasteEntry, WasteList
from web.classification.hits import Row as HitRow

NAMES = ("title_fi", "title_sv", "title_en")
HIT_COLUMNS = ("kind", "code", "title", "family", "matched")
WASTE_COLUMNS = (
    "edition",
    "code",
    "level",
    "parent",
    "hazardous",
    "hazardous_fi",
    "entry_type",
    "mirror_codes",
    "material_class",
    "material_class_basis",
    "ewc_stat",
    "ewc_stat_basis",
    *NAMES,
    "own_translation",
)
OPERATION_COLUMNS = ("code", "type", *NAMES)
INDUSTRY_COLUMNS = ("edition", "code", "level", "parent", *NAMES)


def _names(titles: Titles) -> dict[str, str]:
    return {"title_fi": titles.fi, "title_sv": titles.sv, "title_en": titles.en}


def hit_rows(rows: Iterable[HitRow]) -> Iterator[dict[str, Any]]:
    """Search results, best first."""
    for row in rows:
        yield {
            "kind": row.kind_id,
            "code": row.code,
            "title": row.title,
            "family": row.family or None,
            "matched": row.matched,
        }


def waste_rows(waste: WasteList, entries: Iterable[WasteEntry]) -> Iterator[dict[str, Any]]:
    """Entries of the List of Waste with what they lead to."""
    for entry in entries:
        yield {
            "edition": waste.name,
            "code": entry.code,
            "level": entry.level,
            "parent": entry.parent,
            "hazardous": entry.hazardous,
            "hazardous_fi": entry.hazardous_fi,
            "entry_type": entry.entry_type or None,
            "mirror_codes": list(entry.mirror_codes),
            **_links(entry),
            **_names(entry.titles),
            "own_translation": sorted(entry.titles.derived),
        }


def _links(entry: WasteEntry) -> dict[str, str | None]:
    if entry.level != "entry":
        return {}
    material, statistics = crosswalks.material_class_of(entry.code), crosswalks.ewc_stat_of(entry.code)
    return {
        "material_class": material.target,
        "material_class_basis": material.basis,
        "ewc_stat": statistics.target,
        "ewc_stat_basis": statistics.basis,
    }


def operation_rows(operations: Iterable[Operation]) -> Iterator[dict[str, Any]]:
    """R and D operations."""
    for item in operations:
        yield {"code": item.code, "type": item.type, **_names(item.titles)}


def industry_rows(industries: Iterable[Industry]) -> Iterator[dict[str, Any]]:
    """Industries of one edition."""
    for item in industries:
        yield {
            "edition": item.edition,
            "code": item.code,
            "level": item.level,
            "parent": item.parent,
            **_names(item.titles),
        }
