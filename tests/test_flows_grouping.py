import numpy as np
import pytest

from flows.diagram import LinkKind
from flows.partition import ABSENT
from flows.sankey import weave
from flows.sankey.folding import Room, shelves, totals_of
from flows.sankey.grouping import Ends, RecordIds, group
from flows.table import Categorical
from flows.views import view
from tests.flow_tables import MATERIALS, flow, foundry_town, table_of


def ends(
    tail: list[int], head: list[int], family: list[int], amount: list[float], counted: list[bool] | None = None
) -> Ends:
    whole = np.arange(len(tail))
    counts = np.array(counted if counted is not None else [True] * len(tail), dtype=bool)
    return Ends(
        whole,
        np.array(tail),
        np.array(head),
        np.array(family),
        np.array(amount, dtype=float),
        np.square(amount),
        counts,
    )


@pytest.mark.parametrize("far", [1, 10**9])
def test_sums_are_the_same_for_few_and_for_sparse_keys(far: int) -> None:
    groups, keys = group(ends([0, far, 0], [1, 0, 1], [2, ABSENT, 2], [1.5, 4.0, 2.5], [True, True, False]), 2, 3)
    found = {(one.tail, one.head, one.family): (one.amount, one.counted, one.variance, one.rows) for one in groups}
    assert found == {(0, 1, 2): (4.0, 1.5, 8.5, 2), (far, 0, ABSENT): (4.0, 4.0, 16.0, 1)}
    assert [keys.tolist().count(one.key) for one in groups] == [2, 1]


def test_no_rows_give_no_groups() -> None:
    assert group(ends([], [], [], []), 2, 3)[0] == []


def test_record_ids_are_decoded_when_asked_once_each() -> None:
    column = Categorical.encode(["E-1", "", "E-2", "E-1"])
    ids = RecordIds(column, np.arange(4), np.array([7, 7, 7, 7]), 7)
    assert list(ids) == ["E-1", "E-2"]
    assert (len(ids), ids[1], ids[:1]) == (2, "E-2", ("E-1",))
    assert ids == ("E-1", "E-2")
    assert ids != "E-1"
    assert hash(ids) == hash(("E-1", "E-2"))
    assert repr(ids) == "RecordIds('E-1', 'E-2')"


def test_links_of_equal_records_are_equal() -> None:
    one, other = (weave(foundry_town(), view("big-picture"), materials=MATERIALS) for _ in range(2))
    assert one.links == other.links
    assert len(set(one.links)) == len(one.links)
    assert one.node("sector:metal") == other.node("sector:metal")


def test_one_small_box_is_not_folded_alone() -> None:
    data = weave(foundry_town(), view("big-picture"), boundary="satakunta", materials=MATERIALS, max_nodes=2)
    boxes = {stage: [node.key for node in data.nodes if node.stage == stage] for stage in ("source", "sector")}
    assert boxes["source"] == ["ore", "import_", "returned", "unknown_input"]  # only ore could be folded
    assert boxes["sector"] == ["metal", "folded"]
    assert data.node("sector:folded").members == ("energy", "waste")


def test_stages_that_do_not_fold_keep_every_box() -> None:
    rows = [flow("boiler", f"fate:{fate}", "ash", 1.0) for fate in ("used", "disposal", "unused", "not_known")]
    data = weave(table_of(rows), view("big-picture"), materials=MATERIALS, max_nodes=2)
    assert len([node for node in data.nodes if node.stage == "fate"]) == 4


def test_shelves_of_nothing_are_empty() -> None:
    totals = totals_of(3, [], [], {})
    assert [shelf.keys for shelf in shelves(totals, [Room(3)] * 3)] == [(), (), ()]


def test_uncertainty_of_parallel_rows_adds_by_squares_and_is_a_tenth_where_none_is_stated() -> None:
    rows = [
        flow("foundry", "fate:used", "sand", 30.0),
        flow("foundry", "fate:used", "sand", 70.0, standard_uncertainty=4.0),
        flow("foundry", "fate:used", "ash", 70.0, standard_uncertainty=0.0),
    ]
    data = weave(table_of(rows), view("one-material"), materials=MATERIALS)
    found = {link.family: link.standard_uncertainty for link in data.links if link.source == "producer:metal"}
    assert found == {"K": 5.0, "T": 0.0}


def test_a_closing_difference_has_no_uncertainty() -> None:
    data = weave(foundry_town(), view("big-picture"), materials=MATERIALS)
    assert {link.standard_uncertainty for link in data.links if link.kind is not LinkKind.RECORD} == {None}
