"""Small problems of allocation, as tests put them together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flows.allocation.values import Arc, Donor, Facility, Goal, Objective, Plan, Problem, Taker


def donor(name: str, mass: float | None, **more: Any) -> Donor:
    return Donor(id=name, name=name.upper(), mass_t_per_year=mass, **more)


def taker(name: str, mass: float | None, **more: Any) -> Taker:
    return Taker(id=name, name=name.upper(), mass_t_per_year=mass, **more)


def facility(name: str, capacity: float | None, **more: Any) -> Facility:
    return Facility(id=name, name=name.upper(), capacity_t_per_year=capacity, **more)


def arc(ends: str, worth: float | None = None, **more: Any) -> Arc:
    """`ends` as "donor>taker" or "donor>facility>taker"."""
    names = ends.split(">")
    via = names[1] if len(names) == 3 else None
    return Arc(donor=names[0], taker=names[-1], via=via, value_eur_per_t=worth, **more)


def problem(ends: Iterable[object], arcs: Iterable[Arc], goal: Goal = "cost", **more: Any) -> Problem:
    given = tuple(ends)
    return Problem(
        donors=tuple(one for one in given if isinstance(one, Donor)),
        takers=tuple(one for one in given if isinstance(one, Taker)),
        facilities=tuple(one for one in given if isinstance(one, Facility)),
        arcs=tuple(arcs),
        objective=Objective(goal=goal, **more),
    )


def sent(asked: Problem, plan: Plan) -> dict[str, float]:
    """Tonnes by "donor>taker" or "donor>facility>taker", rounded to grams."""
    found: dict[str, float] = {}
    for move in plan.moves:
        one = asked.arcs[move.arc]
        name = ">".join(part for part in (one.donor, one.via, one.taker) if part is not None)
        found[name] = found.get(name, 0.0) + round(move.mass_t_per_year, 6)
    return found
