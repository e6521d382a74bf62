import numpy as np
import pytest

from flows.selection import select
from flows.table import Categorical, plain_process
from tests.flow_tables import flow, foundry_town, table_of


def test_labels_are_numbered_as_they_appear() -> None:
    column = Categorical.encode(["b", "a", "b", ""])
    assert (column.labels, column.codes.tolist()) == (("b", "a", ""), [0, 1, 0, 2])
    assert column.values() == ["b", "a", "b", ""]
    assert column.where(["b", "z"]).tolist() == [True, False, True, False]


def test_unknown_is_not_nought() -> None:
    table = table_of([flow("a", "b", "sand", None), flow("a", "b", "sand", 0.0)])
    assert np.isnan(table.amount[0])
    assert table.amount[1] == 0.0
    assert len(table) == 2


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Elsewhere", "outside"),
        ("Stock", "stock"),
        ("fate:unused", "fate"),
        ("Market", "market"),
        ("Environment", "environment"),
        ("x", "site"),
    ],
)
def test_reserved_names_say_what_they_are(name: str, kind: str) -> None:
    assert plain_process(name).kind == kind
    assert table_of([flow(name, "b", "sand", 1.0)]).process(name).kind == kind


def test_process_that_nobody_described_is_a_plain_one() -> None:
    assert foundry_town().process("nobody").label == "nobody"
    assert foundry_town().process("foundry").sector == "metal"


def test_years_in_order() -> None:
    assert table_of([flow("a", "b", "m", 1.0, year=2025), flow("a", "b", "m", 1.0, year=2021)]).years() == (2021, 2025)


def test_stream_without_record_is_known_by_its_ends_material_and_layer() -> None:
    rows = [
        flow("a", "b", "sand", 1.0, year=2023, record_id=""),
        flow("a", "b", "sand", 2.0, year=2024, record_id=""),
        flow("a", "b", "ash", 4.0, year=2023, record_id=""),
    ]
    chosen = select(table_of(rows))
    assert chosen.rows.tolist() == [1, 2]
    assert chosen.years == (2023, 2024)


def test_parallel_rows_of_the_latest_year_are_all_kept() -> None:
    rows = [flow("a", "b", "sand", 1.0, year=year, record_id="S") for year in (2023, 2024, 2024)]
    assert select(table_of(rows)).rows.tolist() == [1, 2]


def test_usual_basis_is_taken_and_others_are_counted() -> None:
    rows = [flow("a", "b", "m", 1.0), flow("a", "b", "m", 2.0, basis="dry"), flow("a", "b", "m", None)]
    chosen = select(table_of(rows))
    assert (chosen.basis, chosen.rows.tolist()) == ("as_shipped", [0])
    assert chosen.left_out == {"other_basis": 1, "unknown_amount": 1}


def test_layer_of_one_strange_basis_is_shown_in_it() -> None:
    chosen = select(table_of([flow("a", "b", "m", 1.0, basis="contained_metal")]))
    assert (chosen.basis, len(chosen.rows), dict(chosen.left_out)) == ("contained_metal", 1, {})


def test_dry_layer_is_of_dry_basis() -> None:
    chosen = select(table_of([flow("a", "b", "m", 1.0, layer="dry_mass", basis="dry")]), layer="dry_mass")
    assert (chosen.basis, len(chosen.rows)) == ("dry", 1)


def test_nothing_chosen_has_no_years() -> None:
    assert select(table_of([]), year=2020).years is None
