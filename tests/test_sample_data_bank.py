"""The sample data in a bank: loaded like anybody's files, twice without change, with nothing lost on the way."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from databank.access import ANONYMOUS, CITY, Viewer
from databank.exchange import load_folder
from databank.models import SideStream, StreamAmount
from databank.queries import flow_columns, flow_years
from databank.records import AmountStatus, FlowColumns, LeftOut, ProvenanceKind
from databank.schemas import KINDS
from databank.store import Bank
from tests.sample_files import LAYERS, rows

TODAY = date(2026, 11, 21)


def flows_of(bank: Bank, year: int, viewer: Viewer, *, is_example: bool, layer: str = "mass") -> FlowColumns:
    with bank.session() as session:
        return flow_columns(session, viewer, is_example=is_example, years=[year], layer=layer, today=TODAY)


def tonnes_to(flows: FlowColumns, *targets: str) -> float:
    """The sum of what goes to the targets, of everything when none is named."""
    return sum(
        amount or 0
        for target, amount in zip(flows.target, flows.amount, strict=True)
        if not targets or target in targets
    )


@pytest.mark.parametrize("layer", LAYERS)
def test_loading_the_same_files_again_changes_nothing(
    layer: str, demo_url: str, sample_folder: Path, tmp_path: Path
) -> None:
    shutil.copy(str(make_url(demo_url).database), tmp_path / "copy.sqlite3")
    bank = Bank(f"sqlite:///{tmp_path / 'copy.sqlite3'}")
    with bank.session() as session:
        reports = load_folder(session, sample_folder / layer)
    bank.dispose()
    told = {kind: (report.accepted, report.unchanged, report.rejected) for kind, report in reports.items()}
    assert told == {kind: (0, len(rows(layer, kind)), 0) for kind in KINDS if rows(layer, kind)}


def test_only_facts_come_from_a_public_source(demo_bank: Bank) -> None:
    pairs = select(SideStream.is_example, SideStream.source_kind).distinct()
    with demo_bank.session() as session:
        told = {(row.is_example, row.source_kind) for row in session.execute(pairs)}
    assert told == {(False, ProvenanceKind.PUBLIC_SOURCE), (True, ProvenanceKind.IMPORTED)}


@pytest.mark.parametrize(
    ("year", "tonnes"),
    [
        (2017, 1_066_736.512),
        (2018, 929_646.499),
        (2019, 807_726.77),
        (2020, 770_335.59),
        (2021, 833_275.104),
        (2022, 879_128.68),
        (2023, 832_955.42),
    ],
)
def test_what_the_bank_may_sum_of_the_register(demo_bank: Bank, year: int, tonnes: float) -> None:
    total = (
        select(func.sum(StreamAmount.layer_amount))
        .join(SideStream, SideStream.id == StreamAmount.side_stream_id)
        .where(SideStream.kind == "register", StreamAmount.year == year)
        .where(StreamAmount.amount_status == AmountStatus.CONFIRMED)
    )
    with demo_bank.session() as session:
        assert float(session.execute(total).scalar_one() or 0) == pytest.approx(tonnes, abs=1e-6)


def test_facts_and_examples_have_their_own_years(demo_bank: Bank) -> None:
    with demo_bank.session() as session:
        assert flow_years(session, ANONYMOUS, is_example=False) == [2011, *range(2017, 2024)]
        assert flow_years(session, ANONYMOUS, is_example=True) == [2023, 2024, 2025]


@pytest.mark.parametrize(
    ("year", "register", "products"),
    [
        (2017, 1_066_736.512, 0),
        (2018, 929_646.499, 0),
        (2019, 807_726.77, 0),
        (2020, 770_335.59, 145_847),
        (2021, 833_275.104, 0),
        (2022, 879_128.68, 92_100),
        (2023, 832_955.42, 44_300),
    ],
)
def test_no_tonne_of_the_facts_is_drawn_twice(demo_bank: Bank, year: int, register: float, products: float) -> None:
    flows = flows_of(demo_bank, year, ANONYMOUS, is_example=False)
    assert tonnes_to(flows) == pytest.approx(register + products)
    assert tonnes_to(flows, "Market") == pytest.approx(products)


def test_the_links_of_2023_take_their_part_of_the_register(demo_bank: Bank) -> None:
    flows = flows_of(demo_bank, 2023, ANONYMOUS, is_example=False)
    assert tonnes_to(flows, "envor-pori-biokaasu") == 23_000
    assert tonnes_to(flows, "fortum-waste-solutions-peittoo") == 18_100
    assert tonnes_to(flows, "fate:used") == 18_300


def test_heat_and_gas_are_on_a_layer_of_their_own(demo_bank: Bank) -> None:
    facts = flows_of(demo_bank, 2023, ANONYMOUS, is_example=False, layer="energy")
    assert tonnes_to(facts) == 12_000
    assert tonnes_to(facts, "satamaito-ulvila") == 5_500


def test_the_big_numbers_of_the_examples_as_the_city_sees_them(demo_bank: Bank) -> None:
    flows = flows_of(demo_bank, 2025, CITY, is_example=True)
    sites = {row["id"] for row in rows("examples", "sites")}
    returns = [
        amount
        for source, target, amount in zip(flows.source, flows.target, flows.amount, strict=True)
        if source in sites and target in sites and amount is not None
    ]
    assert sum(returns) == 41_400
    assert tonnes_to(flows, "fate:unused") == 61_240
    assert tonnes_to(flows, "Stock") == 17_000


def test_every_reason_to_stay_out_of_a_sum_has_an_example(demo_bank: Bank) -> None:
    flows = flows_of(demo_bank, 2025, CITY, is_example=True)
    assert flows.left_out == {
        LeftOut.CONFLICTING: 2,
        LeftOut.UNDER_REVIEW: 3,
        LeftOut.UNKNOWN_AMOUNT: 1,
        LeftOut.NOT_CONVERTED: 4,
        LeftOut.OTHER_BASIS: 1,
        LeftOut.STOCK_NOT_FLOW: 1,
        LeftOut.STALE: 5,
    }


@pytest.mark.parametrize(("year", "protected"), [(2025, 17_125), (2024, 13_085), (2023, 0)])
def test_the_public_sees_sums_where_there_are_enough_companies(demo_bank: Bank, year: int, protected: float) -> None:
    flows = flows_of(demo_bank, year, ANONYMOUS, is_example=True)
    assert tonnes_to(flows, "Protected") == pytest.approx(protected)
    assert (LeftOut.TOO_FEW_TO_PROTECT in flows.left_out) == (protected == 0)
