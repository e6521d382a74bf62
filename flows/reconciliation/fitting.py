"""What a fit of one system gives, whichever way it was computed, and the contradiction that stops one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from flows.errors import FlowError
from flows.reconciliation.system import Mask
from flows.reconciliation.values import Numbers

NEGLIGIBLE = 1e-9
"""A leverage below this is none: nothing checks the value."""


class ContradictionError(FlowError):
    """The balances and the constants cannot hold together, whatever the measured values are."""

    def __init__(self) -> None:
        super().__init__("The balances and the constants contradict each other.")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Fit:
    """Least squares for `count` quantities: flows first, then shares.

    Attributes
    ----------
    amount : best values; NaN where the balances leave them free.
    variance : their variances; NaN where the amount is.
    leverage : share of a measured value's variance that the balances take away, 0..1; NaN where it is not measured
        or is a constant.
    checked : which measured values are checked by others.
    known : which values are measured or follow.
    column : the covariances of all quantities with one measured quantity.
    """

    amount: Numbers
    variance: Numbers
    leverage: Numbers
    checked: Mask
    known: Mask
    chi_square: float
    degrees: int
    is_exact: bool
    column: Callable[[int], Numbers]


def chi_square(measured: Numbers, fitted: Numbers, variance: Numbers) -> float:
    """Sum of the squared adjustments in standard deviations."""
    return float(np.sum((fitted - measured) ** 2 / variance))
