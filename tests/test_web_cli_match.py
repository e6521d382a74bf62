"""`sivuvirta match` on files alone: order, columns, reasons in words, bad rows, exit codes, encodings."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from web.cli.entry import run

COLUMNS = ["offer_id", "target_id", "rank", "score", "verdict", "reason"]
OFFERS = """id,material,lang,waste_code,mass_t_per_year,lat,lon,colour
z,kivihiilen lentotuhka,fi,100102,1000,61.5,21.8,grey
a,used tyres,en,,,,,
"""
NEEDS = """id,material,waste_codes,mass_t_per_year,lat,lon
n1,Rubber granulate for sports surfaces,,,,
n2,Filler to be ground into cement,,1500,61.4,21.7
"""


def written(folder: Path, name: str, text: str, encoding: str = "utf-8") -> str:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return str(path)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_needs_are_ranked_for_each_offer_in_the_order_of_the_file(tmp_path: Path) -> None:
    offers, needs, output = written(tmp_path, "o.csv", OFFERS), written(tmp_path, "n.csv", NEEDS), tmp_path / "out.csv"
    assert run(["match", "--offers", offers, "--needs", needs, "--output", str(output)]) == 0
    rows = rows_of(output)
    assert list(rows[0]) == COLUMNS
    assert [(row["offer_id"], row["target_id"], row["rank"]) for row in rows] == [
        ("z", "n2", "1"),
        ("z", "n1", "2"),
        ("a", "n1", "1"),
        ("a", "n2", "2"),
    ]
    assert all(0 <= float(row["score"]) <= 1 for row in rows)
    assert float(rows[0]["score"]) > float(rows[1]["score"])
    assert {row["verdict"] for row in rows} <= {"pass", "fail", "unknown"}
    assert "Cement and concrete" in rows[0]["reason"]
    assert "1500 t wanted" in rows[0]["reason"]


def test_receivers_are_ranked_with_the_documented_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    offers = written(tmp_path, "o.csv", OFFERS)
    receivers = written(tmp_path, "r.csv", "id,industry_code,name\nx,9602,Kampaamo\ny,2351,Sementti Oy\n")
    assert run(["match", "--offers", offers, "--receivers", receivers, "--top", "1"]) == 0
    out = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert next((row["offer_id"], row["target_id"], row["rank"]) for row in out) == ("z", "y", "1")
    assert len(out) == 2
    assert "A documented use in this industry" in out[0]["reason"]


def test_reasons_are_in_the_language_of_the_reader(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIVUVIRTA_LANGUAGE", "fi")
    offers, needs = written(tmp_path, "o.csv", OFFERS), written(tmp_path, "n.csv", NEEDS)
    assert run(["match", "--offers", offers, "--needs", needs, "--top", "1"]) == 0
    assert "Sementti ja betoni" in capsys.readouterr().out


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_files_are_read_as_people_have_them(tmp_path: Path, encoding: str) -> None:
    text = "id;material;mass_t_per_year;lat;lon\r\nö1;pöly ja tuhka;1 234,5;61,5;21,8\r\n"
    offers, output = written(tmp_path, "o.csv", text, encoding), tmp_path / "out.csv"
    needs = written(tmp_path, "n.csv", text.replace("ö1", "n1"), encoding)
    assert run(["match", "--offers", offers, "--needs", needs, "--output", str(output)]) == 0
    (row,) = rows_of(output)
    assert (row["offer_id"], row["target_id"]) == ("ö1", "n1")
    assert "1235 t offered" in row["reason"] or "1234 t offered" in row["reason"]


def test_bad_rows_are_named_and_the_others_are_matched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    offers = written(tmp_path, "o.csv", OFFERS + "q,slag,en,12,,,\nz,again,,,,,\n")
    needs = written(tmp_path, "n.csv", NEEDS)
    assert run(["match", "--offers", offers, "--needs", needs, "--top", "1"]) == 1
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 3
    assert "o.csv" in said.err
    assert "Line 4, column waste_code" in said.err
    assert "Line 5, column id" in said.err


def test_a_text_that_says_nothing_has_rows_that_say_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    offers = written(tmp_path, "o.csv", "id,material\na,???\n")
    assert run(["match", "--offers", offers, "--needs", written(tmp_path, "n.csv", NEEDS), "--top", "1"]) == 0
    assert "could not be understood" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--offers", "o.csv"], "--needs"),
        (["--needs", "n.csv"], "--offers"),
        (["--offers", "o.csv", "--needs", "n.csv", "--receivers", "n.csv"], "--receivers"),
        (["--offers", "o.csv", "--needs", "missing.csv"], "missing.csv"),
        (["--offers", "empty.csv", "--needs", "n.csv"], "empty.csv"),
        (["--offers", "heading.csv", "--needs", "n.csv"], "heading.csv"),
        (["--offers", "columns.csv", "--needs", "n.csv"], "material"),
        (["--offers", "bad.csv", "--needs", "n.csv"], "Line 2, column id"),
        (["--offers", "o.csv", "--needs", "n.csv", "--top", "0"], "--top"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    arguments: list[str], word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    files = {
        "o.csv": OFFERS,
        "n.csv": NEEDS,
        "empty.csv": "",
        "heading.csv": "id,material\n",
        "columns.csv": "id,name\n1,slag\n",
        "bad.csv": "id,material\n,slag\n",
    }
    for name, text in files.items():
        written(tmp_path, name, text)
    assert run(["match", *arguments, "--output", "out.csv"]) == 2
    said = capsys.readouterr().err
    assert word in said
    assert "Traceback" not in said
    assert "fault" not in said
    assert not (tmp_path / "out.csv").exists()


@pytest.fixture
def demo_named(demo_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bank with the sample data, named by the environment; it is only read."""
    monkeypatch.setenv("SIVUVIRTA_DATABASE_URL", demo_url)


@pytest.mark.usefixtures("demo_named")
def test_without_files_the_offers_of_the_bank_are_matched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "matches.csv"
    assert run(["match", "--data", "examples", "--top", "3", "--output", str(output)]) == 0
    rows = rows_of(output)
    assert list(rows[0]) == COLUMNS
    assert {row["verdict"] for row in rows} <= {"pass", "unknown", "fail"}
    assert max(int(row["rank"]) for row in rows) <= 3
    assert "offers of the bank are matched" in capsys.readouterr().out


@pytest.mark.usefixtures("demo_named")
def test_facts_are_no_offers_and_that_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["match"]) == 2
    assert "no offer that may be matched" in capsys.readouterr().err
    assert run(["allocate", "--objective", "landfill"]) == 2
    assert "no possible exchange to plan" in capsys.readouterr().err


@pytest.mark.usefixtures("demo_named")
def test_without_files_the_possible_exchanges_of_the_bank_are_planned(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "plan.csv"
    assert run(["allocate", "--objective", "landfill", "--data", "examples", "--output", str(output)]) == 0
    rows = rows_of(output)
    assert sum(float(row["mass_t_per_year"]) for row in rows) > 0
    told = capsys.readouterr().out
    assert "Proved: no other plan is better" in told
