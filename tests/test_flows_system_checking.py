"""What looks wrong in a flow table is named, and what is right is not."""

from __future__ import annotations

import math
from typing import Any

import pytest

from flows.system.checking import findings
from flows.system.findings import Finding, FindingKind
from flows.table import FlowTable
from tests.flow_tables import flow, foundry_town, table_of

KIND = FindingKind


def told(table: FlowTable, kind: FindingKind, tolerance: float = 0.05) -> list[Finding]:
    return [one for one in findings(table, tolerance) if one.kind is kind]


def sentences(table: FlowTable, kind: FindingKind, tolerance: float = 0.05) -> list[str]:
    return [str(one.sentence) for one in told(table, kind, tolerance)]


def balanced(boiler: float = 100.0, **others: Any) -> list[dict[str, Any]]:
    """A boiler that takes and gives the same."""
    return [
        flow("Elsewhere", "boiler", "chips", boiler, **others),
        flow("boiler", "Market", "castings", boiler, **others),
    ]


def test_nothing_is_found_in_a_table_that_is_right() -> None:
    assert findings(table_of([*balanced(), *balanced(80.0, year=2024)])) == ()
    assert findings(table_of([])) == ()


@pytest.mark.parametrize(
    ("amount", "kind", "sentence"),
    [
        (math.inf, KIND.NOT_FINITE, "the amount is not a finite number."),
        (-3.0, KIND.NEGATIVE, "-3 t is below zero. Turn the flow round if it runs the other way."),
        (None, KIND.NOT_MEASURED, "the amount is not known."),
    ],
)
def test_amounts_that_are_none_are_named(amount: float | None, kind: FindingKind, sentence: str) -> None:
    table = table_of([*balanced(), flow("boiler", "fate:used", "ash", amount)])
    assert sentences(table, kind) == [f"R2 (Boiler to fate:used, ash, 2025): {sentence}"]
    assert told(table, kind)[0].rows == (2,)


def test_the_same_flow_under_two_ids() -> None:
    twice = flow("boiler", "fate:used", "slag_steel", 7.5)
    table = table_of([twice, twice, {**twice, "year": 2024}, {**twice, "amount": 7.6}, {**twice, "basis": "dry"}])
    (found,) = told(table, KIND.DUPLICATE)
    assert found.rows == (0, 1)
    assert str(found.sentence) == (
        "R0 (Boiler to fate:used, Steel and foundry slag, 2025): the same flow of 7.5 t stands here 2 times. "
        "Take out what was entered twice."
    )
    zeros = [flow("boiler", "fate:used", "ash", 0.0)] * 2
    assert told(table_of([*zeros, *[flow("boiler", "fate:used", "ash", None)] * 2]), KIND.DUPLICATE) == []


@pytest.mark.parametrize(("wrong", "factor"), [(120_000.0, "1000"), (0.09, "0.001"), (1.1e8, "1000000")])
def test_a_value_a_thousand_times_off_its_other_years(wrong: float, factor: str) -> None:
    amounts = {2021: 100.0, 2022: 110.0, 2023: wrong, 2024: 120.0, 2025: 90.0}
    rows = [flow("boiler", "fate:used", "ash", amount, year=year, record_id="A") for year, amount in amounts.items()]
    (found,) = told(table_of(rows), KIND.UNIT_SLIP)
    assert (found.rows, found.year) == ((2,), 2023)
    assert found.expected in amounts.values()
    assert f"is about {factor} times the" in str(found.sentence)
    by_ends = table_of([{**row, "record_id": f"X{number}"} for number, row in enumerate(rows)])
    assert [one.rows for one in told(by_ends, KIND.UNIT_SLIP)] == [(2,)]


@pytest.mark.parametrize("odd", [100.0, 20_000.0, 5_000.0, 0.0])
def test_what_changes_less_is_no_slip(odd: float) -> None:
    amounts = (100.0, 110.0, odd, 120.0)
    rows = [flow("boiler", "fate:used", "ash", value, year=2020 + n, record_id="A") for n, value in enumerate(amounts)]
    assert told(table_of(rows), KIND.UNIT_SLIP) == []


def test_of_two_years_nobody_can_say_which_is_wrong() -> None:
    rows = [flow("boiler", "fate:used", "ash", value, year=year) for year, value in ((2024, 5.0), (2025, 5000.0))]
    assert told(table_of(rows), KIND.UNIT_SLIP) == []


def test_a_row_that_would_balance_its_process_in_another_unit() -> None:
    table = table_of(
        [
            flow("Elsewhere", "boiler", "chips", 98_000.0),
            flow("Elsewhere", "boiler", "scrap", 2.0),
            flow("boiler", "Market", "castings", 100.0),
        ]
    )
    found, other = told(table, KIND.UNIT_SLIP)
    assert (found.rows, found.process, found.expected) == ((0,), "boiler", 98.0)
    assert "98000 t is about 1000 times the 98 t that would balance Boiler." in str(found.sentence)
    assert (other.rows, other.expected) == ((2,), 98_002.0)  # or the output is a thousand times too small
    assert len(told(table, KIND.IMBALANCE)) == 1


def test_an_output_in_thousands_of_tonnes() -> None:
    table = table_of([flow("Elsewhere", "boiler", "chips", 5000.0), flow("boiler", "Market", "castings", 5.2)])
    kinds = {one.rows: one.expected for one in told(table, KIND.UNIT_SLIP)}
    assert kinds == {(0,): pytest.approx(5.2), (1,): 5000.0}
    table = table_of(
        [
            *(flow("Elsewhere", "boiler", name, 2500.0) for name in ("chips", "scrap")),
            flow("boiler", "Market", "castings", 5.2),
        ]
    )
    assert [one.rows for one in told(table, KIND.UNIT_SLIP)] == [(2,)]


def test_a_small_flow_does_not_explain_a_large_gap() -> None:
    table = table_of(
        [
            flow("Elsewhere", "boiler", "chips", 1000.0),
            flow("boiler", "Market", "castings", 900.0),
            flow("boiler", "fate:used", "ash", 0.1),
        ]
    )
    assert told(table, KIND.UNIT_SLIP) == []


def test_a_year_that_is_missing_in_a_series() -> None:
    years = {"A": (2020, 2021, 2023, 2025), "B": (2020, 2025), "C": (2025,)}
    rows = [
        flow("boiler", "fate:used", "ash", 5.0 + len(name), year=year, record_id=name)
        for name, of in years.items()
        for year in of
    ]
    found = told(table_of(rows), KIND.YEAR_MISSING)
    # 2022 and 2024 are in no stream at all, so that nobody says they are missing
    assert [(one.rows, one.year) for one in found] == [((4,), 2021)]
    assert "nothing is stated for 2021, 2023." in str(found[0].sentence)


def test_a_site_that_takes_and_never_gives() -> None:
    table = table_of(
        [
            flow("foundry", "recycler", "slag", 10.0),
            flow("foundry", "recycler", "slag", 11.0, year=2024),
            flow("foundry", "boiler", "slag", 4.0),
            flow("boiler", "fate:used", "ash", 4.0, year=2024),
            flow("foundry", "fate:used", "slag", 1.0),
        ]
    )
    (found,) = told(table, KIND.TAKES_ONLY)
    heat = table_of([flow("boiler", "foundry", "heat", 9.0, layer="energy", basis="energy")])
    assert told(heat, KIND.TAKES_ONLY) == []  # heat is used up
    assert (found.process, found.amount) == ("recycler", 21.0)
    assert str(found.sentence).startswith("Recycler takes 21 t and gives nothing.")


def test_a_stock_change_is_told_from_an_error() -> None:
    rows = balanced()
    stored = table_of([rows[0], {**rows[1], "amount": 60.0}, flow("boiler", "Stock", "ash", 40.0)])
    (found,) = findings(stored)
    assert (found.kind, found.amount) == (KIND.STOCK_CHANGE, 40.0)
    half = table_of([rows[0], {**rows[1], "amount": 60.0}, flow("boiler", "Stock", "ash", 20.0)])
    (found,) = findings(half)
    assert (found.kind, found.amount) == (KIND.IMBALANCE, 20.0)
    assert "beside the stock change of 20 t 20 t are not accounted for" in str(found.sentence)
    taken = table_of([rows[0], {**rows[1], "amount": 160.0}, flow("Stock", "boiler", "ash", 20.0)])
    assert "beside the stock change of -20 t 40 t come from nowhere" in sentences(taken, KIND.IMBALANCE)[0]
    none = table_of([rows[0], {**rows[1], "amount": 60.0}])
    assert sentences(none, KIND.IMBALANCE) == [
        "Boiler, 2025: 100 t come in and 60 t go out; 40 t are not accounted for. No stock change is stated."
    ]
    more = table_of([rows[0], {**rows[1], "amount": 160.0}])
    assert (
        "160 t go out and 100 t come in; 60 t come from nowhere. No stock change is stated."
        in sentences(more, KIND.IMBALANCE)[0]
    )
    assert findings(none, tolerance=40.0) == ()


def test_findings_come_in_order() -> None:
    town = findings(foundry_town())
    kinds = list(FindingKind)
    assert [kinds.index(one.kind) for one in town] == sorted(kinds.index(one.kind) for one in town)
    assert {one.kind for one in town} == {KIND.IMBALANCE, KIND.NOT_MEASURED, KIND.STOCK_CHANGE}
