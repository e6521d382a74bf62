import pytest

from flows.balance import balance
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
