"""The table of states of a match: every pair of states, every side."""

from __future__ import annotations

from itertools import product

import pytest

from databank.matches.states import ENDS, EXCHANGED, MOVES, NAMED, OPEN, MatchMoveError, may_move, mover, next_states
from databank.records import MatchSide, MatchState

S = MatchState
STEPS = {
    S.SUGGESTED: {S.INTERESTED, S.DROPPED},
    S.INTERESTED: {S.IN_TALKS, S.DROPPED},
    S.IN_TALKS: {S.TRIAL, S.AGREED, S.DROPPED},
    S.TRIAL: {S.IN_TALKS, S.AGREED, S.DROPPED},
    S.AGREED: {S.RUNNING, S.DROPPED},
    S.RUNNING: {S.ENDED},
    S.ENDED: set(),
    S.DROPPED: set(),
}
DESK = {MatchSide.FACILITATOR, MatchSide.CITY}


@pytest.mark.parametrize("side", MatchSide)
def test_every_pair_of_states_for_every_side(side: MatchSide) -> None:
    for before, after in product(MatchState, MatchState):
        expected = after in STEPS[before]
        if (before, after) == (S.SUGGESTED, S.INTERESTED):
            expected = side not in DESK  # interest is a company's own word
        assert may_move(before, after, [side]) is expected, (before, after, side)
        if expected:
            assert mover(before, after, [side]) is side
        else:
            with pytest.raises(MatchMoveError):
                mover(before, after, [side])


def test_a_step_that_is_not_ones_own_is_told_apart_from_one_that_there_is_not() -> None:
    with pytest.raises(MatchMoveError) as not_theirs:
        mover(S.SUGGESTED, S.INTERESTED, DESK)
    with pytest.raises(MatchMoveError) as no_step:
        mover(S.SUGGESTED, S.RUNNING, tuple(MatchSide))
    assert not_theirs.value.message != no_step.value.message
    assert (no_step.value.before, no_step.value.after) == (S.SUGGESTED, S.RUNNING)


def test_nobody_moves_without_a_side() -> None:
    assert all(next_states(state, ()) == () for state in MatchState)


def test_whoever_acts_for_both_and_for_the_desk_acts_as_a_company_first() -> None:
    assert mover(S.INTERESTED, S.IN_TALKS, [MatchSide.CITY, MatchSide.RECEIVER]) is MatchSide.RECEIVER
    assert mover(S.INTERESTED, S.IN_TALKS, [MatchSide.CITY]) is MatchSide.CITY


def test_every_match_can_reach_both_ends_and_leaves_neither() -> None:
    for end in ENDS:
        reached = {end}
        for _ in MatchState:
            reached |= {before for before, after in MOVES if after in reached}
        assert reached >= OPEN - ({S.RUNNING} if end is S.DROPPED else set())
    assert not [before for before, _ in MOVES if before in ENDS]
    assert set(MatchState) == OPEN | ENDS
    assert not OPEN & ENDS


def test_what_is_exchanged_passed_a_state_in_which_both_are_named() -> None:
    for before, after in MOVES:
        if after in EXCHANGED:
            assert after in NAMED or before in NAMED
