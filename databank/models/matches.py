"""What becomes of matches: who talks with whom about what, what was agreed, and the tonnes that were moved."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from databank.models.accounts import EMAIL, HASH, Person
from databank.models.base import GREATEST, Base, Quantity, Utc, Words, enumeration, within
from databank.models.needs import MaterialNeed
from databank.models.parts import FIRST_YEAR, ID, LAST_YEAR
from databank.models.places import Organisation
from databank.models.sharing import NAME, TEXT
from databank.models.streams import SideStream
from databank.records import DropReason, MatchSide, MatchSource, MatchState, Method, Period

PERSON = "people.id"


class Match(Base):
    """A side stream and who might take it: a need, or an organisation with what says so.

    It goes with its side stream, its need or its receiver. `open_key` names the pair while the match is open, so that
    there is one of it however often and from whichever side it is begun; it is NULL once the match has ended or was
    dropped, and the two may begin anew. A side that was named is known to the other side and to the desk.
    """

    __tablename__ = "matches"
    __table_args__ = (
        CheckConstraint("(need_id IS NULL) <> (receiver_organisation_id IS NULL)", name="one_receiver"),
        CheckConstraint("(source = 'need') = (need_id IS NOT NULL)", name="need_of_source"),
        CheckConstraint("(state = 'dropped') = (reason IS NOT NULL)", name="reason_of_state"),
        CheckConstraint("starts_on <= ends_on", name="time"),
        within("mass_t", 0, GREATEST),
        Index(None, "state", "next_on"),
        Index(None, "updated_at", "id"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    side_stream_id: Mapped[str] = mapped_column(ForeignKey("side_streams.id", ondelete="CASCADE"), index=True)
    need_id: Mapped[str | None] = mapped_column(ForeignKey("needs.id", ondelete="CASCADE"), index=True)
    receiver_organisation_id: Mapped[str | None] = mapped_column(
        ForeignKey("organisations.id", ondelete="CASCADE"), index=True
    )
    receiver_site_id: Mapped[str | None] = mapped_column(ForeignKey("sites.id", ondelete="CASCADE"), index=True)
    source: Mapped[MatchSource] = mapped_column(enumeration(MatchSource, "source"))
    use_id: Mapped[str | None] = mapped_column(ID)
    rests_on: Mapped[tuple[str, ...]] = mapped_column(Words)
    treatment_line_id: Mapped[str | None] = mapped_column(ID)
    open_key: Mapped[str | None] = mapped_column(String(255), unique=True)
    state: Mapped[MatchState] = mapped_column(enumeration(MatchState, "state"))
    mass_t: Mapped[Decimal | None] = mapped_column(Quantity)
    period: Mapped[Period] = mapped_column(enumeration(Period, "period"))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    donor_interested_at: Mapped[datetime | None] = mapped_column(Utc)
    donor_named_at: Mapped[datetime | None] = mapped_column(Utc)
    donor_contact_name: Mapped[str | None] = mapped_column(NAME)
    donor_contact_email: Mapped[str | None] = mapped_column(EMAIL)
    receiver_interested_at: Mapped[datetime | None] = mapped_column(Utc)
    receiver_named_at: Mapped[datetime | None] = mapped_column(Utc)
    receiver_contact_name: Mapped[str | None] = mapped_column(NAME)
    receiver_contact_email: Mapped[str | None] = mapped_column(EMAIL)
    introduced_at: Mapped[datetime | None] = mapped_column(Utc)
    reason: Mapped[DropReason | None] = mapped_column(enumeration(DropReason, "reason"))
    reason_text: Mapped[str | None] = mapped_column(TEXT)
    dropped_by: Mapped[MatchSide | None] = mapped_column(enumeration(MatchSide, "dropped_by"))
    exchange_id: Mapped[str | None] = mapped_column(ForeignKey("exchanges.id", ondelete="SET NULL"), unique=True)
    held_by: Mapped[int | None] = mapped_column(ForeignKey(PERSON, ondelete="SET NULL"), index=True)
    next_action: Mapped[str | None] = mapped_column(String(500))
    next_on: Mapped[date | None]
    made_at: Mapped[datetime] = mapped_column(Utc)
    updated_at: Mapped[datetime] = mapped_column(Utc)
    version: Mapped[int]

    side_stream: Mapped[SideStream] = relationship()
    need: Mapped[MaterialNeed | None] = relationship()
    receiver: Mapped[Organisation | None] = relationship()
    holder: Mapped[Person | None] = relationship()
    steps: Mapped[list[MatchStep]] = relationship(order_by="MatchStep.position", cascade="all, delete-orphan")
    letters: Mapped[list[MatchLetter]] = relationship(order_by="MatchLetter.position", cascade="all, delete-orphan")


class MatchStep(Base):
    """One change of the state of a match."""

    __tablename__ = "match_steps"

    match_id: Mapped[str] = mapped_column(ForeignKey("matches.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    before: Mapped[MatchState | None] = mapped_column(enumeration(MatchState, "before"))
    after: Mapped[MatchState] = mapped_column(enumeration(MatchState, "after"))
    side: Mapped[MatchSide] = mapped_column(enumeration(MatchSide, "side"))
    made_at: Mapped[datetime] = mapped_column(Utc)
    person_id: Mapped[int | None] = mapped_column(ForeignKey(PERSON, ondelete="SET NULL"), index=True)

    person: Mapped[Person | None] = relationship()


class MatchLetter(Base):
    """One message that was handed to the other side."""

    __tablename__ = "match_letters"

    match_id: Mapped[str] = mapped_column(ForeignKey("matches.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    side: Mapped[MatchSide] = mapped_column(enumeration(MatchSide, "side"))
    text: Mapped[str] = mapped_column(TEXT)
    written_at: Mapped[datetime] = mapped_column(Utc)
    person_id: Mapped[int | None] = mapped_column(ForeignKey(PERSON, ondelete="SET NULL"), index=True)


class MatchNote(Base):
    """A note of the facilitation desk about a match."""

    __tablename__ = "match_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    match_id: Mapped[str] = mapped_column(ForeignKey("matches.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(TEXT)
    written_at: Mapped[datetime] = mapped_column(Utc)
    person_id: Mapped[int | None] = mapped_column(ForeignKey(PERSON, ondelete="SET NULL"), index=True)

    person: Mapped[Person | None] = relationship()


class MatchKey(Base):
    """The key of a link in a mail to somebody without an account: whose side of a match it opens. Hashes only."""

    __tablename__ = "match_keys"

    key_hash: Mapped[str] = mapped_column(HASH, primary_key=True)
    match_id: Mapped[str] = mapped_column(ForeignKey("matches.id", ondelete="CASCADE"), index=True)
    side: Mapped[MatchSide] = mapped_column(enumeration(MatchSide, "side"))
    valid_until: Mapped[date]


class Delivery(Base):
    """The tonnes that one exchange moved in one year, as one side reported them.

    Each year is reported once: a correction is the next revision, and `superseded_at` of the one before says when.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        within("year", FIRST_YEAR, LAST_YEAR),
        within("mass_t", 0, GREATEST),
    )

    exchange_id: Mapped[str] = mapped_column(ForeignKey("exchanges.id", ondelete="CASCADE"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    mass_t: Mapped[Decimal] = mapped_column(Quantity)
    method: Mapped[Method] = mapped_column(enumeration(Method, "method"))
    side: Mapped[MatchSide] = mapped_column(enumeration(MatchSide, "side"))
    note: Mapped[str | None] = mapped_column(String(500))
    reported_at: Mapped[datetime] = mapped_column(Utc)
    superseded_at: Mapped[datetime | None] = mapped_column(Utc)
    person_id: Mapped[int | None] = mapped_column(ForeignKey(PERSON, ondelete="SET NULL"), index=True)
