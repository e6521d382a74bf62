from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.export import ROW_COLUMNS, sankey_json, sankey_rows
from flows.labels import TaxonomyLabels
from flows.layout import layout
from flows.sankey import weave, weave_processes
from flows.views import view
from tests.flow_tables import MATERIALS, flow, foundry_town, table_of

ROUND = [
    flow("Elsewhere", "foundry", "scrap", 100.0),
    flow("foundry", "boiler", "sand", 30.0),
    flow("boiler", "foundry", "ash", 10.0),
    flow("foundry", "Elsewhere", "castings", 60.0),
    flow("foundry", "Stock", "sand", 4.0),
    flow("Stock", "boiler", "sand", 1.0),
]


def test_lightest_way_back_is_a_return_and_elsewhere_never_is() -> None:
    data = weave_processes(table_of(ROUND), materials=MATERIALS)
    assert [(link.source, link.target, link.amount) for link in data.returns()] == [("boiler", "foundry", 10.0)]
    assert data.conservation.drawn_t == 205.0


def test_layers_run_from_left_to_right() -> None:
    data = weave_processes(table_of(ROUND), materials=MATERIALS)
    stage = {node.id: int(node.stage) for node in data.nodes}
    for link in data.links:
        if not link.is_return:
            assert stage[link.source] < stage[link.target]
    assert len(data.columns) == max(stage.values()) + 1


def test_materials_stay_apart_and_records_are_behind_them() -> None:
    rows = [flow("a", "b", "sand", 1.0), flow("a", "b", "slag", 2.0), flow("a", "b", "sand", 4.0)]
    data = weave_processes(table_of(rows), materials=MATERIALS)
    found = [(link.material, link.family, link.amount, list(link.record_ids)) for link in data.links]
    assert found == [("sand", "K", 5.0, ["R0", "R2"]), ("slag", "K", 2.0, ["R1"])]


def test_loops_and_masked_rows_are_counted_not_drawn() -> None:
    parts = weave_processes(foundry_town(), 2025, materials=MATERIALS).conservation
    assert (parts.self_loops_t, parts.protected_t, parts.outside_t) == (1.5, 30.0, 0.0)


def test_empty_table_is_an_empty_picture() -> None:
    data = weave_processes(table_of([]), materials=MATERIALS)
    assert (data.links, data.nodes, data.years, len(data.columns)) == ((), (), None, 1)
    assert layout(data, TaxonomyLabels(data, "en")).boxes == ()


def test_json_keeps_the_names_of_the_table() -> None:
    data = weave_processes(table_of(ROUND), materials=MATERIALS)
    found = sankey_json(data, TaxonomyLabels(data, "en"))
    assert {
        name: value
        for link in found["links"]
        if link["target"] == "Elsewhere"
        for name, value in link.items()
        if name in ("source", "target", "material", "mass_t")
    } == {"source": "foundry", "target": "Elsewhere", "material": "castings", "mass_t": 60.0}
    assert [node["id"] for node in found["nodes"]].count("Elsewhere") == 1
    assert (found["year"], found["boundary"], found["basis"], found["unit"]) == (2025, "all", "as_shipped", "t")
    assert all(isinstance(node["stage"], int) for node in found["nodes"])


def test_json_of_a_view_has_the_contract() -> None:
    rows = [{**row, "year": 2020 + number} for number, row in enumerate(ROUND)]
    data = weave(table_of(rows), view("big-picture"), boundary="pori", materials=MATERIALS)
    found = sankey_json(data, TaxonomyLabels(data, "en"))
    assert {"year", "boundary", "basis", "nodes", "links", "conservation", "left_out"} <= found.keys()
    assert (found["year"], found["years"]) == (None, [2020, 2025])
    assert {"id": "sector:metal", "label": "Metals and metal products", "stage": "sector"} in found["nodes"]
    assert found["conservation"]["drawn_t"] == 205.0
    assert {link["is_return"] for link in found["links"]} == {True, False}


@pytest.mark.parametrize("boundary", ["satakunta", "pori", "peittoo", None])
def test_counted_column_adds_up_to_all_records(boundary: str | None) -> None:
    data = weave(foundry_town(), view("big-picture"), boundary=boundary, materials=MATERIALS)
    rows = list(sankey_rows(data, TaxonomyLabels(data, "en")))
    assert sum(row["counted"] for row in rows) == pytest.approx(data.conservation.total_t)
    assert all(tuple(row) == ROW_COLUMNS for row in rows)
    assert {row["part"] for row in rows} >= {
        "record",
        "closing",
        "outside",
        "self_loops",
        "protected_not_drawn",
        "rejected",
    }
    assert all(row["is_example"] == 1 for row in rows)


NAMES = st.sampled_from(["a", "b", "c", "d", "e", "Elsewhere", "Stock", "Market", "Protected"])


@settings(max_examples=80, deadline=None)
@given(st.lists(st.builds(flow, NAMES, NAMES, st.sampled_from(["sand", "ash"]), st.floats(0, 1e6)), max_size=25))
def test_any_table_keeps_the_contract_and_can_be_placed(rows: list[dict[str, Any]]) -> None:
    data = weave_processes(table_of(rows), materials=MATERIALS)
    parts = data.conservation
    assert parts.total_t == pytest.approx(sum(row["amount"] for row in rows))
    assert parts.drawn_t == pytest.approx(sum(link.amount for link in data.links if link.source != link.target))
    placed = layout(data, TaxonomyLabels(data, "en"))
    assert {box.node.id for box in placed.boxes} == {node.id for node in data.nodes}
    assert len(placed.ribbons) + len(placed.lanes) + len(placed.self_loops) == len(data.links)
