"""The commands of docs/mikkeli.md run on the published table, and the numbers that the page names come out of them."""

from __future__ import annotations

import csv
import importlib.util
import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from web.cli.entry import run

ROOT = Path(__file__).parent.parent
DATA = ROOT / "docs" / "mikkeli"
PAGE = (ROOT / "docs" / "mikkeli.md").read_text("utf-8")
COMMANDS = re.findall(r"^ {4}sivuvirta (.+)$", PAGE, re.MULTILINE)
SOME_REJECTED = 1


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which the paths of the page lead to the files of the page."""
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((DATA / f"{name}.csv").read_text("utf-8").splitlines()))


def through(table: list[dict[str, str]], name: str) -> tuple[float, float]:
    """What comes into and goes out of a process, tonnes."""
    taken, given = (sum(float(row["mass_t"]) for row in table if row[end] == name) for end in ("target", "source"))
    return taken, given


def told(number: float) -> str:
    """A number as the page writes it."""
    return f"{number:,.0f}"


def test_the_page_shows_each_kind_of_command() -> None:
    assert {shlex.split(command)[0] for command in COMMANDS} == {"sankey", "balance", "reconcile", "indicators"}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_page_does_what_it_says(here: Path, command: str) -> None:
    words = shlex.split(command)
    assert run(words) == (SOME_REJECTED if "--keep-going" in words else 0)
    if "--output" in words:
        assert (here / words[words.index("--output") + 1]).stat().st_size > 0


@pytest.mark.parametrize("picture", sorted(DATA.glob("*.svg")), ids=lambda path: path.stem)
def test_a_picture_of_the_page_holds_the_numbers_of_its_table(picture: Path) -> None:
    table = rows(picture.stem.replace("ours", "flows"))
    drawn = [row for row in table if float(row["mass_t"]) > 0]
    shown = picture.read_text("utf-8")
    ends = {row[end] for row in drawn for end in ("source", "target")} - {"Stock"}
    assert ends
    assert {name for name in ends if told(max(through(drawn, name))) not in shown} == set()
    assert f"mikkeli/{picture.name}" in PAGE


def test_nearly_all_waste_has_no_destination() -> None:
    for year, share in ((2019, 0.96), (2015, 0.90)):
        good = [row for row in rows(f"flows-{year}") if float(row["mass_t"]) >= 0]
        assert len(good) == 35
        taken, given = through(good, "EoL waste")
        assert 1 - given / taken == pytest.approx(share, abs=0.005)
        assert told(taken) in PAGE
        assert told(taken - given) in PAGE


def test_the_negative_link_is_named_with_its_line(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sankey", "docs/mikkeli/flows-2019.csv", "--output", "refused.svg"]) == 2
    said = capsys.readouterr().err
    quoted = re.search(r"^> (.+)$", PAGE, re.MULTILINE)
    assert quoted is not None
    assert quoted[1] in said
    assert not (here / "refused.svg").exists()


def test_what_is_drawn_and_what_is_rejected_is_the_whole(here: Path) -> None:
    run(["sankey", "docs/mikkeli/flows-2019.csv", "--keep-going", "--output", "ours.json"])
    contract = json.loads((here / "ours.json").read_text("utf-8"))["conservation"]
    amounts = [float(row["mass_t"]) for row in rows("flows-2019")]
    assert contract["total_t"] == pytest.approx(sum(map(abs, amounts)), rel=1e-9)
    assert contract["drawn_t"] + contract["rejected_t"] == pytest.approx(contract["total_t"], rel=1e-9)
    assert {told(contract[name]) for name in ("drawn_t", "rejected_t", "total_t")} <= set(re.findall(r"[\d,]+", PAGE))


def test_the_loop_is_in_the_published_numbers() -> None:
    good = [row for row in rows("flows-2019") if float(row["mass_t"]) >= 0]
    for material in {row["material"] for row in good}:
        group = [row for row in good if row["material"] == material]
        taken, given = through(group, "Processed materials")
        recovered, _ = through(group, "Recovery")
        assert given - taken == pytest.approx(recovered, abs=50.01)


@pytest.mark.parametrize("year", [2015, 2019])
def test_one_import_of_fossil_carriers_looks_like_a_copy(year: int) -> None:
    fossil = [
        row for row in rows(f"flows-{year}") if row["material"].startswith("Fossil") and row["source"] == "Imports"
    ]
    (amount,) = {float(row["mass_t"]) for row in fossil}
    assert len(fossil) == 2
    assert told(amount) in PAGE


def test_the_completed_table_balances_and_its_added_rows_are_told(here: Path) -> None:
    run(["balance", "docs/mikkeli/completed-2019.csv", "--output", "balance.csv"])
    balance = list(csv.DictReader((here / "balance.csv").read_text("utf-8").splitlines()))
    assert {row["within_tolerance"] for row in balance} == {"true"}
    added = [row for row in rows("completed-2019") if row["record_id"].startswith("completed-")]
    ends = {(row["source"], row["target"]) for row in added}
    assert len(ends) == 5
    for source, target in ends:
        amount = sum(float(row["mass_t"]) for row in added if (row["source"], row["target"]) == (source, target))
        assert re.search(rf"^\| \*{source}\* to \*{target}\* \| {told(amount)} \|", PAGE, re.MULTILINE)
    kept = [row for row in rows("completed-2019") if row not in added]
    assert kept == [row for row in rows("flows-2019") if float(row["mass_t"]) >= 0]


def test_reconciliation_points_at_the_waste(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["reconcile", "docs/mikkeli/flows-2019.csv", "--keep-going", "--output", "reconciled.csv"])
    assert "chi-square 93.28, 3 degrees of freedom" in "".join(capsys.readouterr())
    found = list(csv.DictReader((here / "reconciled.csv").read_text("utf-8").splitlines()))
    suspects = {(row["source"], row["target"]) for row in found if row["is_suspect"] == "true"}
    assert suspects == {("EoL waste", "Recovery")}


def test_the_indicators_of_the_page(here: Path) -> None:
    run(["indicators", "docs/mikkeli/completed-2019.csv", "--output", "indicators.json"])
    text = (here / "indicators.json").read_text("utf-8")
    (finn,) = [one for one in found_in(json.loads(text)) if one.get("id") == "finn_cycling_index"]
    assert f"{finn['value']:.2%}".replace("%", " %") in PAGE
    table = rows("completed-2019")
    recovered, _ = through(table, "Recovery")
    _, processed = through(table, "Processed materials")
    waste, _ = through(table, "EoL waste")
    assert f"{told(recovered)} t / {told(processed)} t = {recovered / processed:.2%}".replace("%", " %") in PAGE
    assert f"{told(recovered)} t / {told(waste)} t = {recovered / waste:.1%}".replace("%", " %") in PAGE


def found_in(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of a JSON value."""
    if isinstance(value, dict):
        yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        yield from found_in(one)


def test_the_sums_of_the_sectors() -> None:
    construction, biomass = rows("construction"), rows("biomass")
    assert len(construction) == 22
    for table, name in ((construction, "Waste collection"), (construction, "Use"), (biomass, "Manufacturing")):
        taken, given = through(table, name)
        assert re.search(rf"\*{name}\* takes {told(taken)} t\s+and\s+gives {told(given)} t", PAGE)
    assert through(construction, "Retail")[1] == 0


def test_the_picture_beside_ours_holds_every_row() -> None:
    path = ROOT / "bench" / "plotly_default.py"
    spec = importlib.util.spec_from_file_location("plotly_default", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    figure = module.figure(DATA / "flows-2015.csv")
    assert len(figure["link"]["value"]) == 35
    assert sum(figure["link"]["value"]) == pytest.approx(sum(float(row["mass_t"]) for row in rows("flows-2015")) / 1000)
    assert re.findall(r"^ {4}python (\S+) ", PAGE, re.MULTILINE) == ["bench/plotly_default.py"] * 2
