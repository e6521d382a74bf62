"""The facilitation desk: its notes, who has a match, what is to be done next and when, and the queue of matches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import Session, joinedload

from databank.access import DESK_ROLES, Role, Viewer, desk_sides, match_readable
from databank.errors import N_, RecordNotFoundError
from databank.matches.changing import MatchRefusedError, opened, touch
from databank.matches.reading import masked, match, whole
from databank.matches.states import OPEN
from databank.matches.talking import LONGEST_TEXT, TOO_LONG
from databank.models import Match, MatchNote, Person, SideStream
from databank.models import Role as RoleRow
from databank.queries.cursor import beyond, encode, page_size
from databank.records import KeptMatch, MatchState, Page
from databank.records import MatchNote as Note

LIST = "matches"
FAR = date(9999, 12, 31)
"""Where a match without a day for its next action stands: last."""
LONGEST_ACTION = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter:
    """What the desk looks for among the matches; every member narrows.

    Attributes
    ----------
    states : frozenset of MatchState
        Empty is every state that is open.
    without_next_action : bool
        Nobody has said what is to be done next.
    is_overdue : bool
        The day of the next action has passed.
    held_by : int, optional
        Whoever has it: the id of a person.
    is_example : bool, optional
        Facts or examples only.
    """

    states: frozenset[MatchState] = frozenset()
    without_next_action: bool = False
    is_overdue: bool = False
    held_by: int | None = None
    is_example: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueCounts:
    """How many matches there are for the viewer in each state, and how many of the open ones wait for the desk."""

    by_state: dict[MatchState, int]
    without_next_action: int
    overdue: int


def queue(
    session: Session,
    viewer: Viewer,
    wanted: QueueFilter | None = None,
    *,
    day: date,
    after: str | None = None,
    limit: int = 50,
) -> Page[KeptMatch]:
    """A page of matches by the day of the next action; empty for all but the desk."""
    if not desk_sides(viewer):
        return Page(items=())
    size, due = page_size(limit), func.coalesce(Match.next_on, FAR)
    query = (
        whole()
        .where(match_readable(viewer), *_conditions(wanted or QueueFilter(), day))
        .where(*beyond(LIST, after, due, Match.id, falling=False))
        .order_by(due, Match.id)
        .limit(size + 1)
    )
    rows = session.scalars(query).all()
    last = rows[size - 1] if len(rows) > size else None
    following = None if last is None else encode(LIST, (last.next_on or FAR).isoformat(), last.id)
    return Page(items=masked(session, viewer, rows[:size]), next=following)


def queue_counts(session: Session, viewer: Viewer, *, day: date, is_example: bool | None = None) -> QueueCounts:
    """How many there are of each state, and how many wait; nothing for all but the desk."""
    if not desk_sides(viewer):
        return QueueCounts(by_state=dict.fromkeys(MatchState, 0), without_next_action=0, overdue=0)
    waiting = [func.coalesce(func.sum(case((one, 1), else_=0)), 0) for one in (_without_action(), _overdue(day))]
    query = counted(select(Match.state, func.count(), *waiting)).where(match_readable(viewer))
    if is_example is not None:
        query = query.where(SideStream.is_example == is_example)
    rows = session.execute(query.group_by(Match.state)).all()
    return QueueCounts(
        by_state=dict.fromkeys(MatchState, 0) | {state: int(count) for state, count, _, _ in rows},
        without_next_action=sum(int(one) for _, _, one, _ in rows),
        overdue=sum(int(one) for _, _, _, one in rows),
    )


def counted(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Matches with the two records, without loading either."""
    return query.select_from(Match).join(Match.side_stream).outerjoin(Match.need)


def plan_next(
    session: Session,
    viewer: Viewer,
    match_id: str,
    *,
    action: str,
    on: date | None,
    held_by: int | None,
    version: int,
    at: datetime,
) -> KeptMatch:
    """Say what is to be done next, when, and who has the match; empty takes it away.

    Raises
    ------
    RecordNotFoundError
        For everybody but the desk.
    MatchChangedError
        When somebody else changed the match since `version`, to something else.
    MatchRefusedError
        For a day without an action, words that are too many, or somebody who is not of the desk.
    """
    row = _of_desk(session, viewer, match_id)
    action = action.strip()
    if (row.next_action or "", row.next_on, row.held_by) == (action, on, held_by):
        return match(session, viewer, match_id)
    row = opened(session, viewer, match_id, version)
    if len(action) > LONGEST_ACTION:
        raise MatchRefusedError(N_("This text is too long: write at most 500 characters."), field="action")
    if on is not None and not action:
        raise MatchRefusedError(N_("Write what is to be done on that day."), field="action")
    if held_by is not None and held_by not in dict(holders(session, viewer)):
        raise MatchRefusedError(N_("Choose somebody of the facilitation desk."), field="held_by")
    row.next_action, row.next_on, row.held_by = action or None, on, held_by
    touch(session, row, at)
    session.expire(row, ["holder"])
    return match(session, viewer, match_id)


def holders(session: Session, viewer: Viewer) -> tuple[tuple[int, str], ...]:
    """Id and name of everybody of the desk who can have a match, by name; nothing for all but the desk."""
    if not desk_sides(viewer):
        return ()
    roles = sorted({Role.FACILITATOR, *DESK_ROLES})
    query = select(Person.id, Person.name).where(Person.active, Person.roles.any(RoleRow.name.in_(roles)))
    return tuple((person_id, name) for person_id, name in session.execute(query.order_by(Person.name, Person.id)))


def add_note(session: Session, viewer: Viewer, match_id: str, text: str, *, at: datetime) -> bool:
    """Write a note that the companies never see; False when it is the last one, sent again.

    Raises
    ------
    RecordNotFoundError
        For everybody but the desk.
    """
    _of_desk(session, viewer, match_id)
    text = text.strip()
    if not text:
        raise MatchRefusedError(N_("Write your note."), field="text")
    if len(text) > LONGEST_TEXT:
        raise MatchRefusedError(TOO_LONG, field="text")
    query = select(MatchNote).where(MatchNote.match_id == match_id).order_by(MatchNote.id.desc())
    last = session.scalar(query.limit(1))
    if last is not None and (last.text, last.person_id) == (text, viewer.person_id):
        return False
    session.add(MatchNote(match_id=match_id, text=text, written_at=at, person_id=viewer.person_id))
    session.flush()
    return True


def notes(session: Session, viewer: Viewer, match_id: str) -> tuple[Note, ...]:
    """The notes of the desk, the newest first.

    Raises
    ------
    RecordNotFoundError
        For everybody but the desk.
    """
    _of_desk(session, viewer, match_id)
    query = select(MatchNote).where(MatchNote.match_id == match_id).options(joinedload(MatchNote.person))
    return tuple(
        Note(id=row.id, text=row.text, written_at=row.written_at, written_by=row.person.name if row.person else None)
        for row in session.scalars(query.order_by(MatchNote.id.desc()))
    )


def _of_desk(session: Session, viewer: Viewer, match_id: str) -> Match:
    row = opened(session, viewer, match_id)
    if not desk_sides(viewer):
        raise RecordNotFoundError(match_id)
    return row


def _conditions(wanted: QueueFilter, day: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Match.state.in_(sorted(wanted.states or OPEN))]
    if wanted.without_next_action:
        found.append(_without_action())
    if wanted.is_overdue:
        found.append(_overdue(day))
    if wanted.held_by is not None:
        found.append(Match.held_by == wanted.held_by)
    if wanted.is_example is not None:
        found.append(SideStream.is_example == wanted.is_example)
    return found


def _without_action() -> ColumnElement[bool]:
    return and_(Match.state.in_(sorted(OPEN)), Match.next_action.is_(None))


def _overdue(day: date) -> ColumnElement[bool]:
    return and_(Match.state.in_(sorted(OPEN)), Match.next_on < day)
