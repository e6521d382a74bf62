"""The proof of a plan, computed again from the problem alone: no matrix, no number and no word of a solver is used.

A plan is proved in three steps. Its masses keep every amount, limit and lot. Its total is the sum of its masses. And
the prices that come with it bound every plan there is: whatever the prices are, if none is below zero, no plan can gain
more than all rooms at their prices and what each arc is worth beyond the prices it pays. Where that bound is the total,
the plan is the best one. Wrong prices only make the bound larger, and so the proof fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from databank.errors import N_, Sentence
from flows.allocation.admitting import admit, is_blended
from flows.allocation.values import Certificate, Plan, Problem, Taker
from flows.matching.saying import figure

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Prices = Mapping[tuple[str, str, str | None, bool], float]

TOLERANCE = 1e-6
LOT_TOLERANCE = 1e-3 + TOLERANCE
PERCENT = 100.0


@dataclass(frozen=True, slots=True)
class _Row:
    """One limit: the arcs in it with their factors, its right side, and the price it is given."""

    places: Ints
    factors: Floats
    most: float
    price: float
    name: str


def certify(problem: Problem, plan: Plan) -> Certificate:
    """What the plan proves; a wrong one is told what is wrong with it."""
    admission = admit(problem)
    lost = {place for conflict in plan.conflicts for place in conflict.arcs}
    gains = np.array([gain or 0.0 for gain in admission.gains])
    mass = np.zeros(len(problem.arcs))
    known = [move for move in plan.moves if 0 <= move.arc < len(problem.arcs)]
    np.add.at(mass, [move.arc for move in known], [move.mass_t_per_year for move in known])
    free = _marked(problem, set(admission.free) - lost)
    fixed = _marked(problem, set(admission.fixed) - lost)
    rows = list(_rows(problem, plan, free | fixed))
    breaches = [*_arc_breaches(problem, mass, free, fixed), *_lot_breaches(problem, mass, free)]
    breaches += [(float(row.factors @ mass[row.places]) - row.most, row.name) for row in rows]
    total = float(gains @ mass)
    bound = _bound(problem, rows, gains, free, fixed)
    lots = {one.id for one in problem.takers if one.least_lot_t}
    is_decided = "lots" in plan.methods and any(problem.arcs[place].taker in lots for place in admission.free)
    return _judged(plan, len(problem.arcs), breaches, total, bound, plan.bound if is_decided else None)


def _marked(problem: Problem, places: set[int]) -> NDArray[np.bool_]:
    marked = np.zeros(len(problem.arcs), np.bool_)
    marked[sorted(places)] = True
    return marked


def _rows(problem: Problem, plan: Plan, taking_part: NDArray[np.bool_]) -> Iterator[_Row]:
    """Amounts of donors, takers and facilities, then limits on blends."""
    prices: Prices = {(one.kind, one.id, one.parameter, one.is_most): one.per_t for one in plan.prices}
    part = np.flatnonzero(taking_part).tolist()
    share = np.array([arc.yield_share for arc in problem.arcs])
    donors = _grouped(part, [problem.arcs[place].donor for place in part])
    takers = _grouped(part, [problem.arcs[place].taker for place in part])
    through = _grouped(part, [problem.arcs[place].via or "" for place in part])
    for donor in problem.donors:
        own, most = donors.get(donor.id, _NONE), donor.mass_t_per_year
        made = _NONE if donor.residue_of is None else through.get(donor.residue_of, _NONE)
        if donor.residue_from is not None:
            made = made[[problem.arcs[place].donor == donor.residue_from for place in made.tolist()]]
        factors = np.concatenate([np.ones(len(own)), np.full(len(made), -donor.residue_share)])
        if most is not None or donor.residue_of is not None:
            price = prices.get(("donor", donor.id, None, True), 0.0)
            yield _Row(np.concatenate([own, made]), factors, most or 0.0, price, donor.name)
    for taker in problem.takers:
        arriving, most = takers.get(taker.id, _NONE), taker.mass_t_per_year
        if most is not None:
            yield _Row(arriving, share[arriving], most, prices.get(("taker", taker.id, None, True), 0.0), taker.name)
        yield from _blends(problem, taker, arriving, prices)
    for one in problem.facilities:
        entering, most = through.get(one.id, _NONE), one.capacity_t_per_year
        if most is not None:
            price = prices.get(("facility", one.id, None, True), 0.0)
            yield _Row(entering, np.ones(len(entering)), most, price, one.name)


_NONE: Ints = np.empty(0, np.int64)


def _grouped(places: list[int], names: list[str]) -> dict[str, Ints]:
    grouped: dict[str, list[int]] = {}
    for place, name in zip(places, names, strict=True):
        grouped.setdefault(name, []).append(place)
    return {name: np.array(some, np.int64) for name, some in grouped.items()}


def _blends(problem: Problem, taker: Taker, arriving: Ints, prices: Prices) -> Iterator[_Row]:
    """What arrives above a limit must be made up for by what arrives below it."""
    donors = {one.id: one for one in problem.donors} if taker.limits else {}
    for limit in taker.limits:
        mixed = []
        for place in arriving.tolist():
            donor = donors[problem.arcs[place].donor]
            if limit.parameter in donor.qualities and is_blended(donor, taker, limit):
                mixed.append((place, problem.arcs[place].yield_share, donor.qualities[limit.parameter]))
        places = np.array([place for place, _, _ in mixed], np.int64)
        share, quality = np.array([one for _, one, _ in mixed]), np.array([one for _, _, one in mixed])
        for end, sign, is_most in ((limit.most, 1.0, True), (limit.least, -1.0, False)):
            if end is not None:
                price = prices.get(("limit", taker.id, limit.parameter, is_most), 0.0)
                yield _Row(places, sign * share * (quality - end), 0.0, price, taker.name)


def _arc_breaches(
    problem: Problem, mass: Floats, free: NDArray[np.bool_], fixed: NDArray[np.bool_]
) -> Iterator[tuple[float, str]]:
    """By how much masses are below zero, above an arc's own limit, not what was fixed, or on an arc with no part."""
    for place, arc in enumerate(problem.arcs):
        name, sent = f"{arc.donor} → {arc.taker}", float(mass[place])
        if not np.isfinite(sent):
            yield float("inf"), name
        elif fixed[place]:
            yield abs(sent - (arc.fixed_t_per_year or 0.0)), name
        elif not free[place]:
            yield abs(sent), name
        else:
            yield -sent, name
            if arc.most_t_per_year is not None:
                yield sent - arc.most_t_per_year, name


def _lot_breaches(problem: Problem, mass: Floats, free: NDArray[np.bool_]) -> Iterator[tuple[float, str]]:
    lots = {one.id: one.least_lot_t or 0.0 for one in problem.takers}
    for place, arc in enumerate(problem.arcs):
        if free[place] and mass[place] > 0:
            yield lots[arc.taker] - float(mass[place]) * arc.yield_share, f"{arc.donor} → {arc.taker}"


def _bound(
    problem: Problem, rows: list[_Row], gains: Floats, free: NDArray[np.bool_], fixed: NDArray[np.bool_]
) -> float:
    """What no plan can exceed; infinite with a price below zero or an endless arc worth more than it pays."""
    if any(not row.price >= 0 for row in rows):
        return float("inf")
    beyond = gains.copy()
    most = np.array([float("inf") if one.most_t_per_year is None else one.most_t_per_year for one in problem.arcs])
    bound = 0.0
    for row in rows:
        np.subtract.at(beyond, row.places, row.price * row.factors)
        bound += row.price * row.most
        # No arc carries more than a row allows that it fills alone: a row in which nothing makes room.
        if (row.factors >= 0).all():
            filling = row.factors > 0
            arcs = row.places[filling]
            most[arcs] = np.minimum(most[arcs], row.most / row.factors[filling])
    amounts = np.array([one.fixed_t_per_year or 0.0 for one in problem.arcs])
    gaining = free & (beyond > 0)
    return bound + float(beyond[fixed] @ amounts[fixed]) + float(beyond[gaining] @ most[gaining])


def _judged(
    plan: Plan,
    arcs: int,
    breaches: list[tuple[float, str]],
    total: float,
    bound: float,
    solver_bound: float | None,
) -> Certificate:
    worst = max((one for one, _ in breaches), default=0.0)
    reached = bound if solver_bound is None else min(bound, solver_bound)
    scale = max(abs(reached), abs(total), 1e-9)
    gap = (reached - total) / scale if np.isfinite(reached) and np.isfinite(total) else float("inf")
    allowed = TOLERANCE if solver_bound is None else LOT_TOLERANCE
    faults = list(_odd_moves(plan, arcs))
    faults += [Sentence(N_("It breaks a limit of %(name)s."), name=name) for name in _broken(plan, breaches)]
    if not abs(total - plan.total) <= TOLERANCE * scale:
        faults.append(Sentence(N_("Its total is not the sum of what it sends.")))
    if not gap >= -TOLERANCE:
        faults.append(Sentence(N_("It gains more than its own bound allows: one of the two is wrong.")))
    if not gap <= allowed:
        faults.append(_told_gap(gap))
    if plan.conflicts:
        faults.append(Sentence(N_("Some exchanges that are fixed cannot hold together: their part has no plan.")))
    head = _told_proof(solver_bound is None, gap) if not faults else Sentence(N_("The proof does not hold."))
    return Certificate(
        holds=not faults,
        largest_breach_t=max(0.0, worst),
        total=total,
        bound=bound,
        solver_bound=solver_bound,
        gap=gap,
        told=(head, *faults),
    )


def _odd_moves(plan: Plan, arcs: int) -> Iterator[Sentence]:
    if any(not 0 <= move.arc < arcs for move in plan.moves):
        yield Sentence(N_("It sends something between two that are not in the problem."))
    if any(move.mass_t_per_year < 0 for move in plan.moves):
        yield Sentence(N_("It sends an amount below zero."))


def _broken(plan: Plan, breaches: list[tuple[float, str]]) -> list[str]:
    largest = max((abs(move.mass_t_per_year) for move in plan.moves), default=0.0)
    allowed = TOLERANCE * max(1.0, largest if np.isfinite(largest) else 1.0)
    return list(dict.fromkeys(name for breach, name in breaches if not breach <= allowed))


def _told_gap(gap: float) -> Sentence:
    if not np.isfinite(gap):
        return Sentence(N_("Its prices prove nothing: how much better another plan could be is not known."))
    return Sentence(N_("Another plan could be better by up to %(share)s %%."), share=figure(PERCENT * gap))


def _told_proof(is_proved: bool, gap: float) -> Sentence:  # noqa: FBT001 - which of two sentences
    if is_proved:
        return Sentence(N_("Proved: no other plan is better. Amounts, limits and prices were computed again."))
    return Sentence(
        N_(
            "Amounts, limits and least lots were computed again. That no plan is better by more than %(share)s %% is"
            " the word of the solver."
        ),
        share=figure(PERCENT * max(0.0, gap)),
    )
