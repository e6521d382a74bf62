"""The yearly series of one record, laid out for drawing: bars, spreads, gaps and what is under review."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from databank.records import Amount, AmountStatus
from web.catalogue.amounts import amount_text, has_range, range_text, status_text
from web.language import gettext as _
from web.numbers import Number, number

WIDTH, LEFT, TOP, BASE = 690, 64, 30, 190
WIDEST_BAR = 56.0
BAR_SHARE = 0.56
ROOM_FOR_VALUES = 62
ROOM_FOR_YEARS = 40
MOST_YEARS = 30
NICE_STEPS = (1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)


@dataclass(frozen=True, slots=True)
class Slot:
    """One year. `top` None is a year without a bar; `open` marks an amount that is in no sum."""

    year: int
    centre: float
    width: float
    top: float | None
    spread: tuple[float, float] | None
    value: str
    note: str
    open: bool
    spells_value: bool
    spells_year: bool

    @property
    def left(self) -> float:
        """Left edge of the bar."""
        return self.centre - self.width / 2

    @property
    def height(self) -> float:
        """Height of the bar."""
        return 0 if self.top is None else BASE - self.top


@dataclass(frozen=True, slots=True)
class Series:
    """The picture: slots, and the two lines of its scale."""

    slots: tuple[Slot, ...]
    grid: tuple[tuple[float, str], ...]

    @property
    def gaps(self) -> tuple[int, ...]:
        """Years of which nothing is known."""
        return tuple(slot.year for slot in self.slots if not slot.value)

    @property
    def has_spread(self) -> bool:
        """Whether any year has a range."""
        return any(slot.spread for slot in self.slots)


def series_of(amounts: Sequence[Amount]) -> Series | None:
    """Lay out the years that share the latest one's unit, basis and period; None where there are not two."""
    known = _comparable(amounts)
    if len(known) < 2:  # noqa: PLR2004  # one bar is no series
        return None
    years = range(max(min(known), max(known) - MOST_YEARS + 1), max(known) + 1)
    sound = [amount for amount in known.values() if amount.status is AmountStatus.CONFIRMED]
    step = _nice_step(max(map(_greatest, sound or known.values())))
    room = (WIDTH - LEFT) / len(years)
    slots = tuple(
        _slot(year, LEFT + room * (place + 0.5), room, known.get(year), 2 * step) for place, year in enumerate(years)
    )
    return Series(slots, ((TOP, number(2 * step)), ((TOP + BASE) / 2, number(step))))


def _comparable(amounts: Sequence[Amount]) -> Mapping[int, Amount]:
    dated = {amount.year: amount for amount in amounts if amount.year is not None}
    if not dated:
        return {}
    last = dated[max(dated)]
    return {year: amount for year, amount in dated.items() if _measure(amount) == _measure(last)}


def _measure(amount: Amount) -> tuple[str, ...]:
    return amount.unit, amount.basis, amount.period


def _greatest(amount: Amount) -> float:
    stated = [value for value in (amount.value, amount.low, amount.high) if value is not None]
    return float(max(stated, default=0))


def _nice_step(greatest: float) -> float:
    """Half of a round number that is not less than `greatest`."""
    if greatest <= 0:
        return 1
    power = math.pow(10, math.floor(math.log10(greatest / 2)))
    return next(power * step for step in NICE_STEPS if 2 * power * step >= greatest * 0.999)


def _slot(year: int, centre: float, room: float, amount: Amount | None, full: float) -> Slot:
    typical = None if amount is None else amount.typical
    fits = typical is not None and float(typical) <= full
    return Slot(
        year=year,
        centre=centre,
        width=min(WIDEST_BAR, room * BAR_SHARE),
        top=_height(typical, full) if fits else None,
        spread=_spread(amount, full) if amount and fits else None,
        value=_figure(amount),
        note=status_text(amount) if amount else "",
        open=amount is not None and (amount.band or amount.status is not AmountStatus.CONFIRMED),
        spells_value=room >= ROOM_FOR_VALUES,
        spells_year=room >= ROOM_FOR_YEARS or year % 2 == 0,
    )


def _height(value: Number | None, full: float) -> float:
    return round(BASE - (BASE - TOP) * min(float(value or 0) / full, 1), 1)


def _spread(amount: Amount, full: float) -> tuple[float, float] | None:
    if amount.low is None or amount.high is None:
        return None
    return _height(amount.low, full), _height(amount.high, full)


def _figure(amount: Amount | None) -> str:
    if amount is None:
        return ""
    if amount.value is not None:
        return number(amount.value)
    return range_text(amount.low, amount.high) if has_range(amount) else ""


def sentence_of(amounts: Iterable[Amount]) -> str:
    """The series in words, for those who do not see it."""
    years = (f"{amount.year}: {amount_text(amount, rate=False)}" for amount in amounts if amount.year)
    return _("Amount by year: %(years)s.", years=", ".join(years))
