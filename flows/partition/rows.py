"""The rows of a view and what it is to split them: every row gets the number of a key, or skips the stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from flows.boundary import Boundary
from flows.materials import Materials
from flows.table import FlowTable

NodeCodes = NDArray[np.int64]
ABSENT = -1

# nodes that stand for no record's own word; they are never folded into "other"
IMPORT, RETURNED, UNKNOWN_INPUT, FROM_STOCK = "import_", "returned", "unknown_input", "from_stock"
UNEXPLAINED, PROTECTED, RETURNS, UNUSED = "unexplained", "protected", "returns", "unused"
FOLDED, NOT_STATED = "folded", "not_stated"
NEVER_FOLDED = frozenset({IMPORT, RETURNED, UNKNOWN_INPUT, UNEXPLAINED, PROTECTED, RETURNS, UNUSED})


@dataclass(frozen=True, slots=True, eq=False)
class Partition:
    """Rows split into labelled groups that do not overlap; a code of -1 is a row that skips the stage."""

    codes: NodeCodes
    keys: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Rows:
    """The rows of a view with all that a dimension needs to split them."""

    table: FlowTable
    rows: NDArray[np.intp]
    way: NDArray[np.int8]
    line: Boundary
    materials: Materials

    @cached_property
    def source_codes(self) -> NDArray[np.int32]:
        return self.table.source.codes[self.rows]

    @cached_property
    def target_codes(self) -> NDArray[np.int32]:
        return self.table.target.codes[self.rows]

    @cached_property
    def family_codes(self) -> NodeCodes:
        """The family of each row's material, by its number in the fixed order."""
        material = self.table.material
        return self.materials.family_codes(material.labels)[material.codes[self.rows]]

    @cached_property
    def amounts(self) -> NDArray[np.float64]:
        return self.table.amount[self.rows]

    @cached_property
    def variances(self) -> NDArray[np.float64]:
        return self.table.variances(self.rows)

    @cached_property
    def kept(self) -> dict[str, Partition]:
        """Partitions that are asked for more than once."""
        return {}

    def pick(self, mask: NDArray[np.bool_]) -> Rows:
        """Only the rows of the mask."""
        if mask.all():
            return self
        return Rows(self.table, self.rows[mask], self.way[mask], self.line, self.materials)


def by_label(codes: NDArray[np.int32], names: Sequence[str]) -> Partition:
    """Merge labels that share a name, `names[label]`; keys come in the order of the alphabet."""
    keys = tuple(sorted(set(names)))
    number = {key: position for position, key in enumerate(keys)}
    merged = np.array([number[name] for name in names], dtype=np.int64)
    return Partition(merged[codes], keys)
