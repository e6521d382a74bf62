"""The best plan of a problem: part by part, as a flow where transport is all there is and as a programme elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from flows.allocation.admitting import Admission, admit
from flows.allocation.checking import refuse_unreadable
from flows.allocation.conflicts import conflict_of
from flows.allocation.greedy import greedy_masses
from flows.allocation.parts import Part, parts_of
from flows.allocation.programme import LOT_SECONDS, Programme, solve
from flows.allocation.rows import RowKey, rows_of
from flows.allocation.transport import Network, route
from flows.allocation.values import Conflict, Method, Move, Plan, Price, Problem

# Less than ten grams in a year is what a solver leaves behind, not a load.
LEAST_T = 1e-5


@dataclass(slots=True)
class _Found:
    """What the parts have come to so far."""

    mass: dict[int, float] = field(default_factory=dict)
    prices: dict[RowKey, float] = field(default_factory=dict)
    bound: float = 0.0
    methods: set[Method] = field(default_factory=set)
    conflicts: list[Conflict] = field(default_factory=list)


def plan_of(problem: Problem, admission: Admission | None = None, *, lot_seconds: float = LOT_SECONDS) -> Plan:
    """The plan of the largest gain.

    Raises
    ------
    AllocationError
        For a problem that cannot be read.
    """
    if admission is None:
        refuse_unreadable(problem)
        admission = admit(problem)
    gains = {place: admission.gains[place] or 0.0 for place in (*admission.free, *admission.fixed)}
    found = _Found()
    transports = []
    for part in parts_of(problem, admission.free, admission.fixed):
        conflict = conflict_of(problem, part)
        if conflict is not None:
            found.conflicts.append(conflict)
        elif part.is_transport:
            transports.append(part)
        else:
            _add_programme(found, problem, part, gains, lot_seconds)
    _add_transport(found, problem, transports, gains)
    return _plan(found, admission, gains)


def _plan(found: _Found, admission: Admission, gains: Mapping[int, float]) -> Plan:
    moves = tuple(
        Move(arc=place, mass_t_per_year=mass)
        for place, mass in sorted(found.mass.items())
        if mass >= LEAST_T or place in admission.fixed
    )
    return Plan(
        moves=moves,
        total=sum(gains[move.arc] * move.mass_t_per_year for move in moves),
        bound=found.bound,
        prices=tuple(
            Price(kind=key.kind, id=key.id, per_t=price, parameter=key.parameter, is_most=key.is_most)
            for key, price in sorted(found.prices.items(), key=lambda item: (item[0].kind, -item[1], item[0].id))
            if price > 0
        ),
        methods=frozenset(found.methods),
        conflicts=tuple(found.conflicts),
        left_out=admission.left_out,
    )


def _add_transport(found: _Found, problem: Problem, parts: list[Part], gains: Mapping[int, float]) -> None:
    """All parts that are pure transport at once; what is fixed is taken off their ends first."""
    fixed = [place for part in parts for place in part.fixed]
    free = [place for part in parts for place in part.free]
    for place in fixed:
        mass = problem.arcs[place].fixed_t_per_year or 0.0
        found.mass[place] = mass
        found.bound += gains[place] * mass
    if not free:
        return
    donors, takers, network = _network(problem, fixed, free, gains)
    routing = route(network)
    found.mass.update(zip(free, routing.mass_t.tolist(), strict=True))
    found.prices |= {
        RowKey("donor", name): price for name, price in zip(donors, routing.donor_price_per_t.tolist(), strict=True)
    }
    found.prices |= {
        RowKey("taker", name): price for name, price in zip(takers, routing.taker_price_per_t.tolist(), strict=True)
    }
    found.bound += routing.bound(network)
    found.methods.add("flow")


def _network(
    problem: Problem, fixed: list[int], free: list[int], gains: Mapping[int, float]
) -> tuple[list[str], list[str], Network]:
    arcs = [problem.arcs[place] for place in free]
    donors = {name: place for place, name in enumerate(dict.fromkeys(arc.donor for arc in arcs))}
    takers = {name: place for place, name in enumerate(dict.fromkeys(arc.taker for arc in arcs))}
    given: dict[str, float] = {}
    taken: dict[str, float] = {}
    for arc in (problem.arcs[place] for place in fixed):
        given[arc.donor] = given.get(arc.donor, 0.0) + (arc.fixed_t_per_year or 0.0)
        taken[arc.taker] = taken.get(arc.taker, 0.0) + (arc.fixed_t_per_year or 0.0)
    supply = {one.id: (one.mass_t_per_year or 0.0) - given.get(one.id, 0.0) for one in problem.donors}
    demand = {one.id: (one.mass_t_per_year or 0.0) - taken.get(one.id, 0.0) for one in problem.takers}
    most = [float("inf") if arc.most_t_per_year is None else arc.most_t_per_year for arc in arcs]
    network = Network(
        supply_t=np.maximum(0.0, [supply[name] for name in donors]),
        demand_t=np.maximum(0.0, [demand[name] for name in takers]),
        tail=np.array([donors[arc.donor] for arc in arcs], np.int32),
        head=np.array([takers[arc.taker] for arc in arcs], np.int32),
        gain_per_t=np.array([gains[place] for place in free]),
        most_t=np.array(most) if np.isfinite(most).any() else None,
    )
    return list(donors), list(takers), network


def _add_programme(found: _Found, problem: Problem, part: Part, gains: Mapping[int, float], lot_seconds: float) -> None:
    programme = programme_of(problem, part, gains, lot_seconds)
    solution = solve(programme)
    if solution is None:  # what is fixed has a plan, so one without anything else has one too
        raise ArithmeticError(f"No plan for {len(part.arcs)} arcs whose fixed ones are possible.")
    found.mass |= solution.mass
    found.prices |= solution.prices
    found.bound += solution.bound
    found.methods.add("lots" if solution.is_decided else "programme")


def programme_of(problem: Problem, part: Part, gains: Mapping[int, float], lot_seconds: float) -> Programme:
    """One part as a programme; the greedy plan is where the search for lots begins."""
    rows = rows_of(problem, part.arcs)
    takers = {one.id: one for one in problem.takers}
    most = dict(_most(problem, part.free))
    fixed = {place: problem.arcs[place].fixed_t_per_year or 0.0 for place in part.fixed}
    tied = {place: own for place in part.free if (own := problem.arcs[place].most_t_per_year) is not None}
    lots = {
        place: lot / problem.arcs[place].yield_share
        for place in part.free
        if (lot := takers[problem.arcs[place].taker].least_lot_t)
    }
    part_admission = Admission(
        free=part.free, fixed=part.fixed, gains=tuple(gains.get(n) for n in range(len(problem.arcs))), left_out=()
    )
    return Programme(
        arcs=part.arcs,
        gain=gains,
        least=fixed,
        most=most | fixed,
        tied=tied | fixed,
        rows=rows,
        lots=lots,
        start=greedy_masses(problem, part_admission) if lots else {},
        seconds=lot_seconds,
    )


def _most(problem: Problem, places: Iterable[int]) -> Iterable[tuple[int, float]]:
    """What could go on an arc at all: the less this is, the sooner lots are decided."""
    donors = {one.id: one for one in problem.donors}
    takers = {one.id: one for one in problem.takers}
    facilities = {one.id: one for one in problem.facilities}
    for place in places:
        arc = problem.arcs[place]
        donor = donors[arc.donor]
        ends = [
            arc.most_t_per_year,
            donor.mass_t_per_year if donor.residue_of is None else None,
            (takers[arc.taker].mass_t_per_year or 0.0) / arc.yield_share,
            facilities[arc.via].capacity_t_per_year if arc.via is not None else None,
        ]
        yield place, min(end for end in ends if end is not None)
