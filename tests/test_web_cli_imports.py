"""`sivuvirta import`, `undo` and `imports` with spreadsheets as people have them."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from databank import queries
from databank.access import CITY
from databank.imports import committing
from databank.records import StreamFilter
from databank.store import Bank
from tests.databank_rows import put_owner
from web.cli.entry import run

MESSY = (
    "Sivuvirrat 2024;;;;\r\n;;;;\r\nToimipaikka;Materiaali;Jätekoodi;Määrä (t/v);Käsittely\r\n"
    "Alder works;Valuhiekka;10 09 08;1 200,5;R5\r\nAlder works;Metalliromu;120101;-85,5;R4\r\nYhteensä;;;1 115;\r\n"
)


@pytest.fixture
def bank(sqlite_bank: Bank, monkeypatch: pytest.MonkeyPatch) -> Bank:
    """A bank with one owner; the environment names it."""
    monkeypatch.setenv("SIVUVIRTA_DATABASE_URL", str(sqlite_bank.url))
    with sqlite_bank.session() as session:
        put_owner(session)
    return sqlite_bank


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    """A Windows file with a title, an empty row, a total, a bad row."""
    path = tmp_path / "Sivuvirrat.csv"
    path.write_bytes(MESSY.encode("cp1252"))
    return path


def imported(*arguments: str | Path) -> tuple[int, dict[str, Any]]:
    """Import side streams; the exit code and the report."""
    report = Path(arguments[0]).parent / "report.json"
    code = run(["import", "side-streams", *map(str, arguments), "--report", str(report)])
    return code, json.loads(report.read_text("utf-8"))


def streams(bank: Bank) -> dict[str, Any]:
    with bank.session() as session:
        found = queries.side_streams(session, CITY, StreamFilter(), limit=500).items
    return {stream.name: stream for stream in found}


def test_a_messy_file_goes_in_and_everything_is_told(
    bank: Bank, messy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, report = imported(messy)
    output = capsys.readouterr()
    assert code == 1
    assert {name: report[name] for name in ("accepted", "new", "changed", "unchanged", "rejected")} == {
        "accepted": 1,
        "new": 1,
        "changed": 0,
        "unchanged": 0,
        "rejected": 1,
    }
    assert [(row["row"], row["field"], row["value"]) for row in report["rows"]] == [(5, "amount", "-85,5")]
    assert {column["heading"]: column["field"] for column in report["columns"]}["Määrä (t/v)"] == "amount"
    assert {word["text"]: word["taken_for"] for word in report["wordings"]}["Alder works"] == "alder"
    assert "Column D, Määrä (t/v), is read as amount" in output.out
    assert "Accepted: 1, unchanged: 0, rejected: 1." in output.out
    assert f"sivuvirta undo {report['import_id']}" in output.out
    assert "Line 5, column amount, value '-85,5'" in output.err
    latest = streams(bank)["Valuhiekka"].latest
    assert (latest.year, str(latest.value)) == (2024, "1200.500000")


def test_the_same_file_is_recognised_and_changes_nothing(
    bank: Bank, messy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _code, first = imported(messy)
    capsys.readouterr()
    code, second = imported(messy)
    assert (code, second["accepted"], second["unchanged"], second["rejected"]) == (1, 0, 1, 1)
    assert f"was imported before, as {first['import_id']}" in capsys.readouterr().out
    assert streams(bank)["Valuhiekka"].version == 1


@pytest.mark.usefixtures("bank")
def test_a_file_comes_back_with_its_bad_cells(messy: Path, tmp_path: Path) -> None:
    back = tmp_path / "back.csv"
    imported(messy, "--returned", back)
    rows = list(csv.reader(back.read_text("cp1252").splitlines(), delimiter=";"))
    assert rows[2][-1] == "To correct"
    assert "A negative number" in rows[4][-1]
    assert [row[:5] for row in rows] == list(csv.reader(MESSY.splitlines(), delimiter=";"))
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row[:5])
    book.save(tmp_path / "rows.xlsx")
    imported(tmp_path / "rows.xlsx", "--dry-run", "--returned", tmp_path / "back.xlsx")
    marked = load_workbook(tmp_path / "back.xlsx").worksheets[0]
    assert marked["D5"].fill.fgColor.rgb != marked["D4"].fill.fgColor.rgb
    assert "A negative number" in str(marked["F5"].value)


def test_what_is_uncertain_is_decided_in_the_mapping_of_the_report(bank: Bank, tmp_path: Path) -> None:
    path, mapping = tmp_path / "rows.csv", tmp_path / "mapping.json"
    path.write_text(
        "Toimipaikka;Materiaali;Vuosi;Tonnia;Oma\nalder;xyzzy;2024;3;abc\nalder;Kuona 9;2024;x;d\n", "utf-8"
    )
    code, report = imported(path, "--dry-run")
    assert code in {1, 2}
    assert any(row["value"] == "xyzzy" for row in report["rows"])
    decided = report["mapping"]
    decided["words"] = {"material_class": {"xyzzy": "foundry_dust", "kuona 9": "+skip"}}
    decided["columns"] = {"Oma": "note"}
    mapping.write_text(json.dumps(decided), "utf-8")
    code, report = imported(path, "--mapping", mapping)
    assert (code, report["accepted"], report["left_out"]) == (0, 1, 1)
    stream = streams(bank)["xyzzy"]
    assert (stream.material_class, stream.note) == ("foundry_dust", "abc")
    path.write_text("Toimipaikka;Materiaali;Vuosi;Tonnia;Oma\nalder;xyzzy;2025;4;abc\n", "utf-8")
    assert imported(path)[0] == 0
    assert [amount.year for amount in streams(bank)["xyzzy"].amounts] == [2024, 2025]


@pytest.mark.parametrize(
    ("mapping", "words"),
    [("{", "mapping"), ('{"colours": {}}', "colours"), ('{"columns": {"a": "colour"}}', "colour")],
)
def test_a_wrong_mapping_is_one_sentence(
    bank: Bank, messy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], mapping: str, words: str
) -> None:
    file = tmp_path / "mapping.json"
    file.write_text(mapping, "utf-8")
    assert run(["import", "side-streams", str(messy), "--mapping", str(file)]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert "fault" not in said
    assert streams(bank) == {}


def test_an_import_is_undone_and_listed(bank: Bank, messy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["imports"]) == 0
    assert "Nothing was imported yet." in capsys.readouterr().out
    _code, report = imported(messy)
    capsys.readouterr()
    assert run(["imports"]) == 0
    line = capsys.readouterr().out.strip().split("\t")
    assert line[0] == report["import_id"]
    assert line[2:] == ["side-streams", "done", "1 new, 0 changed, 1 rejected", "Sivuvirrat.csv"]
    assert run(["undo", report["import_id"]]) == 0
    assert "Removed: 1, as before: 0, kept: 0." in capsys.readouterr().out
    assert streams(bank) == {}
    assert run(["undo", report["import_id"]]) == 2
    assert run(["undo", "I-nothing"]) == 2
    assert "I-nothing" in capsys.readouterr().err


def test_what_stays_is_named_with_its_reason(bank: Bank, messy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from databank.records import RecordStatus
    from databank.submissions import Change, set_status

    _code, report = imported(messy)
    stream = streams(bank)["Valuhiekka"]
    with bank.session() as session:
        set_status(session, "side-streams", [stream.id], RecordStatus.PUBLISHED, Change(made_by="r", reason="fine"))
    capsys.readouterr()
    assert run(["undo", report["import_id"]]) == 2
    output = capsys.readouterr()
    assert f"side-streams {stream.id} stays: Somebody changed it after the import." in output.err
    assert "Removed: 0, as before: 0, kept: 1." in output.out


def test_an_interrupted_command_goes_on_and_says_so(
    bank: Bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rows.csv"
    rows = "".join(f"alder;Sand {number};foundry_sand;2024;{number}\n" for number in range(1, 6))
    path.write_text(f"site_id;name;material_class;year;amount\n{rows}", "utf-8")
    monkeypatch.setattr(committing, "BATCH", 2)

    def interrupt(_seconds: float) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("databank.imports.committing.time.sleep", interrupt)
        assert run(["import", "side-streams", str(path)]) == 130
    assert len(streams(bank)) == 2
    capsys.readouterr()
    code, report = imported(path)
    assert (code, report["accepted"]) == (0, 5)
    assert f"The import {report['import_id']} had been interrupted: it went on where it was." in capsys.readouterr().out
    assert len(streams(bank)) == 5


def test_it_speaks_the_language_of_the_environment(
    bank: Bank, messy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SIVUVIRTA_LANGUAGE", "fi")
    assert run(["import", "organisations", str(messy), "--organisation", "1234567-1"]) == 2
    assert capsys.readouterr().err.strip()
    code, report = imported(messy)
    assert (code, report["rows"][0]["field"]) == (1, "amount")
    assert streams(bank)


def test_items_of_a_json_list_are_counted_from_one(bank: Bank, tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    rows = [
        {"site_id": "alder", "name": "Sand", "material_class": "foundry_sand", "year": 2024, "amount": amount}
        for amount in (5, -5)
    ]
    path.write_text(json.dumps(rows), "utf-8")
    code, report = imported(path)
    assert (code, [(row["row"], row["field"]) for row in report["rows"]]) == (1, [(2, "amount")])
    assert list(streams(bank)) == ["Sand"]


@pytest.mark.usefixtures("bank")
def test_a_bar_is_shown_on_a_terminal_only(
    messy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    imported(messy)
    assert "Saving" not in capsys.readouterr().err
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert run(["import", "side-streams", str(messy)]) == 1
    said = capsys.readouterr().err
    assert "Looking at the file" in said
    assert "Saving" in said
