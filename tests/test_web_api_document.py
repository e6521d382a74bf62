"""The OpenAPI document is true: every address is in it, and what it promises is what comes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
import schemathesis
from schemathesis import GenerationMode

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

ADDRESSES = (
    "/api/v1/areas",
    "/api/v1/areas/{area_id}",
    "/api/v1/flows",
    "/api/v1/indicators",
    "/api/v1/materials",
    "/api/v1/materials/{record_id}",
    "/api/v1/materials/{record_id}/users",
    "/api/v1/needs",
    "/api/v1/needs/{record_id}",
    "/api/v1/needs/{record_id}/offers",
    "/api/v1/organisations",
    "/api/v1/organisations/{record_id}",
    "/api/v1/organisations/{record_id}/possible-exchanges",
    "/api/v1/possible-exchanges",
    "/api/v1/taxonomy/material-classes",
    "/api/v1/taxonomy/material-classes/{class_id}/uses",
    "/api/v1/taxonomy/search",
    "/api/v1/taxonomy/suggest",
    "/api/v1/taxonomy/waste-codes",
    "/api/v1/taxonomy/waste-codes/{code}",
    "/api/v1/views",
    "/api/v1/views/{name}",
)
EXAMPLES = 6


@pytest.fixture(scope="module")
def described(app: Flask) -> Any:
    """The document as schemathesis reads it."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["right", "wrong"])
def test_answers_are_as_the_document_says(described: Any, address: str, mode: GenerationMode) -> None:
    """Right questions are answered, wrong ones refused, both in the shapes that the document promises."""

    @hypothesis.given(case=described[address]["GET"].as_strategy(generation_mode=mode))
    @hypothesis.settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    def check(case: Any) -> None:
        if mode is GenerationMode.POSITIVE:
            case.query.pop("after", None)  # a key is right only when an earlier slice gave it
        case.call_and_validate()

    check()


def test_it_is_openapi_3_1_and_holds_every_address(app: Flask, client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").get_json()
    assert document["openapi"] == "3.1.0"
    rules = {
        re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
    }
    assert set(document["paths"]) == rules == set(ADDRESSES)


def test_every_address_says_what_it_gives_and_how_it_fails(client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").get_json()
    tags = {tag["name"] for tag in document["tags"]}
    for path, operations in document["paths"].items():
        operation = operations["get"]
        assert operation["summary"].endswith("."), path
        assert set(operation["tags"]) <= tags, path
        assert {"200", "400", "422", "503"} <= set(operation["responses"]), path
        for parameter in operation["parameters"]:
            assert parameter["in"] == "path" or parameter["description"], (path, parameter["name"])
    error = document["components"]["schemas"]["ErrorOut"]
    assert set(error["required"]) == {"ok", "status", "error", "errors"}


def test_the_explorer_runs_under_the_strict_policy(client: FlaskClient) -> None:
    page = client.get("/api/v1/explorer")
    html = page.get_data(as_text=True)
    policy = page.headers["Content-Security-Policy"]
    assert "'unsafe-inline'" not in policy
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
    assert " style=" not in html
    assert "<style" not in html
    addresses = re.findall(r'(?:src|href|data-openapi)="([^"]+)"', html)
    assert len(addresses) >= 4
    for address in addresses:
        assert address.startswith("/")
        with client.get(address) as answer:
            assert answer.status_code == 200, address


def test_the_explorer_asks_nobody_else(client: FlaskClient) -> None:
    page = client.get("/api/v1/explorer").get_data(as_text=True)
    (address,) = re.findall(r'src="([^"]+api-explorer\.js)"', page)
    with client.get(address) as answer:
        script = answer.get_data(as_text=True)
    assert "validatorUrl: null" in script
    assert "//" not in re.sub(r"^//.*$", "", script, flags=re.MULTILINE)
