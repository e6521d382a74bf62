"""`sivuvirta allocate`: two files, three objectives, what is left out by name, and its exit codes."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from web.cli.entry import run

OFFERS = """id,material,waste_code,mass_t_per_year,lat,lon
o1,käytetty valuhiekka,10 09 08,1200,61.48,21.79
o2,lentotuhka,10 01 01,8000,61.63,21.41
o3,lentotuhka,10 01 01,900,61.50,21.80
o4,betonijäte,17 01 01,,61.49,21.80
o5,lentotuhka,10 01 01,0,61.49,21.80
"""
NEEDS = """id,material,waste_codes,mass_t_per_year,lat,lon
n1,valuhiekkaa maarakentamiseen,100908,2000,61.50,21.80
n2,tuhkaa lannoitteeksi,100101,1500,61.55,21.60
n3,betonimursketta,170101;170107,5000,61.49,21.90
"""


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """The arguments of a run that writes out.csv."""
    (tmp_path / "offers.csv").write_text(OFFERS, "utf-8")
    (tmp_path / "needs.csv").write_text(NEEDS, "utf-8")
    names = {name: str(tmp_path / f"{name}.csv") for name in ("offers", "needs", "out")}
    return ["allocate", "--offers", names["offers"], "--needs", names["needs"], "--output", names["out"]]


def rows_of(arguments: list[str]) -> list[dict[str, str]]:
    with Path(arguments[-1]).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_least_landfill_needs_no_prices(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["allocate", "--objective", "landfill", *files[1:]]) == 0
    rows = rows_of(files)
    assert list(rows[0]) == ["offer_id", "target_id", "mass_t_per_year", "value_eur", "co2_t", "note"]
    assert {(row["offer_id"], row["target_id"]): float(row["mass_t_per_year"]) for row in rows} == {
        ("o1", "n1"): 1200.0,
        ("o2", "n2"): 600.0,
        ("o3", "n2"): 900.0,  # the nearer of the two first
    }
    told = capsys.readouterr().out
    assert "Least landfill: 2700 t a year placed, 2700 t kept from it." in told
    assert "Proved: no other plan is better." in told
    assert "Left out: o4 (betonijäte). How much there is to give is not known." in told
    assert "Left out: o5 (lentotuhka). There is nothing to give" in told
    assert "Not placed:" in told
    assert "would find a place" in told


def test_unknown_worth_is_never_zero(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["allocate", "--objective", "cost", *files[1:]]) == 0
    assert rows_of(files) == []
    told = capsys.readouterr()
    assert "It is left out, not taken for zero." in told.out
    assert "--known-parts" in told.err
    assert run(["allocate", "--objective", "cost", "--known-parts", *files[1:]]) == 0
    assert {row["target_id"] for row in rows_of(files)} == {"n2"}
    assert all(float(row["value_eur"]) > 0 for row in rows_of(files))


def test_strict_leaves_out_what_is_not_known(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["allocate", "--objective", "landfill", "--strict", *files[1:]]) == 0
    assert rows_of(files) == []
    assert "Not known:" in capsys.readouterr().out


def test_a_wrong_row_is_named_and_the_others_are_allocated(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with Path(files[2]).open("a", encoding="utf-8") as stream:
        stream.write("o6,lentotuhka,10 01 01,NaN,61.49,21.80\n")
    assert run(["allocate", "--objective", "landfill", *files[1:]]) == 1
    assert "mass_t_per_year" in capsys.readouterr().err
    assert rows_of(files)


@pytest.mark.parametrize("missing", ["--offers", "--needs"])
def test_half_of_the_files_is_refused(files: list[str], missing: str, capsys: pytest.CaptureFixture[str]) -> None:
    place = files.index(missing)
    assert run([*files[:place], *files[place + 2 :], "--objective", "landfill"]) == 2
    assert "--offers and --needs" in capsys.readouterr().err
    assert not Path(files[-1]).exists()


def test_an_objective_is_asked_for(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(files) == 2
    assert run([*files, "--objective", "beauty"]) == 2
    assert "cost, co2, landfill" in capsys.readouterr().err
