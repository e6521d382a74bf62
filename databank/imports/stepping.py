"""What every step that works on a file shares: how it is begun, how it tells that it lives, how it ends badly."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from databank.errors import N_, BankUnavailableError, DatabankError, FileRefusedError, Sentence
from databank.imports.holding import Hold, TakenOverError, of_same_owner
from databank.imports.kept import as_json
from databank.imports.remembering import mapping_json, read_mapping
from databank.imports.rights import OWN, scope_of, viewer_of_import
from databank.imports.work import Work
from databank.models import Import
from databank.records import ImportState
from databank.submissions import Change

if TYPE_CHECKING:
    from databank.store import Bank

TELLS_EVERY_S = 1.0
MOST_ATTEMPTS = 5
"""How often a step is begun anew after its process died."""
BROKEN = N_("%(file)s could not be read because of a fault of ours. Tell us the number of the import: %(id)s.")
DECIDING = ("sheets", "layout", "columns", "units", "rows", "options")
"""What of a mapping says how a file is read."""


class StoppedError(Exception):
    """Whoever does the work was told to stop; a later start goes on."""


@dataclass(slots=True)
class Heartbeat:
    """Tells how far a step is, not more often than anybody looks; stops it when that was asked for."""

    bank: Bank
    hold: Hold
    on_progress: Callable[[int], None] = lambda _done: None
    is_stopping: Callable[[], bool] = lambda: False
    _told: float = field(default_factory=time.monotonic, init=False)

    def __call__(self, done: int) -> None:
        """Note that `done` rows were looked at."""
        if self.is_stopping():
            raise StoppedError
        self.on_progress(done)
        if time.monotonic() - self._told >= TELLS_EVERY_S:
            self._told = time.monotonic()
            self.hold.note(self.bank, position=done)


def work_of(session: Session, row: Import, now: datetime) -> Work:
    """What an import is about, as its person may do it today.

    Raises
    ------
    FileRefusedError
        When its process died again and again.
    ImportRefusedError
        When the person may not act for the organisation any more.
    """
    begun_as = (row.reading or {}).get("scope", OWN)
    if row.counts.get("attempts", 0) > MOST_ATTEMPTS:
        raise FileRefusedError(BROKEN, file=row.file_name, id=row.id)
    viewer = viewer_of_import(session, begun_as, row.person_id, row.organisation_id, now.date())
    return Work(
        kind=row.kind,
        file_name=row.file_name,
        made_by=row.made_by,
        today=now.date(),
        owner_id=row.organisation_id,
        viewer=viewer,
        scope=scope_of(viewer, row.kind, row.organisation_id),
        language=row.language,
        mapping=read_mapping(row.mapping),
        import_id=row.id,
        is_repeated=repeats(session, row),
    )


def earlier_of(session: Session, row: Import) -> Import | None:
    """The last import that brought the same file for the same organisation and was not undone."""
    query = (
        select(Import)
        .where(
            Import.sha256 == row.sha256,
            Import.kind == row.kind,
            Import.state == ImportState.DONE,
            Import.id != row.id,
            of_same_owner(row),
        )
        .order_by(Import.committed_at.desc())
        .limit(1)
    )
    return session.scalars(query).first()


def repeats(session: Session, row: Import) -> bool:
    """Whether the same file was read in the same way before."""
    earlier = earlier_of(session, row)
    if earlier is None:
        return False
    before, now = read_mapping(earlier.mapping), read_mapping(row.mapping)
    kept = [mapping_json(mapping) for mapping in (before, now)]
    return all(kept[0].get(name) == kept[1].get(name) for name in DECIDING)


def change_of(row: Import, reason: str, now: datetime) -> Change:
    """Who takes an import back, and why."""
    return Change(made_by=row.made_by, reason=reason, import_id=row.id, made_at=now)


@contextmanager
def ending(bank: Bank, hold: Hold, state: ImportState | None) -> Iterator[None]:
    """Let a step end badly in a way that people see: the sentence is kept with the import, which gets this state.

    Whoever took the import over goes on with it; a step that was told to stop is given back.
    """
    try:
        yield
    except (TakenOverError, BankUnavailableError):
        raise
    except StoppedError:
        hold.note(bank, holder=None)
    except DatabankError as refused:
        kept = as_json(Sentence(refused.message, **refused.values))
        changes = {} if state is None else {"state": state}
        hold.note(bank, holder=None, message=kept, **changes)
