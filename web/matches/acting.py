"""Who acts on a match, and as what: somebody of the desk who also works for a company acts as one of the two at a time.

On their own pages people see what their company sees, at the desk what the desk sees.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import request

from databank import matches
from databank.access import Viewer
from databank.errors import RecordNotFoundError
from databank.records import KeptMatch, MatchSide, MatchState
from databank.submissions import Change
from web import house
from web.auth import current_person, current_viewer, signature
from web.matches.blueprint import FACILITATION

COMPANIES = (MatchSide.DONOR, MatchSide.RECEIVER)
DESK = (MatchSide.FACILITATOR, MatchSide.CITY)
BY_LINK = "the contact of the record, by the link of a mail"


@dataclass(frozen=True, slots=True)
class Acting:
    """Somebody on one side of one match."""

    viewer: Viewer
    match: KeptMatch
    side: MatchSide

    @property
    def is_desk(self) -> bool:
        """Whether they bring the two together."""
        return self.side in DESK

    @property
    def other(self) -> MatchSide:
        """The company opposite; of the desk, the receiver."""
        return MatchSide.DONOR if self.side is MatchSide.RECEIVER else MatchSide.RECEIVER

    @property
    def is_waiting_for_us(self) -> bool:
        """Whether the match waits for this company's word."""
        return waits_for(self.match, self.side)


def waits_for(match: KeptMatch, side: MatchSide) -> bool:
    """Whether a match waits for the word of a company."""
    is_early = match.state in {MatchState.SUGGESTED, MatchState.INTERESTED}
    return is_early and side in COMPANIES and match.party(side).interested_on is None


def as_company(session: house.Session, match_id: str) -> Acting:
    """The viewer as one of the two companies, with what that company sees."""
    viewer = current_viewer()
    return company_of(session, replace(viewer, roles=viewer.roles - FACILITATION), match_id)


def company_of(session: house.Session, viewer: Viewer, match_id: str) -> Acting:
    """Somebody who may have nothing to do with the desk, as one of the two.

    Raises
    ------
    RecordNotFoundError
        For everybody who acts for neither.
    """
    found = matches.match(session, viewer, match_id)
    own = [side for side in COMPANIES if side in found.sides]
    if not own:
        raise RecordNotFoundError(match_id)
    side = next((one for one in own if one.value == request.args.get("side")), own[0])
    if len(own) > 1:
        viewer = _only(viewer, found, side)
        found = matches.match(session, viewer, match_id)
    return Acting(viewer, found, side)


def at_desk(session: house.Session, match_id: str) -> Acting:
    """The viewer at the desk of facilitation."""
    viewer = replace(current_viewer(), organisation_ids=frozenset(), submitted_ids=frozenset())
    found = matches.match(session, viewer, match_id)
    side = next((one for one in DESK if one in found.sides), None)
    if side is None:
        raise RecordNotFoundError(match_id)
    return Acting(viewer, found, side)


def change(reason: str) -> Change:
    """A change as the history of an exchange keeps it."""
    by = signature() if current_person() else BY_LINK
    return Change(made_by=by, reason=reason, made_at=house.now())


def _only(viewer: Viewer, match: KeptMatch, side: MatchSide) -> Viewer:
    """Somebody who acts for both companies, as one of them."""
    donates = side is MatchSide.DONOR
    other = match.receiver if donates else match.donor
    record = match.need_id if donates else match.side_stream_id
    return replace(
        viewer,
        organisation_ids=viewer.organisation_ids - {other.organisation_id},
        submitted_ids=viewer.submitted_ids - {record},
    )
