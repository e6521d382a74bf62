"""Numbers of calculations that the city set itself."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from databank.models.base import Base, Quantity

PERSON = "people.id"


class FigureOverride(Base):
    """That the city set a number; what it had set before stays in the rows of lower versions.

    The row of the highest version holds, unless it was withdrawn: then the shipped number holds again.
    """

    __tablename__ = "figure_overrides"
    __table_args__ = (
        CheckConstraint("low <= high", name="span"),
        CheckConstraint("year BETWEEN 1990 AND 2100", name="year"),
        CheckConstraint("basis IN ('measured', 'published', 'computed', 'proxy', 'assumption')", name="basis"),
        UniqueConstraint("figure", "version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    figure: Mapped[str] = mapped_column(String(120))
    version: Mapped[int]
    low: Mapped[Decimal] = mapped_column(Quantity)
    high: Mapped[Decimal] = mapped_column(Quantity)
    unit: Mapped[str] = mapped_column(String(32))
    year: Mapped[int]
    basis: Mapped[str] = mapped_column(String(16))
    source: Mapped[str] = mapped_column(String(500))
    set_on: Mapped[date]
    set_by: Mapped[int | None] = mapped_column(ForeignKey(PERSON, ondelete="SET NULL"), index=True)
    withdrawn_on: Mapped[date | None]
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey(PERSON, ondelete="SET NULL"), index=True)
