"""What reviewers learnt: corrections of classes and codes as evidence, and the words that were accepted from them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from databank.models.base import Base, Quantity, Words

TERM = String(200)
CLASS = String(64)
CODE = String(6)
PERSON = "people.id"


class ClassificationCorrection(Base):
    """That a reviewer gave a side stream another class or code: what its owner called it, and what the engine had said.

    The owner's words may be a secret: they go with the record when it is erased. Who corrected goes with the account.
    `key` holds the dictionary forms of the words, by which equal ones are counted; `settled_on` is the day on which a
    reviewer took the words into the vocabulary or decided against it.
    """

    __tablename__ = "classification_corrections"
    __table_args__ = (
        CheckConstraint("language IN ('fi', 'sv', 'en')", name="language"),
        Index(None, "settled_on", "key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    side_stream_id: Mapped[str] = mapped_column(ForeignKey("side_streams.id", ondelete="CASCADE"), index=True)
    words: Mapped[str] = mapped_column(TERM)
    key: Mapped[str] = mapped_column(TERM)
    language: Mapped[str | None] = mapped_column(String(2))
    class_before: Mapped[str] = mapped_column(CLASS)
    class_after: Mapped[str] = mapped_column(CLASS)
    code_before: Mapped[str | None] = mapped_column(CODE)
    code_after: Mapped[str | None] = mapped_column(CODE)
    said_code: Mapped[str | None] = mapped_column(CODE)
    said_score: Mapped[Decimal | None] = mapped_column(Quantity)
    made_on: Mapped[date]
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey(PERSON, ondelete="SET NULL"), index=True)
    settled_on: Mapped[date | None]


class AcceptedTerm(Base):
    """A word for a waste that a reviewer took into the vocabulary of this bank; withdrawn, it is kept and not used.

    There is one row for each word and language, however it is inflected: `version` tells who was second.
    """

    __tablename__ = "accepted_terms"
    __table_args__ = (
        CheckConstraint("language IN ('fi', 'sv', 'en')", name="language"),
        UniqueConstraint("key", "language"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    term: Mapped[str] = mapped_column(TERM)
    key: Mapped[str] = mapped_column(TERM)
    language: Mapped[str] = mapped_column(String(2))
    codes: Mapped[tuple[str, ...]] = mapped_column(Words)
    accepted_on: Mapped[date]
    accepted_by: Mapped[int | None] = mapped_column(ForeignKey(PERSON, ondelete="SET NULL"), index=True)
    withdrawn_on: Mapped[date | None]
    version: Mapped[int]
