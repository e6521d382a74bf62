"""When two records become one, the matches of the duplicate are of the record that stays."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from databank.models import Match, MatchStep
from databank.records import DropReason, MatchSide, MatchState

ORDER = tuple(MatchState)


def move_matches(session: Session, kind: str, keep_id: str, drop_id: str, *, at: datetime) -> None:
    """Move them. Where both have an open match with the same other side, the one that has come further stays open."""
    column = Match.side_stream_id if kind == "side-streams" else Match.need_id
    for row in session.scalars(select(Match).where(column == drop_id).order_by(Match.id).with_for_update()):
        key = _key(row, kind, keep_id, drop_id)
        known = session.scalar(select(Match).where(Match.open_key == key)) if key else None
        if known is not None:
            behind = min((known, row), key=lambda one: (ORDER.index(one.state), one is row))
            _close(behind, at)
            session.flush()  # its key is free before the other one takes it
        if kind == "side-streams":
            row.side_stream_id = keep_id
        else:
            row.need_id = keep_id
        row.open_key = key if row.open_key is not None else None
        row.version += 1
        row.updated_at = at
        session.flush()


def _key(row: Match, kind: str, keep_id: str, drop_id: str) -> str | None:
    """The key of an open match after it has moved."""
    if row.open_key is None:
        return None
    stream, there, line = row.open_key.split("|")
    if kind == "side-streams":
        return f"{keep_id}|{there}|{line}"
    return f"{stream}|{there.removesuffix(drop_id)}{keep_id}|{line}"


def _close(row: Match, at: datetime) -> None:
    """A match that is there twice goes on as the other one."""
    row.steps.append(
        MatchStep(
            position=len(row.steps) + 1,
            before=row.state,
            after=MatchState.DROPPED,
            side=MatchSide.CITY,
            made_at=at,
            person_id=None,
        )
    )
    row.state, row.open_key = MatchState.DROPPED, None
    row.reason, row.dropped_by = DropReason.OTHER, MatchSide.CITY
    row.version += 1
    row.updated_at = at
