"""A problem of allocation from two lists alone: offers and needs of a file, with no bank behind them.

A file says neither whether a need is permitted nor what happens to what nobody takes. So conditions that nobody can
judge let a pair in with a flag, unless asked otherwise, and what nobody takes is taken to be disposed of. Both are
told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from databank.records import Fate
from flows.allocation.from_matches import Choices, Worth, problem_of, worth_of
from flows.allocation.values import Donor, Goal, Problem
from flows.economics.assessing import assess
from flows.economics.figures import Figures
from flows.matching.lists import matched_needs
from flows.matching.values import Match, Offer, Receiver

MOST_NEEDS = 40
LEAST_CLASS_FIT, LEAST_TEXT = 0.5, 0.7
"""A need asks for what is offered if the classes or codes agree that well, or the words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChoices:
    """How lists are read.

    Attributes
    ----------
    is_strict : bool
        Leave out pairs with a condition that nobody can judge, and needs without an amount.
    counts_known_parts : bool
        Count of a pair's money and emissions what is known, where not all of it is; else such a pair is left out.
    """

    is_strict: bool = False
    counts_known_parts: bool = False


def problem_of_lists(
    offers: Sequence[Offer],
    needs: Sequence[Receiver],
    goal: Goal,
    day: date,
    *,
    figures: Figures | None = None,
    choices: ListChoices | None = None,
) -> Problem:
    """Every pair of the two lists that speaks of the same material."""
    picked = choices or ListChoices()
    disposed = [replace(one, fate=Fate.DISPOSAL) if one.fate is Fate.NOT_KNOWN else one for one in offers]
    numbers = figures or Figures()
    pairs = [
        replace(match, economics=assess(match.offer, match.receiver, match.distance_km, numbers, day))
        for _, matches in matched_needs(disposed, needs, day, MOST_NEEDS)
        for match in matches
        if speaks_of_the_same(match)
    ]
    worth: Worth = known_worth if picked.counts_known_parts else worth_of
    problem = problem_of(pairs, objective=goal, choices=Choices(with_unknown=not picked.is_strict, worth=worth))
    return _with_lonely(problem, disposed)


def speaks_of_the_same(match: Match) -> bool:
    """Whether a need asks for such material at all: where both state codes, the codes say it, else words may."""
    found = {one.id: one.value for one in match.criteria}
    if (found.get("class_fit") or 0.0) >= LEAST_CLASS_FIT:
        return True
    both_state_codes = match.offer.waste_code is not None and bool(match.receiver.waste_codes)
    return not both_state_codes and (found.get("text") or 0.0) >= LEAST_TEXT


def known_worth(match: Match) -> tuple[float | None, float | None]:
    """The sums of the lines that are known; None where none of them is."""
    if match.economics is None:
        return None, None
    money = [one.per_t.typical for one in match.economics.money if one.per_t.typical is not None]
    climate = [one.per_t.typical for one in match.economics.climate if one.per_t.typical is not None]
    return sum(money) if money else None, sum(climate) if climate else None


def _with_lonely(problem: Problem, offers: Sequence[Offer]) -> Problem:
    """Offers that no need asks for are told too."""
    known = {one.id: one for one in problem.donors}
    donors = tuple(
        known.get(one.id) or Donor(id=one.id, name=one.name, mass_t_per_year=one.mass_t_per_year.typical)
        for one in offers
    )
    return replace(problem, donors=donors)
