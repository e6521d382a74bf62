"""Pages of matches: who could use it and why, what fails, who is never named, and the same as data."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from typing import Any

import networkx as nx
import pytest

from databank.access import ANONYMOUS, CITY, Viewer
from databank.store import Bank
from tests.databank_rows import put, put_owner, put_stream
from tests.viewing_clients import ClientOf, clients_of

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
OWN = Viewer(organisation_ids=frozenset({"birch"}))
SECRET = "Birch"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    """A foundry with offers, a hidden builder's need, an open one, and a plant that takes such sand."""
    with Bank(f"sqlite:///{tmp_path_factory.mktemp('matches') / 'bank.sqlite3'}") as bank:
        bank.upgrade()
        with bank.session(writing=True) as session:
            for name, lat in (("alder", 61.6), ("birch", 61.55), ("cedar", 61.5), ("dogwood", 61.7)):
                put_owner(session, name, lat=lat)
            put_stream(session, "S-SAND", site_id="cedar", waste_code="100908", legal_status="waste")
            put_stream(session, "S-FACT", site_id="cedar", kind="register", name="Old sand")
            put_need(session, "N-OPEN", site_id="alder")
            put_need(session, "N-HIDDEN", site_id="birch", name="Fill for a yard", visibility="company_hidden")
            put_need(session, "N-NEAR", site_id="dogwood", name="Only from next door", distance_km=1)
            put(
                session,
                "exchanges",
                id="X-1",
                donor_site_id="cedar",
                receiver_site_id="dogwood",
                material="Sand",
                material_class="foundry_sand",
                amount=10,
                status="running",
                consent="name",
                year=2025,
            )
            ends = {"donor_site_id": "cedar", "receiver_site_id": "dogwood", "consent": "name", "year": 2025}
            put(
                session,
                "exchanges",
                id="X-2",
                material_class="bark",
                material="Bark",
                amount=390,
                status="running",
                **ends,
            )
            for name in ("alder", "dogwood"):
                permit = {"waste_codes": "10 09 08", "operations": "R5", "capacity_t_per_year": 500}
                put(session, "permits", id=f"P-{name}", site_id=name, **permit)
        yield bank


def put_need(session: Any, record_id: str, **cells: Any) -> None:
    row = {"name": "Fill", "material_classes": "foundry_sand", "status": "published", "visibility": "open", **cells}
    put(session, "needs", id=record_id, amount=500, year=2026, **row)


@pytest.fixture(scope="module")
def as_viewer(town: Bank) -> ClientOf:
    return clients_of(town, NOW)


def text(as_viewer: ClientOf, address: str, viewer: Viewer = ANONYMOUS) -> str:
    answer = as_viewer(viewer).get(address)
    assert answer.status_code == 200, address
    return unescape(answer.get_data(as_text=True))


def rows(as_viewer: ClientOf, address: str, viewer: Viewer = ANONYMOUS) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text(as_viewer, address, viewer))))


def test_the_three_kinds_of_evidence_stand_apart(as_viewer: ClientOf) -> None:
    page = text(as_viewer, "/en/materials/S-SAND/users")
    assert page.index("They look for it") < page.index("They take such material, or took it")
    assert {row["source"] for row in rows(as_viewer, "/en/materials/S-SAND/users.csv")} >= {"need", "intake"}


def test_what_fails_is_told_with_its_condition_and_what_would_change_it(as_viewer: ClientOf) -> None:
    page = text(as_viewer, "/en/materials/S-SAND/users")
    failed = page[page.index("<h2>Why not") :]
    assert "Only from next door" in failed
    assert "Not as it is: break-even distance" in failed
    row = next(one for one in rows(as_viewer, "/en/materials/S-SAND/users.csv") if one["receiver_id"] == "need:N-NEAR")
    assert (row["verdict"], row["gate_distance"]) == ("fail", "fail")


@pytest.mark.parametrize(
    "address",
    [
        "/en/materials/S-SAND/users",
        "/en/materials/S-SAND/users.csv",
        "/en/materials/S-SAND/users.json",
        "/en/materials/S-SAND/network.graphml",
        "/en/materials/S-SAND/network.json",
        "/en/possible-exchanges",
        "/en/possible-exchanges.csv",
        "/en/possible-exchanges/network.json",
        "/api/v1/materials/S-SAND/users",
        "/api/v1/possible-exchanges",
    ],
)
def test_a_hidden_company_is_never_named(as_viewer: ClientOf, address: str) -> None:
    told = text(as_viewer, address)
    assert "Fill for a yard" in told, "its need is there"
    assert SECRET not in told
    assert "birch" not in told
    named = (text(as_viewer, address, viewer) for viewer in (OWN, CITY))
    assert all("birch" in one.lower() for one in named), "itself and the city see who it is"


def test_a_record_that_is_no_offer_is_not_matched(as_viewer: ClientOf) -> None:
    assert "is no offer" in text(as_viewer, "/en/materials/S-FACT/users")
    assert rows(as_viewer, "/en/materials/S-FACT/users.csv") == []


def test_the_parts_multiply_back_to_the_score(as_viewer: ClientOf) -> None:
    answer = as_viewer(ANONYMOUS).get("/api/v1/materials/S-SAND/users").get_json()
    assert answer["items"]
    for match in answer["items"]:
        product = 1.0
        for part in match["criteria"]:
            product *= 1.0 if part["value"] is None else part["value"] ** part["weight"]
        assert product == pytest.approx(match["score"], rel=1e-6)


def test_a_need_is_weighed_with_the_permit_of_its_site_on_both_pages(as_viewer: ClientOf) -> None:
    """The permit is of the site: who looks from the need must read the same as who looks from the side stream."""
    of_need = next(one for one in rows(as_viewer, "/en/needs/N-OPEN/offers.csv") if one["offer_id"] == "S-SAND")
    users = rows(as_viewer, "/en/materials/S-SAND/users.csv")
    of_stream = next(one for one in users if one["receiver_id"] == "need:N-OPEN")
    assert of_need["gate_permit"] == "pass"
    assert of_need == of_stream | {"rank": of_need["rank"]}


def test_what_fails_for_a_need_is_told_too(as_viewer: ClientOf) -> None:
    assert "Not as it is: break-even distance" in text(as_viewer, "/en/needs/N-NEAR/offers")


def test_the_room_under_a_permit_counts_what_the_site_takes_of_other_materials(as_viewer: ClientOf) -> None:
    assert "Of the permitted 500 t a year 100 t are free" in text(as_viewer, "/en/materials/S-SAND/users")


def test_what_could_meet_a_need_and_what_a_company_could_take(as_viewer: ClientOf) -> None:
    assert "One offer could meet this need." in text(as_viewer, "/en/needs/N-OPEN/offers")
    assert "Sand" in text(as_viewer, "/en/organisations/alder/possible-exchanges")
    assert "Whom it could feed" in text(as_viewer, "/en/organisations/cedar/possible-exchanges")


@pytest.mark.parametrize("order", ["mass", "score", "distance", "transport"])
def test_the_list_of_possible_exchanges_has_orders(as_viewer: ClientOf, order: str) -> None:
    found = rows(as_viewer, f"/en/possible-exchanges.csv?order={order}")
    assert found
    if order == "distance":
        assert [float(row["distance_km"]) for row in found] == sorted(float(row["distance_km"]) for row in found)


def test_the_network_is_graphml_that_others_can_read(as_viewer: ClientOf) -> None:
    graph = nx.parse_graphml(text(as_viewer, "/en/possible-exchanges/network.graphml"), force_multigraph=True)
    assert {told["kind"] for _node, told in graph.nodes(data=True)} >= {"organisation", "site", "side_stream", "need"}


@pytest.mark.parametrize("address", ["/en/materials/S-NONE/users", "/en/needs/N-NONE/offers"])
def test_what_is_not_there_is_not_found(as_viewer: ClientOf, address: str) -> None:
    assert as_viewer(ANONYMOUS).get(address).status_code == 404


def test_an_empty_bank_has_no_possible_exchange(as_viewer: ClientOf) -> None:
    assert "No possible exchange is known" in text(as_viewer, "/en/possible-exchanges?data=examples")
