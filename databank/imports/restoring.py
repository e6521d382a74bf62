"""A record that an import changed says again what it said before."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy import Date, Enum, Float, inspect, select
from sqlalchemy.orm import Session

from databank.models import Quantity, RecordVersion, ReviewCase, ReviewNote, StreamAmount, Words
from databank.models.parts import GROUPS
from databank.records import Level, ReviewAction, ReviewState
from databank.submissions.derived import derive_amount
from databank.submissions.journal import Change, Changes, write_version
from databank.submissions.parts import PARTS, Part
from databank.submissions.tables import TABLES

_PART = re.compile(r"(\w+)\[(.*)\]\.(\w+)", re.DOTALL)
Said = dict[str, list[Any]]


def restore(session: Session, kind: str, record: Any, versions: Sequence[RecordVersion], change: Change) -> None:
    """Undo what the versions of one import changed in a record, the last one first; that is a version of its own."""
    changes: Changes = {}
    latest_first = sorted(versions, key=lambda one: -one.number)
    for version in latest_first:
        parts: dict[tuple[str, str], Said] = {}
        for name, (before, after) in version.changes.items():
            changes[name] = (changes[name][0] if name in changes else after, before)
            match = _PART.fullmatch(name)
            if match is None:
                _assign(record, name, before)
            else:
                parts.setdefault((match[1], match[2]), {})[match[3]] = [before, after]
        for (collection, label), fields in parts.items():
            _restore_part(record, collection, label, fields)
        _restore_prior(record, version)
    TABLES[kind].derive(record)
    write_version(session, kind, latest_first[0].record_id, record, change, changes)
    _settle_case(session, kind, latest_first[-1], record)


def _assign(record: Any, name: str, kept: Any) -> None:
    if name == "visibility":
        for group in GROUPS:
            setattr(record, f"level_{group}", int(Level[str(kept[group]).upper()]))
        return
    column = inspect(type(record)).columns.get(name)
    if column is not None:
        setattr(record, name, _value(column.type, kept))


def _value(kind: Any, kept: Any) -> Any:
    """A value as its column holds it, from what the journal keeps of it."""
    if kept is None:
        return () if isinstance(kind, Words) else None
    if isinstance(kind, Quantity):
        return Decimal(str(kept))
    if isinstance(kind, Date):
        return date.fromisoformat(kept)
    if isinstance(kind, Enum) and kind.enum_class is not None:
        words: type[StrEnum | IntEnum] = kind.enum_class  # type: ignore[assignment]
        return words(kept)
    if isinstance(kind, Words):
        return tuple(kept)
    return float(kept) if isinstance(kind, Float) else kept


# --- parts -------------------------------------------------------------------------------------------------------


def _restore_part(record: Any, collection: str, label: str, fields: Said) -> None:
    part = next(one for one in PARTS.values() if one.collection == collection)
    item = _found(record, part, label, fields)
    if item is None:
        return
    if _was_made(part, fields):
        getattr(record, collection).remove(item)
        return
    for name, (before, _after) in fields.items():
        _assign(item, name, before)
    if isinstance(item, StreamAmount):
        derive_amount(item)


def _found(record: Any, part: Part, label: str, fields: Said) -> Any:
    """The part that says what the import wrote: the label alone does not tell two measurements apart."""
    columns = inspect(part.model).columns
    for item in getattr(record, part.collection):
        same = all(
            getattr(item, name) == _value(columns[name].type, after)
            for name, (_before, after) in fields.items()
            if name in columns and name != "amount_status"
        )
        if same and str(getattr(item, part.key[0]) or "-") == label:
            return item
    return None


def _was_made(part: Part, fields: Said) -> bool:
    """A part that did not exist had no value where one is always needed."""
    columns = inspect(part.model).columns
    return any(before is None and not columns[name].nullable for name, (before, _) in fields.items() if name in columns)


# --- what is changed silently ------------------------------------------------------------------------------------


def _restore_prior(record: Any, version: RecordVersion) -> None:
    """Its source and the day of its confirmation, as they were before a version."""
    for name, kept in (version.prior or {}).items():
        match = _PART.fullmatch(name)
        if match is None:
            _assign(record, name, kept)
            continue
        for item in getattr(record, match[1]):
            if isinstance(item, StreamAmount) and str(item.year or "-") == match[2]:
                _assign(item, match[3], kept)


def _settle_case(session: Session, kind: str, first: RecordVersion, record: Any) -> None:
    """A case that the import opened is as it was: a question waits for its owner, or all is reviewed."""
    case = session.get(ReviewCase, (kind, first.record_id))
    if case is None or case.state is not ReviewState.WAITING or case.since < first.made_at:
        return
    notes = select(ReviewNote).where(ReviewNote.kind == kind, ReviewNote.record_id == first.record_id)
    last = session.scalars(notes.order_by(ReviewNote.id.desc()).limit(1)).first()
    if last is not None and last.action is ReviewAction.RETURNED:
        case.state, case.since = ReviewState.ASKED, last.made_at
    elif case.reviewed_version >= first.number - 1:
        case.state, case.since, case.reviewed_version = ReviewState.DONE, record.updated_at, record.version


def keys_of(kind: str, record_ids: Sequence[str]) -> Mapping[str, Any]:
    """The primary key of each record that the journal names."""
    if kind != "flows":
        return {record_id: record_id for record_id in record_ids}
    split = {record_id: record_id.rpartition("/") for record_id in record_ids}
    return {record_id: (name, int(year)) for record_id, (name, _, year) in split.items()}
