"""Stored files: kept with their document row, read by those who may see that document, removed by the owner."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from databank import queries
from databank.access import Viewer
from databank.errors import N_, RecordNotFoundError
from databank.files.contents import PHOTOS, Content, FileRefusedError
from databank.keys import new_key
from databank.models import SideStream, StoredFile
from databank.records import Document, DocumentKind
from databank.submissions import Change, save
from databank.submissions.replacing import replace_parts

MOST_FILES = 20
LONGEST_TITLE = 200
PREFIX = "/files/"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What its owner says of a file; without a title it is called by its name."""

    kind: DocumentKind
    title: str = ""
    language: str | None = None
    issued_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A stored file without its content."""

    id: str
    side_stream_id: str
    name: str
    media_type: str
    size_bytes: int
    sha256: str
    stored_at: datetime

    @property
    def is_photo(self) -> bool:
        """Whether it is shown and not only downloaded."""
        return self.media_type in PHOTOS


def address_of(file_id: str) -> str:
    """The address of a stored file, as its document row says it."""
    return f"{PREFIX}{file_id}"


def keep(
    session: Session,
    side_stream_id: str,
    content: Content,
    change: Change,
    about: About,
    *,
    expected_version: int | None = None,
) -> str:
    """Keep a file and add its document to the side stream; the id of the file.

    The same file twice is kept once.

    Raises
    ------
    FileRefusedError
        When the side stream has as many files as one may have.
    """
    digest = hashlib.sha256(content.data).hexdigest()
    same = select(StoredFile.id).where(StoredFile.side_stream_id == side_stream_id, StoredFile.sha256 == digest)
    known = session.scalar(same)
    if known is not None:
        return known
    count = select(func.count()).where(StoredFile.side_stream_id == side_stream_id)
    if (session.scalar(count) or 0) >= MOST_FILES:
        raise FileRefusedError(N_("A side stream holds at most %(most)s files. Remove one first."), most=MOST_FILES)
    file_id = _store(session, side_stream_id, content.name, content.media_type, content.data, change)
    row = {**asdict(about), "side_stream_id": side_stream_id, "url": address_of(file_id)}
    row["title"] = (about.title or content.name)[:LONGEST_TITLE]
    save(session, "documents", row, change, expected_version=expected_version)
    return file_id


def _store(session: Session, stream_id: str, name: str, media_type: str, data: bytes, change: Change) -> str:
    file_id = new_key()
    session.add(
        StoredFile(
            id=file_id,
            side_stream_id=stream_id,
            name=name,
            media_type=media_type,
            size_bytes=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            stored_at=change.made_at,
            stored_by=change.made_by,
            content=data,
        )
    )
    session.flush()
    return file_id


def kept_files(session: Session, side_stream_id: str) -> tuple[KeptFile, ...]:
    """The files of a side stream that the caller has already been shown."""
    query = _described().where(StoredFile.side_stream_id == side_stream_id).order_by(StoredFile.stored_at)
    return tuple(KeptFile(**row._asdict()) for row in session.execute(query))


def kept_file(session: Session, viewer: Viewer, file_id: str) -> tuple[KeptFile, bytes]:
    """A file and its content, for a viewer to whom the side stream shows this document.

    Raises
    ------
    RecordNotFoundError
        When there is none, or none that this viewer may see: the two look alike.
    """
    row = session.execute(_described().where(StoredFile.id == file_id)).one_or_none()
    if row is None:
        raise RecordNotFoundError(file_id)
    found = KeptFile(**row._asdict())
    if address_of(file_id) not in {document.url for document in _shown(session, viewer, found)}:
        raise RecordNotFoundError(file_id)
    return found, session.scalars(select(StoredFile.content).where(StoredFile.id == file_id)).one()


def _shown(session: Session, viewer: Viewer, file: KeptFile) -> tuple[Document, ...]:
    try:
        return queries.side_stream(session, viewer, file.side_stream_id).documents
    except RecordNotFoundError:
        raise RecordNotFoundError(file.id) from None


def remove(
    session: Session, side_stream_id: str, url: str, change: Change, *, expected_version: int | None = None
) -> None:
    """Take a document off a side stream, and its file out of the bank."""
    stream = session.get_one(SideStream, side_stream_id)
    rows = [
        {name: getattr(one, name) for name in ("side_stream_id", "kind", "title", "language", "issued_on", "url")}
        for one in stream.documents
        if one.url != url
    ]
    replace_parts(session, "documents", side_stream_id, rows, change, expected_version=expected_version)
    if url.startswith(PREFIX):
        own = (StoredFile.id == url.removeprefix(PREFIX), StoredFile.side_stream_id == side_stream_id)
        session.execute(delete(StoredFile).where(*own))


def copy_files(session: Session, source_id: str, target_id: str, change: Change) -> None:
    """Give a copy of a side stream its own documents and files, one file at a time."""
    source = session.get_one(SideStream, source_id)
    for document in list(source.documents):
        url = document.url
        if url.startswith(PREFIX):
            file = session.get(StoredFile, url.removeprefix(PREFIX))
            if file is None:
                continue
            url = address_of(_store(session, target_id, file.name, file.media_type, file.content, change))
            session.expunge(file)
        row = {"side_stream_id": target_id, "kind": document.kind, "title": document.title, "url": url}
        save(session, "documents", {**row, "language": document.language, "issued_on": document.issued_on}, change)


def _described() -> Select[*tuple[Any, ...]]:
    """The columns of stored files without their content."""
    columns: list[Any] = [getattr(StoredFile, member.name) for member in fields(KeptFile)]
    return select(*columns)
