"""Words of a table that the classification does not know are drawn under their own names in different colours."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.files import read_flow_csv
from flows.labels import TaxonomyLabels
from flows.own_words import IN_TURN, own_words
from flows.sankey import weave_processes
from flows.table import FlowTable
from web.cli.entry import run

HEADING = "year,source,target,material,mass_t\n"


def table(tmp_path: Path, *words: str) -> FlowTable:
    file = tmp_path / "flows.csv"
    file.write_text(HEADING + "".join(f"2024,A,B,{word},{place + 1}\n" for place, word in enumerate(words)), "utf-8")
    return read_flow_csv(file)


def test_each_word_has_a_colour_and_its_name(tmp_path: Path) -> None:
    flows = table(tmp_path, "turf", "clay")
    own = own_words(flows)
    assert own is not None
    assert [own.names[own.materials.family(word)] for word in ("clay", "turf")] == ["clay", "turf"]
    assert len(set(own.colours.values())) == 2
    data = weave_processes(flows, materials=own.materials)
    labels = TaxonomyLabels(data, "fi", own.names)
    assert {labels.family_label(link.family) for link in data.links} == {"clay", "turf"}


def test_the_order_of_the_rows_changes_no_colour(tmp_path: Path) -> None:
    one, other = own_words(table(tmp_path, "turf", "clay")), own_words(table(tmp_path, "clay", "turf"))
    assert one is not None
    assert other is not None
    assert one.colours == other.colours
    assert one.materials.family_of == other.materials.family_of


@pytest.mark.parametrize("words", [("turf", "K"), tuple(f"word {place}" for place in range(len(IN_TURN) + 1))])
def test_a_known_word_or_too_many_words_keep_the_colours_of_the_families(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    assert own_words(table(tmp_path, *words)) is None


def test_the_command_draws_the_words_in_its_legend(tmp_path: Path) -> None:
    table(tmp_path, "turf", "clay")
    assert run(["sankey", str(tmp_path / "flows.csv"), "--output", str(tmp_path / "drawn.svg")]) == 0
    drawn = (tmp_path / "drawn.svg").read_text("utf-8")
    assert "clay" in drawn
    assert "turf" in drawn
    assert "Waste, not specified" not in drawn


def test_stock_is_named_by_the_way_the_flow_runs(tmp_path: Path) -> None:
    (tmp_path / "flows.csv").write_text(f"{HEADING}2024,Stock,A,clay,5\n2024,A,Stock,clay,2\n", "utf-8")
    data = weave_processes(read_flow_csv(tmp_path / "flows.csv"))
    labels = TaxonomyLabels(data, "en")
    assert {labels.node_label(node) for node in data.nodes} == {"From stock", "A", "To stock"}
