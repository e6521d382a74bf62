"""Matches as lines of a list, and as rows of a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from databank.records import KeptMatch, MatchSide, MatchState
from web.addresses import address
from web.matches.acting import COMPANIES, waits_for
from web.matches.page import due_of
from web.matches.words import amount_text, material_of, state_word, wanted_of

COLUMNS = (
    *("id", "state", "source", "side_stream_id", "side_stream", "donor_id", "donor", "receiver_id", "receiver"),
    *("need_id", "need", "amount_t", "period", "starts_on", "ends_on", "reason", "exchange_id", "made_on"),
    *("changed_on", "is_example"),
)
DESK_COLUMNS = (*COLUMNS, "held_by", "next_action", "next_on")


@dataclass(frozen=True, slots=True)
class Line:
    """One match in a list. `due` is until when an answer is asked for, `is_late` whether its next day has passed."""

    match: KeptMatch
    href: str
    material: str
    wanted: str
    state: str
    amount: str
    due: str
    is_late: bool


def line_of(match: KeptMatch, today: date, *, is_desk: bool) -> Line:
    """Say one match."""
    endpoint = "matches.desk_one" if is_desk else "matches.one"
    return Line(
        match=match,
        href=address(endpoint, match_id=match.id),
        material=material_of(match),
        wanted=wanted_of(match),
        state=state_word(match.state),
        amount=amount_text(match),
        due=due_of(match),
        is_late=match.next_on is not None and match.next_on < today and match.state not in ENDS,
    )


ENDS = (MatchState.ENDED, MatchState.DROPPED)


def waits_for_us(match: KeptMatch) -> bool:
    """Whether a match waits for the word of one of the viewer's companies."""
    return any(waits_for(match, side) for side in own_sides(match))


def own_sides(match: KeptMatch) -> tuple[MatchSide, ...]:
    """The companies for which the viewer acts in a match."""
    return tuple(side for side in COMPANIES if side in match.sides)


def rows(matches: Iterable[KeptMatch], *, is_desk: bool) -> Iterator[dict[str, Any]]:
    """Each match as a row of the data twin."""
    for match in matches:
        row = {
            "id": match.id,
            "state": match.state.value,
            "source": match.source.value,
            "side_stream_id": match.side_stream_id,
            "side_stream": match.side_stream_name,
            "donor_id": match.donor.organisation_id,
            "donor": match.donor.organisation_name,
            "receiver_id": match.receiver.organisation_id,
            "receiver": match.receiver.organisation_name,
            "need_id": match.need_id,
            "need": match.need_name,
            "amount_t": match.mass_t,
            "period": match.period.value,
            "starts_on": match.starts_on,
            "ends_on": match.ends_on,
            "reason": match.reason.value if match.reason else None,
            "exchange_id": match.exchange_id,
            "made_on": match.made_at.date(),
            "changed_on": match.updated_at.date(),
            "is_example": match.is_example,
        }
        if is_desk:
            row |= {"held_by": match.held_by, "next_action": match.next_action, "next_on": match.next_on}
        yield row
