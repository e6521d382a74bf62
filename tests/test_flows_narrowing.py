"""What a reader narrows a diagram to, and what happens when more is asked than fits."""

from typing import Any

import pytest

from databank.records import Process
from flows.diagram import LinkKind, SankeyData
from flows.errors import NarrowingError
from flows.partition import DIMENSIONS
from flows.sankey import weave
from flows.sankey.weaving import MAX_LINKS
from flows.table import FlowTable
from flows.views import Narrowing, Pick, Split, split_dimensions, view
from tests.flow_tables import MATERIALS, flow, foundry_town, site, table_of

BIG = view("big-picture")


def narrowed(**asked: Any) -> SankeyData:
    return weave(foundry_town(), BIG, boundary="satakunta", materials=MATERIALS, narrowing=Narrowing(**asked))


def boxes(data: SankeyData, stage: str) -> list[str]:
    return [node.pick for node in data.nodes if node.stage == stage]


def test_only_a_sector_keeps_what_it_takes_and_gives_and_its_own_gaps() -> None:
    data = narrowed(only=(Pick("sector", "energy"),))
    assert boxes(data, "source") == ["import_", "unknown_input"]
    assert boxes(data, "fate") == ["used", "elsewhere", "energy", "disposal"]
    (gap,) = [link for link in data.links if link.kind is LinkKind.CLOSING]
    assert (gap.source, gap.target, gap.amount) == ("source:unknown_input", "sector:energy", 10.0)
    assert data.narrowed == 100 + 60 + 5 + 20 + 10 + 8 + 4 + 6
    assert data.conservation.outside_t == data.narrowed + 500


def test_boxes_of_one_stage_are_alternatives_and_stages_are_conditions() -> None:
    either = narrowed(only=(Pick("fate", "used"), Pick("fate", "disposal")))
    assert either.conservation.drawn_t == 12 + 3
    both = narrowed(only=(Pick("sector", "metal"), Pick("fate", "stock")))
    assert both.conservation.drawn_t == 4.0
    assert not [link for link in both.links if link.kind is LinkKind.CLOSING]


def test_hidden_boxes_are_gone_with_their_rows() -> None:
    data = narrowed(hidden=(Pick("family", "product"), Pick("source", "unknown_input"), Pick("fate", "protected")))
    assert "product" not in boxes(data, "family")
    assert "unknown_input" not in boxes(data, "source")
    assert not [link for link in data.links if link.kind is LinkKind.PROTECTED]
    assert data.narrowed == 60.0
    assert data.conservation.protected_t == 30.0


def test_a_sector_is_split_on_both_sides_and_its_whole_can_still_be_asked_for() -> None:
    split = Split("sector", "metal", "process")
    data = narrowed(splits=(split,), only=(Pick("sector", "metal"),))
    node = data.node("sector:metal|foundry")
    assert (node.key, node.vocabulary, node.part_of) == ("foundry", "process", "metal")
    whole = narrowed(only=(Pick("sector", "metal"),)).node("sector:metal")
    assert (node.input, node.output) == (whole.input, whole.output)
    assert (
        narrowed(splits=(split,), hidden=(Pick("sector", "metal|foundry"),)).narrowed
        == 100 + 60 + 5 + 20 + 10 + 8 + 7 + 4
    )


def test_a_part_can_be_split_again_and_stands_where_its_whole_stood() -> None:
    splits = (Split("family", "T", "material_class"), Split("family", "T|ash", "method"))
    assert boxes(narrowed(splits=splits), "family")[:3] == ["K", "T|ash|measured", "N"]


def test_a_box_without_a_word_for_the_part_is_not_stated() -> None:
    data = narrowed(splits=(Split("family", "N", "treatment"), Split("family", "K", "treatment")))
    assert {"N|R1", "K|not_stated"} <= set(boxes(data, "family"))


def test_an_opened_stage_folds_nothing() -> None:
    closed = weave(foundry_town(), BIG, boundary="satakunta", materials=MATERIALS, max_nodes=2)
    assert "folded" in boxes(closed, "sector")
    asked = Narrowing(opened=frozenset({"sector"}))
    data = weave(foundry_town(), BIG, boundary="satakunta", materials=MATERIALS, max_nodes=2, narrowing=asked)
    assert boxes(data, "sector") == ["energy", "metal", "waste"]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"only": (Pick("sectr", "metal"),)}, "big-picture has no stage sectr. Its stages are: source, sector"),
        ({"opened": frozenset({"all"})}, "has no stage all"),
        ({"hidden": (Pick("sector", "gold"),)}, "Stage sector has no box gold"),
        ({"splits": (Split("sector", "gold", "process"),)}, "Stage sector has no box gold"),
        ({"only": (Pick("sector", "folded"),)}, "is many in one. Open the stage first"),
        ({"splits": (Split("sector", "metal", "fate"),)}, "cannot be split by fate. It can be split by: organisation"),
        ({"splits": (Split("sector", "metal", "colour"),)}, "cannot be split by colour"),
        ({"splits": (Split("fate", "returns", "material_class"),)}, "The box returns of stage fate stands for no"),
    ],
)
def test_what_is_not_there_is_named(asked: dict[str, Any], sentence: str) -> None:
    with pytest.raises(NarrowingError, match=sentence):
        narrowed(**asked)


def test_a_fate_that_no_row_has_this_year_is_an_empty_diagram_and_no_mistake() -> None:
    assert narrowed(only=(Pick("fate", "not_known"),)).links == ()


def test_nothing_asked_is_false() -> None:
    assert not Narrowing()
    assert Narrowing(opened=frozenset({"sector"}))


@pytest.mark.parametrize("place", range(4))
def test_a_stage_is_split_by_what_tells_its_rows_apart(place: int) -> None:
    stage = BIG.stages[place]
    names = [dimension.name for dimension in split_dimensions(stage)]
    assert stage.dimension.name not in names
    assert len(names) >= 4
    assert all(DIMENSIONS[name].group for name in names) or place != 1


# --- more than fits ---------------------------------------------------------------------------------------------------

PLANTS = [site(f"plant{number}", f"sector{number}", "Pori") for number in range(60)]


def crowd(links: int = 900) -> FlowTable:
    """Sixty sectors that give four materials to each other."""
    words = ("sand", "ash", "sludge", "mixed")
    return table_of(
        [
            flow(f"plant{n % 60}", f"plant{(n * 7 + n // 60) % 60}", words[n // 60 % 4], float(n + 1))
            for n in range(links)
            if n % 60 != (n * 7 + n // 60) % 60
        ],
        processes=(*PLANTS, Process(id="Elsewhere", label="", kind="outside")),
    )


def test_at_most_twelve_boxes_and_three_hundred_links_and_the_smallest_are_named() -> None:
    data = weave(crowd(), view("matrix"), materials=MATERIALS)
    for stage in ("producer", "receiver"):
        assert len(boxes(data, stage)) <= 12
        folded = next(node for node in data.nodes if node.stage == stage and node.key == "folded")
        kept = [node for node in data.nodes if node.stage == stage and node.key != "folded"]
        assert len(folded.members) + len(kept) == 60
    assert len(data.links) <= MAX_LINKS


def test_an_opened_stage_makes_the_others_narrower() -> None:
    closed = weave(crowd(), view("matrix"), materials=MATERIALS)
    data = weave(crowd(), view("matrix"), materials=MATERIALS, narrowing=Narrowing(opened=frozenset({"producer"})))
    assert len(boxes(data, "producer")) == 60
    assert len(boxes(data, "receiver")) < len(boxes(closed, "receiver"))
    assert len(data.links) <= MAX_LINKS


def test_folding_keeps_the_largest() -> None:
    amounts = {f"plant{number}": float(2**number) for number in range(14)}
    rows = [flow(plant, "fate:used", "sand", amount) for plant, amount in amounts.items()]
    data = weave(table_of(rows, processes=tuple(PLANTS)), view("years"), materials=MATERIALS, max_nodes=4)
    assert set(boxes(data, "producer")) == {"sector13", "sector12", "sector11", "folded"}
    assert data.node("producer:folded").output == sum(2**number for number in range(11))
