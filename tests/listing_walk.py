"""A bank, its application and the walk through a form that several tests begin with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from databank.access import ANONYMOUS, Viewer
from databank.store import Bank
from tests.web_forms import submit
from web.app import create_app
from web.config import Settings

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TERMS = "2026-11-01"
LISTING = {
    "material": {"material": "Foundry sand"},
    "amount": {"amount": "1 200,5"},
    "place": {
        "business_id": "0112038-9",
        "company": "Testivalimo Oy",
        "municipality": "Pori",
        "email": "maija@example.org",
    },
    "sharing": {},
}
NEED = LISTING | {"material": {"material": "Foundry sand"}, "amount": {"amount": "5000"}}


def application(bank: Bank, viewer: Viewer = ANONYMOUS) -> Flask:
    """The application over a bank that may be written, for one viewer."""
    settings = Settings(database_url=str(bank.url), secret_key="a key for tests only, long enough for all")
    app = create_app(settings, bank=bank, viewer_of_request=lambda _request: viewer, clock=lambda: NOW)
    app.testing = True
    return app


def begin(client: FlaskClient, start: str = "/en/list", typed: Mapping[str, Any] | None = None) -> str:
    """Send the first page; the address of the draft without its last part."""
    answer = submit(client, start, typed or LISTING["material"])
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.location.rpartition("/")[0]


def fill(client: FlaskClient, draft: str, pages: Mapping[str, Mapping[str, Any]]) -> None:
    """Fill in pages of a draft, each of which is right."""
    for name, typed in pages.items():
        answer = submit(client, f"{draft}/{name}", typed)
        assert answer.status_code == 303, (name, answer.get_data(as_text=True))


def send(client: FlaskClient, draft: str) -> str:
    """Accept the terms and send; the number of the record."""
    answer = submit(client, f"{draft}/check", {"accept": TERMS})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    page = client.get(answer.location).get_data(as_text=True)
    return page.partition('record-id">')[2].partition("<")[0]


def listed(client: FlaskClient, start: str = "/en/list", **pages: Mapping[str, Any]) -> tuple[str, str]:
    """Walk through a whole form; the draft and the number of the record."""
    filled = {name: {**typed, **pages.get(name, {})} for name, typed in LISTING.items()}
    draft = begin(client, start, filled.pop("material"))
    fill(client, draft, filled)
    return draft, send(client, draft)
