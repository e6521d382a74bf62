"""One file and everything that decides what its rows say; and the way of a row from the table to the bank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy.orm import Session

from databank.access import CITY, Viewer
from databank.errors import N_, FileRefusedError
from databank.imports.matching.resolvers import FREE_CHOICES
from databank.imports.questions import Answers, BankHistory, Watch
from databank.imports.reading import Aside, prepare, propose, source_rows
from databank.imports.reading.compiling import is_plain
from databank.imports.rights import DESK
from databank.imports.values import FileQuestion, ImportMapping, PreparedRow, SourceRow, TableReading
from databank.imports.wordings import Matcher
from databank.models import Organisation
from databank.schemas import COLUMNS
from databank.sheets import Book
from databank.submissions import Change
from databank.submissions.many import SaveMany

BATCH = 2000
"""Rows that go into the bank in one transaction: some tenths of a second, so that others get their turn."""


FIRST_ROWS = 8
"""Rows of each sheet that are shown as they are read."""
FREE_WORDS = (*FREE_CHOICES, "receiver")
"""Columns of words of one's own: a file as we export it says them as they are in the bank."""


@dataclass(slots=True, kw_only=True)
class Work:
    """What an import is about.

    Attributes
    ----------
    owner_id : str, optional
        Whose rows they are; None for the city's own.
    viewer : Viewer
        As whom names of organisations and sites are looked up.
    scope : str
        `databank.imports.rights.OWN` or `DESK`.
    is_repeated : bool
        The same file went into the bank before: what was put under review then is not put there again.
    """

    kind: str
    file_name: str
    made_by: str
    today: date
    owner_id: str | None = None
    viewer: Viewer = CITY
    scope: str = DESK
    language: str = "en"
    mapping: ImportMapping = field(default_factory=ImportMapping)
    import_id: str | None = None
    is_repeated: bool = False

    @property
    def change(self) -> Change:
        """Who changes records by this import, and why."""
        return Change(
            made_by=self.made_by,
            reason=f"Import of {self.file_name}",
            file=self.file_name,
            import_id=self.import_id,
        )


@dataclass(slots=True, kw_only=True)
class Rows:
    """The rows of a book on their way: read, words resolved, loads of a year added up, answers applied.

    Attributes
    ----------
    seen : int
        Rows of the file so far; `left_out` those that were decided to be left out, `totals` those that add up others.
    is_example : bool
        They are those of an invented organisation, and so invented themselves.
    """

    work: Work
    book: Book
    readings: tuple[TableReading, ...]
    matcher: Matcher
    seen: int = 0
    left_out: int = 0
    totals: list[SourceRow] = field(default_factory=list)
    firsts: list[SourceRow] = field(default_factory=list)
    is_example: bool = False

    @classmethod
    def of(cls, work: Work, book: Book, session: Session) -> Rows:
        """Look at the book, and get ready to read it."""
        readings = propose(book, work.kind, work.mapping, today=work.today)
        matcher = Matcher(session, work.viewer, work.kind, work.mapping, work.language, work.owner_id)
        owner = session.get(Organisation, work.owner_id) if work.owner_id else None
        is_example = owner is not None and owner.is_example and "is_example" in COLUMNS[work.kind]
        return cls(work=work, book=book, readings=readings, matcher=matcher, is_example=is_example)

    def prepared(self) -> Iterator[PreparedRow]:
        """Every record and year of the file, in the order in which they stand there: always the same one."""
        for reading in self.readings:
            for row in prepare(self._resolved(reading), reading, self.work.mapping):
                row.identity = reading.identity
                if self.is_example:
                    row.cells.setdefault("is_example", "1")
                yield row

    def _resolved(self, reading: TableReading) -> Iterator[SourceRow]:
        as_written = FREE_WORDS if is_plain(reading) else ()
        aside = Aside()
        for number, row in enumerate(source_rows(self.book, reading, self.work.mapping, aside=aside)):
            if row.is_total:
                self.totals.append(row)
                continue
            self.seen += 1
            free = {name: row.cells.pop(name) for name in as_written if name in row.cells}
            resolved = self.matcher.resolve(row)
            row.cells.update(free)
            if number < FIRST_ROWS:
                self.firsts.append(row)
            if resolved is None:
                self.left_out += 1
            else:
                yield resolved
        decided = sum(1 for _row, reason, _text in aside.rows if reason == "decided")
        self.seen, self.left_out = self.seen + decided, self.left_out + decided

    def first_rows(self) -> Iterator[SourceRow]:
        """The first rows of each sheet as they stand there, for a file that cannot be read on yet."""
        for reading in self.readings:
            yield from islice(source_rows(self.book, reading, self.work.mapping), FIRST_ROWS)

    def answered(self, batch: Sequence[PreparedRow], answers: Answers) -> list[PreparedRow]:
        """The rows as they go into the bank, with the answers to questions in them."""
        taken = [found for row in batch if (found := answers.apply(row)) is not None]
        self.left_out += len(batch) - len(taken)
        return taken

    def answers(self, questions: Sequence[FileQuestion]) -> Answers:
        """What was answered; a question without an answer puts amounts under review, but not a second time."""
        given = self.work.mapping.answers
        again = self.work.is_repeated and self.work.kind != "flows"
        return Answers([one for one in questions if one.id in given or not again], given)

    def watch(self, session: Session) -> Watch:
        """What looks for doubtful things in the rows."""
        return Watch(BankHistory(session, self.work.viewer), kind=self.work.kind, owner_id=self.work.owner_id)

    def given(self) -> frozenset[str]:
        """The columns that the file really has, or that were decided for all of its rows."""
        columns = {column.field for reading in self.readings for column in reading.columns if column.field}
        options = {name for reading in self.readings for name in reading.options}
        return frozenset(columns | options)


def saver(rows: Rows, session: Session, *, dry: bool) -> SaveMany:
    """What saves the rows of a file."""
    work = rows.work
    settings: dict[str, Any] = {"owner_id": work.owner_id, "given": rows.given(), "own_only": work.scope != DESK}
    return SaveMany(session, work.kind, work.change, dry=dry, **settings)


def require_rows(work: Work, seen: int) -> None:
    """Refuse a file that has nothing under its heading."""
    if not seen:
        raise FileRefusedError(NO_ROWS, file=work.file_name)


NO_ROWS = N_("%(file)s has no rows under its heading. Nothing was read.")
