"""What somebody would take."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from databank.models.base import Base, Quantity, Words, enumeration, within
from databank.models.parts import (
    ID,
    Contact,
    Guarded,
    Measured,
    RealWorld,
    Sourced,
    Versioned,
    amount_checks,
    level_checks,
)
from databank.models.places import Organisation, Site
from databank.records import RecordKind, RecordStatus


class MaterialNeed(Sourced, RealWorld, Guarded, Contact, Versioned, Measured, Base):
    """A wish for material, per year or for one project between two dates. `families` follows from the classes."""

    __tablename__ = "needs"
    __table_args__ = (
        *level_checks(),
        *amount_checks(),
        CheckConstraint("starts_on <= ends_on", name="time"),
        CheckConstraint("language IN ('fi', 'sv', 'en')", name="language"),
        within("distance_km", 0, 20_100),
        Index(None, "name_key", "id"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    kind: Mapped[RecordKind] = mapped_column(enumeration(RecordKind, "kind"))
    is_example: Mapped[bool]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    site_id: Mapped[str | None] = mapped_column(ForeignKey("sites.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2))
    material_classes: Mapped[tuple[str, ...]] = mapped_column(Words)
    waste_codes: Mapped[tuple[str, ...]] = mapped_column(Words)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    limits: Mapped[tuple[str, ...]] = mapped_column(Words)
    physical_form: Mapped[str | None] = mapped_column(String(64))
    distance_km: Mapped[Decimal | None] = mapped_column(Quantity)
    status: Mapped[RecordStatus] = mapped_column(enumeration(RecordStatus, "status"))
    confirmed_on: Mapped[date | None]
    note: Mapped[str | None] = mapped_column(String(4000))
    structure: Mapped[str | None] = mapped_column(String(64))

    families: Mapped[tuple[str, ...]] = mapped_column(Words)
    name_key: Mapped[str] = mapped_column(String(200))
    search_text: Mapped[str] = mapped_column(Text)

    organisation: Mapped[Organisation] = relationship()
    site: Mapped[Site | None] = relationship()
