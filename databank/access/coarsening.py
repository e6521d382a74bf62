"""What is told more roughly to those who do not see the company: its class, its place or its amount."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from databank.records import Coarse, Hazard, SideStream
from taxonomy import materials

MATERIAL_FIELDS = frozenset(
    {"name", "material_class", "waste_code", "waste_list_edition", "code_if_waste", "hazard", "origin_process"}
)
REGION_ONLY: Mapping[str, None] = dict.fromkeys(("municipality", "lat", "lon", "coordinate_precision"))


def rough_class(material_class: str, coarse: Collection[str]) -> str:
    """The class as it is told to those who do not see the company."""
    return materials.wider_class(material_class) if Coarse.MATERIAL in coarse else material_class


def rough_name(name: str, material_class: str, language: str, coarse: Collection[str]) -> str:
    """The name as it is told to them: the title of the class, in the language of the record."""
    if Coarse.MATERIAL not in coarse:
        return name
    titles = materials.material_class(rough_class(material_class, coarse)).titles
    return {"fi": titles.fi, "sv": titles.sv, "en": titles.en}[language]


def rough_material(stream: SideStream) -> dict[str, Any]:
    """The fields that tell what it is, told roughly."""
    found: dict[str, Any] = dict.fromkeys(MATERIAL_FIELDS)
    return found | {
        "name": rough_name(stream.name, stream.material_class, stream.language, stream.coarse),
        "material_class": rough_class(stream.material_class, stream.coarse),
        "hazard": Hazard.UNKNOWN,
    }
