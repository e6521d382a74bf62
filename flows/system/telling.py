"""Amounts inside sentences: rounded, with the unit of their layer, and sayable in another language."""

from __future__ import annotations

import math
from decimal import Decimal

from databank.errors import N_, Sentence
from databank.records import Layer


def unit_of(layer: str) -> str:
    """MWh for energy, tonnes for every other layer."""
    return "MWh" if layer == Layer.ENERGY else "t"


def rounded(value: float) -> Decimal:
    """Six digits, written without an exponent.

    >>> rounded(1234567.0), rounded(0.5)
    (Decimal('1234570'), Decimal('0.5'))
    """
    return Decimal(format(Decimal(f"{value:.6g}"), "f"))


def amount_told(value: float | None, layer: str) -> Sentence:
    """An amount with its unit, or that it is not known.

    >>> str(amount_told(12.5, "energy"))
    '12.5 MWh'
    """
    if value is None or not math.isfinite(value):
        return Sentence(N_("an unknown amount"))
    return Sentence(N_("%(value)s %(unit)s"), value=rounded(value), unit=unit_of(layer))
