"""The taxonomy browser: search in three languages, trees, editions and data twins."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from databank.store import Bank
from taxonomy import crosswalks, materials, waste_list
from web.app import create_app
from web.classification import values
from web.config import Settings


def rows(client: FlaskClient, path: str) -> list[dict[str, str]]:
    answer = client.get(path)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.text)))


@pytest.fixture
def on_day(demo_bank: Bank) -> Callable[[datetime], FlaskClient]:
    def client(day: datetime) -> FlaskClient:
        app = create_app(Settings(secret_key="a key for tests only"), bank=demo_bank, clock=lambda: day)
        return app.test_client()

    return client


@pytest.mark.parametrize(
    "path",
    ["/fi/luokitus?q=valukeernat", "/sv/klassificering?q=gjutning", "/en/taxonomy?q=casting", "/fi/luokitus?q=casting"],
)
def test_a_foundrys_waste_is_found_in_every_language(client: FlaskClient, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    assert "10\u00a009" in page.text


@pytest.mark.parametrize("query", ["10 09 08", "100908", "10-09-08", "10 09 08*"])
def test_a_code_is_found_however_it_is_written(client: FlaskClient, query: str) -> None:
    found = rows(client, f"/en/taxonomy.csv?q={query}")
    assert found[0]["code"] == "100908"
    assert found[0]["kind"] == "waste_code"


def test_every_kind_of_hit_leads_to_a_page(client: FlaskClient) -> None:
    kinds = set()
    for query in ("slag", "R5", "24.51", "ashes", "10 09 08"):
        page = client.get(f"/en/taxonomy?q={query}").text
        for part in page.split('<tr>\n<td class="code">')[1:]:
            href = part.split('<a href="')[1].split('"')[0].replace("&amp;", "&")
            assert client.get(href.split("#")[0]).status_code == 200, href
        kinds |= {row["kind"] for row in rows(client, f"/en/taxonomy.csv?q={query}")}
    assert kinds == {"waste_code", "material_class", "family", "operation", "industry"}


def test_nothing_found_offers_the_trees_and_a_way_to_tell(client: FlaskClient) -> None:
    page = client.get("/en/taxonomy?q=qzxv").text
    assert "Nothing is called" in page
    assert "/en/feedback" in page
    assert 'href="/en/taxonomy/waste/10"' in page


def test_a_query_is_shown_as_text_and_not_as_markup(client: FlaskClient) -> None:
    page = client.get("/en/taxonomy", query_string={"q": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in page


def test_a_query_too_long_is_refused_in_a_sentence(client: FlaskClient) -> None:
    answer = client.get("/en/taxonomy?q=" + "a" * 201)
    assert answer.status_code == 400
    assert "at most 200" in answer.text


def test_the_tree_goes_from_chapter_to_entry(client: FlaskClient) -> None:
    assert 'href="/en/taxonomy/waste/10"' in client.get("/en/taxonomy").text
    assert 'href="/en/taxonomy/waste/1009"' in client.get("/en/taxonomy/waste/10").text
    subchapter = client.get("/en/taxonomy/waste/1009").text
    assert 'href="/en/taxonomy/waste/100907"' in subchapter
    assert "Hazardous" in subchapter
    assert "Foundry sand" in subchapter


def test_an_entry_tells_its_mirror_class_and_ground(client: FlaskClient) -> None:
    page = client.get("/en/taxonomy/waste/100907").text
    assert "10\u00a009\u00a007*" in page
    assert 'href="/en/taxonomy/waste/100908"' in page
    assert crosswalks.ewc_stat_of("100907").target in page
    link = crosswalks.material_class_of("100907")
    assert f"/en/taxonomy/materials/{link.target}" in page
    words = {"sourced": "from a source", "inferred": "inferred", "derived": "derived by rule"}
    assert words[link.basis] in page


@pytest.mark.parametrize("code", ["999999", "1", "abc", "10.09.99.9"])
def test_an_unknown_code_is_a_sentence(client: FlaskClient, code: str) -> None:
    answer = client.get(f"/en/taxonomy/waste/{code}")
    assert answer.status_code == 404
    assert "10 09 08" in answer.text


def test_a_code_of_the_other_edition_says_which(client: FlaskClient) -> None:
    new = min(set(waste_list.edition("2026").entries) - set(waste_list.edition("2015").entries))
    answer = client.get(f"/en/taxonomy/waste/{new}?edition=2015")
    assert answer.status_code == 404
    assert "2026" in answer.text
    page = client.get(f"/en/taxonomy/waste/{new}?edition=2026")
    assert page.status_code == 200
    assert "adds this code" in page.text


def test_an_unknown_edition_is_refused(client: FlaskClient) -> None:
    answer = client.get("/en/taxonomy?edition=1999")
    assert answer.status_code == 400
    assert "2015 or 2026" in answer.text


def test_the_edition_in_force_follows_the_day(on_day: Callable[[datetime], FlaskClient]) -> None:
    before = on_day(datetime(2026, 12, 8, tzinfo=UTC))
    after = on_day(datetime(2026, 12, 9, tzinfo=UTC))
    assert {row["edition"] for row in rows(before, "/en/taxonomy.csv")} == {"2015"}
    assert {row["edition"] for row in rows(after, "/en/taxonomy.csv")} == {"2026"}


def test_the_file_of_the_list_is_whole(client: FlaskClient) -> None:
    listed = rows(client, "/en/taxonomy.csv?edition=2015")
    assert {row["code"] for row in listed} == set(waste_list.edition("2015").entries)
    entry = next(row for row in listed if row["code"] == "100907")
    assert entry["material_class"] == crosswalks.material_class_of("100907").target
    assert entry["hazardous"] == "1"
    assert entry["mirror_codes"] == "100908"


def test_every_material_class_has_a_page_with_its_codes(client: FlaskClient) -> None:
    listed = waste_list.edition("2015")
    for item in materials.material_classes():
        members = json.loads(client.get(f"/en/taxonomy/materials/{item.id}.json").text)
        codes = {member["code"] for member in members["items"]}
        expected = {code for code, entry in listed.entries.items() if entry.level == "entry"}
        assert codes == {code for code in expected if crosswalks.material_class_of(code).target == item.id}


def test_a_class_counts_its_facts_and_examples_apart(client: FlaskClient) -> None:
    page = client.get("/en/taxonomy/materials/foundry_sand").text
    assert "data=examples" in page
    assert "class=foundry_sand" in page
    assert "/en/flows/one-material" in page


def test_an_unknown_class_or_industry_is_not_there(client: FlaskClient) -> None:
    for path in ("materials/unobtainium", "industries/NACE9", "industries/NACE2/99.99"):
        assert client.get(f"/en/taxonomy/{path}").status_code == 404


def test_an_industry_leads_up_down_and_onward(client: FlaskClient) -> None:
    page = client.get("/en/taxonomy/industries/NACE2/24.51").text
    assert "/en/taxonomy/industries/NACE2/24.5" in page
    assert "/en/taxonomy/industries/NACE2.1/" in page
    section = client.get("/en/taxonomy/industries/NACE2.1/C")
    assert section.status_code == 200
    assert "/en/taxonomy/industries/NACE2.1/24" in section.text


def test_operations_have_both_letters(client: FlaskClient) -> None:
    codes = {row["code"] for row in rows(client, "/en/taxonomy/operations.csv")}
    assert {"R1", "R13", "D1", "D15", "R", "D"} <= codes


def test_presence_tells_what_the_amendment_does(client: FlaskClient) -> None:
    old, new = waste_list.edition("2015").entries, waste_list.edition("2026").entries
    with client.application.test_request_context("/en/"):
        assert "same" in values.presence("100908")
        renamed = next(code for code in old if code in new and old[code].titles != new[code].titles)
        assert "changes its title" in values.presence(renamed)
        removed = sorted(set(old) - set(new))
        for code in removed[:1]:
            assert "removes" in values.presence(code)
