"""Who takes a material: permits by code, needs by class or code, exchanges; each only where its viewer may see it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from databank import queries
from databank.access import ANONYMOUS, CITY, Viewer
from databank.queries import Takers
from databank.store import Bank
from tests.databank_rows import put, put_owner

TODAY = date(2026, 11, 22)
CODES = ("100908", "100912")


@pytest.fixture
def town(bank: Bank) -> Bank:
    """A builder with permits, a foundry, needs open and hidden, exchanges named, unnamed and ended."""
    with bank.session() as session:
        for name in ("alder", "birch", "cedar"):
            put_owner(session, name)
        permit: dict[str, Any] = {"site_id": "alder", "operations": "R5"}
        put(session, "permits", id="P-1", waste_codes="170101;100908", valid_until=date(2030, 1, 1), **permit)
        put(session, "permits", id="P-OLD", waste_codes="100908", valid_until=date(2026, 11, 21), **permit)
        put(session, "permits", id="P-OTHER", waste_codes="100909", **permit)
        put_need(session, "N-CLASS", material_classes="slag_steel;foundry_sand")
        put_need(session, "N-CODE", material_classes="slag_steel", waste_codes="100912")
        put_need(session, "N-HIDDEN", material_classes="foundry_sand", visibility="company_hidden")
        put_need(session, "N-CITY", material_classes="foundry_sand", visibility="city_only")
        put_need(session, "N-DRAFT", material_classes="foundry_sand", status="draft")
        put_need(session, "N-GONE", material_classes="foundry_sand", real_status="cancelled")
        put_need(session, "N-OTHER", material_classes="foundry_dust")
        put_exchange(session, "X-1", year=2024)
        put_exchange(session, "X-2", year=2025)
        put_exchange(session, "X-SECRET", year=2025, consent="no")
        put_exchange(session, "X-ENDED", year=2020, status="ended")
        put_exchange(session, "X-OTHER", year=2025, material_class="slag_steel")
    return bank


def put_need(session: Any, record_id: str, **cells: Any) -> None:
    row = {"name": record_id, "site_id": "birch", "status": "published", "visibility": "open", **cells}
    put(session, "needs", id=record_id, **row)


def put_exchange(session: Any, record_id: str, **cells: Any) -> None:
    row = {"donor_site_id": "cedar", "receiver_site_id": "alder", "material": "Sand", "material_class": "foundry_sand"}
    put(session, "exchanges", **{"id": record_id, "amount": 10, "status": "running", "consent": "name", **row, **cells})


def asked(bank: Bank, viewer: Viewer, classes: tuple[str, ...] = ("foundry_sand",)) -> Takers:
    with bank.session() as session:
        return queries.takers(session, viewer, classes, CODES, TODAY)


def test_a_permit_is_found_by_one_of_its_codes_while_it_holds(town: Bank) -> None:
    (site,) = asked(town, CITY).permitted
    assert site.id == "alder"
    assert [permit.id for permit in site.permits] == ["P-1"]


def test_a_site_that_is_not_shown_has_no_permits(town: Bank) -> None:
    seen = asked(town, ANONYMOUS)
    assert [site.id for site in seen.permitted] == ["alder"]  # an exchange that may be named names it
    with town.session() as session:
        for record_id in ("X-1", "X-2", "X-OTHER"):
            put_exchange(session, record_id, consent="no", year=2025)
        put_exchange(session, "X-ENDED", consent="no", year=2020, status="ended")
    assert asked(town, ANONYMOUS).permitted == ()
    assert asked(town, ANONYMOUS).names.keys().isdisjoint({"alder", "cedar"})


def test_needs_are_found_by_class_and_by_code(town: Bank) -> None:
    assert {need.id for need in asked(town, ANONYMOUS).needs} == {"N-CLASS", "N-CODE", "N-HIDDEN"}
    assert {need.id for need in asked(town, CITY).needs} == {"N-CLASS", "N-CODE", "N-HIDDEN", "N-CITY"}


def test_who_hides_behind_a_need_stays_hidden(town: Bank) -> None:
    hidden = next(need for need in asked(town, ANONYMOUS).needs if need.id == "N-HIDDEN")
    assert (hidden.organisation_id, hidden.organisation_name) == (None, None)


def test_exchanges_come_with_the_latest_first_and_without_what_ended(town: Bank) -> None:
    seen = asked(town, ANONYMOUS)
    assert [one.exchange.id for one in seen.receipts] == ["X-2", "X-1"]
    assert seen.receipts[0].site_name == "Alder works"
    assert seen.names[seen.receipts[0].organisation_id or ""] == "Alder Oy"


def test_a_secret_exchange_is_for_its_parties_and_the_city(town: Bank) -> None:
    party = Viewer(organisation_ids=frozenset({"cedar"}))
    for viewer in (party, CITY):
        assert "X-SECRET" in {one.exchange.id for one in asked(town, viewer).receipts}


def test_without_codes_and_classes_nobody_takes(town: Bank) -> None:
    with town.session() as session:
        found = queries.takers(session, CITY, (), (), TODAY)
    assert (found.permitted, found.receipts, found.needs) == ((), (), ())
