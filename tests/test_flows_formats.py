"""Other tools' formats: what is written is read back as the same flows, and a bad file is told in a sentence."""

from __future__ import annotations

import math
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.errors import FlowFileError
from flows.files import read_flow_csv, read_flow_rows
from flows.formats import floweaver, graphml, sankeymatic
from flows.formats.lines import flow_lines
from flows.table import COLUMNS, FlowTable
from tests.flow_tables import flow
from tests.flow_tables import table_of as built

YEAR = 2024
Flow = tuple[int, str, str, str, float]


def flows_of(table: FlowTable) -> list[Flow]:
    rows = zip(
        table.year.tolist(),
        table.source.values(),
        table.target.values(),
        table.material.values(),
        table.amount.tolist(),
        strict=True,
    )
    return sorted(rows)


def table_of(tmp_path: Path, *lines: str) -> FlowTable:
    file = tmp_path / "flows.csv"
    file.write_text("\n".join(("year,source,target,material,mass_t,standard_uncertainty_t,layer", *lines)), "utf-8")
    return read_flow_csv(file)


@pytest.fixture
def table(tmp_path: Path) -> FlowTable:
    return table_of(
        tmp_path,
        "2024,Elsewhere,mill,pulp wood,120.5,3,mass",
        "2024,mill,mill,broke,4,,mass",
        "2024,mill,plant Ä,bark,80,8,mass",
        "2023,plant Ä,mill,steam,60,,energy",
    )


def test_graphml_comes_back_whole(table: FlowTable, tmp_path: Path) -> None:
    file = tmp_path / "flows.graphml"
    file.write_text(graphml.graph_text(table), "utf-8")
    rows, processes = graphml.read_graph(file, year=YEAR)
    again = read_flow_rows(rows, processes=processes)
    assert flows_of(again) == flows_of(table)
    assert sorted(again.layer.values()) == sorted(table.layer.values())
    assert np.nansum(again.standard_uncertainty) == 11


def test_floweaver_comes_back_whole(table: FlowTable, tmp_path: Path) -> None:
    file = tmp_path / "flows.zip"
    file.write_bytes(floweaver.packed(table))
    rows, processes = floweaver.read_packed(file, year=YEAR)
    assert flows_of(read_flow_rows(rows, processes=processes)) == flows_of(table)
    assert processes["mill"].label == "mill"
    with zipfile.ZipFile(file) as archive:
        heading = archive.read("flows.csv").decode().splitlines()[0]
    assert heading.startswith("source,target,material,time,value")


def test_sankeymatic_keeps_ends_and_amounts(table: FlowTable) -> None:
    rows = sankeymatic.read_lines(sankeymatic.table_text(table), "flows.txt", year=YEAR)
    again = read_flow_rows(rows)
    assert sorted(zip(again.source.values(), again.target.values(), again.amount.tolist(), strict=True)) == sorted(
        zip(table.source.values(), table.target.values(), table.amount.tolist(), strict=True)
    )


def test_sankeymatic_of_its_manual() -> None:
    text = (
        "// a comment\n:Budget #708090\nsize w 600\n  h 500\n"
        "Wages [1,500] Budget\nBudget [450] Taxes #c55\nBudget [*] Rest\n"
    )
    table = read_flow_rows(sankeymatic.read_lines(text, "manual.txt", year=YEAR))
    assert table.source.values() == ["Wages", "Budget", "Budget"]
    assert table.target.values() == ["Budget", "Taxes", "Rest"]
    assert table.amount.tolist()[:2] == [1500, 450]
    assert math.isnan(table.amount.tolist()[2])


def test_sankeymatic_names_the_wrong_line() -> None:
    with pytest.raises(FlowFileError) as caught:
        sankeymatic.read_lines("A [1] B\nA -> B: 3\n", "wrong.txt", year=YEAR)
    assert [row.row for row in caught.value.rows] == [2]


@pytest.mark.parametrize("content", [b"", b"not xml", b"<graphml></graphml>", b"\xff\xfe"])
def test_no_graphml_is_told(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "flows.graphml"
    file.write_bytes(content)
    with pytest.raises(FlowFileError):
        graphml.read_graph(file, year=YEAR)


def test_graphml_with_entities_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "flows.graphml"
    file.write_text('<!DOCTYPE g [<!ENTITY a "aaaa">]><graphml>&a;</graphml>', "utf-8")
    with pytest.raises(FlowFileError, match="document type"):
        graphml.read_graph(file, year=YEAR)


def test_no_zip_is_told(tmp_path: Path) -> None:
    file = tmp_path / "flows.zip"
    file.write_bytes(b"PK")
    with pytest.raises(FlowFileError, match=r"flows\.csv"):
        floweaver.read_packed(file, year=YEAR)
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("flows.csv", "source,goal,value\n")
    with pytest.raises(FlowFileError, match="target"):
        floweaver.read_packed(file, year=YEAR)


@pytest.mark.parametrize("place", ["encrypted", "packed in a way nobody knows", "damaged"])
def test_an_archive_that_cannot_be_opened_is_told(place: str, tmp_path: Path) -> None:
    file = tmp_path / "flows.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("flows.csv", "source,target,value\na,b,1\n" * 9)
    content = bytearray(file.read_bytes())
    listed = content.index(b"PK\x01\x02")
    if place == "encrypted":
        content[6], content[listed + 8] = 1, 1
    elif place == "damaged":
        content[45] ^= 0xFF
    else:
        content[8], content[listed + 10] = 77, 77
    file.write_bytes(content)
    with pytest.raises(FlowFileError, match=r"no zip file"):
        floweaver.read_packed(file, year=YEAR)


def test_a_quotation_without_end_is_told(tmp_path: Path) -> None:
    endless = 'year,source,target,material,mass_t,value\n2024,a,b,c,1,"' + "x" * 200_000
    file = tmp_path / "flows.csv"
    file.write_text(endless, "utf-8")
    with pytest.raises(FlowFileError, match="quotation mark is not closed"):
        read_flow_csv(file)
    with zipfile.ZipFile(tmp_path / "flows.zip", "w") as archive:
        archive.writestr("flows.csv", endless)
    with pytest.raises(FlowFileError, match=r"no zip file"):
        floweaver.read_packed(tmp_path / "flows.zip", year=YEAR)


@pytest.mark.parametrize("line", ["a " * 50_000 + "!", "a" + " " * 100_000 + "!", "[" * 100_000])
def test_long_lines_are_read_in_no_time(line: str) -> None:
    """Each of these took longer than anybody waits."""
    with pytest.raises(FlowFileError) as caught:
        sankeymatic.read_lines(line, "long.txt", year=YEAR)
    assert [row.row for row in caught.value.rows] == [1]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("bcd"), st.floats(0, 1e6)), max_size=12))
def test_lines_are_the_table(flows: list[tuple[str, str, float]]) -> None:
    table = built(flow(source, target, "sand", amount) for source, target, amount in flows)
    lines = list(flow_lines(table))
    assert [(line["source"], line["target"], line["mass_t"]) for line in lines] == flows
    assert all(set(line) == set(COLUMNS) for line in lines)
