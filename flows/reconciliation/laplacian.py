"""Solving with the weighted Laplacian of a network, which is what least squares under balances comes down to."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, diags_array
from scipy.sparse.linalg import splu

from flows.reconciliation.inverse import inverse_at, solved
from flows.reconciliation.system import Places
from flows.reconciliation.values import Numbers

FACTOR_UP_TO = 5_000
PRECISE, PRECISE_AGAIN, ROUGH = 1e-11, 1e-4, 3e-3
TOGETHER = 16  # columns that a sweep of conjugate gradients takes: what stays in the cache of a processor
MOST_SWEEPS = 20_000


class Laplacian:
    """L = B V B', for the incidence B of flows between numbered places and their variances V.

    A place of -1 is ground: it has no row. Every connected piece must touch the ground, then L is positive definite.
    With up to `FACTOR_UP_TO` places it is factorised sparsely in symmetric mode (minimum degree ordering of A + A'),
    never densely, because products in threads are slow on a busy machine. Larger ones are solved by conjugate gradients
    with Jacobi's preconditioner, whose memory cannot explode.
    """

    def __init__(self, count: int, source: Places, target: Places, variance: Numbers) -> None:
        both = (source >= 0) & (target >= 0)
        rows = np.concatenate([source[source >= 0], target[target >= 0], source[both], target[both]])
        columns = np.concatenate([source[source >= 0], target[target >= 0], target[both], source[both]])
        values = np.concatenate([variance[source >= 0], variance[target >= 0], -variance[both], -variance[both]])
        self.matrix = coo_array((values, (rows, columns)), shape=(count, count)).tocsc()
        self.is_factored = count <= FACTOR_UP_TO
        self._factor = self._factored() if count and self.is_factored else None

    def _factored(self) -> Any:
        symmetric = {"SymmetricMode": True}
        return splu(self.matrix, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options=symmetric)

    def solve(self, right: Numbers, *, rough: bool = False) -> Numbers:
        """L^-1 times one column or several; `rough` is enough for random probes of large networks."""
        if self.matrix.shape[0] == 0:
            return right
        columns = right.reshape(len(right), -1)
        if self._factor is not None:
            return solved(self._factor, columns).reshape(right.shape)
        found = self._iterated(columns, np.dtype(np.float32), ROUGH) if rough else self._precise(columns)
        return found.reshape(right.shape)

    def resistance(self, source: Places, target: Places) -> Numbers:
        """Of each flow that a factorised Laplacian was made of: b' L^-1 b, where b is the flow's column of B."""
        if self.matrix.shape[0] == 0:
            return np.zeros(len(source))
        one, other = np.maximum(source, 0), np.maximum(target, 0)  # what stands at ground is left out of the sum
        entries = inverse_at(self._factor, np.concatenate([one, other, one]), np.concatenate([one, other, other]))
        is_one, is_other = source >= 0, target >= 0
        weight = np.concatenate([is_one, is_other, -2.0 * (is_one & is_other)])
        return np.asarray(np.sum(np.where(weight != 0, weight * entries, 0.0).reshape(3, -1), axis=0))

    def _precise(self, columns: Numbers) -> Numbers:
        """Two rounds, so that what the first leaves over through rounding is solved for once more."""
        found = self._iterated(columns, np.dtype(np.float64), PRECISE)
        return found + self._iterated(columns - self.matrix @ found, np.dtype(np.float64), PRECISE_AGAIN)

    def _iterated(self, columns: Numbers, kind: np.dtype[Any], tolerance: float) -> Numbers:
        """Conjugate gradients on the matrix with its diagonal scaled to 1, some columns at a time."""
        root = 1.0 / np.sqrt(self.matrix.diagonal())
        scale = diags_array(root)
        matrix = (scale @ self.matrix @ scale).tocsr().astype(kind)
        right = (root[:, None] * columns).astype(kind)
        blocks = range(0, right.shape[1], TOGETHER)
        found = [_conjugate_gradients(matrix, right[:, first : first + TOGETHER], tolerance) for first in blocks]
        return np.asarray(root[:, None] * np.hstack(found), dtype=np.float64)


def _conjugate_gradients(matrix: Any, right: NDArray[Any], tolerance: float) -> NDArray[Any]:
    """Solve for a few columns at once: one pass over the matrix serves them all."""
    found = np.zeros_like(right)
    residual = right.copy()
    direction = residual.copy()
    size = np.einsum("ij,ij->j", residual, residual)
    enough, change = tolerance**2 * size, np.empty_like(right)
    for _ in range(MOST_SWEEPS):
        if np.all(size <= enough):
            break
        moved = matrix @ direction
        step = _ratio(size, np.einsum("ij,ij->j", direction, moved))
        found += np.multiply(direction, step, out=change)
        residual -= np.multiply(moved, step, out=moved)
        former, size = size, np.einsum("ij,ij->j", residual, residual)
        direction *= _ratio(size, former)
        direction += residual
    return found


def _ratio(above: NDArray[Any], below: NDArray[Any]) -> NDArray[Any]:
    """The quotient, 0 where there is nothing left to divide."""
    return np.asarray(np.divide(above, below, out=np.zeros_like(above), where=below > 0))
