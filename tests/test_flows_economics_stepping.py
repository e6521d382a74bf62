"""An exchange through a treatment: both ways and the step between, for a tonne that leaves the donor."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from databank.records import Fate, Override
from flows.economics import SHIPPED, Economics, Figures, Line, assess, assess_stepped
from flows.economics.values import LineId
from flows.matching.steps import Stepped
from flows.matching.values import Offer, Receiver
from flows.matching.weighing import weigh
from flows.spans import UNKNOWN, ZERO, Span
from tests.matching_pairs import PORI, RAUMA, some_terms

DAY = date(2026, 11, 22)
ONE = Span(1.0, 1.0)
HERE: dict[str, Any] = {**PORI}
THERE: dict[str, Any] = {**RAUMA}
ASH = Offer(
    id="S-1",
    name="Ash",
    material_class="fly_ash_biomass",
    waste_code="100103",
    fate=Fate.DISPOSAL,
    treatment_code="D1",
    moisture_share=Span(0.1, 0.1),
    site_id="boiler",
    **HERE,
)
WASHED = replace(ASH, id="S-1+T-1", waste_code=None, fate=Fate.NOT_KNOWN, treatment_code=None, site_id="yard", **THERE)
SALT = replace(WASHED, id="S-1+T-1+residue", material_class="salt_recycled")
ROAD = Receiver(id="R-1", source="use", name="Road", use="U009")


def override(figure: str, low: float, high: float, unit: str = "EUR/t") -> Override:
    return Override(
        figure=figure,
        low=Decimal(str(low)),
        high=Decimal(str(high)),
        unit=unit,
        year=2026,
        basis="measured",
        source="Contract",
        set_on=DAY,
        version=1,
    )


def figures_with(*own: Override) -> Figures:
    return Figures({one.figure: one for one in own})


FREE = (
    override("step_cost_of:biomass_ash_washing", 0, 0),
    override("step_emission_of:biomass_ash_washing", 0, 0, "kg CO2e/t"),
    override("treatment_of:U009", 3, 5),
    override("treatment_emission_of:U009", 1, 2, "kg CO2e/t"),
    override("raw_price_of:aggregates_virgin", 6, 9),
    override("gate_fee_of:fly_ash_biomass", 40, 50),
)


def a_step(**fields: Any) -> Stepped:
    usual: dict[str, Any] = {
        "step": "biomass_ash_washing",
        "line": "T-1",
        "site_id": "yard",
        "site_name": "Yard",
        "organisation_id": None,
        "organisation_name": None,
        "is_planned": False,
        "capacity_t_per_year": UNKNOWN,
        "before": ASH,
        "residue": SALT,
        "yield_share": Span(0.8, 0.8),
        "residue_share": Span(0.1, 0.1),
        "source": "",
    }
    return Stepped(**usual | THERE | fields)


def assessed(step: Stepped, figures: Figures = SHIPPED, km: float | None = 20.0) -> Economics:
    return assess_stepped(WASHED, step, ROAD, km, figures, DAY)


def line(economics: Economics, name: LineId) -> Line:
    (found,) = (one for one in (*economics.money, *economics.climate) if one.id == name)
    return found


def close(span: Span) -> tuple[Any, Any]:
    return pytest.approx(span.low), pytest.approx(span.high)


@given(st.floats(0, 500), st.sampled_from([None, "U009"]), st.sampled_from(list(Fate)))
@settings(max_examples=25, deadline=None)
def test_a_treatment_at_home_that_keeps_all_and_costs_nothing_changes_nothing(
    km: float, use: str | None, fate: Fate
) -> None:
    offer, road = replace(ASH, fate=fate), replace(ROAD, use=use)
    idle = a_step(before=offer, site_id="boiler", residue=None, residue_share=ZERO, yield_share=ONE)
    figures = figures_with(*FREE)
    straight = assess(offer, road, km, figures, DAY)
    round_about = assess_stepped(offer, idle, road, km, figures, DAY)
    assert close(round_about.net_eur_per_t) == (straight.net_eur_per_t.low, straight.net_eur_per_t.high)
    assert close(round_about.net_co2_kg_per_t) == (straight.net_co2_kg_per_t.low, straight.net_co2_kg_per_t.high)
    assert close(round_about.break_even_km) == (straight.break_even_km.low, straight.break_even_km.high)
    assert round_about.unknown == straight.unknown


def test_both_ways_are_told_the_second_for_what_leaves_the_treatment() -> None:
    found, one_way = assessed(a_step()), assess(WASHED, ROAD, 20.0, SHIPPED, DAY)
    whole = assess(ASH, ROAD, a_step().distance_km, SHIPPED, DAY)
    assert a_step().distance_km == pytest.approx(42.6, abs=0.1)
    assert line(found, "transport_before").per_t == line(whole, "transport").per_t
    assert line(found, "transport").per_t == line(one_way, "transport").per_t.times(Span(0.8, 0.8))
    assert line(found, "transport_emission").per_t == line(one_way, "transport_emission").per_t.times(Span(0.8, 0.8))
    assert line(found, "transport_before").told.startswith("On the way to the treatment: The way is 51.2")
    assert line(found, "transport").told.startswith("From the treatment on, for the 0.8 t that leave it of each tonne:")


def test_the_fee_and_the_tax_are_those_of_the_donor() -> None:
    found, straight = assessed(a_step()), assess(ASH, ROAD, 1.0, SHIPPED, DAY)
    assert line(found, "waste_tax").per_t == line(straight, "waste_tax").per_t == Span(80.0, 80.0)
    assert line(found, "gate_fee") == line(straight, "gate_fee")


def test_nothing_is_made_up_for_the_treatment_or_for_what_is_left_over() -> None:
    unknown = {"step", "step_emission", "residue"}
    assert unknown <= set(assessed(a_step()).unknown)
    assert "transport_before" in assessed(a_step(lat=None, lon=None)).unknown
    own = figures_with(*FREE, override("step_cost_of:biomass_ash_washing", 12, 15))
    known = assessed(a_step(), own)
    assert line(known, "step").per_t == Span(-15.0, -12.0)
    assert line(known, "step").is_set_here
    assert known.unknown == ("residue",)


def test_what_is_left_over_is_paid_for_with_a_tax_that_may_come_on_top() -> None:
    own = figures_with(*FREE, override("gate_fee_of:salt_recycled", 30, 50))
    found = assessed(a_step(), own)
    assert close(line(found, "residue").per_t) == (-(50 + 80) * 0.1, -30 * 0.1)
    assert found.net_eur_per_t.is_known
    assert line(assessed(a_step(residue=None, residue_share=ZERO)), "residue").per_t == ZERO


def test_at_the_break_even_distance_from_the_treatment_nothing_is_left() -> None:
    own = figures_with(*FREE, override("gate_fee_of:salt_recycled", 30, 50))
    far = assessed(a_step(), own).break_even_km
    assert far.low is not None
    assert far.low > 0
    assert assessed(a_step(), own, far.low).net_eur_per_t.low == pytest.approx(0, abs=1e-6)


def test_a_match_after_a_treatment_never_shows_half_of_its_worth() -> None:
    whole = Economics(money=(), climate=())
    half = some_terms(economics=lambda *_: Economics(money=(), climate=(), break_even_km=ONE))
    assert weigh(WASHED, ROAD, half, a_step()).economics is None
    both = replace(half, stepped_economics=lambda *_: whole)
    match = weigh(WASHED, ROAD, both, a_step())
    assert (match.economics, match.given) == (whole, ASH)
