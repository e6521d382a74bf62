"""Recipes: sourced shares of what goes into a process, coefficients from them, and what planned plants would give."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import pytest

from databank.records import (
    Amount,
    MaterialNeed,
    Period,
    Provenance,
    ProvenanceKind,
    RealStatus,
    TreatmentLine,
)
from flows.balance import balance
from flows.errors import RecipeDataError, UnknownRecipeError
from flows.system.coefficients import coefficients_for
from flows.system.intakes import PlannedPlant, planned_plants, with_planned_outputs
from flows.system.recipes import Role, read_recipes, recipe_of, recipes
from flows.system.scenarios import AS_PLANNED, outcome
from flows.table import FlowTable
from taxonomy.codes import Titles
from taxonomy.materials import material_classes
from taxonomy.treatment_steps import treatment_steps
from tests.flow_tables import flow, site, table_of

DRIER = site("drier", "waste", "Pori")
HEAD = "process_type,input_material,output_material,role,share_low,share_typical,share_high,basis,source\n"


def test_every_treatment_and_every_other_process_has_a_recipe() -> None:
    assert set(recipes()) == {*(step.id for step in treatment_steps()), "waste_incineration", "wood_boiler", "sawmill",
                              "brewery"}  # fmt: skip


@pytest.mark.parametrize("process_type", sorted(recipes()))
def test_a_recipe_is_whole(process_type: str) -> None:
    recipe, known = recipe_of(process_type), {one.id for one in material_classes()}
    assert all((recipe.titles.fi, recipe.titles.sv, recipe.titles.en))
    for material in recipe.shares:
        outputs = recipe.outputs(material)
        assert material in known
        assert {share.material for share in outputs} <= known
        assert all(0 <= share.low <= share.typical <= share.high and share.source for share in outputs)
        assert math.fsum(share.typical for share in outputs) >= 1 - 1e-9  # nothing vanishes; water may be added


def test_shares_of_a_treatment_are_those_of_the_taxonomy() -> None:
    product, residue, lost = recipe_of("foundry_sand_thermal").outputs("foundry_sand")
    assert (product.material, product.role, product.low, product.high) == ("foundry_sand", Role.PRODUCT, 0.85, 0.95)
    assert (residue.material, residue.typical) == ("foundry_dust", 0.065)
    assert lost.role is Role.LOST
    assert lost.typical == pytest.approx(0.035)
    assert product.standard_uncertainty == pytest.approx(0.1 / 12**0.5)


def test_what_burns_leaves_as_gas_but_for_its_ash() -> None:
    *ashes, gas = recipe_of("waste_incineration").outputs("mixed_waste")
    assert [share.material for share in ashes] == ["mswi_bottom_ash", "apc_ash"]
    assert gas.typical == pytest.approx(1 - 0.198 - 0.035)
    assert [gas.low, gas.high] == pytest.approx([0.71, 0.82])


def test_a_narrower_class_has_the_recipe_of_the_wider_one() -> None:
    assert recipe_of("slag_crushing").outputs("slag_stainless")[0].material == "slag_stainless"
    assert recipe_of("slag_crushing").outputs("glass") == ()


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(UnknownRecipeError, match="There is no recipe alchemy"):
        recipe_of("alchemy")


@pytest.mark.parametrize(
    "row",
    [
        "mill,sand,dust,residue,0.2,0.1,0.3,published,book",
        "mill,sand,dust,residue,low,0.1,0.3,published,book",
        "mill,sand,dust,waste,0.1,0.1,0.3,published,book",
        "mill,sand,dust,residue,0.1,0.2,0.3,published,",
        "mill,sand,dust,residue,nan,nan,nan,published,book",
        "kiln,sand,dust,residue,0.1,0.2,0.3,published,book",
    ],
)
def test_a_bad_row_is_named(row: str) -> None:
    good = "mill,sand,dust,residue,0.1,0.2,0.3,published,book"
    titles = {"mill": Titles("Mylly", "Kvarn", "Mill")}
    assert read_recipes(f"{HEAD}{good}\n", titles)["mill"].takes("sand")
    with pytest.raises(RecipeDataError, match=r"recipes\.csv, line 3"):
        read_recipes(f"{HEAD}{good}\n{row}\n", titles)


# --- coefficients ------------------------------------------------------------------------------------------------


def mill(*rows: dict[str, Any]) -> FlowTable:
    return table_of([flow("Elsewhere", "saw", "timber", 80.0), *rows], processes=(site("saw", "wood", "Pori"),))


def test_coefficients_of_what_goes_to_one_taker() -> None:
    table = mill(
        flow("saw", "Market", "product_wood", 40.0),
        flow("saw", "Market", "sawdust", 5.0),
        flow("saw", "fate:used", "sawdust", 4.0),
        flow("saw", "fate:used", "glass", 1.0),
    )
    (found,) = coefficients_for(table, {"saw": "sawmill"})
    assert (found.year, found.process, found.target, found.material) == (2025, "saw", "Market", "product_wood")
    assert [found.share, found.standard_uncertainty] == pytest.approx([0.49, 0.2 / 12**0.5])


@pytest.mark.parametrize(
    "other",
    [flow("Elsewhere", "saw", "timber", None), flow("Elsewhere", "saw", "glass", 1.0)],
)
def test_no_coefficient_where_an_input_is_not_known_or_not_in_the_recipe(other: dict[str, Any]) -> None:
    assert coefficients_for(mill(other, flow("saw", "Market", "product_wood", 40.0)), {"saw": "sawmill"}) == ()


def test_inputs_are_mixed_by_their_tonnes() -> None:
    table = table_of(
        [
            flow("Elsewhere", "boiler", "mixed_waste", 75.0),
            flow("Elsewhere", "boiler", "srf", 25.0),
            flow("boiler", "fate:used", "mswi_bottom_ash", 18.0),
        ]
    )
    (found,) = coefficients_for(table, {"boiler": "waste_incineration"})
    assert found.share == pytest.approx(0.75 * 0.198 + 0.25 * 0.12)
    assert coefficients_for(table, {"nobody": "sawmill"}) == ()


# --- planned plants ----------------------------------------------------------------------------------------------


def outputs(table: FlowTable) -> dict[tuple[str, str, str], float]:
    rows = zip(table.source.values(), table.target.values(), table.material.values(), strict=True)
    return {ends: round(amount, 6) for ends, amount in zip(rows, table.amount.tolist(), strict=True)}


def test_a_planned_plant_gives_what_its_recipe_makes_of_planned_flows() -> None:
    table = table_of([flow("foundry", "drier", "sewage_sludge", 100.0, kind="planned")])
    plant = PlannedPlant(process=DRIER, process_type="sludge_drying")
    found = outcome(table, AS_PLANNED, plants=[plant]).table
    assert outputs(found) == {
        ("foundry", "drier", "sewage_sludge"): 100.0,
        ("drier", "Market", "sewage_sludge"): 28.0,
        ("drier", "Environment", "emission_air"): 72.0,
    }
    assert set(found.kind.values()) == {"planned"}
    assert found.standard_uncertainty[1] == pytest.approx(16 / 12**0.5)
    assert found.process("drier").municipality == "Pori"
    (row,) = balance(found)
    assert row.residual_t == pytest.approx(0)


def test_a_plant_that_gives_something_already_gives_no_more() -> None:
    rows = [flow("foundry", "drier", "sewage_sludge", 100.0, kind="planned"), flow("drier", "Market", "ash", 1.0)]
    plant = PlannedPlant(process=DRIER, process_type="sludge_drying", year=2027, intake_t={"sewage_sludge": 5.0})
    table = table_of(rows)
    assert with_planned_outputs(table, [plant]) is table


def test_only_planned_flows_that_are_known_and_in_the_recipe_count() -> None:
    plant = PlannedPlant(process=DRIER, process_type="sludge_drying")
    for cells in ({"amount": None}, {"material": "glass"}, {"kind": "flow"}, {"amount": 0.0}):
        table = table_of([flow("foundry", "drier", "sewage_sludge", 100.0, kind="planned") | cells])
        assert with_planned_outputs(table, [plant]) is table


def test_an_intake_without_flows_gives_outputs_and_what_is_added_comes_in() -> None:
    plant = PlannedPlant(process=DRIER, process_type="ash_granulation", year=2028, intake_t={"fly_ash_biomass": 10.0})
    found = with_planned_outputs(table_of([]), [plant])
    assert outputs(found) == {("drier", "Market", "fly_ash_biomass"): 12.25, ("Market", "drier", "other_raw"): 2.25}
    assert found.year.tolist() == [2028, 2028]


PUBLIC = Provenance(kind=ProvenanceKind.PUBLIC_SOURCE)


def line(record_id: str, step: str, **cells: Any) -> TreatmentLine:
    row: dict[str, Any] = dict.fromkeys(TreatmentLine.__dataclass_fields__)
    row |= {"id": record_id, "site_id": "drier", "site_name": "Drier", "step": step, "material_classes": ()}
    row |= {"real_status": RealStatus.PLANNED, "is_example": True, "provenance": PUBLIC, "municipality": "Pori"}
    return TreatmentLine(**(row | cells))


def need(mass_t: int | None, period: Period = Period.PER_YEAR, **cells: Any) -> MaterialNeed:
    row: dict[str, Any] = dict.fromkeys(MaterialNeed.__dataclass_fields__)
    row |= {"site_id": "drier", "material_classes": ("glass", "sewage_sludge"), "real_status": RealStatus.PLANNED}
    value = None if mass_t is None else Decimal(mass_t)
    row["amount"] = Amount(year=2028, value=value, period=period)
    return MaterialNeed(**(row | cells))


def test_planned_treatments_take_what_their_site_needs() -> None:
    (plant,) = planned_plants([line("L1", "sludge_drying")], [need(900), need(100), need(None)])
    assert (plant.process.id, plant.process_type, plant.year) == ("drier", "sludge_drying", 2028)
    assert plant.intake_t == {"sewage_sludge": 1000.0}


@pytest.mark.parametrize(
    "wanted",
    [
        need(5, real_status=RealStatus.REAL),
        need(5, site_id="other"),
        need(5, material_classes=("glass",)),
        need(5, Period.BATCH),
        need(None),
    ],
)
def test_needs_that_tell_no_intake(wanted: MaterialNeed) -> None:
    (plant,) = planned_plants([line("L1", "sludge_drying")], [wanted])
    assert plant.intake_t is None


def test_of_several_treatments_at_a_site_the_one_with_a_need_counts() -> None:
    lines = [line("L1", "glass_sorting"), line("L2", "sludge_drying"), line("L3", "digestion")]
    (plant,) = planned_plants(lines, [need(7, material_classes=("sewage_sludge",))])
    assert plant.process_type == "sludge_drying"
    assert planned_plants([line("L1", "digestion", real_status=RealStatus.REAL)], []) == ()
