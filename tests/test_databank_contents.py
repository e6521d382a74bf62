"""Contents of what flows: read through the same gate as the flows and the compositions."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from databank import queries
from databank.access import ANONYMOUS, CITY, Viewer
from databank.store import Bank
from tests.databank_rows import put, put_owner, put_stream


@pytest.fixture
def owned(bank: Bank) -> Bank:
    with bank.session() as session:
        for name in ("alder", "birch"):
            put_owner(session, name)
    return bank


def analysed(session: Session, stream: str, parameter: str = "Zn", typical: float = 2.5, unit: str = "%") -> None:
    put(session, "composition", side_stream_id=stream, parameter=parameter, typical=typical, unit=unit)


def told(session: Session, viewer: Viewer = CITY, parameter: str = "Zn") -> dict[str, Decimal | None]:
    found = queries.contents(session, viewer, parameter, is_example=False)
    return {record_id: analysis.measured.typical for record_id, analysis in found.items()}


def test_a_stream_and_what_names_it_hold_the_same(owned: Bank) -> None:
    with owned.session() as session:
        put_stream(session)
        put_stream(session, "S-2")
        analysed(session, "S-1")
        analysed(session, "S-1", "moisture", 40)
        row = {"material": "Sand", "material_class": "foundry_sand", "consent": "name"}
        ends = {"donor_site_id": "alder", "receiver_site_id": "birch", "side_stream_id": "S-1"}
        put(session, "exchanges", id="X-1", year=2024, amount=30, **row, **ends)
        found = queries.contents(session, CITY, "Zn", is_example=False)
        assert told(session) == {"S-1": Decimal("2.5"), "X-1": Decimal("2.5")}
        assert queries.contents(session, CITY, "Zn", is_example=True) == {}
        assert told(session, parameter="Pb") == {}
    assert found["X-1"].moisture is not None
    assert found["X-1"].moisture.typical == 40


def test_moisture_is_also_told_with_an_amount(owned: Bank) -> None:
    with owned.session() as session:
        put_stream(session, moisture_share="0.23")
        put_stream(session, "S-2", moisture_share="0.5")
        analysed(session, "S-2", "moisture", 10)
        assert told(session, parameter="moisture") == {"S-1": Decimal("23.00"), "S-2": Decimal(10)}


@pytest.mark.parametrize(
    ("cells", "public"),
    [
        ({}, ["S-1"]),
        ({"visibility": "company_hidden", "consent": "sums"}, []),
        ({"consent": "sums"}, []),
        ({"status": "submitted"}, []),
        ({"visibility": "organisation=public;amount=public;composition=city"}, []),
        ({"visibility": "organisation=public;amount=public;composition=public"}, ["S-1"]),
    ],
)
def test_the_public_is_told_what_it_may_read(owned: Bank, cells: dict[str, str], public: list[str]) -> None:
    with owned.session() as session:
        put_stream(session, **cells)
        analysed(session, "S-1")
        assert list(told(session, ANONYMOUS)) == public
        assert list(told(session, CITY)) == ["S-1"]
