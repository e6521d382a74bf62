"""The proof is computed again from the problem: a right plan passes it, one with anything wrong in it does not."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import pytest

from flows.allocation.certifying import certify
from flows.allocation.planning import plan_of
from flows.allocation.values import Limit, Move, Plan, Price, Problem
from tests.allocation_problems import arc, donor, facility, problem, taker


def mixed() -> Problem:
    """Something of everything but lots: transport, a shared treatment, a blend, a fixed exchange."""
    ends = [
        donor("a", 40.0),
        donor("b", 30.0),
        donor("dry", 10.0, qualities={"NCV": 18.0}, is_hazardous=False),
        donor("wet", 90.0, qualities={"NCV": 13.0}, is_hazardous=False),
        facility("wash", 20.0),
        taker("t", 45.0),
        taker("u", 25.0),
        taker("kiln", 60.0, limits=(Limit(parameter="NCV", least=15.0, is_functional=True),), blends=True),
    ]
    arcs = [
        arc("a>t", 7.5),
        arc("a>u", 6.0),
        arc("b>t", 7.0),
        arc("b>wash>u", 4.0, yield_share=0.5),
        arc("dry>kiln", 1.0),
        arc("wet>kiln", 5.0),
        arc("b>t", 1.0, fixed_t_per_year=5.0),
        arc("a>kiln", None),
    ]
    return problem(ends, arcs)


def moved(plan: Plan, change: Callable[[Move], float]) -> Plan:
    return replace(plan, moves=tuple(replace(one, mass_t_per_year=change(one)) for one in plan.moves))


def priced(plan: Plan, change: Callable[[Price], float]) -> Plan:
    return replace(plan, prices=tuple(replace(one, per_t=change(one)) for one in plan.prices))


def test_the_right_plan_is_proved_by_its_prices() -> None:
    asked = mixed()
    plan = plan_of(asked)
    proof = certify(asked, plan)
    assert proof.holds, proof.told
    assert proof.bound == pytest.approx(plan.total)
    assert {one.kind for one in plan.prices} >= {"donor", "taker", "limit"}


@pytest.mark.parametrize(
    ("name", "spoil", "words"),
    [
        ("more than there is", lambda plan: moved(plan, lambda one: one.mass_t_per_year * 1.01), "It breaks a limit"),
        ("less than the best", lambda plan: moved(plan, lambda one: one.mass_t_per_year * 0.99), "It breaks a limit"),
        (
            "an honest but worse plan",
            lambda plan: replace(plan, moves=tuple(one for one in plan.moves if one.arc == 6), total=5.0),
            "Another plan could be better",
        ),
        ("a boasted total", lambda plan: replace(plan, total=plan.total * 1.001), "not the sum of what it sends"),
        ("no prices", lambda plan: replace(plan, prices=()), "Another plan could be better"),
        ("a price below zero", lambda plan: priced(plan, lambda one: -one.per_t), "prices prove nothing"),
        ("prices too low", lambda plan: priced(plan, lambda one: one.per_t * 0.98), "Another plan could be better"),
        ("prices too high", lambda plan: priced(plan, lambda one: one.per_t * 1.02), "Another plan could be better"),
        ("no number", lambda plan: moved(plan, lambda _: math.nan), "It breaks a limit"),
        (
            "less than nothing",
            lambda plan: replace(plan, moves=(*plan.moves, Move(arc=1, mass_t_per_year=-3.0))),
            "below zero",
        ),
        (
            "an arc that is not there",
            lambda plan: replace(plan, moves=(*plan.moves, Move(arc=-1, mass_t_per_year=3.0))),
            "not in the problem",
        ),
        (
            "an arc of unknown worth",
            lambda plan: replace(plan, moves=(*plan.moves, Move(arc=7, mass_t_per_year=1.0))),
            "It breaks a limit of a → kiln",
        ),
        (
            "a fixed exchange forgotten",
            lambda plan: replace(plan, moves=tuple(one for one in plan.moves if one.arc != 6)),
            "It breaks a limit of b → t",
        ),
        (
            "a blend below its limit",
            lambda plan: moved(plan, lambda one: one.mass_t_per_year + 2.0 * (one.arc == 5)),
            "It breaks a limit of KILN",
        ),
        ("a solver's word without lots", lambda plan: replace(plan, prices=(), methods=frozenset({"lots"})), "better"),
    ],
)
def test_a_wrong_plan_fails(name: str, spoil: Callable[[Plan], Plan], words: str) -> None:
    asked = mixed()
    proof = certify(asked, spoil(plan_of(asked)))
    assert not proof.holds, name
    assert any(words in fault for fault in proof.told[1:]), (name, proof.told)


def lots() -> Problem:
    ends = [donor("a", 30.0), donor("b", 30.0), taker("t", 45.0, least_lot_t=25.0)]
    return problem(ends, [arc("a>t", 9.0), arc("b>t", 8.0)])


def test_with_lots_what_is_believed_is_told_from_what_is_checked() -> None:
    asked = lots()
    plan = plan_of(asked)
    proof = certify(asked, plan)
    assert proof.holds
    assert plan.total == pytest.approx(270.0)
    assert proof.solver_bound == pytest.approx(270.0, rel=1e-3)
    assert proof.bound == pytest.approx(30 * 9.0 + 15 * 8.0)
    assert "the word of the solver" in proof.told[0]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda plan: replace(plan, moves=(Move(arc=0, mass_t_per_year=20.0),), total=180.0),
        lambda plan: replace(plan, bound=plan.total * 0.9),
        lambda plan: replace(plan, bound=plan.total * 1.1),
    ],
)
def test_a_lot_cut_short_or_a_bound_that_cannot_be_fails(spoil: Callable[[Plan], Plan]) -> None:
    assert not certify(lots(), spoil(plan_of(lots()))).holds
