"""A number known between two bounds. What is not known stays open, and stays so through every sum and product."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Span:
    """From `low` to `high`; None is an open end, and two open ends are a number that is not known at all.

    >>> Span(2.0, 3.0).plus(Span(1.0, 1.0)), Span(2.0, 3.0).times(Span(-1.0, 2.0))
    (Span(low=3.0, high=4.0), Span(low=-3.0, high=6.0))
    """

    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        """Refuse a span that is upside down."""
        if self.low is not None and self.high is not None and not self.low <= self.high:
            message = f"The lower end {self.low} is above the upper end {self.high}."
            raise ValueError(message)

    @classmethod
    def of(cls, value: float | Decimal | None, high: float | Decimal | None = None) -> Span:
        """One number, or two in either order; None is unknown."""
        known = sorted(float(one) for one in (value, high) if one is not None)
        return cls(known[0], known[-1]) if known else UNKNOWN

    @property
    def is_known(self) -> bool:
        """Whether both ends are known."""
        return self.low is not None and self.high is not None

    @property
    def typical(self) -> float | None:
        """The middle; None with an open end."""
        return None if self.low is None or self.high is None else (self.low + self.high) / 2

    def plus(self, other: Span) -> Span:
        """The sum; an end is open where one of its parts is."""
        return Span(_sum(self.low, other.low), _sum(self.high, other.high))

    def minus(self, other: Span) -> Span:
        """The difference, the other number being free within its own span."""
        return self.plus(other.negative())

    def negative(self) -> Span:
        """The same number with the other sign."""
        return Span(_negative(self.high), _negative(self.low))

    def times(self, other: Span) -> Span:
        """The product; not known where a part is not known on both ends."""
        if self.low is None or self.high is None or other.low is None or other.high is None:
            return UNKNOWN
        ends = [one * two for one in (self.low, self.high) for two in (other.low, other.high)]
        return Span(min(ends), max(ends))

    def divided(self, other: Span) -> Span:
        """The quotient; not known where the divisor may be zero."""
        if other.low is None or other.high is None or other.low <= 0 <= other.high:
            return UNKNOWN
        return self.times(Span(1 / other.high, 1 / other.low))


UNKNOWN = Span()
ZERO = Span(0.0, 0.0)


def _sum(one: float | None, two: float | None) -> float | None:
    return None if one is None or two is None else one + two


def _negative(value: float | None) -> float | None:
    return None if value is None else -value
