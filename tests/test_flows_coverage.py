import math
import xml.etree.ElementTree as ET

import pytest

from flows.coverage import Coverage, coverage
from flows.drawing.coverage import coverage_legend, coverage_svg
from flows.drawing.sheet import Sheet
from flows.errors import UnknownBoundaryError
from tests.flow_tables import flow, foundry_town, table_of

NS = "{http://www.w3.org/2000/svg}"
NAMES = {"metal": "Metals", "energy": "Energy", "waste": "Waste", "not_stated": "Not stated", "protected": "Protected"}


def known_town() -> Coverage:
    return coverage(
        table_of(
            [
                flow("foundry", "fate:unused", "sand", 30.0, method="weighed"),
                flow("foundry", "fate:used", "slag", 10.0, method="records"),
                flow("foundry", "fate:used", "slag", 40.0, method="register"),
                flow("foundry", "fate:used", "slag", 20.0, method="estimate"),
                flow("foundry", "fate:used", "slag", None),
                flow("boiler", "fate:used", "ash", None, year=2024),
                flow("Elsewhere", "boiler", "mixed", 5.0, method=""),
                flow("faraway", "fate:used", "slag", 900.0),
                flow("Protected", "Protected", "Protected", 7.0, kind="protected", method=""),
            ]
        ),
        boundary="satakunta",
    )


def test_shares_of_mass_by_method_sector_and_year() -> None:
    found = known_town()
    assert found.sectors == ("metal", "energy", "protected")
    assert found.years == (2024, 2025)
    metal = found.cells["metal", 2025]
    shares = {kind: metal.share(kind) for kind in ("measured", "declared", "register", "estimated")}
    assert shares == {"measured": 0.3, "declared": 0.1, "register": 0.4, "estimated": 0.2}
    assert metal.without_amount == 1


def test_amount_not_measured_is_counted_and_no_share() -> None:
    cell = known_town().cells["energy", 2024]
    assert (cell.amount, cell.without_amount, cell.share("measured")) == (0.0, 1, None)


def test_who_takes_from_beyond_the_boundary_is_counted_and_what_lies_beyond_is_not() -> None:
    found = known_town()
    assert found.cells["energy", 2025].amounts == {"not_stated": 5.0}
    assert found.cells["protected", 2025].amount == 7.0
    assert ("metal", 2024) not in found.cells
    assert found.total(2025).amount == 112.0


def test_every_tonne_of_everything_is_counted() -> None:
    table = foundry_town()
    mass = table.layer.where(["mass"])
    expected = math.fsum(
        value for value, is_mass in zip(table.amount, mass, strict=True) if is_mass and not math.isnan(value)
    )
    found = coverage(table)
    assert sum(found.total(year).amount for year in found.years) == pytest.approx(expected)


def test_unknown_boundary_is_named() -> None:
    with pytest.raises(UnknownBoundaryError):
        coverage(foundry_town(), boundary="atlantis")


def test_drawing_says_every_cell() -> None:
    found = known_town()
    root = ET.fromstring(coverage_svg(found, NAMES, "en", Sheet(title="Coverage", standalone=True)))  # noqa: S314
    said = {title.text for title in root.iter(f"{NS}title")}
    metals = "Metals, 2025: measured 30%, declared 10%, from a register 40%, estimated 20%, 1 without amount"
    assert {metals, "Metals, 2024: No flows", "Energy, 2024: 1 without amount"} <= said
    drawn = {rect.get("class") for rect in root.iter(f"{NS}rect")}
    assert {"measured", "declared", "register", "estimated", "not_stated"} <= drawn
    assert [entry.tone for entry in coverage_legend(found, "en")] == [
        "measured",
        "declared",
        "register",
        "estimated",
        "not_stated",
    ]


def test_words_are_shortened_where_years_are_many() -> None:
    rows = [flow("foundry", "fate:used", "slag", 1.0, year=year, method="register") for year in range(2005, 2026)]
    root = ET.fromstring(coverage_svg(coverage(table_of(rows)), NAMES, "en", Sheet(title="t", standalone=True)))  # noqa: S314
    texts = [text.text for text in root.iter(f"{NS}text")]
    assert texts.count("100%") == 21


def test_coverage_of_nothing() -> None:
    found = coverage(table_of([]))
    assert (found.sectors, found.years) == ((), ())
    assert "<svg" in coverage_svg(found, NAMES, "fi", Sheet(title="t"))
