"""Two people at one record: whoever comes second sees what the first one changed."""

from __future__ import annotations

from sqlalchemy import select

from databank.errors import FieldChange, RecordChangedError
from databank.models import RecordVersion
from databank.models.parts import Versioned
from databank.store.batch import Batch, Store


def refuse_changed(store: Store, kind: str, record_id: str, record: Versioned, expected: int | None) -> None:
    """Refuse to write over what somebody changed after version `expected`; None expects nothing, nor does a batch.

    Raises
    ------
    RecordChangedError
        With every field that was changed since, by whom and when.
    """
    if expected is None or isinstance(store, Batch):
        return
    store.refresh(record, ["version"], with_for_update=True)
    if record.version == expected:
        return
    query = (
        select(RecordVersion)
        .where(RecordVersion.kind == kind, RecordVersion.record_id == record_id, RecordVersion.number > expected)
        .order_by(RecordVersion.number)
    )
    changed: dict[str, FieldChange] = {}
    for row in store.scalars(query):
        for name, (before, after) in row.changes.items():
            first = changed[name].before if name in changed else before
            changed[name] = FieldChange(name, first, after, row.made_by, row.made_at)
    raise RecordChangedError(record_id, record.version, tuple(changed.values()))
