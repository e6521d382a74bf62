"""Small pictures by year, on the pages of facts and of examples."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from web.diagrams.companions.by_year import MOST_YEARS, amount_of, shown_years

PANEL = re.compile(r'<svg class="flow small-year".*?</svg>', re.DOTALL)
TITLE = re.compile(r"<(?:a|g) [^>]*><title>(.*?)</title>")
HREF = re.compile(r'<a href="([^"]*)"')
NUMBER = re.compile(r"([\d,.]+)\u00a0t/a")


def panels(client: FlaskClient, path: str) -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200
    return [unescape(panel) for panel in PANEL.findall(answer.text)]


def sentence(panel: str) -> str:
    found = TITLE.search(panel)
    assert found
    return found.group(1)


def sum_of(panel: str) -> float:
    return sum(float(number.replace(",", "")) for number in NUMBER.findall(sentence(panel)))


@pytest.mark.parametrize(("data", "family"), [("facts", "N"), ("facts", "L"), ("examples", "T")])
def test_the_amounts_of_each_year_are_those_of_its_own_picture(client: FlaskClient, data: str, family: str) -> None:
    """What is said of a year is what its producers give, by the same year's file, without what comes from elsewhere."""
    found = panels(client, f"/en/flows/one-material?data={data}&family={family}")
    assert 2 <= len(found) <= MOST_YEARS
    for panel in found:
        if "no data" in sentence(panel):
            continue
        href = HREF.search(panel)
        assert href
        answer = client.get(href.group(1).replace("one-material", "one-material.csv", 1))
        rows = [row for row in csv.DictReader(io.StringIO(answer.text)) if row["source"].startswith("producer:")]
        drawn = sum(float(row["amount"]) for row in rows if row["source"] != "producer:import_")
        assert sum_of(panel) == pytest.approx(drawn, rel=1e-3, abs=1), sentence(panel)


@pytest.mark.parametrize("query", ["data=facts", "data=examples", "data=facts&year=2021"])
def test_one_year_is_marked_and_it_is_that_of_the_picture(client: FlaskClient, query: str) -> None:
    found = panels(client, f"/en/flows/one-material?{query}")
    years = [int(sentence(panel)[:4]) for panel in found]
    assert years == list(range(years[0], years[0] + len(years)))
    (marked,) = [panel for panel in found if 'aria-current="true"' in panel]
    asked = re.search(r"year=(\d+)", query)
    assert sentence(marked).startswith(f"{asked.group(1) if asked else years[-1]} (in the picture): ")


def test_a_year_leads_to_itself_with_the_rest_of_the_choice(client: FlaskClient) -> None:
    found = panels(client, "/en/flows/one-material?data=examples&family=K&boundary=pori&year=2024")
    (other,) = [panel for panel in found if sentence(panel).startswith("2023")]
    href = HREF.search(other)
    assert href
    assert {"data=examples", "family=K", "boundary=pori", "year=2023"} == set(
        href.group(1).partition("?")[2].split("&")
    )
    there = panels(client, href.group(1))
    (marked,) = [panel for panel in there if 'aria-current="true"' in panel]
    assert sentence(marked) == sentence(other).replace("2023:", "2023 (in the picture):")


def test_each_year_of_examples_says_that_it_is_one(client: FlaskClient) -> None:
    for panel in panels(client, "/en/flows/one-material?data=examples"):
        assert "EXAMPLE DATA" in panel
    assert not any("EXAMPLE DATA" in panel for panel in panels(client, "/en/flows/one-material?data=facts"))


def test_two_data_sets_on_one_page_share_no_ids(client: FlaskClient) -> None:
    text = client.get("/en/flows/one-material?data=both&family=T").text
    ids = re.findall(r' id="(by-year-[^"]+)"', text)
    assert len(ids) == len(set(ids)) > 2
    assert {name.split("-")[2] for name in ids} == {"facts", "examples"}


def test_the_latest_of_all_years_is_no_year(client: FlaskClient) -> None:
    assert not panels(client, "/en/flows/one-material?data=facts&year=latest")


def figures(**named: float) -> dict[str, Any]:
    ends = ("used", "energy", "returned", "recovery_unspecified", "disposal", "unused")
    return {f"{end}_t": 0.0 for end in ends} | {f"{name}_t": amount for name, amount in named.items()}


def test_gaps_between_years_have_their_place_and_old_years_make_room() -> None:
    years = dict.fromkeys((2010, 2018, 2023), figures())
    assert list(shown_years(years)) == list(range(2016, 2024))
    assert list(shown_years(dict.fromkeys((2021, 2023), figures()))) == [2021, 2022, 2023]


def test_the_rest_is_what_no_other_bar_shows() -> None:
    found = figures(all_side_streams=10.0, used=4.0, returned=3.0)
    assert amount_of(found, "returns") == 3.0
    assert amount_of(found, "other_end") == 3.0
    assert amount_of(found | {"disposal_t": 3.0}, "other_end") == 0.0
