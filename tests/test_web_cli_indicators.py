"""`sivuvirta indicators`: the bank, a file, lines and JSON, every wrong word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from flows.indicators import definitions
from web.cli.entry import run

GOOD = """year,source,target,material,mass_t,treatment_code
2023,Foundry,fate:disposal,foundry_sand,10,D1
2024,Elsewhere,Foundry,ore_scrap,100,
2024,Foundry,Reclaimer,foundry_sand,80,R5
2024,Reclaimer,Foundry,foundry_sand,60,R5
2024,Reclaimer,Elsewhere,foundry_sand,20,D1
"""


@pytest.fixture
def flows(tmp_path: Path) -> Path:
    file = tmp_path / "flows.csv"
    file.write_text(GOOD, "utf-8")
    return file


def written(tmp_path: Path, *arguments: str, code: int = 0) -> dict[str, Any]:
    output = tmp_path / "out.json"
    assert run(["indicators", *arguments, "--output", str(output)]) == code
    found: dict[str, Any] = json.loads(output.read_text("utf-8"))
    return found


def value(found: dict[str, Any], name: str) -> Any:
    return next(one["value"] for one in found["indicators"] if one["id"] == name)


def test_a_file_as_json(flows: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = written(tmp_path, str(flows), "--year", "2024")
    assert [one["id"] for one in found["indicators"]] == list(definitions())
    assert value(found, "recycling_rate") == pytest.approx(140 / 160)
    assert value(found, "input_circularity") == pytest.approx(140 / 240)
    assert value(found, "finn_cycling_index") > 0.3
    known = sum(one["value"] is not None for one in found["indicators"])
    assert f"{known} of them have a value" in capsys.readouterr().out


def test_without_a_year_each_stream_stands_with_its_latest(flows: Path, tmp_path: Path) -> None:
    found = written(tmp_path, str(flows))
    assert (found["year"], found["years"]) == (None, [2023, 2024])
    trend = next(one["trend"] for one in found["indicators"] if one["id"] == "landfill_diversion")
    assert [(one["year"], one["value"]) for one in trend] == [(2023, None), (2024, pytest.approx(140 / 160))]


def test_lines_say_the_value_its_interval_and_what_is_missing(flows: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["indicators", str(flows), "--year", "2024"]) == 0
    printed = capsys.readouterr().out.splitlines()
    rate = next(line for line in printed if line.startswith("Recycling rate"))
    assert "87.50 %" in rate
    assert "140 t used as material / 160 t arising" in rate.replace("\u00a0", " ")
    matched = next(place for place, line in enumerate(printed) if line.startswith("Newly matched"))
    assert printed[matched].endswith("not known")
    assert printed[matched + 1].startswith("  A table of flows")


@pytest.mark.parametrize("data", ["facts", "examples"])
def test_the_bank_for_the_public_and_for_the_city(
    data: str, demo_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIVUVIRTA_DATABASE_URL", demo_url)
    public = written(tmp_path, "--data", data)
    city = written(tmp_path, "--data", data, "--audience", "city", "--boundary", "pori")
    assert public["is_example"] is (data == "examples")
    assert (public["boundary"], city["boundary"]) == ("satakunta", "pori")
    assert value(public, "newly_matched") is None
    assert value(public, "recovery_rate") is not None


def test_bad_rows_refuse_a_file_or_are_left_out(
    flows: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    flows.write_text(GOOD + "2024,Foundry,Elsewhere,dust,nan,\n2024,Foundry,Elsewhere,dust,-4,\n", "utf-8")
    assert run(["indicators", str(flows)]) == 2
    assert "Line 7" in capsys.readouterr().err
    found = written(tmp_path, str(flows), "--keep-going", "--year", "2024", code=1)
    assert found["rejected_t"] == 4


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--year", "1999"], "The years with flows are: 2023, 2024"),
        (["--boundary", "moon"], "There is no boundary moon"),
        (["--output", "nowhere/out.json"], "nowhere"),
    ],
)
def test_a_wrong_word_is_refused_with_a_sentence(
    arguments: list[str], said: str, flows: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["indicators", str(flows), *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_missing_file_and_another_language(
    flows: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["indicators", str(flows.with_name("none.csv"))]) == 2
    assert "none.csv" in capsys.readouterr().err
    monkeypatch.setenv("SIVUVIRTA_LANGUAGE", "fi")
    assert run(["indicators", str(flows)]) == 0
    assert "Kierrätysaste" in capsys.readouterr().out
