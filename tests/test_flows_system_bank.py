"""The system on the sample data of the bank: boundaries, scenarios, layers and checks, facts and examples."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from databank import queries
from databank.access import ANONYMOUS, CITY, Viewer
from databank.store import Bank
from flows.boundary import Side, boundaries, boundary
from flows.sankey import weave
from flows.system.checking import findings
from flows.system.crossings import crossings
from flows.system.intakes import planned_plants
from flows.system.layers import content_layer, dry_contents, substance_contents, substance_layer
from flows.system.scenarios import AS_PLANNED, TODAY, Change, Scenario, applied, outcome
from flows.table import FlowTable
from flows.views import view

NESTED = [*boundaries()]
DATA_SETS = [False, True]


def table_of(bank: Bank, *, is_example: bool, planned: bool = False, viewer: Viewer = CITY) -> FlowTable:
    with bank.session() as session:
        columns = queries.flow_columns(session, viewer, is_example=is_example, years="latest", planned=planned)
    return FlowTable.from_columns(columns)


def lines_of(table: FlowTable) -> Iterator[str | None]:
    """Every named boundary, every site and every organisation of a table."""
    yield from (None, *NESTED)
    sites = [process for process in table.processes.values() if process.kind == "site"]
    yield from (f"site:{process.id}" for process in sites)
    yield from sorted({f"organisation:{process.organisation}" for process in sites})


@pytest.mark.parametrize("is_example", DATA_SETS)
def test_every_boundary_accounts_for_every_tonne(demo_bank: Bank, *, is_example: bool) -> None:
    table = table_of(demo_bank, is_example=is_example)
    total = float(np.nansum(table.amount[table.layer.where(["mass"])]))
    for name in lines_of(table):
        line = boundary(name, table.processes)
        assert sum(crossings(table, line).parts()) == pytest.approx(total)
    names = [None, *NESTED, *list(lines_of(table))[len(NESTED) + 1 :: 15]]
    for name in names:
        parts = weave(table, view("big-picture"), boundary=name).conservation
        assert parts.accounted_t == pytest.approx(parts.total_t) == pytest.approx(total)


@pytest.mark.parametrize("is_example", DATA_SETS)
def test_boundaries_of_the_bank_nest(demo_bank: Bank, *, is_example: bool) -> None:
    table = table_of(demo_bank, is_example=is_example)
    inside = {
        name: {p.id for p in table.processes.values() if boundary(name, table.processes).side(p) is Side.INSIDE}
        for name in lines_of(table)
    }
    for larger, smaller in zip([None, *NESTED], NESTED, strict=False):
        assert inside[smaller] <= inside[larger]
    assert inside["peittoo"] < inside["pori"] < inside["satakunta"]
    assert {"Luleå", "Oxelösund"}.isdisjoint(table.process(name).municipality for name in inside["finland"])
    for process in (process for process in table.processes.values() if process.kind == "site"):
        assert inside[f"site:{process.id}"] == {process.id}
        assert inside[f"site:{process.id}"] <= inside[f"organisation:{process.organisation}"]


@pytest.mark.parametrize("is_example", DATA_SETS)
def test_planned_plants_on(demo_bank: Bank, *, is_example: bool) -> None:
    today, table = table_of(demo_bank, is_example=is_example), table_of(demo_bank, is_example=is_example, planned=True)
    with demo_bank.session() as session:
        plants = planned_plants(
            [line for line in queries.treatments(session, CITY) if line.is_example == is_example],
            [need for need in queries.needs(session, CITY, limit=100).items if need.is_example == is_example],
        )
    planned = applied(table, AS_PLANNED, plants=plants)
    assert "planned" not in today.kind.values()
    assert planned.kind.values().count("planned") >= (4 if is_example else 1)
    assert len(applied(today, TODAY)) == len(today)
    assert today.left_out["planned"] > planned.left_out.get("planned", 0)
    weave(planned, view("big-picture"), boundary="satakunta")


def test_without_each_plant_of_the_examples(demo_bank: Bank) -> None:
    table = table_of(demo_bank, is_example=True)
    plants = [process.id for process in table.processes.values() if process.kind == "site"]
    lacking = 0
    for plant in plants[::4]:
        found = outcome(table, Scenario.parse(f"without:{plant}"))
        weave(found.table, view("big-picture"), boundary="satakunta")
        lacking += len(found.rows[Change.MISSING]) + len(found.rows[Change.UNUSED])
    assert lacking > 0


def test_dry_mass_and_a_substance_of_the_examples(demo_bank: Bank) -> None:
    table = table_of(demo_bank, is_example=True)
    with demo_bank.session() as session:
        moisture = queries.contents(session, CITY, "moisture", is_example=True)
        iron = queries.contents(session, CITY, "Fe2O3", is_example=True)
    dry = content_layer(table, dry_contents(moisture))
    assert len(dry) > 5
    assert 0 < dry.amount.sum() < np.nansum(table.amount[table.layer.where(["mass"])])
    oxide = content_layer(table, substance_contents(iron), substance_layer("Fe2O3"))
    assert len(oxide) > 2
    assert (oxide.standard_uncertainty > 0).all()
    assert oxide.left_out["not_analysed"] > len(oxide)


def test_checks_of_the_bank_are_sentences(demo_bank: Bank) -> None:
    found = [one for is_example in DATA_SETS for one in findings(table_of(demo_bank, is_example=is_example))]
    assert found
    assert all(str(one.sentence).endswith(".") for one in found)
    public = findings(table_of(demo_bank, is_example=True, viewer=ANONYMOUS))
    assert not any("Protected" in str(one.sentence) for one in public)
