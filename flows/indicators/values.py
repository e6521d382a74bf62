"""What an indicator is once it is worked out: value, interval, numerator, denominator, coverage and years."""

from __future__ import annotations

from dataclasses import dataclass

from databank.errors import Sentence
from flows.indicators.definitions import Definition
from flows.indicators.reference_lines import ReferenceLine

COVERAGE_FACTOR = 2.0
"""An interval is the value more and less twice its standard uncertainty: about 95 % for a normal distribution."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The numerator or the denominator of an indicator in tonnes."""

    amount_t: float
    standard_uncertainty_t: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One indicator of one year.

    Attributes
    ----------
    value : float, optional
        A share 0..1, or tonnes a year, as the unit of the definition says; None is not known, 0 a measured zero.
    standard_uncertainty : float, optional
        Of the value, propagated from the uncertainties of the flows.
    low, high : float, optional
        The interval of the value; where there is no value, between what it lies if anything tells.
    missing : tuple of Sentence
        Why there is no value.
    notes : tuple of Sentence
        What to know of the value: what it holds and what it leaves out.
    """

    value: float | None = None
    standard_uncertainty: float | None = None
    low: float | None = None
    high: float | None = None
    numerator: Part | None = None
    denominator: Part | None = None
    missing: tuple[Sentence, ...] = ()
    notes: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How much is known, as shares of mass.

    `known_input_share` tells how much of what the processes give out stands against an input on record,
    `known_fate_share` of how much of the side streams the source tells where they go. None: there is no mass at all.
    """

    known_input_share: float | None
    known_fate_share: float | None


@dataclass(frozen=True, slots=True)
class YearValue:
    """The indicator in one year; `value` None where it is not known."""

    year: int
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """What was newly agreed here in a year, as one viewer may know it; `mass_t` None with a sentence why."""

    mass_t: float | None
    exchanges: int | None = None
    missing: Sentence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One indicator with everything that is said of it. `boundary` is its own: that of Peittoo never changes."""

    definition: Definition
    boundary: str
    measured: Measured
    coverage: Coverage
    trend: tuple[YearValue, ...]
    lines: tuple[ReferenceLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Every indicator of one data set, boundary and year.

    `year` None: each stream stands with its latest known year, from the first to the last of `years`.
    """

    boundary: str
    year: int | None
    years: tuple[int, int] | None
    basis: str
    is_example: bool
    readings: tuple[Reading, ...]
    records: int
    protected_t: float
    rejected_t: float
