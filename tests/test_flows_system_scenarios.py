"""Another state of the system: what changes is named, and nothing else does."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from databank.records import LeftOut
from flows.balance import balance
from flows.errors import UnknownScenarioError
from flows.sankey import weave
from flows.system.scenarios import AS_PLANNED, TODAY, Change, Scenario, applied, outcome
from flows.table import FlowTable
from flows.views import view
from tests.flow_tables import MATERIALS, PROCESSES, flow, foundry_town, table_of

Row = tuple[int, str, str, str, float, str]


def rows(table: FlowTable) -> list[Row]:
    columns = (table.year.tolist(), table.source.values(), table.target.values(), table.material.values())
    amounts = [-1.0 if math.isnan(amount) else amount for amount in table.amount.tolist()]
    return list(zip(*columns, amounts, table.layer.values(), strict=True))


def without(plant: str, table: FlowTable | None = None) -> FlowTable:
    return applied(table or foundry_town(), Scenario.parse(f"without:{plant}"), materials=MATERIALS)


@pytest.mark.parametrize("text", ["today", "planned", "without:foundry", "without:organisation:alder"])
def test_the_text_of_a_scenario_reads_as_itself(text: str) -> None:
    assert str(Scenario.parse(f" {text} ")) == text


@pytest.mark.parametrize("text", ["", "tomorrow", "without", "without:", "today:", "planned:foundry", "Today"])
def test_no_scenario(text: str) -> None:
    with pytest.raises(UnknownScenarioError, match="is no scenario"):
        Scenario.parse(text)


@pytest.mark.parametrize("plant", ["nowhere", "Market", "fate:used", "Protected", "Elsewhere"])
def test_only_a_plant_of_the_flows_can_be_switched_off(plant: str) -> None:
    with pytest.raises(UnknownScenarioError, match="There is no plant"):
        without(plant)


def test_without_the_boiler_its_fuel_is_unused_and_its_ash_is_not_made() -> None:
    found = outcome(foundry_town(), Scenario.parse("without:boiler"), materials=MATERIALS)
    assert (2025, "foundry", "fate:unused", "mixed", 7.0, "mass") in rows(found.table)
    assert not {"boiler"} & {*found.table.source.values(), *found.table.target.values()}
    assert found.sums() == {
        Change.UNUSED: 7.0, Change.UNSOLD: 0.0, Change.INPUT_GONE: 0.0, Change.OUTPUT_GONE: 17.0, Change.MISSING: 0.0
    }  # fmt: skip
    assert found.sums("energy")[Change.OUTPUT_GONE] == 900.0
    assert found.table.left_out[LeftOut.WITHOUT_PLANT] == 5  # three ashes, one of them not measured, and the heat
    moved = found.table.target.where(["fate:unused"]) & found.table.material.where(["mixed"])
    assert [found.table.treatment_code.labels[code] for code in found.table.treatment_code.codes[moved]] == [""]


def test_without_the_foundry_its_takers_lack_and_its_suppliers_keep() -> None:
    found = outcome(foundry_town(), Scenario.parse("without:foundry"), materials=MATERIALS)
    sums = found.sums()
    assert (sums[Change.INPUT_GONE], sums[Change.UNUSED], sums[Change.MISSING]) == (100.0, 8.0, 17.0)
    assert sums[Change.OUTPUT_GONE] == 60 + 5 + 20 + 4 + 1.5
    told = [str(one.sentence({"recycler": "Recycler"})) for one in found.changed()]
    assert "Recycler has no taker for 8 t of slag (2025): it is unused." in told
    assert "Recycler lacks 10 t of slag (2025) that it was given." in told
    assert "Elsewhere no longer supplies 100 t of scrap (2025) to the plant." in told


def test_a_product_that_went_to_the_plant_goes_to_the_market() -> None:
    table = table_of([flow("foundry", "boiler", "castings", 3.0), flow("boiler", "fate:used", "ash", None)])
    found = outcome(table, Scenario.parse("without:boiler"), materials=MATERIALS)
    assert rows(found.table) == [(2025, "foundry", "Market", "castings", 3.0, "mass")]
    assert [str(one.sentence({})) for one in found.changed()] == [
        "foundry has no buyer for 3 t of castings (2025): it goes to the market.",
        "The plant no longer gives an unknown amount of ash (2025) to fate:used.",
    ]


def test_today_leaves_planned_rows_out_and_counts_them() -> None:
    table = table_of(
        [flow("foundry", "fate:used", "sand", 5.0), flow("foundry", "recycler", "slag", 9.0, kind="planned")],
        left_out={LeftOut.PLANNED: 2},
    )
    assert rows(applied(table, TODAY)) == rows(table)[:1]
    assert applied(table, TODAY).left_out == {LeftOut.PLANNED: 3}
    assert applied(table, AS_PLANNED) is table
    assert applied(foundry_town(), TODAY).left_out == {}


def test_a_diagram_of_a_scenario_accounts_for_every_row_that_is_left() -> None:
    table = without("boiler")
    parts = weave(table, view("big-picture"), boundary="pori", materials=MATERIALS).conservation
    assert parts.total_t == pytest.approx(np.nansum(table.amount[table.layer.where(["mass"])]))


ENDS = st.sampled_from(["foundry", "boiler", "recycler", "faraway", "Elsewhere", "Market", "Stock", "fate:used"])
MANY = st.lists(
    st.tuples(ENDS, ENDS, st.sampled_from(["slag", "castings", "heat"]), st.sampled_from([None, 0.0, 2.5])), max_size=20
)


@given(MANY, st.sampled_from([process.id for process in PROCESSES[:4]]))
@settings(max_examples=60, deadline=None)
def test_every_row_is_kept_sent_elsewhere_or_counted(
    flows: list[tuple[str, str, str, float | None]], plant: str
) -> None:
    table = table_of([*(flow(*one) for one in flows), flow(plant, "fate:used", "slag", 1.0)])
    found = outcome(table, Scenario.parse(f"without:{plant}"), materials=MATERIALS)
    touched = [
        number
        for number, ends in enumerate(zip(table.source.values(), table.target.values(), strict=True))
        if plant in ends
    ]
    assert sorted(row for changed in found.rows.values() for row in changed.tolist()) == touched
    moved = sum(len(found.rows[change]) for change in (Change.UNUSED, Change.UNSOLD))
    assert len(found.table) == len(table) - len(touched) + moved
    assert found.table.left_out[LeftOut.WITHOUT_PLANT] == len(touched) - moved
    assert plant not in {*found.table.source.values(), *found.table.target.values()}
    assert len(list(found.changed())) == len(touched)


def test_a_plant_that_got_from_the_other_is_no_longer_balanced() -> None:
    table = table_of(
        [
            flow("foundry", "recycler", "slag", 10.0),
            flow("Elsewhere", "recycler", "sludge", 2.0),
            flow("recycler", "Market", "castings", 12.0),
        ]
    )
    (before,) = [row for row in balance(table) if row.process == "recycler"]
    (after,) = [row for row in balance(without("foundry", table)) if row.process == "recycler"]
    assert (before.residual_t, after.residual_t) == (0.0, -10.0)
