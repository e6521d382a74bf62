"""What leaves a treatment: never more than went in, never surer than before, never through two treatments."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from databank.records import (
    Basis,
    Hazard,
    LegalStatus,
    Measurement,
    Origin,
    Provenance,
    ProvenanceKind,
    RealStatus,
    TreatmentLine,
)
from flows.errors import FlowError
from flows.matching.step_analyses import analyses_after
from flows.matching.steps import Stepped, TreatmentCircleError, refusal, stepped, ways, yield_of
from flows.matching.values import Offer
from flows.spans import UNKNOWN, Span
from taxonomy.treatment_steps import step, treatment_steps

DAY = date(2026, 11, 22)


def a_line(treatment: str = "foundry_sand_mechanical", **members: Any) -> TreatmentLine:
    known: dict[str, Any] = {
        "id": "T-1",
        "site_id": "yard",
        "site_name": "Yard",
        "organisation_id": "birch",
        "organisation_name": "Birch Oy",
        "area_id": None,
        "municipality": "Pori",
        "lat": 61.6,
        "lon": 21.6,
        "step": treatment,
        "material_classes": (),
        "capacity_t_per_year": None,
        "permit_note": None,
        "real_status": RealStatus.REAL,
        "status_checked_on": None,
        "is_example": False,
        "note": None,
        "provenance": Provenance(kind=ProvenanceKind.PUBLIC_SOURCE),
    }
    return TreatmentLine(**known | members)


def an_offer(class_id: str = "foundry_sand", **members: Any) -> Offer:
    known: dict[str, Any] = {
        "id": "S-1",
        "name": "Sand",
        "language": "en",
        "material_class": class_id,
        "waste_code": "100908",
        "legal_status": LegalStatus.WASTE,
        "hazard": Hazard.NON_HAZARDOUS,
        "mass_t_per_year": Span(1000, 2000),
        "organisation_id": "alder",
        "site_id": "works",
        "lat": 61.5,
        "lon": 21.7,
    }
    return Offer(**known | members)


def a_row(parameter: str, unit: str, *values: str | None) -> Measurement:
    low, typical, high = (None if one is None else Decimal(one) for one in values)
    return Measurement(parameter=parameter, minimum=low, typical=typical, maximum=high, unit=unit, laboratory="Lab")


def ends(span: Span | None) -> tuple[float, float]:
    """Both ends of a span that is known."""
    assert span is not None
    assert span.low is not None
    assert span.high is not None
    return span.low, span.high


def treated(offer: Offer, line: TreatmentLine) -> tuple[Offer, Stepped]:
    found = stepped(offer, line, DAY)
    assert found is not None
    return found


def test_product_and_residue_of_a_treatment() -> None:
    product, way = treated(an_offer(), a_line())
    assert (way.step, way.line, way.site_id, way.is_planned) == ("foundry_sand_mechanical", "T-1", "yard", False)
    assert way.yield_share == Span(0.9, 0.95)
    assert ends(product.mass_t_per_year) == pytest.approx((900, 1900))
    assert (product.site_id, product.organisation_id, product.lat) == ("yard", "birch", 61.6)
    assert (product.material_class, product.origin, product.waste_code) == ("foundry_sand", Origin.SECONDARY, None)
    assert (product.legal_status, product.treated_by) == (LegalStatus.WASTE, ("foundry_sand_mechanical",))
    assert product.name == "Sand (Mechanical reclamation of foundry sand)"
    residue = way.residue
    assert residue is not None
    assert (residue.material_class, residue.hazard, residue.measurements) == ("foundry_dust", Hazard.UNKNOWN, ())
    assert ends(residue.mass_t_per_year) == pytest.approx((50, 200))
    assert (residue.site_id, residue.legal_status, way.before) == ("yard", LegalStatus.WASTE, an_offer())
    assert len({product.id, residue.id, "S-1"}) == 3


@pytest.mark.parametrize("one", treatment_steps(), ids=lambda one: one.id)
@given(low=st.floats(0, 1e6), more=st.floats(0, 1e6), water=st.floats(0, 0.99))
@settings(max_examples=8, deadline=None)
def test_no_more_comes_out_than_went_in(one: Any, low: float, more: float, water: float) -> None:
    mass = Span(low, low + more)
    offer = an_offer(one.material_classes[0], mass_t_per_year=mass, moisture_share=Span(water, water))
    found = stepped(offer, a_line(one.id), DAY)
    if found is None:
        assert one.keeps == "dry_matter"
        return
    product, way = found
    most = 1 + float(one.added_share[1])
    least, highest = ends(product.mass_t_per_year)
    assert 0 <= least <= highest <= ends(mass)[1] * most + 1e-6
    if way.residue is not None and ends(mass)[1]:
        share = ends(way.residue.mass_t_per_year)[1] / ends(mass)[1]
        assert share + ends(way.yield_share)[0] <= most + 1e-9


def test_the_balance_of_water_gives_the_yield_where_both_moistures_are_known() -> None:
    drying, wet = step("sludge_drying"), an_offer("sewage_sludge", moisture_share=Span(0.7, 0.8))
    assert ends(yield_of(wet, drying)) == pytest.approx((0.2 / 0.95, 0.3 / 0.85))
    assert yield_of(an_offer("sewage_sludge"), drying) == Span(0.2, 0.36)
    assert yield_of(an_offer("sewage_sludge", moisture_share=Span(0.02, 0.04)), drying) is None
    assert stepped(an_offer("sewage_sludge", moisture_share=Span(0.02, 0.04)), a_line("sludge_drying")) is None
    partly = yield_of(an_offer("sewage_sludge", moisture_share=Span(0.05, 0.5)), drying)
    assert ends(partly) == pytest.approx((0.5 / 0.95, 1.0))
    product, _way = treated(wet, a_line("sludge_drying"))
    assert product.moisture_share == Span(0.05, 0.15)
    assert product.hazard is Hazard.NON_HAZARDOUS


def test_what_a_treatment_lowers_is_to_be_tested_and_never_passed() -> None:
    rows = (
        a_row("leach_LS10_Cl", "mg/kg", None, "90000", None),
        a_row("Pb", "mg/kg_dm", None, "300", None),
        a_row("pH", "-", None, "12", None),
    )
    offer = an_offer("apc_ash", hazard=Hazard.HAZARDOUS, measurements=rows)
    product, way = treated(offer, a_line("ash_washing"))
    assert product.measurements == ()
    assert product.hazard is Hazard.UNKNOWN
    assert way.residue is not None
    assert way.residue.material_class == "salt_recycled"


def test_hazardous_waste_that_only_dries_stays_hazardous() -> None:
    sludge = an_offer("metal_hydroxide_sludge", hazard=Hazard.HAZARDOUS)
    assert treated(sludge, a_line("sludge_drying"))[0].hazard is Hazard.HAZARDOUS
    crushed = an_offer("slag_steel", hazard=Hazard.HAZARDOUS)
    assert treated(crushed, a_line("slag_crushing"))[0].hazard is Hazard.UNKNOWN


@pytest.mark.parametrize("hazard", list(Hazard))
@pytest.mark.parametrize("one", treatment_steps(), ids=lambda one: one.id)
def test_no_treatment_makes_harmless(one: Any, hazard: Hazard) -> None:
    offer = an_offer(one.material_classes[0], hazard=hazard)
    product, way = treated(offer, a_line(one.id))
    assert product.hazard in {hazard, Hazard.UNKNOWN}
    assert way.residue is None or way.residue.hazard is Hazard.UNKNOWN


def test_dry_matter_keeps_its_analysis_and_the_rest_is_widened() -> None:
    leached, dry = a_row("leach_LS10_Pb", "mg/kg", "1", "2", "3"), a_row("Cd", "mg/kg_dm", None, "4", None)
    shipped, size = a_row("Zn", "mg/kg", "10", None, "20"), a_row("grain_size", "mm", None, "4", None)
    water = a_row("dry_matter", "%", None, "25", None)
    kept = analyses_after((leached, dry, shipped, size, water), step("sludge_drying"), Span(0.25, 0.5))
    assert kept[:2] == (leached, dry)
    assert len(kept) == 3
    assert kept[2] == replace(shipped, minimum=Decimal(10), maximum=Decimal(80), laboratory=None)


def test_a_substance_may_leave_with_the_residue() -> None:
    rows = (a_row("Pb", "mg/kg", "100", None, "200"), a_row("SiO2", "%", None, "96", None))
    lead, silica = analyses_after(
        (*rows, a_row("leach_LS10_Pb", "mg/kg", None, "1", None)), step("slag_crushing"), Span(0.8, 1)
    )
    assert (lead.minimum, lead.maximum) == (Decimal(0), Decimal(250))
    assert (silica.minimum, silica.maximum) == (Decimal(0), Decimal(100))


def test_only_crushing_changes_nothing_but_the_size() -> None:
    rows = (a_row("PAH", "mg/kg", None, "5", None), a_row("grain_size", "mm", None, "500", None))
    assert analyses_after(rows, step("asphalt_crushing"), Span(0.97, 1)) == rows[:1]


@given(value=st.decimals(0, 1000, places=3), low=st.floats(0.05, 1), more=st.floats(0, 0.5))
@settings(max_examples=25, deadline=None)
def test_a_content_is_never_known_better_than_before(value: Decimal, low: float, more: float) -> None:
    row = a_row("Zn", "mg/kg", str(value), None, str(value))
    (found,) = analyses_after((row,), step("ash_granulation"), Span(low, low + more))
    assert found.minimum is not None
    assert found.maximum is not None
    tiny = Decimal("0.000001")
    assert found.minimum <= value + tiny
    assert found.maximum >= value - tiny
    assert found.minimum <= value / Decimal(str(low + more)) + tiny
    assert found.maximum >= value / Decimal(str(low)) - tiny


def test_a_line_takes_no_more_than_it_can() -> None:
    line = a_line(capacity_t_per_year=Decimal(1500))
    product, way = treated(an_offer(), line)
    assert way.capacity_t_per_year == Span(1500, 1500)
    assert ends(product.mass_t_per_year) == pytest.approx((900, 1425))
    batch, _way = treated(an_offer(is_lasting=False), line)
    assert ends(batch.mass_t_per_year) == pytest.approx((900, 1900))


def test_what_is_not_known_stays_unknown() -> None:
    product, way = treated(an_offer(mass_t_per_year=UNKNOWN), a_line(organisation_id=None, organisation_name=None))
    assert product.mass_t_per_year == UNKNOWN
    assert way.residue is not None
    assert way.residue.mass_t_per_year == UNKNOWN
    assert (product.organisation_id, way.organisation_name) == (None, None)
    dry, _way = treated(an_offer(basis=Basis.DRY), a_line())
    assert dry.mass_t_per_year == UNKNOWN
    by_product = replace(an_offer(), legal_status=LegalStatus.BY_PRODUCT)
    assert treated(by_product, a_line())[0].legal_status is LegalStatus.UNKNOWN


@pytest.mark.parametrize(
    ("offer", "line"),
    [
        (an_offer("glass"), a_line()),
        (an_offer(None), a_line()),  # type: ignore[arg-type]
        (an_offer(), a_line(real_status=RealStatus.ENDED)),
        (an_offer(), a_line(real_status=RealStatus.CANCELLED)),
        (an_offer(), a_line(is_example=True)),
        (an_offer(available_until=date(2026, 11, 21)), a_line()),
        (an_offer("whey"), a_line("digestion", material_classes=("sewage_sludge",))),
    ],
)
def test_a_line_that_does_nothing_for_an_offer(offer: Offer, line: TreatmentLine) -> None:
    assert stepped(offer, line, DAY) is None
    told = ways(offer, [line], DAY)
    assert (told.found, told.refused) == ((), ())


def test_a_planned_line_is_told_as_planned() -> None:
    assert treated(an_offer(), a_line(real_status=RealStatus.PLANNED))[1].is_planned
    assert treated(an_offer("whey"), a_line("digestion", material_classes=("food_industry_residue",)))[1].line == "T-1"


def test_a_circle_of_treatments_is_refused_with_a_sentence() -> None:
    product, _way = treated(an_offer(), a_line())
    with pytest.raises(TreatmentCircleError, match="A circle of treatments: Mechanical reclamation of foundry sand"):
        stepped(product, a_line(), DAY)
    with pytest.raises(
        FlowError, match=r"has been through a treatment: Mechanical reclamation .* A second one, Thermal"
    ):
        stepped(product, a_line("foundry_sand_thermal"), DAY)
    told = ways(product, [a_line(), a_line("glass_sorting")], DAY)
    assert told.found == ()
    assert [reason.key for _line, reason in told.refused] == [
        "A circle of treatments: %(step)s makes again what was treated before. No treatment leads out of it."
    ]


def test_a_site_does_not_treat_its_own_product() -> None:
    washed = an_offer("apc_ash", origin=Origin.SECONDARY, site_id="yard")
    assert stepped(washed, a_line("ash_washing"), DAY) is None
    reason = refusal(washed, a_line("ash_washing"))
    assert reason == (
        "This comes out of Washing of waste incineration fly ash at the same site: "
        "the treatment would only take its own product."
    )
    assert refusal(replace(washed, site_id="works"), a_line("ash_washing")) is None
    sludge = an_offer("sewage_sludge", origin=Origin.SECONDARY, site_id="yard")
    assert stepped(sludge, a_line("digestion"), DAY) is not None
