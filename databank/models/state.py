"""Which state the catalogue is in: one row whose mark changes with every change of what lists and pictures show."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from databank.models.base import Base


class BankState(Base):
    """The mark is random and not a number, so that a restored backup never looks like a later state."""

    __tablename__ = "bank_state"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    mark: Mapped[str] = mapped_column(String(32))
