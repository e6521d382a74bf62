"""Every way to fail, in one shape."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

FAILURES = [
    ("/api/v1/nothing", 404, None),
    ("/api/v2/materials", 404, None),
    ("/api/v1/materials/no-such-record", 404, None),
    ("/api/v1/materials/a%00b", 404, None),
    ("/api/v1/needs/no-such-record", 404, None),
    ("/api/v1/organisations/no-such-record", 404, None),
    ("/api/v1/areas/no-such-area", 404, None),
    ("/api/v1/views/no-such-view", 404, None),
    ("/api/v1/taxonomy/waste-codes/999999", 404, None),
    ("/api/v1/taxonomy/waste-codes/valukuona", 404, None),
    ("/api/v1/materials?family=no-such-family", 422, "family.0"),
    ("/api/v1/materials?class=no-such-class", 422, "class.0"),
    ("/api/v1/materials?limit=0", 422, "limit"),
    ("/api/v1/materials?limit=many", 422, "limit"),
    ("/api/v1/materials?limit=1000000", 422, "limit"),
    ("/api/v1/materials?lang=de", 422, "lang"),
    ("/api/v1/materials?famly=K", 422, "famly"),
    ("/api/v1/materials?kind=rumour", 422, "kind.0"),
    ("/api/v1/materials?legal=rumour", 422, "legal.0"),
    ("/api/v1/materials?hazard=1", 422, "hazard.0"),
    ("/api/v1/materials?t_min=-1", 422, "t_min"),
    ("/api/v1/materials?t_min=NaN", 422, "t_min"),
    ("/api/v1/materials?t_max=1e999", 422, "t_max"),
    ("/api/v1/materials?km=-1", 422, "km"),
    ("/api/v1/materials?km=inf", 422, "km"),
    ("/api/v1/materials?data=rumours", 422, "data"),
    ("/api/v1/materials?sort=colour", 422, "sort"),
    ("/api/v1/materials?q=a%00b", 422, "q"),
    ("/api/v1/materials?after=no-such-key", 400, None),
    ("/api/v1/needs?after=no-such-key", 400, None),
    ("/api/v1/organisations?after=no-such-key", 400, None),
    ("/api/v1/flows?after=no-such-key", 400, "after"),
    ("/api/v1/flows?after=W10=", 400, "after"),
    ("/api/v1/flows?data=both", 422, "data"),
    ("/api/v1/flows?year=1", 422, "year"),
    ("/api/v1/flows?layer=smell", 422, "layer"),
    ("/api/v1/views/big-picture?boundary=moon", 422, "boundary"),
    ("/api/v1/views/big-picture?family=K", 422, "family"),
    ("/api/v1/views/one-material", 422, "family"),
    ("/api/v1/views/one-material?family=no-such-family", 422, "family"),
    ("/api/v1/views/one-material?class=no-such-class", 422, "class"),
    ("/api/v1/taxonomy/search", 422, "q"),
    ("/api/v1/taxonomy/search?q=", 422, "q"),
    ("/api/v1/taxonomy/suggest", 422, "q"),
    (f"/api/v1/taxonomy/suggest?q={'a' * 5001}", 422, "q"),
    ("/api/v1/taxonomy/suggest?q=sand&lang=de", 422, "lang"),
    ("/api/v1/taxonomy/suggest?q=sand&language=de", 422, "language"),
    ("/api/v1/taxonomy/suggest?q=sand&industry=999", 422, "industry"),
    ("/api/v1/taxonomy/suggest?q=sand&edition=1999", 422, "edition"),
    ("/api/v1/taxonomy/suggest?q=sand&limit=0", 422, "limit"),
    ("/api/v1/taxonomy/suggest?q=sand&process=a%00b", 422, "process"),
    ("/api/v1/taxonomy/suggest?q=sand&proces=casting", 422, "proces"),
    ("/api/v1/taxonomy/waste-codes?parent=x", 422, "parent"),
    ("/api/v1/taxonomy/waste-codes?edition=1999", 422, "edition"),
]


def assert_shape(answer: TestResponse, status: int) -> dict[str, Any]:
    assert answer.status_code == status
    assert answer.mimetype == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    body: dict[str, Any] = answer.get_json()
    assert list(body) == ["ok", "status", "error", "errors"]
    assert body["ok"] is False
    assert body["status"] == status
    assert body["error"].endswith(".")
    for error in body["errors"]:
        assert list(error) == ["field", "message"]
        assert all(isinstance(text, str) and text for text in error.values())
    return body


@pytest.mark.parametrize(("address", "status", "field"), FAILURES)
def test_every_failure_has_the_one_shape(client: FlaskClient, address: str, status: int, field: str | None) -> None:
    body = assert_shape(client.get(address), status)
    assert [error["field"] for error in body["errors"]] == ([field] if field else [])


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_reading_is_all_there_is(client: FlaskClient, method: str) -> None:
    answer = client.open("/api/v1/materials", method=method)
    if method == "POST" and answer.status_code == 400:
        pytest.fail("a form's protection answers before the method does")
    assert_shape(answer, 405)
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_several_faults_are_all_named(client: FlaskClient) -> None:
    body = assert_shape(client.get("/api/v1/materials?limit=0&sort=colour&famly=K"), 422)
    assert {error["field"] for error in body["errors"]} == {"limit", "sort", "famly"}


def test_a_fault_of_ours_shows_no_insides(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object) -> None:
        message = "a secret of the insides"
        raise ZeroDivisionError(message)

    monkeypatch.setattr("databank.queries.areas", broken)
    body = assert_shape(client.get("/api/v1/areas"), 500)
    assert "secret" not in str(body)


def test_a_bank_out_of_reach_is_told_without_its_place(tmp_path: Path) -> None:
    from web.app import create_app
    from web.config import Settings

    settings = Settings(database_url=f"sqlite:///{tmp_path}/missing.sqlite3", secret_key="a key for tests only")
    answer = create_app(settings).test_client().get("/api/v1/materials")
    body = assert_shape(answer, 503)
    assert str(tmp_path) not in str(body)
    assert int(answer.headers["Retry-After"]) > 0


def test_an_error_is_said_in_the_language_asked_for(client: FlaskClient) -> None:
    english = client.get("/api/v1/materials/no-such-record?lang=en").get_json()["error"]
    assert english.startswith("No record no-such-record")
