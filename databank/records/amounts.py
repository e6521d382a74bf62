"""How much: one amount of one year as its source states it, and what the number measures."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from databank.amounts import tonnes


class Period(StrEnum):
    PER_YEAR = "per_year"
    BATCH = "batch"
    STOCK = "stock"


class Basis(StrEnum):
    """What the number measures. Only `as_shipped` is mass that flows."""

    AS_SHIPPED = "as_shipped"
    DRY = "dry"
    CONTAINED_METAL = "contained_metal"
    ENERGY = "energy"
    CAPACITY = "capacity"
    PERMIT_MAXIMUM = "permit_maximum"


class Method(StrEnum):
    WEIGHED = "weighed"
    RECORDS = "records"
    ESTIMATE = "estimate"
    REGISTER = "register"


class AmountStatus(StrEnum):
    """`under_review`, `conflicting` and `double_count` amounts stay out of sums and are counted by reason."""

    CONFIRMED = "confirmed"
    UNDER_REVIEW = "under_review"
    CONFLICTING = "conflicting"
    DOUBLE_COUNT = "double_count"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """One amount of one year, as a value or a range, exactly as its source states it.

    `band` tells that the exact value is hidden and low-high is a public band.
    """

    year: int | None
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = "t"
    period: Period = Period.PER_YEAR
    basis: Basis = Basis.AS_SHIPPED
    moisture_share: float | None = None
    density_t_m3: Decimal | None = None
    method: Method = Method.ESTIMATE
    standard_uncertainty: Decimal | None = None
    status: AmountStatus = AmountStatus.CONFIRMED
    band: bool = False
    note: str | None = None

    @property
    def typical(self) -> Decimal | None:
        """The value, or the middle of the range."""
        if self.value is not None:
            return self.value
        if self.low is None or self.high is None:
            return None
        return (self.low + self.high) / 2

    @property
    def ends_t(self) -> tuple[Decimal, Decimal] | None:
        """Least and greatest of what is stated, in tonnes of its basis; None for what is no mass."""
        stated = (tonnes(one, self.unit, self.density_t_m3) for one in (self.low, self.value, self.high))
        known = [one for one in stated if one is not None]
        return (min(known), max(known)) if known else None

    @property
    def mass_t(self) -> Decimal | None:
        """The tonnes that flow in the year; None for another basis, a stock, a volume without density, a band."""
        if self.basis is not Basis.AS_SHIPPED or self.period is Period.STOCK or self.band:
            return None
        return tonnes(self.typical, self.unit, self.density_t_m3)
