"""From waste code to material class and to EWC-Stat: complete, single, and sensible."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from taxonomy.codes import UnknownCodeError, read_rows
from taxonomy.crosswalks import ewc_stat, ewc_stat_of, first_rule, material_class_of, rules
from taxonomy.materials import material_class
from taxonomy.waste_list import EDITIONS, edition

CODES = sorted({code for name in EDITIONS for code, entry in edition(name).entries.items() if entry.level == "entry"})


def test_every_code_of_every_edition_has_both_links() -> None:
    assert len(CODES) == 844 + 42
    for code in CODES:
        assert material_class(material_class_of(code).target).kind in {"side_stream", "unspecified"}
        assert ewc_stat_of(code).target in ewc_stat()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("100908", "foundry_sand"),
        ("101006", "foundry_sand"),
        ("100910", "foundry_dust"),
        ("100102", "fly_ash_coal"),
        ("100103", "fly_ash_biomass"),
        ("100124", "fluidised_bed_sand"),
        ("100601", "slag_nonferrous"),
        ("030105", "sawdust"),
        ("030302", "green_liquor_dregs"),
        ("030309", "lime_mud"),
        ("030310", "fibre_sludge"),
        ("061101", "gypsum_tio2"),
        ("110202", "jarosite"),
        ("130205", "used_oil"),
        ("120109", "oily_water"),
        ("160103", "tyres"),
        ("160601", "lead_batteries"),
        ("160605", "batteries"),
        ("170101", "concrete_demolition"),
        ("170504", "soil_excavated"),
        ("170503", "soil_contaminated"),
        ("170605", "asbestos"),
        ("180103", "medical_waste"),
        ("190805", "sewage_sludge"),
        ("191402", "battery_black_mass"),
        ("200135", "weee"),
        ("200301", "mixed_waste"),
        ("200303", "sand_street"),
        ("020302", "chemicals"),
        ("040210", "animal_fat"),
        ("060703", "metal_hydroxide_sludge"),
        ("070111", "industrial_organic_sludge"),
        ("190501", "mixed_waste"),
        ("190502", "biowaste"),
        ("191107", "fgd_residue"),
        ("200141", "fly_ash_biomass"),
    ],
)
def test_material_classes_as_the_trade_sees_them(code: str, expected: str) -> None:
    assert material_class_of(code).target == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("130205", "W013"),
        ("100101", "W124"),
        ("100102", "W124"),
        ("100908", "W12B"),
        ("100601", "W124"),
        ("170504", "W126"),
        ("170506", "W127"),
        ("190805", "W11"),
        ("200301", "W101"),
        ("160607", "W0841"),
        ("030302", "W032"),
    ],
)
def test_statistical_categories(code: str, expected: str) -> None:
    assert ewc_stat_of(code).target == expected


def test_what_a_source_gives_is_not_called_derived() -> None:
    classes = Counter(material_class_of(code).basis for code in CODES)
    categories = Counter(ewc_stat_of(code).basis for code in CODES)
    assert (classes["sourced"], classes["inferred"], classes["derived"]) == (149, 5, 732)
    assert (categories["sourced"], categories["inferred"], categories["derived"]) == (555, 28, 303)


def test_a_derived_link_names_its_rule_and_a_sourced_one_its_source() -> None:
    known = {row["id"] for name in ("material_class_rules", "ewc_stat_rules") for _, row in read_rows(name)}
    for code in CODES:
        for link in (material_class_of(code), ewc_stat_of(code)):
            if link.basis == "derived":
                assert link.source.removeprefix("rule ") in known, link
            else:
                assert re.search("use table U[0-9]+, https?://|SEPA|same title", link.source), link


def test_the_first_fitting_rule_holds() -> None:
    table = rules(
        [
            {"id": "A", "codes": "1009;1010", "title": "dust\\b", "material_class": "foundry_dust", "reason": "dust"},
            {"id": "B", "codes": "10", "title": "", "material_class": "foundry_sand", "reason": "the rest"},
        ],
        "material_class",
    )
    dust, rest = first_rule(table, "100910", "Flue-gas dust"), first_rule(table, "100908", "casting cores")
    assert (dust and dust.id, rest and rest.id) == ("A", "B")
    assert first_rule(table, "170101", "concrete") is None


def test_the_33_categories_have_three_names() -> None:
    assert len(ewc_stat()) == 33
    assert ewc_stat()["W124"].titles.fi == "Polttojätteet"
    assert ewc_stat()["W124"].titles.derived == {"fi", "sv"}


def test_a_chapter_has_no_class() -> None:
    with pytest.raises(UnknownCodeError):
        material_class_of("10")
    with pytest.raises(UnknownCodeError):
        ewc_stat_of("999999")
