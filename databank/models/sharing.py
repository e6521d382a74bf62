"""Who was let in, who looked, what is claimed to be secret, and who asked what."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from databank.models.accounts import EMAIL, HASH
from databank.models.base import Base, Utc, Words, enumeration
from databank.models.parts import ID
from databank.records import DecisionState, EnquirySide, EnquiryState, RequestState

KIND = String(32)
NAME = String(200)
TEXT = String(4000)


class Grant(Base):
    """A named recipient of one record: a person or everybody acting for an organisation, until a day."""

    __tablename__ = "grants"
    __table_args__ = (Index(None, "kind", "record_id"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    kind: Mapped[str] = mapped_column(KIND)
    record_id: Mapped[str] = mapped_column(ID)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    granted_at: Mapped[datetime] = mapped_column(Utc)
    granted_by: Mapped[str] = mapped_column(NAME)
    valid_until: Mapped[date]
    ended_at: Mapped[datetime | None] = mapped_column(Utc)


class Look(Base):
    """That somebody opened a record and saw more than everybody does: one row a viewer, record and day."""

    __tablename__ = "looks"
    __table_args__ = (UniqueConstraint("record_id", "viewer_hash", "day"), Index(None, "organisation_id", "day"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(KIND)
    record_id: Mapped[str] = mapped_column(ID)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    viewer_hash: Mapped[str] = mapped_column(HASH)
    viewer: Mapped[str] = mapped_column(NAME)
    groups: Mapped[tuple[str, ...]] = mapped_column(Words)
    day: Mapped[date]
    first_at: Mapped[datetime] = mapped_column(Utc)
    last_at: Mapped[datetime] = mapped_column(Utc)
    times: Mapped[int]


class SecrecyClaim(Base):
    """That some groups of a record are claimed to be a business secret, and what the city decided."""

    __tablename__ = "secrecy_claims"
    __table_args__ = (Index(None, "kind", "record_id"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    kind: Mapped[str] = mapped_column(KIND)
    record_id: Mapped[str] = mapped_column(ID)
    groups: Mapped[tuple[str, ...]] = mapped_column(Words)
    ground: Mapped[str] = mapped_column(TEXT)
    claimed_at: Mapped[datetime] = mapped_column(Utc)
    claimed_by: Mapped[str] = mapped_column(NAME)
    state: Mapped[DecisionState] = mapped_column(enumeration(DecisionState, "state"))
    decided_on: Mapped[date | None]
    decided_by: Mapped[str | None] = mapped_column(NAME)
    reasons: Mapped[str | None] = mapped_column(TEXT)
    review_on: Mapped[date | None]


class InformationRequest(Base):
    """A request under the act on the openness of government activities (621/1999), with its steps."""

    __tablename__ = "information_requests"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    requester: Mapped[str] = mapped_column(NAME)
    email: Mapped[str | None] = mapped_column(EMAIL)
    subject: Mapped[str] = mapped_column(TEXT)
    record_ids: Mapped[tuple[str, ...]] = mapped_column(Words)
    received_on: Mapped[date]
    decide_by: Mapped[date]
    state: Mapped[RequestState] = mapped_column(enumeration(RequestState, "state"))

    steps: Mapped[list[RequestStep]] = relationship(order_by="RequestStep.position", cascade="all, delete-orphan")


class RequestStep(Base):
    """One step: a company heard, its answer, the decision."""

    __tablename__ = "request_steps"

    request_id: Mapped[str] = mapped_column(ForeignKey("information_requests.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    step: Mapped[str] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(TEXT)
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(Utc)
    made_by: Mapped[str] = mapped_column(NAME)


class Enquiry(Base):
    """A question about a record, handed on by the bank: neither side learns who the other is until it says so.

    `shows_email` is the asker's own wish; `shown_name` and `shown_email` are what the owner chose to show. `to_city`
    means that the owner could not be reached, `helped_at` that somebody asked the facilitator in.
    """

    __tablename__ = "enquiries"
    __table_args__ = (Index(None, "kind", "record_id"), Index(None, "email", "asked_at"))

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    kind: Mapped[str] = mapped_column(KIND)
    record_id: Mapped[str] = mapped_column(ID)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str] = mapped_column(NAME)
    email: Mapped[str] = mapped_column(EMAIL)
    shows_email: Mapped[bool]
    language: Mapped[str] = mapped_column(String(2))
    state: Mapped[EnquiryState] = mapped_column(enumeration(EnquiryState, "state"))
    to_city: Mapped[bool] = mapped_column(index=True)
    asked_at: Mapped[datetime] = mapped_column(Utc)
    helped_at: Mapped[datetime | None] = mapped_column(Utc, index=True)
    revealed_at: Mapped[datetime | None] = mapped_column(Utc)
    revealed_by: Mapped[str | None] = mapped_column(NAME)
    shown_name: Mapped[str | None] = mapped_column(NAME)
    shown_email: Mapped[str | None] = mapped_column(EMAIL)

    letters: Mapped[list[EnquiryLetter]] = relationship(order_by="EnquiryLetter.position", cascade="all, delete-orphan")


class EnquiryLetter(Base):
    """One message of an enquiry."""

    __tablename__ = "enquiry_letters"

    enquiry_id: Mapped[str] = mapped_column(ForeignKey("enquiries.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    side: Mapped[EnquirySide] = mapped_column(enumeration(EnquirySide, "side"))
    text: Mapped[str] = mapped_column(TEXT)
    written_at: Mapped[datetime] = mapped_column(Utc)


class EnquiryKey(Base):
    """The key of a link in a mail: whose side of an enquiry it opens. Every mail has its own; only hashes are kept."""

    __tablename__ = "enquiry_keys"

    key_hash: Mapped[str] = mapped_column(HASH, primary_key=True)
    enquiry_id: Mapped[str] = mapped_column(ForeignKey("enquiries.id"), index=True)
    side: Mapped[EnquirySide] = mapped_column(enumeration(EnquirySide, "side"))
    valid_until: Mapped[date]


class StoredFile(Base):
    """A photo or report of a side stream, kept in the bank so that one backup holds everything."""

    __tablename__ = "stored_files"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    side_stream_id: Mapped[str] = mapped_column(ForeignKey("side_streams.id"), index=True)
    name: Mapped[str] = mapped_column(NAME)
    media_type: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(HASH)
    stored_at: Mapped[datetime] = mapped_column(Utc)
    stored_by: Mapped[str] = mapped_column(NAME)
    content: Mapped[bytes] = mapped_column(LargeBinary)
