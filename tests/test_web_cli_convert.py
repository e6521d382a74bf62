"""`sivuvirta convert`: a flow table goes through every format, and what cannot be is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from web.cli.entry import run

LINES = "year,source,target,material,mass_t\n2024,Elsewhere,mill,wood,120.5\n2024,mill,plant,bark,80\n"


@pytest.fixture
def flows(tmp_path: Path) -> Path:
    file = tmp_path / "flows.csv"
    file.write_text(LINES, "utf-8")
    return file


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".graphml", ".zip"])
def test_there_and_back(suffix: str, flows: Path, tmp_path: Path) -> None:
    between, again = tmp_path / f"between{suffix}", tmp_path / "again.csv"
    assert run(["convert", str(flows), "--output", str(between)]) == 0
    assert run(["convert", str(between), "--output", str(again)]) == 0
    rows = [line.split(",")[:5] for line in again.read_text("utf-8").splitlines()[1:]]
    assert sorted(rows) == [["2024", "Elsewhere", "mill", "wood", "120.5"], ["2024", "mill", "plant", "bark", "80.0"]]


def test_sankeymatic_takes_the_year_asked_for(flows: Path, tmp_path: Path) -> None:
    between, again = tmp_path / "between.txt", tmp_path / "again.csv"
    assert run(["convert", str(flows), "--output", str(between)]) == 0
    assert "mill [80] plant" in between.read_text("utf-8")
    assert run(["convert", str(between), "--year", "2019", "--output", str(again)]) == 0
    assert again.read_text("utf-8").splitlines()[2].startswith("2019,mill,plant,unspecified,80")


def test_a_workbook_is_drawn(flows: Path, tmp_path: Path) -> None:
    book, drawn = tmp_path / "flows.xlsx", tmp_path / "flows.svg"
    assert run(["convert", str(flows), "--output", str(book)]) == 0
    assert run(["sankey", str(book), "--output", str(drawn)]) == 0
    assert "<svg" in drawn.read_text("utf-8")


def test_a_diagram_as_sankeymatic(flows: Path, tmp_path: Path) -> None:
    drawn = tmp_path / "flows.txt"
    assert run(["sankey", str(flows), "--output", str(drawn)]) == 0
    assert "mill [80] plant" in drawn.read_text("utf-8")


def test_bad_rows_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "flows.txt"
    file.write_text("mill [-3] plant\nmill [x] other\nmill [5] plant\n", "utf-8")
    output = tmp_path / "again.csv"
    assert run(["convert", str(file), "--output", str(output)]) == 2
    assert "below zero" in capsys.readouterr().err
    assert not output.exists()
    assert run(["convert", str(file), "--keep-going", "--output", str(output)]) == 1
    assert len(output.read_text("utf-8").splitlines()) == 2


def test_an_unknown_suffix_is_told(flows: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["convert", str(flows), "--output", str(tmp_path / "flows.docx")]) == 2
    assert ".graphml" in capsys.readouterr().err
