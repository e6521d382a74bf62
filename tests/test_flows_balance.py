import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.balance import Verdict, balance, balance_sums
from flows.table import FlowTable
from tests.flow_tables import flow, foundry_town, table_of


def row_of(table: FlowTable, process: str, tolerance: float = 0.05) -> tuple[float | None, ...]:
    (found,) = [row for row in balance(table, tolerance) if row.process == process]
    return found.input_t, found.output_t, found.stock_change_t, found.residual_t


def test_input_less_output_less_stock_change_is_left_over() -> None:
    # in 100 + 8 back from the recycler; out 60 + 5 + 20 + 10 + 7; 4 to stock; the loop of 1.5 does not count
    assert row_of(foundry_town(), "foundry") == (108.0, 102.0, 4.0, 2.0)


def test_a_process_that_only_gives_or_only_takes_is_a_boundary_process() -> None:
    named = {row.process for row in balance(foundry_town())}
    assert named == {"foundry", "boiler", "recycler"}  # faraway only gives; fates, Market and Elsewhere never balance


def test_taking_from_stock_is_a_negative_stock_change() -> None:
    table = table_of([flow("Stock", "boiler", "chips", 30.0), flow("boiler", "fate:used", "ash", 30.0)])
    assert row_of(table, "boiler") == (0.0, 30.0, -30.0, 0.0)


@pytest.mark.parametrize(
    ("output", "tolerance", "expected"),
    [
        (96.0, 0.05, True),
        (94.0, 0.05, False),
        (94.0, 6.0, True),
        (94.0, 5.0, False),
        (106.0, 0.05, False),
        (104.0, 0.05, True),
    ],
)
def test_tolerance_is_a_share_below_one_and_tonnes_from_one_on(
    output: float, tolerance: float, *, expected: bool
) -> None:
    table = table_of([flow("Elsewhere", "boiler", "chips", 100.0), flow("boiler", "Market", "castings", output)])
    (row,) = balance(table, tolerance)
    assert row.within_tolerance is expected


def test_an_unknown_amount_is_never_within_tolerance() -> None:
    table = table_of([flow("Elsewhere", "boiler", "chips", 10.0), flow("boiler", "Market", "castings", None)])
    (row,) = balance(table, tolerance=1e9)
    assert (row.input_t, row.output_t, row.residual_t, row.within_tolerance) == (10.0, None, None, False)


def test_years_and_layers_are_balanced_apart_and_in_order() -> None:
    rows = [
        flow("Elsewhere", "boiler", "chips", 10.0, year=year, layer=layer, basis=basis)
        for year in (2025, 2024)
        for layer, basis in (("mass", "as_shipped"), ("energy", "energy"))
    ]
    back = [{**row, "source": "boiler", "target": "Market"} for row in rows]
    found = [(row.year, row.layer) for row in balance(table_of([*rows, *back]))]
    assert found == [(2024, "energy"), (2024, "mass"), (2025, "energy"), (2025, "mass")]


def test_wet_and_dry_are_never_added() -> None:
    table = table_of(
        [
            flow("Elsewhere", "boiler", "chips", 10.0),
            flow("Elsewhere", "boiler", "chips", 4.0, basis="dry"),
            flow("boiler", "Market", "castings", 10.0),
        ]
    )
    assert row_of(table, "boiler") == (10.0, 10.0, 0.0, 0.0)


def test_an_empty_table_has_no_rows() -> None:
    assert balance(table_of([])) == ()


@pytest.mark.parametrize(
    ("output", "stored", "verdict"),
    [
        (100.0, 0.0, Verdict.CLOSED),
        (97.0, 3.0, Verdict.CLOSED),
        (60.0, 40.0, Verdict.STOCK_CHANGE),
        (60.0, 38.0, Verdict.STOCK_CHANGE),
        (60.0, 20.0, Verdict.UNEXPLAINED),
        (100.0, 40.0, Verdict.UNEXPLAINED),
        (None, 40.0, Verdict.UNKNOWN),
    ],
)
def test_a_stock_change_is_told_from_an_error(output: float | None, stored: float, verdict: Verdict) -> None:
    table = table_of(
        [
            flow("Elsewhere", "boiler", "chips", 100.0),
            flow("boiler", "Market", "castings", output),
            flow("boiler", "Stock", "ash", stored),
        ]
    )
    (row,) = balance(table)
    assert row.verdict is verdict


def test_sums_by_year_and_layer() -> None:
    table = table_of(
        [
            flow("Elsewhere", "boiler", "chips", 100.0),
            flow("boiler", "foundry", "ash", 60.0),
            flow("foundry", "recycler", "slag", 90.0),
            flow("recycler", "fate:used", "slag", None),
            flow("Elsewhere", "boiler", "chips", 7.0, year=2024),
            flow("boiler", "Market", "castings", 7.0, year=2024),
        ]
    )
    before, now = balance_sums(balance(table))
    assert (before.year, before.layer, before.processes, before.outside_tolerance) == (2024, "mass", 1, 0)
    assert (now.processes, now.outside_tolerance, now.unknown) == (3, 2, 1)
    assert (now.input_t, now.output_t, now.residual_t, now.unexplained_t) == (160.0, 150.0, 10.0, 70.0)
    assert balance_sums(()) == ()


AMOUNTS = st.sampled_from([0.0, 0.25, 3.5, 800.0])
NAMES = st.sampled_from(["boiler", "foundry", "recycler", "Elsewhere", "Stock", "Market", "fate:used"])
ROWS = st.lists(st.tuples(NAMES, NAMES, AMOUNTS, st.sampled_from([2023, 2024])), max_size=30)


@given(ROWS)
@settings(max_examples=60, deadline=None)
def test_balances_agree_with_sums_made_by_hand(rows: list[tuple[str, str, float, int]]) -> None:
    table = table_of([flow(source, target, "ash", amount, year=year) for source, target, amount, year in rows])
    found = {(row.year, row.process): row for row in balance(table)}
    for process in ("boiler", "foundry", "recycler"):
        for year in (2023, 2024):
            mine = [(s, t, a) for s, t, a, y in rows if y == year and s != t]
            taken = sum(a for s, t, a in mine if t == process and s != "Stock")
            given_away = sum(a for s, t, a in mine if s == process and t != "Stock")
            to_stock = sum(a for s, t, a in mine if (s, t) == (process, "Stock"))
            stored = to_stock - sum(a for s, t, a in mine if (s, t) == ("Stock", process))
            both = {s for s, _t, _a in mine} & {t for _s, t, _a in mine}
            assert ((year, process) in found) == (process in both)
            if process in both:
                row = found[year, process]
                assert (row.input_t, row.output_t, row.stock_change_t) == pytest.approx((taken, given_away, stored))
                assert row.residual_t == pytest.approx(taken - given_away - stored)
