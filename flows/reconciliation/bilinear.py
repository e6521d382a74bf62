"""Least squares under balances and transfer coefficients: a product of two unknowns, linearised again and again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import block_array, diags_array

from databank.errors import N_
from flows.errors import FlowError
from flows.reconciliation.fitting import NEGLIGIBLE, Fit, chi_square
from flows.reconciliation.normal_equations import NormalEquations
from flows.reconciliation.shares import Shares
from flows.reconciliation.system import System
from flows.reconciliation.values import Numbers

MOST_ROUNDS, SETTLED = 200, 1e-12
GUESSED_ROUNDS, DAMPED_FROM = 4, 30
GUESSED_SHARE = 0.5


class UnsettledError(FlowError):
    """The rounds of linearisation found no end."""

    def __init__(self, processes: str) -> None:
        super().__init__(
            N_("The shares of %(processes)s leave no stable answer. Give more measured flows or shares there."),
            processes=processes,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Equations:
    """Balances and coefficients of flows and shares, with amounts as multiples of the system's largest."""

    incidence: Any
    shares: Shares

    def residual(self, values: Numbers) -> Numbers:
        """How far each balance and each coefficient is from holding."""
        flows, shares = self._split(values)
        apart = self.shares.outputs @ flows - shares * (self.shares.inputs @ flows)
        return np.concatenate([self.incidence @ flows, apart])

    def slopes(self, values: Numbers) -> Any:
        """Derivatives of the residual, sparse: by flows, then by shares."""
        flows, shares = self._split(values)
        by_flow = self.shares.outputs - diags_array(shares) @ self.shares.inputs
        by_share = diags_array(-(self.shares.inputs @ flows))
        return block_array([[self.incidence, None], [by_flow, by_share]], format="csr")

    def _split(self, values: Numbers) -> tuple[Numbers, Numbers]:
        count = self.incidence.shape[1]
        return values[:count], values[count:]


def fit_shares(system: System, shares: Shares) -> Fit:
    """Reconcile a system that has transfer coefficients; quantities are its flows, then its shares.

    Raises
    ------
    ContradictionError
        When constants cannot hold together.
    UnsettledError
        When the linearised systems do not come to an end.
    """
    scale, flows = system.scale, len(system.rows)
    units = np.concatenate([np.full(flows, scale), np.ones(len(shares))])
    measured = np.concatenate([system.amount, shares.value]) / units
    variance = np.concatenate([system.variance, shares.variance]) / units**2
    equations = Equations(system.incidence(), shares)
    values = _settled(equations, measured, variance, ", ".join(sorted({one.process for one in shares.given})))
    normal = NormalEquations(equations.slopes(values), variance)
    normal.step(-equations.residual(values))  # says so when the constants contradict
    return _fit(normal, values, measured, units)


def linearised(system: System, shares: Shares, fit: Fit) -> tuple[Any, Numbers]:
    """Equations at a fit, and what they must add up to; amounts as multiples of the system's largest."""
    units = np.concatenate([np.full(len(system.rows), system.scale), np.ones(len(shares))])
    values = np.nan_to_num(fit.amount / units)
    equations = Equations(system.incidence(), shares)
    slopes = equations.slopes(values)
    return slopes, np.asarray(slopes @ values - equations.residual(values))


def _fit(normal: NormalEquations, values: Numbers, measured: Numbers, units: Numbers) -> Fit:
    """The values and what the linearised equations say of their uncertainty."""
    unmeasured, moved = normal.unmeasured, normal.adjustable
    ratio = normal.checked()
    known = ~np.isnan(measured)
    known[unmeasured] = normal.determined()
    variance = normal.variances()
    leverage = np.full(len(values), np.nan)
    leverage[moved] = np.clip(1.0 - variance[moved] / normal.variance[moved], 0.0, 1.0)

    def column(place: int) -> Numbers:
        return np.asarray(normal.column(place) * units * units[place])

    return Fit(
        amount=np.where(known, values * units, np.nan),
        variance=np.where(known, variance * units**2, np.nan),
        leverage=leverage,
        checked=(ratio > NEGLIGIBLE) & ~np.isnan(measured),
        known=known,
        chi_square=chi_square(measured[moved], values[moved], normal.variance[moved]),
        degrees=normal.degrees,
        is_exact=True,
        column=column,
    )


def _settled(equations: Equations, measured: Numbers, variance: Numbers, processes: str) -> Numbers:
    """Linearise, solve, and begin again at the answer until it stays.

    The first rounds treat what is not measured as measured badly, which gives a start near which the rest settles.
    """
    unmeasured = np.isnan(measured)
    start = _start(equations, measured)
    guessed = np.where(unmeasured, 1.0, variance)
    target, values = np.where(unmeasured, start, measured), start
    for round_number in range(MOST_ROUNDS):
        is_guess = round_number < GUESSED_ROUNDS and bool(unmeasured.any())
        slopes = equations.slopes(values)
        normal = NormalEquations(slopes, guessed if is_guess else variance)
        goal = np.where(unmeasured, target if is_guess else values, measured)
        left = slopes @ (values - goal) - equations.residual(values)
        new = goal + normal.step(left, strict=False)
        change = new - values
        values = values + (0.5 * change if round_number >= DAMPED_FROM else change)
        if not is_guess and np.max(np.abs(change), initial=0.0) <= SETTLED:
            return values
        if not np.all(np.isfinite(values)):
            break
    raise UnsettledError(processes)


def _start(equations: Equations, measured: Numbers) -> Numbers:
    """Measured values, the middle of them for flows that are not, and the shares that follow."""
    count = equations.incidence.shape[1]
    flows = measured[:count]
    positive = flows[flows > 0]
    start = np.where(np.isnan(flows), np.median(positive) if positive.size else 1.0, flows)
    taken, given = equations.shares.inputs @ start, equations.shares.outputs @ start
    ratio = np.divide(given, taken, out=np.full(len(taken), GUESSED_SHARE), where=taken > 0)
    shares = np.where(np.isnan(measured[count:]), np.clip(ratio, 0.0, 1.0), measured[count:])
    return np.concatenate([start, shares])
