"""Is it alive, can it answer: what a watching machine is told."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from flask.testing import FlaskClient


def client_of(url: str) -> FlaskClient:
    from web.app import create_app
    from web.config import Settings

    return create_app(Settings(database_url=url, secret_key="a key for tests only")).test_client()


def test_a_served_bank_is_alive_and_ready(client: FlaskClient) -> None:
    for address in ("/healthz", "/readyz"):
        answer = client.get(address)
        assert (answer.status_code, answer.get_json()) == (200, {"ok": True})
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("file", ["missing.sqlite3", "no-folder/bank.sqlite3"])
def test_a_missing_bank_is_alive_but_not_ready(tmp_path: Path, file: str) -> None:
    client = client_of(f"sqlite:///{tmp_path / file}")
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["ok"] is False
    assert "sivuvirta db upgrade" in answer.get_json()["error"]
    assert str(tmp_path) not in answer.get_data(as_text=True)


def test_a_file_that_is_no_bank_is_not_ready_and_not_named(tmp_path: Path) -> None:
    file = tmp_path / "bank.sqlite3"
    file.write_text("this is no database, and longer than a hundred bytes" * 4, "utf-8")
    answer = client_of(f"sqlite:///{file}").get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["status"] == 503
    assert str(tmp_path) not in answer.get_data(as_text=True)
