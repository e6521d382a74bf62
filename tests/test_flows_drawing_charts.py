"""Matrix, shares against targets and lines of years."""

import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from typing import Any

import pytest

from flows.drawing.bars import ShareBar, Target, bars_svg
from flows.drawing.matrix import Matrix, matrix_of, matrix_svg
from flows.drawing.sheet import Sheet
from flows.drawing.years import YearLine, years_svg
from flows.labels import TaxonomyLabels, number
from flows.layout.lettering import text_width
from flows.sankey import weave
from flows.views import view
from taxonomy.codes import LANGUAGES, Language
from tests.flow_tables import MATERIALS, flow, foundry_town, table_of

NS = "{http://www.w3.org/2000/svg}"
DATA = weave(foundry_town(), view("matrix"), boundary="satakunta", materials=MATERIALS)
SIZE = {
    "name": 14.0,
    "head": 13.5,
    "val": 13.0,
    "cell-value": 13.0,
    "target-name": 13.0,
    "example-mark": 13.5,
    "key": 13.0,
}


def root_of(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own text


def named(root: ET.Element, name: str) -> list[ET.Element]:
    return [element for element in root.iter() if name in element.get("class", "").split()]


def clipped(root: ET.Element) -> list[str]:
    """Texts that begin or end outside the drawing."""
    width = float(root.get("viewBox", "").split()[2])
    found = []
    for text in root.iter(f"{NS}text"):
        words, classes = text.text or "", text.get("class", "").split()
        size = next(SIZE[name] for name in classes if name in SIZE)
        wide, x = text_width(words, size), float(text.get("x", "0"))
        is_end = "end" in classes or text.get("text-anchor") == "end"
        left = x - wide if is_end else x - wide / 2 if "mid" in classes else x
        if left < -0.5 or left + wide > width + 0.5:
            found.append(words)
    return found


def matrix_root(language: Language = "en", **asked: Any) -> ET.Element:
    labels = TaxonomyLabels(DATA, language)
    return root_of(matrix_svg(matrix_of(DATA, labels), labels, Sheet(title="Matrix", standalone=True, **asked)))


def test_matrix_holds_every_flow_once() -> None:
    matrix = matrix_of(DATA, TaxonomyLabels(DATA, "en"))
    assert matrix.total == pytest.approx(sum(link.amount for link in DATA.links if link.kind != "closing"))
    assert matrix.total == pytest.approx(sum(map(matrix.column_total, range(len(matrix.columns)))))
    assert matrix.loud is not None
    assert matrix.columns[matrix.loud] == "No user yet"
    row = matrix.rows.index("Metals and metal products")
    assert matrix.amounts[row][matrix.loud] == 20.0
    assert None in matrix.amounts[row]


def test_cells_say_who_gives_to_whom_and_no_flow_is_no_cell() -> None:
    root = matrix_root()
    matrix = matrix_of(DATA, TaxonomyLabels(DATA, "en"))
    said = {title.text for title in root.iter(f"{NS}title")}
    assert "Metals and metal products – No user yet: 20\u00a0t/a" in said
    assert len(named(root, "cell")) == sum(amount is not None for row in matrix.amounts for amount in row)
    inks = {cell.get("fill-opacity") for cell in named(root, "cell")}
    assert len(inks) > 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_and_numbers_of_a_matrix_are_never_clipped(language: Language) -> None:
    root = matrix_root(language, mark="EXAMPLE", caption="")
    assert not clipped(root)
    assert not any((text.text or "").endswith("…") for text in root.iter(f"{NS}text"))


def test_overlong_names_are_broken_and_not_cut() -> None:
    labels = TaxonomyLabels(DATA, "fi")
    names = ("Elintarviketeollisuuslaitosten jätevedenpuhdistamot", "a" * 90, "x")
    matrix = Matrix(rows=names, columns=names, amounts=((1e9, None, 0.0),) * 3)
    root = root_of(matrix_svg(matrix, labels, Sheet(title="t", standalone=True)))
    assert not clipped(root)
    heads = [head.text or "" for head in named(root, "head")]
    assert not any(head.endswith("…") for head in heads)


def test_matrix_of_few_columns_is_spread_and_not_blown_up() -> None:
    labels = TaxonomyLabels(DATA, "en")
    small = Matrix(rows=("Foundry",), columns=("Used", "To disposal"), amounts=((5.0, 6.0),))
    root = root_of(matrix_svg(small, labels, Sheet(title="t")))
    width = float(root.get("viewBox", "").split()[2])
    assert width == 1000
    assert not clipped(root)


def test_matrix_of_nothing() -> None:
    empty = weave(table_of([]), view("matrix"), materials=MATERIALS)
    labels = TaxonomyLabels(empty, "en")
    root = root_of(matrix_svg(matrix_of(empty, labels), labels, Sheet(title="t")))
    assert not named(root, "cell")


def years_root(*lines: YearLine, language: Language = "en") -> ET.Element:
    text = years_svg(
        lines, lambda value: number(value, language), "t/a", language, Sheet(title="Years", standalone=True)
    )
    return root_of(text)


def test_missing_year_is_a_gap_and_said() -> None:
    line = YearLine(name="In use", tone="used", values={2019: 10.0, 2020: 20.0, 2022: 0.0, 2023: None, 2024: 5.0})
    root = years_root(line)
    assert [path.get("d", "").count("L") for path in named(root, "series")] == [1]
    assert len(named(root, "dot")) == 4
    (said,) = [title.text for title in root.iter(f"{NS}title") if (title.text or "").startswith("In use")]
    assert said == "In use: 2019 10, 2020 20, 2021 no data, 2022 0, 2023 no data, 2024 5"


def test_scale_begins_at_nought_and_holds_the_largest() -> None:
    root = years_root(YearLine(name="a", tone="used", values={2020: 61.0, 2021: 43.0}))
    ticks = [text.text for text in named(root, "val") if "end" in text.get("class", "").split()]
    assert ticks == ["0", "20", "40", "60", "80"]


def test_names_of_lines_do_not_overlap() -> None:
    lines = [YearLine(name=f"Line {place}", tone="used", values={2020: 100.0, 2021: 1.0 + place}) for place in range(5)]
    root = years_root(*lines)
    levels = sorted(float(text.get("y", "0")) for text in named(root, "name"))
    assert min(after - before for before, after in pairwise(levels)) >= 32
    assert levels[-1] + 16 <= float(root.get("viewBox", "").split()[3])
    assert not clipped(root)


def test_years_of_nothing() -> None:
    assert not named(years_root(YearLine(name="a", tone="used", values={2020: None})), "dot")


def test_bars_stand_on_one_scale_beside_the_target() -> None:
    bars = [
        ShareBar(name="Satakunta", share=0.1, low=0.05, high=0.15, is_own=True),
        ShareBar(name="European Union", share=0.2),
        ShareBar(name="Unknown", share=None),
    ]
    root = root_of(bars_svg(bars, [Target("Target 2030", 0.3)], "en", Sheet(title="Bars", standalone=True)))
    (own,), (other,) = named(root, "own"), named(root, "other")
    assert float(other.get("width", "0")) == pytest.approx(2 * float(own.get("width", "0")), abs=0.2)
    start = float(own.get("x", "0"))
    at = float(re.match(r"M([\d.]+)", named(root, "target")[0].get("d", "")).group(1))  # type: ignore[union-attr]
    assert at - start == pytest.approx(3 * float(own.get("width", "0")), abs=0.3)
    said = {title.text for title in root.iter(f"{NS}title")}
    assert {"Satakunta: 10% (between 5% and 15%)", "European Union: 20%", "Unknown: not known"} <= said
    assert "no data" in {text.text for text in named(root, "val")}
    assert not clipped(root)


def test_rows_of_a_matrix_are_no_closing_difference() -> None:
    table = table_of([flow("Elsewhere", "foundry", "scrap", 9.0), flow("foundry", "fate:used", "slag", 5.0)])
    data = weave(table, view("matrix"), materials=MATERIALS)
    assert matrix_of(data, TaxonomyLabels(data, "en")).total == pytest.approx(5.0)
