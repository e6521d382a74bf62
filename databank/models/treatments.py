"""What sites can do to a material before somebody uses it, and what was tried out with it."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from databank.models.base import GREATEST, Base, Quantity, Words, enumeration, within
from databank.models.parts import FIRST_YEAR, ID, LAST_YEAR, RealWorld, Sourced, Versioned
from databank.models.places import Area, Site
from databank.records import TrialOutcome


class TreatmentLine(Sourced, RealWorld, Versioned, Base):
    """A treatment that a site has, plans or had. `step` is an id of the taxonomy."""

    __tablename__ = "treatment_lines"
    __table_args__ = (within("capacity_t_per_year", 0, GREATEST),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"), index=True)
    step: Mapped[str] = mapped_column(String(64), index=True)
    material_classes: Mapped[tuple[str, ...]] = mapped_column(Words)
    capacity_t_per_year: Mapped[Decimal | None] = mapped_column(Quantity)
    permit_note: Mapped[str | None] = mapped_column(String(500))
    is_example: Mapped[bool]
    note: Mapped[str | None] = mapped_column(String(4000))

    site: Mapped[Site] = relationship()


class Trial(Sourced, Versioned, Base):
    """A material tried out at a site, or in an area where no site is known."""

    __tablename__ = "trials"
    __table_args__ = (
        within("amount", 0, GREATEST),
        within("began_year", FIRST_YEAR, LAST_YEAR),
        within("ended_year", FIRST_YEAR, LAST_YEAR),
        CheckConstraint("began_year <= ended_year", name="years"),
        CheckConstraint("site_id IS NOT NULL OR area_id IS NOT NULL", name="place"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    site_id: Mapped[str | None] = mapped_column(ForeignKey("sites.id"), index=True)
    area_id: Mapped[str | None] = mapped_column(ForeignKey("areas.id"), index=True)
    title_fi: Mapped[str | None] = mapped_column(String(200))
    title_sv: Mapped[str | None] = mapped_column(String(200))
    title_en: Mapped[str | None] = mapped_column(String(200))
    material_classes: Mapped[tuple[str, ...]] = mapped_column(Words)
    permit: Mapped[str | None] = mapped_column(String(500))
    began_year: Mapped[int | None]
    ended_year: Mapped[int | None]
    amount: Mapped[Decimal | None] = mapped_column(Quantity)
    unit: Mapped[str] = mapped_column(String(16))
    outcome: Mapped[TrialOutcome] = mapped_column(enumeration(TrialOutcome, "outcome"))
    result_fi: Mapped[str | None] = mapped_column(String(2000))
    result_sv: Mapped[str | None] = mapped_column(String(2000))
    result_en: Mapped[str | None] = mapped_column(String(2000))
    use_id: Mapped[str | None] = mapped_column(String(16), index=True)
    is_example: Mapped[bool]

    site: Mapped[Site | None] = relationship()
    area: Mapped[Area | None] = relationship()
