"""One record of the viewer's, with its tasks and what it says now. Anybody else meets the 404 of a missing record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from databank.errors import RecordNotFoundError
from databank.exchange.exporting import cells_of
from databank.exchange.rows import need_cells, stream_cells
from databank.queries import own
from databank.records import MaterialNeed, ProvenanceKind, SideStream
from databank.schemas import COLUMNS
from databank.submissions import Change
from web import house
from web.auth import current_viewer, signature
from web.records import need_tasks, stream_tasks
from web.records.tasks import Record, Task

STREAMS, NEEDS = "side-streams", "needs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """A record that the viewer may change."""

    kind: str
    record: Record
    tasks: tuple[Task, ...]

    @property
    def id(self) -> str:
        """Its public id."""
        return self.record.id

    @property
    def is_fact(self) -> bool:
        """Whether a public source says it: then it is confirmed, corrected or objected to, and not changed here."""
        return self.record.provenance.kind is ProvenanceKind.PUBLIC_SOURCE and not self.record.is_example

    def task(self, slug: str) -> Task:
        """One of its tasks; RecordNotFoundError when it has no such task."""
        found = next((task for task in self.tasks if task.slug == slug), None)
        if found is None:
            raise RecordNotFoundError(self.id)
        return found

    def cells(self) -> dict[str, Any]:
        """What the record itself says, as cells; a side stream's amounts are rows of their own."""
        values = stream_cells(self.record) if isinstance(self.record, SideStream) else need_cells(self.record)
        known = {name: cell for name, cell in cells_of(self.kind, values).items() if cell is not None}
        if self.kind == STREAMS:
            known = {name: cell for name, cell in known.items() if name not in COLUMNS["amounts"]}
        return known


def load(session: house.Session, record_id: str, *, facts_too: bool = False) -> Owned:
    """A record of the viewer's; what a public source says of them is no record of theirs to change."""
    viewer = current_viewer()
    kind = own.own_kind(session, viewer, record_id)
    if kind == STREAMS:
        owned = Owned(kind=kind, record=own.own_side_stream(session, viewer, record_id), tasks=stream_tasks.TASKS)
    else:
        owned = Owned(kind=kind, record=own.own_need(session, viewer, record_id), tasks=need_tasks.TASKS)
    if owned.is_fact and not facts_too:
        raise RecordNotFoundError(record_id)
    return owned


def load_stream(session: house.Session, record_id: str) -> SideStream:
    """A side stream of the viewer's; RecordNotFoundError for a need."""
    record = load(session, record_id).record
    if not isinstance(record, SideStream):
        raise RecordNotFoundError(record_id)
    return record


def is_need(record: Record) -> bool:
    """Whether somebody looks for it, and does not have it."""
    return isinstance(record, MaterialNeed)


def change(reason: str) -> Change:
    """Who changes something now, and why."""
    return Change(made_by=signature(), reason=reason, made_at=house.now())


def version_of(form: Mapping[str, str]) -> int | None:
    """The version that the editor had before them; None from a form without one."""
    text = form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None  # noqa: PLR2004 - a whole number
