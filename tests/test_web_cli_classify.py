"""`sivuvirta classify` and `sivuvirta evaluate classify`: one text, tables, bad rows, and true figures."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from web.cli.entry import run

HELD_OUT = Path(__file__).parent / "data/classify_held_out.csv"
MOST_TEXTS = 120


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "texts.csv"
    file.write_text("text;lang;industry_code\nvaluhiekka;fi;24.51\n\nlentotuhka;fi;\n", "cp1252")
    return file


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_one_text_is_told_in_words(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(["classify", "käytetty valuhiekka", "--top", "2"]) == 0
    told = capsys.readouterr().out
    assert "10 09 08" in told
    assert "Foundry sand" in told
    assert "Has it been tested" in told
    monkeypatch.setenv("SIVUVIRTA_LANGUAGE", "fi")
    assert run(["classify", "käytetty valuhiekka", "--top", "2"]) == 0
    assert "Valimohiekka" in capsys.readouterr().out


def test_a_table_keeps_its_order_and_columns(table: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.csv"
    assert run(["classify", "--input", str(table), "--output", str(output), "--top", "3"]) == 0
    rows = rows_of(output)
    assert list(rows[0]) == ["row", "rank", "waste_code", "material_class", "score", "reason"]
    assert [(row["row"], row["rank"]) for row in rows] == [(str(n), str(r)) for n in (1, 2) for r in (1, 2, 3)]
    assert (rows[0]["waste_code"], rows[0]["material_class"]) == ("100908", "foundry_sand")
    assert float(rows[0]["score"]) >= float(rows[1]["score"])
    assert "valuhiekka" in rows[0]["reason"]


def test_a_text_without_an_answer_has_a_row_that_says_why(tmp_path: Path) -> None:
    file, output = tmp_path / "texts.csv", tmp_path / "out.csv"
    file.write_text("text,lang\n12 000,en\nqqxzw vvkqj,\n", "utf-8")
    assert run(["classify", "--input", str(file), "--output", str(output)]) == 0
    rows = rows_of(output)
    assert [(row["row"], row["waste_code"], row["score"]) for row in rows] == [("1", "", "0"), ("2", "", "0")]
    assert "number alone" in rows[0]["reason"]


def test_a_wrong_row_is_named_and_the_others_are_classified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "texts.csv"
    file.write_text("text,lang\nslag,xx\nslag,en\n", "utf-8")
    assert run(["classify", "--input", str(file)]) == 1
    said = capsys.readouterr()
    assert "Row 1" in said.err
    assert "xx" in said.err
    assert "\n2,1," in said.out


def test_an_unknown_industry_is_told_and_the_text_is_read_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "texts.csv"
    file.write_text("text,industry_code\nvaluhiekka,zzz\nvaluhiekka,24.51\n", "utf-8")
    assert run(["classify", "--input", str(file), "--top", "1"]) == 0
    said = capsys.readouterr()
    assert [line.split(",")[2] for line in said.out.splitlines()[1:]] == ["100908", "100908"]
    assert "Rows 1: the industry" in said.err


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["classify", "slag", "--industry", "zzz"], "zzz"),
        (["classify"], "--input"),
        (["classify", "slag", "--input", "x.csv"], "--input"),
        (["classify", "--input", "missing.csv"], "missing.csv"),
        (["evaluate", "classify", "missing.csv"], "missing.csv"),
    ],
)
def test_what_is_missing_is_named(arguments: list[str], word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    said = capsys.readouterr().err
    assert word in said
    assert "Traceback" not in said


def test_a_table_without_the_column_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "texts.csv"
    file.write_text("name,lang\nslag,en\n", "utf-8")
    assert run(["classify", "--input", str(file)]) == 2
    assert "text" in capsys.readouterr().err


def test_the_measures_of_a_table_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "known.csv"
    file.write_text(
        "text,waste_code,lang,material_class\n"
        "valuhiekka,10 09 08,fi,foundry_sand\n"
        "valuhiekka,200301,fi,mixed_waste\n"
        "lyijyakut,160601*,fi,lead_batteries\n"
        "slag,12345,en,\n",
        "utf-8",
    )
    assert run(["evaluate", "classify", str(file)]) == 1
    said = capsys.readouterr()
    (line,) = [line for line in said.out.splitlines() if line.startswith("all")]
    assert line.split() == ["all", "3", *("66.7", "%") * 3, "0.0", "%", "66.7", "%"]
    assert "Row 4" in said.err


def test_a_table_without_any_known_text_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "known.csv"
    file.write_text("text,waste_code\nslag,12345\n", "utf-8")
    assert run(["evaluate", "classify", str(file)]) == 2
    assert "known.csv" in capsys.readouterr().err


def test_the_held_out_texts_keep_what_is_promised() -> None:
    """A part of them, evenly taken: the promise with a little room for the smaller number."""
    from taxonomy.suggest.evaluating import KnownText, groups, outcomes

    rows = rows_of(HELD_OUT)[:: max(1, len(rows_of(HELD_OUT)) // MOST_TEXTS)]
    found = outcomes(
        KnownText(row["text"], None, row["waste_code"], row["material_class"], row["industry_code"]) for row in rows
    )
    every = groups(found)[""]
    assert every.top_1 >= 0.6
    assert every.top_5 >= 0.85
    assert every.no_answer <= 0.03
    assert every.first_class is not None
    assert every.first_class >= 0.72
