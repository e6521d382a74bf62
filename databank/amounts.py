"""What an amount means: the tonnes or megawatt-hours that flow, and the public band around a hidden number."""

from __future__ import annotations

from decimal import Decimal

from taxonomy import units

HALF = 3


def tonnes(value: Decimal | None, unit: str, density_t_m3: Decimal | None) -> Decimal | None:
    """The value in tonnes; None for a volume without density and for what is no mass."""
    quantity = units.unit(unit).quantity
    if value is None or quantity == "energy" or (quantity == "volume" and density_t_m3 is None):
        return None
    if quantity == "mass":
        return units.convert(value, unit, "t")
    return units.convert(value, unit, "m3") * (density_t_m3 or 0)


def megawatt_hours(value: Decimal | None, unit: str) -> Decimal | None:
    """The value in MWh; None for what is no energy."""
    return units.convert(value, unit, "MWh") if value is not None and is_energy(unit) else None


def is_energy(unit: str) -> bool:
    """Whether a unit measures energy."""
    return units.unit(unit).quantity == "energy"


def public_band(value: Decimal) -> tuple[Decimal, Decimal]:
    """The half decade a number lies in: 0-1, 1-3, 3-10, 10-30, ... The lower end belongs to the band.

    >>> public_band(Decimal("4213"))
    (Decimal('3000'), Decimal('10000'))
    """
    if value < 1:
        return Decimal(0), Decimal(1)
    decade = Decimal(10) ** value.adjusted()
    if value < HALF * decade:
        return _whole(decade), _whole(HALF * decade)
    return _whole(HALF * decade), _whole(10 * decade)


def wide_band(value: Decimal) -> tuple[Decimal, Decimal]:
    """The decade a number lies in: 0-1, 1-10, 10-100, ... It holds the whole public band.

    >>> wide_band(Decimal("4213"))
    (Decimal('1000'), Decimal('10000'))
    """
    if value < 1:
        return Decimal(0), Decimal(1)
    decade = Decimal(10) ** value.adjusted()
    return _whole(decade), _whole(10 * decade)


def _whole(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1))


def plain(value: Decimal) -> str:
    """A number without trailing zeros and without exponent: "12.5", "1000"."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


VOLUME_UNITS = tuple(symbol for symbol, unit in units.UNITS.items() if unit.quantity == "volume")
