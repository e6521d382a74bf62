"""Limits: interval against interval, units, dry matter, contradictions, and what nobody measured."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from databank.records import Measurement
from flows.matching.gates.limits import contradictions, limits_of
from flows.matching.gates.measured import moisture_of
from flows.matching.gates.quantities import measure_of
from flows.matching.values import Verdict
from flows.spans import Span
from tests.matching_pairs import a_receiver, an_offer, gate, gates, limit, measured

CHLORIDE = limit("leach_LS10_Cl", "<=", 3200, "mg/kg")


def verdict(row: Measurement, held: object, **offer: object) -> Verdict:
    found = gate(an_offer(measurements=(row,), **offer), a_receiver(limits=(held,)), "limits")
    return found.verdict


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(10, 3200, "pass"), (3201, 4000, "fail"), (3000, 3300, "unknown"), (None, 5, "pass"), (5, None, "unknown")],
)
def test_a_limit_is_met_only_by_the_whole_interval(low: object, high: object, expected: Verdict) -> None:
    assert verdict(measured("leach_LS10_Cl", low, high, "mg/kg"), CHLORIDE) == expected


def test_the_sentence_tells_value_limit_day_and_what_would_change_it() -> None:
    row = measured("leach_LS10_Cl", 4000, 4200, "mg/kg", measured_on=date(2026, 9, 1))
    found = gate(an_offer(measurements=(row,)), a_receiver(limits=(CHLORIDE,)), "limits")
    assert found.told == ("Chloride (Cl), leached at L/S 10 is 4000 to 4200: the limit <= 3200 mg/kg is not met."), (
        found.told
    )
    assert found.dated == date(2026, 9, 1)
    assert found.remedy is not None
    assert found.remedy.startswith("A treatment that lowers it")


def test_what_nobody_measured_is_to_be_tested_and_told_once() -> None:
    limits = (CHLORIDE, limit("leach_LS10_Ba", "<=", 40, "mg/kg"), limit("LOI", "<=", 6, "%"))
    found = gate(an_offer(), a_receiver(limits=limits), "limits")
    assert found.verdict == "unknown"
    assert "To be tested" in found.told
    assert "Barium" in found.told
    assert found.remedy is not None


def test_the_dose_is_not_waited_for_from_a_laboratory() -> None:
    held = (limit("layer_thickness", "<=", 1.5, "m"), limit("dose", "<=", 500, "kg_DM/ha/a"))
    assert gates(an_offer(), a_receiver(limits=held), "limits") == []


@pytest.mark.parametrize(
    ("value", "unit", "held", "expected"),
    [
        (0.2, "wt-%", limit("Cd", "<=", 1999, "mg/kg"), "fail"),
        (0.2, "wt-%", limit("Cd", "<=", 2000, "mg/kg"), "pass"),
        (1.2, "g/kg", limit("Cd", "<", 1300, "ppm"), "pass"),
        (700, "ug/kg", limit("Cd", "<=", 0.7, "mg/kg"), "pass"),
        (4, "cm", limit("grain_size", "<=", 32, "mm"), "fail"),
        (9, "cfu/g", limit("E_coli", "<=", 9, "cfu/g"), "pass"),
    ],
)
def test_units_of_one_kind_are_compared(value: float, unit: str, held: object, expected: Verdict) -> None:
    row = measured(getattr(held, "parameter"), value, value, unit)  # noqa: B009 - typed as an object here
    assert verdict(row, held) == expected


def test_units_of_two_kinds_are_told_as_not_comparable() -> None:
    row = measured("NCV", 15, 16, "MJ/kg")
    found = gate(an_offer(measurements=(row,)), a_receiver(limits=(limit("NCV", ">=", 10, "wt-%"),)), "limits")
    assert found.verdict == "unknown"
    assert "cannot be compared" in found.told


def test_a_limit_for_dry_matter_needs_the_moisture() -> None:
    shipped_row = measured("total_Cd", 0.8, 0.8, "mg/kg")
    dry = limit("total_Cd", "<=", 1.5, "mg/kg_dm")
    assert verdict(shipped_row, dry) == "unknown"
    assert verdict(shipped_row, dry, moisture_share=Span(0.3, 0.4)) == "pass"  # 1.14 to 1.33 in dry matter
    assert verdict(shipped_row, dry, moisture_share=Span(0.4, 0.5)) == "unknown"  # 1.33 to 1.6
    assert verdict(shipped_row, dry, moisture_share=Span(0.5, 0.6)) == "fail"  # 1.6 to 2.0
    dry_row, shipped = measured("Cd", 2, 2, "mg/kg_dm"), limit("Cd", "<=", 1.5, "mg/kg")
    assert verdict(dry_row, shipped, moisture_share=Span(0.3, 0.3)) == "pass"


def test_leached_amounts_are_of_dry_matter_whatever_their_unit_says() -> None:
    assert verdict(measured("leach_LS10_Cl", 10, 20, "mg/kg_dm"), CHLORIDE) == "pass"


def test_the_latest_analyses_count_and_moisture_comes_from_them() -> None:
    old = measured("Cd", 9, 9, "mg/kg", measured_on=date(2020, 1, 1))
    new = measured("total_Cd", 1, 1, "mg/kg", measured_on=date(2026, 1, 1))
    held = a_receiver(limits=(limit("Cd", "<=", 2, "mg/kg"),))
    assert gate(an_offer(measurements=(old, new)), held, "limits").verdict == "pass"
    wet = an_offer(measurements=(measured("moisture", 10, 20, "%"),), moisture_share=Span(0.9, 0.9))
    assert moisture_of(wet) == Span(0.1, 0.2)
    assert gate(wet, a_receiver(limits=(limit("dry_matter", ">=", 95, "%"),)), "limits").verdict == "fail"


def test_dry_matter_follows_from_the_moisture_of_the_amount() -> None:
    offer = an_offer(moisture_share=Span(0.1, 0.2))
    assert gate(offer, a_receiver(limits=(limit("dry_matter", ">=", 80, "%"),)), "limits").verdict == "pass"
    assert gate(offer, a_receiver(limits=(limit("moisture", "<=", 5, "%"),)), "limits").verdict == "fail"


def test_contradictory_limits_are_told_and_neither_is_asked() -> None:
    both = (limit("LOI", ">=", 5, "%"), limit("LOI", "<=", 3, "wt-%"))
    assert len(contradictions(both)) == 1
    offer = an_offer(measurements=(measured("LOI", 4, 4, "%"),))
    found = gate(offer, a_receiver(limits=both), "limits")
    assert found.verdict == "unknown"
    assert "contradict each other" in found.told
    assert contradictions((limit("LOI", ">=", 3, "%"), limit("LOI", "<=", 5, "%"))) == ()
    assert contradictions((limit("LOI", ">", 3, "%"), limit("LOI", "<=", 3, "%"))) != ()


def test_an_analysis_that_is_upside_down_is_told() -> None:
    found = gate(
        an_offer(measurements=(measured("LOI", 5, 3, "%"),)), a_receiver(limits=(limit("LOI", "<=", 9, "%"),)), "limits"
    )
    assert found.verdict == "unknown"
    assert "is above its greatest" in found.told


def test_what_is_only_usual_never_fails() -> None:
    row = measured("grain_size", 100, 120, "mm")
    assert verdict(row, limit("grain_size", "<=", 90, "mm", binds=False)) == "unknown"
    assert gates(an_offer(), a_receiver(limits=(limit("purity", ">=", 95, "wt-%", binds=False),)), "limits") == []


def test_a_form_that_is_not_wanted_is_asked_about() -> None:
    assert gate(an_offer(physical_form="sludge"), a_receiver(physical_form="solid"), "limits").verdict == "unknown"
    assert gate(an_offer(physical_form="solid"), a_receiver(physical_form="solid"), "limits").verdict == "pass"
    assert gates(an_offer(physical_form="solid"), a_receiver(), "limits") == []


def test_limits_of_a_use_follow_the_conditions_of_the_site() -> None:
    usual = {one.parameter: one.value for one in limits_of("U001")}
    near_sea = {one.parameter for one in limits_of("U001", ("mara_near_sea",))}
    assert "leach_LS10_Cl" in usual
    assert "leach_LS10_Cl" not in near_sea
    assert "leach_LS10_Ba" in near_sea


def test_units_are_taken_apart() -> None:
    assert measure_of("mg/kg_dm").mass == "dry"
    assert measure_of("MJ/kg").kind == measure_of("kWh/t").kind == "energy/mass"
    assert measure_of("per_25g").kind == "per_25g"
    assert measure_of("mm").mass == "any"


@settings(max_examples=80, deadline=None)
@given(
    low=st.decimals("0", "10", places=2),
    width=st.decimals("0", "5", places=2),
    wider=st.tuples(st.decimals("0", "5", places=2), st.decimals("0", "5", places=2)),
    value=st.decimals("0", "10", places=2),
    operator=st.sampled_from(["<=", "<", ">=", ">", "="]),
    mass=st.sampled_from(["mg/kg", "mg/kg_dm"]),
)
def test_a_wider_interval_keeps_the_verdict_or_makes_it_unknown(
    low: Decimal, width: Decimal, wider: tuple[Decimal, Decimal], value: Decimal, operator: str, mass: str
) -> None:
    held = limit("Cd", operator, float(value), mass)
    water = {"moisture_share": Span(0.2, 0.3)}
    narrow = verdict(measured("Cd", low, low + width, "mg/kg"), held, **water)
    wide = verdict(measured("Cd", low - wider[0], low + width + wider[1], "mg/kg"), held, **water)
    open_ended = verdict(measured("Cd", None, low + width + wider[1], "mg/kg"), held, **water)
    assert wide in {narrow, "unknown"}
    assert open_ended in {narrow, "unknown"}


@settings(max_examples=30, deadline=None)
@given(share=st.floats(0.05, 0.6), width=st.floats(0, 0.2), wider=st.floats(0, 0.1))
def test_less_certain_moisture_keeps_the_verdict_or_makes_it_unknown(share: float, width: float, wider: float) -> None:
    row, held = measured("Cd", 1, 1, "mg/kg"), limit("Cd", "<=", 1.5, "mg/kg_dm")
    narrow = verdict(row, held, moisture_share=Span(share, share + width))
    wide = verdict(row, held, moisture_share=Span(max(0.0, share - wider), share + width + wider))
    assert wide in {narrow, "unknown"}
