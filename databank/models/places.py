"""Where things are and whose they are: areas, organisations, sites and their permits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from databank.models.base import GREATEST, Base, Quantity, Words, within
from databank.models.parts import ID, RealWorld, Sourced, Versioned


class Area(Sourced, Versioned, Base):
    """A named industrial area."""

    __tablename__ = "areas"
    __table_args__ = (within("lat", -90, 90), within("lon", -180, 180), within("area_ha", 0, GREATEST))

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    name_fi: Mapped[str] = mapped_column(String(200))
    name_sv: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(64))
    municipality: Mapped[str] = mapped_column(String(64))
    lat: Mapped[float]
    lon: Mapped[float]
    area_ha: Mapped[Decimal | None] = mapped_column(Quantity)
    description_fi: Mapped[str] = mapped_column(String(4000))
    description_sv: Mapped[str] = mapped_column(String(4000))
    description_en: Mapped[str] = mapped_column(String(4000))
    checked_on: Mapped[date | None]

    facts: Mapped[list[AreaFact]] = relationship(order_by="AreaFact.position", cascade="all, delete-orphan")


class AreaFact(Sourced, Base):
    """One sourced figure of an area, kept in its source's own words."""

    __tablename__ = "area_facts"

    area_id: Mapped[str] = mapped_column(ForeignKey("areas.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    topic: Mapped[str] = mapped_column(String(64))
    name_fi: Mapped[str] = mapped_column(String(200))
    name_sv: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    value: Mapped[str] = mapped_column(String(500))
    unit: Mapped[str | None] = mapped_column(String(32))
    year: Mapped[int | None]


class Organisation(Sourced, RealWorld, Versioned, Base):
    """A legal unit. Its name is as dated as its source: `name_as_of`."""

    __tablename__ = "organisations"
    __table_args__ = (CheckConstraint("length(business_id) = 9", name="business_id"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200), index=True)
    business_id: Mapped[str | None] = mapped_column(String(9), unique=True)
    industry_code: Mapped[str | None] = mapped_column(String(8))
    industry_edition: Mapped[str | None] = mapped_column(String(16))
    sector: Mapped[str] = mapped_column(String(32))
    municipality: Mapped[str | None] = mapped_column(String(64))
    holding: Mapped[str | None] = mapped_column(String(200))
    name_as_of: Mapped[date | None]
    is_example: Mapped[bool] = mapped_column(index=True)
    note: Mapped[str | None] = mapped_column(String(4000))
    objected_on: Mapped[date | None] = mapped_column(index=True)

    sites: Mapped[list[Site]] = relationship(back_populates="organisation", order_by="Site.name")


class Site(Sourced, RealWorld, Versioned, Base):
    """A place of work. `grid_lat`, `grid_lon` are what is shown where the site itself is not."""

    __tablename__ = "sites"
    __table_args__ = (within("lat", -90, 90), within("lon", -180, 180))

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str | None] = mapped_column(String(200))
    municipality: Mapped[str | None] = mapped_column(String(64))
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    grid_lat: Mapped[float | None]
    grid_lon: Mapped[float | None]
    coordinate_precision: Mapped[str | None] = mapped_column(String(32))
    area_id: Mapped[str | None] = mapped_column(ForeignKey("areas.id"), index=True)
    sector: Mapped[str] = mapped_column(String(32))
    confirmed: Mapped[bool]
    is_example: Mapped[bool] = mapped_column(index=True)

    organisation: Mapped[Organisation] = relationship(back_populates="sites")
    permits: Mapped[list[Permit]] = relationship(order_by="Permit.id")


class Permit(Sourced, Versioned, Base):
    """What a site may take. A permit opens a gate; it is no need."""

    __tablename__ = "permits"
    __table_args__ = (within("capacity_t_per_year", 0, GREATEST),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"), index=True)
    waste_codes: Mapped[tuple[str, ...]] = mapped_column(Words)
    operations: Mapped[tuple[str, ...]] = mapped_column(Words)
    capacity_t_per_year: Mapped[Decimal | None] = mapped_column(Quantity)
    authority: Mapped[str | None] = mapped_column(String(200))
    valid_until: Mapped[date | None]
    note: Mapped[str | None] = mapped_column(String(4000))
