"""What a tonne on an arc counts for under each objective, and what a plan comes to in every unit."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from databank.errors import N_, Sentence
from flows.allocation.values import KG_PER_T, Arc, Move, Objective, Problem, Totals

# Of two plans that keep as much from landfill the one with fewer tonne-kilometres; a tonne outweighs a million of them.
LANDFILL_T_PER_T_KM = 1e-6


def gains_of(problem: Problem) -> tuple[float | None, ...]:
    """What a tonne on each arc gains; None where a part that the objective asks for is not known."""
    longest = max((arc.distance_km or 0.0 for arc in problem.arcs), default=0.0)
    return tuple(_gain(arc, problem.objective, longest) for arc in problem.arcs)


def _gain(arc: Arc, objective: Objective, longest_km: float) -> float | None:
    if objective.goal == "cost":
        return arc.value_eur_per_t
    if objective.goal == "co2":
        return arc.co2_kg_per_t
    if objective.goal == "landfill":
        # A distance that nobody knows is the longest one here, so that it never wins by being unknown.
        away = longest_km if arc.distance_km is None else arc.distance_km
        return None if arc.landfill_t_per_t is None else arc.landfill_t_per_t - LANDFILL_T_PER_T_KM * away
    return _weighted(arc, objective)


def _weighted(arc: Arc, objective: Objective) -> float | None:
    """A part that counts for nothing need not be known."""
    parts = (
        (objective.eur_weight, arc.value_eur_per_t),
        (objective.eur_per_t_co2 / KG_PER_T, arc.co2_kg_per_t),
        (objective.eur_per_t_landfill, arc.landfill_t_per_t),
    )
    if any(weight and value is None for weight, value in parts):
        return None
    return sum((weight * (value or 0.0) for weight, value in parts if weight), 0.0)


def unknown_gain(arc: Arc, objective: Objective) -> Sentence:
    """Why an arc cannot take part in this objective."""
    if objective.goal == "landfill" or (objective.goal == "weighted" and _only_landfill_unknown(arc, objective)):
        return Sentence(N_("Nobody knows whether it would lie in a landfill otherwise."))
    if objective.goal == "co2" or (objective.goal == "weighted" and arc.value_eur_per_t is not None):
        return Sentence(N_("What it would spare of emissions is not known. It is left out, not taken for zero."))
    return Sentence(N_("What it would be worth is not known. It is left out, not taken for zero."))


def _only_landfill_unknown(arc: Arc, objective: Objective) -> bool:
    money = not objective.eur_weight or arc.value_eur_per_t is not None
    return money and (not objective.eur_per_t_co2 or arc.co2_kg_per_t is not None)


def totals_of(problem: Problem, moves: Iterable[Move]) -> Totals:
    """The sums of a plan; tonnes whose part is not known are told beside the sum and not in it.

    What a treatment leaves over was placed once already, on its way in.
    """
    placed = [(problem.arcs[move.arc], move.mass_t_per_year) for move in moves]
    residues = {one.id for one in problem.donors if one.residue_of is not None}
    landfill, landfill_unknown = _summed(placed, lambda arc: arc.landfill_t_per_t)
    value, value_unknown = _summed(placed, lambda arc: arc.value_eur_per_t)
    co2_kg, co2_unknown = _summed(placed, lambda arc: arc.co2_kg_per_t)
    return Totals(
        mass_t_per_year=sum(mass for arc, mass in placed if arc.donor not in residues),
        landfill_t=landfill,
        landfill_unknown_t=landfill_unknown,
        value_eur=value,
        value_unknown_t=value_unknown,
        co2_t=co2_kg / KG_PER_T,
        co2_unknown_t=co2_unknown,
    )


def _summed(placed: list[tuple[Arc, float]], per_t: Callable[[Arc], float | None]) -> tuple[float, float]:
    known = [(value, mass) for arc, mass in placed if (value := per_t(arc)) is not None]
    unknown_t = sum(mass for arc, mass in placed if per_t(arc) is None)
    return sum(value * mass for value, mass in known), unknown_t
