"""Saving one row of any kind: new, changed or unchanged, and always with its version."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from databank.models import SideStream
from databank.records import AmountStatus, Method
from databank.schemas import COLUMNS
from databank.submissions.conflicts import refuse_changed
from databank.submissions.journal import Change, Changes, write_version
from databank.submissions.parts import PARTS, Part, assign_part
from databank.submissions.references import check_references
from databank.submissions.reviewing import ask_review, refuse_moved, restate, settle_status
from databank.submissions.rows import assign, stamp_source
from databank.submissions.tables import TABLES, Row, Table

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
AMOUNTS = PARTS["amounts"]
AMOUNT_VALUES = ("year", "amount", "amount_min", "amount_max")

BEGINNINGS: Mapping[str, Any] = {
    "confirmed": True,
    "method": Method.ESTIMATE,
    "amount_status": AmountStatus.CONFIRMED,
}


class Outcome(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a row."""

    record_id: str
    outcome: Outcome


def save(
    session: Session,
    kind: str,
    values: Mapping[str, Any],
    change: Change,
    *,
    given: Collection[str] | None = None,
    expected_version: int | None = None,
) -> Saved:
    """Save one row, as a schema loaded it.

    Parameters
    ----------
    given : collection of str, optional
        The columns that the row really has: others keep what an existing record says. All by default.
    expected_version : int, optional
        The version that the editor had before them, of the record or of the record that the part belongs to.

    Raises
    ------
    RecordRefusedError
        When the row names something unknown or does not fit what is in the bank.
    RecordChangedError
        When somebody else changed the record after `expected_version`.
    """
    row = dict(values)
    columns = [name for name in COLUMNS[kind] if given is None or name in given]
    check_references(session, row)
    if kind in PARTS:
        return _save_part(session, PARTS[kind], row, change, columns, expected_version)
    return _save_record(session, TABLES[kind], row, change, columns, expected_version)


def new_id(prefix: str) -> str:
    """An id that tells nothing, such as SV-7K3M9Q."""
    return f"{prefix}-{''.join(secrets.choice(ALPHABET) for _ in range(6))}"


def _save_record(
    session: Session, table: Table, row: Row, change: Change, columns: list[str], expected: int | None
) -> Saved:
    if table.prefix and row["id"] is None:
        row["id"] = new_id(table.prefix)
    table.fill(session, row)
    key = tuple(row[name] for name in table.key)
    record_id = "/".join(map(str, key))
    record = session.get(table.model, key)
    is_new = record is None
    if record is None:
        record, columns = _begin(table), list(COLUMNS[table.kind])
    else:
        refuse_changed(session, table.kind, record_id, record, expected)
        refuse_moved(session, table, record)
    changes = _assign_record(table, record, row, change, columns)
    if not is_new and not changes:
        return Saved(record_id, Outcome.UNCHANGED)
    stamp_source(record, row, change)
    table.derive(record)
    session.add(record)
    changes |= settle_status(table, record, change, changes)
    if not is_new and "confirmed_on" not in columns:
        restate(table, record, change)
    write_version(session, table.kind, record_id, record, change, changes)
    ask_review(session, table, record_id, record, change)
    return Saved(record_id, Outcome.CREATED if is_new else Outcome.CHANGED)


def _begin(table: Table) -> Any:
    """A new record; what no column of the kind says has its first value."""
    return table.model(version=0, **{name: value for name, value in BEGINNINGS.items() if hasattr(table.model, name)})


def _assign_record(table: Table, record: Any, row: Row, change: Change, columns: list[str]) -> Changes:
    """Set the columns of a record, and of a side stream its amount of that year. A row from outside sets no status."""
    waits = table.reviewed and not change.trusted
    own = [name for name in columns if hasattr(table.model, name) or name == "visibility"]
    changes = assign(record, row, [name for name in own if not (waits and name == "status")])
    if isinstance(record, SideStream) and any(row[name] is not None for name in AMOUNT_VALUES):
        changes |= assign_part(AMOUNTS, record, row, change, columns)
    return changes


def _save_part(
    session: Session, part: Part, row: Row, change: Change, columns: list[str], expected: int | None
) -> Saved:
    parent_id = row[part.parent_column]
    parent, table = session.get_one(part.parent, parent_id), TABLES[part.parent_kind]
    refuse_changed(session, table.kind, parent_id, parent, expected)
    refuse_moved(session, table, parent)
    changes = assign_part(part, parent, row, change, columns)
    if not changes:
        return Saved(parent_id, Outcome.UNCHANGED)
    part.derive_parent(parent)
    changes |= settle_status(table, parent, change, changes)
    restate(table, parent, change)
    write_version(session, part.parent_kind, parent_id, parent, change, changes)
    ask_review(session, table, parent_id, parent, change)
    return Saved(parent_id, Outcome.CHANGED)
