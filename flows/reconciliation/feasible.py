"""The amounts that balances, shares and non-negativity allow, as a linear programme that can be asked repeatedly."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from scipy.sparse import diags_array, vstack

from flows.reconciliation.shares import Shares
from flows.reconciliation.system import Places, System
from flows.reconciliation.values import Numbers

TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Constraints:
    """Rows of `lower` <= matrix times flows <= `upper`: the balances first, then one for each coefficient."""

    matrix: Any
    lower: Numbers
    upper: Numbers


def constraints(system: System, shares: Shares | None, values: Numbers | None = None) -> Constraints:
    """Balances, and shares with these values; a share of NaN only says that an output is no larger than all inputs."""
    balances = system.incidence()
    zeros = np.zeros(balances.shape[0])
    if shares is None or values is None:
        return Constraints(balances, zeros, zeros)
    known = ~np.isnan(values)
    apart = shares.outputs - diags_array(np.where(known, values, 1.0)) @ shares.inputs
    below = np.where(known, 0.0, -np.inf)
    matrix = vstack([balances, apart], format="csr")
    return Constraints(matrix, np.concatenate([zeros, below]), np.zeros(matrix.shape[0]))


class Programme:
    """A set of amounts, held by the solver between questions so that each begins where the last one ended."""

    def __init__(self, limits: Constraints, lower: Numbers, upper: Numbers, *, tolerance: float = TOLERANCE) -> None:
        self._solver = highspy.Highs()
        for name, value in (("output_flag", False), ("threads", 1), ("primal_feasibility_tolerance", tolerance)):
            self._solver.setOptionValue(name, value)
        matrix = limits.matrix.tocsc()
        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = matrix.shape
        model.col_cost_ = np.zeros(matrix.shape[1])
        model.col_lower_, model.col_upper_ = lower, upper
        model.row_lower_, model.row_upper_ = limits.lower, limits.upper
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_, model.a_matrix_.index_ = matrix.indptr, matrix.indices
        model.a_matrix_.value_ = matrix.data
        self._solver.passModel(model)

    def is_feasible(self) -> bool:
        """Whether any amounts are allowed at all."""
        self._solver.run()
        return bool(self._solver.getModelStatus() == highspy.HighsModelStatus.kOptimal)

    def amounts(self) -> Numbers:
        """The amounts that the last question ended with."""
        return np.array(self._solver.getSolution().col_value, dtype=np.float64)

    def extreme(self, flows: Places, sign: int) -> Numbers:
        """Amounts with the smallest sum of some flows (sign 1) or the largest (-1).

        All are infinite where nothing ends the sum, NaN where the solver finds no answer.
        """
        costs = np.full(len(flows), float(sign))
        self._solver.changeColsCost(len(flows), flows.astype(np.int32), costs)
        self._solver.run()
        status = self._solver.getModelStatus()
        found = self.amounts()
        self._solver.changeColsCost(len(flows), flows.astype(np.int32), 0.0 * costs)
        known = highspy.HighsModelStatus
        if status in {known.kUnbounded, known.kUnboundedOrInfeasible}:
            return np.full(len(found), -sign * math.inf)
        return found if status == known.kOptimal else np.full(len(found), math.nan)

    def set_row(self, row: int, lower: float, upper: float) -> None:
        """Other limits for one row."""
        self._solver.changeRowBounds(row, lower, upper)

    def set_flow(self, flow: int, lower: float, upper: float) -> None:
        """Other limits for one flow."""
        self._solver.changeColBounds(flow, lower, upper)
