import itertools
import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flows.diagram import SankeyData
from flows.labels import TaxonomyLabels
from flows.layering import layers, short_layers, shortened
from flows.sankey.processes import MOST_LINKS, MOST_NODES, weave_processes
from tests.flow_tables import MATERIALS, flow, table_of
from tests.layout_checks import check, placed

AMOUNTS = st.floats(0, 1e6)


def woven(rows: list[dict[str, Any]], **asked: Any) -> SankeyData:
    return weave_processes(table_of(rows, processes=()), materials=MATERIALS, **asked)


def test_a_long_tail_is_folded_and_no_tonne_is_lost() -> None:
    rows = [flow(f"giver {number:02}", "plant", "sand", 1.0 + number) for number in range(40)]
    data = woven(rows)
    assert len(data.nodes) == 13
    (fold,) = [node for node in data.nodes if node.members]
    assert fold.members == tuple(f"giver {number:02}" for number in range(29))
    assert TaxonomyLabels(data, "sv").node_label(fold) == "Övriga (29)"
    assert fold.output == sum(range(1, 30))
    assert data.conservation.drawn_t == data.conservation.total_t == sum(range(1, 41))
    (link,) = [link for link in data.links if link.source == fold.id]
    assert (link.record_count, link.record_ids[0]) == (29, "R0")
    assert len(woven(rows, fold=False).nodes) == 41


def test_beyond_the_boundary_is_never_folded() -> None:
    rows = [flow(f"giver {number:02}", "plant", "sand", 10.0) for number in range(40)]
    data = woven([*rows, flow("Elsewhere", "plant", "sand", 0.1), flow("Stock", "plant", "ash", 0.1)])
    assert {"Elsewhere", "Stock"} <= {node.id for node in data.nodes}
    assert max(Counter(node.stage for node in data.nodes).values()) == 12


def test_flows_inside_a_fold_are_links_to_itself() -> None:
    pairs = [(f"p{number:02}", f"q{number:02}") for number in range(30)]
    rows = [flow(tail, "hub", "sand", 1.0) for pair in pairs for tail in pair]
    rows += [flow("hub", name, "sand", 0.5) for pair in pairs for name in pair]
    data = woven(rows)
    assert data.conservation.accounted_t == pytest.approx(90.0)
    assert len(data.nodes) <= 25


def test_many_links_are_drawn_by_family_and_then_as_one() -> None:
    names = [f"{column}{number:02}" for column in "abcdef" for number in range(12)]
    chance = random.Random(3)  # noqa: S311 - the same made-up table every time
    pairs = [pair for pair in itertools.product(names, names) if ord(pair[1][0]) - ord(pair[0][0]) == 1]
    several = [flow(*pair, word, 5.0) for pair in chance.sample(pairs, 120) for word in ("sand", "slag", "ash")]
    data = woven(several)
    assert {(link.material, link.family) for link in data.links} == {("", "K"), ("", "T")}
    assert 230 <= len(data.links) <= 240
    every = woven([flow(*pair, word, chance.uniform(1, 9)) for pair in pairs for word in ("sand", "ash")])
    assert len(every.links) <= MOST_LINKS
    assert {(link.material, link.family) for link in every.links} == {("", "")}
    assert every.conservation.drawn_t == pytest.approx(every.conservation.total_t)


def test_thousands_of_processes_are_a_picture_too() -> None:
    chance = random.Random(5)  # noqa: S311 - the same made-up table every time
    rows = [
        flow(f"p{chance.randrange(3000)}", f"p{chance.randrange(3000)}", "sand", chance.lognormvariate(0, 2))
        for _ in range(6000)
    ]
    data = woven(rows)
    assert len(data.nodes) <= MOST_NODES
    assert len(data.links) <= MOST_LINKS
    parts = data.conservation
    assert parts.drawn_t + parts.self_loops_t == pytest.approx(sum(row["amount"] for row in rows), rel=1e-9)
    check(placed(data))


NAMES = st.sampled_from([*(f"p{number}" for number in range(24)), "Elsewhere", "Stock"])
TABLES = st.lists(st.builds(flow, NAMES, NAMES, st.sampled_from(["sand", "ash"]), AMOUNTS), max_size=60)


@settings(max_examples=40, deadline=None)
@given(TABLES, st.randoms(use_true_random=False))
@example([flow("p0", "p0", "sand", 5e-324)], random.Random(1))  # noqa: S311 - next to nothing, and only to itself
def test_any_table_is_placed_without_overlap_and_the_same_from_shuffled_rows(rows: list[Any], chance: Any) -> None:
    data = woven(rows)
    drawn = placed(data)
    check(drawn)
    parts = data.conservation
    assert parts.accounted_t == pytest.approx(sum(row["amount"] for row in rows), rel=1e-9)
    shuffled = list(rows)
    chance.shuffle(shuffled)
    again = placed(woven(shuffled))
    assert again.order == drawn.order
    assert [round(box.y, 3) for box in again.boxes] == [round(box.y, 3) for box in drawn.boxes]


def test_rings_stand_over_their_box_at_scale() -> None:
    rows = [flow("a", "b", "sand", 50.0), flow("b", "c", "sand", 40.0), flow("b", "b", "sand", 5.0)]
    data = woven([*rows, flow("b", "b", "ash", 3.0)])
    drawn = placed(data)
    assert data.conservation.self_loops_t == 8.0
    assert [loop.link.counted for loop in drawn.self_loops] == [0.0, 0.0]
    box = drawn.box("b")
    assert box.height == pytest.approx(58.0 * drawn.scale)
    inner, outer = sorted(drawn.self_loops, key=lambda loop: loop.turn)
    for loop in (inner, outer):
        assert loop.width == pytest.approx(loop.link.amount * drawn.scale)
        assert loop.start[0] == box.x1
        assert loop.end[0] == box.x0
        assert loop.start[1] - loop.level == pytest.approx(2 * loop.turn)
        assert loop.level - loop.width / 2 >= 0
    assert inner.turn + inner.width / 2 == pytest.approx(outer.turn - outer.width / 2)
    assert inner.level + inner.width / 2 <= box.text_y - 0.77 * box.line_height


def test_parts_that_no_flow_joins_stand_under_each_other() -> None:
    rows = [flow("a", "b", "sand", 50.0), flow("a", "c", "ash", 5.0), flow("x", "y", "sand", 20.0)]
    drawn = placed(woven(rows))
    upper = max(drawn.box(name).y + drawn.box(name).height for name in "abc")
    assert min(drawn.box(name).y for name in "xy") > upper + 20


def test_columns_are_few_and_flows_short() -> None:
    chain = {(f"n{number:02}", f"n{number + 1:02}"): 9.0 for number in range(6)}
    assert layers(chain | {("late", "n06"): 1.0})["late"] == 0
    assert short_layers(chain | {("late", "n06"): 1.0})["late"] == 5
    crowd = {(f"g{number:02}", "n05"): 1.0 for number in range(20)}
    assert max(Counter(short_layers(chain | crowd).values()).values()) < 20


def test_a_long_chain_is_cut_only_as_far_as_little_runs_back() -> None:
    names = [f"n{number:02}" for number in range(16)]
    flows = dict.fromkeys(itertools.pairwise(names), 50.0) | {("n07", "n08"): 1.0, ("n15", "n00"): 20.0}
    back = shortened(flows, {("n15", "n00")}, 12)
    assert back == {("n15", "n00"), ("n07", "n08")}
    assert shortened(flows | {("n07", "n08"): 4.0}, {("n15", "n00")}, 12) == {("n15", "n00")}
    assert shortened(flows, {("n15", "n00")}, 99) == {("n15", "n00")}
