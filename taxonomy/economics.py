"""What a disposal or a use costs: waste tax by code and day, prices and gate fees, transport.

The numbers are hints from public sources, most of them from other regions; each says where it comes from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Literal, cast

from taxonomy.codes import Titles, UnknownCodeError, parts, read_rows, titles_of
from taxonomy.figures import Origin, origin_of
from taxonomy.waste_list import entry_codes

TaxReason = Literal["in_table", "not_in_table", "hazardous", "exempt"]
PriceKind = Literal[
    "gate_fee", "waste_tax", "price", "price_change", "treatment_cost", "cost_share", "threshold", "vat_rate"
]
Quantity = Literal[
    "cost",
    "loading_cost",
    "loading_time",
    "payload",
    "payload_volume",
    "payload_loss",
    "emission",
    "electricity",
    "detour",
    "dangerous_goods",
]
Mode = Literal["truck", "rail", "barge"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WasteTax:
    """The tax on a tonne of a waste that goes to a landfill, and why; `valid_to` is None while no end is known."""

    code: str
    valid_from: date
    valid_to: date | None
    eur_per_t: Decimal
    reason: TaxReason
    titles: Titles
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """A price, fee or cost; `vat` says whether value added tax is in it, and is empty where that means nothing."""

    id: str
    kind: PriceKind
    titles: Titles
    material_class: str | None
    codes: tuple[str, ...]
    low: Decimal
    high: Decimal
    unit: str
    vat: str
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Transport:
    """One number about a means of transport."""

    id: str
    mode: Mode
    quantity: Quantity
    titles: Titles
    low: Decimal
    high: Decimal
    unit: str
    origin: Origin


def waste_tax_on(code: str, day: date) -> WasteTax | None:
    """The waste tax of a code on a day, or None where the table of that day was not read.

    >>> [str(waste_tax_on("030302", date(year, 6, 1)).eur_per_t) for year in (2026, 2027)]
    ['0', '80']
    """
    if code not in entry_codes():
        raise UnknownCodeError(code, "the List of Waste")
    for one in _taxes().get(code, ()):
        if one.valid_from <= day and (one.valid_to is None or day <= one.valid_to):
            return one
    return None


def waste_tax_changes(code: str) -> tuple[WasteTax, ...]:
    """What is known of the tax of a code, the oldest first: more than one row where it changes."""
    if code not in entry_codes():
        raise UnknownCodeError(code, "the List of Waste")
    return _taxes().get(code, ())


def prices(*, code: str | None = None, material_class: str | None = None, kind: str | None = None) -> tuple[Price, ...]:
    """Prices and fees, the newest first; those of a waste code or of a material, and of one kind if asked."""
    found = [
        one
        for one in _prices()
        if (code is None or code in one.codes)
        and (material_class is None or material_class == one.material_class)
        and (kind is None or kind == one.kind)
    ]
    return tuple(sorted(found, key=lambda one: (-one.origin.year, one.id)))


def transport(*, mode: str | None = None, quantity: str | None = None) -> tuple[Transport, ...]:
    """Numbers about transport, of one mode and of one quantity if asked."""
    return tuple(
        one
        for one in _transport()
        if (mode is None or one.mode == mode) and (quantity is None or one.quantity == quantity)
    )


@cache
def _taxes() -> Mapping[str, tuple[WasteTax, ...]]:
    titles = {row["id"]: titles_of(row) for _, row in read_rows("waste_tax_reasons")}
    taxes: dict[str, tuple[WasteTax, ...]] = {}
    for _, row in read_rows("waste_tax"):
        taxes[row["code"]] = (*taxes.get(row["code"], ()), _tax(row, titles[row["reason"]]))
    return MappingProxyType({code: tuple(sorted(rows, key=lambda one: one.valid_from)) for code, rows in taxes.items()})


def _tax(row: Mapping[str, str], titles: Titles) -> WasteTax:
    return WasteTax(
        code=row["code"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        eur_per_t=Decimal(row["eur_per_t"]),
        reason=cast(TaxReason, row["reason"]),
        titles=titles,
        source=row["source"],
    )


@cache
def _prices() -> tuple[Price, ...]:
    return tuple(_price(row) for _, row in read_rows("prices"))


def _price(row: Mapping[str, str]) -> Price:
    return Price(
        id=row["id"],
        kind=cast(PriceKind, row["kind"]),
        titles=titles_of(row),
        material_class=row["material_class"] or None,
        codes=parts(row["codes"]),
        low=Decimal(row["value_min"]),
        high=Decimal(row["value_max"]),
        unit=row["unit"],
        vat=row["vat"],
        origin=origin_of(row),
    )


@cache
def _transport() -> tuple[Transport, ...]:
    return tuple(_way(row) for _, row in read_rows("transport"))


def _way(row: Mapping[str, str]) -> Transport:
    return Transport(
        id=row["id"],
        mode=cast(Mode, row["mode"]),
        quantity=cast(Quantity, row["quantity"]),
        titles=titles_of(row),
        low=Decimal(row["value_min"]),
        high=Decimal(row["value_max"]),
        unit=row["unit"],
        origin=origin_of(row),
    )
