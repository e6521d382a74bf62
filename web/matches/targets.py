"""Which two a suggestion of a page means: said in an address, and read from it as far as the viewer sees both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from databank import queries
from databank.access import Viewer, desk_sides
from databank.errors import RecordNotFoundError
from databank.matches import Target
from databank.records import MatchSide, MatchSource, MaterialNeed, Organisation, SideStream
from flows.matching.values import Match, Offer
from web import house
from web.addresses import address
from web.auth import current_viewer
from web.language import gettext as _
from web.matching.lines import MatchLine, is_need

MOST_GROUNDS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A side stream and who might take it, as the viewer sees them.

    Attributes
    ----------
    need, receiver : optional
        Both None: a company comes forward itself, and has not said yet which.
    own : frozenset of MatchSide
        The sides for which the viewer may speak.
    """

    stream: SideStream
    need: MaterialNeed | None
    receiver: Organisation | None
    target: Target | None
    line_id: str | None
    own: frozenset[MatchSide]

    @property
    def receiver_name(self) -> str | None:
        """Who might take it; None where it is hidden, or not said yet."""
        if self.need is not None:
            return self.need.organisation_name
        return self.receiver.name if self.receiver else None


def offered(match: Match) -> Offer:
    """What is offered, before any treatment."""
    return match.step.before if match.step else match.offer


def values_of(match: Match) -> dict[str, Any]:
    """The values of the address that means this suggestion; what is not known is left out."""
    receiver = match.receiver
    found: dict[str, Any] = {"line": match.step.line if match.step else None}
    if is_need(receiver):
        found["need"] = receiver.records[0]
    else:
        grounds = ",".join(receiver.records[:MOST_GROUNDS]) if receiver.source == "intake" else None
        found |= {"organisation": receiver.organisation_id, "site": receiver.site_id}
        found |= {"use": receiver.use if receiver.source == "use" else None, "grounds": grounds}
    return {name: value for name, value in found.items() if value}


def actions(line: MatchLine) -> list[tuple[str, str]]:
    """Address and word of what somebody may do with a suggestion: a company is interested, the desk brings together."""
    match, viewer = line.match, current_viewer()
    values = values_of(match)
    if match.verdict == "fail" or not {"need", "organisation"} & values.keys():
        return []
    here = {"record_id": offered(match).id, **values}
    if not speaks_for(viewer, match) and desk_sides(viewer):
        return [(address("matches.interest", **here), _("Bring them together"))]
    asks = address("matches.interest", **here, help=1)
    return [(address("matches.interest", **here), _("We are interested")), (asks, _("Ask the city to help"))]


def speaks_for(viewer: Viewer, match: Match) -> bool:
    """Whether the viewer acts for one of the two companies."""
    receiver, offer = match.receiver, offered(match)
    companies = {offer.organisation_id, receiver.organisation_id} - {None}
    records = {offer.id, *(receiver.records if is_need(receiver) else ())}
    return bool(companies & viewer.organisation_ids or records & viewer.submitted_ids)


def proposal(session: house.Session, viewer: Viewer, record_id: str, asked: Mapping[str, str]) -> Proposal:
    """What an address means.

    Raises
    ------
    RecordNotFoundError
        When one of the two is not there for the viewer.
    """
    stream = queries.side_stream(session, viewer, record_id)
    need = queries.need(session, viewer, asked["need"]) if asked.get("need") else None
    wanted = asked.get("organisation")
    receiver = queries.organisation(session, viewer, wanted) if wanted and need is None else None
    site_id = asked.get("site")
    if receiver is not None and site_id and site_id not in {site.id for site in receiver.sites}:
        raise RecordNotFoundError(site_id)
    return Proposal(
        stream=stream,
        need=need,
        receiver=receiver,
        target=_target(need, receiver, asked),
        line_id=asked.get("line") or None,
        own=_own(viewer, stream, need, receiver),
    )


def _target(need: MaterialNeed | None, receiver: Organisation | None, asked: Mapping[str, str]) -> Target | None:
    if need is not None:
        return Target(source=MatchSource.NEED, need_id=need.id)
    if receiver is None:
        return None
    grounds = tuple(one for one in asked.get("grounds", "").split(",")[:MOST_GROUNDS] if one)
    source = MatchSource.USE if asked.get("use") else MatchSource.INTAKE if grounds else MatchSource.INTEREST
    return Target(
        source=source,
        organisation_id=receiver.id,
        site_id=asked.get("site") or None,
        use_id=asked.get("use") or None,
        rests_on=grounds,
    )


def _own(
    viewer: Viewer, stream: SideStream, need: MaterialNeed | None, receiver: Organisation | None
) -> frozenset[MatchSide]:
    owner = need.organisation_id if need else receiver.id if receiver else None
    donates = stream.organisation_id in viewer.organisation_ids or stream.id in viewer.submitted_ids
    receives = owner in viewer.organisation_ids or (need is not None and need.id in viewer.submitted_ids)
    found = {MatchSide.DONOR: donates, MatchSide.RECEIVER: receives}
    return frozenset(side for side, is_own in found.items() if is_own)
