"""Splits that say how circular material is: where an input comes from, and what an output comes to."""

from __future__ import annotations

import numpy as np

from databank.records import Origin
from flows.boundary import Way
from flows.partition.fate import BURNT, FATES, MADE_NEW, PUT_AWAY, SOMEHOW, coded, fates
from flows.partition.matter import burnt, from_stock
from flows.partition.rows import FROM_STOCK, NOT_STATED, RETURNED, RETURNS, UNUSED, NodeCodes, Partition, Rows

PRIMARY_INPUT, SECONDARY_INPUT = "primary_input", "secondary_input"
INPUT_ORIGINS = (PRIMARY_INPUT, SECONDARY_INPUT, RETURNED, FROM_STOCK, NOT_STATED)
CIRCULAR, PRODUCTS, STORED, LOST = "circular", "products", "stored", "lost"
CIRCULARITIES = (
    PRODUCTS,
    CIRCULAR,
    RETURNS,
    "recovery_unspecified",
    "energy",
    STORED,
    LOST,
    "not_known",
    UNUSED,
)
_BY_FATE = {
    "market": CIRCULAR,
    "used": CIRCULAR,
    "elsewhere": "not_known",
    "stock": STORED,
    "disposal": LOST,
    "environment": LOST,
}


def input_origins(rows: Rows) -> Partition:
    """Whether an input is primary, secondary, or returns inside the boundary.

    A side stream of others is secondary; a raw material is primary unless its record says otherwise; of anything else
    only the record can tell.
    """
    number = {key: place for place, key in enumerate(INPUT_ORIGINS)}
    families = rows.family_codes
    side_stream = rows.materials.of_kind("side_stream", "unspecified")[families]
    raw = rows.materials.of_kind("raw")[families]
    primary, secondary = (rows.table.origin.where([origin])[rows.rows] for origin in Origin)
    node = np.full(len(families), number[NOT_STATED], dtype=np.int64)
    node[raw | primary] = number[PRIMARY_INPUT]
    node[side_stream | secondary] = number[SECONDARY_INPUT]
    node[from_stock(rows)] = number[FROM_STOCK]
    back = rows.way == Way.RETURN
    node[back] = number[RETURNED]
    node[back & burnt(rows)] = number[SECONDARY_INPUT]
    return Partition(node, INPUT_ORIGINS)


def circularity(rows: Rows) -> Partition:
    """What an output comes to: a product, used again as material, energy, stored, lost, or nobody knows."""
    return Partition(circularity_of(fates(rows).codes, coded(rows), rows.family_codes, rows), CIRCULARITIES)


def circularity_of(fate: NodeCodes, code: NodeCodes, family: NodeCodes, rows: Rows) -> NodeCodes:
    """The number of each circularity by fate, what the treatment code says and family.

    What leaves the boundary is judged by its treatment code: without one nobody knows. Energy use is not circular.
    """
    number = {key: place for place, key in enumerate(CIRCULARITIES)}
    node = np.array([number[_BY_FATE.get(fate, fate)] for fate in FATES], dtype=np.int64)[fate]
    gone = fate == FATES.index("elsewhere")
    for said, key in ((MADE_NEW, CIRCULAR), (BURNT, "energy"), (PUT_AWAY, LOST), (SOMEHOW, "recovery_unspecified")):
        node[gone & (code == said)] = number[key]
    leaving = fate != FATES.index(RETURNS)
    node[rows.materials.of_kind("emission")[family] & leaving] = number[LOST]
    node[rows.materials.of_kind("product", "raw")[family] & leaving] = number[PRODUCTS]
    return node
