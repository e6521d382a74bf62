"""A file on this machine into the bank in one go, as the command line does it: the same command again goes on."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from databank.access import CITY
from databank.accounts import mandates
from databank.errors import N_, FileRefusedError, Sentence
from databank.imports import pieces
from databank.imports.beginning import Upload, new_row, refuse_unknown_columns
from databank.imports.checking import examine, kept_of, offer_remembered
from databank.imports.committing import commit
from databank.imports.examining import Examined
from databank.imports.holding import Clock, WaitsError, of_same_owner, system_clock
from databank.imports.remembering import mapping_json
from databank.imports.rights import DESK
from databank.imports.showing import Problem, every_problem, import_of
from databank.imports.spool import Spool
from databank.imports.stepping import earlier_of
from databank.imports.values import FileQuestion, ImportMapping, TableReading, Wording
from databank.imports.work import Work
from databank.models import Import
from databank.records import ImportState
from databank.sheets import Book, open_book

if TYPE_CHECKING:
    from databank.store import Bank

UNKNOWN = N_("The bank knows no organisation %(organisation)s: import it first, or check the business id.")
MISSING = N_(
    "%(file)s: no column was found for %(columns)s. Name it in the heading, or say in --mapping which column it is."
)
OTHERWISE = N_(
    "%(file)s is half in the bank as import %(id)s, read with other choices. Finish that with the same options, or "
    "take it back with: sivuvirta undo %(id)s"
)
NO_FILE = N_("%(file)s cannot be read: check that the file exists and that you may read it.")
WAIT_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectOutcome:
    """What became of a file.

    Attributes
    ----------
    form : str
        As `Book.form` says it: the rows of a JSON list are counted from 2, as if a heading stood above them.
    went_on : bool
        The import had been interrupted and was gone on with.
    earlier : str, optional
        Id of the import that brought the same file before.
    """

    import_id: str | None
    form: str
    counts: dict[str, int]
    problems: tuple[Problem, ...]
    mapping: ImportMapping
    readings: tuple[TableReading, ...] = ()
    notes: tuple[Sentence, ...] = ()
    wordings: tuple[Wording, ...] = ()
    questions: tuple[FileQuestion, ...] = ()
    went_on: bool = False
    earlier: str | None = None


@dataclass(slots=True, kw_only=True)
class Direct:
    """The import of one file from the command line.

    Attributes
    ----------
    upload : Upload
        Its `organisation_id` may be a business id.
    on_progress : callable
        Told the step ("look" or "save"), how many rows are done, and of how many.
    on_waiting : callable
        Told once that another import of the organisation is first.
    """

    bank: Bank
    path: Path
    upload: Upload
    clock: Clock = system_clock
    on_progress: Callable[[str, int, int], None] = lambda _step, _done, _total: None
    on_waiting: Callable[[], None] = lambda: None
    _problems: list[Problem] = field(default_factory=list, init=False)

    def run(self, *, dry_run: bool = False) -> DirectOutcome:
        """Import the file, or go on with it; a dry run writes nothing.

        Raises
        ------
        FileRefusedError
            When it cannot be read, or lacks columns: nothing is written then.
        """
        refuse_unknown_columns(self.upload.kind, self.upload.mapping)
        with self.bank.session() as session:
            self.upload = replace(self.upload, organisation_id=self._organisation(session))
        with open_book(self.path, self.upload.file_name) as book, Spool() as spool:
            sha256, size = self._measured()  # of a file that is not too large to be read
            unfinished = None if dry_run else self._unfinished(sha256)
            if unfinished is not None:
                return self._save(book, unfinished)
            kept: dict[str, Any] = {}
            work, examined = self._look(book, kept, None if dry_run else spool)
            if dry_run:
                return self._planned(work, book, examined)
            return self._save(book, self._begun(sha256, size, work, kept, examined), spool)

    def _organisation(self, session: Session) -> str | None:
        named = self.upload.organisation_id
        if named is None:
            return None
        found = mandates.organisation_named(session, CITY, named)
        if found is None:
            raise FileRefusedError(UNKNOWN, organisation=named)
        return found

    def _measured(self) -> tuple[str, int]:
        try:
            with self.path.open("rb") as content:
                return pieces.measured(content, self.upload.file_name)
        except OSError as error:
            raise FileRefusedError(NO_FILE, file=self.path) from error

    def _unfinished(self, sha256: str) -> str | None:
        """The import of the same file that was interrupted."""
        asked = mapping_json(self.upload.mapping)
        with self.bank.session() as session:
            sought = Import(organisation_id=self.upload.organisation_id)
            query = select(Import).where(
                Import.sha256 == sha256,
                Import.kind == self.upload.kind,
                Import.state == ImportState.SAVING,
                of_same_owner(sought),
            )
            row = session.scalars(query.order_by(Import.begun_at)).first()
            if row is None:
                return None
            if (row.reading or {}).get("asked") != asked:
                raise FileRefusedError(OTHERWISE, file=self.upload.file_name, id=row.id)
            return row.id

    def _look(self, book: Book, kept: dict[str, Any], spool: Spool | None) -> tuple[Work, Examined]:
        work = Work(
            kind=self.upload.kind,
            file_name=self.upload.file_name,
            made_by=self.upload.made_by,
            today=self.clock().date(),
            owner_id=self.upload.organisation_id,
            language=self.upload.language,
            mapping=self.upload.mapping,
        )
        offer_remembered(self.bank, work, book, kept)
        if spool is None and work.mapping.answers:  # what is asked is known after a first look only
            kept |= kept_of(self._examined(book, work, kept, plan=False))
        examined = self._examined(book, work, kept, plan=spool is None, spool=spool)
        if examined.missing:
            raise FileRefusedError(MISSING, file=self.upload.file_name, columns=", ".join(examined.missing))
        return work, examined

    def _examined(
        self, book: Book, work: Work, kept: dict[str, Any], *, plan: bool, spool: Spool | None = None
    ) -> Examined:
        lines = sum(sheet.row_count for sheet in book.sheets)
        return examine(
            self.bank,
            work,
            book,
            kept,
            plan=plan,
            spool=spool,
            keep=self._problems.extend,
            on_progress=lambda seen: self.on_progress("look", seen, max(lines, seen)),
        )

    def _planned(self, work: Work, book: Book, examined: Examined) -> DirectOutcome:
        return DirectOutcome(
            import_id=None,
            form=book.form,
            counts=examined.counts,
            problems=tuple(self._problems),
            mapping=work.mapping,
            readings=examined.readings,
            notes=examined.notes,
            wordings=examined.wordings,
            questions=examined.questions,
        )

    def _begun(self, sha256: str, size: int, work: Work, kept: dict[str, Any], examined: Examined) -> str:
        """The row of the import, ready to be saved."""
        now = self.clock()
        row = new_row(self.upload, DESK, sha256, size, now)
        row.state, row.total = ImportState.SAVING, examined.total
        row.mapping = mapping_json(work.mapping)
        row.counts = {"questions": len(examined.questions)}
        with self.bank.session(writing=True) as session:
            earlier = earlier_of(session, row)
            row.reading = {**(row.reading or {}), **kept, **kept_of(examined)}
            row.reading["earlier"] = earlier.id if earlier else None
            session.add(row)
        return row.id

    def _save(self, book: Book, import_id: str, spool: Spool | None = None) -> DirectOutcome:
        with self.bank.session() as session:
            total = session.get_one(Import, import_id).total or 0
        self._commit(book, import_id, total, spool)
        with self.bank.session() as session:
            view = import_of(session, CITY, import_id)
            if view.message is not None:
                raise FileRefusedError(view.message.key, **view.message.values)
            return DirectOutcome(
                import_id=import_id,
                form=book.form,
                counts=dict(view.counts),
                problems=every_problem(session, CITY, import_id),
                mapping=view.mapping,
                readings=view.readings,
                notes=view.notes,
                wordings=view.wordings,
                questions=view.questions,
                went_on=spool is None,
                earlier=view.earlier,
            )

    def _commit(self, book: Book, import_id: str, total: int, spool: Spool | None) -> None:
        """Save, or wait for another import of the organisation to end first."""
        told = False
        while True:
            try:
                return commit(
                    self.bank,
                    import_id,
                    book=book,
                    spool=spool,
                    clock=self.clock,
                    on_progress=lambda done: self.on_progress("save", done, total),
                    force=True,
                )
            except WaitsError:
                if not told:
                    self.on_waiting()
                told = True
                time.sleep(WAIT_S)
