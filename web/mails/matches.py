"""The mails of a match. What a mail tells is what its reader's side may know, and no more."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from databank import matches
from databank.amounts import plain
from databank.matches import Notice
from databank.records import Delivery, KeptMatch, MatchParty, MatchSide
from web import house
from web.mails.posting import post

PathOf = Callable[[Notice], str]
"""The path of the page of a match for a reader, in the reader's language; by its key for those without an account."""
COMPANIES = (MatchSide.DONOR, MatchSide.RECEIVER)


def tell_interest(session: house.Session, match_id: str, by: MatchSide, text: str, path_of: PathOf) -> None:
    """That a company is interested, to the other side; to the facilitators where nobody can be reached there."""
    for notice in _notices(session, match_id, others(by)):
        _post(session, "match-interest", notice, by, path_of, text=text)


def tell_written(session: house.Session, match_id: str, by: MatchSide, text: str, path_of: PathOf) -> None:
    """A new message, to the other company, or to both where the desk wrote."""
    for notice in _notices(session, match_id, others(by)):
        _post(session, "match-message", notice, by, path_of, text=text)


def tell_named(session: house.Session, match_id: str, by: MatchSide, path_of: PathOf) -> None:
    """Who a company is that agreed to be named, to the other side and to the facilitators."""
    for notice in _notices(session, match_id, (*others(by), MatchSide.FACILITATOR)):
        _post(session, "match-named", notice, by, path_of, **_named(notice.match.party(by)))


def tell_introduced(session: house.Session, match_id: str, by: str, path_of: PathOf) -> None:
    """Each of the two to the other. `by` is who brings them together."""
    for notice in _notices(session, match_id, COMPANIES):
        if notice.side in COMPANIES:
            other = notice.match.party(others(notice.side)[0])
            _post(session, "match-introduced", notice, MatchSide.FACILITATOR, path_of, who=by, **_named(other))


def tell_moved(session: house.Session, match_id: str, by: MatchSide, path_of: PathOf) -> None:
    """How far a match has come, to the other company, or to both where the desk took the step.

    Of a suggestion about which nobody has said anything the companies never heard: they are not told that it is over.
    """
    for notice in _notices(session, match_id, others(by)):
        found = notice.match
        if found.donor.interested_on is None and found.receiver.interested_on is None:
            continue
        reason = found.reason.value if found.reason else ""
        amount = plain(found.mass_t) if found.mass_t is not None else ""
        _post(session, "match-moved", notice, by, path_of, state=found.state.value, reason=reason, amount=amount)


def tell_reported(
    session: house.Session, match_id: str, by: MatchSide, delivery: Delivery, path_of: PathOf, *, is_question: bool
) -> None:
    """The tonnes of a year, to the other company: it can correct them."""
    for notice in _notices(session, match_id, others(by)):
        said = {"year": str(delivery.year), "amount": plain(delivery.mass_t), "is_question": is_question}
        _post(session, "match-reported", notice, by, path_of, **said)


def others(side: MatchSide) -> tuple[MatchSide, ...]:
    """The companies that a side speaks to: the other one, or both."""
    return tuple(one for one in COMPANIES if one is not side)


def _notices(session: house.Session, match_id: str, to: Collection[MatchSide]) -> tuple[Notice, ...]:
    return matches.notices(session, match_id, to=to, at=house.now())


def _named(party: MatchParty) -> dict[str, str]:
    return {
        "company": party.organisation_name or "",
        "contact_name": party.contact_name or "",
        "contact_email": party.contact_email or "",
    }


def _post(session: house.Session, template: str, notice: Notice, by: MatchSide, path_of: PathOf, **places: Any) -> None:
    known: dict[str, Any] = {
        "path": path_of(notice),
        "side": notice.side.value,
        "writer": by.value,
        "material": _about(notice.match),
        "sender": _name_of(notice.match, by),
    }
    post(session, template, notice.recipient.email, notice.recipient.language, **(known | places))


def _about(match: KeptMatch) -> str:
    """What the mail is about, as its reader may call it."""
    return match.side_stream_name or match.need_name or match.id


def _name_of(match: KeptMatch, by: MatchSide) -> str:
    """The company that acts; empty where it is hidden from the reader, and for the desk."""
    return (match.party(by).organisation_name or "") if by in COMPANIES else ""
