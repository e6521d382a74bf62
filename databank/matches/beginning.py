"""How a match begins: the desk suggests it, or one of the two says that it is interested. There is one of each pair."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from databank.access import Viewer, desk_sides
from databank.errors import RecordNotFoundError
from databank.matches.changing import touch
from databank.matches.pairing import Pair, Target, check_pair
from databank.matches.reading import match, whole
from databank.matches.talking import say_interest
from databank.models import Match, SideStream
from databank.records import KeptMatch, MatchSide, MatchSource, MatchState, Period
from databank.submissions import new_id


@dataclass(frozen=True, slots=True)
class Begun:
    """A match, as its viewer sees it, and whether something was said or kept that is new.

    `is_new` tells whether the other side is to be written to: a button pressed twice says nothing new.
    """

    match: KeptMatch
    is_new: bool


def show_interest(
    session: Session,
    viewer: Viewer,
    *,
    side: MatchSide,
    side_stream_id: str,
    target: Target,
    text: str,
    at: datetime,
    treatment_line_id: str | None = None,
) -> Begun:
    """Say for one's company that it is interested, and hand a message to the other side.

    Whoever comes first begins the match, or takes up the one that was suggested; when the other side has said the same
    already, the two are in talks. The company is named to the other side only where its record shows it, or once it
    agrees to be named. A receiver that comes first, and has no need there that would name it, comes of its own accord:
    that its industry could use the material, or that it took some, tells nobody that it asks now.

    Parameters
    ----------
    side : MatchSide
        DONOR for the own side stream, RECEIVER for the own need or organisation.

    Raises
    ------
    RecordNotFoundError
        When one of the two is not there for the viewer, or neither is theirs.
    MatchRefusedError
        When the two cannot be matched at all.
    """
    pair = check_pair(session, viewer, side, side_stream_id, target, treatment_line_id)
    if side is MatchSide.RECEIVER and not _is_addressed(session, pair):
        pair = replace(pair, target=replace(pair.target, source=MatchSource.INTEREST))
    row, _ = _kept(session, pair, at)
    is_new = say_interest(row, side, viewer, text, at)
    if is_new:
        touch(session, row, at)
    return Begun(match(session, viewer, row.id), is_new)


def suggest(
    session: Session,
    viewer: Viewer,
    *,
    side_stream_id: str,
    target: Target,
    at: datetime,
    treatment_line_id: str | None = None,
) -> Begun:
    """Keep a match that the desk means to bring together. Nobody is told of it yet.

    Raises
    ------
    RecordNotFoundError
        When one of the two is not there for the viewer, or the viewer does not sit at the desk.
    MatchRefusedError
        When the two cannot be matched at all.
    """
    side = next(iter(sorted(desk_sides(viewer))), None)
    if side is None:
        raise RecordNotFoundError(side_stream_id)
    pair = check_pair(session, viewer, side, side_stream_id, target, treatment_line_id)
    row, is_new = _kept(session, pair, at)
    return Begun(match(session, viewer, row.id), is_new)


def _is_addressed(session: Session, pair: Pair) -> bool:
    """Whether a receiver is named by its need, or by somebody who began the match with it."""
    if pair.target.need_id is not None:
        return True
    return session.scalar(select(Match.id).where(Match.open_key == pair.key)) is not None


def _kept(session: Session, pair: Pair, at: datetime) -> tuple[Match, bool]:
    """The open match of a pair, else a new one. The side stream is locked: two who come at one moment meet."""
    session.execute(select(SideStream.id).where(SideStream.id == pair.side_stream_id).with_for_update())
    known = session.scalar(whole().where(Match.open_key == pair.key).execution_options(populate_existing=True))
    if known is not None:
        return known, False
    target = pair.target
    row = Match(
        id=new_id("MA"),
        side_stream_id=pair.side_stream_id,
        need_id=target.need_id,
        receiver_organisation_id=target.organisation_id,
        receiver_site_id=target.site_id,
        source=target.source,
        use_id=target.use_id,
        rests_on=target.rests_on,
        treatment_line_id=pair.treatment_line_id,
        open_key=pair.key,
        state=MatchState.SUGGESTED,
        period=Period.PER_YEAR if pair.is_lasting else Period.BATCH,
        made_at=at,
        updated_at=at,
        version=1,
    )
    session.add(row)
    session.flush()
    return row, True
