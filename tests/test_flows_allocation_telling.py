"""What is said of a plan: conflicts, what more room would do, what stays and why, greed, steps down the hierarchy."""

from __future__ import annotations

from dataclasses import replace

import pytest

from databank.errors import Sentence
from flows.allocation.allocating import allocate
from flows.allocation.values import Conflict, Limit, Problem
from tests.allocation_problems import arc, donor, facility, problem, sent, taker


def conflict(asked: Problem) -> Conflict:
    found = allocate(asked)
    assert not found.certificate.holds
    (only,) = found.plan.conflicts
    assert "cannot hold together" in found.certificate.told[1]
    return only


def test_a_conflict_names_only_what_takes_part_in_it() -> None:
    ends = [donor("a", 50.0), donor("b", 50.0), donor("c", 50.0), taker("t", 60.0), taker("u", 60.0), taker("far", 9.0)]
    arcs = [
        arc("a>t", 1.0, fixed_t_per_year=40.0),
        arc("b>t", 1.0, fixed_t_per_year=30.0),
        arc("c>u", 1.0, fixed_t_per_year=5.0),
        arc("c>t", 8.0),
        arc("c>far", 8.0),
    ]
    asked = problem([*ends, donor("x", 5.0), taker("y", 5.0)], [*arcs, arc("x>y", 3.0)])
    assert conflict(asked).told == (
        "T takes no more than 60 t a year.",
        "A sends 40 t a year to T: that is fixed.",
        "B sends 30 t a year to T: that is fixed.",
    )
    found = allocate(asked)
    assert sent(asked, found.plan) == {"x>y": 5.0}
    assert "no plan" in found.unplaced[0].told


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (
            problem([donor("d", 5.0), taker("t", 90.0)], [arc("d>t", 1.0, fixed_t_per_year=8.0)]),
            {"D has 5 t a year to give.", "D sends 8 t a year to T: that is fixed."},
        ),
        (
            problem([donor("d", 50.0), taker("t", 90.0, least_lot_t=20.0)], [arc("d>t", 1.0, fixed_t_per_year=8.0)]),
            {"T takes no less than 20 t from one donor.", "D sends 8 t a year to T: that is fixed."},
        ),
        (
            problem(
                [donor("d", 50.0), facility("w", 3.0), taker("t", 90.0)],
                [arc("d>w>t", 1.0, fixed_t_per_year=8.0, yield_share=0.5)],
            ),
            {"W treats no more than 3 t a year.", "D sends 8 t a year to T: that is fixed."},
        ),
    ],
)
def test_each_kind_of_demand_is_told(asked: Problem, words: set[str]) -> None:
    assert set(conflict(asked).told) == words


def blend(wet_mass: float) -> Problem:
    ends = [
        donor("dry", 10.0, qualities={"NCV": 18.0}, is_hazardous=False),
        donor("wet", 90.0, qualities={"NCV": 13.0}, is_hazardous=False),
        taker("kiln", 60.0, limits=(Limit(parameter="NCV", least=15.0, is_functional=True),), blends=True),
    ]
    return problem(ends, [arc("dry>kiln", -1.0), arc("wet>kiln", 5.0, fixed_t_per_year=wet_mass)])


def test_what_another_can_mend_is_no_conflict_and_what_it_cannot_is_one() -> None:
    mended = allocate(blend(12.0))
    assert sent(mended.problem, mended.plan) == {"dry>kiln": pytest.approx(8.0), "wet>kiln": 12.0}
    assert mended.certificate.holds, mended.certificate.told
    assert {"What KILN receives has Net calorific value of at least 15.", "DRY has 10 t a year to give."} <= set(
        conflict(blend(20.0)).told
    )


def test_more_room_is_told_by_what_it_places() -> None:
    ends = [donor("ash", 61.0), facility("wash", 30.0, is_planned=True), taker("road", 900.0), taker("pit", 10.0)]
    asked = problem(ends, [arc("ash>wash>road", 9.0, yield_share=0.9), arc("ash>pit", 4.0)])
    found = allocate(asked)
    wash, pit = found.scarcities
    assert (wash.id, wash.more_t_per_year) == ("wash", 31.0)
    assert wash.placed_t_per_year == pytest.approx(21.0)
    assert wash.told == "31 t a year more at WASH, which is planned, would place 21 t a year."
    assert wash.gain == pytest.approx(31 * 9.0 - 10 * 4.0)
    assert pit.told == "If PIT took 21 t a year more, 21 t a year would find a place."
    larger = replace(asked, facilities=(replace(asked.facilities[0], capacity_t_per_year=61.0),))
    assert allocate(larger).plan.total - found.plan.total == pytest.approx(wash.gain)


def test_what_stays_says_who_is_full() -> None:
    asked = problem([donor("a", 9.0), donor("b", 9.0), taker("t", 9.0)], [arc("a>t", 5.0), arc("b>t", 2.0)])
    (left,) = allocate(asked).unplaced
    assert left.donor == "b"
    assert left.mass_t_per_year == pytest.approx(9.0)
    assert left.told == "There is no more room, and others gain more by it: T."


def test_greed_is_compared_in_words() -> None:
    ends = [donor("a", 10.0), donor("b", 10.0), taker("t", 10.0), taker("u", 10.0)]
    asked = problem(ends, [arc("a>t", 9.0), arc("a>u", 8.0), arc("b>t", 8.0)])
    found = allocate(asked)
    assert (found.plan.total, found.greedy.total) == (160.0, 90.0)
    assert found.compared == "Taking the best pair first would reach 90 €: 70 € or 43.75 % less."
    assert found.told == "Least cost: 20 t a year placed, 160 € a year gained."
    same = allocate(problem(ends, [arc("a>t", 9.0)]))
    assert same.compared == "Taking the best pair first comes to the same."


def test_a_step_down_the_hierarchy_is_flagged_even_when_it_is_the_cheapest() -> None:
    down = Sentence("It is burnt instead of used.")
    ends = [donor("a", 10.0), taker("kiln", 10.0), taker("road", 10.0)]
    asked = problem(ends, [arc("a>kiln", 9.0, moves_down_hierarchy=down), arc("a>road", 8.0)])
    found = allocate(asked)
    assert sent(asked, found.plan) == {"a>kiln": 10.0}
    assert [told for _, told in found.flags] == [down]
