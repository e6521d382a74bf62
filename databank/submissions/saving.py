"""Saving one row of any kind: new, changed or unchanged, and always with its version."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

from databank.models import SideStream
from databank.records import AmountStatus, Method
from databank.schemas import COLUMNS
from databank.store.batch import Batch, Store, new_row
from databank.submissions.conflicts import refuse_changed
from databank.submissions.journal import Change, Changes, write_version
from databank.submissions.parts import PARTS, Part, assign_part
from databank.submissions.references import check_references
from databank.submissions.reviewing import ask_review, refuse_moved, restate, settle_status
from databank.submissions.rows import assign, stamp_source
from databank.submissions.silent import overwritten, silent_values
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
    """What became of a row; `changes` are the fields that were set, with before and after."""

    record_id: str
    outcome: Outcome
    changes: Changes = field(default_factory=dict)


def save(
    store: Store,
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
    store : Session or Batch
        A batch saves rows of organisations, sites, side streams, needs and flows; whoever made it writes it.
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
    columns = columns_of(kind, None if given is None else frozenset(given))
    check_references(store, row)
    if kind in PARTS:
        return _save_part(store, PARTS[kind], row, change, columns, expected_version)
    return _save_record(store, TABLES[kind], row, change, columns, expected_version)


@lru_cache(maxsize=512)
def columns_of(kind: str, given: frozenset[str] | None) -> tuple[str, ...]:
    """The columns of a kind that are given, in their order."""
    return tuple(name for name in COLUMNS[kind] if given is None or name in given)


def new_id(prefix: str) -> str:
    """An id that tells nothing, such as SV-7K3M9Q."""
    return f"{prefix}-{''.join(secrets.choice(ALPHABET) for _ in range(6))}"


def _save_record(
    store: Store, table: Table, row: Row, change: Change, columns: Sequence[str], expected: int | None
) -> Saved:
    if table.prefix and row["id"] is None:
        row["id"] = _free_id(store, table)
    table.fill(store, row)
    key = tuple(row[name] for name in table.key)
    record_id = "/".join(map(str, key))
    record = store.get(table.model, key if len(key) > 1 else key[0])
    is_new = record is None
    if record is None:
        record, columns = _begin(store, table), COLUMNS[table.kind]
    else:
        refuse_changed(store, table.kind, record_id, record, expected)
        refuse_moved(store, table, record)
    before = None if is_new else silent_values(record, change)
    changes = assign_record(table, record, row, change, columns)
    if not is_new and not changes:
        return Saved(record_id, Outcome.UNCHANGED)
    stamp_source(record, row, change)
    table.derive(record)
    store.add(record)
    changes |= settle_status(table, record, change, changes)
    if not is_new and "confirmed_on" not in columns:
        restate(table, record, change)
    write_version(store, table.kind, record_id, record, change, changes, prior=overwritten(before, record, changes))
    ask_review(store, table, record_id, record, change)
    return Saved(record_id, Outcome.CREATED if is_new else Outcome.CHANGED, changes)


def save_plain(batch: Batch, kind: str, values: dict[str, Any], change: Change) -> Saved:
    """Save a record that the bank does not have, of a kind from which nothing follows: its row is what it says.

    The same as `save`, in half of the time; `values` become the row.
    """
    check_references(batch, values)
    table = TABLES[kind]
    record_id = "/".join([str(values[name]) for name in table.key])
    changes: Changes = {name: (None, value) for name, value in values.items() if value is not None}
    for name, before in _beginning(kind).items():
        if name in changes:
            changes[name] = (before, values[name])
            if before == values[name]:
                del changes[name]
    values["version"] = 0
    record = new_row(batch, table.model, values)
    stamp_source(record, values, change)
    write_version(batch, kind, record_id, record, change, changes)
    batch.note(table.model, values)
    return Saved(record_id, Outcome.CREATED, changes)


def _free_id(store: Store, table: Table) -> str:
    """An id that no record has: one in a billion is taken for every record there is."""
    while True:
        record_id = new_id(table.prefix)
        if store.get(table.model, record_id) is None:
            return record_id


def _begin(store: Store, table: Table) -> Any:
    """A new record; what no column of the kind says has its first value."""
    return new_row(store, table.model, dict(_beginning(table.kind)))


@cache
def _beginning(kind: str) -> Mapping[str, Any]:
    model = TABLES[kind].model
    return {"version": 0} | {name: value for name, value in BEGINNINGS.items() if hasattr(model, name)}


def assign_record(table: Table, record: Any, row: Row, change: Change, columns: Sequence[str]) -> Changes:
    """Set the columns of a record, and of a side stream its amount of that year. A row from outside sets no status."""
    changes = assign(record, row, _own(table.kind, tuple(columns), waits=table.reviewed and not change.trusted))
    if table.model is SideStream and any(row[name] is not None for name in AMOUNT_VALUES):
        changes |= assign_part(AMOUNTS, record, row, change, columns)
    return changes


@lru_cache(maxsize=512)
def _own(kind: str, columns: tuple[str, ...], *, waits: bool) -> tuple[str, ...]:
    """The columns that stand in the record itself; one that waits for a person is told its status by them."""
    model = TABLES[kind].model
    own = (name for name in columns if hasattr(model, name) or name == "visibility")
    return tuple(name for name in own if not (waits and name == "status"))


def _save_part(
    store: Store, part: Part, row: Row, change: Change, columns: Sequence[str], expected: int | None
) -> Saved:
    parent_id = row[part.parent_column]
    parent, table = store.get_one(part.parent, parent_id), TABLES[part.parent_kind]
    refuse_changed(store, table.kind, parent_id, parent, expected)
    refuse_moved(store, table, parent)
    before = silent_values(parent, change)
    changes = assign_part(part, parent, row, change, columns)
    if not changes:
        return Saved(parent_id, Outcome.UNCHANGED)
    part.derive_parent(parent)
    changes |= settle_status(table, parent, change, changes)
    restate(table, parent, change)
    write_version(
        store, part.parent_kind, parent_id, parent, change, changes, prior=overwritten(before, parent, changes)
    )
    ask_review(store, table, parent_id, parent, change)
    return Saved(parent_id, Outcome.CHANGED, changes)
