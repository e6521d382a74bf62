"""A file is looked at as a whole before a row of it is saved: how it is read, what it asks, what it would change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from databank.errors import N_, FileRefusedError
from databank.imports import pieces
from databank.imports.examining import Examination, Examined
from databank.imports.holding import Clock, Hold, system_clock
from databank.imports.kept import as_json, from_json
from databank.imports.problems import clear_problems, write_problems
from databank.imports.reading import propose, shape_of
from databank.imports.remembering import mapping_json, remembered
from databank.imports.showing import Problem
from databank.imports.spool import Spool
from databank.imports.stepping import Heartbeat, earlier_of, ending, work_of
from databank.imports.values import FileQuestion, ImportMapping
from databank.imports.work import Work
from databank.models import Import
from databank.records import ImportState
from databank.sheets import Book, open_book

if TYPE_CHECKING:
    from databank.store import Bank

STATES = frozenset({ImportState.READING, ImportState.CHECKING})
NO_TABLE = N_("%(file)s holds no table of %(kind)s: write the names of the columns above the rows.")
Kept = dict[str, Any]


def check(
    bank: Bank,
    import_id: str,
    *,
    clock: Clock = system_clock,
    on_progress: Callable[[int], None] = lambda _seen: None,
    is_stopping: Callable[[], bool] = lambda: False,
) -> None:
    """Look at the whole file of an import; its state tells afterwards what is needed, or why it was refused.

    Raises
    ------
    TakenOverError
        When another process works on it.
    """
    hold = Hold(import_id, STATES, clock)
    with bank.session(writing=True) as session:
        row = hold.take(session)
        clear_problems(session, import_id)
        row.state, row.position, kept = ImportState.CHECKING, 0, dict(row.reading or {})
    with ending(bank, hold, ImportState.REFUSED):
        with bank.session() as session:
            work = work_of(session, session.get_one(Import, import_id), clock())
        heartbeat = Heartbeat(bank, hold, on_progress, is_stopping)
        with pieces.kept_file(bank, import_id) as path, open_book(path, work.file_name) as book:
            offer_remembered(bank, work, book, kept)
            examined = examine(bank, work, book, kept, keep=Keeping(bank, hold), on_progress=heartbeat)
        _note(bank, hold, work, kept, examined)


class Keeping:
    """Writes refused cells into the bank as they are found."""

    def __init__(self, bank: Bank, hold: Hold) -> None:
        self._bank = bank
        self._hold = hold

    def __call__(self, problems: Sequence[Problem]) -> None:
        """Keep some more."""
        if problems:
            with self._bank.session(writing=True) as session:
                self._hold.write(session)
                write_problems(session, self._hold.import_id, problems)


def offer_remembered(bank: Bank, work: Work, book: Book, kept: Kept) -> None:
    """Read a file as the last one with the same headings was read, unless somebody has decided about this one."""
    if kept.get("decided") or work.mapping.columns or work.mapping.words:
        return
    readings = propose(book, work.kind, work.mapping, today=work.today)
    if not readings:
        return
    with bank.session() as session:
        before = remembered(session, work.owner_id or "", work.kind, shape_of(readings))
    kept["remembered"] = before is not None
    if before is not None:
        work.mapping = joined(before, work.mapping)


def joined(before: ImportMapping, now: ImportMapping) -> ImportMapping:
    """What was decided for an earlier file, and what was said of this one, which wins.

    Rows and answers are those of one file only, and so are options such as its year.
    """
    return replace(
        before,
        sheets=now.sheets or before.sheets,
        layout=now.layout if now.layout is not None else before.layout,
        units={**before.units, **now.units},
        options={**{name: text for name, text in before.options.items() if name != "year"}, **now.options},
        rows=now.rows,
        answers=now.answers,
    )


def examine(
    bank: Bank,
    work: Work,
    book: Book,
    kept: Kept,
    *,
    plan: bool = True,
    spool: Spool | None = None,
    keep: Callable[[Sequence[Problem]], None] = lambda _problems: None,
    on_progress: Callable[[int], None] = lambda _seen: None,
) -> Examined:
    """The whole look at a book.

    Raises
    ------
    FileRefusedError
        When it cannot be read, has no table of this kind, or no rows.
    """
    with bank.explained(), bank.opened() as reading:
        examined = Examination(
            work=work,
            book=book,
            session=reading,
            questions=kept_questions(kept),
            plan=plan,
            spool=spool,
            keep=keep,
            on_progress=on_progress,
        ).run()
    if not examined.readings:
        raise FileRefusedError(NO_TABLE, file=work.file_name, kind=work.kind)
    return examined


def kept_questions(kept: Kept) -> tuple[FileQuestion, ...]:
    """The questions that an earlier look asked."""
    return tuple(from_json(FileQuestion, one) for one in kept.get("questions", ()))


def kept_of(examined: Examined) -> Kept:
    """What is kept of a look, as JSON."""
    return {
        "tables": as_json(examined.readings),
        "notes": as_json(examined.notes),
        "sheets": list(examined.sheets),
        "wordings": as_json(examined.wordings),
        "questions": as_json(examined.questions),
        "samples": as_json(examined.samples),
        "firsts": as_json(examined.firsts),
    }


def _note(bank: Bank, hold: Hold, work: Work, kept: Kept, examined: Examined) -> None:
    """Write down what was found, and what the import waits for now."""
    is_open = bool(examined.missing) or (bool(examined.undecided) and not kept.get("decided"))
    with bank.session(writing=True) as session:
        row = session.get_one(Import, hold.import_id)
        earlier = earlier_of(session, row)
        hold.write(
            session,
            state=ImportState.ASKING if is_open else ImportState.CHECKED,
            holder=None,
            mapping=mapping_json(work.mapping),
            reading={**kept, **kept_of(examined), "earlier": earlier.id if earlier else None},
            counts=examined.counts,
            position=0,
            total=examined.total,
            message=None,
        )
