"""People, what they may do, for whom they act, and where they are signed in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Index, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from databank.models.base import Base, Utc, enumeration
from databank.models.parts import ID
from databank.records import MandateKind, MandateState

EMAIL = String(254)
HASH = String(64)
"""A SHA-256 in hex: what is kept of a secret that somebody else holds."""

PEOPLE_ROLES = Table(
    "people_roles",
    Base.metadata,
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("role_id", ForeignKey("roles.id"), primary_key=True),
)


class Role(Base):
    """One word of `databank.access.Role`."""

    __tablename__ = "roles"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(32), unique=True)
    description: Mapped[str | None] = mapped_column(String(255))


class Person(Base):
    """Somebody with an account. The names of the columns up to `mf_recovery_codes` are the sign-in library's.

    `fs_uniquifier` changes when every session of the person must end; `totp_last_counter` is the step of the last
    one-time code, so that no code works twice (OWASP ASVS 5.0 6.5.1).
    """

    __tablename__ = "people"
    __table_args__ = (CheckConstraint("language IN ('fi', 'sv', 'en')", name="language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(EMAIL, unique=True)
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool]
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(Utc)
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(JSON)
    totp_last_counter: Mapped[int | None]
    name: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2))
    created_at: Mapped[datetime] = mapped_column(Utc)

    roles: Mapped[list[Role]] = relationship(secondary=PEOPLE_ROLES)


class Mandate(Base):
    """That a person may act for an organisation until a day."""

    __tablename__ = "mandates"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    kind: Mapped[MandateKind] = mapped_column(enumeration(MandateKind, "kind"))
    state: Mapped[MandateState] = mapped_column(enumeration(MandateState, "state"))
    asked_at: Mapped[datetime] = mapped_column(Utc)
    decided_at: Mapped[datetime | None] = mapped_column(Utc)
    decided_by: Mapped[str | None] = mapped_column(String(200))
    valid_until: Mapped[date | None]


class Invitation(Base):
    """A link that fills in organisation and site, and may give a mandate or a role once. Only its hash is kept."""

    __tablename__ = "invitations"
    __table_args__ = (CheckConstraint("language IN ('fi', 'sv', 'en')", name="language"),)

    key_hash: Mapped[str] = mapped_column(HASH, primary_key=True)
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    site_id: Mapped[str | None] = mapped_column(ForeignKey("sites.id"))
    mandate: Mapped[MandateKind | None] = mapped_column(enumeration(MandateKind, "mandate"))
    role: Mapped[str | None] = mapped_column(String(32))
    email: Mapped[str | None] = mapped_column(EMAIL)
    language: Mapped[str] = mapped_column(String(2))
    made_at: Mapped[datetime] = mapped_column(Utc)
    made_by: Mapped[str] = mapped_column(String(200))
    valid_until: Mapped[date]
    used_at: Mapped[datetime | None] = mapped_column(Utc)
    used_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class SignIn(Base):
    """One signed-in browser: the hash of its random key, what it remembers, and when it ends."""

    __tablename__ = "sign_ins"

    key_hash: Mapped[str] = mapped_column(HASH, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    remembered: Mapped[dict[str, Any]] = mapped_column(JSON)
    browser: Mapped[str] = mapped_column(String(200))
    began_at: Mapped[datetime] = mapped_column(Utc)
    seen_at: Mapped[datetime] = mapped_column(Utc)
    ends_at: Mapped[datetime] = mapped_column(Utc, index=True)


class Attempts(Base):
    """How often something was tried in a window of time, by whom: sign-ins, mails asked for, forms sent."""

    __tablename__ = "attempts"

    scope: Mapped[str] = mapped_column(String(64), primary_key=True)
    subject_hash: Mapped[str] = mapped_column(HASH, primary_key=True)
    count: Mapped[int]
    window_ends_at: Mapped[datetime] = mapped_column(Utc, index=True)


class Agreement(Base):
    """That somebody accepted one version of the terms of use and the data agreement."""

    __tablename__ = "agreements"
    __table_args__ = (Index(None, "record_id"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    terms_version: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(2))
    text_hash: Mapped[str] = mapped_column(HASH)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    email: Mapped[str] = mapped_column(EMAIL)
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisations.id"))
    record_id: Mapped[str | None] = mapped_column(ID)
    accepted_at: Mapped[datetime] = mapped_column(Utc)


class Draft(Base):
    """An unfinished listing or need. Whoever holds its key goes on with it; only the hash of the key is kept.

    `revision` grows with every saved page and `changed_in` says in which one each answer changed last, so that two
    editors see each other's change. `record_id` is set once, when it is sent: sent twice it is still one record.
    """

    __tablename__ = "drafts"
    __table_args__ = (CheckConstraint("language IN ('fi', 'sv', 'en')", name="language"), Index(None, "record_id"))

    key_hash: Mapped[str] = mapped_column(HASH, primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    changed_in: Mapped[dict[str, int]] = mapped_column(JSON)
    revision: Mapped[int]
    language: Mapped[str] = mapped_column(String(2))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    record_id: Mapped[str | None] = mapped_column(ID)
    begun_at: Mapped[datetime] = mapped_column(Utc)
    saved_at: Mapped[datetime] = mapped_column(Utc, index=True)
    email_confirmed_at: Mapped[datetime | None] = mapped_column(Utc)


class OutgoingMail(Base):
    """A mail in the outbox, written in the same transaction as the change it tells of.

    `dedupe_key` keeps a reminder from being written twice. While a worker sends it, `leased_until` is its hold on it;
    after a failure, the moment from which the next try is due. `places` are emptied once a mail server has taken the
    mail: they may hold the key of a link. `problem` is a sentence's key and values.
    """

    __tablename__ = "outgoing_mails"
    __table_args__ = (Index(None, "state", "leased_until"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    template: Mapped[str] = mapped_column(String(64))
    recipient: Mapped[str] = mapped_column(EMAIL)
    language: Mapped[str] = mapped_column(String(2))
    places: Mapped[dict[str, Any]] = mapped_column(JSON)
    dedupe_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    state: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int]
    written_at: Mapped[datetime] = mapped_column(Utc)
    leased_until: Mapped[datetime | None] = mapped_column(Utc)
    sent_at: Mapped[datetime | None] = mapped_column(Utc)
    subject: Mapped[str | None] = mapped_column(String(200))
    problem: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class RefusedReminders(Base):
    """That a person wants no reminders any more. Only the hash of the address is kept."""

    __tablename__ = "refused_reminders"

    recipient_hash: Mapped[str] = mapped_column(HASH, primary_key=True)
    refused_at: Mapped[datetime] = mapped_column(Utc)
