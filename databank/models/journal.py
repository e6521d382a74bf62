"""What was changed, and what visitors told us."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from databank.models.base import Base, Utc
from databank.models.parts import ID


class RecordVersion(Base):
    """One change of one record: who, when, what (field -> before, after) and why.

    A change that a file made says which import it was, the sheet and rows in `place`, and in `wording` what the file
    says of each field whose value it is not itself. `prior` keeps what such a change overwrites without being a change
    of the record itself, so that an import can be undone: its source, and the day of its confirmation.
    """

    __tablename__ = "record_versions"
    __table_args__ = (Index(None, "record_id"),)

    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    record_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    made_at: Mapped[datetime] = mapped_column(Utc)
    made_by: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(String(500))
    changes: Mapped[dict[str, list[Any]]] = mapped_column(JSON)
    import_id: Mapped[str | None] = mapped_column(ID, index=True)
    place: Mapped[str | None] = mapped_column(String(100))
    wording: Mapped[dict[str, str] | None] = mapped_column(JSON)
    prior: Mapped[dict[str, Any] | None] = mapped_column(JSON)


class Feedback(Base):
    """A visitor's message and the day by which the law wants it answered."""

    __tablename__ = "feedback"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    topic: Mapped[str] = mapped_column(String(64))
    message: Mapped[str] = mapped_column(String(10_000))
    language: Mapped[str] = mapped_column(String(2))
    page: Mapped[str | None] = mapped_column(String(500))
    record_id: Mapped[str | None] = mapped_column(ID)
    email: Mapped[str | None] = mapped_column(String(254))
    received_at: Mapped[datetime] = mapped_column(Utc, index=True)
    answer_by: Mapped[date]
    answered_at: Mapped[datetime | None] = mapped_column(Utc)
