"""Taking a match further: into talks, a trial, an agreement that runs and ends, or dropping it with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from databank.access import Viewer
from databank.errors import N_
from databank.matches.changing import MatchRefusedError, opened, other_side, take_step, touch
from databank.matches.exchanging import keep_exchange
from databank.matches.reading import match
from databank.matches.states import COMPANIES, NAMED, TALKING, MatchMoveError, mover
from databank.matches.talking import LONGEST_TEXT, TOO_LONG, know_each_other
from databank.matches.values import sides_in
from databank.models import Match
from databank.models.base import GREATEST
from databank.records import DropReason, KeptMatch, MatchSide, MatchState, Period
from databank.submissions import Change

UNNAMED = N_("Both companies first agree to be named to each other: one of them has not yet.")
WAITS = N_("The other side has not answered yet: talks begin when it does.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the two talk about or agreed. The amount may be a part of what is offered; None is not known yet."""

    mass_t: Decimal | None = None
    period: Period = Period.PER_YEAR
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """Why a match is dropped. The other side reads the reason; the text is for one's own side and the desk."""

    reason: DropReason
    text: str = ""


def move(
    session: Session,
    viewer: Viewer,
    match_id: str,
    after: MatchState,
    *,
    version: int,
    change: Change,
    terms: Terms | None = None,
    why: Why | None = None,
) -> KeptMatch:
    """Take a match to a state. What is there already is left as it is: a button pressed twice does nothing more.

    What is agreed or runs is an exchange of the bank from then on, and feeds the flows.

    Parameters
    ----------
    version : int
        Of the match as the editor saw it.
    change : Change
        Who does it, when and why, as the history of the exchange keeps it.
    terms : Terms, optional
        Amount and dates, set with the same step.
    why : Why, optional
        Why it is dropped: nothing is dropped without a reason.

    Raises
    ------
    RecordNotFoundError
        When there is no such match for the viewer.
    MatchChangedError
        When somebody else changed it since.
    MatchMoveError
        When there is no such step, or it is not theirs to take.
    MatchRefusedError
        When something is missing that the step needs.
    """
    if _is_there(opened(session, viewer, match_id), after, why):
        return match(session, viewer, match_id)
    row = opened(session, viewer, match_id, version)
    side = mover(row.state, after, sides_in(viewer, row))
    _check_step(session, row, after, side)
    if after is MatchState.DROPPED:
        _give_reason(row, side, why)
    if terms is not None:
        _set(row, terms)
    before = row.state
    _begin_or_end(row, after, change.day)
    take_step(row, after, side, viewer, change.made_at)
    keep_exchange(session, row, before, change)
    touch(session, row, change.made_at)
    return match(session, viewer, match_id)


def set_terms(
    session: Session, viewer: Viewer, match_id: str, terms: Terms, *, version: int, change: Change
) -> KeptMatch:
    """Set amount and dates, from the talks on; an agreement that is changed changes its exchange.

    Raises
    ------
    RecordNotFoundError
        When there is no such match for the viewer.
    MatchChangedError
        When somebody else changed it since.
    MatchRefusedError
        Before the two talk or after it has ended, and for terms that cannot be.
    """
    row = opened(session, viewer, match_id)
    if terms == _terms_of(row):
        return match(session, viewer, match_id)
    row = opened(session, viewer, match_id, version)
    if row.state not in TALKING:
        raise MatchRefusedError(N_("Amounts and dates are settled while the two talk, and until it has ended."))
    _set(row, terms)
    keep_exchange(session, row, row.state, change)
    touch(session, row, change.made_at)
    return match(session, viewer, match_id)


def _is_there(row: Match, after: MatchState, why: Why | None) -> bool:
    """Whether the step was taken already."""
    return row.state is after and (after is not MatchState.DROPPED or (why is not None and row.reason is why.reason))


def _check_step(session: Session, row: Match, after: MatchState, side: MatchSide) -> None:
    """Interest is said by showing it, talks need the other's answer, and from a trial on both know each other."""
    if after is MatchState.INTERESTED:
        raise MatchMoveError(N_("Show interest with a message to the other side."), row.state, after)
    if row.state is MatchState.INTERESTED and after is MatchState.IN_TALKS and side in COMPANIES:
        own, other = (getattr(row, f"{one.value}_interested_at") for one in (side, other_side(side)))
        if other is None:
            raise MatchMoveError(WAITS, row.state, after)
        if own is None:
            setattr(row, f"{side.value}_interested_at", other)
    if after in NAMED and not know_each_other(session, row):
        raise MatchRefusedError(UNNAMED)


def _give_reason(row: Match, side: MatchSide, why: Why | None) -> None:
    if why is None:
        raise MatchRefusedError(N_("Choose why this does not go on: others learn from it."), field="reason")
    text = why.text.strip()
    if why.reason is DropReason.OTHER and not text:
        raise MatchRefusedError(N_("Write what the other reason is."), field="reason_text")
    if len(text) > LONGEST_TEXT:
        raise MatchRefusedError(TOO_LONG, field="reason_text")
    row.reason, row.reason_text, row.dropped_by = why.reason, text or None, side


def _set(row: Match, terms: Terms) -> None:
    if terms.mass_t is not None and not 0 < terms.mass_t <= GREATEST:
        raise MatchRefusedError(N_("Write the amount in tonnes, more than 0 and at most a billion."), field="mass_t")
    if terms.period is Period.STOCK:
        raise MatchRefusedError(N_("An agreement is for tonnes a year or for one batch."), field="period")
    if terms.starts_on and terms.ends_on and terms.starts_on > terms.ends_on:
        raise MatchRefusedError(N_("The end lies before the beginning."), field="ends_on")
    row.mass_t, row.period = terms.mass_t, terms.period
    row.starts_on, row.ends_on = terms.starts_on, terms.ends_on


def _begin_or_end(row: Match, after: MatchState, day: date) -> None:
    """What runs has begun, and what has ended has an end: on the day when it is said, where nothing else was."""
    if after is MatchState.RUNNING and (row.starts_on is None or row.starts_on > day):
        row.starts_on = min(day, row.ends_on or day)
    if after is MatchState.ENDED and (row.ends_on is None or row.ends_on > day):
        row.ends_on = max(day, row.starts_on or day)


def _terms_of(row: Match) -> Terms:
    return Terms(mass_t=row.mass_t, period=row.period, starts_on=row.starts_on, ends_on=row.ends_on)
