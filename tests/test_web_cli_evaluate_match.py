"""`sivuvirta evaluate match`: exchanges of a file, the bank's links with the partner hidden, texts that fit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from web.cli.entry import run

HEADING = "case,donor_business,donor_nace,waste_description,receiver_nace,ewc"
EXCHANGES = f"""{HEADING}
a,Steelworks,2410,Steel slag,2351,100202
a,Power plant,3511,Fly ash,NA,100102
b,Steelworks,2410,Slag of steel,2351,100202
b,City,NA,Waste paper,1712,200101
c,Steel mill,2410,Steel slags,2351,100202
c,City,ND,Old paper,1712,200101
"""


@pytest.fixture
def exchanges(tmp_path: Path) -> Path:
    file = tmp_path / "exchanges.csv"
    file.write_text(EXCHANGES, "utf-8")
    return file


def value(told: str, name: str) -> float:
    """The first figure of a line, its hit@1."""
    line = next(line for line in told.splitlines() if line.startswith(name))
    return float(line.removeprefix(name).split()[0])


def test_figures_stand_beside_those_that_know_less(exchanges: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evaluate", "match", str(exchanges)]) == 0
    told = capsys.readouterr().out
    assert "5 exchanges of 3 cases." in told
    assert "1 rows do not say which industry received" in told
    assert value(told, "by chance") == 0.5
    assert value(told, "knowledge and precedents") == 1.0
    assert "weights found without the case" not in told


def test_calibration_writes_weights_that_can_be_read(exchanges: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from flows.matching.precedent_weights import NAMES, read_weights

    output = exchanges.with_name("weights.json")
    assert run(["evaluate", "match", str(exchanges), "--calibrate", "--output", str(output)]) == 0
    told = capsys.readouterr().out
    assert value(told, "the same, weights found without the case") > 0
    text = output.read_text("utf-8")
    assert read_weights(text, output.name).knowledge > 0
    assert "5 exchanges of 3 cases" in json.loads(text)["source"]
    assert run(["evaluate", "match", str(exchanges), "--calibrate"]) == 0
    assert all(f'"{name}"' in capsys.readouterr().out for name in NAMES[:1])


def test_a_wrong_row_is_named_and_left_out(exchanges: Path, capsys: pytest.CaptureFixture[str]) -> None:
    exchanges.write_text(EXCHANGES + "d,,,Steam,cement,\nd,,x,Steam,2011,\n", "utf-8")
    assert run(["evaluate", "match", str(exchanges)]) == 1
    told = capsys.readouterr()
    assert "6 exchanges of 4 cases." in told.out
    assert "Line 8, column receiver_nace" in told.err
    assert "Line 9, column donor_nace" in told.err


@pytest.mark.parametrize(
    ("text", "options", "told"),
    [
        ("case,stuff\na,b\n", [], "must name its columns in the first row"),
        (f"{HEADING}\na,,,Slag,2351,\n", [], "two cases or more"),
        ("offer,need,fits\nash,tuhka,1\n", ["--calibrate"], "Only exchanges calibrate the weights"),
        ("offer,need,fits\nash,tuhka,perhaps\n", [], "column fits"),
        ("offer,need,fits\nash,tuhka,1\n", [], "pairs that fit and pairs that do not"),
        (EXCHANGES, ["--output", "w.json"], "--output is for the weights"),
        (EXCHANGES, ["--links"], "Name a file of exchanges"),
    ],
)
def test_what_cannot_be_done_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, options: list[str], told: str
) -> None:
    file = tmp_path / "table.csv"
    file.write_text(text, "utf-8")
    assert run(["evaluate", "match", str(file), *options]) == 2
    assert told in capsys.readouterr().err


def test_a_file_or_the_bank_must_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evaluate", "match"]) == 2
    assert "--links" in capsys.readouterr().err
    assert run(["evaluate", "match", "missing.csv"]) == 2
    assert "missing.csv" in capsys.readouterr().err


def test_texts_that_fit_are_told_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pairs, parks = tmp_path / "pairs.csv", tmp_path / "parks.csv"
    pairs.write_text("offer,need,fits\nfly ash,lentotuhka betoniin,1\nfly ash,scrap metal,0\n", "utf-8")
    parks.write_text(
        "park,kind,id,text,fits\nA,offer,o,fly ash,n\nA,need,n,lentotuhka betoniin,\nA,need,m,scrap metal,\n", "utf-8"
    )
    for file in (pairs, parks):
        assert run(["evaluate", "match", str(file)]) == 0
        assert "2 pairs of texts, of which 1 fit: area under the ROC curve 1.000." in capsys.readouterr().out


def test_links_of_the_bank_are_told_with_their_reasons(
    demo_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SIVUVIRTA_DATABASE_URL", demo_url)
    assert run(["evaluate", "match", "--links"]) == 0
    told = capsys.readouterr().out
    assert told.count("Venator P&A Finland Oy → Kemira Oyj, Ferrosulfaatti. ") == 2
    assert told.count("partners are within the first 10.") == 2


def test_a_bank_without_links_says_so(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SIVUVIRTA_DATABASE_URL", sqlite_url)
    assert run(["evaluate", "match", "--links"]) == 2
    assert "no exchange that happened" in capsys.readouterr().err
