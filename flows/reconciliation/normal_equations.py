"""Weighted least squares under any linear equations, with unknowns that were not measured at all.

With slopes J, the corrections d of measured values (variance V) and of the others solve: minimise d' V^-1 d under
J d = r. What is not measured enters K = J_m V J_m' + J_u J_u' too, which changes neither answer: the multipliers are
orthogonal to J_u. So K is definite as soon as the equations do not repeat each other.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from scipy.sparse import csc_array, eye_array
from scipy.sparse.linalg import splu

from flows.reconciliation.fitting import ContradictionError
from flows.reconciliation.inverse import inverse_at, solved
from flows.reconciliation.laplacian import FACTOR_UP_TO
from flows.reconciliation.system import Mask
from flows.reconciliation.values import Numbers

DENSE_UP_TO = 600
REPEATED, UNDETERMINED = 1e-14, 1e-9
CLOSED = 1e-6
RIDGE = 1e-13
SEEN = 1e-6  # what a quantity may miss of itself in the space that the equations see
BLOCK = 512


class NormalEquations:
    """One linearised system; `variance` is NaN where nothing is measured and 0 for a constant."""

    def __init__(self, slopes: Any, variance: Numbers) -> None:
        self.variance = variance
        self.unmeasured = np.flatnonzero(np.isnan(variance))
        self.adjustable = np.flatnonzero(variance > 0)
        columns = slopes.tocsc()
        self._slopes = columns
        self._open = columns[:, self.unmeasured].toarray()
        measured = columns[:, self.adjustable]
        self._kernel = _Kernel((measured * variance[self.adjustable]) @ measured.T + _outer(self._open))
        self._weighed = self._kernel.solve(self._open)
        self._inverse, self._seen = _pseudo_inverse(self._open.T @ self._weighed)

    def step(self, left: Numbers, *, strict: bool = True) -> Numbers:
        """The corrections that close what is left open in each equation; 0 for constants.

        Raises
        ------
        ContradictionError
            When `strict` and no correction can close it.
        """
        if strict and self._kernel.contradicts(left):
            raise ContradictionError
        free = self._inverse @ (self._weighed.T @ left)
        multipliers = self._kernel.solve(left - self._open @ free)
        found = np.zeros(len(self.variance))
        found[self.unmeasured] = free
        moved = self.adjustable
        found[moved] = self.variance[moved] * (self._slopes[:, moved].T @ multipliers)
        return found

    @property
    def degrees(self) -> int:
        """Independent checks: equations that do not repeat others, less those spent on what is not measured."""
        return self._kernel.rank - round(float(np.trace(self._seen)))

    def determined(self) -> Mask:
        """Which of the unmeasured quantities follow from the others."""
        return np.asarray(np.abs(1.0 - np.diag(self._seen)) < SEEN, dtype=bool)

    def checked(self) -> Numbers:
        """For every quantity how much of its column the unmeasured ones leave, 0..1: 0 means that nothing checks it."""
        whole, rest = self._reach
        return np.divide(rest, whole, out=np.zeros_like(whole), where=whole > 0)

    def variances(self) -> Numbers:
        """Variance of every quantity after reconciliation."""
        prior = np.where(np.isnan(self.variance), 0.0, self.variance)
        found = np.maximum(prior * (1.0 - prior * self._reach[1]), 0.0)
        moved = self.adjustable
        weights = self._inverse @ (self._slopes[:, moved].T @ self._weighed).T
        found[self.unmeasured] = np.sum(weights**2 * self.variance[moved], axis=1)
        return np.asarray(found)

    def column(self, place: int) -> Numbers:
        """Covariances of the measured quantities with one of them; 0 elsewhere."""
        found = np.zeros(len(self.variance))
        prior = float(self.variance[place])
        own = self._slopes[:, [place]].toarray()[:, 0]
        projected = self._projected(own)
        moved = self.adjustable
        found[moved] = -prior * self.variance[moved] * (self._slopes[:, moved].T @ projected)
        found[place] += prior
        return found

    def _projected(self, columns: Numbers) -> Numbers:
        """Q times columns: the inverse of K without what the unmeasured quantities take."""
        solved = self._kernel.solve(columns)
        return np.asarray(solved - self._weighed @ (self._inverse @ (self._open.T @ solved)))

    @cached_property
    def _reach(self) -> tuple[Numbers, Numbers]:
        """For every quantity its column in K^-1 and in Q, each times the column."""
        whole = self._kernel.squares(self._slopes)
        rest = whole.copy()
        for first in range(0, len(rest), BLOCK):
            block = slice(first, first + BLOCK)
            open_parts = self._slopes[:, block].T @ self._weighed
            rest[block] -= np.einsum("ij,ij->i", open_parts @ self._inverse, open_parts)
        return whole, np.maximum(rest, 0.0)


class _Kernel:
    """K, inverted: by its eigenvalues when small, so that repeated equations are seen; else by a sparse factor."""

    def __init__(self, matrix: Any) -> None:
        diagonal = matrix.diagonal()
        self._root = 1.0 / np.sqrt(np.where(diagonal > 0, diagonal, 1.0))
        scaled = (matrix * self._root[:, None]).tocsr() * self._root[None, :]
        self._dense = matrix.shape[0] <= DENSE_UP_TO
        self.rank: int = matrix.shape[0]
        if self._dense:
            values, vectors = np.linalg.eigh(scaled.toarray())
            kept = values > REPEATED
            self.rank = int(kept.sum())
            self._vectors, self._values, self._null = vectors[:, kept], values[kept], vectors[:, ~kept]
        else:
            whole = (scaled + RIDGE * eye_array(self.rank)).tocsc()
            options = {"SymmetricMode": True}
            self._factor = splu(whole, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options=options)

    def solve(self, right: Numbers) -> Numbers:
        root = self._root.reshape(-1, *[1] * (right.ndim - 1))
        scaled = root * right
        if self._dense:
            inner = self._vectors.T @ scaled
            found = self._vectors @ (inner / self._values.reshape(-1, *[1] * (right.ndim - 1)))
        else:
            found = solved(self._factor, scaled)
        return np.asarray(root * found)

    def squares(self, columns: Any) -> Numbers:
        """Of every sparse column c: c' K^-1 c."""
        scaled = (columns * self._root[:, None]).tocsc()
        if self._dense:
            inner = scaled.T @ (self._vectors / np.sqrt(self._values))
            return np.asarray(np.einsum("ij,ij->i", inner, inner))
        found, is_sure = _squares(self._factor, scaled)
        unsure = np.flatnonzero(~is_sure)
        for first in range(0, len(unsure), BLOCK):
            block = unsure[first : first + BLOCK]
            full = scaled[:, block].toarray()
            found[block] = np.einsum("ij,ij->j", full, solved(self._factor, full))
        return found

    def contradicts(self, left: Numbers) -> bool:
        """Whether equations that repeat each other ask for different things."""
        if self._dense:
            sums = self._root[:, None] * self._null  # each column: which equations, summed up, say nothing but 0 = 0
            return bool(np.any(np.abs(sums.T @ left) > CLOSED * np.max(np.abs(sums), axis=0)))
        return bool(np.max(np.abs(self.solve(left)), initial=0.0) * RIDGE > CLOSED)


def _squares(factor: Any, columns: Any) -> tuple[Numbers, Mask]:
    """Of every column c: c' K^-1 c from entries of the inverse, and whether the factor has all that it takes."""
    count, sizes = columns.shape[1], np.diff(columns.indptr)
    if columns.shape[0] > FACTOR_UP_TO:  # the entries take memory with the square
        return np.zeros(count), sizes == 0
    pairs = sizes**2
    column = np.repeat(np.arange(count), pairs)
    number = np.arange(len(column)) - np.repeat(np.cumsum(pairs) - pairs, pairs)
    one = columns.indptr[column] + number // sizes[column]
    other = columns.indptr[column] + number % sizes[column]
    entries = inverse_at(factor, columns.indices[one], columns.indices[other])
    found = np.bincount(column, columns.data[one] * columns.data[other] * entries, count)
    return np.asarray(found, dtype=np.float64), np.bincount(column, entries == 0, count) == 0


def _outer(columns: Numbers) -> Any:
    sparse = csc_array(columns)
    return sparse @ sparse.T


def _pseudo_inverse(matrix: Numbers) -> tuple[Numbers, Numbers]:
    """Pseudo-inverse of a symmetric matrix with eigenvalues 0..1, and the projection onto what it sees."""
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    kept = values > UNDETERMINED
    seen = vectors[:, kept]
    return (seen / values[kept]) @ seen.T, seen @ seen.T
