"""The entries of an inverse that least squares asks for: those where the factor has entries, and no others.

An uncertainty needs the inverse of the Laplacian at the two ends of a flow only. These entries follow from the last
column of the factor to the first, each from entries that are there already (Takahashi, Fagan and Chin 1973).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from flows.reconciliation.system import Places
from flows.reconciliation.values import Numbers

UNTHREADED = 4
"""Columns that a factor solves for at once: with more, products go to threads, which wait for each other."""
DENSE_FROM = 0.3
"""Share of a column's rows with entries from which on the rest of the factor is taken for full."""


def solved(factor: Any, right: Numbers) -> Numbers:
    """What a sparse factor solves for, a few columns at a time."""
    columns = right.reshape(len(right), -1)
    blocks = range(0, columns.shape[1], UNTHREADED)
    found = [factor.solve(columns[:, first : first + UNTHREADED]) for first in blocks]
    return np.hstack(found).reshape(right.shape) if found else right


def inverse_at(factor: Any, rows: Places, columns: Places) -> Numbers:
    """Entries of A^-1 for a symmetric A and its sparse factor, at places where A has entries or on the diagonal.

    At other places they may be 0 without being so.

    Parameters
    ----------
    factor : of scipy's `splu` in symmetric mode, which takes rows and columns in one order.
    """
    order = np.asarray(factor.perm_c)
    if not np.array_equal(order, factor.perm_r):
        raise ValueError("The factor has rows and columns in different orders.")
    found = _filled(factor.L.tocsc(), factor.U.diagonal())
    return np.asarray(found[order[rows], order[columns]])


def _filled(lower: Any, pivots: Numbers) -> Numbers:
    """The inverse of L D L', where L has entries; the rest of the matrix is not to be read."""
    lower.sort_indices()
    count, first = len(pivots), lower.indptr[:-1] + 1  # after the diagonal
    entries = np.diff(lower.indptr) - 1
    full = _full_from(entries)
    found = np.zeros((count + 1, count + 1))  # the last row and column stay zero, for columns with fewer entries
    found[full:-1, full:-1] = _full(lower[full:, full:].toarray(), pivots[full:])
    for columns in _batches(lower.indices, first, entries, full):
        places = np.arange(entries[columns].max())
        is_there = places < entries[columns, None]
        inside = np.where(is_there, first[columns, None] + places, 0)
        rows = np.where(is_there, lower.indices[inside], count)
        weights = np.where(is_there, lower.data[inside], 0.0)
        values = -np.einsum("kij,kj->ki", found[rows[:, :, None], rows[:, None, :]], weights)
        values[~is_there] = 0.0
        found[rows, columns[:, None]] = found[columns[:, None], rows] = values
        found[columns, columns] = 1.0 / pivots[columns] - np.einsum("ki,ki->k", weights, values)
    return found


def _batches(place: Places, first: Places, entries: Places, full: int) -> list[Places]:
    """Columns before `full` in groups that need nothing of each other, those first that others need, of like length.

    A column needs those where it has entries, and the first of them needs all the others.
    """
    depth = [0] * len(entries)
    parents = np.where(entries > 0, place[np.minimum(first, len(place) - 1)], full).tolist()
    for column in range(full - 1, -1, -1):
        depth[column] = depth[parents[column]] + 1 if parents[column] < len(entries) else 1
    key = np.array(depth[:full], dtype=np.int64) * 64 + np.ceil(np.log2(np.maximum(entries[:full], 1))).astype(int)
    order = np.argsort(key, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(key[order])) + 1) if full else []


def _full(lower: Numbers, pivots: Numbers) -> Numbers:
    """The same where the factor is full. `einsum`, because a product in threads is slow on a busy machine."""
    found = np.zeros_like(lower)
    for column in range(len(pivots) - 1, -1, -1):
        after = slice(column + 1, None)
        weights = lower[after, column].copy()
        entries = np.einsum("ij,j->i", found[after, after], -weights)
        found[after, column] = found[column, after] = entries
        found[column, column] = 1.0 / pivots[column] - weights @ entries
    return found


def _full_from(entries: Places) -> int:
    """The column from which on the factor is nearly full."""
    left = np.arange(len(entries) - 1, -1, -1)
    thin = np.flatnonzero(entries < DENSE_FROM * left)
    return int(thin[-1]) + 1 if len(thin) else 0
