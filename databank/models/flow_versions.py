"""Accepted versions of reconciled flows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from databank.models.base import Base, Utc

PERSON = "people.id"


class FlowVersion(Base):
    """That the city accepted the reconciled flows of one year and layer, for one audience.

    The newest version that nobody withdrew holds. What it was computed from is what its audience may see.
    """

    __tablename__ = "flow_versions"
    __table_args__ = (
        CheckConstraint("audience IN ('public', 'city')", name="audience"),
        Index(None, "is_example", "audience", "year", "layer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    is_example: Mapped[bool]
    audience: Mapped[str] = mapped_column(String(16))
    year: Mapped[int]
    layer: Mapped[str] = mapped_column(String(80))
    fingerprint: Mapped[str] = mapped_column(String(64))
    chi_square: Mapped[float]
    degrees: Mapped[int]
    p_value: Mapped[float | None]
    assumed: Mapped[int]
    note: Mapped[str] = mapped_column(String(500))
    accepted_at: Mapped[datetime] = mapped_column(Utc)
    accepted_by: Mapped[int | None] = mapped_column(ForeignKey(PERSON, ondelete="SET NULL"), index=True)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Utc)
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey(PERSON, ondelete="SET NULL"), index=True)


class VersionedFlow(Base):
    """One flow of a version: what was reported and what the balances make of it.

    Amounts are floats: they are results of a calculation, in tonnes or MWh, and are no longer anybody's statement.
    """

    __tablename__ = "versioned_flows"

    version_id: Mapped[int] = mapped_column(ForeignKey("flow_versions.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    record_id: Mapped[str] = mapped_column(String(80))
    source: Mapped[str] = mapped_column(String(120))
    target: Mapped[str] = mapped_column(String(120))
    material: Mapped[str] = mapped_column(String(120))
    reported: Mapped[float | None]
    reported_uncertainty: Mapped[float | None]
    amount: Mapped[float | None]
    uncertainty: Mapped[float | None]
    observability: Mapped[str] = mapped_column(String(16))
    lower: Mapped[float | None]
    upper: Mapped[float | None]
    score: Mapped[float | None]
