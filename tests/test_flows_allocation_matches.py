"""From matches to a problem: gates decide who takes part, unknowns are left out or flagged, treatments are shared."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from databank.errors import Sentence
from databank.records import Fate, Hazard, Measurement
from flows.allocation.allocating import allocate
from flows.allocation.from_matches import Choices, problem_of
from flows.allocation.landfilling import kept_from_landfill
from flows.allocation.planning import plan_of
from flows.allocation.values import AllocationError
from flows.economics.values import Economics, Line
from flows.matching.steps import Stepped
from flows.matching.values import Gate, Match, Offer, Receiver, ReceiverLimit
from flows.spans import UNKNOWN, Span
from tests.allocation_problems import sent


def offer(name: str, mass: Span, **more: Any) -> Offer:
    return Offer(id=name, name=name.upper(), mass_t_per_year=mass, **more)


def receiver(name: str, mass: Span, **more: Any) -> Receiver:
    return Receiver(id=name, name=name.upper(), source="need", mass_t_per_year=mass, **more)


def gate(name: Any, verdict: Any) -> Gate:
    return Gate(id=name, verdict=verdict, told=Sentence(f"{name} is {verdict}."))


def match(given: Offer, taken: Receiver, *gates: Gate, worth: Span | None = None, **more: Any) -> Match:
    economics = None
    if worth is not None:
        lines = (Line(id="value", per_t=worth, told=Sentence("It is worth that.")),)
        economics = Economics(money=lines, climate=())
    return Match(offer=given, receiver=taken, gates=gates, criteria=(), score=0.5, economics=economics, **more)


ASH = offer("ash", Span(80.0, 120.0))
ROAD = receiver("road", Span(1000.0, 1000.0))


def test_amounts_are_read_at_the_end_that_is_chosen() -> None:
    for amount, mass in (("low", 80.0), ("typical", 100.0), ("high", 120.0)):
        problem = problem_of([match(ASH, ROAD)], choices=Choices(amount=amount))  # type: ignore[arg-type]  # of a list
        assert problem.donors[0].mass_t_per_year == mass
    half = offer("half", Span(80.0, None))
    found = allocate(problem_of([match(half, ROAD)]))
    assert [one.id for one in found.plan.left_out] == ["half"]


def test_gates_decide_and_say_why() -> None:
    ends = [receiver(name, Span(30.0, 30.0)) for name in ("good", "bad", "maybe")]
    matches = [
        match(ASH, ends[0], gate("limits", "pass")),
        match(ASH, ends[1], gate("limits", "pass"), gate("permit", "fail")),
        match(ASH, ends[2], gate("permit", "unknown")),
    ]
    problem = problem_of(matches)
    assert sent(problem, plan_of(problem)) == {"ash>good": 30.0}
    assert [one.told for one in problem.left_out] == ["permit is fail.", "Not known: permit is unknown."]
    lenient = problem_of(matches, choices=Choices(with_unknown=True))
    found = allocate(lenient)
    assert sent(lenient, found.plan) == {"ash>good": 30.0, "ash>maybe": 30.0}
    assert [told for _, told in found.flags] == ["permit is unknown."]


def test_a_taker_of_unknown_room_is_left_out_or_flagged() -> None:
    asked = [match(ASH, receiver("intake", UNKNOWN))]
    assert allocate(problem_of(asked)).plan.moves == ()
    found = allocate(problem_of(asked, choices=Choices(with_unknown=True)))
    assert sent(found.problem, found.plan) == {"ash>intake": 100.0}
    assert [told for _, told in found.flags] == ["How much INTAKE would take is not known."]


def test_money_is_the_middle_of_what_is_known_whole() -> None:
    near, far = receiver("near", Span(60.0, 60.0)), receiver("far", Span(60.0, 60.0))
    matches = [match(ASH, near, worth=Span(2.0, 4.0)), match(ASH, far, worth=Span(9.0, None))]
    found = allocate(problem_of(matches, objective="cost"))
    assert sent(found.problem, found.plan) == {"ash>near": 60.0}
    assert found.totals.value_eur == pytest.approx(180.0)
    assert "not taken for zero" in found.plan.left_out[0].told


def washed(given: Offer, **more: Any) -> Stepped:
    return Stepped(
        step="ash_washing",
        line="LINE-1",
        site_id="peittoo",
        site_name="Peittoo",
        organisation_id=None,
        organisation_name=None,
        lat=None,
        lon=None,
        is_planned=True,
        before=given,
        source="https://example.org",
        **{
            "capacity_t_per_year": Span(50.0, 50.0),
            "residue": offer("rest", Span(20.0, 20.0)),
            "yield_share": Span(0.7, 0.9),
            "residue_share": Span(0.2, 0.2),
            **more,
        },
    )


def test_two_donors_share_one_treatment() -> None:
    dust = offer("dust", Span(40.0, 40.0))
    matches = [
        match(replace(one, id=f"{one.id}+LINE-1"), ROAD, step=washed(one, residue=offer("rest", rest)), distance_km=km)
        for one, rest, km in ((ASH, Span(20.0, 20.0), 30.0), (dust, Span(8.0, 8.0), 10.0))
    ]
    found = allocate(problem_of(matches))
    assert sent(found.problem, found.plan) == {"dust>LINE-1>road": 40.0, "ash>LINE-1>road": 10.0}
    assert [(one.id, one.capacity_t_per_year) for one in found.problem.facilities] == [("LINE-1", 50.0)]
    assert [arc.yield_share for arc in found.problem.arcs] == [pytest.approx(0.8)] * 2
    assert found.scarcities[0].more_t_per_year == pytest.approx(90.0)
    assert "Peittoo, which is planned, would place 90 t a year." in found.scarcities[0].told
    assert found.certificate.holds


def test_what_is_kept_from_landfill() -> None:
    used = replace(ASH, fate=Fate.USED)
    tip = receiver("tip", Span(9.0, 9.0), operation="D1")
    assert kept_from_landfill(match(ASH, ROAD)) == 1.0
    assert kept_from_landfill(match(used, ROAD)) == 0.0
    assert kept_from_landfill(match(ASH, tip)) == 0.0
    assert kept_from_landfill(match(ASH, ROAD, step=washed(ASH))) == pytest.approx(0.8)


def rest_of(step: Stepped) -> Offer:
    assert step.residue is not None
    return step.residue


def test_what_a_treatment_leaves_over_is_offered_on_and_the_rest_of_it_has_no_place() -> None:
    step = washed(ASH, residue=offer("ash+LINE-1+residue", Span(16.0, 24.0)))
    pond = receiver("pond", Span(4.0, 4.0))
    washing = match(replace(ASH, id="ash+LINE-1"), ROAD, step=step, distance_km=5.0)
    found = allocate(problem_of([washing, match(rest_of(step), pond)]))
    assert sent(found.problem, found.plan) == {"ash>LINE-1>road": 50.0, "ash+LINE-1+residue>pond": pytest.approx(4.0)}
    assert found.totals.mass_t_per_year == pytest.approx(50.0)
    assert found.totals.landfill_t == pytest.approx(50.0 * 0.8 + 4.0)
    left = {one.donor: one.mass_t_per_year for one in found.unplaced}
    assert left == {"ash": 50.0, "ash+LINE-1+residue": pytest.approx(6.0)}
    assert found.certificate.holds
    alone = allocate(problem_of([washing]))
    assert alone.unplaced[-1].mass_t_per_year == pytest.approx(10.0)
    assert "nobody is known who would use it" in alone.unplaced[-1].told


def test_what_no_treatment_leaves_takes_no_part() -> None:
    step = washed(ASH, residue=offer("ash+LINE-1+residue", Span(16.0, 24.0)))
    refused = match(replace(ASH, id="ash+LINE-1"), ROAD, gate("permit", "fail"), step=step)
    problem = problem_of([refused, match(rest_of(step), receiver("pond", Span(4.0, 4.0)))])
    assert ([one.id for one in problem.donors], problem.arcs) == (["ash"], ())


def test_a_treated_pair_counts_with_its_whole_worth_and_its_whole_way() -> None:
    there = replace(washed(replace(ASH, lat=61.0, lon=21.0)), lat=61.5, lon=21.0)
    (arc,) = problem_of([match(ASH, ROAD, step=there, worth=Span(2.0, 4.0), distance_km=10.0)], objective="cost").arcs
    assert arc.value_eur_per_t == 3.0
    assert arc.distance_km == pytest.approx(10.0 + 55.6, abs=0.1)
    (unknown,) = problem_of([match(ASH, ROAD, step=washed(ASH), distance_km=10.0)]).arcs
    assert unknown.distance_km is None


def test_what_goes_to_no_landfill_today_is_told_plainly_under_that_objective_only() -> None:
    used = match(replace(ASH, fate=Fate.USED), ROAD, worth=Span(-9.0, -5.0))
    landfill, cost = (allocate(problem_of([used], objective=goal)).unplaced[0].told for goal in ("landfill", "cost"))
    assert landfill == "It does not go to a landfill today, so that this objective gains nothing by moving it."
    assert cost == "Each of its pairs would lose more than it gains under this objective."


def test_a_batch_is_flagged_as_the_tonnes_of_one_year() -> None:
    found = allocate(problem_of([match(replace(ASH, is_lasting=False), ROAD)]))
    assert [told for _, told in found.flags] == [
        "It is there once, not every year: it is planned as the tonnes of one year."
    ]
    assert allocate(problem_of([match(ASH, ROAD)])).flags == ()


def test_a_step_down_the_hierarchy_stays_in_with_its_flag() -> None:
    used = replace(ASH, fate=Fate.USED)
    kiln = receiver("kiln", Span(500.0, 500.0), operation="R1")
    found = allocate(problem_of([match(used, kiln, gate("hierarchy", "pass"), worth=Span(5.0, 5.0))], objective="cost"))
    assert sent(found.problem, found.plan) == {"ash>kiln": 100.0}
    assert [told for _, told in found.flags] == ["hierarchy is pass."]


def test_a_fixed_exchange_is_not_asked_again_and_must_be_a_match() -> None:
    asked = [match(ASH, ROAD, gate("permit", "fail"))]
    fixed = problem_of(asked, choices=Choices(fixed={("ash", "road"): 30.0}))
    assert sent(fixed, plan_of(fixed)) == {"ash>road": 30.0}
    with pytest.raises(AllocationError, match="exchange of ash with moon is fixed"):
        problem_of(asked, choices=Choices(fixed={("ash", "moon"): 30.0}))


def measured(value: int, parameter: str = "NCV", unit: str = "MJ/kg") -> tuple[Measurement, ...]:
    number = Decimal(value)
    return (Measurement(parameter=parameter, minimum=number, typical=number, maximum=number, unit=unit),)


def test_those_who_may_mix_keep_functional_limits_together() -> None:
    limit = ReceiverLimit(parameter="NCV", operator=">=", value=15.0, unit="MJ/kg", binds=True)
    kiln = receiver("kiln", Span(900.0, 900.0), limits=(limit,))
    dry, wet = (
        offer(name, Span(50.0, 50.0), hazard=Hazard.NON_HAZARDOUS, measurements=measured(value))
        for name, value in (("dry", 18), ("wet", 13))
    )
    matches = [match(dry, kiln, gate("limits", "pass")), match(wet, kiln, gate("limits", "fail"))]
    alone = problem_of(matches)
    assert sent(alone, plan_of(alone)) == {"dry>kiln": 50.0}
    mixing = problem_of(matches, choices=Choices(blending={"kiln"}))
    assert sent(mixing, plan_of(mixing)) == {"dry>kiln": 50.0, "wet>kiln": 50.0}
    wetter = replace(wet, mass_t_per_year=Span(500.0, 500.0))
    more = problem_of([matches[0], match(wetter, kiln)], choices=Choices(blending={"kiln"}))
    assert sent(more, plan_of(more)) == {"dry>kiln": 50.0, "wet>kiln": pytest.approx(75.0)}
