"""What waits for a person: records to review, and what companies say of what public sources say."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from databank.models.accounts import EMAIL, HASH
from databank.models.base import GREATEST, Base, Quantity, Utc, enumeration, within
from databank.models.parts import FIRST_YEAR, ID, LAST_YEAR
from databank.models.sharing import KIND, NAME, TEXT
from databank.records import ClaimKind, DecisionState, ReviewAction, ReviewState


class ReviewCase(Base):
    """That a record was changed by its owner: who is to act, since when, and up to which version it was reviewed."""

    __tablename__ = "review_cases"
    __table_args__ = (Index(None, "state", "since"),)

    kind: Mapped[str] = mapped_column(KIND, primary_key=True)
    record_id: Mapped[str] = mapped_column(ID, primary_key=True)
    state: Mapped[ReviewState] = mapped_column(enumeration(ReviewState, "state"))
    since: Mapped[datetime] = mapped_column(Utc)
    reviewed_version: Mapped[int]


class ReviewNote(Base):
    """One step of a review: a question and its answer, an approval, a merge."""

    __tablename__ = "review_notes"
    __table_args__ = (Index(None, "kind", "record_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(KIND)
    record_id: Mapped[str] = mapped_column(ID)
    action: Mapped[ReviewAction] = mapped_column(enumeration(ReviewAction, "action"))
    text: Mapped[str] = mapped_column(TEXT)
    made_at: Mapped[datetime] = mapped_column(Utc)
    made_by: Mapped[str] = mapped_column(NAME)


class MovedRecord(Base):
    """The id of a duplicate, and the record it was merged into."""

    __tablename__ = "moved_records"

    kind: Mapped[str] = mapped_column(KIND, primary_key=True)
    old_id: Mapped[str] = mapped_column(ID, primary_key=True)
    new_id: Mapped[str] = mapped_column(ID, index=True)
    moved_at: Mapped[datetime] = mapped_column(Utc)
    moved_by: Mapped[str] = mapped_column(NAME)


class ClaimCode(Base):
    """The code of a letter to a company named from a public source. Only its hash is kept.

    Whoever uses it first may go on using it: `used_by` is the hash of their e-mail address.
    """

    __tablename__ = "claim_codes"

    key_hash: Mapped[str] = mapped_column(HASH, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(Utc)
    made_by: Mapped[str] = mapped_column(NAME)
    valid_until: Mapped[date]
    used_at: Mapped[datetime | None] = mapped_column(Utc)
    used_by: Mapped[str | None] = mapped_column(HASH)


class Claim(Base):
    """What a company says of a record that a public source has of it: right, wrong, a comment, or an objection.

    `key_hash` is that of the link by which it is vouched for; `year` and `tonnes` are the company's own figure.
    """

    __tablename__ = "claims"
    __table_args__ = (
        within("year", FIRST_YEAR, LAST_YEAR),
        within("tonnes", 0, GREATEST),
        Index(None, "state", "vouched_at"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    side_stream_id: Mapped[str | None] = mapped_column(ForeignKey("side_streams.id"), index=True)
    kind: Mapped[ClaimKind] = mapped_column(enumeration(ClaimKind, "kind"))
    text: Mapped[str] = mapped_column(TEXT)
    year: Mapped[int | None]
    tonnes: Mapped[Decimal | None] = mapped_column(Quantity)
    name: Mapped[str] = mapped_column(NAME)
    email: Mapped[str] = mapped_column(EMAIL)
    language: Mapped[str] = mapped_column(String(2))
    made_at: Mapped[datetime] = mapped_column(Utc)
    key_hash: Mapped[str | None] = mapped_column(HASH, unique=True)
    vouched_at: Mapped[datetime | None] = mapped_column(Utc)
    state: Mapped[DecisionState] = mapped_column(enumeration(DecisionState, "state"))
    decided_at: Mapped[datetime | None] = mapped_column(Utc)
    decided_by: Mapped[str | None] = mapped_column(NAME)
    answer: Mapped[str | None] = mapped_column(TEXT)
