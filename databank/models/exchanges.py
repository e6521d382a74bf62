"""Material that changes hands, and flows known from elsewhere than a side stream."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from databank.models.base import GREATEST, Base, Quantity, enumeration, within
from databank.models.parts import (
    FIRST_YEAR,
    ID,
    LAST_YEAR,
    Measured,
    RealWorld,
    Sourced,
    Versioned,
    amount_checks,
)
from databank.models.places import Site
from databank.models.streams import SideStream
from databank.records import Basis, Consent, ExchangeStatus, Layer, Method


class Exchange(Sourced, RealWorld, Versioned, Measured, Base):
    """Agreed, running or ended. Naming a side stream it replaces that part of the stream's present fate."""

    __tablename__ = "exchanges"
    __table_args__ = amount_checks()

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    is_example: Mapped[bool]
    side_stream_id: Mapped[str | None] = mapped_column(ForeignKey("side_streams.id"), index=True)
    donor_site_id: Mapped[str | None] = mapped_column(ForeignKey("sites.id"), index=True)
    donor_name: Mapped[str | None] = mapped_column(String(200))
    receiver_site_id: Mapped[str | None] = mapped_column(ForeignKey("sites.id"), index=True)
    receiver_name: Mapped[str | None] = mapped_column(String(200))
    material: Mapped[str] = mapped_column(String(200))
    material_class: Mapped[str] = mapped_column(String(64))
    treatment_code: Mapped[str | None] = mapped_column(String(3))
    status: Mapped[ExchangeStatus] = mapped_column(enumeration(ExchangeStatus, "status"))
    consent: Mapped[Consent] = mapped_column(enumeration(Consent, "consent"))
    note: Mapped[str | None] = mapped_column(String(4000))

    side_stream: Mapped[SideStream | None] = relationship()
    donor_site: Mapped[Site | None] = relationship(foreign_keys=[donor_site_id])
    receiver_site: Mapped[Site | None] = relationship(foreign_keys=[receiver_site_id])


class Flow(Sourced, Versioned, Base):
    """One flow of one year between two processes: sites or reserved words. `mass_t` is MWh on the energy layer."""

    __tablename__ = "flows"
    __table_args__ = (
        within("year", FIRST_YEAR, LAST_YEAR),
        within("mass_t", 0, GREATEST),
        within("standard_uncertainty_t", 0, GREATEST),
        Index(None, "source", "target", "material", "year"),
    )

    record_id: Mapped[str] = mapped_column(ID, primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    is_example: Mapped[bool]
    source: Mapped[str] = mapped_column(ID)
    target: Mapped[str] = mapped_column(ID, index=True)
    material: Mapped[str] = mapped_column(String(64))
    mass_t: Mapped[Decimal | None] = mapped_column(Quantity)
    standard_uncertainty_t: Mapped[Decimal | None] = mapped_column(Quantity)
    layer: Mapped[Layer] = mapped_column(enumeration(Layer, "layer"))
    basis: Mapped[Basis] = mapped_column(enumeration(Basis, "basis"))
    treatment_code: Mapped[str | None] = mapped_column(String(3))
    method: Mapped[Method] = mapped_column(enumeration(Method, "method"))
    side_stream_id: Mapped[str | None] = mapped_column(ForeignKey("side_streams.id"), index=True)
    consent: Mapped[Consent] = mapped_column(enumeration(Consent, "consent"))
    note: Mapped[str | None] = mapped_column(String(4000))
