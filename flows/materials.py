"""Which family a material belongs to and what kind of family that is: handed to every view, taken from the taxonomy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from taxonomy.materials import families, material_classes

UNSPECIFIED = "N"


@dataclass(frozen=True, slots=True, eq=False)
class Materials:
    """`family_of` material class, `kind_of` family and `order` of families."""

    family_of: Mapping[str, str]
    kind_of: Mapping[str, str]

    @property
    def families(self) -> tuple[str, ...]:
        return tuple(self.kind_of)

    def family(self, material: str) -> str:
        """The family of a material class; a family's own id is accepted, any other word is waste, not specified."""
        if material in self.family_of:
            return self.family_of[material]
        return material if material in self.kind_of else UNSPECIFIED

    def family_codes(self, labels: Iterable[str]) -> NDArray[np.int64]:
        """The number of each material's family in the fixed order."""
        number = {family: position for position, family in enumerate(self.families)}
        return np.array([number[self.family(label)] for label in labels], dtype=np.int64)

    def of_kind(self, *kinds: str) -> NDArray[np.bool_]:
        """Which families are of one of the kinds, in the fixed order."""
        return np.array([kind in kinds for kind in self.kind_of.values()], dtype=bool)


@cache
def shipped_materials() -> Materials:
    """Take classes and families from the taxonomy."""
    ordered = sorted(families(), key=lambda family: family.order)
    return Materials(
        family_of={material.id: material.family for material in material_classes()},
        kind_of={family.id: family.kind for family in ordered},
    )
