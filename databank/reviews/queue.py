"""The records that wait for the city, the oldest first: one page of them, and how many there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session, joinedload

from databank.access import Viewer, readable
from databank.models import MaterialNeed, RecordVersion, ReviewCase, SideStream
from databank.queries.cursor import decode, encode
from databank.records import Page, RecordStatus, ReviewState
from databank.reviews.cases import TABLES, Case
from databank.vocabulary import fold

LIST = "reviews"
ENTRIES = 20
PUBLIC = (RecordStatus.PUBLISHED, RecordStatus.RESERVED, RecordStatus.EXPIRED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which cases are asked for: all that wait, or one kind, only new or only changed ones, with words in the name."""

    state: ReviewState = ReviewState.WAITING
    kind: str = ""
    is_new: bool | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the queue."""

    case: Case
    name: str
    language: str
    organisation_name: str
    is_example: bool
    is_public: bool
    version: int

    @property
    def is_new(self) -> bool:
        """Whether nobody of the city has looked at it yet."""
        return self.case.reviewed_version == 0


def queue(
    session: Session, viewer: Viewer, wanted: Wanted, *, after: str | None = None, limit: int = ENTRIES
) -> Page[Entry]:
    """A page of the queue. Keys of the page come first, so that a long queue is never sorted as a whole."""
    query = _filtered(select(ReviewCase), viewer, wanted)
    if after is not None:
        since, place = decode(LIST, after)
        kind, _, record_id = place.partition("/")
        here = tuple_(ReviewCase.since, ReviewCase.kind, ReviewCase.record_id)
        there = tuple_(literal(since, ReviewCase.since.type), literal(kind), literal(record_id))
        query = query.where(here > there)
    order = (ReviewCase.since, ReviewCase.kind, ReviewCase.record_id)
    rows = session.scalars(query.order_by(*order).limit(limit + 1)).all()
    following = None
    if len(rows) > limit:
        last = rows[limit - 1]
        following = encode(LIST, last.since, f"{last.kind}/{last.record_id}")
    return Page(items=tuple(_entries(session, rows[:limit])), next=following)


def counts(session: Session) -> dict[ReviewState, int]:
    """How many cases there are in each state: a count of an index, fast for a long queue too."""
    query = select(ReviewCase.state, func.count()).group_by(ReviewCase.state)
    return dict.fromkeys(ReviewState, 0) | {state: int(number) for state, number in session.execute(query)}


def next_case(session: Session, viewer: Viewer, kind: str, record_id: str) -> Case | None:
    """The oldest case that waits, apart from this one."""
    page = queue(session, viewer, Wanted(), limit=2)
    others = (entry.case for entry in page.items if (entry.case.kind, entry.case.record_id) != (kind, record_id))
    return next(others, None)


def changed_since(session: Session, kind: str, record_id: str, version: int) -> dict[str, tuple[object, object]]:
    """The fields of a record that were changed after a version, each from its value then to its value now."""
    return _changes(session, {(kind, record_id): version}).get((kind, record_id), {})


def changes_of(
    session: Session, entries: tuple[Entry, ...]
) -> Mapping[tuple[str, str], dict[str, tuple[object, object]]]:
    """What was changed in each of the records since it was reviewed, by one statement."""
    return _changes(
        session, {(one.case.kind, one.case.record_id): one.case.reviewed_version for one in entries if not one.is_new}
    )


def _changes(
    session: Session, versions: Mapping[tuple[str, str], int]
) -> dict[tuple[str, str], dict[str, tuple[object, object]]]:
    found: dict[tuple[str, str], dict[str, tuple[object, object]]] = {}
    if not versions:
        return found
    ids = sorted({record_id for _kind, record_id in versions})
    query = select(RecordVersion).where(RecordVersion.record_id.in_(ids)).order_by(RecordVersion.number)
    for row in session.scalars(query):
        reviewed = versions.get((row.kind, row.record_id))
        if reviewed is None or row.number <= reviewed:
            continue
        fields = found.setdefault((row.kind, row.record_id), {})
        for name, (before, after) in row.changes.items():
            fields[name] = (fields[name][0] if name in fields else before, after)
    return {key: {name: pair for name, pair in fields.items() if pair[0] != pair[1]} for key, fields in found.items()}


def _filtered(query: Select[Any], viewer: Viewer, wanted: Wanted) -> Select[Any]:
    kinds = [wanted.kind] if wanted.kind in TABLES else list(TABLES)
    shown = [and_(ReviewCase.kind == kind, *_of_kind(viewer, kind, wanted)) for kind in kinds]
    query = query.where(ReviewCase.state == wanted.state, or_(*shown))
    if wanted.is_new is not None:
        query = query.where(ReviewCase.reviewed_version == 0 if wanted.is_new else ReviewCase.reviewed_version > 0)
    return query


def _of_kind(viewer: Viewer, kind: str, wanted: Wanted) -> list[ColumnElement[bool]]:
    """The record of a case is shown to this viewer and is called as asked."""
    table = TABLES[kind]
    words = [table.search_text.contains(word, autoescape=True) for word in fold(wanted.text).split()]
    found = select(table.id).where(table.id == ReviewCase.record_id, readable(viewer, table), *words)
    return [found.correlate(ReviewCase).exists()]


def _entries(session: Session, rows: Sequence[ReviewCase]) -> list[Entry]:
    records: dict[tuple[str, str], Any] = {}
    for kind, table in TABLES.items():
        ids = [row.record_id for row in rows if row.kind == kind]
        if ids:
            found: Any = session.scalars(select(table).where(table.id.in_(ids)).options(joinedload(table.organisation)))
            records |= {(kind, one.id): one for one in found}
    return [_entry(row, records[row.kind, row.record_id]) for row in rows]


def _entry(row: ReviewCase, record: SideStream | MaterialNeed) -> Entry:
    return Entry(
        case=Case(
            kind=row.kind,
            record_id=row.record_id,
            state=row.state,
            since=row.since,
            reviewed_version=row.reviewed_version,
        ),
        name=record.name,
        language=record.language,
        organisation_name=record.organisation.name,
        is_example=record.is_example,
        is_public=record.status in PUBLIC,
        version=record.version,
    )
