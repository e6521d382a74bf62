import itertools
import random

import networkx as nx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flows.feedback import PARTS, _exact_order, _hitting_set, _running_back, feedback_arcs
from flows.layering import layers
from flows.network import network
from tests.flow_tables import flow, foundry_town, table_of


def test_every_row_is_an_edge_with_its_record() -> None:
    graph = network(foundry_town())
    assert graph.number_of_edges() == len(foundry_town())
    assert graph.nodes["foundry"] == {
        "label": "Foundry",
        "kind": "site",
        "sector": "metal",
        "area": "peittoo",
        "municipality": "Pori",
        "organisation": "Foundry Oy",
    }
    (edge,) = graph.get_edge_data("foundry", "recycler").values()
    assert (edge["amount"], edge["material"], edge["record_id"], edge["kind"]) == (10.0, "slag", "R4", "exchange")


def test_unknown_amount_is_none_and_parallel_rows_stay_apart() -> None:
    graph = network(table_of([flow("a", "b", "m", None), flow("a", "b", "m", 2.0)]))
    assert [edge["amount"] for edge in graph.get_edge_data("a", "b").values()] == [None, 2.0]


def test_lightest_arc_of_a_cycle_runs_back() -> None:
    assert feedback_arcs({("a", "b"): 5.0, ("b", "c"): 4.0, ("c", "a"): 1.0}) == {("c", "a")}


def test_equal_weights_are_settled_by_name() -> None:
    pairs = {("b", "a"): 1.0, ("a", "b"): 1.0}
    assert feedback_arcs(pairs) == feedback_arcs(dict(reversed(pairs.items()))) == {("b", "a")}


def test_loops_and_acyclic_graphs_have_none() -> None:
    assert feedback_arcs({("a", "a"): 9.0, ("a", "b"): 1.0, ("b", "c"): 1.0}) == frozenset()
    assert feedback_arcs({}) == frozenset()


WEIGHTS = st.dictionaries(
    st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde")).filter(lambda pair: pair[0] != pair[1]),
    st.integers(1, 9).map(float),
    max_size=14,
)


@settings(deadline=None)
@given(WEIGHTS)
def test_answer_is_the_least_there_is_and_leaves_no_cycle(weights: dict[tuple[str, str], float]) -> None:
    back = feedback_arcs(weights)
    assert nx.is_directed_acyclic_graph(nx.DiGraph([pair for pair in weights if pair not in back]))
    least = min(
        sum(weight for (tail, head), weight in weights.items() if order.index(head) < order.index(tail))
        for order in itertools.permutations("abcde")
    )
    assert sum(weights[pair] for pair in back) == pytest.approx(least)


def test_large_knots_are_near_the_hidden_order_and_the_same_every_time() -> None:
    chance = random.Random(7)  # noqa: S311 - the same made-up graph every time
    names = [f"p{number:02}" for number in range(24)]
    forward = {(a, b): chance.uniform(5, 9) for a, b in itertools.combinations(names, 2) if chance.random() < 0.4}
    backward = {(b, a): chance.uniform(0.1, 1) for a, b in itertools.combinations(names, 2) if chance.random() < 0.2}
    back = feedback_arcs(forward | backward)
    assert sum((forward | backward)[pair] for pair in back) <= sum(backward.values())
    shuffled = list((forward | backward).items())
    chance.shuffle(shuffled)
    assert feedback_arcs(dict(shuffled)) == back


def test_knots_beyond_the_exact_search_are_still_ordered(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"p{number:02}" for number in range(12)]
    ring = dict.fromkeys(itertools.pairwise(names), 10.0) | {(names[-1], names[0]): 1.0}
    assert feedback_arcs(ring) == {("p11", "p00")}
    monkeypatch.setattr("flows.feedback.MOST_ARCS", 0)
    assert feedback_arcs(ring) == {("p11", "p00")}


KNOTS = st.dictionaries(
    st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda arc: arc[0] != arc[1]), st.integers(1, 9), max_size=30
)


@settings(max_examples=60, deadline=None)
@given(KNOTS)
@example(dict.fromkeys(itertools.permutations(range(6), 2), 1))  # a third of each arc would hit every cycle
def test_cycles_hit_by_programming_weigh_as_little_as_the_best_order(weights: dict[tuple[int, int], int]) -> None:
    parts = {arc: weight * PARTS // 9 for arc, weight in sorted(weights.items())}
    best = _running_back(_exact_order(6, parts), parts)
    found = _hitting_set(parts)
    assert found is not None
    assert sum(parts[arc] for arc in found) == sum(parts[arc] for arc in best)


def test_layers_are_the_longest_way() -> None:
    assert layers([("a", "b"), ("b", "c"), ("a", "c"), ("d", "c")]) == {"a": 0, "b": 1, "c": 2, "d": 0}
