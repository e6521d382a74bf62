"""What the page of a match shows: its line of steps, what the other side sees, and who may have it at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from databank import accounts, matches
from databank.errors import RecordNotFoundError
from databank.records import KeptMatch, MatchState
from web import house
from web.matches.acting import Acting
from web.matches.blueprint import FACILITATION
from web.matches.words import MOVES, state_word

Seen = dict[str, str]
MOVABLE = MOVES.keys()
LINE = (
    MatchState.SUGGESTED,
    MatchState.INTERESTED,
    MatchState.IN_TALKS,
    MatchState.TRIAL,
    MatchState.AGREED,
    MatchState.RUNNING,
    MatchState.ENDED,
)


@dataclass(frozen=True, slots=True)
class Station:
    """One state on the line: `kind` is "past", "now", "skipped" or "ahead"; `on` is when it was reached last."""

    word: str
    kind: str
    on: datetime | None


def steps_of(match: KeptMatch) -> list[Station]:
    """The life of a match as one line; what was dropped ends where it was."""
    reached = {step.after: step.made_at for step in match.steps}
    at = match.state
    if at is MatchState.DROPPED:
        at = match.steps[-1].before or MatchState.SUGGESTED if match.steps else MatchState.SUGGESTED
    place = LINE.index(at)
    stations = [
        Station(state_word(state), _kind(number, place, is_reached=_was(state, reached)), _on(match, state, reached))
        for number, state in enumerate(LINE)
        if match.state is not MatchState.DROPPED or number <= place
    ]
    if match.state is MatchState.DROPPED:
        past = [Station(one.word, "past" if one.kind == "now" else one.kind, one.on) for one in stations]
        return [*past, Station(state_word(MatchState.DROPPED), "now dropped", reached.get(MatchState.DROPPED))]
    return stations


def _was(state: MatchState, reached: dict[MatchState, datetime]) -> bool:
    return state is MatchState.SUGGESTED or state in reached


def _kind(number: int, place: int, *, is_reached: bool) -> str:
    if number == place:
        return "now"
    if number > place:
        return "ahead"
    return "past" if is_reached else "skipped"


def _on(match: KeptMatch, state: MatchState, reached: dict[MatchState, datetime]) -> datetime | None:
    """When a state was reached; a trial that was gone back from is ahead again."""
    if state is MatchState.SUGGESTED:
        return match.made_at
    is_ahead = match.state in LINE and LINE.index(state) > LINE.index(match.state)
    return None if is_ahead else reached.get(state)


@dataclass(frozen=True, slots=True)
class Known:
    """What the other side sees of this one; `is_told` is False where it does not know of the match at all."""

    is_told: bool
    name: str | None = None
    contact: str | None = None
    record: str | None = None


def known_by_other(session: house.Session, acting: Acting) -> Known:
    """What the other side sees of the company that looks: asked of the bank as that side, not worked out here."""
    try:
        found = matches.for_side(session, acting.match.id, acting.other)
    except RecordNotFoundError:
        return Known(is_told=False)
    party = found.party(acting.side)
    contact = ", ".join(part for part in (party.contact_name, party.contact_email) if part)
    donates = acting.side.value == "donor"
    record = found.side_stream_name if donates else found.need_name
    return Known(is_told=True, name=party.organisation_name, contact=contact or None, record=record)


def holders(session: house.Session) -> list[tuple[str, str]]:
    """The people of the desk, any of whom may have a match."""
    return [
        (str(person.id), person.name)
        for person in accounts.people(session)
        if person.active and person.roles & FACILITATION
    ]
