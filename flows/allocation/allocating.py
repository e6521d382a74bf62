"""The best set of exchanges with everything that belongs to it: proof, comparison, prices in words, reasons."""

from __future__ import annotations

from flows.allocation.admitting import admit
from flows.allocation.certifying import certify
from flows.allocation.checking import refuse_unreadable
from flows.allocation.gains import totals_of
from flows.allocation.greedy import greedy_plan
from flows.allocation.planning import plan_of
from flows.allocation.programme import LOT_SECONDS
from flows.allocation.scarcity import scarcities_of
from flows.allocation.telling import flags_of, told_comparison, told_total, unplaced_of
from flows.allocation.values import Allocation, Problem

MOST_SCARCITIES = 5


def allocate(
    problem: Problem, *, most_scarcities: int = MOST_SCARCITIES, lot_seconds: float = LOT_SECONDS
) -> Allocation:
    """The plan of a problem, proved, compared and explained.

    Parameters
    ----------
    most_scarcities : int
        At how many places to ask what more room would do; each is solved again.
    lot_seconds : float
        How long to look for least lots in one part.

    Raises
    ------
    AllocationError
        For a problem that cannot be read: a number that is none, an id that is unknown, a cycle of treatments.
    """
    refuse_unreadable(problem)
    admission = admit(problem)
    plan = plan_of(problem, admission, lot_seconds=lot_seconds)
    greedy = greedy_plan(problem, admission)
    totals = totals_of(problem, plan.moves)
    return Allocation(
        problem=problem,
        plan=plan,
        certificate=certify(problem, plan),
        totals=totals,
        greedy=greedy,
        compared=told_comparison(plan, greedy, problem.objective.goal),
        unplaced=unplaced_of(problem, plan, admission),
        scarcities=scarcities_of(problem, plan, admission, most_scarcities),
        flags=tuple(flags_of(problem, plan)),
        told=told_total(problem, totals),
    )
