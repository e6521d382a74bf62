"""A case is opened when an owner changes a record, waits for the city or for the owner, and is closed by a decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from databank.errors import N_, DatabankError, RecordNotFoundError
from databank.models import MaterialNeed, ReviewCase, ReviewNote, SideStream
from databank.records import ReviewAction, ReviewState
from databank.reviews.waiting import due_on, working_days
from databank.store.batch import Store, new_row

TABLES: Mapping[str, type[SideStream | MaterialNeed]] = {"side-streams": SideStream, "needs": MaterialNeed}


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One step of a review."""

    action: ReviewAction
    text: str
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The review of one record: `since` tells from when whoever is to act has been waited for."""

    kind: str
    record_id: str
    state: ReviewState
    since: datetime
    reviewed_version: int
    notes: tuple[Note, ...] = ()

    @property
    def question(self) -> Note | None:
        """The question that the owner has not answered yet."""
        if self.state is not ReviewState.ASKED:
            return None
        return next((note for note in reversed(self.notes) if note.action is ReviewAction.RETURNED), None)

    @property
    def due_on(self) -> date:
        """The day by which the city wants to have decided."""
        return due_on(self.since.date())

    def days_waiting(self, today: date) -> int:
        """Working days for which the city has not acted; none while it is the owner's turn or all is done."""
        return working_days(self.since.date(), today) if self.state is ReviewState.WAITING else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question of the city to an owner."""

    kind: str
    record_id: str
    record_name: str
    text: str
    asked_at: datetime


def open_case(
    store: Store, kind: str, record_id: str, *, at: datetime, reviewed_version: int = 0, is_new: bool = False
) -> None:
    """Let a record wait for the city; a case that waits already keeps its place.

    Parameters
    ----------
    reviewed_version : int
        Up to which version the record was fine, for a record that has had no case yet.
    is_new : bool
        The record is not in the bank yet, so that no case of it is looked for.
    """
    found: Any = None if is_new else store.get(ReviewCase, (kind, record_id))
    if found is None:
        values = {
            "kind": kind,
            "record_id": record_id,
            "state": ReviewState.WAITING,
            "since": at,
            "reviewed_version": 0 if is_new else reviewed_version,
        }
        store.add(new_row(store, ReviewCase, values))
        if not is_new:
            store.flush()  # the next change of the same record must find it
    elif found.state is not ReviewState.WAITING:
        found.state, found.since = ReviewState.WAITING, at


def close_case(session: Session, kind: str, record_id: str, *, at: datetime, version: int) -> None:
    """Take a record from the queue: it is reviewed up to this version."""
    found = session.get(ReviewCase, (kind, record_id))
    if found is not None:
        found.state, found.since, found.reviewed_version = ReviewState.DONE, at, version


def add_note(
    session: Session, kind: str, record_id: str, action: ReviewAction, text: str, by: str, at: datetime
) -> None:
    """Write down one step of a review."""
    session.add(ReviewNote(kind=kind, record_id=record_id, action=action, text=text, made_at=at, made_by=by))


def case(session: Session, kind: str, record_id: str) -> Case | None:
    """The case of a record with its steps, the first one first; None when nobody ever changed it from outside."""
    found = session.get(ReviewCase, (kind, record_id))
    if found is None:
        return None
    return Case(
        kind=kind,
        record_id=record_id,
        state=found.state,
        since=found.since,
        reviewed_version=found.reviewed_version,
        notes=notes(session, kind, record_id),
    )


def notes(session: Session, kind: str, record_id: str) -> tuple[Note, ...]:
    """The steps of the review of a record."""
    query = select(ReviewNote).where(ReviewNote.kind == kind, ReviewNote.record_id == record_id).order_by(ReviewNote.id)
    return tuple(
        Note(action=row.action, text=row.text, made_at=row.made_at, made_by=row.made_by)
        for row in session.scalars(query)
    )


def open_questions(
    session: Session, organisation_ids: Iterable[str], record_ids: Iterable[str] = ()
) -> tuple[Question, ...]:
    """What the city asks these organisations, or about these records, and has no answer to; the oldest first."""
    owners, ids = sorted(organisation_ids), sorted(record_ids)
    found: list[Question] = []
    for kind, table in TABLES.items():
        query = (
            select(ReviewCase.record_id, table.name)
            .join(table, table.id == ReviewCase.record_id)
            .where(ReviewCase.kind == kind, ReviewCase.state == ReviewState.ASKED)
            .where(table.organisation_id.in_(owners) | table.id.in_(ids))
        )
        for record_id, name in session.execute(query):
            asked = _last_question(session, kind, record_id)
            if asked is not None:
                found.append(
                    Question(kind=kind, record_id=record_id, record_name=name, text=asked.text, asked_at=asked.made_at)
                )
    return tuple(sorted(found, key=lambda one: (one.asked_at, one.record_id)))


def _last_question(session: Session, kind: str, record_id: str) -> Note | None:
    asked = [note for note in notes(session, kind, record_id) if note.action is ReviewAction.RETURNED]
    return asked[-1] if asked else None


def answer(session: Session, kind: str, record_id: str, text: str, *, by: str, at: datetime) -> None:
    """Answer the question about a record: it waits for the city again.

    Raises
    ------
    RecordNotFoundError
        When the record has no case.
    DatabankError
        When nothing is asked any more.
    """
    found = session.get(ReviewCase, (kind, record_id))
    if found is None:
        raise RecordNotFoundError(record_id)
    if found.state is not ReviewState.ASKED:
        raise DatabankError(N_("Nothing is asked about this record any more."))
    add_note(session, kind, record_id, ReviewAction.ANSWERED, text, by, at)
    found.state, found.since = ReviewState.WAITING, at
