"""An import taken back: what it made goes, what it changed says again what it said before; the rest is named."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, delete, func, select, tuple_
from sqlalchemy.orm import Session

from databank import models
from databank.errors import Sentence
from databank.imports.committing import PAUSE_S
from databank.imports.holding import Clock, Hold, system_clock
from databank.imports.problems import clear_problems, write_problems
from databank.imports.restoring import keys_of, restore
from databank.imports.showing import Problem, name_of
from databank.imports.standing import staying, touched
from databank.imports.stepping import StoppedError, change_of, ending
from databank.models import Import, KnownRow, Look, RecordVersion, ReviewCase
from databank.records import ImportState, ProblemKind
from databank.store.batch import chunks
from databank.submissions.journal import Change
from databank.submissions.tables import TABLES

if TYPE_CHECKING:
    from databank.store import Bank

BATCH = 500
MOST_NAMED = 1000
"""Records that stay and are named; the others are counted."""
ORDER = (
    *("exchanges", "flows", "side-streams", "needs", "permits", "treatment-lines", "trials", "sites", "organisations"),
    "areas",
)
"""Whatever names another record goes before it."""
CHILDREN: dict[str, tuple[Any, ...]] = {
    "side-streams": (
        models.StreamAmount.side_stream_id,
        models.Measurement.side_stream_id,
        models.Document.side_stream_id,
    ),
    "areas": (models.AreaFact.area_id,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A record that stays, and why."""

    kind: str
    record_id: str
    name: str
    reason: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoPreview:
    """What undoing would do: how many records go, go back to what they said, or stay; some of those that stay."""

    removed: int
    restored: int
    kept_count: int
    kept: tuple[Kept, ...]


def preview(session: Session, import_id: str) -> UndoPreview:
    """Look ahead: nothing is changed."""
    removed = restored = 0
    stays: dict[str, dict[str, Sentence]] = {}
    for kind in _kinds(session, import_id):
        query = touched(import_id, kind)
        stays[kind] = staying(session, import_id, kind, query, going=stays)
        rows = query.subquery()
        made, all_rows = session.execute(
            select(func.coalesce(func.sum(case((rows.c.first == 1, 1), else_=0)), 0), func.count())
        ).one()
        kept_made = _made_among(session, import_id, kind, stays[kind])
        removed += made - kept_made
        restored += all_rows - made - (len(stays[kind]) - kept_made)
    named = [(kind, record_id, why) for kind, ids in stays.items() for record_id, why in sorted(ids.items())]
    return UndoPreview(
        removed=removed,
        restored=restored,
        kept_count=len(named),
        kept=tuple(
            Kept(kind=kind, record_id=record_id, name=name_of(session, kind, record_id), reason=why)
            for kind, record_id, why in named[:MOST_NAMED]
        ),
    )


def _kinds(session: Session, import_id: str) -> list[str]:
    """The kinds of record that an import touched, in the order in which they go."""
    found = set(session.scalars(select(RecordVersion.kind).where(RecordVersion.import_id == import_id).distinct()))
    return [kind for kind in ORDER if kind in found]


def _made_among(session: Session, import_id: str, kind: str, ids: Collection[str]) -> int:
    """How many of the records were made by the import."""
    made = 0
    for part in chunks(sorted(ids)):
        query = select(func.count()).where(
            RecordVersion.import_id == import_id,
            RecordVersion.kind == kind,
            RecordVersion.number == 1,
            RecordVersion.record_id.in_(part),
        )
        made += session.scalar(query) or 0
    return made


@dataclass(slots=True, kw_only=True)
class Undoing:
    """Takes an import back, batch by batch, from where it has come to.

    Attributes
    ----------
    cursor : tuple of str
        The kind and the record up to which it is done.
    counts : dict
        removed, restored, kept.
    """

    bank: Bank
    hold: Hold
    change: Change
    cursor: tuple[str, str] = ("", "")
    counts: dict[str, int] = field(default_factory=dict)
    on_progress: Callable[[int], None] = lambda _done: None
    is_stopping: Callable[[], bool] = lambda: False

    def run(self) -> dict[str, int]:
        """Take back the rest; the counts at the end.

        Raises
        ------
        TakenOverError
            When another process goes on with it.
        StoppedError
            When the work was interrupted between two batches.
        """
        for name in ("removed", "restored", "kept"):
            self.counts.setdefault(name, 0)
        with self.bank.session() as session:
            kinds = _kinds(session, self.hold.import_id)
        begin = ORDER.index(self.cursor[0]) if self.cursor[0] else 0
        for kind in [one for one in ORDER[begin:] if one in kinds]:
            for ids in self._batches(kind):
                if self.is_stopping():
                    raise StoppedError
                self._take_back(kind, ids)
                self.on_progress(sum(self.counts[name] for name in ("removed", "restored", "kept")))
                time.sleep(PAUSE_S)
        return self.counts

    def _batches(self, kind: str) -> Iterator[list[str]]:
        after = self.cursor[1] if kind == self.cursor[0] else ""
        query = touched(self.hold.import_id, kind).where(RecordVersion.record_id > after)
        with self.bank.session() as session:
            ids = list(session.scalars(query.order_by(RecordVersion.record_id)))
        for start in range(0, len(ids), BATCH):
            yield ids[start : start + BATCH]

    def _take_back(self, kind: str, ids: Sequence[str]) -> None:
        import_id = self.hold.import_id
        with self.bank.session(writing=True) as session:
            self.hold.write(session, message={"cursor": [kind, ids[-1]]})
            query = touched(import_id, kind).where(RecordVersion.record_id.in_(ids))
            firsts = {record_id: first for record_id, first, _at in session.execute(query)}
            stays = staying(session, import_id, kind, query)
            made = [one for one, first in firsts.items() if first == 1 and one not in stays]
            changed = [one for one, first in firsts.items() if first != 1 and one not in stays]
            self._restore(session, kind, changed)
            remove(session, kind, made)
            self._name(session, kind, stays)
            counts = {"removed": len(made), "restored": len(changed), "kept": len(stays)}
            self.counts |= {name: self.counts[name] + count for name, count in counts.items()}
            self.hold.write(session, counts={**self.counts, "attempts": 0})

    def _restore(self, session: Session, kind: str, ids: Sequence[str]) -> None:
        query = select(RecordVersion).where(
            RecordVersion.kind == kind,
            RecordVersion.record_id.in_(ids),
            RecordVersion.import_id == self.hold.import_id,
        )
        versions: dict[str, list[RecordVersion]] = {}
        for version in session.scalars(query):
            versions.setdefault(version.record_id, []).append(version)
        for record_id, key in keys_of(kind, list(versions)).items():
            record = session.get(TABLES[kind].model, key)
            if record is not None:
                restore(session, kind, record, versions[record_id], self.change)

    def _name(self, session: Session, kind: str, stays: dict[str, Sentence]) -> None:
        """Write down what stays, as far as anybody reads such a list."""
        room = max(0, MOST_NAMED - self.counts["kept"])
        problems = [
            Problem(kind=ProblemKind.NOTE, sheet="", row=None, field=kind, value=record_id, message=why)
            for record_id, why in list(stays.items())[:room]
        ]
        write_problems(session, self.hold.import_id, problems)


def remove(session: Session, kind: str, ids: Sequence[str]) -> None:
    """Erase records with everything that is theirs."""
    if not ids:
        return
    for column in CHILDREN.get(kind, ()):
        _erase(session, column.class_, column.in_(ids))
    for table in (ReviewCase, Look, RecordVersion):
        _erase(session, table, table.kind == kind, table.record_id.in_(ids))
    keys = list(keys_of(kind, ids).values())
    named = [key[0] for key in keys] if kind == "flows" else keys
    _erase(session, KnownRow, KnownRow.kind == kind, KnownRow.record_id.in_(named))
    if kind == "flows":
        flow = models.Flow
        _erase(session, flow, tuple_(flow.record_id, flow.year).in_(keys))
    else:
        _erase(session, TABLES[kind].model, TABLES[kind].model.id.in_(keys))


def _erase(session: Session, table: type[Any], *which: Any) -> None:
    session.execute(delete(table).where(*which).execution_options(synchronize_session=False))


def cursor_of(row: Import) -> tuple[str, str]:
    """How far the undoing of an import has come."""
    kind, record_id = (row.message or {}).get("cursor", ("", ""))
    return kind, record_id


STATES = frozenset({ImportState.UNDOING})
UNDONE = "Import of %(file)s undone"


def undo(
    bank: Bank,
    import_id: str,
    *,
    clock: Clock = system_clock,
    on_progress: Callable[[int], None] = lambda _done: None,
    is_stopping: Callable[[], bool] = lambda: False,
    force: bool = False,
) -> None:
    """Take back an import that was asked to be taken back, from where it has come to.

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
        change = change_of(row, UNDONE % {"file": row.file_name}, clock())
        cursor, counts = cursor_of(row), dict(row.counts)
        if not cursor[0]:
            clear_problems(session, import_id, ProblemKind.NOTE)
    with ending(bank, hold, None):
        work = Undoing(bank=bank, hold=hold, change=change, cursor=cursor, counts=counts)
        work.on_progress, work.is_stopping = on_progress, is_stopping
        work.run()
        hold.note(bank, state=ImportState.UNDONE, holder=None, message=None, undone_at=clock())
