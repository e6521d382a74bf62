"""Transfer coefficients of one system: which flows each of them joins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from databank.errors import N_, Sentence
from flows.errors import FlowError
from flows.reconciliation.system import ASSUMED_SHARE, ENVIRONMENT, Mask, System
from flows.reconciliation.values import Coefficient, Numbers
from flows.table import FlowTable

ROUNDING = 1e-6


class CoefficientError(FlowError):
    """A transfer coefficient that joins no flows."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Shares:
    """Coefficients of one system, as long as `given`.

    Attributes
    ----------
    given : the coefficients.
    outputs, inputs : coefficients times flows, sparse, 1 where the flow is the output or one of the inputs.
    value, variance : the shares, NaN where not measured; a variance of 0 is a constant.
    is_assumed : whether the uncertainty is assumed to be 10 % of the share.
    """

    given: tuple[Coefficient, ...]
    outputs: Any
    inputs: Any
    value: Numbers
    variance: Numbers
    is_assumed: Mask

    def __len__(self) -> int:
        return len(self.given)

    def part(self, chosen: Mask) -> Shares:
        """The same coefficients over some of the flows, which must be all that they join."""
        return Shares(
            given=self.given,
            outputs=self.outputs[:, chosen],
            inputs=self.inputs[:, chosen],
            value=self.value,
            variance=self.variance,
            is_assumed=self.is_assumed,
        )


def shares_of(system: System, table: FlowTable, coefficients: Sequence[Coefficient]) -> Shares:
    """The coefficients of the system's year and layer.

    Raises
    ------
    CoefficientError
        When one of them joins no flows; `coefficient_fault` tells why.
    """
    given = tuple(one for one in coefficients if (one.year, one.layer) == (system.year, system.layer))
    joined = []
    for coefficient in given:
        fault = coefficient_fault(system, table, coefficient)
        if fault:
            raise CoefficientError(fault.key, **fault.values)
        joined.append(_joined(system, table, coefficient))
    value = np.array([np.nan if one.share is None else one.share for one in given], dtype=np.float64)
    uncertainty = [one.standard_uncertainty for one in given]
    missing = np.array([one is None for one in uncertainty], dtype=bool) & ~np.isnan(value)
    stated = np.array([np.nan if one is None else one for one in uncertainty], dtype=np.float64)
    spread = np.where(missing, ASSUMED_SHARE * value, stated)
    return Shares(
        given=given,
        outputs=_indicator([outputs for outputs, _ in joined], len(system.rows)),
        inputs=_indicator([inputs for _, inputs in joined], len(system.rows)),
        value=value,
        variance=np.where(np.isnan(value), np.nan, spread**2),
        is_assumed=missing,
    )


def coefficient_fault(system: System, table: FlowTable, coefficient: Coefficient) -> Sentence | None:
    """Why a coefficient cannot be used with these flows; None when it can."""
    if coefficient.process not in system.names[1:]:
        return Sentence(
            N_("%(process)s has no balance in %(year)s: a share needs flows into it and out of it."),
            process=coefficient.process,
            year=coefficient.year,
        )
    outputs, _ = _joined(system, table, coefficient)
    if outputs.any():
        return None
    return Sentence(
        N_("There is no flow from %(process)s to %(target)s of this material in %(year)s. Check the names."),
        process=coefficient.process,
        target=coefficient.target,
        year=coefficient.year,
    )


def share_sum_fault(coefficients: Sequence[Coefficient]) -> Sentence | None:
    """What is wrong when the constant shares of one process, year and layer add up to more than 1; else None."""
    total = sum(one.share or 0.0 for one in coefficients if one.standard_uncertainty == 0)
    if total <= 1 + ROUNDING:
        return None
    return Sentence(
        N_("The constant shares of %(process)s add up to %(sum)s in %(year)s. They cannot be more than 1."),
        process=coefficients[0].process,
        sum=f"{total:.4g}",
        year=coefficients[0].year,
    )


def _joined(system: System, table: FlowTable, coefficient: Coefficient) -> tuple[Mask, Mask]:
    """The flows that are the coefficient's output, and those that come into its process."""
    process = system.names.index(coefficient.process, 1)
    outputs = (system.source == process) & table.target.where([coefficient.target])[system.rows]
    if coefficient.material:
        outputs &= table.material.where([coefficient.material])[system.rows]
    return outputs, (system.target == process) & ~system.from_stock


def _indicator(masks: Sequence[Mask], count: int) -> Any:
    return csr_array(np.array(masks, dtype=np.float64).reshape(len(masks), count))


def with_shares(system: System, shares: Shares) -> Mask:
    """The flows that share a connected group of processes with a coefficient."""
    inner = (system.source != ENVIRONMENT) & (system.target != ENVIRONMENT)
    count = len(system.names)
    ends = (system.source[inner], system.target[inner])
    _, group = connected_components(coo_array((np.ones(int(inner.sum())), ends), shape=(count, count)), directed=False)
    processes = {system.names.index(one.process, 1) for one in shares.given}
    asked = np.isin(group, group[sorted(processes)])
    asked[ENVIRONMENT] = False
    return np.asarray(asked[system.source] | asked[system.target], dtype=bool)
