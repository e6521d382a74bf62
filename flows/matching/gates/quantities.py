"""Units of what a laboratory reports: which of them can be compared, and whether they speak of dry matter.

A unit such as "mg/kg_dm" is one quantity by another, per dry or per shipped mass. Two of the same kind differ by a
factor; what this module does not know is compared with itself only, and never with a guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from taxonomy.units import UnitError, unit

Mass = Literal["dry", "shipped", "any"]
"""Per dry matter, per mass as shipped, or of no mass at all."""

_DRY_ENDINGS = ("_dm", "_DM", "_ts", "_TS", " dm", " DM", " TS", " ka")
_SHARES = {"%": "0.01", "ppm": "1E-6", "‰": "0.001"}
_SHARE_PREFIXES = ("wt-", "w-", "p-", "m-")
_ALONE = {"mm": ("length", "0.001"), "cm": ("length", "0.01"), "m": ("length", "1"), "um": ("length", "1E-6")}
_SMALL = {"ug": ("mass", "1E-9"), "µg": ("mass", "1E-9"), "ng": ("mass", "1E-12"), "cm3": ("volume", "1E-6")}


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit taken apart: `kind` says with what it can be compared, `factor` is its size in the base of its kind."""

    kind: str
    factor: Decimal
    mass: Mass


@cache
def measure_of(symbol: str) -> Measure:
    """What a unit measures.

    >>> measure_of("mg/kg_dm").kind == measure_of("wt-%").kind, measure_of("mg/kg_dm").mass
    (True, 'dry')
    """
    bare, is_dry = _bare(symbol)
    known = _share(bare) or _ratio(bare) or _ALONE.get(bare)
    kind, factor = known or (bare, "1")
    per_mass = kind == "share" or kind.endswith("/mass")
    return Measure(kind, Decimal(factor), "dry" if is_dry else "shipped" if per_mass else "any")


def in_unit(value: Decimal, source: Measure, target: Measure) -> Decimal:
    """A value of one unit in another of the same kind."""
    return value if source.factor == target.factor else value * source.factor / target.factor


def _bare(symbol: str) -> tuple[str, bool]:
    cleaned = symbol.strip()
    for ending in _DRY_ENDINGS:
        if cleaned.endswith(ending):
            return cleaned.removesuffix(ending).strip(), True
    return cleaned, False


def _share(bare: str) -> tuple[str, str] | None:
    for prefix in _SHARE_PREFIXES:
        bare = bare.removeprefix(prefix)
    return ("share", _SHARES[bare]) if bare in _SHARES else None


def _ratio(bare: str) -> tuple[str, str] | None:
    over, slash, under = bare.partition("/")
    if not slash:
        return None
    top, bottom = _part(over), _part(under)
    if top is None or bottom is None:
        return None
    kind = "share" if top[0] == bottom[0] == "mass" else f"{top[0]}/{bottom[0]}"
    return kind, str(top[1] / bottom[1])


def _part(symbol: str) -> tuple[str, Decimal] | None:
    if symbol in _SMALL:
        kind, factor = _SMALL[symbol]
        return kind, Decimal(factor)
    try:
        found = unit(symbol)
    except UnitError:
        return None
    return found.quantity, found.factor
