"""What died of what: the reasons for which matches were dropped, counted. Small numbers are for the desk alone."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from databank.access import LEAST_ORGANISATIONS, Viewer, desk_sides, match_readable
from databank.matches.desk import counted
from databank.models import Match, MaterialNeed, SideStream
from databank.records import DropReason, MatchSource, MatchState


@dataclass(frozen=True, slots=True, kw_only=True)
class Died:
    """How many matches of one source and family were dropped for one reason."""

    reason: DropReason
    source: MatchSource
    family: str
    count: int


def what_died_of_what(session: Session, viewer: Viewer, *, is_example: bool = False) -> tuple[Died, ...]:
    """The reasons of dropped matches by source and family, the most frequent first.

    The desk sees what there is for it. Everybody else sees only what at least three donors and three receivers have in
    common, and nothing that is a sum of more: no difference then tells what is left out.
    """
    receiver = func.coalesce(MaterialNeed.organisation_id, Match.receiver_organisation_id)
    group = (Match.reason, Match.source, SideStream.family)
    query = (
        counted(select(*group, func.count()))
        .where(Match.state == MatchState.DROPPED, SideStream.is_example == is_example)
        .group_by(*group)
    )
    if desk_sides(viewer):
        query = query.where(match_readable(viewer))
    else:
        least = LEAST_ORGANISATIONS
        query = query.having(
            func.count(SideStream.organisation_id.distinct()) >= least, func.count(receiver.distinct()) >= least
        )
    found = [
        Died(reason=reason, source=source, family=family, count=int(count))
        for reason, source, family, count in session.execute(query)
    ]
    return tuple(sorted(found, key=lambda one: (-one.count, one.reason, one.source, one.family)))
