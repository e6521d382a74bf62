"""Good rows into the bank, a batch at a time: each batch and how far the import has come in one transaction."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from databank.imports import pieces
from databank.imports.checking import kept_questions
from databank.imports.examining import Tally, in_batches
from databank.imports.holding import Clock, Hold, system_clock
from databank.imports.problems import clear_problems, write_problems
from databank.imports.reading import propose, shape_of
from databank.imports.remembering import remember
from databank.imports.spool import Spool
from databank.imports.stepping import StoppedError, ending, work_of
from databank.imports.values import FileQuestion, PreparedRow
from databank.imports.work import BATCH, Rows, Work, saver
from databank.models import Import, Organisation, Site
from databank.records import ImportState, ProblemKind
from databank.sheets import Book, open_book
from databank.store.batch import Batch
from databank.submissions.many import SaveMany

if TYPE_CHECKING:
    from databank.store import Bank

PAUSE_S = 0.02
"""Between two batches: whoever waits to write something else gets in."""

HOLD_S = 1.0
"""How long one batch may keep the bank to itself: others wait for an SQLite bank five seconds before they give up."""

FIRST_BATCH = 200
LEAST_BATCH = 20


@dataclass(slots=True, kw_only=True)
class Saving:
    """Saves the rows of a book from where an import has come to.

    Attributes
    ----------
    position : int
        Rows that are in the bank already, or were refused.
    counts : dict
        What became of them.
    """

    bank: Bank
    work: Work
    book: Book
    hold: Hold
    questions: tuple[FileQuestion, ...]
    spool: Spool | None
    position: int
    counts: dict[str, int]
    on_progress: Callable[[int], None] = lambda _position: None
    is_stopping: Callable[[], bool] = lambda: False
    tally: Tally = field(default_factory=Tally)
    _made: int = field(default=0, init=False)
    _size: int = field(default_factory=lambda: min(FIRST_BATCH, BATCH), init=False)

    def run(self) -> dict[str, int]:
        """Save the rest; the counts at the end.

        Raises
        ------
        TakenOverError
            When another process goes on with the import.
        StoppedError
            When the work was interrupted between two batches.
        """
        self.tally.counts |= {name: self.counts[name] for name in self.tally.counts if name in self.counts}
        with self.bank.explained(), self.bank.opened() as reading:
            rows, source = self._rows(reading)
            many, answers = saver(rows, reading, dry=False), rows.answers(self.questions)
            for batch in in_batches(islice(source, self.position), BATCH):
                many.pass_over(rows.answered(batch, answers))
            while batch := list(islice(source, self._size)):
                began = time.monotonic()
                self._save(rows, many, rows.answered(batch, answers), len(batch), reading)
                self._size = _paced(len(batch), time.monotonic() - began)
            with self.bank.session(writing=True) as session:
                self.hold.write(session)
                rows.matcher.send_proposals(session, self.work.change)
        return self.counts

    def _rows(self, reading: Session) -> tuple[Rows, Iterator[PreparedRow]]:
        """The rows of the file: as they were read a moment ago, else read now."""
        if self.spool is not None and self.spool.rows is not None:
            rows = replace(self.spool.rows, work=self.work)
            return rows, self.spool.read()
        rows = Rows.of(self.work, self.book, reading)
        return rows, rows.prepared()

    def _save(self, rows: Rows, many: SaveMany, batch: list[PreparedRow], count: int, reading: Session) -> None:
        if self.is_stopping():
            raise StoppedError
        reading.commit()  # no reading transaction is open while others write: the log of an SQLite bank stays short
        position = self.position + count
        with self.bank.session(writing=True) as session:
            self.hold.write(session, position=position)
            self._make(rows, session)
            many.session = session
            write_problems(session, self.hold.import_id, self.tally.take(many.take(batch), batch))
            self.counts = self._counts(rows)
            self.hold.write(session, counts=self.counts)
        self.position, self._made = position, len(rows.matcher.made())
        self.on_progress(position)
        time.sleep(PAUSE_S)

    def _make(self, rows: Rows, session: Session) -> None:
        """Save the organisations and sites that rows of this batch name, unless an earlier one brought them."""
        made = rows.matcher.made()
        if len(made) == self._made:
            return
        store = Batch(session)
        for kind, model in (("organisations", Organisation), ("sites", Site)):
            store.read(model, [row.cells["id"] for other, row in made if other == kind])
        rows.matcher.save_made(store, self.work.change)
        store.write()

    def _counts(self, rows: Rows) -> dict[str, int]:
        return {**self.counts, **self.tally.counts, "rows": rows.seen, "left_out": rows.left_out, "attempts": 0}


def _paced(size: int, took_s: float) -> int:
    """Rows of the next batch, after one of `size` rows took so long: slow machines save fewer at a time."""
    return min(BATCH, max(LEAST_BATCH, min(2 * size, int(size * HOLD_S / max(took_s, 1e-3)))))


STATES = frozenset({ImportState.SAVING})


def commit(
    bank: Bank,
    import_id: str,
    *,
    book: Book | None = None,
    spool: Spool | None = None,
    clock: Clock = system_clock,
    on_progress: Callable[[int], None] = lambda _done: None,
    is_stopping: Callable[[], bool] = lambda: False,
    force: bool = False,
) -> None:
    """Save the good rows of an import that was asked to be saved, from where it has come to.

    Parameters
    ----------
    book : Book, optional
        The opened file, where the bank keeps no copy of it.
    spool : Spool, optional
        All rows of the file, where they were read a moment ago.
    force : bool
        Take the import over from a process that worked on it a moment ago.

    Raises
    ------
    TakenOverError
        When another process works on it.
    WaitsError
        When another import of the organisation is being saved.
    """
    hold = Hold(import_id, STATES, clock)
    with bank.session(writing=True) as session:
        row = hold.take(session, force=force)
        begins = not row.position
        if begins:
            clear_problems(session, import_id, ProblemKind.REFUSED)
            row.counts = {name: count for name, count in row.counts.items() if name in {"questions", "attempts"}}
    with ending(bank, hold, ImportState.REFUSED if begins else ImportState.DONE):
        with bank.session() as session:
            row = session.get_one(Import, import_id)
            work, kept = work_of(session, row, clock()), dict(row.reading or {})
        with nullcontext(book) if book is not None else kept_book(bank, work) as opened:
            saving = Saving(
                bank=bank,
                work=work,
                book=opened,
                hold=hold,
                questions=kept_questions(kept),
                spool=spool,
                position=row.position,
                counts=dict(row.counts),
                on_progress=on_progress,
                is_stopping=is_stopping,
            )
            saving.run()
            _end(bank, hold, work, opened, clock)


@contextmanager
def kept_book(bank: Bank, work: Work) -> Iterator[Book]:
    """The file of an import as the bank keeps it, opened."""
    with pieces.kept_file(bank, work.import_id or "") as path, open_book(path, work.file_name) as book:
        yield book


def _end(bank: Bank, hold: Hold, work: Work, book: Book, clock: Clock) -> None:
    """All is saved; what was decided is offered for the next file with the same headings."""
    readings = propose(book, work.kind, work.mapping, today=work.today)
    with bank.session(writing=True) as session:
        remember(session, work.owner_id or "", work.kind, shape_of(readings), work.mapping, clock())
        hold.write(session, state=ImportState.DONE, holder=None, committed_at=clock())
