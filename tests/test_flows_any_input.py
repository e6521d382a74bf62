"""Conservation on any table: cycles, loops inside a plant, zeros, no amounts, empty words, every view and boundary."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from databank.records import Process
from flows.diagram import LinkKind, SankeyData
from flows.sankey import weave
from flows.sankey.weaving import MAX_LINKS
from flows.table import FlowTable, Rejected
from flows.views import Narrowing, Pick, Split, ViewDefinition, split_dimensions, view, view_names
from flows.views.narrowing import NEVER_SPLIT
from tests.flow_tables import MATERIALS, PROCESSES, flow, table_of

# Hundreds of tables, whose code is measured by the tests of each module.
pytestmark = pytest.mark.no_cover
BARE = Process(id="bare", label="", kind="site")  # a plant of which nothing at all is stated
NOWHERE = Process(id="", label="", kind="site")
EVERYONE = (*PROCESSES, BARE, NOWHERE)
PLANTS = ["foundry", "boiler", "recycler", "faraway", "bare", ""]
BOUNDARIES = [None, "satakunta", "pori", "peittoo", "organisation:Foundry Oy", "site:boiler"]
AMOUNTS = st.one_of(
    st.none(),
    st.just(0.0),
    st.just(float("nan")),
    st.floats(0, 1e12, allow_nan=False),
    st.floats(0, 1e-9, allow_nan=False),
)
ROWS = st.lists(
    st.builds(
        flow,
        st.sampled_from([*PLANTS, "Elsewhere", "Stock", "Protected"]),
        st.sampled_from([*PLANTS, "Elsewhere", "Stock", "Market", "Environment", "fate:unused", "fate:", "Protected"]),
        st.sampled_from([*MATERIALS.family_of, "", "a word nobody knows"]),
        AMOUNTS,
        treatment_code=st.sampled_from(["", "R", "R1", "R4", "R12", "D", "D1", "???"]),
        method=st.sampled_from(["", "weighed", "records", "register", "estimate", "guess"]),
        origin=st.sampled_from(["", "primary", "secondary"]),
        standard_uncertainty=st.sampled_from([None, 0.0, 2.5]),
        record_id=st.sampled_from(["", "R1", "R2"]),
    ),
    max_size=25,
)


def table(rows: list[dict[str, Any]], layer: str, rejected: float = 0.0) -> FlowTable:
    """The rows in one layer, with some that were refused."""
    basis = "energy" if layer == "energy" else "as_shipped"
    found = table_of([{**row, "layer": layer, "basis": basis} for row in rows], processes=EVERYONE)
    refused = (Rejected(year=2025, layer=layer, basis=basis, amount=rejected),)
    members = {name: getattr(found, name) for name in found.__dataclass_fields__}
    return FlowTable(**(members | {"rejected": refused}))


def holds(data: SankeyData, rows: list[dict[str, Any]], rejected: float = 0.0) -> None:
    """Everything is somewhere, links and boxes agree, and nothing is without a name."""
    whole = sum(row["amount"] for row in rows if row["amount"] is not None and row["amount"] == row["amount"])
    check = data.conservation
    assert check.total_t == pytest.approx(whole + rejected, rel=1e-9)
    assert abs(check.accounted_t - check.total_t) <= 1e-9 * check.total_t
    records = [link.counted for link in data.links if link.kind is LinkKind.RECORD]
    assert sum(records) == pytest.approx(check.drawn_t, rel=1e-9)
    assert len(data.links) <= MAX_LINKS
    assert all(node.key for node in data.nodes)
    for node in data.nodes:
        assert node.input == pytest.approx(sum(link.amount for link in data.links if link.target == node.id))
        assert node.output == pytest.approx(sum(link.amount for link in data.links if link.source == node.id))


@settings(max_examples=12, deadline=None)
@given(rows=ROWS, line=st.sampled_from(BOUNDARIES), rejected=st.sampled_from([0.0, 7.5]))
@pytest.mark.parametrize("name", view_names())
def test_every_view_keeps_the_contract(
    name: str, rows: list[dict[str, Any]], line: str | None, rejected: float
) -> None:
    shown = view(name)
    data = weave(table(rows, shown.layer, rejected), shown, year=2025, boundary=line, materials=MATERIALS)
    holds(data, rows, rejected)


@settings(max_examples=12, deadline=None)
@given(rows=ROWS, line=st.sampled_from(BOUNDARIES[:4]), chance=st.randoms(use_true_random=False))
@pytest.mark.parametrize("name", view_names())
def test_every_narrowing_keeps_the_contract(
    name: str, rows: list[dict[str, Any]], line: str | None, chance: Any
) -> None:
    shown = view(name)
    flows = table(rows, shown.layer)
    whole = weave(flows, shown, year=2025, boundary=line, materials=MATERIALS)
    asked = some_narrowing(whole, shown, chance)
    data = weave(flows, shown, year=2025, boundary=line, materials=MATERIALS, narrowing=asked)
    holds(data, rows)
    taken_away = whole.conservation.drawn_t - data.conservation.drawn_t
    assert data.narrowed == pytest.approx(taken_away, rel=1e-6, abs=1e-9 * whole.conservation.total_t)
    shown_boxes = {(node.stage, node.pick) for node in data.nodes}
    assert not shown_boxes & {(pick.stage, pick.key) for pick in asked.hidden}


def some_narrowing(data: SankeyData, shown: ViewDefinition, chance: Any) -> Narrowing:
    """Boxes of a diagram, chosen by chance."""
    boxes = [node for node in data.nodes if node.key not in NEVER_SPLIT]
    some = [Pick(node.stage, node.pick) for node in chance.sample(boxes, min(len(boxes), 3))]
    splits: tuple[Split, ...] = ()
    if some:
        stage = next(stage for stage in shown.stages if stage.id == some[-1].stage)
        splits = (Split(stage.id, some[-1].key, chance.choice(split_dimensions(stage)).name),)
    opened = frozenset({chance.choice(shown.stages).id})
    return Narrowing(only=tuple(some[:1]), hidden=tuple(some[1:2]), splits=splits, opened=opened)


def test_a_large_amount_hides_no_small_one() -> None:
    rows = [flow("foundry", "fate:used", "sand", 1e15), flow("foundry", "fate:unused", "sand", 1e-3)]
    data = weave(table(rows, "mass"), view("big-picture"), materials=MATERIALS)
    holds(data, rows)
    assert {link.amount for link in data.links if link.target.startswith("fate:")} == {1e15, 1e-3}
