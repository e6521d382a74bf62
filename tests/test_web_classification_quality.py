"""The page about the quality of the lists: its numbers are those measured, and each leads to what it counts."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import time

import pytest
from flask.testing import FlaskClient

from taxonomy import quality
from taxonomy.crosswalk_quality import Count
from web.classification import quality_numbers

PAGE = "/en/taxonomy/quality"


def rows(client: FlaskClient, path: str) -> list[dict[str, str]]:
    answer = client.get(path)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.text)))


def links(page: str) -> dict[str, int]:
    """Where the numbers of the page lead, and what they say."""
    found = re.findall(r'<a href="(/en/taxonomy/quality/[^"]+)">([\d,]+)</a>', page)
    return {html.unescape(href): int(number.replace(",", "")) for href, number in found}


@pytest.mark.parametrize("path", ["/fi/luokitus/laatu", "/sv/klassificering/kvalitet", PAGE])
def test_the_page_stands_in_three_languages(client: FlaskClient, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    language = path.split("/")[1]
    assert all(html.escape(topic.titles.in_language(language)) in page.text for topic in quality.topics())


def test_the_headline_tells_how_often_a_source_says_so(client: FlaskClient) -> None:
    sourced = quality.whole("class_sourced")
    heading = re.search(r"<h1>(.*?)</h1>", client.get(PAGE).text)
    assert heading is not None
    assert re.findall(r"\d+", heading[1]) == [str(sourced.of), str(sourced.number)]


def test_the_headline_is_about_codes_without_a_class_when_there_are_any(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured = dict(quality.counts())
    measured["class_missing"] = (Count("class_missing", "10", ("100908", "100907"), 179),)
    monkeypatch.setattr(quality, "counts", lambda: measured)
    page = client.get(PAGE).text
    assert "<h1>2 of 886 waste codes have no material class</h1>" in page
    assert '<tr class="wrong">' in page


def test_a_number_leads_to_a_list_of_that_many(client: FlaskClient) -> None:
    found = links(client.get(PAGE).text)
    assert len(found) > 80
    for href in [*found][::9]:
        path, _question, query = href.partition("?")
        assert len(rows(client, f"{path}.csv?{query}")) == found[href], href


@pytest.mark.parametrize("measure", quality.measures(), ids=lambda one: one.id)
def test_every_measure_has_its_list(client: FlaskClient, measure: quality.Measure) -> None:
    page = client.get(f"{PAGE}/{measure.id}")
    assert page.status_code == 200
    assert html.escape(measure.titles.en) in page.text.replace("&#39;", "&#x27;")
    has_rows = any(count.number for count in quality.counts_of(measure.id))
    assert ("<tbody>" in page.text) == has_rows


def test_a_list_names_the_rule_behind_a_derived_link(client: FlaskClient) -> None:
    code = quality.counts_of("class_derived")[0].items[0]
    page = client.get(f"{PAGE}/class_derived?part={code[:2]}").text
    (row,) = [row for row in rows(client, f"{PAGE}/class_derived.csv") if row["item"] == code]
    assert row["source"].startswith("rule M")
    assert f"{row['source']}: " in page
    assert f"/en/taxonomy/materials/{row['leads_to']}" in page


def test_a_list_of_translations_shows_them_in_their_own_language(client: FlaskClient) -> None:
    page = client.get(f"{PAGE}/unverified?part=ewc_stat:fi").text
    assert '<td lang="fi">Käytetyt liuottimet</td>' in page
    assert "Använda lösningsmedel" not in page


@pytest.mark.parametrize("measure", ["titles_missing", "unverified", "class_derived", "entries_without_term"])
def test_a_list_is_never_longer_than_what_it_is_part_of(client: FlaskClient, measure: str) -> None:
    said = re.search(r'<p class="quiet">([\d,]+) of ([\d,]+)', client.get(f"{PAGE}/{measure}").text)
    assert said is not None
    count, of = (int(number.replace(",", "")) for number in said.groups())
    assert 0 < count < of


def test_abolished_codes_lead_to_their_records(client: FlaskClient) -> None:
    page = client.get(f"{PAGE}/edition_removed").text
    assert "/en/taxonomy/waste/200133?edition=2015" in page
    assert re.search(r'<a href="/en/materials\?[^"]*q=\d{6}', page) or page.count("<td>none</td>") == 4


def test_the_data_twin_holds_every_count(client: FlaskClient) -> None:
    given = rows(client, f"{PAGE}.csv")
    assert len(given) == sum(map(len, quality.counts().values()))
    items = json.loads(client.get(f"{PAGE}.json").text)["items"]
    assert {item["measure"] for item in items} == {one.id for one in quality.measures()}
    assert all(item["title_fi"] and item["title_sv"] for item in items)


@pytest.mark.parametrize("path", [f"{PAGE}/beauty", f"{PAGE}/class_sourced?part=99", f"{PAGE}/unverified?part=x"])
def test_what_is_not_counted_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_browser_leads_to_the_page(client: FlaskClient) -> None:
    assert f'href="{PAGE}"' in client.get("/en/taxonomy").text


def test_the_page_is_measured_once(client: FlaskClient) -> None:
    client.get(PAGE)
    before = quality.counts.cache_info().misses
    start = time.process_time()
    client.get(PAGE)
    assert time.process_time() - start < 0.3
    assert quality.counts.cache_info().misses == before


def test_a_bar_is_as_wide_as_its_parts() -> None:
    counts = [Count("class_sourced", "10", ("a",), 4), Count("class_inferred", "10", (), 4)]
    counts.append(Count("class_derived", "10", ("b", "c", "d"), 4))
    bar = list(quality_numbers.bar(counts, 4))
    assert [(one.kind, one.x, one.width) for one in bar] == [
        ("sourced", 0, 25),
        ("inferred", 25, 0),
        ("derived", 25, 75),
    ]
