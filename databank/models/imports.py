"""Files that people import: what was read in them, what was decided, how far the work has come, and what it left."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from databank.models.accounts import HASH
from databank.models.base import Base, Utc, enumeration
from databank.models.parts import ID
from databank.models.sharing import KIND, NAME, TEXT
from databank.records import ImportState, ProblemKind


class Import(Base):
    """One file on its way into the bank.

    `mapping` is what people decided, `counts` what was found and done, `position` how many prepared rows are in the
    bank: it moves in the transaction that saves them, so that a killed import goes on where it was. `holder` is a word
    of the process that works on it now: whoever takes it over writes its own, and the other one stops.
    """

    __tablename__ = "imports"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    kind: Mapped[str] = mapped_column(KIND)
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    made_by: Mapped[str] = mapped_column(NAME)
    language: Mapped[str] = mapped_column(String(2))
    file_name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(HASH, index=True)
    size_bytes: Mapped[int]
    state: Mapped[ImportState] = mapped_column(enumeration(ImportState, "state"))
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON)
    reading: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    position: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    message: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    holder: Mapped[str | None] = mapped_column(String(26))
    begun_at: Mapped[datetime] = mapped_column(Utc, index=True)
    changed_at: Mapped[datetime] = mapped_column(Utc)
    committed_at: Mapped[datetime | None] = mapped_column(Utc)
    undone_at: Mapped[datetime | None] = mapped_column(Utc)


class ImportPiece(Base):
    """A megabyte of an uploaded file: any server may go on with it, and no row is too large to carry."""

    __tablename__ = "import_pieces"

    import_id: Mapped[str] = mapped_column(ForeignKey("imports.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ImportProblem(Base):
    """A cell that was refused, or a question about rows; `message` is the key of its sentence, `places` its values."""

    __tablename__ = "import_problems"

    import_id: Mapped[str] = mapped_column(ForeignKey("imports.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[ProblemKind] = mapped_column(enumeration(ProblemKind, "kind"))
    sheet: Mapped[str] = mapped_column(String(64))
    row: Mapped[int | None]
    field: Mapped[str] = mapped_column(String(64))
    value: Mapped[str] = mapped_column(String(500))
    message: Mapped[str] = mapped_column(TEXT)
    places: Mapped[dict[str, Any]] = mapped_column(JSON)


class KnownRow(Base):
    """Which record a row of a file became, by the hash of what identifies the row: the same row finds it again.

    The words of the file are not kept here, and an owner may rename the record without losing the connection.
    """

    __tablename__ = "known_rows"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy declares it so

    kind: Mapped[str] = mapped_column(KIND, primary_key=True)
    key_hash: Mapped[str] = mapped_column(HASH, primary_key=True)
    record_id: Mapped[str] = mapped_column(ID, index=True)


class SavedMapping(Base):
    """What was decided for files of one shape: offered again when the organisation brings the next one.

    `owner` is the id of the organisation, empty for the city's own files; `shape` the hash of the headings.
    """

    __tablename__ = "saved_mappings"

    owner: Mapped[str] = mapped_column(ID, primary_key=True)
    kind: Mapped[str] = mapped_column(KIND, primary_key=True)
    shape: Mapped[str] = mapped_column(HASH, primary_key=True)
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(Utc)
