"""Bulk densities, in tonnes a cubic metre: what a heap of a material weighs, with the form it was given for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from types import MappingProxyType

from taxonomy.codes import Titles, read_rows, titles_of
from taxonomy.figures import Origin, origin_of
from taxonomy.materials import material_class


@dataclass(frozen=True, slots=True, kw_only=True)
class Density:
    """A bulk density in t/m3. `typical` is None where the source gives a range only."""

    material_class: str
    form: str
    form_titles: Titles
    low: Decimal
    typical: Decimal | None
    high: Decimal
    origin: Origin


def densities() -> tuple[Density, ...]:
    """All densities."""
    return tuple(one for found in _densities().values() for one in found)


def densities_of(class_id: str) -> tuple[Density, ...]:
    """The densities of a material; those of the next wider class that has some, where it has none itself.

    >>> [str(one.typical) for one in densities_of("wood_shavings")]
    ['0.21']
    """
    found = material_class(class_id)
    own = _densities().get(found.id, ())
    return own if own or not found.parent else densities_of(found.parent)


@cache
def _densities() -> Mapping[str, tuple[Density, ...]]:
    titles = {row["id"]: titles_of(row) for _, row in read_rows("density_forms")}
    found: dict[str, tuple[Density, ...]] = {}
    for _, row in read_rows("densities"):
        found[row["material_class"]] = (*found.get(row["material_class"], ()), _density(row, titles[row["form"]]))
    return MappingProxyType(found)


def _density(row: Mapping[str, str], titles: Titles) -> Density:
    return Density(
        material_class=row["material_class"],
        form=row["form"],
        form_titles=titles,
        low=Decimal(row["min"]),
        typical=Decimal(row["typical"]) if row["typical"] else None,
        high=Decimal(row["max"]),
        origin=origin_of(row),
    )
