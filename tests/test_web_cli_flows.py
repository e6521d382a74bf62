"""`sivuvirta sankey` and `sivuvirta balance`: files and the bank, every format, every bad row."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from web.cli.entry import run

GOOD = """year,source,target,material,mass_t
2024,Elsewhere,Foundry,sand,100
2024,Foundry,Reclaimer,used sand,80
2024,Reclaimer,Foundry,reclaimed sand,60
2024,Reclaimer,Elsewhere,fines,20
2024,Foundry,Elsewhere,castings,75
"""
CHROMIUM = pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium is installed")


@pytest.fixture
def flows(tmp_path: Path) -> Path:
    file = tmp_path / "flows.csv"
    file.write_text(GOOD, "utf-8")
    return file


@pytest.fixture
def on_demo_bank(demo_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIVUVIRTA_DATABASE_URL", demo_url)


@pytest.fixture
def drawn(tmp_path: Path) -> Callable[..., Any]:
    """Run sankey into a JSON file and read it."""

    def draw(*arguments: str) -> Any:
        output = tmp_path / "out.json"
        assert run(["sankey", *arguments, "--output", str(output)]) == 0
        return json.loads(output.read_text("utf-8"))

    return draw


def assert_conserved(numbers: dict[str, Any]) -> None:
    parts = dict(numbers["conservation"])
    assert sum(value for name, value in parts.items() if name != "total_t") == pytest.approx(parts["total_t"])
    records = [link["counted_t"] for link in numbers["links"] if link["kind"] == "record"]
    assert sum(records) == pytest.approx(parts["drawn_t"])


def test_a_file_is_drawn_process_by_process(flows: Path, drawn: Callable[..., Any]) -> None:
    numbers = drawn(str(flows))
    assert {"year", "boundary", "basis", "nodes", "links", "conservation", "left_out"} <= set(numbers)
    assert numbers["year"] == 2024
    assert {tuple(sorted(node)) for node in numbers["nodes"]} == {("id", "label", "stage")}
    assert {"source", "target", "material", "mass_t", "is_return", "record_count"} <= set(numbers["links"][0])
    assert list(numbers["conservation"]) == [
        "drawn_t",
        "outside_t",
        "self_loops_t",
        "protected_t",
        "rejected_t",
        "total_t",
    ]
    assert numbers["conservation"]["total_t"] == 335
    assert [link["mass_t"] for link in numbers["links"] if link["is_return"]] == [60]
    assert_conserved(numbers)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("2024,Foundry,Elsewhere,dust,nan", "mass_t"),
        ("2024,Foundry,Elsewhere,dust,inf", "mass_t"),
        ("2024,Foundry,Elsewhere,dust,-5", "mass_t"),
        ("2024,Foundry,Elsewhere,dust,five", "mass_t"),
        ("twenty,Foundry,Elsewhere,dust,5", "year"),
        ("2024,,Elsewhere,dust,5", "source"),
    ],
)
def test_a_bad_row_refuses_the_file_and_is_named(
    flows: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], row: str, field: str
) -> None:
    flows.write_text(f"{GOOD}{row}\n", "utf-8")
    for command in (["sankey", str(flows)], ["balance", str(flows)]):
        output = tmp_path / "out.csv"
        assert run([*command, "--output", str(output)]) == 2
        said = capsys.readouterr().err
        assert "7" in said
        assert field in said
        assert not output.exists()


def test_keep_going_counts_what_was_refused(flows: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flows.write_text(f"{GOOD}2024,Foundry,Elsewhere,dust,-5\n2024,Foundry,Elsewhere,smoke,\n", "utf-8")
    output = tmp_path / "out.json"
    assert run(["sankey", str(flows), "--keep-going", "--output", str(output)]) == 1
    numbers = json.loads(output.read_text("utf-8"))
    assert numbers["conservation"]["rejected_t"] == 5
    assert numbers["left_out"] == {"rejected": 1, "unknown_amount": 1}
    assert "Line 7, column mass_t, value '-5'" in capsys.readouterr().err
    assert_conserved(numbers)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "missing"),
        (b"year,source,target,material\n2024,a,b,c\n", "mass_t"),
        ("year,source,target,material,mass_t\n2024,Valimo,Kaatopaikka,pöly,1\n".encode("latin-1"), "UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", ""),
    ],
)
def test_a_file_that_is_no_flow_table_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, words: str
) -> None:
    file = tmp_path / "flows.csv"
    file.write_bytes(content)
    assert run(["sankey", str(file), "--output", str(tmp_path / "out.svg")]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert "fault" not in said
    assert not (tmp_path / "out.svg").exists()


@pytest.mark.usefixtures("on_demo_bank")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--view", "no-such-view", "--output", "x.svg"], "no-such-view"),
        (["--view", "no-such-view.json", "--output", "x.svg"], "no-such-view.json"),
        (["--view", "one-material", "--output", "x.svg"], "--family or --class"),
        (["--view", "one-material", "--class", "no-such-class", "--output", "x.svg"], "no-such-class"),
        (["--view", "one-material", "--family", "no-such-family", "--output", "x.svg"], "no-such-family"),
        (["--output", "x.bmp"], "x.bmp"),
        (["--year", "1955", "--output", "x.svg"], "no flows of 1955"),
        (["no-such-file.csv", "--output", "x.svg"], "no-such-file.csv"),
        (["--boundary", "moon", "--output", "x.svg"], "moon"),
        (["--output", "no-such-folder/x.svg"], "no-such-folder"),
    ],
)
def test_what_cannot_be_drawn_is_a_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["sankey", *arguments]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert "fault" not in said
    assert list(tmp_path.iterdir()) == []


def test_a_broken_view_definition_is_named(flows: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    view = tmp_path / "view.json"
    view.write_text('{"name": "x", "shape": "square"}', "utf-8")
    assert run(["sankey", str(flows), "--view", str(view), "--output", str(tmp_path / "x.svg")]) == 2
    assert "view.json" in capsys.readouterr().err
    view.write_text('{"name": ', "utf-8")
    assert run(["sankey", str(flows), "--view", str(view), "--output", str(tmp_path / "x.svg")]) == 2
    assert "line 1" in capsys.readouterr().err


@pytest.mark.usefixtures("on_demo_bank")
@pytest.mark.parametrize("data", ["facts", "examples"])
@pytest.mark.parametrize("boundary", ["pori", "satakunta"])
def test_the_bank_is_drawn_and_conserved(drawn: Callable[..., Any], data: str, boundary: str) -> None:
    numbers = drawn("--data", data, "--boundary", boundary)
    assert numbers["boundary"] == boundary
    assert numbers["is_example"] is (data == "examples")
    assert numbers["links"]
    assert_conserved(numbers)


@pytest.mark.usefixtures("on_demo_bank")
def test_the_city_sees_at_least_what_the_public_sees(drawn: Callable[..., Any]) -> None:
    public, city = (drawn("--data", "examples", "--audience", name) for name in ("public", "city"))
    assert city["conservation"]["total_t"] >= public["conservation"]["total_t"]
    assert city["conservation"]["protected_t"] == 0


@pytest.mark.usefixtures("on_demo_bank")
def test_the_csv_adds_up_to_all_records(tmp_path: Path, drawn: Callable[..., Any]) -> None:
    numbers = drawn("--data", "examples")
    assert run(["sankey", "--data", "examples", "--output", str(tmp_path / "out.csv")]) == 0
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    counted = sum(float(row["counted"]) for row in rows if row["counted"])
    assert counted == pytest.approx(numbers["conservation"]["total_t"])
    assert {row["is_example"] for row in rows} == {"1"}


@pytest.mark.usefixtures("on_demo_bank")
def test_the_drawing_stands_alone_and_speaks_the_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import xml.etree.ElementTree as ET

    texts = {}
    for language in ("en", "fi"):
        monkeypatch.setenv("SIVUVIRTA_LANGUAGE", language)
        assert run(["sankey", "--data", "examples", "--output", str(tmp_path / "out.svg")]) == 0
        texts[language] = (tmp_path / "out.svg").read_text("utf-8")
        assert ET.fromstring(texts[language]).tag.endswith("svg")  # noqa: S314  # our own drawing
    assert texts["en"] != texts["fi"]


@pytest.mark.usefixtures("on_demo_bank")
def test_the_figure_is_one_file_that_sends_nothing(tmp_path: Path) -> None:
    assert run(["sankey", "--data", "examples", "--output", str(tmp_path / "out.html")]) == 0
    html = (tmp_path / "out.html").read_text("utf-8")
    assert '"showSendToCloud": false' in html or '"showSendToCloud":false' in html
    assert 'src="http' not in html


@CHROMIUM
@pytest.mark.browser
@pytest.mark.parametrize(("suffix", "magic"), [(".png", b"\x89PNG\r\n"), (".pdf", b"%PDF-")])
def test_pictures_are_drawn_by_chromium(flows: Path, tmp_path: Path, suffix: str, magic: bytes) -> None:
    output = tmp_path / f"out{suffix}"
    assert run(["sankey", str(flows), "--output", str(output)]) == 0
    content = output.read_bytes()
    assert content.startswith(magic)
    assert len(content) > 5000


def test_the_balance_finds_the_missing_sand(flows: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["balance", str(flows)]) == 0
    rows = {row["process"]: row for row in csv.DictReader(capsys.readouterr().out.splitlines())}
    assert list(rows["Foundry"]) == [
        "year",
        "layer",
        "process",
        "input_t",
        "output_t",
        "stock_change_t",
        "residual_t",
        "within_tolerance",
    ]
    assert (float(rows["Foundry"]["input_t"]), float(rows["Foundry"]["output_t"])) == (160, 155)
    assert float(rows["Foundry"]["residual_t"]) == 5
    assert float(rows["Reclaimer"]["residual_t"]) == 0
    assert rows["Reclaimer"]["within_tolerance"] == "true"
    assert "Elsewhere" not in rows


def test_a_tolerance_that_is_no_number_is_refused(flows: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for value in ("nan", "inf", "-1", "some"):
        assert run(["balance", str(flows), "--tolerance", value]) == 2
        assert "tolerance" in capsys.readouterr().err


def test_a_tighter_tolerance_is_no_error(flows: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "balance.csv"
    assert run(["balance", str(flows), "--tolerance", "0.001", "--output", str(output)]) == 0
    assert "1 are outside" in capsys.readouterr().out
    assert "false" in output.read_text("utf-8")


def test_findings_name_rows_and_what_is_wrong_with_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (
        "year,source,target,material,mass_t,record_id\n"
        "2025,Elsewhere,Boiler,chips,90000,A\n2025,Boiler,Market,ash,60,B\n2025,Boiler,Stock,ash,30,C\n"
        "2025,Boiler,Market,ash,-4,D\n2025,Boiler,Market,ash,,E\n"
    )
    file = tmp_path / "flows.csv"
    file.write_text(text, "utf-8")
    assert run(["balance", str(file), "--findings"]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert list(rows[0]) == [
        *("kind", "year", "layer", "process", "record_ids", "amount_t", "expected_t", "message"),
    ]
    assert [(row["kind"], row["record_ids"]) for row in rows] == [("bad_row", ""), ("not_measured", "E")]
    assert "Line 5" in rows[0]["message"]
    file.write_text(text.replace("2025,Boiler,Market,ash,,E\n", ""), "utf-8")
    output = tmp_path / "findings.csv"
    assert run(["balance", str(file), "--findings", "--output", str(output)]) == 0
    assert "3 findings are written" in capsys.readouterr().out
    found = list(csv.DictReader(output.read_text("utf-8").splitlines()))
    assert [row["kind"] for row in found] == ["bad_row", "unit_slip", "imbalance"]
    assert (float(found[1]["expected_t"]), found[1]["process"]) == (90.0, "Boiler")


def test_a_layer_that_is_none_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "flows.csv"
    file.write_text("year,source,target,material,mass_t,layer\n2024,mill,plant,ash,3,substance:Zn\n", "utf-8")
    drawn = tmp_path / "flows.json"
    assert run(["sankey", str(file), "--layer", "gold", "--output", str(drawn)]) == 2
    assert "substance:" in capsys.readouterr().err
    assert run(["sankey", str(file), "--layer", "substance:Zn", "--output", str(drawn)]) == 0
    assert json.loads(drawn.read_text("utf-8"))["conservation"]["drawn_t"] == 3
