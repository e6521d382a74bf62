"""All rows of one part of a side stream at once, as an editor hands them over: new, changed and removed ones."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from databank.errors import N_, RecordRefusedError, RowError, Sentence
from databank.schemas import COLUMNS
from databank.submissions.conflicts import refuse_changed
from databank.submissions.journal import Change, Changes, write_version
from databank.submissions.parts import PARTS, Part, assign_part
from databank.submissions.reviewing import ask_review, refuse_moved, settle_status
from databank.submissions.saving import Outcome, Saved
from databank.submissions.tables import TABLES

TWICE = N_("This row says the same thing as row %(row)s: keep one of them, or tell them apart by day or laboratory.")
SAME_YEAR = N_("Row %(row)s is of the same year: keep one of them.")


def replace_parts(
    session: Session,
    kind: str,
    parent_id: str,
    rows: Sequence[Mapping[str, Any]],
    change: Change,
    *,
    given: Collection[str] | None = None,
    expected_version: int | None = None,
) -> Saved:
    """Let a side stream have exactly these amounts, this composition or these documents.

    Parameters
    ----------
    rows : sequence of mapping
        As the schema of `kind` loads them.
    given : collection of str, optional
        The columns that the editor shows: others keep what an existing row says. All by default.

    Raises
    ------
    RecordRefusedError
        When two rows are about the same thing; `row` of the error counts from 0.
    RecordChangedError
        When somebody else changed the record after `expected_version`.
    """
    part = PARTS[kind]
    _refuse_twice(part, rows)
    parent, table = session.get_one(part.parent, parent_id), TABLES[part.parent_kind]
    refuse_changed(session, table.kind, parent_id, parent, expected_version)
    refuse_moved(session, table, parent)
    changes = _remove_missing(part, parent, rows)
    session.flush()  # places of removed rows are free before others move up
    columns = [name for name in COLUMNS[kind] if given is None or name in given]
    for row in rows:
        changes |= assign_part(part, parent, row, change, columns)
    if not changes:
        return Saved(parent_id, Outcome.UNCHANGED)
    part.derive_parent(parent)
    changes |= settle_status(table, parent, change, changes)
    write_version(session, table.kind, parent_id, parent, change, changes)
    ask_review(session, table, parent_id, parent, change)
    return Saved(parent_id, Outcome.CHANGED)


def _refuse_twice(part: Part, rows: Sequence[Mapping[str, Any]]) -> None:
    seen: dict[tuple[Any, ...], int] = {}
    for number, row in enumerate(rows):
        key = tuple(row[name] for name in part.key)
        if key in seen:
            message = Sentence(SAME_YEAR if part.kind == "amounts" else TWICE, row=seen[key] + 1)
            raise RecordRefusedError((RowError(number, part.key[0], str(key[0] or ""), message),))
        seen[key] = number


def _remove_missing(part: Part, parent: Any, rows: Sequence[Mapping[str, Any]]) -> Changes:
    """Take away what no row speaks of; every field that is lost is told."""
    kept = {tuple(row[name] for name in part.key) for row in rows}
    siblings = getattr(parent, part.collection)
    changes: Changes = {}
    for item in list(siblings):
        if tuple(getattr(item, name) for name in part.key) in kept:
            continue
        label = getattr(item, part.key[0]) or "-"
        lost = {name: getattr(item, name) for name in COLUMNS[part.kind] if name != part.parent_column}
        changes |= {
            f"{part.collection}[{label}].{name}": (value, None) for name, value in lost.items() if value is not None
        }
        siblings.remove(item)
    return changes
