"""Gates beside limits: what passes, what fails, and above all what is not known and says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from databank.errors import Sentence
from databank.records import Fate, Hazard, LegalStatus, Origin, RecordKind
from flows.economics.values import Economics, Line
from flows.matching.gates import gates_of, verdicts_of
from flows.matching.gates.hierarchy import moves_down
from flows.spans import UNKNOWN, Span
from tests.matching_pairs import DAY, a_permit, a_receiver, an_offer, gate, gates, limit, measured, some_terms


def test_consent_is_of_the_owner_first_and_then_of_the_receiver() -> None:
    assert gate(an_offer(), a_receiver(), "consent").verdict == "pass"
    assert gate(an_offer(kind=RecordKind.REGISTER), a_receiver(), "consent").verdict == "pass"
    assert gate(an_offer(kind=RecordKind.THIRD_PARTY), a_receiver(), "consent").verdict == "fail"
    assert gate(an_offer(), a_receiver(source="use"), "consent").verdict == "unknown"
    assert gate(an_offer(), a_receiver(source="intake"), "consent").verdict == "unknown"
    assert gate(an_offer(), a_receiver(is_planned=True), "consent").verdict == "unknown"


@pytest.mark.parametrize(
    ("fields", "codes", "expected"),
    [
        ({"hazard": Hazard.NON_HAZARDOUS}, ("100908",), "pass"),
        ({"hazard": Hazard.HAZARDOUS, "waste_code": "100907"}, ("100907",), "pass"),
        ({"hazard": Hazard.HAZARDOUS, "waste_code": "100907"}, ("100908",), "fail"),
        ({"hazard": Hazard.HAZARDOUS, "waste_code": "100907"}, (), "unknown"),
        ({"hazard": Hazard.HAZARDOUS, "waste_code": "100907"}, ("1009",), "unknown"),
        ({"hazard": Hazard.UNKNOWN, "waste_code": "100908"}, ("100908",), "unknown"),
        ({"hazard": Hazard.UNKNOWN, "waste_code": "100908"}, ("100907", "100908"), "pass"),
        ({"hazard": Hazard.UNKNOWN, "waste_code": "170107"}, (), "unknown"),
        ({"hazard": Hazard.UNKNOWN, "waste_code": "030301"}, (), "pass"),
        ({"hazard": Hazard.UNKNOWN, "waste_code": None}, (), "unknown"),
    ],
)
def test_hazard_against_what_the_receiver_takes(
    fields: dict[str, object], codes: tuple[str, ...], expected: str
) -> None:
    assert gate(an_offer(**fields), a_receiver(waste_codes=codes), "hazard").verdict == expected


def test_a_hazard_that_contradicts_the_code_is_told() -> None:
    for code, hazard in (("100908", Hazard.HAZARDOUS), ("100907", Hazard.NON_HAZARDOUS)):
        found = gate(an_offer(waste_code=code, hazard=hazard), a_receiver(), "hazard")
        assert found.verdict == "unknown"
        assert "star" in found.told


def test_plastics_with_bromine_are_not_recycled() -> None:
    plastics = an_offer(waste_code="191204", material_class="plastics")
    dirty = replace(plastics, measurements=(measured("Br", 2500, 3000, "mg/kg"),))
    clean = replace(plastics, measurements=(measured("Br", None, 0.15, "wt-%"),))
    found = [
        gates(one, a_receiver(operation=operation), "hazard")[-1].verdict
        for one, operation in ((plastics, "R3"), (dirty, "R3"), (clean, "R3"), (dirty, "R1"))
    ]
    assert found == ["unknown", "fail", "pass", "pass"]
    assert len(gates(an_offer(), a_receiver(), "hazard")) == 1


@pytest.mark.parametrize(
    ("permits", "operation", "expected"),
    [
        ((), None, "unknown"),
        ((a_permit(),), None, "unknown"),
        ((a_permit(""),), None, "unknown"),
        ((a_permit("100908"),), None, "pass"),
        ((a_permit("1009"),), None, "pass"),
        ((a_permit("170101"),), None, "fail"),
        ((a_permit("170101"), a_permit("100908", id="other")), None, "pass"),
        ((a_permit("100908", valid_until=DAY),), None, "pass"),
        ((a_permit("100908", valid_until=date(2025, 1, 1)),), None, "fail"),
        ((a_permit("100908", operations=("R5",)),), "R5", "pass"),
        ((a_permit("100908"),), "R5", "unknown"),
        ((a_permit("100908", operations=("D1",)),), "R5", "fail"),
    ],
)
def test_a_permit_covers_code_and_operation_or_is_not_known_to(
    permits: tuple[object, ...], operation: str | None, expected: str
) -> None:
    assert gate(an_offer(), a_receiver(permits=permits, operation=operation), "permit").verdict == expected


def test_a_permit_is_told_with_authority_source_and_date() -> None:
    found = gate(an_offer(), a_receiver(permits=(a_permit("1009", valid_until=date(2030, 1, 1)),)), "permit")
    assert "Example agency" in found.told
    assert "2030-01-01" in found.told
    assert found.source == "https://permits.example/1"
    assert found.dated == date(2020, 5, 1)


def test_a_material_without_a_code_cannot_be_asked_of_a_permit() -> None:
    found = gate(an_offer(waste_code=None), a_receiver(permits=(a_permit("100908"),)), "permit")
    assert found.verdict == "unknown"
    assert found.remedy == "Give the waste code of the material."


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        (Span(0.0, 100.0), "pass"),
        (Span(5000.0, 5000.0), "fail"),
        (UNKNOWN, "unknown"),
        (Span(4000.0, 6000.0), "unknown"),
    ],
)
def test_room_under_a_permit(taken: Span, expected: str) -> None:
    permit = a_permit("100908", capacity_t_per_year=Decimal(5000))
    assert gate(an_offer(), a_receiver(permits=(permit,), taken_t_per_year=taken), "capacity").verdict == expected


def test_room_for_a_part_is_told() -> None:
    permit = a_permit("100908", capacity_t_per_year=Decimal(5000))
    found = gate(an_offer(), a_receiver(permits=(permit,), taken_t_per_year=Span(4500.0, 4500.0)), "capacity")
    assert found.verdict == "pass"
    assert "500 t are free: room for a part" in found.told
    assert (
        gates(an_offer(), a_receiver(permits=(a_permit("170101", capacity_t_per_year=Decimal(1)),)), "capacity") == []
    )


def test_what_is_not_waste_needs_no_waste_permit() -> None:
    for status in (LegalStatus.BY_PRODUCT, LegalStatus.PRODUCT, LegalStatus.END_OF_WASTE):
        assert gates(an_offer(legal_status=status), a_receiver(), "permit") == []


def test_the_decree_on_earthworks_replaces_a_permit_for_what_it_lists() -> None:
    road = a_receiver(application="road_covered")
    sand = an_offer()
    assert gate(sand, road, "legal_status").verdict == "pass"
    assert "843/2017" in gate(sand, road, "legal_status").told
    assert gate(sand, road, "permit").verdict == "pass"
    dust = an_offer(material_class="foundry_dust", waste_code="100910")
    assert gate(dust, road, "legal_status").verdict == "unknown"
    assert "leaves Foundry dust out" in gate(dust, road, "legal_status").told
    assert gate(dust, road, "permit").verdict == "unknown"
    permitted = replace(road, permits=(a_permit("100910"),))
    assert gate(dust, permitted, "legal_status").verdict == "pass"
    assert gate(sand, a_receiver(), "permit").verdict == "unknown"


def test_legal_status_and_the_rule_that_would_apply() -> None:
    glass = {"material_class": "glass", "waste_code": "191205"}
    assert (
        gate(an_offer(legal_status=LegalStatus.END_OF_WASTE, **glass), a_receiver(), "legal_status").verdict == "pass"
    )
    ended = an_offer(legal_status=LegalStatus.END_OF_WASTE)
    assert gate(ended, a_receiver(), "legal_status").verdict == "unknown"
    unknown = gate(an_offer(legal_status=LegalStatus.UNKNOWN, **glass), a_receiver(), "legal_status")
    assert unknown.verdict == "unknown"
    assert "1179/2012" in unknown.told
    waste = gate(an_offer(**glass), a_receiver(), "legal_status")
    assert waste.verdict == "pass"
    assert "only to somebody who may take it" in waste.told
    refused = gate(an_offer(**glass), a_receiver(permits=(a_permit("170101"),)), "permit")
    assert "1179/2012" in str(refused.remedy)
    assert gate(an_offer(legal_status=LegalStatus.BY_PRODUCT), a_receiver(), "legal_status").verdict == "pass"


@pytest.mark.parametrize(
    ("given", "wanted", "expected"),
    [
        ((date(2027, 1, 1), date(2027, 6, 1)), (date(2027, 5, 1), None), "pass"),
        ((date(2027, 1, 1), date(2027, 4, 1)), (date(2027, 5, 1), None), "fail"),
        ((None, date(2026, 1, 1)), (None, None), "fail"),
        ((None, None), (None, date(2026, 1, 1)), "fail"),
        ((date(2028, 1, 1), None), (None, date(2027, 1, 1)), "fail"),
        ((date(2028, 1, 1), date(2027, 1, 1)), (None, None), "unknown"),
    ],
)
def test_windows_of_time(given: tuple[object, object], wanted: tuple[object, object], expected: str) -> None:
    offer = an_offer(available_from=given[0], available_until=given[1])
    assert gate(offer, a_receiver(starts_on=wanted[0], ends_on=wanted[1]), "time").verdict == expected


def test_no_day_no_gate_of_time() -> None:
    assert gates(an_offer(), a_receiver(), "time") == []
    early = an_offer(available_until=date(2027, 4, 1))
    assert "Storage until 2027-05-01" in str(gate(early, a_receiver(starts_on=date(2027, 5, 1)), "time").remedy)


def test_a_running_contract_leaves_what_it_leaves() -> None:
    runs = {"committed_until": date(2027, 12, 31)}
    nothing = {"mass_t_per_year": Span(0.0, 0.0)}
    assert gate(an_offer(**runs), a_receiver(), "committed").verdict == "pass"
    assert gate(an_offer(**runs, mass_t_per_year=UNKNOWN), a_receiver(), "committed").verdict == "unknown"
    assert gate(an_offer(**runs, **nothing), a_receiver(), "committed").verdict == "unknown"
    assert gate(an_offer(**runs, **nothing), a_receiver(ends_on=date(2027, 6, 1)), "committed").verdict == "fail"
    assert gates(an_offer(**runs, **nothing), a_receiver(), "least_lot") == []
    assert gates(an_offer(committed_until=date(2026, 1, 1)), a_receiver(), "committed") == []


@pytest.mark.parametrize(
    ("mass", "expected"),
    [
        (Span(0.0, 0.0), "fail"),
        (UNKNOWN, "unknown"),
        (Span(10.0, 20.0), "fail"),
        (Span(10.0, 60.0), "unknown"),
        (Span(50.0, 60.0), "pass"),
    ],
)
def test_the_least_lot(mass: Span, expected: str) -> None:
    assert gate(an_offer(mass_t_per_year=mass), a_receiver(least_lot_t=50.0), "least_lot").verdict == expected


def test_a_nought_is_told_as_what_it_is() -> None:
    assert "0 t are free" in gate(an_offer(mass_t_per_year=Span(0.0, 0.0)), a_receiver(), "least_lot").told
    assert gate(an_offer(), a_receiver(mass_t_per_year=Span(0.0, 0.0)), "least_lot").told == "The receiver takes 0 t."
    assert gates(an_offer(mass_t_per_year=UNKNOWN), a_receiver(), "least_lot") == []


def economics(low: float | None, high: float | None) -> Economics:
    line = Line(id="value", per_t=UNKNOWN, told=Sentence("The value is not known."))
    return Economics(money=(line,), climate=(), break_even_km=Span(low, high))


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(50, 90, "pass"), (10, 41, "fail"), (10, 90, "unknown"), (None, None, "unknown"), (None, 41, "fail")],
)
def test_the_break_even_distance(low: float | None, high: float | None, expected: str) -> None:
    found = gate(an_offer(), a_receiver(), "distance", economics=economics(low, high))
    assert found.verdict == expected
    if (low, high) == (None, None):
        assert found.remedy == "Give the prices and costs that are not known yet."


def test_the_wish_of_the_receiver_and_a_place_that_is_not_known() -> None:
    near = a_receiver(distance_km=30.0)
    assert gate(an_offer(), near, "distance", km=30.0).verdict == "pass"
    assert gate(an_offer(), near, "distance", km=30.5).verdict == "fail"
    assert gates(an_offer(), a_receiver(), "distance") == []
    lost = gate(an_offer(lat=None, lon=None), near, "distance", km=None)
    assert lost.verdict == "unknown"
    assert "the place of the offer is not known" in lost.told


def test_waste_of_homes_and_services_is_the_municipalitys() -> None:
    def municipal(**fields: object) -> str:
        return gate(an_offer(waste_code="200301", **fields), a_receiver(), "municipal").verdict

    assert municipal(industry="97.00") == "fail"
    assert municipal(industry="86.10") == "unknown"
    assert municipal(industry=None) == "unknown"
    assert municipal(industry="38.11") == "unknown"
    assert municipal(industry="24.51") == "pass"
    assert municipal(industry="24.51", is_city_owned=True) == "unknown"
    assert gates(an_offer(waste_code="200301", legal_status=LegalStatus.PRODUCT), a_receiver(), "municipal") == []


def test_what_a_business_pays_the_municipality_for_is_asked_on_the_market_first() -> None:
    assert "2,000 euros" in gate(an_offer(waste_code="200108"), a_receiver(), "municipal").told


def test_what_the_city_owns_carries_a_note_and_no_advantage() -> None:
    found = gate(an_offer(is_city_owned=True), a_receiver(), "municipal")
    assert found.verdict == "pass"
    assert "tendering" in found.told


@pytest.mark.parametrize(
    ("code", "class_id", "applies"),
    [
        ("150102", "plastics", True),
        ("160103", "tyres", True),
        (None, "weee", True),
        ("160601", "lead_batteries", True),
        ("200101", "recovered_paper", True),
        ("160104", None, True),
        ("100908", "foundry_sand", False),
        ("191212", "tyres", False),
    ],
)
def test_producers_arrange_the_waste_of_their_products(
    code: str | None, class_id: str | None, *, applies: bool
) -> None:
    offer = an_offer(waste_code=code, material_class=class_id)
    found = gates(offer, a_receiver(), "producer_responsibility")
    assert [one.verdict for one in found] == (["unknown"] if applies else [])
    assert gates(replace(offer, origin=Origin.SECONDARY), a_receiver(), "producer_responsibility") == []


def test_a_border_is_asked_about_only_where_it_is_known() -> None:
    abroad = a_receiver(municipality="Tallinn")
    terms: dict[str, Any] = {"countries": {"Tallinn": "EE"}}
    assert gates(an_offer(), abroad, "border") == []
    assert gates(an_offer(municipality="Pori"), a_receiver(municipality="Rauma"), "border", **terms) == []
    assert gate(an_offer(), abroad, "border", **terms).verdict == "unknown"
    assert gate(an_offer(), replace(abroad, operation="D1"), "border", **terms).verdict == "fail"
    hazardous = gate(an_offer(hazard=Hazard.HAZARDOUS), abroad, "border", **terms)
    assert "notification" in hazardous.told
    assert hazardous.dated == date(2026, 5, 21)


def test_several_gates_of_one_kind_have_the_worst_verdict() -> None:
    limits = (limit("LOI", "<=", 6, "%"), limit("Cd", "<=", 1, "mg/kg"), limit("Zn", "<=", 9, "mg/kg"))
    rows = (measured("LOI", 7, 8, "%"), measured("Cd", 0, 2, "mg/kg"), measured("Zn", 1, 2, "mg/kg"))
    found = gates_of(an_offer(measurements=rows), a_receiver(limits=limits), some_terms(), None, None)
    assert sorted(one.verdict for one in found if one.id == "limits") == ["fail", "pass", "unknown"]
    assert verdicts_of(found)["limits"] == "fail"
    assert verdicts_of(one for one in found if one.verdict != "fail")["limits"] == "unknown"
    assert verdicts_of(()) == {}


DAYS = st.none() | st.dates(date(2026, 1, 1), date(2029, 12, 31))


@settings(max_examples=60, deadline=None)
@given(first=DAYS, last=DAYS, starts=DAYS, ends=DAYS, wider=st.integers(0, 400))
def test_a_wider_window_never_loses_what_fitted(
    first: date | None, last: date | None, starts: date | None, ends: date | None, wider: int
) -> None:
    receiver = a_receiver(starts_on=starts, ends_on=ends)
    more = timedelta(days=wider)
    narrow = gates(an_offer(available_from=first, available_until=last), receiver, "time")
    wide = gates(
        an_offer(available_from=first and first - more, available_until=last and last + more), receiver, "time"
    )
    if narrow and narrow[0].verdict == "pass":
        assert wide[0].verdict == "pass"
    assert len(wide) == len(narrow)


def test_a_move_down_the_hierarchy_is_flagged_and_fails_only_by_law() -> None:
    used = an_offer(fate=Fate.USED)
    assert moves_down(used, a_receiver(operation="R1"))
    assert not moves_down(used, a_receiver(operation="R5"))
    assert not moves_down(an_offer(fate=Fate.NOT_KNOWN), a_receiver(operation="D1"))
    assert not moves_down(used, a_receiver(operation="R13"))
    assert moves_down(an_offer(fate=Fate.RECOVERY_UNSPECIFIED, treatment_code="R1"), a_receiver(operation="D1"))
    down = gate(used, a_receiver(operation="R1"), "hierarchy")
    assert down.verdict == "pass"
    assert "move down" in down.told
    assert down.remedy is not None
    assert gate(used, a_receiver(operation="R5"), "hierarchy").remedy is None
    assert gates(used, a_receiver(), "hierarchy") == []


def test_what_a_landfill_may_not_take_fails() -> None:
    landfill = a_receiver(operation="D1")
    tyres = an_offer(waste_code="160103", material_class="tyres")
    assert gate(tyres, landfill, "hierarchy").verdict == "fail"
    assert gate(an_offer(physical_form="liquid"), landfill, "hierarchy").verdict == "fail"
    assert gate(an_offer(measurements=(measured("TOC", 12, 15, "wt-%"),)), landfill, "hierarchy").verdict == "fail"
    assert gate(an_offer(measurements=(measured("TOC", 8, 15, "wt-%"),)), landfill, "hierarchy").verdict == "pass"
    assert gate(tyres, a_receiver(operation="R3"), "hierarchy").verdict == "pass"


FIELDS = {"id": "other", "name": "Other words", "language": "sv", "organisation_name": "Other", "holding": "Group"}


@settings(max_examples=30, deadline=None)
@given(st.sets(st.sampled_from(sorted(FIELDS))))
def test_names_and_owners_change_no_gate(changed: set[str]) -> None:
    fields: dict[str, Any] = {name: FIELDS[name] for name in changed}
    offer, receiver = an_offer(fate=Fate.USED), a_receiver(permits=(a_permit("1009"),), operation="R5", least_lot_t=5.0)
    before = gates_of(offer, receiver, some_terms(), None, 42.0)
    assert len(before) > 4
    assert gates_of(replace(offer, **fields), replace(receiver, **fields), some_terms(), None, 42.0) == before


@settings(max_examples=60, deadline=None)
@given(
    low=st.floats(0, 100), width=st.floats(0, 50), wider=st.floats(0, 50), lot=st.floats(0.1, 150), km=st.floats(0, 200)
)
def test_a_wider_span_keeps_the_verdict_or_makes_it_unknown(
    low: float, width: float, wider: float, lot: float, km: float
) -> None:
    narrow, wide = Span(low, low + width), Span(max(0.0, low - wider), low + width + wider)
    receiver = a_receiver(least_lot_t=lot)
    before, after = (gate(an_offer(mass_t_per_year=one), receiver, "least_lot").verdict for one in (narrow, wide))
    assert after in {before, "unknown"}
    reach = [
        gate(an_offer(), a_receiver(), "distance", km=km, economics=economics(one.low, one.high)).verdict
        for one in (narrow, wide)
    ]
    assert reach[1] in {reach[0], "unknown"}
