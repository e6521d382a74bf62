"""What the two say to each other through the bank: interest, messages, and who they are once they agree to tell."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from databank.access import Viewer, desk_sides
from databank.errors import N_, RecordNotFoundError
from databank.matches.changing import MatchRefusedError, company_side, opened, other_side, take_step, touch
from databank.matches.reading import masked, match
from databank.matches.states import ENDS
from databank.matches.values import receiver_of, sides_in
from databank.models import Match, MatchLetter
from databank.records import KeptMatch, MatchSide, MatchState

LONGEST_TEXT = 4000
OVER = N_("This match has come to its end: nothing can be added any more.")
TOO_LONG = N_("This text is too long: write at most 4000 characters.")
NOT_AGREED = N_("Both companies agree to be named before they are introduced: one of them has not yet.")


def answer_interest(
    session: Session, viewer: Viewer, match_id: str, text: str, *, at: datetime, side: MatchSide | None = None
) -> bool:
    """Say for one's company that it is interested too, in a match that there is; False when nothing new was said.

    Raises
    ------
    RecordNotFoundError
        For everybody who acts for neither side.
    MatchRefusedError
        When the match has come to its end, or the text is too long.
    """
    row = opened(session, viewer, match_id)
    own = company_side(viewer, row, side)
    is_new = say_interest(row, own, viewer, text, at)
    if is_new:
        touch(session, row, at)
    return is_new


def say_interest(row: Match, side: MatchSide, viewer: Viewer, text: str, at: datetime) -> bool:
    """Note interest and hand on a message; whether something new was said. When both have said so, they talk."""
    if row.state in ENDS:
        raise MatchRefusedError(OVER)
    is_first = getattr(row, f"{side.value}_interested_at") is None
    if is_first:
        setattr(row, f"{side.value}_interested_at", at)
        is_mutual = getattr(row, f"{other_side(side).value}_interested_at") is not None
        if row.state is MatchState.SUGGESTED:
            take_step(row, MatchState.INTERESTED, side, viewer, at)
        if is_mutual and row.state is MatchState.INTERESTED:
            take_step(row, MatchState.IN_TALKS, side, viewer, at)
    return _add_letter(row, side, viewer, text, at) or is_first


def write(
    session: Session, viewer: Viewer, match_id: str, text: str, *, at: datetime, side: MatchSide | None = None
) -> bool:
    """Hand a message to the others of a match; False when it is the side's last one, sent again.

    Raises
    ------
    RecordNotFoundError
        When the viewer takes no part in the match.
    MatchRefusedError
        When the match has come to its end, or the text is empty or too long.
    """
    row = opened(session, viewer, match_id)
    own = sides_in(viewer, row)
    writer = next((one for one in MatchSide if one in own and side in {None, one}), None)
    if writer is None:
        raise RecordNotFoundError(match_id)
    if row.state in ENDS:
        raise MatchRefusedError(OVER)
    if not text.strip():
        raise MatchRefusedError(N_("Write your message."), field="text")
    is_new = _add_letter(row, writer, viewer, text, at)
    if is_new:
        touch(session, row, at)
    return is_new


def _add_letter(row: Match, side: MatchSide, viewer: Viewer, text: str, at: datetime) -> bool:
    text = text.strip()
    if len(text) > LONGEST_TEXT:
        raise MatchRefusedError(TOO_LONG, field="text")
    last = next((one for one in reversed(row.letters) if one.side is side), None)
    if not text or (last is not None and last.text == text):
        return False
    position = len(row.letters) + 1
    letter = MatchLetter(position=position, side=side, text=text, written_at=at, person_id=viewer.person_id)
    row.letters.append(letter)
    return True


def agree_to_be_named(
    session: Session,
    viewer: Viewer,
    match_id: str,
    *,
    at: datetime,
    contact_name: str | None = None,
    contact_email: str | None = None,
    side: MatchSide | None = None,
) -> bool:
    """Agree for one's company to be named to the other side and to whoever brings the two together; False when it did.

    Parameters
    ----------
    contact_name, contact_email : str, optional
        Whom the other side may ask.

    Raises
    ------
    RecordNotFoundError
        For everybody but those who act for one of the two: nobody else can agree for them.
    """
    row = opened(session, viewer, match_id)
    own = company_side(viewer, row, side).value
    if getattr(row, f"{own}_named_at") is not None:
        return False
    setattr(row, f"{own}_named_at", at)
    setattr(row, f"{own}_contact_name", contact_name or None)
    setattr(row, f"{own}_contact_email", contact_email or None)
    touch(session, row, at)
    return True


def introduce(session: Session, viewer: Viewer, match_id: str, *, at: datetime) -> bool:
    """Bring the two together: each is named to the other; False when that was done before.

    Raises
    ------
    RecordNotFoundError
        For everybody but the desk.
    MatchRefusedError
        When one of the two is hidden from the other and has not agreed to be named.
    """
    row = opened(session, viewer, match_id)
    if not desk_sides(viewer):
        raise RecordNotFoundError(match_id)
    if row.introduced_at is not None:
        return False
    if row.state in ENDS:
        raise MatchRefusedError(OVER)
    if not know_each_other(session, row):
        raise MatchRefusedError(NOT_AGREED)
    row.introduced_at = at
    touch(session, row, at)
    return True


def know_each_other(session: Session, row: Match) -> bool:
    """Whether each of the two sees who the other is."""
    return all(
        masked(session, as_side(row, side), [row])[0].party(other_side(side)).organisation_id is not None
        for side in (MatchSide.DONOR, MatchSide.RECEIVER)
    )


def as_side(row: Match, side: MatchSide) -> Viewer:
    """Anybody who acts for one of the two companies and for nobody else."""
    owner = row.side_stream.organisation_id if side is MatchSide.DONOR else receiver_of(row).id
    return Viewer(organisation_ids=frozenset({owner}))


def for_side(session: Session, match_id: str, side: MatchSide) -> KeptMatch:
    """A match as one of the two companies sees it, for what is sent to them."""
    row = session.get_one(Match, match_id)
    return match(session, as_side(row, side), match_id)
