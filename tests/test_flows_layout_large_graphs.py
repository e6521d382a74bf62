"""Committed graphs of sixty to a hundred nodes, placed whole."""

from typing import Any

import pytest

from tests.layout_checks import FEEDBACK, GRAPHS, check, placed, woven

# The code is measured on smaller graphs: here that would take three times as long.
pytestmark = pytest.mark.no_cover
LARGE = [graph for graph in GRAPHS if len(graph["nodes"]) > 50]


@pytest.mark.parametrize("graph", LARGE, ids=lambda graph: graph["name"])
def test_no_box_or_name_of_a_large_graph_touches_another(graph: dict[str, Any]) -> None:
    data = woven(graph)
    check(placed(data))
    mass = sum(link.amount for link in data.returns())
    assert mass <= 1.2 * FEEDBACK[graph["name"]]["mass"] + 1e-6
