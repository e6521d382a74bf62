from flows.layout import common_order, common_scale, feedback_order
from flows.layout.grid import grid_of
from flows.layout.placing import scale_of
from flows.sankey.processes import weave_processes
from tests.flow_tables import MATERIALS, flow, table_of
from tests.layout_checks import GRAPHS, placed, woven

ROWS = [
    [
        flow("a", "c", "sand", 60.0),
        flow("b", "d", "ash", 30.0),
        flow("c", "e", "sand", 50.0),
        flow("d", "e", "ash", 9.0),
    ],
    [
        flow("a", "d", "sand", 20.0),
        flow("b", "c", "ash", 200.0),
        flow("c", "e", "sand", 5.0),
        flow("d", "e", "ash", 9.0),
    ],
]
YEARS = [weave_processes(table_of(rows), materials=MATERIALS) for rows in ROWS]


def test_every_year_fits_at_the_common_scale() -> None:
    scales = [scale_of(grid_of(data)) for data in YEARS]
    assert common_scale(YEARS) == min(scales) < max(scales)
    assert common_scale([]) == 1.0
    assert common_scale([weave_processes(table_of([])), YEARS[0]]) == scales[0]


def test_years_keep_one_order_and_new_nodes_move_nobody() -> None:
    order, scale = common_order(YEARS), common_scale(YEARS)
    drawn = [placed(data, order=order, scale=scale) for data in YEARS]
    assert drawn[0].order == drawn[1].order == order
    assert drawn[0].scale == drawn[1].scale == scale
    later = weave_processes(table_of([*ROWS[0], flow("n", "c", "slag", 500.0)]), materials=MATERIALS)
    kept = placed(later, order=order).order
    assert [[name for name in column if name != "n"] for column in kept] == order
    assert "n" in kept[0]
    assert common_order([]) == []


def test_order_of_another_picture_is_kept_where_it_would_not_be_found() -> None:
    data = YEARS[0]
    found = placed(data).order
    turned = [column[::-1] for column in found]
    assert placed(data, order=turned).order == turned


def test_links_lead_onwards_in_the_feedback_order_but_for_returns() -> None:
    for graph in (GRAPHS[3], GRAPHS[20], GRAPHS[-2]):
        data = woven(graph)
        place = {name: number for number, name in enumerate(feedback_order(data))}
        assert place.keys() == {node.id for node in data.nodes}
        for link in data.links:
            if link.source != link.target:
                assert (place[link.source] > place[link.target]) == link.is_return
