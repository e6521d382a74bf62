import itertools
from typing import Any

import numpy as np
import pytest

from flows.diagram import SankeyData
from flows.labels import TaxonomyLabels
from flows.layout import Layout, layout
from flows.layout.boxes import Box
from flows.layout.lettering import text_width, wrap
from flows.layout.ordering import Strip, arrange
from flows.layout.placement import Pull, place
from flows.sankey import weave
from flows.sankey.processes import weave_processes
from flows.table import FlowTable
from flows.views import view
from taxonomy.codes import LANGUAGES, Language
from tests.flow_tables import MATERIALS, flow, foundry_town, table_of


def big(table: FlowTable, **asked: Any) -> SankeyData:
    usual: dict[str, Any] = {"boundary": "satakunta", "materials": MATERIALS}
    return weave(table, view("big-picture"), **(usual | asked))


def placed(data: SankeyData, language: Language = "en", **asked: Any) -> Layout:
    return layout(data, TaxonomyLabels(data, language), **asked)


def text_area(box: Box) -> tuple[float, float, float, float]:
    """Left, right, top and bottom of a name with its value."""
    wide = max(text_width(line) for line in (*box.lines, box.value))
    left = box.text_x - wide if box.anchor == "end" else box.text_x
    top = box.text_y - 0.77 * box.line_height
    return left, left + wide, top, top + len(box.lines) * box.line_height + 15


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("boundary", ["satakunta", "pori", "peittoo"])
def test_no_name_touches_another_or_leaves_the_picture(language: Language, boundary: str) -> None:
    drawn = placed(big(foundry_town(), boundary=boundary), language)
    areas = [text_area(box) for box in drawn.boxes]
    for left, right, top, bottom in areas:
        assert left >= -1
        assert right <= drawn.width + 1
        assert top >= 30
        assert bottom <= drawn.height
    for one, other in itertools.combinations(areas, 2):
        apart = one[1] <= other[0] or other[1] <= one[0] or one[3] <= other[2] + 0.5 or other[3] <= one[2] + 0.5
        assert apart, (one, other)


def test_one_scale_for_bars_ribbons_and_lanes() -> None:
    data = big(foundry_town())
    drawn = placed(data)
    for ribbon in drawn.ribbons:
        assert ribbon.width == pytest.approx(ribbon.link.amount * drawn.scale)
    for lane in drawn.lanes:
        assert lane.width == pytest.approx(lane.link.amount * drawn.scale)
    for box in drawn.boxes:
        assert box.height == pytest.approx(box.node.amount * drawn.scale)


def test_scale_and_order_of_another_year_can_be_kept() -> None:
    first = placed(big(foundry_town()))
    half = table_of([flow("foundry", "fate:unused", "sand", 10.0), flow("boiler", "fate:stock", "slag", 5.0)])
    kept = placed(big(half), scale=first.scale, order=[list(reversed(column)) for column in first.order])
    assert kept.scale == first.scale
    known = [node for node in reversed(first.order[1]) if node in kept.order[1]]
    assert [node for node in kept.order[1] if node in known] == known
    shorter = placed(big(half), order=first.order[:1])
    assert {node for column in shorter.order for node in column} == {box.node.id for box in shorter.boxes}


def test_ports_of_a_bar_fill_it_without_gaps() -> None:
    drawn = placed(big(foundry_town()))
    for box in drawn.boxes:
        ends = sorted(
            (ribbon.points[0][1], ribbon.width) for ribbon in drawn.ribbons if ribbon.link.source == box.node.id
        )
        ends += [(lane.start[1], lane.width) for lane in drawn.lanes if lane.link.source == box.node.id]
        at = box.y
        for middle, width in sorted(ends):
            assert middle - width / 2 == pytest.approx(at, abs=1e-6)
            at += width


def test_lanes_lie_under_everything_and_side_by_side() -> None:
    rows = [flow("foundry", "recycler", material, 10.0) for material in ("slag", "ash", "sludge")]
    drawn = placed(big(table_of([*rows, flow("boiler", "fate:used", "ash", 40.0)])))
    bottom = max(box.y + box.height for box in drawn.boxes)
    levels = sorted((lane.level - lane.width / 2, lane.level + lane.width / 2) for lane in drawn.lanes)
    assert levels[0][0] > bottom
    for upper, lower in itertools.pairwise(levels):
        assert lower[0] == pytest.approx(upper[1])
    assert levels[-1][1] < drawn.height


def test_wide_lane_puts_the_name_above_the_bar() -> None:
    drawn = placed(big(table_of([flow("foundry", "recycler", "slag", 10.0)])))
    box = drawn.box("fate:returns")
    assert box.text_y + 15 < box.y


def test_lanes_in_a_process_picture_pass_over_no_name() -> None:
    rows = [
        flow("Elsewhere", "a", "scrap", 90.0),
        flow("a", "b", "sand", 60.0),
        flow("b", "a", "ash", 20.0),
        flow("a", "Market", "castings", 5.0),
    ]
    data = weave_processes(table_of(rows), materials=MATERIALS)
    drawn = placed(data)
    (lane,) = drawn.lanes
    reach = lane.start[0] + lane.start_turn + lane.width / 2
    assert lane.start[0] == drawn.frames[-1].x1
    assert reach <= drawn.width
    assert all(text_area(box)[1] <= lane.start[0] for box in drawn.boxes)


def test_process_that_both_starts_and_turns_has_a_station_on_the_left() -> None:
    rows = [flow("a", "b", "sand", 60.0), flow("b", "a", "ash", 20.0)]
    drawn = placed(weave_processes(table_of(rows), materials=MATERIALS))
    assert [frame.place for frame in drawn.frames] == ["inner", "inner"]
    (lane,) = drawn.lanes
    assert lane.end[0] - lane.end_turn - lane.width / 2 >= 0


def test_long_ribbons_pass_columns_in_pieces_of_their_own() -> None:
    rows = [flow("a", "b", "sand", 5.0), flow("b", "c", "sand", 5.0), flow("a", "c", "ash", 3.0)]
    drawn = placed(weave_processes(table_of(rows), materials=MATERIALS))
    (long,) = [ribbon for ribbon in drawn.ribbons if len(ribbon.points) == 4]
    assert (long.link.source, long.link.target) == ("a", "c")
    middle = drawn.box("b")
    passing = long.points[1][1]
    assert passing - long.width / 2 > middle.y + middle.height or passing + long.width / 2 < middle.y


def test_the_same_data_in_another_row_order_look_the_same() -> None:
    rows = [
        flow(source, f"fate:{fate}", material, 5.0 + len(source))
        for source in ("foundry", "boiler")
        for fate in ("used", "unused")
        for material in ("sand", "ash")
    ]
    one, other = (placed(big(table_of(order))) for order in (rows, rows[::-1]))
    assert one.order == other.order
    assert [(box.node.id, round(box.y, 6)) for box in one.boxes] == [
        (box.node.id, round(box.y, 6)) for box in other.boxes
    ]


def test_arranging_finds_an_order_without_crossings() -> None:
    columns = [["a", "b", "c"], ["x", "y", "z"]]
    strips = [[Strip("a", "z", 5.0), Strip("b", "y", 1.0), Strip("c", "x", 9.0)]]
    tails, heads = arrange(columns, strips, {})
    links = {"a": "z", "b": "y", "c": "x"}
    assert [links[tail] for tail in tails] == heads


def test_pins_hold_against_crossings() -> None:
    tails, heads = arrange([["a", "b"], ["x", "y"]], [[Strip("a", "y", 5.0), Strip("b", "x", 5.0)]], {"a": -1, "y": 9})
    assert (tails, heads) == (["a", "b"], ["x", "y"])


def test_arranging_is_at_least_as_good_as_any_single_order() -> None:
    chance = np.random.default_rng(5)
    columns = [[f"{side}{number}" for number in range(5)] for side in "abc"]
    strips = [
        [Strip(tail, head, float(chance.uniform(1, 9))) for tail in left for head in right if chance.random() < 0.35]
        for left, right in itertools.pairwise(columns)
    ]
    assert _crossings(arrange(columns, strips, {}), strips) <= 1.1 * min(
        _crossings([columns[0], list(middle), list(last)], strips)
        for middle in itertools.permutations(columns[1])
        for last in itertools.permutations(columns[2])
    )


def _crossings(order: list[list[str]], strips: list[list[Strip]]) -> float:
    rank = {vertex: place for column in order for place, vertex in enumerate(column)}
    return sum(
        float((one.width * other.width) ** 0.6)
        for strip in strips
        for one, other in itertools.combinations(strip, 2)
        if (rank[one.tail] - rank[other.tail]) * (rank[one.head] - rank[other.head]) < 0
    )


def test_placing_keeps_order_and_gaps_and_levels_what_it_can() -> None:
    slots = {"a": 10.0, "b": 10.0, "x": 10.0, "y": 10.0}
    pulls = [Pull("a", "y", 5.0, 5.0, 1.0), Pull("b", "y", 5.0, 5.0, 8.0)]
    tops = place([["a", "b"], ["x", "y"]], slots, pulls, 4.0, 50.0, frozenset())
    assert tops["b"] - tops["a"] >= 14.0 - 1e-9
    assert tops["y"] - tops["x"] >= 14.0 - 1e-9
    assert tops["b"] == pytest.approx(tops["y"])
    assert min(tops.values()) >= 50.0


def test_turning_nodes_stand_at_the_foot() -> None:
    slots = dict.fromkeys(("a", "b", "x", "y", "z"), 10.0)
    tops = place([["a", "b"], ["x", "y", "z"]], slots, [Pull("b", "x", 0.0, 0.0, 1.0)], 5.0, 0.0, frozenset({"b"}))
    assert tops["b"] == pytest.approx(30.0)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("Ash", 100, ("Ash",)),
        ("Wood, fibre and textiles", 120, ("Wood, fibre and", "textiles")),
        ("Kaivannaisteollisuus", 120, ("Kaivannais-", "teollisuus")),
        ("på avstjälpningsplatser, som", 110, ("på", "avstjälpnings-", "platser, som")),
        ("Abcdefghijklmnopqrstuvwxyz", 60, ("Abcdef-", "ghijklm-", "nopqrs-", "tuvw-", "xyz")),
        ("R5 Recycling/reclamation", 120, ("R5 Recycling/", "reclamation")),
        ("one two, six ten what now then", 50, ("one", "two…")),
        ("one two six ten what now then", 40, ("one", "two", "six", "ten", "wh…")),
    ],
)
def test_names_are_broken_into_lines_that_fit(text: str, width: float, lines: tuple[str, ...]) -> None:
    assert wrap(text, width) == lines
    assert all(text_width(line) <= width for line in wrap(text, width))


def test_name_of_a_box_that_only_gives_stands_beside_its_one_bar() -> None:
    boxes = placed(big(foundry_town())).boxes
    sides = {(box.anchor, box.input_height > 0) for box in boxes if box.place == "inner"}
    assert sides == {("start", True), ("end", False)}


def test_diagram_of_many_columns_grows_in_height_too_up_to_a_limit() -> None:
    def tall(count: int) -> float:
        names = [f"p{place}" for place in range(count)]
        rows = [flow(tail, head, "mixed", 5.0) for tail, head in itertools.pairwise(names)]
        drawn = placed(weave_processes(table_of(rows, processes=()), materials=MATERIALS))
        return max(box.height for box in drawn.boxes)

    assert tall(4) == tall(9) < tall(16) < tall(40) == tall(60) < 2 * tall(4)
