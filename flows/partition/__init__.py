"""Partitions: how the rows of a stage are split into nodes, by dimensions that a view definition names."""

from flows.partition.dimensions import DIMENSIONS, Dimension, Role, of_role, splitting
from flows.partition.fate import FATES, fates
from flows.partition.rows import (
    ABSENT,
    FOLDED,
    FROM_STOCK,
    IMPORT,
    NEVER_FOLDED,
    NOT_STATED,
    PROTECTED,
    RETURNED,
    RETURNS,
    UNEXPLAINED,
    UNKNOWN_INPUT,
    UNUSED,
    NodeCodes,
    Partition,
    Rows,
    by_label,
)

__all__ = [
    "ABSENT",
    "DIMENSIONS",
    "FATES",
    "FOLDED",
    "FROM_STOCK",
    "IMPORT",
    "NEVER_FOLDED",
    "NOT_STATED",
    "PROTECTED",
    "RETURNED",
    "RETURNS",
    "UNEXPLAINED",
    "UNKNOWN_INPUT",
    "UNUSED",
    "Dimension",
    "NodeCodes",
    "Partition",
    "Role",
    "Rows",
    "by_label",
    "fates",
    "of_role",
    "splitting",
]
