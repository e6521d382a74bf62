"""No flow below zero: which flows must be zero in the best answer that has none.

The dual of least squares under balances with amounts of zero or more is smooth and convex, and is minimised by
Newton's method: every step solves with the flows that are above zero just then, so a flow leaves zero again when that
is better. What was not measured is drawn towards its own last value, less and less (the proximal point method).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import diags_array
from scipy.sparse.linalg import splu

from flows.reconciliation.system import Mask
from flows.reconciliation.values import Numbers

MOST_ROUNDS, MOST_STEPS, MOST_HALVINGS = 60, 100, 40
CLOSED, ZERO = 1e-11, 1e-9
RIDGE = 1e-12
ENOUGH = 1e-4
PULLED = 1e-7


def zero_flows(matrix: Any, right: Numbers, measured: Numbers, variance: Numbers) -> Mask:
    """The flows that are zero in the best answer x >= 0 of: minimise the squared adjustments under matrix x = right.

    Parameters
    ----------
    matrix : equations times flows, sparse; amounts are about 1 in size.
    measured, variance : NaN where nothing is measured; no constants.
    """
    unmeasured = np.isnan(measured)
    centre = np.where(unmeasured, 0.0, measured)
    weight = np.where(unmeasured, 1.0, variance)
    multipliers = np.zeros(matrix.shape[0])
    amount = np.maximum(centre, 0.0)
    for _ in range(MOST_ROUNDS):
        multipliers = _minimised(matrix, right, centre, weight, multipliers)
        amount = np.maximum(centre + weight * (matrix.T @ multipliers), 0.0)
        moved = np.max(np.abs(amount - centre)[unmeasured], initial=0.0)
        centre = np.where(unmeasured, amount, measured)
        if moved <= ZERO:
            break
    pull = matrix.T @ multipliers  # what is not measured is held at zero only where it would go below it
    held = pull < -PULLED * np.max(np.abs(multipliers), initial=1.0)
    return np.asarray(np.where(unmeasured, held, amount <= ZERO * np.sqrt(weight)), dtype=bool)


def _minimised(matrix: Any, right: Numbers, centre: Numbers, weight: Numbers, start: Numbers) -> Numbers:
    """The multipliers at which the amounts meet the equations."""
    found = start
    for _ in range(MOST_STEPS):
        amount = np.maximum(centre + weight * (matrix.T @ found), 0.0)
        gradient = matrix @ amount - right
        if np.max(np.abs(gradient), initial=0.0) <= CLOSED:
            break
        curvature = (matrix * np.where(amount > 0, weight, 0.0)) @ matrix.T
        ridge = RIDGE * max(float(curvature.diagonal().max()), RIDGE)
        whole = (curvature + diags_array(np.full(len(found), ridge))).tocsc()
        step = splu(whole, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
        found = _along(matrix, right, centre, weight, found, -step.solve(gradient))
    return found


def _along(matrix: Any, right: Numbers, centre: Numbers, weight: Numbers, start: Numbers, step: Numbers) -> Numbers:
    """As much of a step as lowers the function enough (Armijo's rule)."""

    def height(multipliers: Numbers) -> float:
        amount = np.maximum(centre + weight * (matrix.T @ multipliers), 0.0)
        return float(np.sum(amount**2 / weight) / 2.0 - right @ multipliers)

    here = height(start)
    slope = float((matrix @ np.maximum(centre + weight * (matrix.T @ start), 0.0) - right) @ step)
    length = 1.0
    for _ in range(MOST_HALVINGS):
        if height(start + length * step) <= here + ENOUGH * length * slope + abs(here) * 1e-15:
            break
        length /= 2.0
    return start + length * step
