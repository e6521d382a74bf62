"""Uncertainty by exact partial derivatives: a value, how it changes with every row, and its interval.

Rows are taken as independent of each other. A row that stands in numerator and denominator changes both, so that what
the two have in common is accounted for. The derivatives are exact; that a value is near to linear within the
uncertainties is the assumption (GUM, JCGM 100:2008, 5.1.2).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from flows.indicators.values import COVERAGE_FACTOR, Measured, Part

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Sum:
    """A sum of rows: `weights` tells how often each row is in it (1, 0, -1)."""

    weights: Numbers
    amounts: Numbers
    uncertainties: Numbers

    @property
    def value(self) -> float:
        return float(self.weights @ self.amounts)

    @property
    def standard_uncertainty(self) -> float:
        return spread(self.weights, self.uncertainties)

    def part(self) -> Part:
        """The sum as a numerator or denominator."""
        return Part(amount_t=self.value, standard_uncertainty_t=self.standard_uncertainty)


def spread(derivatives: Numbers, uncertainties: Numbers) -> float:
    """Standard uncertainty of a value with these derivatives by independent rows."""
    return float(np.sqrt(np.square(derivatives * uncertainties).sum()))


def ratio_spread(numerator: Sum, denominator: Sum) -> float:
    """Standard uncertainty of a ratio of two sums of the same rows."""
    share = numerator.value / denominator.value
    derivatives = (numerator.weights - share * denominator.weights) / denominator.value
    return spread(derivatives, numerator.uncertainties)


def ratio(numerator: Sum, denominator: Sum, *, rest: bool = False) -> Measured:
    """A share with its interval, which stays within 0..1; with `rest` what is left of the whole."""
    share = numerator.value / denominator.value
    deviation = ratio_spread(numerator, denominator)
    return interval(
        1 - share if rest else share, deviation, most=1.0, numerator=numerator.part(), denominator=denominator.part()
    )


def total(found: Sum) -> Measured:
    """A sum of tonnes with its interval."""
    return interval(found.value, found.standard_uncertainty, most=math.inf, numerator=found.part())


def interval(
    value: float, deviation: float, *, most: float, numerator: Part | None = None, denominator: Part | None = None
) -> Measured:
    """A value with its interval, cut off where no value can be."""
    wide = COVERAGE_FACTOR * deviation
    return Measured(
        value=value,
        standard_uncertainty=deviation,
        low=max(value - wide, 0.0),
        high=min(value + wide, max(most, value)),
        numerator=numerator,
        denominator=denominator,
    )
