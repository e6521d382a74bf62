"""Splits by what flows and what is known of it: family, class, treatment, origin, method, what a process takes in."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from databank.records import Method
from flows.boundary import Way
from flows.partition.fate import FATES, fates
from flows.partition.rows import ABSENT, FROM_STOCK, IMPORT, NOT_STATED, RETURNED, Partition, Rows, by_label
from flows.table import Categorical

FUELS = "fuels"  # the family that a neighbour's burnt side stream joins as an input
MATERIAL_KINDS = ("unspecified", "side_stream", "raw", "product", "energy", "emission")
MEASURED, DECLARED, ESTIMATED = "measured", "declared", "estimated"
SURENESS: Mapping[str, str] = {
    Method.WEIGHED: MEASURED,
    Method.RECORDS: DECLARED,
    Method.REGISTER: DECLARED,
    Method.ESTIMATE: ESTIMATED,
}


def source_materials(rows: Rows) -> Partition:
    """What a process takes in: raw materials by family, what others bring, what returns, what comes from stock.

    A neighbour's side stream that is burnt counts among the fuels.
    """
    families = rows.materials.families
    keys = (*families, IMPORT, FROM_STOCK, RETURNED)
    imported, stocked, returned = len(families), len(families) + 1, len(families) + 2
    raw = rows.materials.of_kind("raw")
    node = np.where(raw, np.arange(len(families)), imported)[rows.family_codes]
    node[from_stock(rows)] = stocked
    back = rows.way == Way.RETURN
    node[back] = returned
    node[back & burnt(rows)] = families.index(FUELS) if FUELS in families else imported
    return Partition(node, keys)


def from_stock(rows: Rows) -> NDArray[np.bool_]:
    """Which rows come from a stock."""
    kinds = np.array([rows.table.process(name).kind == "stock" for name in rows.table.source.labels], dtype=bool)
    return np.asarray(kinds[rows.source_codes], dtype=bool)


def burnt(rows: Rows) -> NDArray[np.bool_]:
    """Which rows end as energy."""
    return np.asarray(fates(rows).codes == FATES.index("energy"), dtype=bool)


def material_families(rows: Rows) -> Partition:
    """The family of each row's material."""
    return Partition(rows.family_codes, rows.materials.families)


def material_kinds(rows: Rows) -> Partition:
    """Whether a row is a side stream, a raw material, a product, energy or an emission."""
    onto = [MATERIAL_KINDS.index(kind) if kind in MATERIAL_KINDS else 0 for kind in rows.materials.kind_of.values()]
    return Partition(np.array(onto, dtype=np.int64)[rows.family_codes], MATERIAL_KINDS)


def material_class(rows: Rows) -> Partition:
    """The material as the table names it."""
    return _worded(rows, rows.table.material)


def treatments(rows: Rows) -> Partition:
    """The recovery or disposal operation; a row without one skips the stage."""
    code = rows.table.treatment_code
    split = by_label(code.codes[rows.rows], code.labels)
    blank = np.array([not key for key in split.keys], dtype=bool)
    return Partition(np.where(blank[split.codes], ABSENT, split.codes), split.keys)


def methods(rows: Rows) -> Partition:
    """How the amount is known: measured, declared, estimated."""
    column = rows.table.method
    return by_label(column.codes[rows.rows], [SURENESS.get(label, NOT_STATED) for label in column.labels])


def stated(column: Callable[[Rows], Categorical]) -> Callable[[Rows], Partition]:
    """Split by a column of the table as it is; an empty word is not stated."""
    return lambda rows: _worded(rows, column(rows))


def _worded(rows: Rows, column: Categorical) -> Partition:
    return by_label(column.codes[rows.rows], [label or NOT_STATED for label in column.labels])
