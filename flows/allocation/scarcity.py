"""What more room would do: the places whose room is used up, asked again with more of it.

A price speaks of the next tonne only. So the plan is made again with room without end, which tells how much more would
be used, and once more with that amount rounded to what a person would say, which tells what it would place.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from math import floor, log10
from typing import Literal, NamedTuple

from databank.errors import N_, Sentence
from flows.allocation.admitting import Admission
from flows.allocation.parts import parts_of
from flows.allocation.planning import plan_of
from flows.allocation.values import Plan, Price, Problem, Scarcity
from flows.matching.saying import figure

SECONDS = 2.0
LEAST_T = 1e-3


class _Place(NamedTuple):
    kind: Literal["taker", "facility"]
    id: str
    name: str
    room: float


def scarcities_of(problem: Problem, plan: Plan, admission: Admission, most: int) -> tuple[Scarcity, ...]:
    """The places where more room gains most per tonne, the dearest first."""
    dear = sorted((one for one in plan.prices if one.kind in {"taker", "facility"}), key=lambda one: -one.per_t)
    parts = parts_of(problem, admission.free, admission.fixed)
    found = []
    for price in dear[:most]:
        place = _place(problem, price)
        arcs = next((part.arcs for part in parts if _is_in(problem, place, part.arcs)), ())
        scarcity = _asked(problem, place, frozenset(arcs))
        if scarcity is not None:
            found.append(scarcity)
    return tuple(found)


def _place(problem: Problem, price: Price) -> _Place:
    if price.kind == "taker":
        taker = next(one for one in problem.takers if one.id == price.id)
        return _Place("taker", taker.id, taker.name, taker.mass_t_per_year or 0.0)
    facility = next(one for one in problem.facilities if one.id == price.id)
    return _Place("facility", facility.id, facility.name, facility.capacity_t_per_year or 0.0)


def _is_in(problem: Problem, place: _Place, arcs: tuple[int, ...]) -> bool:
    names = ((problem.arcs[one].taker, problem.arcs[one].via) for one in arcs)
    return any(place.id == (taker if place.kind == "taker" else via) for taker, via in names)


def _asked(problem: Problem, place: _Place, arcs: frozenset[int]) -> Scarcity | None:
    part = _part(problem, arcs)
    before = plan_of(part, lot_seconds=SECONDS)
    endless = place.room + sum(_carried(part)) + 1.0
    used = _used(part, plan_of(_with(part, place, endless), lot_seconds=SECONDS), place)
    more = _spoken(used - place.room)
    if more < LEAST_T:
        return None
    after = plan_of(_with(part, place, place.room + more), lot_seconds=SECONDS)
    placed, gain = _mass(part, after) - _mass(part, before), after.total - before.total
    if placed < LEAST_T and gain <= 0:
        return None
    told = _told(part, place, more, placed)
    return Scarcity(kind=place.kind, id=place.id, more_t_per_year=more, placed_t_per_year=placed, gain=gain, told=told)


def _part(problem: Problem, arcs: frozenset[int]) -> Problem:
    """The problem with these arcs and their ends alone: nothing else can change."""
    kept = tuple(arc for place, arc in enumerate(problem.arcs) if place in arcs)
    donors, takers = {arc.donor for arc in kept}, {arc.taker for arc in kept}
    facilities = {arc.via for arc in kept}
    return replace(
        problem,
        arcs=kept,
        donors=tuple(
            one if one.residue_of in facilities else replace(one, residue_of=None)
            for one in problem.donors
            if one.id in donors
        ),
        takers=tuple(one for one in problem.takers if one.id in takers),
        facilities=tuple(one for one in problem.facilities if one.id in facilities),
        left_out=(),
    )


def _carried(problem: Problem) -> list[float]:
    """More than could ever arrive anywhere."""
    most = max((arc.yield_share for arc in problem.arcs), default=1.0)
    return [max(1.0, most) * (1 + one.residue_share) * (one.mass_t_per_year or 0.0) for one in problem.donors]


def _with(problem: Problem, place: _Place, room: float) -> Problem:
    if place.kind == "taker":
        takers = (replace(one, mass_t_per_year=room) if one.id == place.id else one for one in problem.takers)
        return replace(problem, takers=tuple(takers))
    facilities = (replace(one, capacity_t_per_year=room) if one.id == place.id else one for one in problem.facilities)
    return replace(problem, facilities=tuple(facilities))


def _used(problem: Problem, plan: Plan, place: _Place) -> float:
    used = 0.0
    for move in plan.moves:
        arc = problem.arcs[move.arc]
        if place.kind == "taker" and arc.taker == place.id:
            used += move.mass_t_per_year * arc.yield_share
        elif place.kind == "facility" and arc.via == place.id:
            used += move.mass_t_per_year
    return used


def _mass(problem: Problem, plan: Plan) -> float:
    """Tonnes that find somebody; what is left over of a treatment was counted when it went in."""
    residues = {one.id for one in problem.donors if one.residue_of is not None}
    return sum(move.mass_t_per_year for move in plan.moves if problem.arcs[move.arc].donor not in residues)


def _spoken(mass: float) -> float:
    """Two figures, rounded up a little rather than down, as 21 340 t is spoken of as 22 000 t.

    >>> _spoken(21340.0), _spoken(30.0), _spoken(0.0)
    (22000.0, 30.0, 0.0)
    """
    if mass < LEAST_T:
        return 0.0
    step = 10.0 ** (floor(log10(mass)) - 1)
    return float(Decimal(str(step)) * Decimal(-floor(-(mass / step) + 1e-9)))


def _told(problem: Problem, place: _Place, more: float, placed: float) -> Sentence:
    parts = {"more": figure(more), "name": place.name, "placed": figure(max(0.0, placed))}
    if placed < LEAST_T:
        return Sentence(
            N_("%(more)s t a year more room at %(name)s would place no more, but to better use."),
            more=parts["more"],
            name=place.name,
        )
    is_planned = any(one.id == place.id and one.is_planned for one in problem.facilities)
    if place.kind == "facility" and is_planned:
        return Sentence(
            N_("%(more)s t a year more at %(name)s, which is planned, would place %(placed)s t a year."), **parts
        )
    if place.kind == "facility":
        return Sentence(N_("%(more)s t a year more at %(name)s would place %(placed)s t a year."), **parts)
    return Sentence(N_("If %(name)s took %(more)s t a year more, %(placed)s t a year would find a place."), **parts)
