"""Old uploads are forgotten: the file and what it said, but not which cell a record came from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from databank.imports import pieces
from databank.imports.beginning import WAITING
from databank.imports.problems import clear_problems
from databank.models import Import, ImportPiece, ImportProblem
from databank.records import ImportState

ENDED = (ImportState.DONE, ImportState.UNDONE, ImportState.REFUSED, ImportState.CANCELLED)
KEPT = ("scope", "asked", "tables", "earlier")
"""What stays of a reading: enough to tell the cell of a value."""


def forget_ended(session: Session, before: datetime) -> int:
    """Forget the files of imports that ended before a moment; how many they were."""
    has_more = or_(
        exists().where(ImportPiece.import_id == Import.id), exists().where(ImportProblem.import_id == Import.id)
    )
    query = select(Import).where(Import.state.in_(ENDED), Import.changed_at < before, has_more)
    return _forget(session, list(session.scalars(query)))


def cancel_abandoned(session: Session, before: datetime) -> int:
    """Give up imports with which nobody has gone on since a moment, and forget their files; how many they were."""
    query = select(Import).where(Import.state.in_(WAITING), Import.changed_at < before)
    rows = list(session.scalars(query))
    for row in rows:
        row.state, row.holder = ImportState.CANCELLED, None
    return _forget(session, rows)


def _without_samples(table: dict[str, Any]) -> dict[str, Any]:
    """A table's columns, without examples of what stood in them."""
    return {**table, "columns": [{**column, "samples": []} for column in table["columns"]]}


def _forget(session: Session, rows: list[Import]) -> int:
    ids = [row.id for row in rows]
    pieces.forget(session, ids)
    for row in rows:
        clear_problems(session, row.id)
        row.reading = {name: value for name, value in (row.reading or {}).items() if name in KEPT}
        row.reading["tables"] = [_without_samples(table) for table in row.reading.get("tables", ())]
    session.flush()
    return len(ids)
