"""Sums of links by one integer key per row; the record ids behind a link are decoded only when somebody asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

from flows.table import Categorical

Keys = NDArray[np.int64]


class RecordIds(Sequence[str]):
    """The ids of the records behind one link, in table order; rows without an id are skipped."""

    def __init__(self, column: Categorical, rows: NDArray[np.intp], keys: Keys, key: int) -> None:
        self._column = column
        self._rows = rows
        self._keys = keys
        self._key = key
        self._ids: tuple[str, ...] | None = None

    def _decoded(self) -> tuple[str, ...]:
        if self._ids is None:
            codes = self._column.codes[self._rows[self._keys == self._key]]
            labels = (self._column.labels[code] for code in codes)
            self._ids = tuple(dict.fromkeys(label for label in labels if label))
        return self._ids

    def __len__(self) -> int:
        return len(self._decoded())

    def __iter__(self) -> Iterator[str]:
        return iter(self._decoded())

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        return self._decoded()[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._decoded() == tuple(other)

    def __hash__(self) -> int:
        return hash(self._decoded())

    def __repr__(self) -> str:
        return f"RecordIds{self._decoded()!r}"


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """One sum: the numbers of both nodes and of the family, the amount, the counted part and the number of rows.

    `variance` is the sum of the rows' squared standard uncertainties: parallel rows are independent.
    """

    tail: int
    head: int
    family: int
    amount: float
    counted: float
    variance: float
    rows: int
    key: int


@dataclass(frozen=True, slots=True, eq=False)
class Ends:
    """Rows that run from a node of one stage to a node of a later one; `counted` marks those not yet counted."""

    rows: NDArray[np.intp]
    tail: Keys
    head: Keys
    family: Keys
    amount: NDArray[np.float64]
    variance: NDArray[np.float64]
    counted: NDArray[np.bool_]


def group(ends: Ends, heads: int, families: int) -> tuple[list[Group], Keys]:
    """Sum rows of equal tail, head and family; also give the key of every row.

    A family of -1 stands for context material, which has no colour of its own.
    """
    keys = (ends.tail * heads + ends.head) * (families + 1) + ends.family + 1
    if len(keys) == 0:
        return [], keys
    space = int(keys.max()) + 1
    few = space <= 4 * len(keys) + 65536
    columns = _by_count(keys, ends, space) if few else _by_sorting(keys, ends)
    groups = []
    for key, amount, counted, variance, rows in zip(*(column.tolist() for column in columns), strict=True):
        pair, family = divmod(key, families + 1)
        groups.append(Group(pair // heads, pair % heads, family - 1, amount, counted, variance, rows, key))
    return groups, keys


def _by_count(keys: Keys, ends: Ends, space: int) -> tuple[NDArray[np.generic], ...]:
    """The keys are few: add straight into one cell per key."""
    rows = np.bincount(keys, minlength=space)
    found = np.flatnonzero(rows)
    amount = np.bincount(keys, ends.amount, space)
    counted = amount if ends.counted.all() else np.bincount(keys, ends.amount * ends.counted, space)
    variance = np.bincount(keys, ends.variance, space)
    return found, amount[found], counted[found], variance[found], rows[found]


def _by_sorting(keys: Keys, ends: Ends) -> tuple[NDArray[np.generic], ...]:
    """The keys are many and sparse: number the ones that occur first."""
    found, number, rows = np.unique(keys, return_inverse=True, return_counts=True)
    amount = np.bincount(number, ends.amount, len(found))
    counted = np.bincount(number, ends.amount * ends.counted, len(found))
    variance = np.bincount(number, ends.variance, len(found))
    return found, amount, counted, variance, rows
