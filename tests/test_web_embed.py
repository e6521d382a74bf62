"""A diagram in a frame: no cookies, what everybody sees, and the sites that may show it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from databank.access import CITY, Viewer
from flows.views import view_names
from web.config import Settings
from web.mail_settings import SettingsError


def policy(answer_headers: object) -> dict[str, str]:
    text = str(answer_headers["Content-Security-Policy"])  # type: ignore[index]
    return dict(part.strip().split(" ", 1) for part in text.split(";"))


@pytest.mark.parametrize(
    ("name", "language"), [*((name, "en") for name in view_names()), ("big-picture", "fi"), ("big-picture", "sv")]
)
def test_every_view_is_shown_in_a_frame_without_a_cookie(client: FlaskClient, name: str, language: str) -> None:
    answer = client.get(f"/embed/{language}/flows/{name}?data=examples", headers={"Cookie": "sivuvirta=anything"})
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert policy(answer.headers)["frame-ancestors"] == "*"
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]
    assert f'<html lang="{language}"' in answer.text
    assert answer.text.count("<h1") == 1
    assert "<form" not in answer.text
    assert 'class="embed-mark"' in answer.text


def test_facts_carry_no_mark_and_lead_back(client: FlaskClient) -> None:
    page = client.get("/embed/en/flows/big-picture?year=2023").text
    assert 'class="embed-mark"' not in page
    assert 'href="http://localhost/en/flows/big-picture?year=2023"' in page
    assert re.search(r"Version of the numbers: [0-9a-f]{12}\.", page)
    assert "Licence CC BY 4.0" in page


def test_the_city_sees_in_a_frame_what_everybody_sees(
    client: FlaskClient, client_as: Callable[[Viewer], FlaskClient]
) -> None:
    path = "/embed/en/flows/big-picture?data=examples"
    own, everybodys = client_as(CITY), client.get(path).text
    assert own.get(path).text == everybodys
    assert (
        own.get("/en/flows/big-picture.csv?data=examples").text
        != client.get("/en/flows/big-picture.csv?data=examples").text
    )


@pytest.mark.parametrize("query", ["flows/no-such-view", "flows/big-picture?year=1066", "flows/energy?boundary=moon"])
def test_what_is_not_there_is_said_inside_the_frame(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/embed/en/{query}")
    assert answer.status_code in {400, 404}
    assert policy(answer.headers)["frame-ancestors"] == "*"
    assert "not shown here at the moment" in answer.text
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("", "*"),
        ("*", "*"),
        ("none", "'none'"),
        ("https://www.pori.fi  https://*.example.org:8443", "https://www.pori.fi https://*.example.org:8443"),
    ],
)
def test_the_sites_are_a_setting(written: str, told: str) -> None:
    given = {"SIVUVIRTA_SECRET_KEY": "a key for tests only", "SIVUVIRTA_EMBED_ANCESTORS": written}
    assert Settings.from_environment(given).embed_ancestors == told


@pytest.mark.parametrize("written", ["pori.fi; script-src *", "https://a.fi\nX: y", "'self' *", "ftp://a.fi", "* none"])
def test_a_site_that_is_none_is_named(written: str) -> None:
    given = {"SIVUVIRTA_SECRET_KEY": "a key for tests only", "SIVUVIRTA_EMBED_ANCESTORS": written}
    with pytest.raises(SettingsError, match="SIVUVIRTA_EMBED_ANCESTORS"):
        Settings.from_environment(given)
