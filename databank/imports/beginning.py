"""An import is begun, decided on, asked to go on, cancelled: the steps of a person, each a short transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import IO, TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from databank.access import Viewer
from databank.errors import N_
from databank.imports import pieces
from databank.imports.reading import aid_titles
from databank.imports.remembering import mapping_json
from databank.imports.rights import ImportRefusedError, found, scope_of
from databank.imports.values import ImportMapping
from databank.keys import new_key
from databank.models import Import
from databank.records import ImportState
from databank.schemas import COLUMNS

if TYPE_CHECKING:
    from databank.store import Bank

MOST_AN_HOUR = 60
LONGEST_NAME = 255
TOO_MANY = N_("You have begun %(count)s imports within an hour. Wait a while before the next one.")
NOT_NOW = N_("This import cannot take that step now. Look at how far it is.")
COLUMNS_FIRST = N_("Choose first which column of the file is which: %(columns)s.")
UNKNOWN_KIND = N_("There is no kind %(kind)s: choose one of %(kinds)s.")
UNKNOWN_COLUMN = N_("%(kind)s has no column %(column)s. The columns are %(known)s.")
SOMEBODY = N_("Somebody went on with this import while you had it open. Look at it again.")
WAITING = (ImportState.READING, ImportState.ASKING, ImportState.CHECKING, ImportState.CHECKED)
"""States in which nothing of the file is in the bank."""


class ImportChangedError(ImportRefusedError):
    """An import that somebody else went on with."""

    def __init__(self) -> None:
        super().__init__(SOMEBODY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that somebody brings.

    Attributes
    ----------
    organisation_id : str, optional
        Whose rows they are; None for the city's own.
    """

    kind: str
    file_name: str
    made_by: str
    language: str
    organisation_id: str | None = None
    mapping: ImportMapping = field(default_factory=ImportMapping)


def begin(bank: Bank, viewer: Viewer, upload: Upload, content: IO[bytes], *, at: datetime) -> str:
    """Take a file in; its id. Ask for its check next.

    Raises
    ------
    ImportRefusedError
        When the viewer may not import this kind or for this organisation, or did so too often.
    FileRefusedError
        When the file is empty or too large.
    """
    sha256, size = pieces.measured(content, shown_name(upload.file_name), pieces.MOST_UPLOADED)
    with bank.session(writing=True) as session:
        scope = scope_of(viewer, upload.kind, upload.organisation_id)
        _refuse_many(session, viewer, at)
        row = new_row(upload, scope, sha256, size, at)
        row.person_id = viewer.person_id
        session.add(row)
    pieces.keep(bank, row.id, content)
    return row.id


def new_row(upload: Upload, scope: str, sha256: str, size: int, at: datetime) -> Import:
    """The row of an import that begins."""
    asked = mapping_json(upload.mapping)
    return Import(
        id=f"I-{new_key()[:13]}",
        kind=upload.kind,
        organisation_id=upload.organisation_id,
        made_by=upload.made_by,
        language=upload.language,
        file_name=shown_name(upload.file_name),
        sha256=sha256,
        size_bytes=size,
        state=ImportState.READING,
        mapping=asked,
        reading={"scope": scope, "asked": asked},
        counts={},
        begun_at=at,
        changed_at=at,
    )


def shown_name(file_name: str) -> str:
    """The name of a file without its folders and without signs that break a line."""
    last = file_name.replace("\\", "/").rsplit("/", maxsplit=1)[-1]
    return "".join(sign if sign.isprintable() else " " for sign in last).strip()[-LONGEST_NAME:] or "file"


def decide(
    session: Session,
    viewer: Viewer,
    import_id: str,
    mapping: ImportMapping,
    *,
    at: datetime,
    expected: datetime | None = None,
) -> None:
    """Keep what a person decided about columns, words, rows and questions. Ask for the check next.

    Parameters
    ----------
    expected : datetime, optional
        The `changed_at` that the person had before them.

    Raises
    ------
    ImportChangedError
        When somebody went on with the import meanwhile.
    ImportRefusedError
        When rows of the file are in the bank already, or a column does not exist.
    """
    row = _in_state(session, viewer, import_id, WAITING, expected)
    refuse_unknown_columns(row.kind, mapping)
    row.mapping = mapping_json(mapping)
    row.reading = {**(row.reading or {}), "decided": True}
    _ask(row, ImportState.CHECKING, at)


def refuse_unknown_columns(kind: str, mapping: ImportMapping) -> None:
    """Refuse a kind that does not exist, and a mapping that names columns which the kind does not have."""
    if kind not in COLUMNS:
        raise ImportRefusedError(UNKNOWN_KIND, kind=kind, kinds=", ".join(COLUMNS))
    known = (*COLUMNS[kind], *aid_titles(kind))
    named = {*(name for name in mapping.columns.values() if name), *mapping.words}
    for column in sorted(named - set(known)):
        raise ImportRefusedError(UNKNOWN_COLUMN, kind=kind, column=column, known=", ".join(known))


def ask_commit(
    session: Session, viewer: Viewer, import_id: str, *, at: datetime, expected: datetime | None = None
) -> None:
    """Ask for the good rows to go into the bank.

    Raises
    ------
    ImportChangedError
        When somebody went on with the import after `expected`.
    ImportRefusedError
        When it was not checked yet, or columns are missing.
    """
    row = _in_state(session, viewer, import_id, (ImportState.ASKING, ImportState.CHECKED), expected)
    tables = (row.reading or {}).get("tables", ())
    missing = [name for table in tables for name in table.get("missing", ())]
    if missing or not tables:
        raise ImportRefusedError(COLUMNS_FIRST, columns=", ".join(dict.fromkeys(missing)))
    _ask(row, ImportState.SAVING, at)


def ask_undo(session: Session, viewer: Viewer, import_id: str, *, at: datetime) -> None:
    """Ask for everything that an import brought to be taken back, but for what somebody built on.

    Raises
    ------
    ImportRefusedError
        When nothing of it is in the bank.
    """
    row = _in_state(session, viewer, import_id, (ImportState.DONE, ImportState.SAVING))
    _ask(row, ImportState.UNDOING, at)


def cancel(session: Session, viewer: Viewer, import_id: str, *, at: datetime) -> None:
    """Give up an import of which nothing is in the bank; its file is forgotten."""
    row = _in_state(session, viewer, import_id, WAITING)
    _ask(row, ImportState.CANCELLED, at)
    pieces.forget(session, [import_id])


def _in_state(
    session: Session,
    viewer: Viewer,
    import_id: str,
    states: tuple[ImportState, ...],
    expected: datetime | None = None,
) -> Import:
    row = found(session, viewer, import_id)
    session.refresh(row, ["state", "changed_at", "reading", "counts"], with_for_update=True)
    if expected is not None and row.changed_at != expected:
        raise ImportChangedError
    if row.state not in states:
        raise ImportRefusedError(NOT_NOW)
    return row


def _ask(row: Import, state: ImportState, at: datetime) -> None:
    """Let a step wait for whoever does it; a process that is at the step before stops."""
    row.state, row.holder, row.position, row.changed_at = state, None, 0, at
    row.counts = {name: count for name, count in row.counts.items() if name != "attempts"}
    row.message = None


def _refuse_many(session: Session, viewer: Viewer, at: datetime) -> None:
    if viewer.person_id is None:
        return
    query = select(func.count()).where(Import.person_id == viewer.person_id, Import.begun_at > at - timedelta(hours=1))
    count = session.scalar(query) or 0
    if count >= MOST_AN_HOUR:
        raise ImportRefusedError(TOO_MANY, count=count)
