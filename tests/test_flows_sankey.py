from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from databank.records import LeftOut
from flows.diagram import LinkKind, SankeyData
from flows.errors import UnknownBoundaryError
from flows.sankey import weave
from flows.table import FlowTable
from flows.views import view
from tests.flow_tables import MATERIALS, PROCESSES, flow, foundry_town, table_of

BIG = view("big-picture")
WIDE = 1000  # more boxes than there are: nothing is folded


def big(table: FlowTable, **asked: Any) -> SankeyData:
    usual: dict[str, Any] = {"boundary": "satakunta", "materials": MATERIALS, "max_nodes": WIDE}
    return weave(table, BIG, **(usual | asked))


def amounts(data: SankeyData, kind: LinkKind = LinkKind.RECORD) -> dict[tuple[str, str, str], float]:
    return {(link.source, link.target, link.family): link.amount for link in data.links if link.kind is kind}


def test_an_output_runs_from_sector_through_family_to_fate_and_is_counted_once() -> None:
    data = big(table_of([flow("foundry", "fate:unused", "sand", 20.0)]))
    first, second = [link for link in data.links if link.kind is LinkKind.RECORD]
    assert (first.source, first.target, first.counted) == ("sector:metal", "family:K", 20.0)
    assert (second.source, second.target, second.counted) == ("family:K", "fate:unused", 0.0)
    assert data.conservation.drawn_t == 20.0
    assert list(second.record_ids) == ["R0"]


def test_raw_material_is_named_and_side_streams_from_outside_are_brought_from_elsewhere() -> None:
    data = big(table_of([flow("Elsewhere", "foundry", "scrap", 5.0), flow("faraway", "foundry", "sludge", 3.0)]))
    assert amounts(data) == {
        ("source:ore", "sector:metal", ""): 5.0,
        ("source:import_", "sector:metal", ""): 3.0,
    }


def test_a_flow_between_two_plants_inside_returns_by_its_lane() -> None:
    data = big(table_of([flow("foundry", "recycler", "slag", 10.0)]))
    assert amounts(data) == {
        ("sector:metal", "family:K", "K"): 10.0,
        ("family:K", "fate:returns", "K"): 10.0,
        ("fate:returns", "source:returned", "K"): 10.0,
        ("source:returned", "sector:waste", "K"): 10.0,
    }
    (lane,) = data.returns()
    assert (lane.source, lane.target, lane.counted) == ("fate:returns", "source:returned", 0.0)
    assert data.conservation.drawn_t == 10.0


@pytest.mark.parametrize(("code", "fate"), [("R1", "energy"), ("D1", "disposal"), ("D", "disposal")])
def test_energy_use_and_disposal_inside_are_no_returns_and_leave_no_input_unknown(code: str, fate: str) -> None:
    rows = [flow("foundry", "boiler", "mixed", 7.0, treatment_code=code), flow("boiler", "fate:used", "ash", 2.0)]
    data = big(table_of(rows))
    assert ("family:N", f"fate:{fate}", "N") in amounts(data)
    assert not data.returns()
    assert amounts(data, LinkKind.CLOSING)[("source:unknown_input", "sector:metal", "")] == 7.0
    assert ("source:unknown_input", "sector:energy", "") not in amounts(data, LinkKind.CLOSING)


def test_what_stays_in_a_landfill_is_no_unexplained_difference() -> None:
    rows = [flow("foundry", "boiler", "mixed", 7.0, treatment_code="D1"), flow("boiler", "fate:used", "ash", 2.0)]
    assert big(table_of(rows)).figures["unexplained_t"] == 0.0


def test_a_neighbours_side_stream_that_is_burnt_is_a_known_input_counted_once() -> None:
    rows = [flow("foundry", "boiler", "mixed", 7.0, treatment_code="R1"), flow("boiler", "fate:used", "ash", 9.0)]
    data = big(table_of(rows))
    assert amounts(data)[("source:import_", "sector:energy", "N")] == 7.0
    assert amounts(data, LinkKind.CLOSING)[("source:unknown_input", "sector:energy", "")] == 2.0
    assert data.conservation.drawn_t == 16.0


@pytest.mark.parametrize(
    ("target", "fate"),
    [
        ("fate:used", "used"),
        ("fate:unused", "unused"),
        ("fate:recovery_unspecified", "recovery_unspecified"),
        ("fate:not_known", "not_known"),
        ("fate:nobody_knows_this_word", "not_known"),
        ("Elsewhere", "elsewhere"),
        ("faraway", "elsewhere"),
        ("Stock", "stock"),
        ("Market", "market"),
    ],
)
def test_every_target_has_its_fate(target: str, fate: str) -> None:
    data = big(table_of([flow("boiler", target, "ash", 1.0)]))
    assert amounts(data)[("family:T", f"fate:{fate}", "T")] == 1.0


def test_what_leaves_the_area_stays_export_whatever_its_treatment() -> None:
    data = big(table_of([flow("boiler", "Elsewhere", "ash", 1.0, treatment_code="D1")]))
    assert ("family:T", "fate:elsewhere", "T") in amounts(data)


def test_emissions_end_in_a_node_of_their_own() -> None:
    data = big(table_of([flow("foundry", "Environment", "exhaust", 5.0)]))
    assert amounts(data) == {("sector:metal", "family:emission", "emission"): 5.0}


def test_difference_of_a_process_with_inputs_and_outputs_is_drawn_and_named() -> None:
    rows = [flow("Elsewhere", "foundry", "scrap", 100.0), flow("foundry", "Market", "castings", 60.0)]
    assert amounts(big(table_of(rows)), LinkKind.CLOSING) == {("sector:metal", "family:unexplained", ""): 40.0}


def test_a_plant_that_only_takes_has_no_unexplained_difference() -> None:
    data = big(table_of([flow("Elsewhere", "recycler", "sludge", 9.0)]))
    assert not amounts(data, LinkKind.CLOSING)


def test_from_stock_is_a_source() -> None:
    data = big(table_of([flow("Stock", "boiler", "chips", 9.0)]))
    assert ("source:from_stock", "sector:energy", "") in amounts(data)


def test_town_keeps_the_contract_in_every_boundary() -> None:
    town = foundry_town()
    for boundary in (None, "satakunta", "pori", "peittoo"):
        parts = big(town, boundary=boundary).conservation
        assert parts.total_t == pytest.approx(768.5)
        assert parts.protected_t == 30.0
    assert big(town, boundary="pori").conservation.self_loops_t == 1.5
    assert big(town, boundary="peittoo").conservation.outside_t == pytest.approx(12 + 3 + 2 + 500 + 6)


def test_masked_flows_are_hatched_only_where_they_certainly_lie() -> None:
    town = foundry_town()
    assert amounts(big(town), LinkKind.PROTECTED) == {("family:protected", "fate:protected", ""): 30.0}
    assert not amounts(big(town, boundary="pori"), LinkKind.PROTECTED)
    assert not amounts(big(town, family="K"), LinkKind.PROTECTED)


def test_boundary_makes_the_neighbour_an_import() -> None:
    town = foundry_town()
    assert ("source:import_", "sector:metal", "") in amounts(big(town, boundary="pori"))
    assert ("fate:returns", "source:returned", "K") in amounts(big(town, boundary="satakunta"))
    assert not big(town, boundary="pori").returns()


def test_unknown_boundary_is_a_sentence() -> None:
    with pytest.raises(
        UnknownBoundaryError, match=r"There is no boundary rauma\. Choose one of: finland, satakunta, pori, peittoo\."
    ):
        big(foundry_town(), boundary="rauma")


def test_unknown_amounts_and_other_layers_are_left_out_and_counted() -> None:
    data = big(foundry_town())
    assert data.left_out == {"unknown_amount": 1}
    energy = weave(foundry_town(), view("energy"), boundary="pori", materials=MATERIALS)
    assert (energy.conservation.drawn_t, energy.unit, energy.basis) == (900.0, "MWh", "energy")
    assert ("producer:Boiler Oy", "material:heat", "H") in amounts(energy)
    assert ("material:heat", "receiver:used", "H") in amounts(energy)


def test_reasons_of_the_bank_are_kept() -> None:
    table = table_of(
        [flow("foundry", "fate:used", "sand", None)], left_out={LeftOut.UNKNOWN_AMOUNT: 2, LeftOut.STALE: 1}
    )
    assert big(table).left_out == {"unknown_amount": 3, "stale": 1}


def test_one_material_runs_from_producer_through_treatment_to_receiver() -> None:
    rows = [
        flow("foundry", "recycler", "slag", 10.0, treatment_code="R5"),
        flow("foundry", "fate:unused", "slag", 4.0),
        flow("Elsewhere", "foundry", "sand", 2.0),
        flow("boiler", "fate:used", "ash", 9.0),
    ]
    data = weave(table_of(rows), view("one-material"), boundary="satakunta", family="K", materials=MATERIALS)
    assert amounts(data) == {
        ("producer:metal", "material:slag", "K"): 14.0,
        ("producer:import_", "material:sand", "K"): 2.0,
        ("material:slag", "treatment:R5", "K"): 10.0,
        ("treatment:R5", "receiver:sector:waste", "K"): 10.0,
        ("material:slag", "receiver:unused", "K"): 4.0,
        ("material:sand", "receiver:sector:metal", "K"): 2.0,
    }
    assert (data.conservation.drawn_t, data.conservation.outside_t) == (16.0, 9.0)


def test_one_class_of_a_family() -> None:
    rows = [flow("foundry", "fate:unused", "slag", 4.0), flow("foundry", "fate:unused", "sand", 6.0)]
    data = weave(table_of(rows), view("one-material"), family="K", material_class="sand", materials=MATERIALS)
    assert (data.conservation.drawn_t, data.conservation.outside_t, data.boundary) == (6.0, 4.0, "all")


def test_smallest_nodes_are_folded_but_never_what_matters() -> None:
    plants = tuple(
        type(PROCESSES[0])(id=f"p{n}", label=f"P{n}", kind="site", sector=f"sector{n:02}", municipality="Pori")
        for n in range(20)
    )
    rows = [flow(f"p{n}", "fate:unused", "sand", float(n + 1)) for n in range(20)]
    data = weave(table_of(rows, processes=plants), BIG, boundary="pori", materials=MATERIALS, max_nodes=6)
    boxes = {node.key: node for node in data.nodes if node.stage == "sector"}
    assert list(boxes) == ["sector15", "sector16", "sector17", "sector18", "sector19", "folded"]
    assert boxes["folded"].members[0] == "sector14"
    assert boxes["folded"].output == sum(range(1, 16)) == boxes["folded"].input
    assert {node.key for node in data.nodes if node.stage == "source"} == {"unknown_input"}


def test_latest_year_of_each_stream_is_drawn_without_a_year() -> None:
    rows = [
        flow("foundry", "fate:unused", "sand", 1.0, year=2023, record_id="A"),
        flow("foundry", "fate:used", "sand", 2.0, year=2024, record_id="A"),
        flow("boiler", "fate:used", "ash", 4.0, year=2022, record_id="B"),
    ]
    data = big(table_of(rows))
    assert (data.years, data.conservation.total_t) == ((2022, 2024), 6.0)
    assert big(table_of(rows), year=2023).conservation.total_t == 1.0
    assert big(table_of(rows), year=2020).links == ()


def test_headline_figures_of_the_town() -> None:
    figures = big(foundry_town()).figures
    assert figures["side_streams_t"] == 20 + 10 + 12 + 3 + 2 + 7 + 4
    assert figures["secondary_t"] == 8.0
    assert figures["returned_t"] == 18.0
    assert figures["energy_t"] == 7.0
    assert figures["recovered_t"] == 12 + 18 + 7
    assert figures["unused_share"] == pytest.approx(20 / 66)
    assert (figures["largest_unused_family"], figures["largest_unused_t"]) == ("K", 20.0)
    assert figures["organisations"] == 3.0


# --- random tables against a second, naive implementation ---------------------------------------------------------

ENDS = [
    "foundry",
    "boiler",
    "recycler",
    "faraway",
    "Elsewhere",
    "Stock",
    "Market",
    "fate:unused",
    "fate:used",
    "fate:disposal",
]
ROWS = st.lists(
    st.builds(
        flow,
        st.sampled_from([*ENDS[:6], "Protected"]),
        st.sampled_from([*ENDS, "Environment"]),
        st.sampled_from([*MATERIALS.family_of, "a word nobody knows"]),
        st.one_of(st.none(), st.integers(0, 10**6).map(float), st.floats(0, 1e6, allow_nan=False)),
        treatment_code=st.sampled_from(["", "R1", "R4", "D1"]),
        year=st.sampled_from([2024, 2025]),
    ),
    max_size=40,
)
INSIDE = {
    None: {"foundry", "boiler", "recycler", "faraway"},
    "satakunta": {"foundry", "boiler", "recycler"},
    "pori": {"foundry", "boiler"},
    "peittoo": {"foundry"},
}
SECTOR = {process.id: process.sector for process in PROCESSES}


def naive_big_picture(rows: list[dict[str, Any]], boundary: str | None) -> dict[tuple[str, str, str], float]:
    """The big picture of one year by dictionaries and if, row by row."""
    inside, sums = INSIDE[boundary], defaultdict[tuple[str, str, str], float](float)
    outer = {"Elsewhere", *SECTOR} - inside
    for row in rows:
        source, target, amount = row["source"], row["target"], row["amount"]
        if amount is None or "Protected" in (source, target) or source == target:
            continue
        family = MATERIALS.family_of.get(row["material"], "N")
        if source in inside:
            fate = naive_fate(target, row["treatment_code"], inside, outer)
            sums["sector:" + SECTOR[source], f"family:{family}", family] += amount
            if not (fate == "environment" and family == "emission"):
                sums[f"family:{family}", f"fate:{fate}", family] += amount
            if fate == "returns":
                sums["fate:returns", "source:returned", family] += amount
                sums["source:returned", "sector:" + SECTOR[target], family] += amount
            if fate == "energy" and target in inside:
                sums["source:import_", "sector:" + SECTOR[target], family] += amount
        elif target in inside:
            raw = family if family in ("ore", "timber") else "import_"
            sums["source:" + ("from_stock" if source == "Stock" else raw), "sector:" + SECTOR[target], ""] += amount
    return dict(sums)


def naive_fate(target: str, code: str, inside: set[str], outer: set[str]) -> str:
    if target in outer:
        return "elsewhere"
    fate = "returns" if target in inside else target.removeprefix("fate:").lower()
    if fate in ("returns", "used") and code in ("R1", "D1"):
        return {"R1": "energy", "D1": "disposal"}[code]
    return fate


@settings(max_examples=150, deadline=None)
@given(ROWS, st.sampled_from(list(INSIDE)), st.sampled_from([2024, 2025]))
def test_grouping_agrees_with_a_naive_one(rows: list[dict[str, Any]], boundary: str | None, year: int) -> None:
    data = big(table_of(rows), boundary=boundary, year=year)
    expected = naive_big_picture([row for row in rows if row["year"] == year], boundary)
    found = amounts(data)
    assert found.keys() == expected.keys()
    for key, amount in expected.items():
        assert found[key] == pytest.approx(amount)


@settings(max_examples=150, deadline=None)
@given(
    ROWS, st.sampled_from(list(INSIDE)), st.sampled_from(["big-picture", "one-material", "energy"]), st.integers(3, 12)
)
def test_conservation_and_records_hold_on_any_table(
    rows: list[dict[str, Any]], boundary: str | None, name: str, most: int
) -> None:
    layer = view(name).layer
    table = table_of(
        [{**row, "layer": layer, "basis": "energy" if layer == "energy" else "as_shipped"} for row in rows]
    )
    data = weave(table, view(name), boundary=boundary, year=2025, materials=MATERIALS, max_nodes=most)
    known = {f"R{number}": row for number, row in enumerate(rows) if row["year"] == 2025}
    asked: Mapping[str, float] = {name: row["amount"] for name, row in known.items() if row["amount"] is not None}
    assert data.conservation.total_t == pytest.approx(sum(asked.values()))
    assert data.conservation.accounted_t == pytest.approx(data.conservation.total_t)
    for link in data.links:
        assert set(link.record_ids) <= asked.keys()
        if link.kind is LinkKind.RECORD:
            assert link.amount == pytest.approx(sum(asked[name] for name in link.record_ids))
            assert link.record_count == len(link.record_ids)
    for node in data.nodes:
        assert node.input == pytest.approx(sum(link.amount for link in data.links if link.target == node.id))
        assert node.output == pytest.approx(sum(link.amount for link in data.links if link.source == node.id))
