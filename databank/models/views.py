"""Views of flows that the city made."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from databank.models.base import Base, Utc, enumeration
from databank.records import ViewState


class SavedView(Base):
    """One version of a view: every change adds a row, and none is overwritten.

    Staff go on with the row of the highest version. Everybody else sees the newest one that was published, unless a
    later one says that the view was withdrawn.
    """

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("name", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    version: Mapped[int]
    state: Mapped[ViewState] = mapped_column(enumeration(ViewState, "state"))
    definition: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime] = mapped_column(Utc)
    saved_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"), index=True)
