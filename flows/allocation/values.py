"""What is allocated and what comes of it: values with no solver behind them.

A donor gives, a taker receives, an arc says that one could serve the other and what a tonne of it is worth. What is not
known is None and stays out of the sums by name; it is never taken for zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from databank.errors import Sentence
from flows.errors import FlowError

Goal = Literal["landfill", "cost", "co2", "weighted"]
Method = Literal["flow", "programme", "lots"]
ConstraintKind = Literal["donor", "taker", "facility", "limit", "fixed", "lot"]

GOALS: tuple[Goal, ...] = ("landfill", "cost", "co2", "weighted")
KG_PER_T = 1000.0


class AllocationError(FlowError):
    """A problem that cannot be read: which part of it, what is wrong, and what would be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """What is made as large as possible.

    Parameters
    ----------
    goal : {"landfill", "cost", "co2", "weighted"}
        Tonnes kept from landfill, money gained, emissions spared, or all three in money by the prices below.
    eur_weight, eur_per_t_landfill, eur_per_t_co2 : float
        Of the weighted goal: what a euro, a tonne kept from landfill and a tonne of CO2e spared count for.
    """

    goal: Goal = "landfill"
    eur_weight: float = 1.0
    eur_per_t_landfill: float = 0.0
    eur_per_t_co2: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Donor:
    """Somebody with material to give.

    Attributes
    ----------
    mass_t_per_year : float, optional
        What is free, as shipped; None is unknown.
    disposal_eur_per_t, disposal_co2_kg_per_t : float, optional
        What a tonne costs and emits that nobody takes; told beside the plan, it is in the values of the arcs already.
    qualities : mapping of parameter to value
        In the unit of the limits that ask for it.
    is_hazardous : bool, optional
        None is unknown. Only what is known not to be hazardous may be blended.
    is_used : bool
        Whether it is used today, as material or for energy: no landfill is spared by it.
    residue_of, residue_share
        Of the left-over of a treatment: the facility, and the tonnes of it from a tonne that goes in there. They come
        on top of `mass_t_per_year`.
    residue_from : str, optional
        The one donor whose material leaves it; None for whatever is treated there.
    """

    id: str
    name: str
    mass_t_per_year: float | None
    disposal_eur_per_t: float | None = None
    disposal_co2_kg_per_t: float | None = None
    qualities: Mapping[str, float] = field(default_factory=dict)
    is_hazardous: bool | None = None
    is_used: bool = False
    residue_of: str | None = None
    residue_share: float = 0.0
    residue_from: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What a taker demands of a parameter: at most `most`, at least `least`, in one unit.

    `is_functional` marks a property of use (grain size, moisture, calorific value): what arrives in one year may meet
    it together. A pollutant binds every component by itself, because dilution is not a treatment.
    """

    parameter: str
    most: float | None = None
    least: float | None = None
    is_functional: bool = False
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taker:
    """Somebody who would take material: no more than `mass_t_per_year`, and `least_lot_t` or nothing from one donor.

    Blending is allowed only where `blends` says so; otherwise every limit binds every donor by itself.
    """

    id: str
    name: str
    mass_t_per_year: float | None
    limits: tuple[Limit, ...] = ()
    least_lot_t: float | None = None
    blends: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facility:
    """A treatment that several arcs share: `capacity_t_per_year` of what goes in; None is unknown."""

    id: str
    name: str
    capacity_t_per_year: float | None
    is_planned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Arc:
    """One donor could serve one taker. Everything is per tonne that leaves the donor.

    Attributes
    ----------
    value_eur_per_t, co2_kg_per_t : float, optional
        What a tonne gains in money and spares in emissions, all in all; None is unknown.
    landfill_t_per_t : float, optional
        Tonnes kept from landfill by a tonne: 1 for what would lie there, 0 for what is used already.
    via : str, optional
        The facility it goes through; `yield_share` of it arrives.
    most_t_per_year : float, optional
        No more than this on the arc itself.
    fixed_t_per_year : float, optional
        A reserved or running exchange: exactly this much, whatever it is worth.
    moves_down_hierarchy : Sentence, optional
        Why this is a step down the waste hierarchy, if it is one.
    cautions : tuple of Sentence
        What is not known about it, where it was let in all the same.
    notes : tuple of Sentence
        What else must be known of it before it is relied on, though nothing of that is open.
    """

    donor: str
    taker: str
    value_eur_per_t: float | None = None
    co2_kg_per_t: float | None = None
    landfill_t_per_t: float | None = None
    distance_km: float | None = None
    via: str | None = None
    yield_share: float = 1.0
    most_t_per_year: float | None = None
    fixed_t_per_year: float | None = None
    moves_down_hierarchy: Sentence | None = None
    cautions: tuple[Sentence, ...] = ()
    notes: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Something that takes no part, by name and with its reason; `arc` where it is one arc only."""

    id: str
    name: str
    told: Sentence
    arc: Arc | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """All that is to be allocated at once. `left_out` are those that were refused before it was put together."""

    donors: tuple[Donor, ...]
    takers: tuple[Taker, ...]
    arcs: tuple[Arc, ...]
    objective: Objective
    facilities: tuple[Facility, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Tonnes on one arc of a plan; `arc` is its place among the arcs of the problem."""

    arc: int
    mass_t_per_year: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What one more tonne of room at this end would gain, in units of the objective.

    Of a donor it is its own share of the gain, of a taker theirs; the two together are never less than what any arc
    between them is worth, and so no two of them would do better by leaving the plan.
    """

    kind: Literal["donor", "taker", "facility", "limit", "arc"]
    id: str
    per_t: float
    parameter: str | None = None
    is_most: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Demands that cannot hold together, though they could if any one of them were given up.

    `arcs` are all those of the part that has no plan because of it, by their places.
    """

    told: tuple[Sentence, ...]
    members: tuple[tuple[ConstraintKind, str], ...]
    arcs: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Who sends how much to whom.

    Attributes
    ----------
    total : float
        The sum of the objective over the moves, fixed ones included as far as their value is known.
    bound : float
        No plan can reach more: from the prices, or from the solver where lots are decided.
    prices : tuple of Price
        Those that are not zero; with them the bound can be computed again.
    methods : frozenset
        How its parts were solved.
    conflicts : tuple of Conflict
        Parts that have no plan at all, and why.
    left_out : tuple of LeftOut
        What took no part, and why.
    """

    moves: tuple[Move, ...]
    total: float
    bound: float
    prices: tuple[Price, ...] = ()
    methods: frozenset[Method] = frozenset()
    conflicts: tuple[Conflict, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What was computed again without the solver.

    Attributes
    ----------
    holds : bool
        The plan breaks no limit, its total is its own, and `gap` is within what is allowed.
    largest_breach_t : float
        By how much the worst limit is broken; 0 is none.
    total, bound : float
        Of the objective; `bound` follows from the prices alone.
    solver_bound : float, optional
        Where lots are decided: what the solver proves beyond the prices. It is believed, not checked.
    gap : float
        How much better a plan could still be, as a share of the bound.
    told : tuple of Sentence
        First what holds or not, then every fault.
    """

    holds: bool
    largest_breach_t: float
    total: float
    bound: float
    gap: float
    told: tuple[Sentence, ...]
    solver_bound: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """What stays with its donor, and why."""

    donor: str
    name: str
    mass_t_per_year: float
    told: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Scarcity:
    """What more room at one place would do: `more_t_per_year` of it would place `placed_t_per_year`."""

    kind: Literal["taker", "facility"]
    id: str
    more_t_per_year: float
    placed_t_per_year: float
    gain: float
    told: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The sums of a plan in every unit, with the tonnes whose value is not known told apart."""

    mass_t_per_year: float
    landfill_t: float
    landfill_unknown_t: float
    value_eur: float
    value_unknown_t: float
    co2_t: float
    co2_unknown_t: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """A plan with its proof, what it is compared with, and what stands in its way.

    `greedy` is the plan of whoever takes the best pair first; `compared` says the difference. `flags` name each step
    down the waste hierarchy, each batch, and each thing not known in the plan.
    """

    problem: Problem
    plan: Plan
    certificate: Certificate
    totals: Totals
    greedy: Plan
    compared: Sentence
    unplaced: tuple[Unplaced, ...]
    scarcities: tuple[Scarcity, ...]
    flags: tuple[tuple[Arc, Sentence], ...]
    told: Sentence
