"""Offers and receivers from records: what is free, who might take it and what says so, and the order of matches."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import networkx as nx
import pytest

from databank.records import (
    Amount,
    Basis,
    Consent,
    Exchange,
    ExchangeStatus,
    Fate,
    FieldGroup,
    Hazard,
    LegalStatus,
    Level,
    Market,
    MaterialNeed,
    Organisation,
    Origin,
    Period,
    Place,
    Provenance,
    ProvenanceKind,
    RealStatus,
    RecordKind,
    RecordStatus,
    SideStream,
    Site,
)
from flows.matching import weights
from flows.matching.graph import as_json, graphml, neighbourhood, network, path_of
from flows.matching.industries import classes_near, in_industry, sectors_of
from flows.matching.market import Scene
from flows.matching.offers import as_shipped, free_of, offer_of, running
from flows.matching.ranking import matches_of, ranked
from flows.matching.receivers import receiver_of_intake, receiver_of_need, receiver_of_use
from flows.matching.terms import Terms
from flows.spans import UNKNOWN, Span
from taxonomy.uses import uses_of

SAID = Provenance(kind=ProvenanceKind.SUBMITTED)
FACT = Provenance(kind=ProvenanceKind.PUBLIC_SOURCE, url="https://example.org/permit", dated=date(2024, 5, 1))
TERMS = Terms(day=date(2026, 11, 22), weights=weights.shipped())
ALWAYS = {"updated_at": datetime(2026, 1, 1, tzinfo=UTC), "version": 1, "status_checked_on": None, "confirmed_on": None}


def amount(value: float | None = 100, **cells: Any) -> Amount:
    return Amount(**{"year": 2025, "value": None if value is None else Decimal(str(value)), **cells})


def organisation(name: str = "alder", **cells: Any) -> Organisation:
    row = {
        "id": name,
        "name": f"{name.title()} Oy",
        "business_id": None,
        "industry_code": "42.11",
        "industry_edition": "NACE2",
        "sector": "construction",
        "municipality": "Pori",
        "holding": None,
        "name_as_of": None,
        "real_status": RealStatus.REAL,
        "status_checked_on": None,
        "is_example": False,
        "note": None,
        "provenance": SAID,
    }
    return Organisation(**{**row, **cells})


def site(name: str = "alder", **cells: Any) -> Site:
    row = {
        "id": name,
        "organisation_id": name,
        "name": f"{name.title()} works",
        "address": None,
        "municipality": "Pori",
        "lat": 61.6,
        "lon": 21.5,
        "coordinate_precision": None,
        "area_id": None,
        "sector": "construction",
        "real_status": RealStatus.REAL,
        "status_checked_on": None,
        "confirmed": True,
        "is_example": False,
        "provenance": FACT,
    }
    return Site(**{**row, **cells})


def stream(name: str = "S-1", **cells: Any) -> SideStream:
    row = {
        "id": name,
        "kind": RecordKind.OFFER,
        "is_example": False,
        "name": "Sand",
        "language": "en",
        "material_class": "foundry_sand",
        "family": "K",
        "waste_code": "100908",
        "waste_list_edition": None,
        "code_if_waste": None,
        "legal_status": LegalStatus.WASTE,
        "legal_ground": None,
        "legal_authority": None,
        "legal_date": None,
        "hazard": Hazard.NON_HAZARDOUS,
        "physical_form": None,
        "packaging": None,
        "origin": Origin.PRIMARY,
        "origin_process": None,
        "organisation_id": "cedar",
        "organisation_name": "Cedar Oy",
        "site_id": "cedar",
        "site_name": "Cedar works",
        "sector": "metal",
        "municipality": "Pori",
        "area_id": None,
        "lat": 61.5,
        "lon": 21.8,
        "coordinate_precision": None,
        "amounts": (amount(),),
        "composition": (),
        "documents": (),
        "available_from": None,
        "available_until": None,
        "availability_pattern": None,
        "committed_until": None,
        "free_t_per_year": None,
        "fate": Fate.UNUSED,
        "treatment_code": None,
        "receiver": None,
        "price_eur_per_t": None,
        "status": RecordStatus.PUBLISHED,
        "real_status": RealStatus.REAL,
        "consent": Consent.NAME,
        "visibility": dict.fromkeys(FieldGroup, Level.PUBLIC),
        "provenance": SAID,
    }
    return SideStream(**{**row, **ALWAYS, **cells})


def need(name: str = "N-1", **cells: Any) -> MaterialNeed:
    row = {
        "id": name,
        "kind": RecordKind.OFFER,
        "is_example": False,
        "name": "Fill",
        "language": "en",
        "material_classes": ("foundry_sand",),
        "waste_codes": (),
        "organisation_id": "birch",
        "organisation_name": "Birch Oy",
        "site_id": "birch",
        "sector": "construction",
        "municipality": "Pori",
        "area_id": None,
        "lat": 61.55,
        "lon": 21.7,
        "amount": amount(500),
        "starts_on": None,
        "ends_on": None,
        "limits": (),
        "physical_form": None,
        "distance_km": None,
        "status": RecordStatus.PUBLISHED,
        "real_status": RealStatus.REAL,
        "provenance": SAID,
    }
    return MaterialNeed(**{**row, **ALWAYS, **cells})


def exchange(name: str = "X-1", **cells: Any) -> Exchange:
    row = {
        "id": name,
        "is_example": False,
        "side_stream_id": None,
        "material": "Sand",
        "material_class": "foundry_sand",
        "donor_site_id": "cedar",
        "donor_name": None,
        "receiver_site_id": "alder",
        "receiver_name": None,
        "amount": amount(30),
        "treatment_code": "R5",
        "status": ExchangeStatus.RUNNING,
        "real_status": RealStatus.REAL,
        "status_checked_on": None,
        "provenance": FACT,
    }
    return Exchange(**{**row, **cells})


def market(**cells: Any) -> Market:
    row: dict[str, Any] = {"offers": (), "needs": (), "places": (), "exchanges": (), "owners": {}}
    return Market(**{**row, **cells})


ALDER = Place(organisation("alder"), site("alder"))
BIRCH = Place(organisation("birch"), site("birch"))


# --- offers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (amount(100), Span(100, 100)),
        (amount(None, low=Decimal(80), high=Decimal(120)), Span(80, 120)),
        (amount(100, unit="kg"), Span(0.1, 0.1)),
        (amount(10, unit="m3", density_t_m3=Decimal(2)), Span(20, 20)),
        (amount(10, unit="m3"), UNKNOWN),
        (amount(80, basis=Basis.DRY, moisture_share=0.2), Span(100, 100)),
        (amount(80, basis=Basis.DRY), UNKNOWN),
        (amount(80, basis=Basis.CAPACITY), UNKNOWN),
        (amount(None), UNKNOWN),
    ],
)
def test_only_tonnes_as_shipped_are_matched(told: Amount, expected: Span) -> None:
    assert as_shipped(told) == expected


def test_what_runs_already_is_not_free() -> None:
    own = exchange(side_stream_id="S-1")
    assert free_of(stream(), [own]) == Span(70, 70)
    assert free_of(stream(), [exchange(side_stream_id="S-2")]) == Span(100, 100)
    assert free_of(stream(), [replace(own, status=ExchangeStatus.ENDED)]) == Span(100, 100)
    assert free_of(stream(free_t_per_year=Decimal(20)), [own]) == Span(0, 0), "never less than nothing"


def test_an_exchange_of_unknown_amount_leaves_only_the_upper_end_certain() -> None:
    assert free_of(stream(), [exchange(side_stream_id="S-1", amount=amount(None))]) == Span(None, 100)


def test_the_years_of_one_exchange_are_counted_once() -> None:
    years = [exchange(f"X-{year}", side_stream_id="S-1", amount=amount(30, year=year)) for year in (2023, 2024, 2025)]
    assert [one.id for one in running(years)] == ["X-2025"]
    assert free_of(stream(), years) == Span(70, 70)


def test_an_offer_of_a_batch_does_not_last() -> None:
    assert offer_of(stream()).is_lasting
    assert not offer_of(stream(amounts=(amount(100, period=Period.BATCH),))).is_lasting
    assert offer_of(stream(amounts=())).mass_t_per_year == UNKNOWN


# --- receivers ---------------------------------------------------------------------------------------------------


def test_a_need_is_posted_and_a_stated_one_is_a_known_intake() -> None:
    assert receiver_of_need(need(), None, None).source == "need"
    assert receiver_of_need(need(kind=RecordKind.THIRD_PARTY), None, None).source == "intake"
    planned = receiver_of_need(need(kind=RecordKind.PLANNED), None, None)
    assert (planned.source, planned.is_planned) == ("need", True)


def test_a_use_brings_its_limits_and_an_intake_its_exchanges() -> None:
    use = uses_of("foundry_sand")[0]
    receiver = receiver_of_use(use, ALDER)
    assert (receiver.source, receiver.use, receiver.site_id) == ("use", use.id, "alder")
    assert receiver.limits
    taken = receiver_of_intake([exchange("X-1"), exchange("X-2")], ALDER)
    assert (taken.source, taken.records, taken.operation) == ("intake", ("X-1", "X-2"), "R5")


def test_an_industry_decides_and_a_sector_only_where_it_is_not_known() -> None:
    road = organisation(industry_code="42.11")
    assert in_industry(road, ("42.1",))
    assert in_industry(road, ("42",))
    assert not in_industry(road, ("23.5",))
    unknown = organisation(industry_code=None, sector="minerals")
    assert in_industry(unknown, ("23.5",))
    assert not in_industry(unknown, ("42.1",))
    assert sectors_of(("23.5", "42.1")) == {"minerals", "construction"}


def test_classes_near_a_class_are_narrower_and_wider_ones() -> None:
    near = classes_near("slag_stainless")
    assert near[0] == "slag_stainless"
    assert "slag_steel" in near
    assert classes_near(None) == ()


def test_the_three_sources_are_never_mixed_up() -> None:
    scene = Scene.of(market(needs=(need(),), places=(ALDER, BIRCH), exchanges=(exchange(),)))
    found = scene.receivers("foundry_sand", ["100908"])
    assert {one.source for one in found} == {"need", "use", "intake"}
    assert {one.source for one in scene.receivers("glass", [])} <= {"use"}


def test_a_permit_alone_is_no_reason() -> None:
    permitted = Place(organisation("dogwood", industry_code="96.01"), site("dogwood"))
    assert not Scene.of(market(places=(permitted,))).receivers("foundry_sand", ["100908"])


# --- the order ---------------------------------------------------------------------------------------------------


def test_each_place_is_told_once_with_what_else_speaks_for_it() -> None:
    scene = Scene.of(market(needs=(need(),), places=(ALDER, BIRCH), exchanges=(exchange(),)))
    found = matches_of(offer_of(stream()), scene, TERMS)
    places = [(one.receiver.source == "need", one.receiver.site_id) for one in (*found.possible, *found.failed)]
    assert len(places) == len(set(places))
    assert any("use" in one.also for one in found.possible if one.receiver.source == "intake")


def test_what_one_does_with_its_own_is_no_match() -> None:
    scene = Scene.of(market(needs=(need(organisation_id="cedar"),)))
    assert matches_of(offer_of(stream()), scene, TERMS).possible == ()


def test_a_taker_of_this_very_stream_is_no_new_match() -> None:
    own = exchange(side_stream_id="S-1")
    scene = Scene.of(market(places=(ALDER,), exchanges=(own,)))
    assert "intake" not in {one.receiver.source for one in matches_of(offer_of(stream()), scene, TERMS).possible}


def test_the_order_does_not_depend_on_the_order_of_records() -> None:
    needs = tuple(need(f"N-{number}", lat=61.5 + number / 100) for number in range(6))
    there = matches_of(offer_of(stream()), Scene.of(market(needs=needs)), TERMS)
    back = matches_of(offer_of(stream()), Scene.of(market(needs=needs[::-1])), TERMS)
    assert [one.receiver.id for one in there.possible] == [one.receiver.id for one in back.possible]
    assert ranked(there.possible) == ranked(reversed(there.possible))


def test_an_empty_market_has_no_match() -> None:
    assert matches_of(offer_of(stream()), Scene.of(market()), TERMS).possible == ()


# --- the network -------------------------------------------------------------------------------------------------


def graph_and_matches() -> tuple[nx.MultiDiGraph, Any]:
    held = market(needs=(need(),), places=(ALDER, BIRCH), exchanges=(exchange(),))
    offer = offer_of(stream())
    return network(held, [offer]), matches_of(offer, Scene.of(held), TERMS)


def test_every_match_is_a_path_in_the_network() -> None:
    graph, found = graph_and_matches()
    assert {one.receiver.source for one in found.possible} == {"need", "use", "intake"}
    for match in (*found.possible, *found.failed):
        for tail, how, head in path_of(match):
            kinds = {told["kind"] for told in graph.get_edge_data(tail, head, default={}).values()}
            assert how in kinds, (tail, how, head)


def test_edges_say_where_they_are_known_from() -> None:
    graph, _found = graph_and_matches()
    told = graph.get_edge_data("material_class:foundry_sand", "site:alder")
    assert {"kind": "takes", "source": "https://example.org/permit", "dated": "2024-05-01"} in told.values()


def test_a_hidden_owner_is_one_node_for_each_record() -> None:
    hidden = market(needs=tuple(need(name, organisation_id=None, organisation_name=None) for name in ("N-1", "N-2")))
    graph = network(hidden, [])
    assert {"hidden:need:N-1", "hidden:need:N-2"} <= set(graph)
    assert "Birch" not in graphml(graph)


def test_the_network_goes_out_as_graphml_and_comes_back() -> None:
    graph, _found = graph_and_matches()
    back = nx.parse_graphml(graphml(graph), force_multigraph=True)
    assert set(back) == set(graph)
    assert back.number_of_edges() == graph.number_of_edges()
    assert {one["id"] for one in as_json(graph)["nodes"]} == set(graph)


def test_a_neighbourhood_is_small_and_always_the_same() -> None:
    graph, _found = graph_and_matches()
    near = neighbourhood(graph, ["side_stream:S-1"], most=4)
    assert len(near) == 4
    assert set(near) == set(neighbourhood(graph, ["side_stream:S-1"], most=4))
    assert len(neighbourhood(graph, ["nothing"])) == 0
