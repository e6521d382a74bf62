"""Operations, hazardous properties and the values of the waste record."""

from __future__ import annotations

import pytest

from taxonomy.codes import UnknownCodeError
from taxonomy.hazards import hazard_properties, hazard_property
from taxonomy.treatments import operation, operations
from taxonomy.waste_record import record_field, record_fields


def test_thirteen_recoveries_fifteen_disposals_and_the_two_that_say_no_more() -> None:
    codes = [one.code for one in operations()]
    assert codes == [*(f"R{n}" for n in range(1, 14)), "R", *(f"D{n}" for n in range(1, 16)), "D"]
    assert all(one.type == ("recovery" if one.code.startswith("R") else "disposal") for one in operations())


def test_recycling_of_metals() -> None:
    assert operation("R4").titles.en == "Recycling/reclamation of metals and metal compounds"
    assert operation("r 4") is operation("R4")
    assert operation("D").titles.derived == {"fi", "sv", "en"}
    with pytest.raises(UnknownCodeError, match="R1-R13"):
        operation("R14")


def test_hazardous_properties() -> None:
    assert [one.code for one in hazard_properties()] == [f"HP{n}" for n in range(1, 16)]
    assert hazard_property("HP 14").titles.fi == "Ympäristölle vaarallinen"
    assert hazard_property("HP14").titles.derived == {"sv"}
    assert hazard_property("hp6").titles.sv == "Akut toxicitet"
    with pytest.raises(UnknownCodeError):
        hazard_property("H14")


def test_the_waste_record_has_the_fields_of_the_decree() -> None:
    assert {one.id: len(one.values) for one in record_fields()} == {
        "waste_description_parts": 4,
        "physical_form": 7,
        "waste_type": 4,
        "origin_activity": 8,
        "sludge_hygienisation": 5,
        "packaging": 9,
        "transport_mode": 6,
        "septic_tank_type": 5,
        "waste_oil_type": 4,
    }


def test_physical_forms() -> None:
    form = record_field("physical_form")
    assert form.sections == (40,)
    assert form.value("sludge").titles.fi == "Lietemäinen"
    assert form.value("sludge").titles.derived == {"sv", "en"}
    assert form.value("other").titles.fi == "Muu, mikä?"
    with pytest.raises(UnknownCodeError, match="physical_form"):
        form.value("plasma")
    with pytest.raises(UnknownCodeError, match="waste record"):
        record_field("colour")
