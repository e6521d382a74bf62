"""Whoever takes the best pair first: what is usually done, and what the plan is compared with."""

from __future__ import annotations

from flows.allocation.admitting import Admission, is_blended, keeps
from flows.allocation.rows import RowKey, rows_of
from flows.allocation.values import Move, Plan, Problem


def greedy_masses(problem: Problem, admission: Admission) -> dict[int, float]:
    """Tonnes by arc: the fixed ones first, then the pair of the largest gain, as much as still fits, and so on."""
    waiting = [place for place in _alone(problem, admission.free) if (admission.gains[place] or 0.0) > 0]
    waiting.sort(key=lambda place: -(admission.gains[place] or 0.0))
    room = _Room(problem, [*admission.fixed, *waiting])
    masses = {place: problem.arcs[place].fixed_t_per_year or 0.0 for place in admission.fixed}
    for place, mass in masses.items():
        room.take(place, mass)
    while waiting:  # a treatment may leave a residue that finds a taker in the next round
        taken = {}
        for place in waiting:
            mass = room.on(place)
            if mass > 0:
                room.take(place, mass)
                taken[place] = mass
        masses |= taken
        waiting = [place for place in waiting if place not in taken] if taken else []
    return masses


class _Room:
    """What is left at the ends of some arcs while they are filled one after the other."""

    def __init__(self, problem: Problem, arcs: list[int]) -> None:
        self._arcs = problem.arcs
        self._lots = {one.id: one.least_lot_t or 0.0 for one in problem.takers}
        self._rows = {key: row for key, row in rows_of(problem, arcs).items() if key.kind != "limit"}
        self._left = {key: row.most for key, row in self._rows.items()}
        self._touched: dict[int, list[RowKey]] = {}
        for key, row in self._rows.items():
            for place in row.factors:
                self._touched.setdefault(place, []).append(key)

    def on(self, place: int) -> float:
        """How much still fits on an arc; 0 if that is less than its lot."""
        arc = self._arcs[place]
        room = float("inf") if arc.most_t_per_year is None else arc.most_t_per_year
        for key in self._touched[place]:
            factor, left = self._rows[key].factors[place], self._left[key]
            if factor > 0 and left is not None:
                room = min(room, left / factor)
        return room if room * arc.yield_share >= self._lots[arc.taker] else 0.0

    def take(self, place: int, mass: float) -> None:
        """Fill an arc."""
        for key in self._touched[place]:
            left = self._left[key]
            if left is not None:
                self._left[key] = left - self._rows[key].factors[place] * mass


def _alone(problem: Problem, places: tuple[int, ...]) -> list[int]:
    """Arcs that meet every limit by themselves: who takes pair by pair does not blend."""
    donors = {one.id: one for one in problem.donors}
    takers = {one.id: one for one in problem.takers}
    ends = {place: (donors[problem.arcs[place].donor], takers[problem.arcs[place].taker]) for place in places}
    return [
        place
        for place, (donor, taker) in ends.items()
        if all(keeps(donor.qualities[one.parameter], one) for one in taker.limits if is_blended(donor, taker, one))
    ]


def greedy_plan(problem: Problem, admission: Admission) -> Plan:
    """The same as a plan; it knows no bound, so its bound is infinite."""
    masses = greedy_masses(problem, admission)
    moves = tuple(Move(arc=place, mass_t_per_year=mass) for place, mass in sorted(masses.items()) if mass > 0)
    total = sum((admission.gains[move.arc] or 0.0) * move.mass_t_per_year for move in moves)
    return Plan(moves=moves, total=total, bound=float("inf"), left_out=admission.left_out)
