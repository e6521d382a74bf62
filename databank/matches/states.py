"""How far a match may go from where it is, and by whom: one table, with no record or session behind it.

Interest is somebody's own word. What the two agreed, and that it runs, may also be told by the desk, which hears of it
on the telephone; the other side is told of every such step and can take it back by dropping the match.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

from databank.errors import N_, DatabankError
from databank.records import ExchangeStatus, MatchSide, MatchState

D, R, F, C = MatchSide.DONOR, MatchSide.RECEIVER, MatchSide.FACILITATOR, MatchSide.CITY
COMPANIES = frozenset({D, R})
DESK = frozenset({F, C})
EVERYBODY = COMPANIES | DESK

OPEN = frozenset(
    {
        *(MatchState.SUGGESTED, MatchState.INTERESTED, MatchState.IN_TALKS),
        *(MatchState.TRIAL, MatchState.AGREED, MatchState.RUNNING),
    }
)
ENDS = frozenset({MatchState.ENDED, MatchState.DROPPED})
TALKING = frozenset({MatchState.IN_TALKS, MatchState.TRIAL, MatchState.AGREED, MatchState.RUNNING})
"""From here on amounts and dates are settled."""
NAMED = frozenset({MatchState.TRIAL, MatchState.AGREED, MatchState.RUNNING})
"""Nobody tries, agrees or hands over material without knowing with whom."""
EXCHANGED: Mapping[MatchState, ExchangeStatus] = MappingProxyType(
    {
        MatchState.AGREED: ExchangeStatus.AGREED,
        MatchState.RUNNING: ExchangeStatus.RUNNING,
        MatchState.ENDED: ExchangeStatus.ENDED,
    }
)
"""What the exchange of a match is called in its states; before them there is none."""

MOVES: Mapping[tuple[MatchState, MatchState], frozenset[MatchSide]] = MappingProxyType(
    {
        (MatchState.SUGGESTED, MatchState.INTERESTED): COMPANIES,
        (MatchState.SUGGESTED, MatchState.DROPPED): EVERYBODY,
        (MatchState.INTERESTED, MatchState.IN_TALKS): EVERYBODY,
        (MatchState.INTERESTED, MatchState.DROPPED): EVERYBODY,
        (MatchState.IN_TALKS, MatchState.TRIAL): EVERYBODY,
        (MatchState.IN_TALKS, MatchState.AGREED): EVERYBODY,
        (MatchState.IN_TALKS, MatchState.DROPPED): EVERYBODY,
        (MatchState.TRIAL, MatchState.IN_TALKS): EVERYBODY,
        (MatchState.TRIAL, MatchState.AGREED): EVERYBODY,
        (MatchState.TRIAL, MatchState.DROPPED): EVERYBODY,
        (MatchState.AGREED, MatchState.RUNNING): EVERYBODY,
        (MatchState.AGREED, MatchState.DROPPED): EVERYBODY,
        (MatchState.RUNNING, MatchState.ENDED): EVERYBODY,
    }
)
"""Every step there is, and the sides that may take it. What has ended or was dropped is begun anew as another match."""


class MatchMoveError(DatabankError):
    """A step that does not follow from where the match stands, or that is not this side's to take.

    Attributes
    ----------
    before, after : MatchState
        Where the match stands, and where it was to go.
    """

    def __init__(self, message: str, before: MatchState, after: MatchState) -> None:
        super().__init__(message)
        self.before, self.after = before, after


def may_move(before: MatchState, after: MatchState, sides: Collection[MatchSide]) -> bool:
    """Whether one of the sides may take the step."""
    return bool(MOVES.get((before, after), frozenset()) & frozenset(sides))


def next_states(state: MatchState, sides: Collection[MatchSide]) -> tuple[MatchState, ...]:
    """Where the sides may take a match from here, in the order of a match's life."""
    return tuple(after for after in MatchState if may_move(state, after, sides))


def mover(before: MatchState, after: MatchState, sides: Collection[MatchSide]) -> MatchSide:
    """As which of its sides somebody takes a step: as a company first.

    Raises
    ------
    MatchMoveError
        When there is no such step, or it is not theirs.
    """
    allowed = MOVES.get((before, after), frozenset())
    if not allowed:
        raise MatchMoveError(N_("This step does not follow from where the match stands now."), before, after)
    found = next((side for side in MatchSide if side in allowed and side in sides), None)
    if found is None:
        raise MatchMoveError(N_("This step is for the companies themselves to take."), before, after)
    return found
