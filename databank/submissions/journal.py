"""Every change leaves a version: who, when, what and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from typing import Any

from databank.models import RecordVersion
from databank.models.parts import Versioned
from databank.store.batch import Batch, Store, note
from databank.submissions.written import document, written


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Who changes something and why, and which file says so.

    `trusted` is for our own reviewed files: they may publish, and may say that a public source stands behind a row.
    A row of an imported file says which import it was, its `place` there, and in `wording` what the file says of the
    fields whose value is not the wording itself.
    """

    made_by: str
    reason: str
    file: str | None = None
    row: int | None = None
    trusted: bool = False
    import_id: str | None = None
    place: str | None = None
    wording: Mapping[str, str] | None = None
    made_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def day(self) -> date:
        """The day of the change."""
        return self.made_at.date()


class RowChange(Change):
    """A change that one row of a file after the other makes: the only one that is not the same for ever."""

    __slots__ = ()

    @classmethod
    def of(cls, change: Change) -> RowChange:
        """The change that a file makes."""
        return cls(**{one.name: getattr(change, one.name) for one in fields(change)})

    def by_row(self, row: int, place: str, wording: Mapping[str, str] | None) -> RowChange:
        """The same change, as this row makes it."""
        object.__setattr__(self, "row", row)
        object.__setattr__(self, "place", place)
        object.__setattr__(self, "wording", wording)
        return self


Changes = dict[str, tuple[Any, Any]]


def write_version(
    store: Store,
    kind: str,
    record_id: str,
    record: Versioned,
    change: Change,
    changes: Mapping[str, Any],
    *,
    prior: Mapping[str, Any] | None = None,
) -> None:
    """Add one version of a record and date the record with it.

    Parameters
    ----------
    prior : mapping, optional
        What an import overwrote besides, see `databank.submissions.silent`.
    """
    record.version = (record.version or 0) + 1
    record.updated_at = change.made_at
    values: dict[str, Any] = {
        "kind": kind,
        "record_id": record_id,
        "number": record.version,
        "made_at": change.made_at,
        "made_by": change.made_by,
        "reason": change.reason,
        "changes": document(changes) if isinstance(store, Batch) else _pairs(changes),
        "import_id": change.import_id,
        "place": change.place,
    }
    if change.wording:
        values["wording"] = dict(change.wording)
    if prior:
        values["prior"] = dict(prior)
    note(store, RecordVersion, values)


def _pairs(changes: Mapping[str, Any]) -> dict[str, list[Any]]:
    return {name: [written(before), written(after)] for name, (before, after) in changes.items()}


__all__ = ["Change", "Changes", "write_version", "written"]
