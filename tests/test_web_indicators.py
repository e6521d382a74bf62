"""The page of indicators, its files and the JSON interface: the same numbers everywhere, for everybody their own."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient

from databank import queries
from databank.access import ANONYMOUS, CITY, Viewer
from databank.store import Bank
from flows.indicators import definitions, indicators, reference_lines
from flows.table import FlowTable
from tests.matching_parties import NOW
from tests.viewing_clients import clients_of
from web.indicators.chart import chart

PAGE = "/en/indicators"


def words(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).replace("\u00a0", " ").split())


def table_of(bank: Bank, viewer: Viewer, *, is_example: bool) -> FlowTable:
    with bank.session() as session:
        columns = queries.flow_columns(session, viewer, is_example=is_example, years=None, layer="mass")
    return FlowTable.from_columns(columns)


@pytest.mark.parametrize("data", ["facts", "examples"])
@pytest.mark.parametrize("boundary", ["pori", "peittoo", "satakunta"])
def test_page_files_and_interface_say_what_the_bank_says(
    client: FlaskClient, demo_bank: Bank, data: str, boundary: str
) -> None:
    table = table_of(demo_bank, ANONYMOUS, is_example=data == "examples")
    year = max(table.years())
    expected = indicators(table, year=year, boundary_name=boundary, matched={})
    query = f"?data={data}&boundary={boundary}"
    json = client.get(f"{PAGE}.json{query}").json
    api = client.get(f"/api/v1/indicators{query}&year={year}").json
    assert json is not None
    assert api is not None
    listed = list(csv.DictReader(io.StringIO(client.get(f"{PAGE}.csv{query}").text)))
    first = {row["indicator"]: row for row in reversed(listed)}
    page = client.get(f"{PAGE}{query}").text
    for reading, item, of_api in zip(expected.readings, json["indicators"], api["indicators"], strict=True):
        name = reading.definition.id
        assert item["value"] == pytest.approx(reading.measured.value), name
        assert (of_api["id"], of_api["value"]) == (name, pytest.approx(item["value"]))
        assert of_api["trend"] == item["trend"], name
        written = first[name]["value"]
        assert (float(written) if written else None) == pytest.approx(item["value"])
        assert f'id="{name}"' in page
        assert item["value"] is not None or item["missing"], name


def test_a_row_says_value_interval_parts_and_formula(client: FlaskClient) -> None:
    page = words(client, f"{PAGE}?data=examples&year=2025")
    row = page[page.index("Recycling rate") : page.index("Recovery rate")]
    assert re.search(r"\b48% within 46–50%, 95 times in 100", row)
    assert re.search(r"used as material 83,580 t ÷ arising, fate told 173,420 t", row)
    assert "divided by" in row
    assert "EU target, municipal waste, 2030" in row
    assert "not defined alike" in row
    assert "2023" in row


def test_what_is_not_known_has_no_number_and_says_why(client: FlaskClient) -> None:
    page = words(client, PAGE)
    row = page[page.index("Circular material use rate") : page.index("Input circularity")]
    assert "Not known" in row
    assert "No record tells what the plants take in." in row
    assert "Finland, 2024" in row
    assert "Weight is not everything" in page


def test_the_desk_sees_what_was_agreed_and_the_public_only_why_not(
    client: FlaskClient, client_as: Callable[[Viewer], FlaskClient]
) -> None:
    public = client.get(f"{PAGE}.json?data=examples").json
    city = client_as(CITY).get(f"{PAGE}.json?data=examples").json
    assert public is not None
    assert city is not None
    of_public, of_city = (
        next(one for one in found["indicators"] if one["id"] == "newly_matched") for found in (public, city)
    )
    assert of_public["value"] is None
    assert "three organisations" in of_public["missing"][0]
    assert of_city["value"] is not None


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_language_has_its_words(client: FlaskClient, language: str) -> None:
    slug = {"fi": "mittarit", "sv": "indikatorer", "en": "indicators"}[language]
    page = words(client, f"/{language}/{slug}?data=examples")
    for found in definitions().values():
        assert found.titles.in_language(language) in page


@pytest.mark.parametrize(
    "query", ["data=both", "data=x", "boundary=moon", "year=1850", "year=abc", "year=2025%00", "year=-1"]
)
@pytest.mark.parametrize("extension", ["", ".csv", ".json"])
def test_a_wrong_address_is_refused_with_a_sentence(client: FlaskClient, query: str, extension: str) -> None:
    answer = client.get(f"{PAGE}{extension}?{query}")
    assert answer.status_code == 400
    assert query.partition("=")[0] in answer.text


def test_links_keep_the_choice_and_lead_somewhere(client: FlaskClient) -> None:
    page = client.get(f"{PAGE}?data=examples&boundary=pori").text
    hrefs = {unescape(found) for found in re.findall(r'href="(/en/indicators[^"]*)"', page)}
    assert any("year=latest" in href and "boundary=pori" in href and "data=examples" in href for href in hrefs)
    for href in hrefs:
        assert client.get(href).status_code == 200, href


def test_latest_takes_each_stream_as_it_was_last_known(client: FlaskClient) -> None:
    latest = client.get(f"{PAGE}.json?year=latest").json
    assert latest is not None
    assert latest["year"] is None
    assert latest["years"][0] < latest["years"][1]


def test_a_bank_without_flows_says_so(sqlite_bank: Bank) -> None:
    empty = clients_of(sqlite_bank, NOW)(ANONYMOUS)
    assert "Nothing flows here" in words(empty, PAGE)
    assert empty.get(f"{PAGE}.csv").status_code == 200


def test_no_label_of_a_line_lies_upon_another(demo_bank: Bank) -> None:
    for is_example in (False, True):
        table = table_of(demo_bank, ANONYMOUS, is_example=is_example)
        report = indicators(table, year=max(table.years()), boundary_name="satakunta", matched={})
        drawn = [found for reading in report.readings if (found := chart(reading))]
        assert len(drawn) >= 6
        for picture in drawn:
            boxes = [label.box for label in picture.labels]
            for place, (left, top, right, bottom) in enumerate(boxes):
                assert top >= 0
                assert bottom <= 110
                for other in boxes[place + 1 :]:
                    assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top


def test_every_reference_line_names_its_source_on_the_page(client: FlaskClient) -> None:
    page = words(client, PAGE)
    assert len(reference_lines()) >= 15
    for line in reference_lines():
        assert line.source.en in page
