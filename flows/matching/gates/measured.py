"""What is known of one parameter of an offer, as an interval in the unit and per the mass that a limit asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from databank.errors import N_, Sentence
from databank.records import Measurement
from flows.matching.gates.quantities import Measure, in_unit, measure_of
from flows.matching.saying import parameter_word
from flows.matching.values import Offer, ReceiverLimit
from flows.spans import Span

HUNDRED = Decimal(100)
MOISTURE, DRY_MATTER = "moisture", "dry_matter"
_LEACHED = "leach_"
"""Leached amounts are told per dry matter by EN 12457, whether their unit says so or not."""


@dataclass(frozen=True, slots=True)
class Found:
    """The interval, with `problem` in its place where there is none to compare; `dated` is the day of the analysis."""

    low: Decimal | None = None
    high: Decimal | None = None
    problem: Sentence | None = None
    dated: date | None = None
    laboratory: str | None = None


def found_for(offer: Offer, limit: ReceiverLimit) -> Found | None:
    """What is known of the parameter of a limit; None where nothing was measured."""
    name = same(limit.parameter)
    rows = [row for row in offer.measurements if same(row.parameter) == name]
    if not rows:
        derived = _derived(offer, limit)
        return None if derived is None else _in_terms_of(limit, derived, offer)
    found = [_in_terms_of(limit, row, offer) for row in _newest(rows)]
    return next((one for one in found if one.problem is not None), None) or _hull(found)


@lru_cache(maxsize=4096)
def same(parameter: str) -> str:
    """The name under which a parameter is compared: "total_Cd" and "Cd" are the same content."""
    return parameter.strip().removeprefix("total_").replace(" ", "_").casefold()


def moisture_of(offer: Offer) -> Span:
    """The share of water in the tonnes as shipped, from the analyses or else from the amount."""
    rows = [
        row for row in offer.measurements if same(row.parameter) == MOISTURE and measure_of(row.unit).kind == "share"
    ]
    if not rows:
        return offer.moisture_share
    hull = _hull([_as_share(row) for row in _newest(rows)])
    if hull.low is not None and hull.high is not None and hull.low > hull.high:
        return offer.moisture_share
    return Span(_number(hull.low), _number(hull.high))


def _as_share(row: Measurement) -> Found:
    factor, (low, high) = measure_of(row.unit).factor, _ends(row)
    return Found(None if low is None else low * factor, None if high is None else high * factor)


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _newest(rows: Sequence[Measurement]) -> list[Measurement]:
    """The analyses of the latest day, and those without one."""
    latest = max((row.measured_on for row in rows if row.measured_on is not None), default=None)
    return [row for row in rows if row.measured_on is None or row.measured_on == latest]


def _derived(offer: Offer, limit: ReceiverLimit) -> Measurement | None:
    """Moisture and dry matter from the moisture that is known for the amount."""
    name = same(limit.parameter)
    if name not in {MOISTURE, DRY_MATTER}:
        return None
    water = moisture_of(offer)
    if water.low is None and water.high is None:
        return None
    low, high = _per_cent(water.low), _per_cent(water.high)
    if name == DRY_MATTER:
        low, high = (None if high is None else HUNDRED - high), (None if low is None else HUNDRED - low)
    return Measurement(parameter=name, minimum=low, typical=None, maximum=high, unit="%")


def _per_cent(share: float | None) -> Decimal | None:
    return None if share is None else Decimal(str(share)) * HUNDRED


def _in_terms_of(limit: ReceiverLimit, row: Measurement, offer: Offer) -> Found:
    """A row in the unit and per the mass of a limit, or why it cannot be."""
    given, wanted = measure_of(row.unit), measure_of(limit.unit)
    if given.kind != wanted.kind:
        return _not_comparable(row, limit)
    low, high = _ends(row)
    if low is not None and high is not None and low > high:
        return Found(problem=_upside_down(row), dated=row.measured_on)
    low, high = (None if one is None else in_unit(one, given, wanted) for one in (low, high))
    if _is_dry(limit.parameter, given) != _is_dry(limit.parameter, wanted):
        water = moisture_of(offer)
        if not _can_be_dried(water):
            return Found(problem=_moisture_missing(limit), dated=row.measured_on)
        low, high = _other_mass(low, high, water, to_dry=_is_dry(limit.parameter, wanted))
    return Found(low, high, dated=row.measured_on, laboratory=row.laboratory)


def _ends(row: Measurement) -> tuple[Decimal | None, Decimal | None]:
    """The interval of a row; a typical value alone is a point, and beside one bound it is no bound itself."""
    if row.minimum is None and row.maximum is None:
        return row.typical, row.typical
    return row.minimum, row.maximum


def _is_dry(parameter: str, measure: Measure) -> bool:
    """Whether a number is per dry matter; what is of no mass, or the water itself, is asked about neither way."""
    if same(parameter) in {MOISTURE, DRY_MATTER}:
        return False
    return measure.mass == "dry" or parameter.startswith(_LEACHED)


def _can_be_dried(water: Span) -> bool:
    return water.low is not None and water.high is not None and water.low >= 0 and water.high < 1


def _other_mass(
    low: Decimal | None, high: Decimal | None, water: Span, *, to_dry: bool
) -> tuple[Decimal | None, Decimal | None]:
    """The interval per the other mass: a tonne as shipped holds 1 - moisture tonnes of dry matter."""
    dry = sorted((1 - Decimal(str(water.low)), 1 - Decimal(str(water.high))))
    factors = [1 / dry[1], 1 / dry[0]] if to_dry else dry
    lower, upper = (factors[0], factors[1])
    return (
        None if low is None else min(low * lower, low * upper),
        None if high is None else max(high * lower, high * upper),
    )


def _hull(found: Iterable[Found]) -> Found:
    """All analyses of a day together: the batch that is delivered may be any of them."""
    found = tuple(found)
    lows, highs = [one.low for one in found], [one.high for one in found]
    return Found(
        None if None in lows else min(one for one in lows if one is not None),
        None if None in highs else max(one for one in highs if one is not None),
        dated=max((one.dated for one in found if one.dated is not None), default=None),
        laboratory=next((one.laboratory for one in found if one.laboratory), None),
    )


def _not_comparable(row: Measurement, limit: ReceiverLimit) -> Found:
    message = Sentence(
        N_("%(parameter)s was measured in %(unit)s and the limit is in %(other)s: these cannot be compared."),
        parameter=parameter_word(limit.parameter),
        unit=row.unit,
        other=limit.unit,
    )
    return Found(problem=message, dated=row.measured_on)


def _upside_down(row: Measurement) -> Sentence:
    return Sentence(
        N_("The least value of %(parameter)s, %(low)s, is above its greatest, %(high)s."),
        parameter=parameter_word(row.parameter),
        low=row.minimum,
        high=row.maximum,
    )


def _moisture_missing(limit: ReceiverLimit) -> Sentence:
    return Sentence(
        N_(
            "%(parameter)s is told for one of dry matter and mass as shipped, and the limit is for the other:"
            " the moisture is needed to compare them."
        ),
        parameter=parameter_word(limit.parameter),
    )
