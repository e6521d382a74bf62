"""The best plan: as good as another solver's, with lots, blends, treatments, and with what is fixed."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.allocation.admitting import admit
from flows.allocation.allocating import allocate
from flows.allocation.certifying import certify
from flows.allocation.parts import parts_of
from flows.allocation.planning import plan_of, programme_of
from flows.allocation.programme import solve
from flows.allocation.transport import Network, route
from flows.allocation.values import AllocationError, Limit, Problem
from tests.allocation_problems import arc, donor, facility, problem, sent, taker

MASSES = st.integers(0, 40)


def sent_by(asked: Problem) -> dict[str, float]:
    return sent(asked, plan_of(asked))


@st.composite
def transports(draw: st.DrawFn) -> Problem:
    supplies = draw(st.lists(MASSES, min_size=1, max_size=5))
    demands = draw(st.lists(MASSES, min_size=1, max_size=5))
    pairs = draw(st.lists(st.sampled_from(list(product(range(len(supplies)), range(len(demands))))), unique=True))
    cents = draw(st.lists(st.integers(-500, 9000), min_size=len(pairs), max_size=len(pairs)))
    ends = [donor(f"d{place}", float(mass)) for place, mass in enumerate(supplies)]
    others = [taker(f"t{place}", float(mass)) for place, mass in enumerate(demands)]
    arcs = [arc(f"d{one}>t{two}", worth / 100) for (one, two), worth in zip(pairs, cents, strict=True)]
    return problem([*ends, *others], arcs)


def by_networkx(asked: Problem) -> float:
    """The same problem as a flow of least cost in cents, solved by somebody else."""
    graph = nx.DiGraph()
    graph.add_node("rest", demand=0)
    for one in asked.donors:
        graph.add_node(one.id, demand=-int(one.mass_t_per_year or 0))
        graph.add_edge(one.id, "rest", weight=0)
    for other in asked.takers:
        graph.add_node(other.id, demand=int(other.mass_t_per_year or 0))
        graph.add_edge("rest", other.id, weight=0)
    graph.nodes["rest"]["demand"] = -sum(data["demand"] for _, data in graph.nodes(data=True))
    for one_arc in asked.arcs:
        graph.add_edge(one_arc.donor, one_arc.taker, weight=-round((one_arc.value_eur_per_t or 0) * 100))
    cost, _ = nx.network_simplex(graph)
    return float(-cost / 100)


@settings(max_examples=30, deadline=None)
@given(transports())
def test_transport_is_as_good_as_network_simplex_and_proves_it(asked: Problem) -> None:
    plan = plan_of(asked)
    assert plan.total == pytest.approx(by_networkx(asked), abs=1e-6)
    proof = certify(asked, plan)
    assert proof.holds, proof.told
    assert proof.largest_breach_t <= 1e-9


@settings(max_examples=20, deadline=None)
@given(transports())
def test_a_programme_comes_to_what_a_flow_comes_to(asked: Problem) -> None:
    admission = admit(asked)
    gains = {place: admission.gains[place] or 0.0 for place in admission.free}
    total = 0.0
    for part in parts_of(asked, admission.free, admission.fixed):
        solution = solve(programme_of(asked, part, gains, 1.0))
        assert solution is not None
        total += sum(gains[place] * mass for place, mass in solution.mass.items())
    assert total == pytest.approx(plan_of(asked).total, abs=1e-6)


def test_numbers_that_are_not_whole_keep_their_proof() -> None:
    chance = np.random.default_rng(7)
    tail, head = np.divmod(np.arange(30 * 30), 30)
    network = Network(
        supply_t=chance.lognormal(4, 1.5, 30),
        demand_t=chance.lognormal(4, 1.5, 30),
        tail=tail.astype(np.int32),
        head=head.astype(np.int32),
        gain_per_t=chance.normal(20, 30, 900),
        most_t=np.where(chance.random(900) < 0.3, chance.lognormal(2, 1, 900), np.inf),
    )
    routing = route(network)
    assert (np.bincount(tail, routing.mass_t) <= network.supply_t + 1e-9).all()
    assert network.most_t is not None
    assert (routing.mass_t <= network.most_t + 1e-9).all()
    assert 0 <= routing.bound(network) - routing.total(network) <= 1e-6 * routing.total(network)


def test_no_arcs_one_donor_and_nothing_at_all() -> None:
    for asked in (problem([], []), problem([donor("d", 5.0)], []), problem([donor("d", 5.0), taker("t", 3.0)], [])):
        found = allocate(asked)
        assert (found.plan.moves, found.plan.total, found.certificate.holds) == ((), 0, True)
    asked = problem([donor("d", 5.0), taker("t", 3.0)], [arc("d>t", 2.0)])
    assert sent_by(asked) == {"d>t": 3.0}


def test_what_loses_money_stays() -> None:
    asked = problem([donor("d", 5.0), taker("t", 3.0)], [arc("d>t", -2.0)])
    found = allocate(asked)
    assert found.plan.moves == ()
    assert "would lose more than it gains" in found.unplaced[0].told


def test_objectives_choose_differently_and_landfill_prefers_the_nearer() -> None:
    ends = [donor("d", 10.0), taker("near", 10.0), taker("far", 10.0), taker("green", 10.0)]
    arcs = [
        arc("d>near", 1.0, co2_kg_per_t=1.0, landfill_t_per_t=1.0, distance_km=5.0),
        arc("d>far", 3.0, co2_kg_per_t=1.0, landfill_t_per_t=1.0, distance_km=50.0),
        arc("d>green", 2.0, co2_kg_per_t=90.0, landfill_t_per_t=0.5),
    ]
    assert sent_by(problem(ends, arcs, "cost")) == {"d>far": 10.0}
    assert sent_by(problem(ends, arcs, "co2")) == {"d>green": 10.0}
    assert sent_by(problem(ends, arcs, "landfill")) == {"d>near": 10.0}
    weighted = problem(ends, arcs, "weighted", eur_weight=1.0, eur_per_t_co2=50.0)
    assert sent_by(weighted) == {"d>green": 10.0}
    found = allocate(weighted)
    assert found.totals.co2_t == pytest.approx(0.9)
    assert found.totals.value_eur == pytest.approx(20.0)


def test_unknown_worth_is_left_out_by_name_and_never_zero() -> None:
    asked = problem([donor("d", 5.0), taker("t", 3.0), taker("u", 3.0)], [arc("d>t"), arc("d>u", 1.0)])
    found = allocate(asked)
    assert sent(asked, found.plan) == {"d>u": 3.0}
    (left,) = found.plan.left_out
    assert (left.name, "not taken for zero" in left.told) == ("D to T", True)
    landfill = replace(asked, objective=replace(asked.objective, goal="landfill"))
    assert all("landfill" in one.told for one in plan_of(landfill).left_out)


@pytest.mark.parametrize(
    ("given_mass", "taken_mass", "words"),
    [
        (None, 5.0, "How much there is to give is not known"),
        (0.0, 5.0, "the amount is zero"),
        (5.0, None, "How much would be taken is not known"),
        (5.0, 0.0, "There is no room"),
    ],
)
def test_zero_and_unknown_amounts_are_told(given_mass: float | None, taken_mass: float | None, words: str) -> None:
    found = allocate(problem([donor("d", given_mass), taker("t", taken_mass)], [arc("d>t", 2.0)]))
    assert found.plan.moves == ()
    assert any(words in one.told for one in found.plan.left_out)


def test_a_least_lot_is_all_or_nothing() -> None:
    ends = [donor("a", 30.0), donor("b", 30.0), taker("t", 50.0, least_lot_t=25.0), taker("u", 100.0)]
    asked = problem(ends, [arc("a>t", 9.0), arc("b>t", 8.0), arc("a>u", 1.0), arc("b>u", 1.0)])
    found = allocate(asked)
    assert sent(asked, found.plan) == {"a>t": 25.0, "b>t": 25.0, "a>u": 5.0, "b>u": 5.0}
    assert found.certificate.holds
    assert found.greedy.total < found.plan.total
    small = problem([donor("a", 20.0), taker("t", 50.0, least_lot_t=25.0)], [arc("a>t", 9.0)])
    assert "The least lot is 25 t" in plan_of(small).left_out[0].told


@settings(max_examples=15, deadline=None)
@given(transports(), st.integers(2, 25))
def test_lots_are_kept_and_the_bound_is_above(asked: Problem, lot: int) -> None:
    with_lots = replace(asked, takers=tuple(replace(one, least_lot_t=float(lot)) for one in asked.takers))
    plan = plan_of(with_lots)
    assert all(move.mass_t_per_year >= lot - 1e-6 for move in plan.moves)
    proof = certify(with_lots, plan)
    assert proof.holds, proof.told
    assert plan.total <= plan_of(asked).total + 1e-6


def test_a_blend_keeps_its_functional_limit_together() -> None:
    dry, wet = (
        donor("dry", 10.0, qualities={"NCV": 18.0}, is_hazardous=False),
        donor("wet", 90.0, qualities={"NCV": 13.0}, is_hazardous=False),
    )
    kiln = taker("kiln", 100.0, limits=(Limit(parameter="NCV", least=15.0, is_functional=True),), blends=True)
    asked = problem([dry, wet, kiln], [arc("dry>kiln", 1.0), arc("wet>kiln", 5.0)])
    found = allocate(asked)
    assert sent(asked, found.plan) == {"dry>kiln": 10.0, "wet>kiln": pytest.approx(15.0)}
    assert found.certificate.holds
    assert sent(asked, found.greedy) == {"dry>kiln": 10.0}
    alone = replace(asked, takers=(replace(kiln, blends=False),))
    assert sent_by(alone) == {"dry>kiln": 10.0}


@pytest.mark.parametrize(
    ("limit", "hazard", "words"),
    [
        (Limit(parameter="total_Pb", most=10.0), False, "mixing is no remedy for a pollutant"),
        (Limit(parameter="NCV", most=10.0, is_functional=True), True, "only what is not hazardous may be mixed"),
        (Limit(parameter="NCV", most=10.0, is_functional=True), None, "only what is not hazardous may be mixed"),
        (Limit(parameter="K", most=10.0, is_functional=True), False, "is not known, and there is a limit on it"),
    ],
)
def test_dilution_is_not_a_treatment(limit: Limit, *, hazard: bool | None, words: str) -> None:
    clean = donor("clean", 90.0, qualities={"total_Pb": 0.0, "NCV": 0.0, "K": 0.0}, is_hazardous=False)
    dirty = donor("dirty", 10.0, qualities={"total_Pb": 20.0, "NCV": 20.0}, is_hazardous=hazard)
    mixer = taker("mixer", 100.0, limits=(limit,), blends=True)
    asked = problem([clean, dirty, mixer], [arc("clean>mixer", 1.0), arc("dirty>mixer", 50.0)])
    plan = plan_of(asked)
    assert sent(asked, plan) == {"clean>mixer": 90.0}
    assert words in plan.left_out[0].told


def test_a_shared_treatment_binds_and_its_residue_finds_a_taker() -> None:
    ends = [
        donor("ash", 100.0),
        donor("sludge", 0.0, residue_of="wash", residue_share=0.25, residue_from="ash"),
        donor("dust", 100.0),
        facility("wash", 80.0),
        taker("road", 500.0),
        taker("pond", 500.0),
    ]
    arcs = [
        arc("ash>wash>road", 4.0, yield_share=0.75),
        arc("dust>wash>road", 3.0, yield_share=0.5),
        arc("sludge>pond", 2.0),
    ]
    asked = problem(ends, arcs)
    found = allocate(asked)
    assert sent(asked, found.plan) == {"ash>wash>road": 80.0, "sludge>pond": pytest.approx(20.0)}
    assert found.plan.total == pytest.approx(360.0)
    assert found.certificate.holds


def test_treatments_in_a_circle_are_refused_with_their_names() -> None:
    ends = [
        donor("ash", 10.0),
        donor("rest", 0.0, residue_of="wash", residue_share=0.5),
        donor("cake", 0.0, residue_of="dry", residue_share=0.5),
        facility("wash", 9.0),
        facility("dry", 9.0),
        taker("t", 9.0),
    ]
    arcs = [arc("ash>wash>t", 1.0), arc("rest>dry>t", 1.0), arc("cake>wash>t", 1.0)]
    with pytest.raises(AllocationError, match=r"in a circle: (WASH → DRY → WASH|DRY → WASH → DRY)"):
        plan_of(problem(ends, arcs))
    with pytest.raises(AllocationError, match="WASH → WASH"):
        plan_of(problem(ends, [arc("rest>wash>t", 1.0)]))
    assert plan_of(problem(ends, arcs[:2])).total > 0


def test_fixed_exchanges_stay_whatever_they_are_worth() -> None:
    ends = [donor("d", 10.0), donor("e", 10.0), taker("t", 12.0)]
    asked = problem(ends, [arc("d>t", fixed_t_per_year=7.0), arc("e>t", 5.0), arc("d>t", 9.0)])
    found = allocate(asked)
    assert sent(asked, found.plan) == {"d>t": 10.0, "e>t": 2.0}
    assert found.plan.total == pytest.approx(3 * 9.0 + 2 * 5.0)
    assert found.certificate.holds
    assert found.totals.value_unknown_t == pytest.approx(7.0)


def test_an_arc_of_its_own_limit_is_kept() -> None:
    asked = problem([donor("d", 9.0), taker("t", 9.0), taker("u", 9.0)], [arc("d>t", 5.0, most_t_per_year=4.0)])
    assert sent_by(asked) == {"d>t": 4.0}
    assert certify(asked, plan_of(asked)).holds


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (problem([donor("d", math.nan), taker("t", 1.0)], []), "mass_t_per_year of d is nan"),
        (problem([donor("d", 1.0), taker("t", -1.0)], []), "mass_t_per_year of t is -1"),
        (problem([donor("d", 1.0), taker("t", 1.0)], [arc("d>t", math.inf)]), "value_eur_per_t of d → t is inf"),
        (problem([donor("d", 1.0), taker("t", 1.0)], [arc("d>t", 1.0, yield_share=0.0)]), "its yield is zero"),
        (problem([donor("d", 1.0)], [arc("d>x", 1.0)]), "x is named by an arc"),
        (problem([donor("d", 1.0), taker("t", 1.0)], [arc("d>w>t", 1.0)]), "w is named by an arc"),
        (problem([donor("d", 1.0), donor("d", 2.0)], []), "The id d stands twice"),
        (problem([], [], "weighted", eur_weight=0.0), "Every weight is zero"),
        (problem([taker("t", 1.0, limits=(Limit(parameter="K", least=2.0, most=1.0),))], []), "no material has both"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(wrong: Problem, words: str) -> None:
    with pytest.raises(AllocationError, match=words):
        plan_of(wrong)
