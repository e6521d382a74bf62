"""What people see of an import: how far it is, what was read, asked and refused. Only for those who may see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, defer

from databank.access import Viewer
from databank.errors import Sentence
from databank.imports.kept import from_json, sentence
from databank.imports.remembering import read_mapping
from databank.imports.restoring import keys_of
from databank.imports.rights import found, visible
from databank.imports.values import NOTHING, FileQuestion, ImportMapping, SourceRow, TableReading, Wording
from databank.models import Import, ImportProblem, Organisation, RecordVersion
from databank.records import ImportState, ProblemKind
from databank.submissions.tables import TABLES

MOST_LISTED = 200
SLICE = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One record as it will be: new, or changed with what it says before and after; `wording` is that of the file."""

    sheet: str
    row: int
    outcome: str
    record_id: str
    changes: Mapping[str, tuple[Any, Any]]
    wording: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A refused cell, or something to know about a row or a record."""

    kind: ProblemKind
    sheet: str
    row: int | None
    field: str
    value: str
    message: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportLine:
    """One import in a list.

    Attributes
    ----------
    counts : mapping
        rows, new, changed, unchanged, rejected, left_out, problems, questions; after undoing removed, restored, kept.
    position, total : int
        How many rows are done in the step under way, and of how many; `total` is None while nobody knows.
    message : Sentence, optional
        Why a file was refused.
    is_waiting : bool
        A step was asked for that nobody has begun.
    """

    id: str
    kind: str
    organisation_id: str | None
    organisation_name: str | None
    person_id: int | None
    made_by: str
    language: str
    file_name: str
    size_bytes: int
    state: ImportState
    counts: Mapping[str, int]
    position: int
    total: int | None
    message: Sentence | None
    is_waiting: bool
    begun_at: datetime
    changed_at: datetime
    committed_at: datetime | None
    undone_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportView(ImportLine):
    """One import with what was read in its file.

    Attributes
    ----------
    firsts : tuple of SourceRow
        The first rows of each sheet that is read, as they are read.
    sheets : tuple of str
        The names of all sheets of the file, also of those that are not read.
    earlier : str, optional
        Id of the import that brought the same file before.
    remembered : bool
        The mapping is that of an earlier file with the same headings.
    """

    mapping: ImportMapping
    readings: tuple[TableReading, ...] = ()
    wordings: tuple[Wording, ...] = ()
    questions: tuple[FileQuestion, ...] = ()
    samples: tuple[Sample, ...] = ()
    firsts: tuple[SourceRow, ...] = ()
    notes: tuple[Sentence, ...] = ()
    sheets: tuple[str, ...] = ()
    earlier: str | None = None
    remembered: bool = False
    kept: Mapping[str, Any] = field(default_factory=lambda: NOTHING, repr=False)

    @property
    def missing(self) -> tuple[str, ...]:
        """Columns that the kind needs and that no column of the file gives yet."""
        return tuple(dict.fromkeys(name for reading in self.readings for name in reading.missing))

    @property
    def undecided(self) -> tuple[Wording, ...]:
        """Wordings that nobody has decided about and that are not certain."""
        return tuple(one for one in self.wordings if one.chosen is None and not one.is_automatic)

    @property
    def may_commit(self) -> bool:
        """Whether its good rows can go in now."""
        return self.state in {ImportState.ASKING, ImportState.CHECKED} and bool(self.readings) and not self.missing

    @property
    def may_undo(self) -> bool:
        """Whether there is something that can be taken back."""
        return self.state is ImportState.DONE


def import_of(session: Session, viewer: Viewer, import_id: str) -> ImportView:
    """One import.

    Raises
    ------
    RecordNotFoundError
        When there is none, or not for this viewer.
    """
    row = found(session, viewer, import_id)
    reading = row.reading or {}
    return ImportView(
        **_line(session, row),
        mapping=read_mapping(row.mapping),
        readings=_all(TableReading, reading.get("tables")),
        wordings=_all(Wording, reading.get("wordings")),
        questions=_all(FileQuestion, reading.get("questions")),
        samples=_all(Sample, reading.get("samples")),
        firsts=_all(SourceRow, reading.get("firsts")),
        notes=_all(Sentence, reading.get("notes")),
        sheets=tuple(reading.get("sheets", ())),
        earlier=reading.get("earlier"),
        remembered=bool(reading.get("remembered")),
        kept=reading,
    )


def imports_of(session: Session, viewer: Viewer, *, most: int = MOST_LISTED) -> tuple[ImportLine, ...]:
    """The imports that the viewer may see, the latest first."""
    query = (
        select(Import)
        .where(visible(viewer))
        .options(defer(Import.reading), defer(Import.mapping))
        .order_by(Import.begun_at.desc(), Import.id)
        .limit(most)
    )
    return tuple(ImportLine(**_line(session, row)) for row in session.scalars(query))


def problems_of(
    session: Session,
    viewer: Viewer,
    import_id: str,
    kind: ProblemKind = ProblemKind.REFUSED,
    *,
    after: int = -1,
    most: int = 100,
) -> tuple[tuple[Problem, ...], int | None]:
    """A slice of what is wrong with an import, and where the next one begins; None at the end."""
    found(session, viewer, import_id)
    query = (
        select(ImportProblem)
        .where(ImportProblem.import_id == import_id, ImportProblem.kind == kind, ImportProblem.number > after)
        .order_by(ImportProblem.number)
        .limit(most + 1)
    )
    rows = session.scalars(query).all()
    return tuple(_problem(row) for row in rows[:most]), rows[most - 1].number if len(rows) > most else None


def every_problem(session: Session, viewer: Viewer, import_id: str) -> tuple[Problem, ...]:
    """All refused cells of an import, in the order of the file."""
    problems: list[Problem] = []
    after: int | None = -1
    while after is not None:
        more, after = problems_of(session, viewer, import_id, after=after, most=SLICE)
        problems.extend(more)
    return tuple(problems)


def problems_by_field(session: Session, viewer: Viewer, import_id: str) -> Mapping[str, int]:
    """How many cells of each column were refused."""
    found(session, viewer, import_id)
    query = (
        select(ImportProblem.field, func.count())
        .where(ImportProblem.import_id == import_id, ImportProblem.kind == ProblemKind.REFUSED)
        .group_by(ImportProblem.field)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _problem(row: ImportProblem) -> Problem:
    message = sentence({"key": row.message, "values": row.places})
    return Problem(
        kind=row.kind,
        sheet=row.sheet,
        row=row.row,
        field=row.field,
        value=row.value,
        message=message or Sentence(row.message),
    )


def _all(kind: type[Any], kept: Any) -> tuple[Any, ...]:
    return tuple(from_json(kind, one) for one in kept or ())


def _line(session: Session, row: Import) -> dict[str, Any]:
    owner = session.get(Organisation, row.organisation_id) if row.organisation_id else None
    same = (
        *("id", "kind", "organisation_id", "person_id", "made_by", "language", "file_name", "size_bytes", "state"),
        *("counts", "position", "total", "begun_at", "changed_at", "committed_at", "undone_at"),
    )
    return {
        **{name: getattr(row, name) for name in same},
        "organisation_name": owner.name if owner else None,
        "message": sentence(row.message),
        "is_waiting": row.holder is None,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedRecord:
    """A record that an import made or changed."""

    kind: str
    record_id: str
    name: str
    outcome: str


def saved_records(
    session: Session, viewer: Viewer, import_id: str, *, after: str | None = None, most: int = 25
) -> tuple[tuple[SavedRecord, ...], str | None]:
    """A slice of the records that an import made or changed, and the key of the next one; None at the end."""
    found(session, viewer, import_id)
    kind, _, record_id = (after or "").partition(" ")
    version = RecordVersion
    query = (
        select(version.kind, version.record_id, func.min(version.number))
        .where(version.import_id == import_id)
        .group_by(version.kind, version.record_id)
        .order_by(version.kind, version.record_id)
        .limit(most + 1)
    )
    if after:
        query = query.where(or_(version.kind > kind, and_(version.kind == kind, version.record_id > record_id)))
    rows = session.execute(query).all()
    records = tuple(
        SavedRecord(kind=kind, record_id=name, name=name_of(session, kind, name), outcome=_outcome(first))
        for kind, name, first in rows[:most]
    )
    last = records[-1] if len(rows) > most else None
    return records, f"{last.kind} {last.record_id}" if last else None


def _outcome(first: int) -> str:
    return "new" if first == 1 else "changed"


def name_of(session: Session, kind: str, record_id: str) -> str:
    """What a record is called; its id where it has no name."""
    record = session.get(TABLES[kind].model, keys_of(kind, [record_id])[record_id])
    for name in ("name", "name_en", "material"):
        if getattr(record, name, None):
            return str(getattr(record, name))
    return record_id
