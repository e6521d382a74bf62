"""What a change overwrites without being a change of the record itself: its source and the day of its confirmation.

A version that an import made keeps them, so that the import can be undone.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from databank.submissions.journal import Change, written

SILENT = ("source_kind", "source_file", "source_row", "source_date", "confirmed_on")


def silent_values(record: Any, change: Change) -> dict[str, Any] | None:
    """What a record says so far of what is changed silently; None when nobody will ask."""
    return None if change.import_id is None else _values(record)


def _values(record: Any) -> dict[str, Any]:
    found = {name: getattr(record, name) for name in SILENT if hasattr(record, name)}
    for amount in getattr(record, "amounts", ()):
        found[f"amounts[{amount.year or '-'}].amount_status"] = amount.amount_status
    return found


def overwritten(before: dict[str, Any] | None, record: Any, changes: Collection[str]) -> dict[str, Any] | None:
    """What was overwritten, as the journal keeps it; None when nothing was."""
    if before is None:
        return None
    after = _values(record)
    lost = {name: written(value) for name, value in before.items() if after.get(name) != value and name not in changes}
    return lost or None
