"""Committed graphs of up to fifty nodes, placed whole: nothing overlaps, nothing is cut off."""

import itertools
from typing import Any

import pytest

from taxonomy.codes import LANGUAGES, Language
from tests.layout_checks import FEEDBACK, GRAPHS, apart, check, placed, woven

SMALL = [graph for graph in GRAPHS if len(graph["nodes"]) <= 50]
SOME = [*SMALL[3:24:6], *SMALL[-2:]]


@pytest.mark.no_cover  # what the fewer graphs below run is measured
@pytest.mark.parametrize("graph", SMALL, ids=lambda graph: graph["name"])
def test_no_box_or_name_of_any_graph_touches_another(graph: dict[str, Any]) -> None:
    data = woven(graph)
    check(placed(data))
    mass = sum(link.amount for link in data.returns())
    assert mass <= 1.2 * FEEDBACK[graph["name"]]["mass"] + 1e-6


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("graph", SOME[-3:], ids=lambda graph: graph["name"])
def test_nor_in_any_language(graph: dict[str, Any], language: Language) -> None:
    check(placed(woven(graph), language))


@pytest.mark.parametrize("graph", SOME, ids=lambda graph: graph["name"])
def test_ribbons_pass_boxes_without_touching_them(graph: dict[str, Any]) -> None:
    drawn = placed(woven(graph))
    for ribbon in drawn.ribbons:
        for (x0, y0), (x1, y1) in itertools.pairwise(ribbon.points):
            assert x0 < x1
            if y0 == y1:
                passed = (x0, x1, y0 - ribbon.width / 2, y0 + ribbon.width / 2)
                for box in drawn.boxes:
                    assert apart(passed, (box.x0, box.x1, box.y, box.y + box.height)), (ribbon.link, box.node.id)


@pytest.mark.parametrize("graph", SOME, ids=lambda graph: graph["name"])
def test_lanes_turn_side_by_side_and_under_everything(graph: dict[str, Any]) -> None:
    drawn = placed(woven(graph))
    bottom = max(box.y + box.height for box in drawn.boxes)
    upright: dict[tuple[float, bool], list[tuple[float, float]]] = {}
    for lane in drawn.lanes:
        assert lane.level - lane.width / 2 > bottom
        assert lane.level + lane.width / 2 < drawn.height
        for (x, y), turn, leaves in ((lane.start, lane.start_turn, True), (lane.end, lane.end_turn, False)):
            assert lane.level - y >= 2 * turn - 1e-6
            assert 0 <= (x + turn if leaves else x - turn) <= drawn.width
            upright.setdefault((x, leaves), []).append((turn - lane.width / 2, turn + lane.width / 2))
    for spans in upright.values():
        for one, other in itertools.pairwise(sorted(spans)):
            assert one[1] <= other[0] + 1e-6


@pytest.mark.parametrize("graph", SOME[:4], ids=lambda graph: graph["name"])
def test_the_order_of_the_rows_changes_nothing(graph: dict[str, Any]) -> None:
    one, other = (placed(woven({**graph, "links": links})) for links in (graph["links"], graph["links"][::-1]))
    assert one.order == other.order
    assert {box.node.id: round(box.y, 4) for box in one.boxes} == {box.node.id: round(box.y, 4) for box in other.boxes}
    assert sorted((lane.link.source, lane.link.target) for lane in one.lanes) == sorted(
        (lane.link.source, lane.link.target) for lane in other.lanes
    )
