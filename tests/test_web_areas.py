"""Area cards: the sketch, the plane coordinates, the sums around a point and the pages."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from decimal import Decimal
from itertools import combinations

import pytest
from flask.testing import FlaskClient

from databank import queries
from databank.access import ANONYMOUS
from databank.records import Area, AreaFact, Provenance, ProvenanceKind, RecordKind
from databank.store import Bank
from taxonomy.codes import Titles
from web.areas import card, nearby
from web.areas.grid import east_north_m
from web.areas.locator import Frame, Spot, frame_around, locator, smooth_path

SOURCE = Provenance(kind=ProvenanceKind.PUBLIC_SOURCE, title="A report", url="https://example.org/report")
NOWHERE = Titles("Ei missään", "Ingenstans", "Nowhere")


def an_area(*facts: AreaFact, area_ha: Decimal | None = None) -> Area:
    return Area(
        id="peittoo",
        titles=NOWHERE,
        description=NOWHERE,
        kind="industrial_area",
        municipality="Pori",
        lat=61.637,
        lon=21.658,
        area_ha=area_ha,
        checked_on=None,
        provenance=SOURCE,
        facts=facts,
    )


def a_fact(value: str, unit: str | None) -> AreaFact:
    return AreaFact(topic="land", titles=NOWHERE, value=value, unit=unit, year=None, provenance=SOURCE)


def rows(client: FlaskClient, path: str) -> list[dict[str, str]]:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.text)))


@pytest.mark.parametrize(
    ("lat", "lon", "east", "north"),
    [
        (61.4851, 21.7972, 223_111, 6_827_880),  # the centre of Pori, by pyproj
        (60.0, 27.0, 500_000, 6_651_411),  # on the central meridian the easting is the false easting
    ],
)
def test_plane_coordinates_are_those_of_etrs_tm35fin(lat: float, lon: float, east: float, north: float) -> None:
    found = east_north_m(lat, lon)
    assert found == pytest.approx((east, north), abs=1)


def test_a_frame_keeps_north_up_and_distances() -> None:
    frame = Frame(lat=61.5, lon=21.5, width=200, height=100, scale=2.0)
    assert frame.place(61.5, 21.5) == (100, 50)
    assert frame.place(61.5 + 10 / 111.195, 21.5) == pytest.approx((100, 30), abs=0.1)
    x, y = frame.place(61.5, 21.6)
    assert x > 100
    assert y == 50


def test_a_frame_around_spots_shows_them_all_with_room_to_spare() -> None:
    spots = [Spot("a", "A", 61.3, 21.4), Spot("b", "B", 61.7, 22.2)]
    frame = frame_around(spots, width=300, height=300, margin=30)
    for spot in spots:
        x, y = frame.place(spot.lat, spot.lon)
        assert 29 <= x <= 271
        assert 29 <= y <= 271


def test_names_cover_neither_each_other_nor_a_mark() -> None:
    spots = [Spot(str(number), f"Industrial area {number}", 61.6 + number * 0.004, 21.6) for number in range(8)]
    frame = Frame(61.61, 21.6, 400, 300, 3.0)
    size = 10.0
    drawn = locator(spots, frame=frame, centre_id="0", radii_km=(10, 25), sea="Sea", type_size=size)
    boxes = []
    for mark in drawn.marks:
        width = len(mark.name) * 0.53 * size
        left = {"start": mark.text_x, "end": mark.text_x - width, "middle": mark.text_x - width / 2}[mark.anchor]
        boxes.append((left, mark.text_y - size * 0.7, left + width, mark.text_y))
    assert len(boxes) == 8
    for one, other in combinations(boxes, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart, (one, other)


def test_the_centre_is_marked_and_what_lies_outside_the_frame_is_not_drawn() -> None:
    spots = [Spot("here", "Here", 61.6, 21.6), Spot("far", "Far", 66.0, 25.0)]
    drawn = locator(spots, frame=Frame(61.6, 21.6, 200, 200, 2.0), centre_id="here", radii_km=(10, 25, 50))
    assert [(mark.id, mark.centre) for mark in drawn.marks] == [("here", True)]
    assert [ring.radius for ring in drawn.rings] == [20, 50, 100]


def test_a_smooth_path_starts_and_ends_at_its_ends() -> None:
    path = smooth_path([(0, 0), (10, 0), (10, 10)])
    assert path.startswith("M0.0 0.0")
    assert path.endswith("L10.0 10.0")


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        ("760", "ha", "760\u00a0ha"),
        ("1250000", "m3", "1,250,000\u00a0m³"),
        (">200", "ha", ">200\u00a0ha"),
        ("90000", "t/a", "90,000\u00a0t/a"),
        ("a quay of two berths", None, "a quay of two berths"),
        ("NaN", None, "NaN"),
    ],
)
def test_a_fact_is_written_for_its_reader(client: FlaskClient, value: str, unit: str | None, shown: str) -> None:
    with client.application.test_request_context("/en/"):
        assert [figure.value for figure in card.figures(an_area(a_fact(value, unit)), card.Notes())] == [shown]


def test_the_surface_is_not_said_twice(client: FlaskClient) -> None:
    with client.application.test_request_context("/en/"):
        stated = an_area(a_fact("760", "ha"), area_ha=Decimal(760))
        assert len(card.figures(stated, card.Notes())) == 1
        assert len(card.figures(an_area(area_ha=Decimal(300)), card.Notes())) == 1


def test_a_source_has_one_number_however_often_it_is_used() -> None:
    notes = card.Notes()
    other = Provenance(kind=ProvenanceKind.PUBLIC_SOURCE, title="Another")
    assert [notes.number(SOURCE), notes.number(other), notes.number(SOURCE)] == [1, 2, 1]
    assert [source.title for source in notes.listed()] == ["A report", "Another"]
    assert notes.number(Provenance(kind=ProvenanceKind.SUBMITTED)) is None


def test_sums_add_neither_data_sets_nor_energy_and_products() -> None:
    sums = {
        (False, RecordKind.REGISTER, "T"): (2, Decimal(300)),
        (False, RecordKind.THIRD_PARTY, "T"): (1, Decimal(50)),
        (False, RecordKind.PLANNED, "T"): (1, Decimal(9000)),
        (False, RecordKind.REGISTER, "H"): (1, Decimal(7)),
        (False, RecordKind.REGISTER, "product"): (1, Decimal(70)),
        (True, RecordKind.OFFER, "T"): (4, Decimal(1000)),
    }
    layers = {layer.name: layer for layer in nearby.LAYERS}
    assert nearby.one_sum(layers["facts"], sums) == (3, Decimal(350))
    assert nearby.one_sum(layers["examples"], sums, "T") == (4, Decimal(1000))
    assert nearby.one_sum(layers["offers"], sums) == (0, Decimal(0))


def test_every_area_is_listed_peittoo_first(client: FlaskClient, demo_bank: Bank) -> None:
    with demo_bank.session() as session:
        known = {area.id for area in queries.areas(session)}
    page = client.get("/en/areas").text
    listed = re.findall(r'<h2><a href="/en/areas/([\w-]+)">', page)
    assert set(listed) == known
    assert listed[0] == "peittoo"
    assert {row["id"] for row in rows(client, "/en/areas.csv")} == known


def test_peittoos_card_says_what_the_bank_says(client: FlaskClient, demo_bank: Bank) -> None:
    page = client.get("/en/areas/peittoo").text
    with demo_bank.session() as session:
        area = queries.area(session, "peittoo")
        sites = queries.sites(session, ANONYMOUS, area_id="peittoo")
    for site in sites:
        assert site.name in page
    assert len(re.findall(r'id="source-\d+"', page)) > 3
    assert page.count('href="#source-') >= len(area.facts)
    assert "ETRS-TM35FIN" in page


def part(page: str, heading: str) -> str:
    """One section of a card in words."""
    found = re.search(rf"<section[^>]*><h2>{heading}</h2>(.*?)</section>", page, re.DOTALL)
    assert found, heading
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found[1])).split())


def test_the_trials_of_peittoo_have_material_permit_result_and_source(client: FlaskClient) -> None:
    page = client.get("/en/areas/peittoo").text
    told = part(page, "Trials: what was tried out here")
    assert "Test field 1: foundry sand and dust in crushed concrete and moraine" in told
    assert "Found fit. No harmful substances leached" in told
    assert "Foundry sand, Foundry dust, Concrete not stated in the source" in told
    assert "Ash granules in a detour road" in told
    assert "Trial running" in told
    assert told.index("Ash granules") < told.index("Example")
    assert "Koekenttärakentaminen valimoteollisuuden sivuvirroista" in part(page, "Sources")
    assert 'href="/en/taxonomy/materials/foundry_dust/uses"' in page


def test_what_could_treat_material_is_listed_planned_and_running_apart(client: FlaskClient) -> None:
    told = part(client.get("/en/areas/peittoo").text, "What could treat material here")
    assert "Suomen Erityisjäte Oy , Marinkorven jätteenkäsittelylaitos" in told
    assert "90,000 In operation." in told
    assert "10,000 Planned, checked on 21 Nov 2026." in told
    nothing = client.get("/en/areas/aittaluoto").text
    assert "knows no treatment in this area" in part(nothing, "What could treat material here")
    assert "knows no trials in this area" in part(nothing, "Trials: what was tried out here")


def test_trials_and_treatments_are_in_the_files_of_the_card(client: FlaskClient) -> None:
    found = rows(client, "/en/areas/peittoo.csv")
    trials = {row["name"]: row for row in found if row["section"] == "trial"}
    assert {row["data"] for row in trials.values()} == {"facts", "examples"}
    field = trials["Test field 2: another mixture of foundry sand and dust"]
    assert (field["status"], field["year"], field["value"]) == ("accepted", "2020", "")
    assert field["source_url"] == "https://issuu.com/prizztech/docs/koekentt_raportti"
    lines = [row for row in found if row["section"] == "treatment" and row["data"] == "facts"]
    assert {(row["topic"], row["value"], row["status"]) for row in lines} == {
        ("waste_stabilisation", "", "real"),
        ("waste_stabilisation", "90000", "real"),
    }


def test_a_cell_of_the_card_leads_to_records_that_add_up_to_it(client: FlaskClient) -> None:
    page = client.get("/en/areas/peittoo").text
    cells = re.findall(r'<a href="(/en/areas/peittoo/streams\?[^"]+)">([\d,]+)</a>', page)
    assert cells
    for href, shown in cells:
        records = rows(client, href.replace("&amp;", "&").replace("/streams?", "/streams.csv?"))
        assert records
        listed = client.get(href.replace("&amp;", "&")).text
        assert shown in re.sub(r"<[^>]+>", "", listed)


def test_facts_and_examples_stand_apart_in_the_files(client: FlaskClient) -> None:
    near = [row for row in rows(client, "/en/areas/peittoo.csv") if row["section"] == "nearby"]
    assert {row["data"] for row in near} == {"facts", "examples"}
    within = {(row["data"], row["topic"], row["within_km"]): float(row["value"]) for row in near}
    for data, family, _km in list(within):
        assert within[data, family, "10"] <= within[data, family, "25"] <= within[data, family, "50"]
    members = json.loads(client.get("/en/areas/peittoo.json").text)
    assert members["licence"] == "CC-BY-4.0"
    assert members["id"] == "peittoo"


@pytest.mark.parametrize(
    ("query", "status", "word"),
    [
        ("layer=all", 400, "offers, facts or examples"),
        ("km=12", 400, "10, 25 or 50"),
        ("family=Q", 400, "K, M, X"),
        ("after=nonsense", 400, ""),
    ],
)
def test_a_wrong_question_about_an_area_is_a_sentence(client: FlaskClient, query: str, status: int, word: str) -> None:
    answer = client.get(f"/en/areas/peittoo/streams?{query}")
    assert answer.status_code == status
    assert word in answer.text


def test_an_unknown_area_is_not_there(client: FlaskClient) -> None:
    assert client.get("/fi/alueet/atlantis").status_code == 404
    assert client.get("/fi/alueet/atlantis/streams").status_code == 404


def test_without_areas_the_page_says_so(sqlite_bank: Bank) -> None:
    from web.app import create_app
    from web.config import Settings

    app = create_app(Settings(secret_key="a key for tests only"), bank=sqlite_bank)
    assert "no areas yet" in app.test_client().get("/en/areas").text
