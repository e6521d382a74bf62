"""One whole look at a file before a row of it is saved: what it says, what it asks, and what would become of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TypeVar

from sqlalchemy.orm import Session

from databank.errors import RowError, Sentence
from databank.imports.questions import Watch
from databank.imports.showing import Problem, Sample
from databank.imports.spool import Spool
from databank.imports.values import FileQuestion, PreparedRow, SourceRow, TableReading, Wording
from databank.imports.work import BATCH, Rows, Work, require_rows, saver
from databank.records import ProblemKind
from databank.sheets import Book
from databank.submissions.journal import written
from databank.submissions.many import RowOutcome
from databank.submissions.saving import Outcome

T = TypeVar("T")
MOST_SAMPLES = 20
"""Records of each outcome that a preview shows with what they will say."""
MOST_WORDINGS = 3000
MOST_PROBLEMS = 100_000
LONGEST_VALUE = 500

Keep = Callable[[Sequence[Problem]], None]
Progress = Callable[[int], None]
COUNT_OF = {
    Outcome.CREATED: "new",
    Outcome.CHANGED: "changed",
    Outcome.UNCHANGED: "unchanged",
    Outcome.REJECTED: "rejected",
}


@dataclass(slots=True, kw_only=True)
class Tally:
    """What became of rows so far."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys((*COUNT_OF.values(), "problems"), 0))
    samples: list[Sample] = field(default_factory=list)

    def take(self, outcomes: Iterable[RowOutcome], rows: Iterable[PreparedRow]) -> list[Problem]:
        """Count what became of a batch of rows; the refused cells that are kept of it."""
        problems: list[Problem] = []
        for outcome, row in zip(outcomes, rows, strict=True):
            name = COUNT_OF[outcome.outcome]
            self.counts[name] += 1
            if outcome.outcome is Outcome.REJECTED:
                problems += (problem_of(row, error) for error in outcome.errors)
            elif name != "unchanged" and self._is_wanted(name):
                self.samples.append(_sample(outcome, name, row))
        room = max(0, MOST_PROBLEMS - self.counts["problems"])
        self.counts["problems"] += len(problems)
        return problems[:room]

    def _is_wanted(self, name: str) -> bool:
        return self.counts[name] <= MOST_SAMPLES


def _sample(outcome: RowOutcome, name: str, row: PreparedRow) -> Sample:
    changes = {key: (written(before), written(after)) for key, (before, after) in outcome.changes.items()}
    return Sample(
        sheet=outcome.sheet,
        row=outcome.number,
        outcome=name,
        record_id=outcome.record_id or "",
        changes=changes,
        wording=dict(row.wording),
    )


def problem_of(row: PreparedRow, error: RowError) -> Problem:
    """A refused cell as it is kept, with what the file says there."""
    message = error.message if isinstance(error.message, Sentence) else Sentence(error.message)
    value = row.wording.get(error.field, error.value)
    return Problem(
        kind=ProblemKind.REFUSED,
        sheet=row.sheet[:64],
        row=error.row if error.row is not None else row.number,
        field=error.field[:64],
        value=value[:LONGEST_VALUE],
        message=message,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What a whole look at a file found.

    Attributes
    ----------
    firsts : tuple of SourceRow
        The first rows of each sheet, as they are read.
    total : int
        Records and years that the file tells of: what there is to save.
    """

    readings: tuple[TableReading, ...]
    notes: tuple[Sentence, ...]
    sheets: tuple[str, ...]
    wordings: tuple[Wording, ...] = ()
    questions: tuple[FileQuestion, ...] = ()
    samples: tuple[Sample, ...] = ()
    firsts: tuple[SourceRow, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    total: int = 0

    @property
    def missing(self) -> tuple[str, ...]:
        """Columns that the kind needs and that the file does not give."""
        return tuple(dict.fromkeys(name for reading in self.readings for name in reading.missing))

    @property
    def undecided(self) -> tuple[Wording, ...]:
        """Wordings that are not certain and that nobody has decided about."""
        return tuple(one for one in self.wordings if one.chosen is None and not one.is_automatic)


@dataclass(slots=True, kw_only=True)
class Examination:
    """A look at all rows of a book.

    Attributes
    ----------
    questions : tuple of FileQuestion
        Those of an earlier look that are answered by now: what would become of the rows follows the answers.
    plan : bool
        Whether it is worked out what would become of each row. Without it only words and questions are looked for.
    keep : callable
        Told the refused cells, batch by batch.
    spool : Spool, optional
        Takes the rows, so that they need not be read again to be saved.
    """

    work: Work
    book: Book
    session: Session
    questions: tuple[FileQuestion, ...] = ()
    plan: bool = True
    spool: Spool | None = None
    keep: Keep = lambda _problems: None
    on_progress: Progress = lambda _seen: None
    tally: Tally = field(default_factory=Tally)

    def run(self) -> Examined:
        """Look at everything; a file of which columns are missing is looked at no further.

        Raises
        ------
        FileRefusedError
            When the book cannot be read, or has no rows.
        """
        rows = Rows.of(self.work, self.book, self.session)
        first = Examined(readings=rows.readings, notes=_notes(self.book, rows), sheets=_sheets(self.book))
        if first.missing or not rows.readings:
            return replace(first, firsts=tuple(rows.first_rows()))
        watch = rows.watch(self.session)
        total = self._pass(rows, watch)
        require_rows(self.work, rows.seen)
        questions = watch.questions()
        if self.spool is not None:
            self.spool.rows = rows
        counts = {
            **self.tally.counts,
            "made": len(rows.matcher.made()),
            "rows": rows.seen,
            "left_out": rows.left_out,
            "questions": len(questions),
        }
        return Examined(
            readings=rows.readings,
            notes=_notes(self.book, rows),
            sheets=first.sheets,
            wordings=_most_asked(rows.matcher.wordings()),
            questions=questions,
            samples=tuple(self.tally.samples),
            firsts=tuple(rows.firsts),
            counts=counts,
            total=total,
        )

    def _pass(self, rows: Rows, watch: Watch) -> int:
        """Every row once: seen by the questions as it stands, then planned as it was answered."""
        planned = saver(rows, self.session, dry=True) if self.plan else None
        answers = rows.answers(self.questions)
        total = 0
        for batch in in_batches(_watched(rows, watch), BATCH):
            total += len(batch)
            if self.spool is not None:
                self.spool.write(batch)
            answered = rows.answered(batch, answers)
            if planned is not None:
                planned.expect(rows.matcher.made())
                self.keep(self.tally.take(planned.take(answered), answered))
            self.session.commit()  # ends the reading transaction: a long look holds nobody up
            self.on_progress(rows.seen)
        return total


def _watched(rows: Rows, watch: Watch) -> Iterator[PreparedRow]:
    for row in rows.prepared():
        watch.see(row)
        yield row
    for total in rows.totals:
        watch.see_total(total)


def in_batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Rows a batch at a time."""
    source = iter(rows)
    while batch := list(islice(source, size)):
        yield batch


def _notes(book: Book, rows: Rows) -> tuple[Sentence, ...]:
    return (*book.notes, *(note for reading in rows.readings for note in reading.notes))


def _sheets(book: Book) -> tuple[str, ...]:
    return tuple(sheet.name for sheet in book.sheets)


def _most_asked(wordings: Iterable[Wording]) -> tuple[Wording, ...]:
    """Those that need a decision first, then the most frequent."""
    ordered = sorted(wordings, key=lambda one: (one.chosen is not None or one.is_automatic, -one.count))
    return tuple(ordered[:MOST_WORDINGS])
