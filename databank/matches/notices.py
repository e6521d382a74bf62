"""Who is written to of a match, for which side, and the link that opens it for those without an account."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType

from sqlalchemy.orm import Session

from databank.access import DESK_ROLES, Role, Viewer
from databank.enquiries.notices import owners
from databank.errors import N_, DatabankError, RecordNotFoundError
from databank.keys import hash_key, new_key
from databank.matches.reading import match
from databank.matches.states import COMPANIES
from databank.matches.talking import as_side
from databank.matches.values import receiver_of
from databank.models import Match, MatchKey
from databank.recipients import Recipient, acting_for, with_roles
from databank.records import KeptMatch, MatchSide

LINK_DAYS = 365
ROLES = MappingProxyType({MatchSide.FACILITATOR: frozenset({Role.FACILITATOR}), MatchSide.CITY: DESK_ROLES})


class MatchLinkError(DatabankError):
    """The link of a mail that opens nothing any more."""

    def __init__(self) -> None:
        super().__init__(
            N_("This link has expired or is not complete. Open it from the newest mail about the exchange.")
        )


@dataclass(frozen=True, slots=True)
class Notice:
    """A mail to one reader, and the match as their side sees it: the mail tells no more than that.

    `key` opens the match for those who have no account of that side.
    """

    recipient: Recipient
    side: MatchSide
    match: KeptMatch
    key: str | None


def notices(session: Session, match_id: str, *, to: Collection[MatchSide], at: datetime) -> tuple[Notice, ...]:
    """A notice for everybody of some sides; of a company that nobody can reach, for the desk in its place."""
    row = session.get_one(Match, match_id)
    found: list[tuple[MatchSide, Recipient]] = []
    for side in to:
        readers = _readers(session, row, side, at.date())
        found += [(side, one) for one in readers]
        if not readers and side in COMPANIES:
            found += [(MatchSide.FACILITATOR, one) for one in with_roles(session, ROLES[MatchSide.FACILITATOR])]
    written = [Notice(one, side, seen, None) for side, one in found if (seen := _seen(session, row, side)) is not None]
    return tuple(replace(one, key=_key(session, row, one, at.date())) for one in written)


def viewer_of_key(session: Session, key: str, *, today: date) -> tuple[Viewer, str]:
    """Whoever holds the link of a mail, and the match that it opens: they may do there what the record's sender may.

    Raises
    ------
    MatchLinkError
        When it opens nothing, or not any more.
    """
    found = session.get(MatchKey, hash_key(key))
    if found is None or found.valid_until < today:
        raise MatchLinkError
    row = session.get_one(Match, found.match_id)
    record_id = row.side_stream_id if found.side is MatchSide.DONOR else row.need_id
    return Viewer(submitted_ids=frozenset({record_id} if record_id else ())), row.id


def _readers(session: Session, row: Match, side: MatchSide, today: date) -> tuple[Recipient, ...]:
    """Who reads for a side: the contact of its record, else those who act for it, or the people of the desk."""
    if side in ROLES:
        return with_roles(session, ROLES[side])
    record = row.side_stream if side is MatchSide.DONOR else row.need
    if record is None:
        return acting_for(session, receiver_of(row).id, today=today)
    return owners(session, record, today=today)


def _seen(session: Session, row: Match, side: MatchSide) -> KeptMatch | None:
    """The match as a side sees it; None where there is none for them."""
    viewer = Viewer(roles=frozenset(ROLES[side])) if side in ROLES else as_side(row, side)
    try:
        return match(session, viewer, row.id)
    except RecordNotFoundError:
        return None


def _key(session: Session, row: Match, notice: Notice, today: date) -> str | None:
    if notice.recipient.person_id is not None:
        return None
    key = new_key()
    until = today + timedelta(days=LINK_DAYS)
    session.add(MatchKey(key_hash=hash_key(key), match_id=row.id, side=notice.side, valid_until=until))
    session.flush()
    return key
