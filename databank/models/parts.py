"""Columns that several tables share: where a row comes from, who may see it, how much it is."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from databank.models.base import GREATEST, Quantity, Utc, enumeration, within
from databank.records import AmountStatus, Basis, Layer, Level, Method, Period, ProvenanceKind, RealStatus, Reuse

ID = String(64)
GROUPS = ("material", "amount", "organisation", "composition", "logistics", "price", "documents", "contact")
FIRST_YEAR, LAST_YEAR = 1900, 2100


class Sourced:
    """Provenance: stated by its owner, read from a file, or taken from a dated public source."""

    source_kind: Mapped[ProvenanceKind] = mapped_column(enumeration(ProvenanceKind, "source_kind"))
    source_url: Mapped[str | None] = mapped_column(String(500))
    source_title: Mapped[str | None] = mapped_column(String(500))
    source_date: Mapped[date | None]
    source_file: Mapped[str | None] = mapped_column(String(255))
    source_row: Mapped[int | None]


class Versioned:
    """How often a row was changed, and when last; the changes themselves are in `record_versions`."""

    version: Mapped[int] = mapped_column(default=0)
    updated_at: Mapped[datetime] = mapped_column(Utc)


class RealWorld:
    """Whether the thing itself exists, and when that was last looked up."""

    real_status: Mapped[RealStatus] = mapped_column(enumeration(RealStatus, "real_status"))
    status_checked_on: Mapped[date | None]


class Guarded:
    """The level from which on each field group is shown."""

    level_material: Mapped[int]
    level_amount: Mapped[int]
    level_organisation: Mapped[int]
    level_composition: Mapped[int]
    level_logistics: Mapped[int]
    level_price: Mapped[int]
    level_documents: Mapped[int]
    level_contact: Mapped[int]


class Contact:
    """Whom to ask, and on which terms others may use what the record shows."""

    contact_name: Mapped[str | None] = mapped_column(String(200))
    contact_email: Mapped[str | None] = mapped_column(String(254))
    reuse: Mapped[Reuse] = mapped_column(enumeration(Reuse, "reuse"), default=Reuse.MEMBERS)


class Measured:
    """One amount, as its source states it, and what of it flows: `layer_amount` is t or MWh by `layer`."""

    year: Mapped[int | None]
    amount: Mapped[Decimal | None] = mapped_column(Quantity)
    amount_min: Mapped[Decimal | None] = mapped_column(Quantity)
    amount_max: Mapped[Decimal | None] = mapped_column(Quantity)
    unit: Mapped[str] = mapped_column(String(16))
    period: Mapped[Period] = mapped_column(enumeration(Period, "period"))
    basis: Mapped[Basis] = mapped_column(enumeration(Basis, "basis"))
    moisture_share: Mapped[float | None]
    density_t_m3: Mapped[Decimal | None] = mapped_column(Quantity)
    method: Mapped[Method] = mapped_column(enumeration(Method, "method"))
    standard_uncertainty: Mapped[Decimal | None] = mapped_column(Quantity)
    amount_status: Mapped[AmountStatus] = mapped_column(enumeration(AmountStatus, "amount_status"))
    amount_note: Mapped[str | None] = mapped_column(String(2000))
    layer: Mapped[Layer | None] = mapped_column(enumeration(Layer, "layer"))
    layer_amount: Mapped[Decimal | None] = mapped_column(Quantity)
    layer_uncertainty: Mapped[Decimal | None] = mapped_column(Quantity)


def level_checks() -> tuple[CheckConstraint, ...]:
    """The levels of a guarded row lie between public and draft."""
    return tuple(within(f"level_{group}", int(Level.PUBLIC), int(Level.DRAFT)) for group in GROUPS)


def amount_checks() -> tuple[CheckConstraint, ...]:
    """No amount is negative, absurd or not a number; a range runs upwards."""
    return (
        *(within(name, 0, GREATEST) for name in ("amount", "amount_min", "amount_max", "standard_uncertainty")),
        within("moisture_share", 0, 1),
        within("density_t_m3", 0, 30),
        within("year", FIRST_YEAR, LAST_YEAR),
        CheckConstraint("amount_min <= amount_max", name="amount_range"),
    )
