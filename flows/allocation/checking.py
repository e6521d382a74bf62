"""Whether a problem can be read at all: each fault is one sentence that names its place."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter

from databank.errors import N_
from flows.allocation.values import AllocationError, Arc, Donor, Problem, Taker

_AMOUNT = N_("%(field)s of %(id)s is %(value)s. It must be a number of zero or more; leave it open if it is not known.")
_NUMBER = N_("%(field)s of %(id)s is %(value)s. It must be a finite number; leave it open if it is not known.")


def refuse_unreadable(problem: Problem) -> None:
    """Raise AllocationError for ids twice or unknown, numbers that are none, and cycles of treatments."""
    _refuse_repeated(problem)
    for donor in problem.donors:
        _refuse_donor(donor)
    for taker in problem.takers:
        _refuse_taker(taker)
    for facility in problem.facilities:
        _refuse_amounts(facility.id, (("capacity_t_per_year", facility.capacity_t_per_year),))
    for arc in problem.arcs:
        _refuse_arc(arc)
    _refuse_weights(problem)
    _refuse_unknown_ends(problem)
    _refuse_cycles(problem)


def _refuse_repeated(problem: Problem) -> None:
    for named in (problem.donors, problem.takers, problem.facilities):
        counted = Counter(one.id for one in named)
        for name, count in counted.items():
            if count > 1:
                raise AllocationError(N_("The id %(id)s stands twice. Give each of them an id of its own."), id=name)


def _refuse_donor(donor: Donor) -> None:
    _refuse_amounts(donor.id, (("mass_t_per_year", donor.mass_t_per_year), ("residue_share", donor.residue_share)))
    numbers = (("disposal_eur_per_t", donor.disposal_eur_per_t), ("disposal_co2_kg_per_t", donor.disposal_co2_kg_per_t))
    _refuse_numbers(donor.id, (*numbers, *donor.qualities.items()))


def _refuse_taker(taker: Taker) -> None:
    _refuse_amounts(taker.id, (("mass_t_per_year", taker.mass_t_per_year), ("least_lot_t", taker.least_lot_t)))
    for limit in taker.limits:
        _refuse_numbers(taker.id, ((limit.parameter, limit.most), (limit.parameter, limit.least)))
        if limit.most is not None and limit.least is not None and limit.least > limit.most:
            raise AllocationError(
                N_("%(id)s asks for %(parameter)s of at least %(least)s and at most %(most)s: no material has both."),
                id=taker.id,
                parameter=limit.parameter,
                least=limit.least,
                most=limit.most,
            )


def _refuse_arc(arc: Arc) -> None:
    name = _name(arc)
    numbers = (("value_eur_per_t", arc.value_eur_per_t), ("co2_kg_per_t", arc.co2_kg_per_t))
    _refuse_numbers(name, (*numbers, ("landfill_t_per_t", arc.landfill_t_per_t)))
    amounts = (("distance_km", arc.distance_km), ("yield_share", arc.yield_share))
    shares = (("most_t_per_year", arc.most_t_per_year), ("fixed_t_per_year", arc.fixed_t_per_year))
    _refuse_amounts(name, (*amounts, *shares))
    if not arc.yield_share:
        raise AllocationError(N_("Nothing arrives of what %(id)s sends: its yield is zero."), id=name)


def _name(arc: Arc) -> str:
    return f"{arc.donor} → {arc.taker}"


def _refuse_weights(problem: Problem) -> None:
    one = problem.objective
    weights = ("eur_weight", one.eur_weight), ("eur_per_t_landfill", one.eur_per_t_landfill)
    _refuse_amounts("objective", (*weights, ("eur_per_t_co2", one.eur_per_t_co2)))
    if one.goal == "weighted" and not (one.eur_weight or one.eur_per_t_landfill or one.eur_per_t_co2):
        raise AllocationError(N_("Every weight is zero, so no plan is better than another. Give one of them a weight."))


def _refuse_amounts(name: str, amounts: Iterable[tuple[str, float | None]]) -> None:
    for field, value in amounts:
        if value is not None and not (math.isfinite(value) and value >= 0):
            raise AllocationError(_AMOUNT, field=field, id=name, value=value)


def _refuse_numbers(name: str, numbers: Iterable[tuple[str, float | None]]) -> None:
    for field, value in numbers:
        if value is not None and not math.isfinite(value):
            raise AllocationError(_NUMBER, field=field, id=name, value=value)


def _refuse_unknown_ends(problem: Problem) -> None:
    donors, takers = {one.id for one in problem.donors}, {one.id for one in problem.takers}
    facilities = {one.id for one in problem.facilities}
    for end, known in _ends(problem, donors, takers, facilities):
        if end not in known:
            raise AllocationError(
                N_("%(id)s is named by an arc or a residue and is not among those given. Add it."), id=end
            )


def _ends(problem: Problem, donors: set[str], takers: set[str], facilities: set[str]) -> Iterator[tuple[str, set[str]]]:
    for arc in problem.arcs:
        yield arc.donor, donors
        yield arc.taker, takers
        if arc.via is not None:
            yield arc.via, facilities
    yield from ((one.residue_of, facilities) for one in problem.donors if one.residue_of is not None)


def _refuse_cycles(problem: Problem) -> None:
    """A residue that goes into another treatment is well; one that comes back to its own is not."""
    made_by = {one.id: one.residue_of for one in problem.donors if one.residue_of is not None}
    after: dict[str, set[str]] = {}
    for arc in problem.arcs:
        if arc.via is not None and arc.donor in made_by:
            after.setdefault(arc.via, set()).add(made_by[arc.donor])
    try:
        TopologicalSorter(after).prepare()
    except CycleError as error:
        names = {one.id: one.name for one in problem.facilities}
        raise AllocationError(
            N_("The treatments feed each other in a circle: %(names)s. Take one of the arcs between them away."),
            names=" → ".join(names[one] for one in reversed(error.args[1])),
        ) from None
