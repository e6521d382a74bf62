"""Addresses in three languages, the language switch, static files."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from taxonomy.codes import LANGUAGES
from web import addresses
from web.addresses import SLUGS, address, here, path_of, same_page, static_version


def test_no_two_pages_share_a_word_in_a_language() -> None:
    for language in LANGUAGES:
        words = [getattr(titles, language) for titles in SLUGS.values()]
        assert len(set(words)) == len(words)


def test_paths_are_words_of_their_language() -> None:
    assert [path_of("materials", language) for language in LANGUAGES] == [
        "/fi/materiaalit",
        "/sv/material",
        "/en/materials",
    ]
    assert path_of("home", "sv") == "/sv/"


@pytest.mark.parametrize(
    ("accepted", "expected"), [("sv, en;q=0.5", "/sv/"), ("en-GB", "/en/"), ("de", "/fi/"), ("", "/fi/")]
)
def test_the_front_door_asks_the_browser(client: FlaskClient, accepted: str, expected: str) -> None:
    answer = client.get("/", headers={"Accept-Language": accepted})
    assert (answer.status_code, answer.location) == (302, expected)
    assert "Accept-Language" in answer.headers["Vary"]


def test_the_language_switch_keeps_page_and_filters(client: FlaskClient) -> None:
    page = client.get("/fi/materiaalit?family=K&family=T&t_min=100").text
    switch = re.search(r'<a href="([^"]+)" lang="sv"', page)
    assert switch is not None
    assert switch[1].replace("&amp;", "&") == "/sv/material?family=K&family=T&t_min=100"


def test_every_page_names_its_other_languages(client: FlaskClient) -> None:
    page = client.get("/en/materials/F-001").text
    assert '<html lang="en">' in page
    assert '<link rel="alternate" hreflang="fi" href="http://localhost/fi/materiaalit/F-001">' in page
    assert 'hreflang="x-default"' in page


def test_addresses_with_formats_and_changes(app: Flask) -> None:
    with app.test_request_context("/en/materials?family=K&after=abc&q=ash"):
        app.preprocess_request()
        assert address("catalogue.material", record_id="F-1", extension="json") == "/en/materials/F-1.json"
        assert address("catalogue.materials", lang="sv", extension="csv", km=50) == "/sv/material.csv?km=50"
        assert here(q=None, data="facts", extension="html") == "/en/materials?family=K&data=facts"
        assert same_page("fi") == "/fi/materiaalit?family=K&after=abc&q=ash"


def test_a_page_without_languages_has_no_twin(app: Flask) -> None:
    with app.test_request_context("/healthz"):
        app.preprocess_request()
        assert same_page("fi") is None


def test_static_files_are_kept_for_a_year_under_their_hash(client: FlaskClient) -> None:
    kept = client.get(f"/static/{static_version()}/sivuvirta.css", buffered=True)
    assert kept.cache_control.max_age == addresses.ONE_YEAR_S
    assert kept.cache_control.immutable
    stale = client.get("/static/0123456789ab/sivuvirta.css", buffered=True)
    assert (stale.status_code, stale.cache_control.max_age) == (200, 0)
    assert not stale.cache_control.immutable
    assert client.get(f"/static/{static_version()}/../app.py").status_code == 404


def test_every_static_file_of_a_page_is_ours(client: FlaskClient) -> None:
    page = client.get("/fi/").text
    files = re.findall(r'(?:src|href)="(/static/[^"]+|https?://[^"]+\.(?:css|js))"', page)
    assert len(files) >= 4
    assert all(client.get(file, buffered=True).status_code == 200 for file in files)
