"""The sample data in a bank: loaded like anybody's files, twice without change, with nothing lost on the way."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from databank.exchange import load_folder
from databank.models import SideStream, StreamAmount
from databank.records import AmountStatus, ProvenanceKind
from databank.schemas import KINDS
from databank.store import Bank
from tests.sample_files import LAYERS, rows


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
