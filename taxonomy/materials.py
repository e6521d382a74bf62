"""Material families and material classes: our own names for what flows, used by matching and diagrams."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, cast

from taxonomy.codes import Language, Titles, UnknownCodeError, read_rows, titles_of

Kind = Literal["side_stream", "unspecified", "energy", "raw", "product", "emission"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A group of material classes with one place and one colour in every diagram."""

    id: str
    kind: Kind
    titles: Titles
    colour_light: str
    colour_dark: str
    order: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialClass:
    """One material as a user would name it. `parent` is a wider class of the same family."""

    id: str
    titles: Titles
    family: str
    parent: str | None
    kind: Kind


@cache
def _families() -> Mapping[str, Family]:
    rows = sorted((row for _, row in read_rows("families")), key=lambda row: int(row["order"]))
    return MappingProxyType({row["id"]: _family(row) for row in rows})


def _family(row: Mapping[str, str]) -> Family:
    return Family(
        id=row["id"],
        kind=cast(Kind, row["kind"]),
        titles=titles_of(row),
        colour_light=row["colour_light"],
        colour_dark=row["colour_dark"],
        order=int(row["order"]),
    )


@cache
def _material_classes() -> Mapping[str, MaterialClass]:
    return MappingProxyType({row["id"]: _material_class(row) for _, row in read_rows("material_classes")})


def _material_class(row: Mapping[str, str]) -> MaterialClass:
    return MaterialClass(
        id=row["id"],
        titles=titles_of(row),
        family=row["family"],
        parent=row["parent"] or None,
        kind=family(row["family"]).kind,
    )


def families() -> tuple[Family, ...]:
    """All families in their fixed order."""
    return tuple(_families().values())


def family(family_id: str) -> Family:
    """One family; UnknownCodeError if there is none of that id."""
    try:
        return _families()[family_id]
    except KeyError:
        raise UnknownCodeError(family_id, "the material families") from None


def material_classes() -> tuple[MaterialClass, ...]:
    """All material classes, family by family."""
    return tuple(_material_classes().values())


def material_class(class_id: str) -> MaterialClass:
    """One material class, general ones included; UnknownCodeError if there is none of that id."""
    found = _material_classes().get(class_id) or _general_classes().get(class_id)
    if found is None:
        raise UnknownCodeError(class_id, "the material classes")
    return found


@cache
def _general_classes() -> Mapping[str, MaterialClass]:
    classes = (
        MaterialClass(id=f"family_{one.id.lower()}", titles=one.titles, family=one.id, parent=None, kind=one.kind)
        for one in families()
    )
    return MappingProxyType({one.id: one for one in classes})


def general_classes() -> tuple[MaterialClass, ...]:
    """One class per family that says no more than the family: what stands where the material is told roughly."""
    return tuple(_general_classes().values())


def wider_class(class_id: str) -> str:
    """The class that tells less: the parent, or the general class of the family.

    >>> wider_class("slag_stainless"), wider_class("foundry_sand")
    ('slag_steel', 'family_k')
    """
    found = material_class(class_id)
    return found.parent or f"family_{found.family.lower()}"


@cache
def _other_names() -> Mapping[str, tuple[tuple[Language, str], ...]]:
    names: dict[str, tuple[tuple[Language, str], ...]] = {}
    for _, row in read_rows("material_names"):
        known = names.get(row["material_class"], ())
        names[row["material_class"]] = (*known, (cast(Language, row["language"]), row["name"]))
    return MappingProxyType(names)


def other_names(class_id: str) -> tuple[tuple[Language, str], ...]:
    """The other words people use for a material, each with its language."""
    return _other_names().get(material_class(class_id).id, ())
