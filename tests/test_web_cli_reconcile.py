"""`sivuvirta reconcile`: its columns, what it prints, and every bad row of its three files."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from web.cli.entry import run

HEADING = "year,source,target,material,mass_t,standard_uncertainty_t,note\n"
GOOD = (
    HEADING
    + """2016,Elsewhere,P1,flow 1,100,10,first
2016,Elsewhere,P1,flow 2,50,0,
2016,P1,P2,flow 3,300,30,
2016,P2,P1,flow 4,,,
2016,P2,P3,flow 5,160,,
2016,P3,Elsewhere,flow 6,,,
2016,P3,Elsewhere,flow 7,,,
"""
)
SHARES = "year,process,target,material,layer,share,standard_uncertainty\n"
NEW = ["reconciled_mass_t", "reconciled_standard_uncertainty_t", "observability", "lower_t", "upper_t"]


def written(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, "utf-8")
    return str(folder / name)


def rows_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "out.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_output_is_the_input_with_what_was_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flows = written(tmp_path, "flows.csv", GOOD)
    shares = written(tmp_path, "shares.csv", SHARES + "2016,P2,P1,flow 4,mass,0.5,0.05\n")
    assert run(["reconcile", flows, "--coefficients", shares, "--output", str(tmp_path / "out.csv")]) == 0
    rows = rows_of(tmp_path)
    assert list(rows[0])[:12] == [*HEADING.strip().split(","), *NEW]
    assert [row["material"] for row in rows] == [f"flow {number}" for number in range(1, 8)]
    assert rows[0]["note"] == "first"
    assert float(rows[3]["reconciled_mass_t"]) == pytest.approx(149.99027, abs=5e-6)
    assert (rows[5]["observability"], rows[5]["reconciled_mass_t"], rows[5]["lower_t"]) == ("free", "", "0")
    said = capsys.readouterr().out
    assert "1 uncertainties are not stated: 10 % of the value is assumed." in said
    assert "Of P2 the share 0.495973 goes to P1" in said


def test_a_gross_error_is_named_and_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "2024,Elsewhere,A,x,100,1,\n2024,A,B,x,100,1,\n2024,B,Elsewhere,x,150,1,\n2024,A,B,y,0,0,\n"
    rows += "2024,B,C,x,0,0,\n2024,Elsewhere,B,x,0,0,\n"
    assert run(["reconcile", written(tmp_path, "f.csv", HEADING + rows), "--output", str(tmp_path / "out.csv")]) == 0
    found = rows_of(tmp_path)
    assert [row["is_suspect"] for row in found] == ["false", "false", "true", "false", "false", "false"]
    assert float(found[2]["proposed_t"]) == pytest.approx(100.0)
    assert "Likely wrong: B → Elsewhere (x), reported 150; the other flows say 100" in capsys.readouterr().out


def test_every_bad_row_of_all_three_files_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flows = written(tmp_path, "flows.csv", GOOD + "2016,P3,Elsewhere,flow 8,-1,,\n")
    wrong = "2016,P2,P1,flow 9,mass,0.5,\n2016,Q,P1,,mass,1.5,\n2017,P2,P1,,mass,0.5,\n2016,P2,P1,flow 4,mass,0.5,\n"
    shares = written(tmp_path, "shares.csv", SHARES + wrong + "2016,P2,P1,,mass,0.7,0\n2016,P2,P3,,mass,0.7,0\n")
    processes = written(tmp_path, "processes.csv", "process,label\nP1,one\nP1,again\n,none\n")
    arguments = ["reconcile", flows, "--coefficients", shares, "--processes", processes]
    arguments += ["--output", str(tmp_path / "out.csv")]
    assert run(arguments) == 2
    assert not (tmp_path / "out.csv").exists()
    said = capsys.readouterr().err
    for place in ("Line 9, column mass_t", "Line 3, column process", "Line 4, column process: process is missing"):
        assert place in said
    for place in ("Line 2, column process", "Line 3, column share", "Line 4, column year", "Line 7, column share"):
        assert place in said
    assert run([*arguments, "--keep-going"]) == 1
    rows = rows_of(tmp_path)
    assert len(rows) == 8
    assert (rows[7]["mass_t"], rows[7]["observability"], rows[7]["reconciled_mass_t"]) == ("-1", "", "")


def test_a_contradiction_is_explained_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    flows = written(tmp_path, "f.csv", HEADING + "2024,Elsewhere,A,x,10,0,\n2024,A,Elsewhere,x,15,0,\n")
    assert run(["reconcile", flows, "--output", str(tmp_path / "out.csv")]) == 2
    assert not (tmp_path / "out.csv").exists()
    assert "Elsewhere → A 10; A → Elsewhere 15: these amounts cannot all be right" in capsys.readouterr().err


def test_a_year_that_contradicts_leaves_the_others_their_numbers(tmp_path: Path) -> None:
    rows = "2024,Elsewhere,A,x,10,0,\n2024,A,Elsewhere,x,15,0,\n2025,Elsewhere,A,x,10,1,\n2025,A,Elsewhere,x,12,1,\n"
    assert run(["reconcile", written(tmp_path, "f.csv", HEADING + rows), "--output", str(tmp_path / "out.csv")]) == 1
    assert [row["reconciled_mass_t"] for row in rows_of(tmp_path)] == ["", "", "11", "11"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("year,process,target\n2016,P2,P1\n", "the column share is missing"),
        (SHARES, "has no rows under its heading"),
    ],
)
def test_a_coefficient_file_that_cannot_be_used_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    flows, shares = written(tmp_path, "flows.csv", GOOD), written(tmp_path, "shares.csv", text)
    assert run(["reconcile", flows, "--coefficients", shares, "--output", str(tmp_path / "out.csv")]) == 2
    assert said in capsys.readouterr().err
