"""Side streams with their amounts by year, their composition and their documents."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from databank.models.base import GREATEST, Base, Quantity, Words, enumeration, within
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
from databank.records import Consent, DocumentKind, Fate, Hazard, LegalStatus, Origin, RecordKind, RecordStatus


class SideStream(Sourced, RealWorld, Guarded, Contact, Versioned, Base):
    """One side stream: what it is, whose, how it may be used and where it goes today.

    The columns from `family` on are derived whenever the row or its amounts change, so that lists and facets of many
    rows stay one scan: `mass_t` is the tonnes a year of the latest year, `summed_t` the same if it may be in sums,
    `band_low_t`-`band_high_t` the public band around it, `public_mass_t` what everybody may sort by (-1: unknown).
    The `rough` ones are what is told to those who do not see the company; `rough_search_text` is empty where that is
    the same.
    """

    __tablename__ = "side_streams"
    __table_args__ = (
        *level_checks(),
        CheckConstraint("waste_code IS NULL OR code_if_waste IS NULL", name="one_code"),
        CheckConstraint("available_from <= available_until", name="availability"),
        CheckConstraint("language IN ('fi', 'sv', 'en')", name="language"),
        within("free_t_per_year", 0, GREATEST),
        within("price_eur_per_t", -GREATEST, GREATEST),
        Index(None, "organisation_id", "name_key"),
        Index(None, "public_mass_t", "id"),
        Index(None, "name_key", "id"),
        Index(None, "rough_name_key", "id"),
        Index(None, "updated_at", "id"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    kind: Mapped[RecordKind] = mapped_column(enumeration(RecordKind, "kind"))
    is_example: Mapped[bool]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    site_id: Mapped[str | None] = mapped_column(ForeignKey("sites.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2))
    material_class: Mapped[str] = mapped_column(String(64), index=True)
    waste_code: Mapped[str | None] = mapped_column(String(6))
    waste_list_edition: Mapped[str | None] = mapped_column(String(16))
    code_if_waste: Mapped[str | None] = mapped_column(String(6))
    legal_status: Mapped[LegalStatus] = mapped_column(enumeration(LegalStatus, "legal_status"))
    legal_ground: Mapped[str | None] = mapped_column(String(500))
    legal_authority: Mapped[str | None] = mapped_column(String(200))
    legal_date: Mapped[date | None]
    hazard: Mapped[Hazard] = mapped_column(enumeration(Hazard, "hazard"))
    physical_form: Mapped[str | None] = mapped_column(String(64))
    packaging: Mapped[str | None] = mapped_column(String(64))
    origin: Mapped[Origin] = mapped_column(enumeration(Origin, "origin"))
    origin_process: Mapped[str | None] = mapped_column(String(200))
    available_from: Mapped[date | None]
    available_until: Mapped[date | None]
    availability_pattern: Mapped[str | None] = mapped_column(String(64))
    committed_until: Mapped[date | None]
    free_t_per_year: Mapped[Decimal | None] = mapped_column(Quantity)
    fate: Mapped[Fate] = mapped_column(enumeration(Fate, "fate"))
    treatment_code: Mapped[str | None] = mapped_column(String(3))
    receiver: Mapped[str | None] = mapped_column(String(200))
    price_eur_per_t: Mapped[Decimal | None] = mapped_column(Quantity)
    status: Mapped[RecordStatus] = mapped_column(enumeration(RecordStatus, "status"))
    consent: Mapped[Consent] = mapped_column(enumeration(Consent, "consent"))
    confirmed_on: Mapped[date | None]
    hint_material_class: Mapped[str | None] = mapped_column(String(64))
    hint_waste_code: Mapped[str | None] = mapped_column(String(6))
    note: Mapped[str | None] = mapped_column(String(4000))
    loading: Mapped[str | None] = mapped_column(String(64))
    storage: Mapped[str | None] = mapped_column(String(64))
    coarse: Mapped[tuple[str, ...]] = mapped_column(Words)
    legal_check: Mapped[dict[str, str] | None] = mapped_column(JSON)

    family: Mapped[str] = mapped_column(String(16), index=True)
    name_key: Mapped[str] = mapped_column(String(200))
    search_text: Mapped[str] = mapped_column(Text)
    mass_t: Mapped[Decimal | None] = mapped_column(Quantity)
    summed_t: Mapped[Decimal | None] = mapped_column(Quantity)
    band_low_t: Mapped[Decimal | None] = mapped_column(Quantity)
    band_high_t: Mapped[Decimal | None] = mapped_column(Quantity)
    public_mass_t: Mapped[Decimal] = mapped_column(Quantity)
    rough_class: Mapped[str] = mapped_column(String(64), index=True)
    rough_name_key: Mapped[str] = mapped_column(String(200))
    rough_search_text: Mapped[str | None] = mapped_column(Text)
    rough_low_t: Mapped[Decimal | None] = mapped_column(Quantity)
    rough_high_t: Mapped[Decimal | None] = mapped_column(Quantity)

    organisation: Mapped[Organisation] = relationship()
    site: Mapped[Site | None] = relationship()
    amounts: Mapped[list[StreamAmount]] = relationship(order_by="StreamAmount.year", cascade="all, delete-orphan")
    composition: Mapped[list[Measurement]] = relationship(order_by="Measurement.position", cascade="all, delete-orphan")
    documents: Mapped[list[Document]] = relationship(order_by="Document.position", cascade="all, delete-orphan")


class StreamAmount(Measured, Base):
    """The amount of one side stream in one year."""

    __tablename__ = "stream_amounts"
    __table_args__ = (
        *amount_checks(),
        UniqueConstraint("side_stream_id", "year"),
        Index(None, "year", "layer"),
    )

    side_stream_id: Mapped[str] = mapped_column(ForeignKey("side_streams.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class Measurement(Base):
    """One parameter of a side stream's composition."""

    __tablename__ = "measurements"
    __table_args__ = (
        *(within(name, -GREATEST, GREATEST) for name in ("minimum", "typical", "maximum")),
        CheckConstraint("minimum <= maximum", name="range"),
        within("sample_count", 0, GREATEST),
    )

    side_stream_id: Mapped[str] = mapped_column(ForeignKey("side_streams.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    parameter: Mapped[str] = mapped_column(String(64))
    minimum: Mapped[Decimal | None] = mapped_column(Quantity)
    typical: Mapped[Decimal | None] = mapped_column(Quantity)
    maximum: Mapped[Decimal | None] = mapped_column(Quantity)
    unit: Mapped[str] = mapped_column(String(32))
    method: Mapped[str | None] = mapped_column(String(200))
    laboratory: Mapped[str | None] = mapped_column(String(200))
    measured_on: Mapped[date | None]
    sample_count: Mapped[int | None]


class Document(Base):
    """A document or photo of a side stream, by its web address."""

    __tablename__ = "documents"
    __table_args__ = (
        CheckConstraint("language IN ('fi', 'sv', 'en')", name="language"),
        UniqueConstraint("side_stream_id", "url"),
    )

    side_stream_id: Mapped[str] = mapped_column(ForeignKey("side_streams.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[DocumentKind] = mapped_column(enumeration(DocumentKind, "kind"))
    title: Mapped[str] = mapped_column(String(200))
    language: Mapped[str | None] = mapped_column(String(2))
    issued_on: Mapped[date | None]
    url: Mapped[str] = mapped_column(String(500))
