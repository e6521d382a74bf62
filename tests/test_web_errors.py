"""Errors: a sentence, the right status, in the shape that was asked for, and nothing leaks."""

from __future__ import annotations

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

from databank.access import ANONYMOUS
from databank.errors import BankUnavailableError
from databank.store import Bank
from taxonomy.codes import UnknownCodeError
from web.app import create_app
from web.config import Settings
from web.errors import WrongRequestError, field_errors


@pytest.fixture(scope="module")
def breaking(demo_bank: Bank, settings: Settings) -> FlaskClient:
    """The application with addresses that fail in every way."""
    app = create_app(settings, bank=demo_bank, viewer_of_request=lambda _request: ANONYMOUS)

    def failing(how: str) -> str:
        if how.isdigit():
            abort(int(how))
        raise {
            "broken": ZeroDivisionError("the inside of the machine"),
            "unavailable": BankUnavailableError("The database %(place)s is locked.", place="/secret/place"),
            "code": UnknownCodeError("99 99", "a list"),
            "wrong": WrongRequestError("The year must be a number.", 422, field="year"),
        }[how]

    app.add_url_rule("/fi/failing/<how>", "failing", failing, methods=["GET", "POST"])
    app.add_url_rule("/fi/failing/<how>.json", "failing_json", failing)
    return app.test_client()


@pytest.mark.parametrize(
    ("how", "status"),
    [
        *(("400", 400), ("403", 404), ("404", 404), ("409", 409), ("413", 413), ("429", 429)),
        *(("broken", 500), ("unavailable", 503), ("code", 404), ("wrong", 422)),
    ],
)
def test_people_get_a_page_and_programs_the_one_shape(breaking: FlaskClient, how: str, status: int) -> None:
    page = breaking.get(f"/fi/failing/{how}")
    assert (page.status_code, page.mimetype) == (status, "text/html")
    assert '<html lang="fi">' in page.text
    answer = breaking.get(f"/fi/failing/{how}.json")
    assert answer.status_code == status
    assert answer.json is not None
    assert set(answer.json) == {"ok", "status", "error", "errors"}
    assert (answer.json["ok"], answer.json["status"]) == (False, status)
    assert answer.json["error"].endswith(".")


def test_forbidden_and_missing_look_alike(breaking: FlaskClient) -> None:
    assert breaking.get("/fi/failing/403").text == breaking.get("/fi/failing/404").text.replace(
        "/fi/failing/404", "/fi/failing/403"
    )


def test_our_own_mistake_shows_a_number_and_no_inside(breaking: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    page = breaking.get("/fi/failing/broken").text
    assert "the inside of the machine" not in page
    record = next(record for record in caplog.records if record.exc_info)
    assert record.getMessage().split()[1] in page


def test_an_unreachable_bank_is_not_described_to_the_public(breaking: FlaskClient) -> None:
    answer = breaking.get("/fi/failing/unavailable")
    assert answer.headers["Retry-After"]
    assert "/secret/place" not in answer.text


def test_a_wrong_field_is_named(breaking: FlaskClient) -> None:
    answer = breaking.get("/fi/failing/wrong.json").json
    assert answer is not None
    assert answer["errors"] == [{"field": "year", "message": "The year must be a number."}]


def test_a_form_without_its_token_is_refused_with_a_sentence(breaking: FlaskClient) -> None:
    answer = breaking.post("/fi/failing/404", data={"message": "x"})
    assert answer.status_code == 400


def test_a_wrong_method_tells_the_right_ones(client: FlaskClient) -> None:
    answer = client.delete("/fi/materiaalit")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_the_accept_header_chooses_the_shape(client: FlaskClient) -> None:
    assert client.get("/en/nothing", headers={"Accept": "application/json"}).is_json
    assert not client.get("/en/nothing", headers={"Accept": "text/html,*/*"}).is_json


def test_an_unknown_language_is_a_page_in_the_readers_language(client: FlaskClient) -> None:
    answer = client.get("/de/materials", headers={"Accept-Language": "sv"})
    assert answer.status_code == 404
    assert '<html lang="sv">' in answer.text


def test_nested_messages_of_an_api_argument_become_fields() -> None:
    details = {"messages": {"query": {"limit": ["Too large."], "near": {"lat": ["Missing.", "Odd."]}}}}
    assert list(field_errors(details)) == [
        {"field": "limit", "message": "Too large."},
        {"field": "near.lat", "message": "Missing."},
        {"field": "near.lat", "message": "Odd."},
    ]
    assert list(field_errors(None)) == []


def test_every_answer_carries_the_security_headers(client: FlaskClient, app: Flask) -> None:
    for path in ("/", "/fi/", "/fi/materiaalit.csv", "/en/nothing", "/healthz"):
        headers = client.get(path).headers
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
    assert app.config["SESSION_COOKIE_SAMESITE"] == "Lax"


@pytest.mark.parametrize("path", ["/fi/", "/en/materials", "/sv/material/F-001", "/fi/tarpeet", "/fi/organisaatiot"])
def test_pages_keep_to_the_policy(client: FlaskClient, path: str) -> None:
    page = client.get(path).text
    assert "<style" not in page
    assert " style=" not in page
    assert " onclick=" not in page
    assert page.count("<script") == page.count("<script src=")
