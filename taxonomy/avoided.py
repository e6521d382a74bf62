"""Avoided emissions: which emission factor belongs to what a use replaces, and what is paid for that.

A factor holds for a tonne of what is replaced. It is no saving yet: how much a tonne of the side stream replaces, its
treatment and its transport are not in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, cast, get_args

from taxonomy.codes import read_rows
from taxonomy.economics import Price, prices
from taxonomy.emission_factors import EmissionFactor, emission_factor, emission_factors
from taxonomy.use_checks import check_parts
from taxonomy.uses import use, uses

Fit = Literal["same", "stands_in"]


@dataclass(frozen=True, slots=True)
class AvoidedEmission:
    """The factor of what a use replaces; `fit` says whether it is of that material or of a similar one."""

    use: str
    factor: EmissionFactor
    fit: Fit

    @property
    def stands_in(self) -> bool:
        """Whether the factor is of a similar material."""
        return self.fit == "stands_in"


def avoided_by(use_id: str) -> tuple[AvoidedEmission, ...]:
    """The factors of what a use replaces; none where no factor is known.

    >>> [(one.factor.id, one.stands_in) for one in avoided_by("U009")]
    [('aggregates_virgin', False)]
    """
    return _avoided().get(use(use_id).id, ())


def prices_of(factor_id: str) -> tuple[Price, ...]:
    """What is paid for the material whose making a factor tells; none where no price is known.

    >>> [str(one.low) for one in prices_of("aggregates_virgin")]
    ['3', '5', '6.9']
    """
    return _prices().get(emission_factor(factor_id).id, ())


def check_avoided() -> list[str]:
    """Every problem of the list: an unknown use, factor or fit."""
    rows = list(read_rows("avoided_emissions"))
    problems = check_parts("avoided_emissions.csv", rows, "use", {one.id for one in uses() if not one.is_gap})
    problems += check_parts("avoided_emissions.csv", rows, "factor", {one.id for one in emission_factors()})
    return problems + check_parts("avoided_emissions.csv", rows, "fit", get_args(Fit))


def check_replaced_prices() -> list[str]:
    """Every problem of the list of prices: an unknown factor, and a price that is none or of no tonne."""
    rows = list(read_rows("replaced_prices"))
    problems = check_parts("replaced_prices.csv", rows, "factor", {one.id for one in emission_factors()})
    of_a_tonne = {one.id for one in prices(kind="price") if one.unit == "EUR/t"}
    return problems + check_parts("replaced_prices.csv", rows, "price", of_a_tonne)


@cache
def _avoided() -> Mapping[str, tuple[AvoidedEmission, ...]]:
    found: dict[str, tuple[AvoidedEmission, ...]] = {}
    for _, row in read_rows("avoided_emissions"):
        one = AvoidedEmission(row["use"], emission_factor(row["factor"]), cast(Fit, row["fit"]))
        found[one.use] = (*found.get(one.use, ()), one)
    return MappingProxyType(found)


@cache
def _prices() -> Mapping[str, tuple[Price, ...]]:
    known = {one.id: one for one in prices(kind="price")}
    found: dict[str, tuple[Price, ...]] = {}
    for _, row in read_rows("replaced_prices"):
        found[row["factor"]] = (*found.get(row["factor"], ()), known[row["price"]])
    return MappingProxyType(found)
