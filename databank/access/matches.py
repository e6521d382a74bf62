"""The gate of matches: who takes part in one, for whom there is one at all, and what of it is told to whom.

A side that is hidden stays so for the other side and for the facilitator until it agrees to be named. What a side does
itself, such as to show interest, the other side learns of, without the name.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from sqlalchemy import ColumnElement, and_, false, or_

from databank.access.clauses import readable
from databank.access.levels import DESK_ROLES, Role, Viewer, is_city
from databank.access.owners import owned
from databank.models import Match, MaterialNeed, SideStream
from databank.records import KeptMatch, MatchParty, MatchSide, MatchStep
from databank.records import MaterialNeed as Need
from databank.records import SideStream as Stream

DESK = frozenset({MatchSide.FACILITATOR, MatchSide.CITY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a viewer sees of the records behind a match.

    Attributes
    ----------
    stream, need : optional
        As the viewer sees them; None where they are not shown.
    has_receiver : bool
        Whether the organisation of a receiver without a need is shown, with what says that it might take this.
    ids : collection of str
        Those of the exchanges and the treatment line of the match that are shown.
    """

    stream: Stream | None
    need: Need | None
    has_receiver: bool = False
    ids: Collection[str] = field(default=())


def sides_of(
    viewer: Viewer, *, donor_id: str, stream_id: str, receiver_id: str, need_id: str | None
) -> frozenset[MatchSide]:
    """As what a viewer takes part in a match."""
    found = desk_sides(viewer)
    if donor_id in viewer.organisation_ids or stream_id in viewer.submitted_ids:
        found |= {MatchSide.DONOR}
    if receiver_id in viewer.organisation_ids or need_id in viewer.submitted_ids:
        found |= {MatchSide.RECEIVER}
    return found


def desk_sides(viewer: Viewer) -> frozenset[MatchSide]:
    """As what a viewer sits at the facilitation desk; nothing for those who do not."""
    city = {MatchSide.CITY} if viewer.roles & DESK_ROLES else set()
    return frozenset(city | ({MatchSide.FACILITATOR} if Role.FACILITATOR in viewer.roles else set()))


def match_readable(viewer: Viewer) -> ColumnElement[bool]:
    """Whether there is a match for the viewer. The query joins the side stream and, where there is one, the need.

    A side learns of a match when it sees the other side's record, or when the other side, or it itself, has acted.
    """
    stream, need = readable(viewer), or_(Match.need_id.is_(None), readable(viewer, MaterialNeed))
    has_begun = Match.donor_interested_at.is_not(None) | Match.receiver_interested_at.is_not(None)
    named = {"donor": Match.donor_named_at.is_not(None), "receiver": Match.receiver_named_at.is_not(None)}
    ways = [
        and_(owned(viewer, SideStream), or_(need, has_begun, named["receiver"])),
        and_(_receives(viewer), or_(stream, has_begun, named["donor"])),
    ]
    if desk_sides(viewer):
        ways.append(and_(stream, need))
    return or_(*ways)


def _receives(viewer: Viewer) -> ColumnElement[bool]:
    ids = sorted(viewer.organisation_ids)
    return or_(owned(viewer, MaterialNeed), Match.receiver_organisation_id.in_(ids) if ids else false())


def mask_match(viewer: Viewer, match: KeptMatch, shown: Shown) -> KeptMatch:
    """The match as `viewer` may see it; that there is one for them was decided by the query."""
    sides, stream, need = match.sides, shown.stream, shown.need
    is_desk = bool(sides & DESK)
    receiver_named = shown.has_receiver if match.need_id is None else need is not None and bool(need.organisation_id)
    receiver = _party(viewer, match, MatchSide.RECEIVER, is_open=receiver_named)
    is_told = receiver.organisation_id is not None  # what speaks for a receiver tells who it is
    return replace(
        match,
        side_stream_id=stream.id if stream else None,
        side_stream_name=stream.name if stream else None,
        side_stream_language=stream.language if stream else None,
        material_class=stream.material_class if stream else None,
        family=stream.family if stream else None,
        need_id=need.id if need else None,
        need_name=need.name if need else None,
        need_language=need.language if need else None,
        donor=_party(viewer, match, MatchSide.DONOR, is_open=stream is not None and bool(stream.organisation_id)),
        receiver=receiver,
        use_id=match.use_id if is_told else None,
        rests_on=tuple(one for one in match.rests_on if is_told and one in shown.ids),
        treatment_line_id=match.treatment_line_id if match.treatment_line_id in shown.ids else None,
        reason_text=match.reason_text if _reads_reason(match) else None,
        held_by=match.held_by if is_desk else None,
        held_by_id=match.held_by_id if is_desk else None,
        next_action=match.next_action if is_desk else None,
        next_on=match.next_on if is_desk else None,
        steps=tuple(_step(viewer, sides, step) for step in match.steps),
    )


def _reads_reason(match: KeptMatch) -> bool:
    """Whether a side reads in which words a match was dropped: whoever wrote them was told that the city reads them."""
    by = DESK if match.dropped_by in DESK else {match.dropped_by}
    return bool(({MatchSide.CITY} | by) & match.sides)


def _party(viewer: Viewer, match: KeptMatch, side: MatchSide, *, is_open: bool) -> MatchParty:
    """One side: whole for itself, the city, and where it is shown anyway or agreed to be named."""
    party = match.party(side)
    if is_open or side in match.sides or is_city(viewer) or party.named_on is not None:
        return party
    return MatchParty(
        organisation_id=None,
        organisation_name=None,
        site_id=None,
        interested_on=party.interested_on,
        named_on=None,
        contact_name=None,
        contact_email=None,
    )


def _step(viewer: Viewer, sides: Collection[MatchSide], step: MatchStep) -> MatchStep:
    """A name tells the company: each side and the desk know their own people only, the city everybody."""
    own = DESK if step.side in DESK else {step.side}
    if is_city(viewer) or own & frozenset(sides):
        return step
    return replace(step, made_by=None)
