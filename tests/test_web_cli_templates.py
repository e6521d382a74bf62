"""`sivuvirta template` and the formats of `sivuvirta export`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from databank.schemas import COLUMNS
from web.cli.entry import run


@pytest.fixture
def demo_copy(demo_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bank with the sample data; the environment names it."""
    file = tmp_path / "demo.sqlite3"
    shutil.copy(demo_url.removeprefix("sqlite:///"), file)
    monkeypatch.setenv("SIVUVIRTA_DATABASE_URL", f"sqlite:///{file}")
    return file


@pytest.mark.parametrize(
    ("language", "title", "heading"),
    [("fi", "Tarpeet", "Tarpeen nimi *"), ("sv", "Behov", "Behovets namn *"), ("en", "Needs", "Name of the need *")],
)
def test_a_template_is_written_in_the_language_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, title: str, heading: str
) -> None:
    file = tmp_path / "t.xlsx"
    assert run(["template", "needs", "--language", language, "--output", str(file)]) == 0
    assert capsys.readouterr().out == f"The template of needs is written to {file}.\n"
    form = openpyxl.load_workbook(file).worksheets[0]
    assert form.title == title
    assert heading in [cell.value for cell in form[1]]


def test_a_template_may_hold_every_column(tmp_path: Path) -> None:
    for name, more in (("short", []), ("long", ["--all-columns"])):
        assert run(["template", "sites", "--output", str(tmp_path / f"{name}.xlsx"), *more]) == 0
    widths = [openpyxl.load_workbook(tmp_path / f"{name}.xlsx").worksheets[0].max_column for name in ("short", "long")]
    assert widths == [6, len(COLUMNS["sites"])]


def test_an_export_is_written_in_each_format(demo_copy: Path, tmp_path: Path) -> None:
    asked = {"a.csv": [], "b.csv": ["--format", "csv-fi"], "c.json": [], "d.xlsx": [], "e.out": ["--format", "xlsx"]}
    for name, more in asked.items():
        assert run(["export", "permits", "--audience", "city", "--output", str(tmp_path / name), *more]) == 0
    ids = {item["id"] for item in json.loads((tmp_path / "c.json").read_text("utf-8"))}
    assert demo_copy.exists()
    assert len(ids) > 3
    for name in ("d.xlsx", "e.out"):
        rows = CalamineWorkbook.from_path(tmp_path / name).get_sheet_by_name("permits").to_python()
        assert {row[0] for row in rows[1:]} == ids
    assert {line.split(",")[0] for line in (tmp_path / "a.csv").read_text("utf-8").splitlines()[1:]} >= ids
    assert (tmp_path / "b.csv").read_bytes().startswith(b"\xef\xbb\xbfid;site_id;")
