"""What an exchange costs, spares and emits: each line with its origin, open where something is not known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from databank.records import Fate, Hazard, Override
from flows.economics import SHIPPED, Economics, Figures, Line, assess
from flows.economics.values import LineId
from flows.matching.values import Offer, Receiver
from flows.spans import UNKNOWN, ZERO, Span
from taxonomy.uses import uses

DAY = date(2026, 11, 22)
ASH = Offer(
    id="S-1",
    name="Pohjatuhka",
    material_class="bottom_ash",
    waste_code="100101",
    fate=Fate.DISPOSAL,
    treatment_code="D1",
    moisture_share=Span(0.1, 0.1),
)
ROAD = Receiver(id="R-1", source="use", name="Road", use="U009")


def override(figure: str, low: float, high: float | None = None, unit: str = "EUR/t") -> Override:
    return Override(
        figure=figure,
        low=Decimal(str(low)),
        high=Decimal(str(low if high is None else high)),
        unit=unit,
        year=2026,
        basis="measured",
        source="Contract",
        set_on=DAY,
        version=1,
    )


def figures_with(*given_here: Override) -> Figures:
    return Figures({one.figure: one for one in given_here})


WHOLE = figures_with(
    override("treatment_of:U009", 3, 5),
    override("raw_price_of:aggregates_virgin", 6, 9),
)
"""With these every line of money of the ash is known."""


def line(economics: Economics, name: LineId) -> Line:
    (found,) = (one for one in (*economics.money, *economics.climate) if one.id == name)
    return found


def ends(span: Span) -> tuple[float | None, float | None]:
    return span.low, span.high


def assessed(offer: Offer = ASH, km: float | None = 40.0, figures: Figures = SHIPPED, **more: Any) -> Economics:
    return assess(offer, ROAD, km, figures, DAY, **more)


def test_a_lorry_full_by_mass_costs_a_detour_of_tonne_kilometres() -> None:
    found = line(assessed(), "transport")
    assert (found.per_t.low, found.per_t.high) == pytest.approx((-40 * 1.4 * 0.15, -40 * 1.2 * 0.08))
    assert {one.basis for one in found.origins} >= {"assumption", "published"}
    assert "48–56 km (40 km as the crow flies times 1.2–1.4, an assumption)" in found.told
    assert "A load is 51 t: its mass limits it." in found.told


def test_a_light_material_fills_the_lorry_before_its_mass_does() -> None:
    sawdust, dense = assessed(replace(ASH, material_class="sawdust")), assessed()
    told = line(sawdust, "transport")
    assert "A load is 21–29.4 t: its volume limits it, at 0.21 t a cubic metre." in told.told
    assert (told.per_t.low or 0) < 1.7 * (line(dense, "transport").per_t.low or 0)
    assert (line(sawdust, "transport_emission").per_t.low or 0) < (line(dense, "transport_emission").per_t.low or 0)


@pytest.mark.parametrize("material_class", [None, "whey", "moon_dust"])
def test_where_the_density_is_not_known_only_mass_limits_a_load_and_the_sentence_says_so(
    material_class: str | None,
) -> None:
    found = line(assessed(replace(ASH, material_class=material_class)), "transport")
    assert "the bulk density is not known, so that only mass limits it" in found.told
    assert found.per_t == line(assessed(), "transport").per_t


@pytest.mark.parametrize(
    ("moisture", "density"), [(ZERO, "0.57–0.65"), (Span(0.1, 0.3), "0.73–0.89"), (UNKNOWN, "0.57–0.89")]
)
def test_moisture_tells_which_density_holds(moisture: Span, density: str) -> None:
    small = figures_with(override("carriage:truck:volume", 40, unit="m3"))
    ash = replace(ASH, material_class="fly_ash_coal", moisture_share=moisture)
    assert f"at {density} t a cubic metre" in line(assessed(ash, figures=small), "transport").told


def test_the_emission_of_a_full_load_is_that_of_a_lorry_half_full_on_the_round_trip() -> None:
    found = line(assessed(km=100.0), "transport_emission")
    assert (found.per_t.low, found.per_t.high) == pytest.approx((-0.09496 * 140, -0.09496 * 120))


def test_only_the_upper_end_bears_the_surcharge_of_dangerous_goods() -> None:
    plain, hazardous = (
        line(assessed(replace(ASH, hazard=hazard)), "transport").per_t
        for hazard in (Hazard.NON_HAZARDOUS, Hazard.HAZARDOUS)
    )
    assert hazardous.high == plain.high
    assert hazardous.low == pytest.approx((plain.low or 0) * 1.3)


def test_without_a_distance_the_carriage_is_not_known_and_nothing_else_changes() -> None:
    near, nowhere = assessed(figures=WHOLE), assessed(km=None, figures=WHOLE)
    assert nowhere.unknown == ("transport", "transport_emission", "treatment_emission")
    assert nowhere.break_even_km == near.break_even_km != UNKNOWN
    assert nowhere.net_eur_per_t == UNKNOWN
    assert nowhere.net_known_eur_per_t.is_known


def test_on_the_same_site_the_carriage_is_nought_and_loading_is_not() -> None:
    here = assessed(km=0.0)
    assert line(here, "transport").per_t == ZERO
    assert line(here, "loading").per_t == Span(-4.0, -2.0)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Span(80.0, 80.0)),
        ({"treatment_code": "D12"}, Span(80.0, 80.0)),
        ({"treatment_code": "D10"}, ZERO),
        ({"treatment_code": "R5"}, ZERO),
        ({"treatment_code": None}, Span(0.0, 80.0)),
        ({"treatment_code": "D15"}, UNKNOWN),
        ({"treatment_code": None, "fate": Fate.USED}, ZERO),
        ({"treatment_code": None, "fate": Fate.NOT_KNOWN}, UNKNOWN),
        ({"treatment_code": None, "fate": Fate.UNUSED}, UNKNOWN),
        ({"waste_code": None}, UNKNOWN),
        ({"waste_code": "no code"}, UNKNOWN),
        ({"waste_code": "100908"}, ZERO),
    ],
)
def test_the_waste_tax_is_spared_only_by_what_goes_to_a_landfill(changes: dict[str, Any], expected: Span) -> None:
    found = line(assessed(replace(ASH, **changes)), "waste_tax")
    assert found.per_t == expected
    assert found.told


def test_the_tax_of_dregs_begins_on_its_day() -> None:
    dregs = replace(ASH, waste_code="030302", material_class="green_liquor_dregs")
    before, after = (
        line(assess(dregs, ROAD, 1.0, SHIPPED, day), "waste_tax").per_t
        for day in (date(2026, 12, 31), date(2027, 1, 1))
    )
    assert (before, after) == (ZERO, Span(80.0, 80.0))


def test_a_fee_may_hold_the_tax_and_is_not_spared_twice() -> None:
    fee = line(assessed(), "gate_fee")
    assert fee.per_t == Span(0.0, 60.0)
    board = replace(ASH, material_class="plasterboard", waste_code="170802")
    assert ends(line(assessed(board), "gate_fee").per_t) == pytest.approx((124 / 1.24 - 80, 180))
    of_unknown_tax, burnt = replace(board, waste_code=None), replace(board, treatment_code="D10")
    assert ends(line(assessed(of_unknown_tax), "gate_fee").per_t) == pytest.approx((20, 180))
    assert ends(line(assessed(burnt), "gate_fee").per_t) == pytest.approx((100, 180))


def test_what_the_city_set_stands_instead_of_all_shipped_numbers_of_the_same_thing() -> None:
    own = figures_with(override("gate_fee_of:bottom_ash", 45, 50))
    fee = line(assessed(figures=own), "gate_fee")
    assert (fee.per_t, fee.is_set_here) == (Span(45.0, 50.0), True)
    assert [(one.region, one.source) for one in fee.origins] == [("here", "Contract")]
    assert not line(assessed(), "gate_fee").is_set_here


def test_a_number_set_in_another_unit_or_withdrawn_is_left_aside() -> None:
    in_another_unit = override("carriage:truck:cost", 1, unit="EUR/km")
    withdrawn = replace(override("carriage:truck:cost", 1, unit="EUR/tkm"), withdrawn_on=DAY)
    for one in (in_another_unit, withdrawn, override("no such number", 1)):
        assert line(assessed(figures=figures_with(one)), "transport").per_t == line(assessed(), "transport").per_t


def test_only_dry_matter_replaces_and_an_unknown_moisture_is_told() -> None:
    dry, wet, unknown = (
        line(assessed(replace(ASH, moisture_share=share), figures=WHOLE), "avoided_emission")
        for share in (ZERO, Span(0.25, 0.5), UNKNOWN)
    )
    assert dry.per_t == Span(7.76, 7.76)
    assert ends(wet.per_t) == pytest.approx((3.88, 5.82))
    assert unknown.per_t == dry.per_t
    assert "its moisture is not known" in unknown.told
    assert "is taken to replace one tonne" in wet.told


def test_a_factor_of_a_similar_material_is_marked_and_one_that_is_not_for_a_tonne_is_not_used() -> None:
    similar = assess(ASH, replace(ROAD, use="U016"), 1.0, SHIPPED, DAY)
    assert "The number is of a similar material." in line(similar, "avoided_emission").told
    peat = assess(ASH, replace(ROAD, use="U123"), 1.0, SHIPPED, DAY)
    assert line(peat, "avoided_emission").per_t == UNKNOWN
    assert line(peat, "avoided_emission").told.startswith("No emission factor for a tonne is known")


@pytest.mark.parametrize("use", [None, "no such use"])
def test_without_a_documented_use_nothing_is_said_of_what_it_replaces(use: str | None) -> None:
    found = assess(ASH, replace(ROAD, use=use), 10.0, SHIPPED, DAY)
    assert {"treatment", "value", "avoided_emission", "treatment_emission"} <= set(found.unknown)


def test_a_use_without_treatment_costs_none() -> None:
    found = assess(ASH, replace(ROAD, use="U051"), 10.0, SHIPPED, DAY)
    assert line(found, "treatment").per_t == line(found, "treatment_emission").per_t == ZERO


def test_the_value_is_of_what_is_replaced_else_of_such_material_else_the_owners_price() -> None:
    scrap = replace(ASH, material_class="scrap_steel", price_eur_per_t=-12.5)
    assert ends(line(assessed(scrap, figures=WHOLE), "value").per_t) == pytest.approx((5.4, 8.1))
    shipped = line(assessed(scrap), "value")
    assert ends(shipped.per_t) == pytest.approx((3 * 0.9, 11.5 * 0.9))
    assert {one.region for one in shipped.origins} == {"EE"}
    steel = replace(ROAD, use="U069")
    assert ends(line(assess(scrap, steel, 1.0, SHIPPED, DAY), "value").per_t) == (145, 820)
    paid = replace(ASH, price_eur_per_t=-12.5)
    own = line(assess(paid, steel, 1.0, SHIPPED, DAY), "value")
    assert own.per_t == Span(-12.5, -12.5)
    assert own.told == "Its owner asks -12.5 EUR/t: below nought, the owner pays."
    assert [one.source for one in own.origins] == ["Pohjatuhka"]
    assert line(assess(ASH, steel, 1.0, SHIPPED, DAY), "value").per_t == UNKNOWN


@pytest.mark.parametrize("mode", ["rail", "barge"])
def test_rail_and_water_are_known_once_the_city_has_set_way_and_cost(mode: Any) -> None:
    bare = assessed(mode=mode)
    assert {"transport", "transport_emission"} <= set(bare.unknown)
    own = figures_with(
        override(f"carriage:{mode}:detour", 1.5, unit="km/km"), override(f"carriage:{mode}:cost", 0.05, unit="EUR/tkm")
    )
    found = assessed(figures=own, mode=mode)
    assert ends(line(found, "transport").per_t) == pytest.approx((-3.0, -3.0))
    assert line(found, "transport_emission").is_set_here
    assert (line(found, "transport_emission").per_t.low or 0) < 0


PLACES = st.none() | st.floats(0, 2000)
OFFERS = st.builds(
    Offer,
    id=st.just("S"),
    name=st.just(""),
    material_class=st.sampled_from([None, "bottom_ash", "sawdust", "scrap_steel", "gypsum_industrial", "plasterboard"]),
    waste_code=st.sampled_from([None, "100101", "170802", "061101", "190113"]),
    hazard=st.sampled_from(list(Hazard)),
    fate=st.sampled_from(list(Fate)),
    treatment_code=st.sampled_from([None, "D1", "D10", "D15", "R5"]),
    moisture_share=st.sampled_from([UNKNOWN, ZERO, Span(0.2, 0.6), Span(1.0, 1.0)]),
    mass_t_per_year=st.sampled_from([UNKNOWN, ZERO, Span(5.0, 5.0)]),
    price_eur_per_t=st.none() | st.floats(-500, 500),
)
RECEIVERS = st.builds(
    Receiver,
    id=st.just("R"),
    source=st.just("use"),
    name=st.just(""),
    use=st.none() | st.sampled_from([one.id for one in uses() if not one.is_gap]),
)


@given(OFFERS, RECEIVERS, PLACES, st.sampled_from(["truck", "rail"]))
@settings(max_examples=60, deadline=None)
def test_a_sum_has_an_open_end_exactly_where_a_line_has(
    offer: Offer, receiver: Receiver, km: float | None, mode: Any
) -> None:
    found = assess(offer, receiver, km, WHOLE, DAY, mode=mode)
    for lines, net in ((found.money, found.net_eur_per_t), (found.climate, found.net_co2_kg_per_t)):
        assert net.is_known == all(one.per_t.is_known for one in lines)
    assert all(one.per_t.is_known or not one.origins for one in (*found.money, *found.climate))
    assert all(one.told for one in (*found.money, *found.climate))
    assert found.break_even_km.is_known <= ("value" not in found.unknown)


@given(st.floats(0, 500), st.floats(0, 500), RECEIVERS)
@settings(max_examples=30, deadline=None)
def test_more_kilometres_never_gain_anything(one: float, two: float, receiver: Receiver) -> None:
    near, far = (assess(ASH, receiver, km, WHOLE, DAY) for km in sorted((one, two)))
    for nearer, farther in (
        (near.net_known_eur_per_t, far.net_known_eur_per_t),
        (near.net_known_co2_kg_per_t, far.net_known_co2_kg_per_t),
    ):
        assert (farther.low or 0, farther.high or 0) <= (nearer.low or 0, nearer.high or 0)
        assert (farther.high or 0) <= (nearer.high or 0)


@given(st.floats(0, 60), st.floats(0, 30), st.sampled_from(["bottom_ash", "sawdust"]))
@settings(max_examples=30, deadline=None)
def test_at_the_break_even_distance_nothing_is_left(cost: float, more: float, material_class: str) -> None:
    figures = figures_with(
        override("treatment_of:U009", cost, cost + more), override("raw_price_of:aggregates_virgin", 6, 9)
    )
    offer = replace(ASH, material_class=material_class)
    far = assessed(offer, figures=figures).break_even_km
    assert far.low is not None
    assert far.high is not None
    at_least = assessed(offer, far.low, figures).net_eur_per_t.low
    at_most = assessed(offer, far.high, figures).net_eur_per_t.high
    assert at_least == pytest.approx(0, abs=1e-6) or far.low == 0
    assert at_most == pytest.approx(0, abs=1e-6) or far.high == 0


def test_there_is_no_break_even_where_a_line_is_not_known_or_nothing_is_left() -> None:
    assert assessed().break_even_km == UNKNOWN
    costly = figures_with(override("treatment_of:U009", 500), override("raw_price_of:aggregates_virgin", 6))
    assert assessed(figures=costly).break_even_km == ZERO
    assert assessed(figures=WHOLE, mode="rail").break_even_km == UNKNOWN


@given(st.floats(0.01, 0.95))
@settings(max_examples=20, deadline=None)
def test_a_tonne_of_dry_matter_costs_more_to_carry_the_wetter_it_is(moisture: float) -> None:
    """A heap of the same dry matter: its water is carried too, and replaces nothing."""
    dry, wet = (assessed(replace(ASH, moisture_share=Span(share, share)), figures=WHOLE) for share in (0.0, moisture))
    carried = [(line(one, "transport").per_t.low or 0) / (1 - share) for one, share in ((dry, 0.0), (wet, moisture))]
    assert carried[1] < carried[0]
    assert (line(wet, "value").per_t.high or 0) < (line(dry, "value").per_t.high or 0)
    assert (line(wet, "avoided_emission").per_t.high or 0) / (1 - moisture) == pytest.approx(7.76)
