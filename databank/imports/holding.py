"""One process works on an import at a time: whoever takes it over writes its own word, and the other one stops."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.orm import Session

from databank.errors import N_
from databank.imports.rights import ImportRefusedError
from databank.keys import new_key
from databank.models import Import, ImportPiece
from databank.records import ImportState

if TYPE_CHECKING:
    from databank.store import Bank

STALE = timedelta(seconds=150)
"""A process that has said nothing for so long is taken for dead: longer than any workbook may take to be parsed."""
TAKEN_OVER = N_("Another process goes on with this import.")
WAITS = N_("Another import for the same organisation is under way: this one waits until that has ended.")
RUNNING = (ImportState.CHECKING, ImportState.SAVING, ImportState.UNDOING)

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The moment in UTC."""
    return datetime.now(UTC)


class TakenOverError(ImportRefusedError):
    """Somebody else works on the import."""

    def __init__(self) -> None:
        super().__init__(TAKEN_OVER)


class WaitsError(ImportRefusedError):
    """Another import of the organisation is first."""

    def __init__(self) -> None:
        super().__init__(WAITS)


@dataclass(slots=True)
class Hold:
    """The right to work on one import, asked for again with every write.

    Attributes
    ----------
    states : collection of ImportState
        The step that is done: a cancelled import is let go at once.
    """

    import_id: str
    states: Collection[ImportState]
    clock: Clock = system_clock
    word: str = field(default_factory=new_key)

    def take(self, session: Session, *, force: bool = False) -> Import:
        """Begin to work on the import, or refuse because another process lives that does.

        Parameters
        ----------
        force : bool
            Take it from whoever had it: that one stops with its next write.
        """
        row = session.scalar(select(Import).where(Import.id == self.import_id).with_for_update())
        now = self.clock()
        if row is None or row.state not in self.states:
            raise TakenOverError
        if row.holder is not None and not force and row.changed_at > now - STALE:
            raise TakenOverError
        if waits_for_others(session, row, now):
            raise WaitsError
        row.holder, row.changed_at = self.word, now
        row.counts = {**row.counts, "attempts": 1 if force else row.counts.get("attempts", 0) + 1}
        session.flush()
        return row

    def write(self, session: Session, **values: Any) -> None:
        """Change the import, in the transaction of what was done; the last word of a step gives the hold back.

        Raises
        ------
        TakenOverError
            When another process has it: whatever this transaction did is to be rolled back.
        """
        statement = (
            update(Import)
            .where(Import.id == self.import_id, Import.holder == self.word, Import.state.in_(self.states))
            .values(changed_at=self.clock(), **values)
            .execution_options(synchronize_session=False)
        )
        if session.connection().execute(statement).rowcount != 1:
            raise TakenOverError

    def note(self, bank: Bank, **values: Any) -> None:
        """The same in a transaction of its own."""
        with bank.session(writing=True) as session:
            self.write(session, **values)


def waits_for_others(session: Session, row: Import, now: datetime) -> bool:
    """Whether another import of the same organisation writes now; one that has fallen silent keeps nobody waiting."""
    if row.state not in {ImportState.SAVING, ImportState.UNDOING}:
        return False
    query = select(Import.id).where(
        of_same_owner(row),
        Import.id != row.id,
        Import.state.in_((ImportState.SAVING, ImportState.UNDOING)),
        Import.holder.is_not(None),
        Import.changed_at > now - STALE,
    )
    return session.scalar(query.limit(1)) is not None


def of_same_owner(row: Import) -> ColumnElement[bool]:
    """Imports for the same organisation, or for the city."""
    if row.organisation_id is None:
        return Import.organisation_id.is_(None)
    return Import.organisation_id == row.organisation_id


def standing(session: Session, now: datetime) -> list[tuple[str, ImportState]]:
    """Imports whose step was asked for and is not worked on: by nobody yet, or by a process that died.

    A file of which the bank has no copy is that of somebody's command, which is given again.
    """
    steps = (ImportState.READING, *RUNNING)
    query = (
        select(Import.id, Import.state)
        .where(
            Import.state.in_(steps),
            or_(Import.holder.is_(None), Import.changed_at <= now - STALE),
            or_(Import.state == ImportState.UNDOING, exists().where(ImportPiece.import_id == Import.id)),
        )
        .order_by(Import.changed_at)
    )
    return [(row.id, row.state) for row in session.execute(query)]
