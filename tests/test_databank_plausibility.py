from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from databank import queries
from databank.access import CITY, OPEN
from databank.plausibility import Finding, Severity, Surroundings, findings_of, findings_of_need
from databank.plausibility.amounts import is_jump
from databank.plausibility.comparing import surroundings
from databank.plausibility.doubles import Neighbour
from databank.records import (
    Amount,
    AmountStatus,
    Consent,
    Fate,
    Hazard,
    LegalStatus,
    Limit,
    MaterialNeed,
    Measurement,
    Origin,
    Permit,
    Provenance,
    ProvenanceKind,
    RealStatus,
    RecordKind,
    RecordStatus,
    SideStream,
)
from databank.store import Bank
from tests.databank_rows import put, put_owner, put_stream

TODAY = date(2026, 11, 21)
ALONE = Surroundings()
STATED = Provenance(kind=ProvenanceKind.SUBMITTED, dated=TODAY)


def year(number: int, value: float | str, **also: Any) -> Amount:
    return Amount(year=number, value=Decimal(value), **also)


def measured(parameter: str, typical: float, **also: Any) -> Measurement:
    row = {"minimum": None, "typical": Decimal(typical), "maximum": None, "unit": "%", **also}
    return Measurement(parameter=parameter, **row)


SOUND = SideStream(
    id="S-1",
    kind=RecordKind.OFFER,
    is_example=False,
    name="Valimohiekka, furaanisidos",
    language="fi",
    material_class="foundry_sand",
    family="K",
    waste_code="100908",
    waste_list_edition="2015",
    code_if_waste=None,
    legal_status=LegalStatus.WASTE,
    legal_ground=None,
    legal_authority=None,
    legal_date=None,
    hazard=Hazard.NON_HAZARDOUS,
    physical_form="bulk",
    packaging=None,
    origin=Origin.PRIMARY,
    origin_process=None,
    organisation_id="alder",
    organisation_name="Alder Oy",
    site_id="alder",
    site_name="Alder works",
    sector="metal",
    municipality="Pori",
    area_id=None,
    lat=None,
    lon=None,
    coordinate_precision=None,
    amounts=(year(2023, 90), year(2024, 100), year(2025, 110)),
    composition=(measured("SiO2", 94, laboratory="Lab", measured_on=date(2026, 3, 1)),),
    documents=(),
    available_from=None,
    available_until=None,
    availability_pattern=None,
    committed_until=None,
    free_t_per_year=None,
    fate=Fate.USED,
    treatment_code="R5",
    receiver=None,
    price_eur_per_t=None,
    status=RecordStatus.SUBMITTED,
    real_status=RealStatus.REAL,
    status_checked_on=None,
    consent=Consent.NO,
    visibility=OPEN,
    provenance=STATED,
    confirmed_on=TODAY,
    updated_at=datetime(2026, 11, 21, tzinfo=UTC),
    version=1,
)
NEED = MaterialNeed(
    id="N-1",
    kind=RecordKind.OFFER,
    is_example=False,
    name="Hiekkaa kenttään",
    language="fi",
    material_classes=("foundry_sand",),
    waste_codes=("100908",),
    organisation_id="alder",
    organisation_name="Alder Oy",
    site_id="alder",
    sector="metal",
    municipality="Pori",
    area_id=None,
    lat=None,
    lon=None,
    amount=year(2026, 3000),
    starts_on=None,
    ends_on=None,
    limits=(Limit(parameter="LOI", operator="<=", value=Decimal(5), unit="%"),),
    physical_form=None,
    distance_km=None,
    status=RecordStatus.SUBMITTED,
    real_status=RealStatus.REAL,
    status_checked_on=None,
    provenance=STATED,
    confirmed_on=TODAY,
    updated_at=datetime(2026, 11, 21, tzinfo=UTC),
    version=1,
)


def found(around: Surroundings = ALONE, **changed: Any) -> list[Finding]:
    return list(findings_of(replace(SOUND, **changed), around, TODAY))


def one(around: Surroundings = ALONE, **changed: Any) -> Finding:
    (finding,) = found(around, **changed)
    return finding


def test_a_sound_record_has_no_finding() -> None:
    assert found() == []
    assert findings_of_need(NEED, TODAY) == ()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"amounts": ()}, "amount"),
        ({"amounts": (Amount(year=None, value=Decimal(5)),)}, "year"),
        ({"waste_code": None, "waste_list_edition": None}, "waste_code"),
        ({"waste_code": None, "code_if_waste": "100908", "legal_status": LegalStatus.BY_PRODUCT}, "legal_ground"),
        ({"site_id": None}, "site_id"),
        ({"fate": Fate.NOT_KNOWN}, "fate"),
    ],
)
def test_what_is_missing_is_said_with_its_field(changed: dict[str, Any], field: str) -> None:
    finding = one(**changed)
    assert (finding.check, finding.field) == ("completeness", field)


def test_an_offer_without_composition_is_a_note_and_a_register_row_is_not() -> None:
    bare: dict[str, Any] = {"composition": (), "hazard": Hazard.HAZARDOUS, "waste_code": "100907"}
    assert one(**bare).severity is Severity.NOTE
    assert found(**bare, kind=RecordKind.REGISTER) == []


@pytest.mark.parametrize(
    ("last", "words", "severity"),
    [
        ("100000", "kg written as t", Severity.WRONG),
        ("0.05", "kg written as t", Severity.WRONG),
        ("9000", "decimal point lost", Severity.DOUBT),
        ("1234", "more than ten times any other year", Severity.DOUBT),
    ],
)
def test_an_amount_far_from_its_own_history(last: str, words: str, severity: Severity) -> None:
    finding = next(
        one for one in found(amounts=(year(2023, 90), year(2024, 100), year(2025, last))) if "2025" in one.message
    )
    assert words in finding.message
    assert (finding.check, finding.severity) == ("amount", severity)


def test_a_steady_growth_is_no_jump() -> None:
    assert found(amounts=(year(2023, 90), year(2024, 300), year(2025, 850))) == []
    assert is_jump(Decimal(1000), [Decimal(1)])
    assert not is_jump(Decimal(999), [Decimal(1)])
    assert not is_jump(Decimal(999), [])
    assert not is_jump(None, [Decimal(1)])


def test_an_only_amount_under_review_is_named() -> None:
    finding = one(amounts=(year(2025, 5, status=AmountStatus.UNDER_REVIEW),))
    assert "under review" in finding.message


@pytest.mark.parametrize(
    ("value", "masses", "words"),
    [
        (12_000, (1000, 800, 600, 500, 400), "ten times the greatest amount"),
        (12_000, (6000, 9, 8, 7, 6), "a thousand times the usual"),
        (0.01, (1000, 800, 600, 500, 400), "less than a thousandth"),
    ],
)
def test_an_amount_far_from_its_class(value: float, masses: tuple[int, ...], words: str) -> None:
    around = Surroundings(class_masses=tuple(map(Decimal, masses)))
    assert words in one(around, amounts=(year(2025, value),)).message
    assert "Foundry sand" in one(around, amounts=(year(2025, value),)).message
    assert found(around, amounts=(year(2025, 900),)) == []


def test_a_few_others_of_a_class_prove_nothing() -> None:
    assert found(Surroundings(class_masses=(Decimal(1),) * 4), amounts=(year(2025, 12_000),)) == []


def test_words_that_name_another_class_suggest_it_with_the_reason() -> None:
    finding = one(name="Betonimurske")
    assert (finding.check, finding.field) == ("text", "material_class")
    assert finding.suggestion is not None
    assert (finding.suggestion.field, finding.suggestion.value) == ("material_class", "concrete_demolition")
    assert '"Betonimurske"' in finding.message
    assert found(name="Ylijäämä, linja 2") == []


def test_words_are_held_against_the_class_only_where_they_are_sure() -> None:
    certain = one(name="Betonimurske").message
    assert re.search(r"\(9[0-9] % certain\)", certain), "how sure it is, is said, and never all"
    for name in ("Kuona", "Pori", "Linja 2", "10 09 08", "x" * 6000):
        assert found(name=name) == [], name
    assert [one for one in found(name="Betonimurske", waste_code="170101") if one.check == "text"] == [], (
        "the code says the same: told once"
    )
    goods: dict[str, Any] = {"material_class": "product_metal", "family": "P", "waste_code": None}
    assert [one for one in found(name="Kupariromu", **goods) if one.check == "text"] == [], (
        "no waste, so no word for it"
    )


def test_what_treatment_leaves_may_be_called_after_what_was_treated() -> None:
    wrong: dict[str, Any] = {"name": "Muovi", "material_class": "plastics", "family": "V"}
    assert [one for one in found(**wrong, waste_code="191209") if one.check == "text"] == []


def test_a_code_of_another_family_suggests_its_class() -> None:
    finding = one(waste_code="170101", name="Erä 7")
    assert finding.suggestion is not None
    assert finding.suggestion.value == "concrete_demolition"
    assert "17\u00a001\u00a001" in finding.message


def test_words_of_another_chapter_suggest_its_code() -> None:
    wrong: dict[str, Any] = {"name": "Muovi", "material_class": "plastics", "family": "V"}
    (finding,) = [one for one in found(**wrong) if one.check == "text"]
    assert finding.suggestion is not None
    assert finding.suggestion.field == "waste_code"
    assert finding.suggestion.value in {"160119", "170203", "191204", "200139"}
    assert "of another chapter" in finding.message
    assert [one for one in found(**wrong, waste_code="170203") if one.check == "text"] == []


@pytest.mark.parametrize(
    ("code", "hazard", "composition", "severity", "suggested"),
    [
        ("130205", Hazard.NON_HAZARDOUS, SOUND.composition, Severity.WRONG, "hazardous"),
        ("170107", Hazard.NON_HAZARDOUS, (), Severity.DOUBT, "unknown"),
        ("170107", Hazard.UNKNOWN, SOUND.composition, Severity.NOTE, None),
        ("101314", Hazard.HAZARDOUS, SOUND.composition, Severity.DOUBT, None),
    ],
)
def test_hazard_against_the_list(
    code: str, hazard: Hazard, composition: tuple[Measurement, ...], severity: Severity, suggested: str | None
) -> None:
    all_found = found(waste_code=code, hazard=hazard, composition=composition)
    (finding,) = [one for one in all_found if one.check == "hazard"]
    assert finding.severity is severity
    assert (finding.suggestion.value if finding.suggestion else None) == suggested


@pytest.mark.parametrize(
    ("code", "hazard"),
    [("130205", Hazard.HAZARDOUS), ("170107", Hazard.NON_HAZARDOUS), ("101314", Hazard.NON_HAZARDOUS)],
)
def test_hazard_that_fits_the_list(code: str, hazard: Hazard) -> None:
    assert [one for one in found(waste_code=code, hazard=hazard) if one.check == "hazard"] == []


def neighbour(**changed: Any) -> Neighbour:
    values: dict[str, Any] = {
        "id": "S-2",
        "name": "Hiekka",
        "organisation_name": "Alder Oy",
        "kind": RecordKind.OFFER,
        "site_id": "birch",
        "masses": {2025: Decimal(108)},
        "is_chain": False,
    }
    return Neighbour(**(values | changed))


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (neighbour(), "tells of 110 t in 2025 already: S-2"),
        (neighbour(is_chain=True, organisation_name="Birch Oy"), "Birch Oy at the other end of an exchange"),
        (neighbour(kind=RecordKind.REGISTER, masses={}), "A register tells of the same material"),
    ],
)
def test_records_that_may_tell_of_the_same_tonnes(other: Neighbour, words: str) -> None:
    finding = one(Surroundings(neighbours=(other,)))
    assert words in finding.message
    assert finding.record_ids == ("S-2",)


def test_another_record_of_the_site_is_named_where_no_amount_is_said() -> None:
    around = Surroundings(neighbours=(neighbour(site_id="alder"),))
    assert any("same site" in one.message for one in found(around, amounts=()))


def test_another_amount_is_no_double() -> None:
    assert found(Surroundings(neighbours=(neighbour(masses={2025: Decimal(90), 2019: Decimal(110)}),))) == []


def test_shares_above_everything() -> None:
    rows = (
        measured("SiO2", 60, laboratory="Lab"),
        measured("CaO", 50),
        measured("moisture", 90),
        measured("Cu", 900, unit="mg/kg"),
    )
    assert "110 %" in one(composition=rows).message
    assert [one for one in found(composition=rows[:1]) if one.check == "composition"] == []


def permit(*codes: str) -> Permit:
    return Permit(
        id="P-1",
        site_id="birch",
        waste_codes=codes,
        operations=(),
        capacity_t_per_year=None,
        authority=None,
        valid_until=None,
        note=None,
        provenance=STATED,
    )


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"treatment_code": "D1"}, "treatment_code"),
        ({"fate": Fate.DISPOSAL}, "treatment_code"),
        ({"fate": Fate.ENERGY, "treatment_code": "R1"}, "treatment_code"),
        ({"treatment_code": "R1", "family": "V"}, "fate"),
        ({"waste_code": "190112", "material_class": "mswi_bottom_ash", "name": "Erä", "family": "T"}, "origin"),
    ],
)
def test_a_chain_of_treatment_that_does_not_fit(changed: dict[str, Any], field: str) -> None:
    assert field in [one.field for one in found(**changed) if one.check == "treatment"]


def test_a_receiver_without_a_permit_for_the_code() -> None:
    around = Surroundings(permits={"Birch Oy": (permit("170101"),)})
    assert "No permit of Birch Oy" in one(around).message
    for permits in ((permit("100908"),), (permit(),), ()):
        assert found(Surroundings(permits={"Birch Oy": permits})) == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"legal_date": date(2027, 1, 1)}, "legal_date"),
        ({"confirmed_on": date(2026, 11, 22)}, "confirmed_on"),
        ({"available_until": date(2026, 11, 20)}, "available_until"),
        ({"amounts": (year(2027, 100),)}, "year"),
        ({"composition": (measured("SiO2", 94, measured_on=date(2019, 1, 1)),)}, "composition"),
    ],
)
def test_days_that_cannot_be_or_have_passed(changed: dict[str, Any], field: str) -> None:
    finding = one(**changed)
    assert (finding.check, finding.field) == ("dates", field)


def test_what_was_guessed_when_read_in_is_shown() -> None:
    guessed = found(hint_material_class="slag_steel", hint_waste_code="100202")
    assert [one.suggestion.value for one in guessed if one.suggestion] == ["slag_steel", "100202"]
    assert found(hint_material_class="foundry_sand", hint_waste_code="100908") == []


@pytest.mark.parametrize(
    ("changed", "check"),
    [
        ({"waste_codes": ("170101",)}, "class"),
        ({"ends_on": date(2026, 1, 1)}, "dates"),
        ({"limits": ()}, "completeness"),
    ],
)
def test_a_need_is_checked_too(changed: dict[str, Any], check: str) -> None:
    (finding,) = findings_of_need(replace(NEED, **changed), TODAY)
    assert finding.check == check


def test_the_gravest_finding_stands_first() -> None:
    graves = [one.severity for one in found(site_id=None, composition=(measured("SiO2", 120),), fate=Fate.DISPOSAL)]
    assert graves == sorted(graves, reverse=True)
    assert len(set(graves)) > 1


def test_a_record_is_compared_with_what_the_bank_holds(bank: Bank) -> None:
    with bank.session() as session:
        for name in ("alder", "birch", "cedar"):
            put_owner(session, name)
        put_stream(session, "S-1", amount=100, waste_code="100908", legal_status="waste", receiver="Cedar Oy")
        put_stream(session, "S-2", amount=400)
        put_stream(session, "S-3", site_id="birch", amount=98)
        put_stream(session, "S-4", site_id="cedar", amount=50, status="withdrawn")
        put_stream(session, "S-5", site_id="cedar", material_class="slag_steel")
        put(session, "permits", id="P-1", site_id="cedar", waste_codes="170101")
        put(
            session,
            "exchanges",
            id="X-1",
            donor_site_id="alder",
            receiver_site_id="birch",
            material="Sand",
            material_class="foundry_sand",
            year=2024,
            amount=10,
        )
        stream = queries.side_stream(session, CITY, "S-1")
        around = surroundings(session, CITY, stream)
    assert around.class_masses == (Decimal(400), Decimal(98))
    assert {other.id: other.is_chain for other in around.neighbours} == {"S-2": False, "S-3": True}
    assert [one.id for one in around.permits["Cedar Oy"]] == ["P-1"]
    checks = {finding.check for finding in findings_of(stream, around, TODAY)}
    assert {"double", "treatment"} <= checks
