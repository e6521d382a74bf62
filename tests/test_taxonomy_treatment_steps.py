"""Treatments between donor and receiver: mass is never made, and what is wrong is named by file and line."""

from __future__ import annotations

import doctest
from decimal import Decimal

import pytest

from taxonomy import treatment_steps as module
from taxonomy.check import check_list
from taxonomy.codes import TaxonomyError, UnknownCodeError, parse_rows, read_rows
from taxonomy.list_checks import Rows
from taxonomy.treatment_step_checks import FILE, check_step_rows, check_treatment_steps
from taxonomy.treatment_steps import leads_back, step, steps_for, treatment_steps

SOUND = dict(next(row for _, row in read_rows("treatment_steps") if row["id"] == "foundry_sand_mechanical"))


def problems(**cells: str) -> list[str]:
    rows: Rows = [(7, SOUND | cells)]
    return check_step_rows(FILE, rows)


def test_the_list_is_sound_and_its_examples_hold() -> None:
    assert check_treatment_steps() == []
    assert check_list("treatment_steps") == []
    assert doctest.testmod(module).failed == 0
    assert doctest.testmod(module).attempted == 4


def test_every_kind_of_treatment_is_there() -> None:
    named = {one.id for one in treatment_steps()}
    assert named >= {"ash_washing", "sludge_drying", "concrete_crushing", "wood_pelletising", "digestion"}
    assert named >= {"waste_stabilisation", "bottom_ash_metal_recovery", "sludge_dewatering", "composting"}
    assert named >= {"foundry_sand_thermal", "ash_ageing"}


@pytest.mark.parametrize("one", treatment_steps(), ids=lambda one: one.id)
def test_no_treatment_makes_mass(one: module.TreatmentStep) -> None:
    given = 1 + one.added_share[1]
    assert one.yield_share[1] + one.residue_share[0] <= given
    assert one.yield_share[0] + one.residue_share[1] <= given
    least, most = one.lost_share
    assert 0 <= least <= most <= given
    assert one.is_rough == (one.basis in {"proxy", "assumption"})
    assert (one.source == "Own assumption") <= one.is_rough


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({}, None),
        ({"yield_max": "0.96"}, "yield_max and residue_min add up to 1.01, but only 1 went in."),
        ({"yield_max": "0.96", "added_min": "0", "added_max": "0.1"}, None),
        ({"residue_max": "0.2"}, "yield_min and residue_max add up to 1.1, but only 1 went in."),
        ({"yield_min": "0.97"}, "yield runs from 0.97 to 0.95: write the smaller number first, 0 or more."),
        ({"yield_min": "-0.1"}, "yield runs from -0.1 to 0.95: write the smaller number first, 0 or more."),
        ({"yield_max": "NaN"}, "yield needs two numbers, not 0.9 and NaN."),
        ({"moisture_min": "0.1"}, "moisture needs two numbers, not 0.1 and nothing."),
        ({"moisture_min": "0.1", "moisture_max": "1.2"}, "moisture is above 1."),
        ({"residue": ""}, "a residue has a class and a share: fill in both or none."),
        ({"cost_min": "1", "cost_max": "2"}, "a cost has a year, a region and a source: fill in all of them or none."),
        ({"source": ""}, "source is empty."),
        ({"note_sv": ""}, "the note is missing in a language."),
        ({"material_classes": "foundry_sand;moon_dust"}, "material_classes moon_dust is not known."),
        ({"output": "moon_dust"}, "output moon_dust is not known."),
        ({"lowers": "LOI;wit"}, "lowers wit is not known."),
        ({"operation": "R99"}, "operation R99 is not known."),
        ({"keeps": "some"}, "keeps some is not known."),
        ({"basis": "rumour"}, "basis rumour is not known."),
    ],
)
def test_a_wrong_row_is_named_by_file_and_line(cells: dict[str, str], told: str | None) -> None:
    assert problems(**cells) == ([] if told is None else [f"{FILE}, line 7: {told}"])


def test_a_row_with_a_cell_too_few_is_refused() -> None:
    with pytest.raises(TaxonomyError, match=r"treatment_steps.csv, line 2: every row needs 2 cells"):
        list(parse_rows(FILE, "id,title_fi\nwashing\n"))


def test_steps_are_found_by_class_narrower_ones_too() -> None:
    assert "plastic_washing" in {one.id for one in steps_for("plastics_agri")}
    assert "digestion" in {one.id for one in steps_for("whey")}
    assert "plastic_washing" not in {one.id for one in steps_for("whey")}
    assert steps_for("waste_heat") == ()
    with pytest.raises(UnknownCodeError, match="'magic' is not in the treatment steps"):
        step("magic")
    with pytest.raises(UnknownCodeError):
        steps_for("moon_dust")


def test_what_comes_out() -> None:
    washing = step("ash_washing")
    assert (washing.product_of("apc_ash"), washing.residue) == ("apc_ash", "salt_recycled")
    assert "leach_LS10_Cl" in washing.lowers
    assert step("digestion").product_of("whey") == "digestate"
    assert step("wood_shredding").cost_eur_per_t == (Decimal("8.0"), Decimal("15.7"))
    origin = step("wood_shredding").cost_origin
    assert origin is not None
    assert (origin.region, origin.year_is_stated, origin.is_rough) == ("FI", False, True)
    assert washing.cost_eur_per_t is None


def test_a_circle_is_a_treatment_of_its_own_product() -> None:
    assert leads_back("foundry_sand", step("foundry_sand_thermal"), step("foundry_sand_thermal"))
    assert not leads_back("foundry_sand", step("foundry_sand_screening"), step("foundry_sand_thermal"))
    assert not leads_back("biowaste", step("digestion"), step("composting"))
