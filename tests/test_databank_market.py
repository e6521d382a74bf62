"""What matching looks at: offers, needs, places and exchanges, each only where its viewer may see it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from databank import models, queries
from databank.access import ANONYMOUS, CITY, Viewer
from databank.queries import Looked
from databank.records import ClaimKind, DecisionState, Market
from databank.store import Bank
from tests.databank_rows import put, put_owner, put_stream

TODAY = date(2026, 11, 22)
FACTS = Looked(is_example=False)


@pytest.fixture
def town(bank: Bank) -> Bank:
    with bank.session() as session:
        for name in ("alder", "birch", "cedar"):
            put_owner(session, name)
        put_sand(session, "S-OFFER")
        put_sand(session, "S-HIDDEN", visibility="company_hidden")
        put_sand(session, "S-CITY", visibility="city_only")
        put_sand(session, "S-FACT", kind="register")
        put_sand(session, "S-CLAIMED", kind="register")
        put_sand(session, "S-OLD", status="expired")
        put_sand(session, "S-SLAG", material_class="slag_steel")
        put_need(session, "N-OPEN")
        put_need(session, "N-HIDDEN", visibility="company_hidden")
        put_need(session, "N-CITY", visibility="city_only")
        put_need(session, "N-PAST", ends_on=date(2026, 11, 21))
        put_need(session, "N-CODE", material_classes="slag_steel", waste_codes="100908")
        put(
            session,
            "exchanges",
            id="X-1",
            donor_site_id="cedar",
            receiver_site_id="alder",
            material="Sand",
            material_class="foundry_sand",
            amount=10,
            status="running",
            consent="name",
            year=2025,
        )
        session.add(claim("S-CLAIMED", DecisionState.ACCEPTED))
        session.add(claim("S-FACT", DecisionState.OPEN))
    return bank


def put_sand(session: Any, record_id: str, **cells: Any) -> None:
    put_stream(session, record_id, **{"site_id": "cedar", "name": record_id, "consent": "sums", **cells})


def put_need(session: Any, record_id: str, **cells: Any) -> None:
    row = {"name": record_id, "site_id": "birch", "material_classes": "foundry_sand"}
    put(session, "needs", id=record_id, **{**row, "status": "published", "visibility": "open", **cells})


def claim(stream_id: str, state: DecisionState) -> models.Claim:
    return models.Claim(
        id=f"C-{stream_id}",
        organisation_id="cedar",
        side_stream_id=stream_id,
        kind=ClaimKind.CONFIRM,
        text="It is right.",
        name="Cecilia",
        email="cecilia@cedar.example",
        language="en",
        made_at=datetime(2026, 11, 1, tzinfo=UTC),
        vouched_at=datetime(2026, 11, 1, tzinfo=UTC),
        state=state,
    )


def looked(bank: Bank, viewer: Viewer, what: Looked = FACTS) -> Market:
    with bank.session() as session:
        return queries.market(session, viewer, what, TODAY)


def ids(records: Any) -> set[str]:
    return {record.id for record in records}


def test_only_offers_and_claimed_register_records_are_matched(town: Bank) -> None:
    assert ids(looked(town, ANONYMOUS).offers) == {"S-OFFER", "S-HIDDEN", "S-CLAIMED", "S-SLAG"}
    with town.session() as session:
        matched = {
            name: queries.is_matched(session, ANONYMOUS, name) for name in ("S-OFFER", "S-FACT", "S-CLAIMED", "S-OLD")
        }
        assert not queries.is_matched(session, ANONYMOUS, "S-CITY"), "what is hidden is not matched either"
    assert matched == {"S-OFFER": True, "S-FACT": False, "S-CLAIMED": True, "S-OLD": False}


def test_needs_that_are_past_or_hidden_are_not_there(town: Bank) -> None:
    assert ids(looked(town, ANONYMOUS).needs) == {"N-OPEN", "N-HIDDEN", "N-CODE"}
    assert ids(looked(town, CITY).needs) == {"N-OPEN", "N-HIDDEN", "N-CODE", "N-CITY"}


def test_a_hidden_owner_has_no_name_here(town: Bank) -> None:
    found = looked(town, ANONYMOUS)
    records: list[Any] = [*found.offers, *found.needs]
    for record in records:
        if record.id.endswith("HIDDEN"):
            assert record.organisation_id is None
            assert record.organisation_name is None
            assert record.site_id is None
    own = looked(town, Viewer(organisation_ids=frozenset({"birch"})))
    assert next(need for need in own.needs if need.id == "N-HIDDEN").organisation_name == "Birch Oy"


def test_classes_and_codes_narrow_what_is_looked_at(town: Bank) -> None:
    sand = Looked(is_example=False, classes={"foundry_sand"}, codes={"100908"})
    found = looked(town, ANONYMOUS, sand)
    assert ids(found.offers) == {"S-OFFER", "S-HIDDEN", "S-CLAIMED"}
    assert ids(found.needs) == {"N-OPEN", "N-HIDDEN", "N-CODE"}
    assert ids(found.exchanges) == {"X-1"}
    assert not looked(town, ANONYMOUS, Looked(is_example=False, classes={"glass"})).exchanges


def test_places_are_those_that_are_shown_and_of_an_industry_that_is_asked_for(town: Bank) -> None:
    with town.session() as session:
        every = queries.workplaces(session, ANONYMOUS, FACTS)
        none = queries.workplaces(session, ANONYMOUS, Looked(is_example=False, divisions={"99"}, sectors={"food"}))
        also = queries.workplaces(session, ANONYMOUS, Looked(is_example=False, divisions={"99"}), also=["alder"])
    assert {place.organisation.id for place in every} == {"alder", "birch", "cedar"}
    assert none == ()
    assert [place.site.id for place in also if place.site] == ["alder"]


def test_a_company_that_only_hidden_records_name_is_no_place(bank: Bank) -> None:
    with bank.session() as session:
        put_owner(session, "dogwood")
        put_need(session, "N-1", site_id="dogwood", visibility="company_hidden")
    with bank.session() as session:
        assert queries.workplaces(session, ANONYMOUS, FACTS) == ()
        assert [place.organisation.id for place in queries.workplaces(session, CITY, FACTS)] == ["dogwood"]


def test_the_nearest_places_come_first_and_those_without_a_point_last(bank: Bank) -> None:
    with bank.session() as session:
        for name, lat in (("far", 62.0), ("near", 61.5), ("nowhere", None)):
            put_owner(session, name, lat=lat, lon=None if lat is None else 21.8)
            put_sand(session, f"S-{name}", site_id=name)
    with bank.session() as session:
        found = queries.workplaces(session, ANONYMOUS, Looked(is_example=False, near=(61.5, 21.8)))
        one = queries.workplaces(session, ANONYMOUS, Looked(is_example=False, near=(61.5, 21.8)), limit=1)
    assert [place.site.id for place in found if place.site] == ["near", "far", "nowhere"]
    assert [place.site.id for place in one if place.site] == ["near"]
