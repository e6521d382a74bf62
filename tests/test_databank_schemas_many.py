"""Many rows are read as one row is: the same values, and the same sentences about what is wrong."""

from __future__ import annotations

from typing import Any
from unittest.mock import Mock

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from databank.errors import RecordRefusedError
from databank.schemas import COLUMNS, SCHEMAS, read_row, row_reader
from databank.schemas import many as reading

GOOD: dict[str, tuple[str, ...]] = {
    "id": ("S-1", " F-2 "),
    "record_id": ("F-1", "F-2"),
    "name": ("Sand", "Tuhka, märkä"),
    "material": ("foundry_sand", "bottom_ash"),
    "material_class": ("foundry_sand", "bottom_ash"),
    "material_classes": ("foundry_sand;bottom_ash",),
    "waste_code": ("100908", "10 09 07*", "120109"),
    "waste_codes": ("100908;100907",),
    "code_if_waste": ("100908",),
    "waste_list_edition": ("2015", "2026"),
    "year": ("2024", "1999"),
    "amount": ("5", "12.5", "999999999", "0"),
    "amount_min": ("4", "1e3"),
    "amount_max": ("6", "2e3"),
    "mass_t": ("5", "7.25"),
    "unit": ("t", "kg", "m3", "MWh", "t/a"),
    "basis": ("as_shipped", "energy", "dry"),
    "period": ("per_year", "batch", "stock"),
    "density_t_m3": ("1.5",),
    "visibility": ("open", "company_hidden", "amount=public;price=named"),
    "consent": ("no", "sums", "name"),
    "legal_status": ("waste", "by_product"),
    "hazard": ("hazardous", "non_hazardous", "unknown"),
    "source": ("alder", "Stock", "Market"),
    "target": ("birch", "Elsewhere"),
    "source_url": ("https://example.org/a",),
    "lat": ("61.5",),
    "lon": ("21.5",),
    "is_example": ("1", "0", "yes"),
    "business_id": ("0112038-9",),
    "industry_code": ("24.51", "2451"),
    "limits": ("Cl <= 800 mg/kg",),
    "available_from": ("2026-01-01", "2027-01-01"),
    "available_until": ("2026-06-30",),
    "status": ("submitted", "published", "running"),
    "kind": ("offer", "photo", "park"),
    "coarse": ("amount;area",),
    "url": ("https://example.org/x.pdf",),
}
BAD = ("", "  ", "x" * 300, "-3", "1,5", "nan", "2026-13-01", "\x07", "ei tiedossa", "javascript:alert(1)", "0112038-8")
STRANGE: tuple[Any, ...] = (None, 5, 2024, 1.5, True, [], ["foundry_sand"], (), {"a": 1}, [""], [[]])


def cells_of(name: str) -> st.SearchStrategy[Any]:
    """Cells of a column, one in thirty of them wrong."""
    good = st.sampled_from(GOOD.get(name, ("word", "3", "2025-05-05")))
    wrong = st.sampled_from([*BAD, *STRANGE])
    return st.integers(0, 29).flatmap(lambda number: good if number else wrong)


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, list[dict[str, Any]]]:
    """A few rows of a kind that have the same columns, most of them as they should be."""
    kind = draw(st.sampled_from(sorted(SCHEMAS)))
    required = [name for name in COLUMNS[kind] if SCHEMAS[kind].fields[name].required]
    others = draw(st.lists(st.sampled_from(COLUMNS[kind]), unique=True, max_size=9))
    columns = list(dict.fromkeys([*required, *others])) if draw(st.integers(0, 9)) else others
    cells = {name: cells_of(name) for name in columns}
    needed = {name: cells.pop(name) for name in required if name in cells}
    rows = draw(st.lists(st.fixed_dictionaries(needed, optional=cells), min_size=1, max_size=6))
    return kind, [{**row, "colour": "red"} if draw(st.integers(0, 29)) == 0 else row for row in rows]


def outcome(read: Any, cells: dict[str, Any]) -> Any:
    """The values of a row, or what is wrong with it."""
    try:
        return read(cells)
    except RecordRefusedError as refused:
        return sorted((error.field, error.value, error.message) for error in refused.rows)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables())
def test_a_reader_of_many_rows_says_what_a_reader_of_one_says(table: tuple[str, list[dict[str, Any]]]) -> None:
    kind, rows = table
    read = row_reader(kind, {name for row in rows for name in row})
    for cells in [*rows, *rows]:
        event("good" if isinstance(outcome(read, dict(cells)), dict) else "wrong")
        assert outcome(read, dict(cells)) == outcome(lambda cells: read_row(kind, cells), dict(cells))


FLOW = {"record_id": "F-1", "year": "2024", "source": "alder", "target": "Stock", "material": "foundry_sand"}


def test_what_one_row_got_is_not_changed_through_another() -> None:
    read = row_reader("side-streams", ("name", "material_class", "visibility"))
    cells = {"name": "Sand", "material_class": "foundry_sand", "visibility": "open"}
    first = read(cells)
    first["visibility"].clear()
    assert read(cells)["visibility"] == read_row("side-streams", cells)["visibility"] != {}


def test_a_column_remembers_few_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST", 3)
    column = reading._Column(SCHEMAS["flows"].fields["mass_t"])  # type: ignore[arg-type]
    assert [column[str(number)] for number in range(9)] == list(range(9))
    assert len(column) <= 3


def test_a_text_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    cell: Any = SCHEMAS["flows"].fields["material"]
    parse = Mock(wraps=cell.parse)
    monkeypatch.setattr(cell, "parse", parse)
    read = row_reader("flows", FLOW)
    assert [read(FLOW)["material"] for _ in range(5)] == ["foundry_sand"] * 5
    parse.assert_called_once_with("foundry_sand")
