"""The desk for flows: reported beside reconciled; a version accepted, shown, withdrawn; and who may do so."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from databank import accounts
from databank.access import ANONYMOUS, Role, Viewer
from databank.store import Bank
from tests.viewing_clients import ClientOf, clients_of

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
DESK, EXAMPLES = "/en/desk/flows", "/en/desk/flows?data=examples&year=2025"
PICTURE = "/en/flows/big-picture?data=examples&year=2025"
OUTSIDERS = [ANONYMOUS, *(Viewer(roles=frozenset({role})) for role in (Role.MEMBER, Role.PUBLISHER))]


@pytest.fixture(scope="module")
def shared_bank(demo_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    file = tmp_path_factory.mktemp("reconciling") / "bank.sqlite3"
    shutil.copy(demo_url.removeprefix("sqlite:///"), file)
    bank = Bank(f"sqlite:///{file}")
    with bank.session() as session:
        accounts.add_person(session, "aino@pori.example", name="Aino", language="en", at=NOW, roles=[Role.REVIEWER])
    yield bank
    bank.dispose()


@pytest.fixture(scope="module")
def client_of(shared_bank: Bank) -> ClientOf:
    return clients_of(shared_bank, NOW)


@pytest.fixture(scope="module")
def reviewer(client_of: ClientOf) -> FlaskClient:
    return client_of(Viewer(roles=frozenset({Role.REVIEWER}), person_id=1))


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(page)).replace("\u00a0", " ").split())


def hidden_of(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that leads to `action`."""
    form = next(found for found in re.findall(r"<form.*?</form>", page, re.DOTALL) if f'action="{action}' in found)
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: html.unescape(value) for name, value in fields}


def test_a_version_is_accepted_shown_and_withdrawn(reviewer: FlaskClient, client_of: ClientOf) -> None:
    visitor = client_of(ANONYMOUS)
    assert "Reconciled" not in text_of(visitor.get(PICTURE).text)
    page = reviewer.get(EXAMPLES).text
    assert "Reported and reconciled" in page
    sent = hidden_of(page, "/en/desk/flows/accept") | {"note": "first try"}
    assert reviewer.post("/en/desk/flows/accept", data=sent).status_code == 303
    page = reviewer.get(EXAMPLES).text
    assert "first try" in page
    assert "Aino" in page

    reported = visitor.get("/en/flows/big-picture.json?data=examples&year=2025").get_json()
    told = visitor.get("/en/flows/big-picture.json?data=examples&year=2025&values=reconciled").get_json()
    assert told["links"] != reported["links"]
    picture = text_of(visitor.get(f"{PICTURE}&values=reconciled").text)
    assert "What differs: reported and reconciled" in picture

    action = re.search(r"/en/desk/flows/\d+/withdraw", page)
    assert action is not None
    assert reviewer.post(action[0], data=hidden_of(page, action[0])).status_code == 303
    again = visitor.get("/en/flows/big-picture.json?data=examples&year=2025&values=reconciled").get_json()
    assert again["links"] == reported["links"]


def test_what_was_not_looked_at_is_not_accepted(reviewer: FlaskClient) -> None:
    page = reviewer.get(EXAMPLES).text
    sent = hidden_of(page, "/en/desk/flows/accept") | {"fingerprint": "0" * 64, "note": "of other flows"}
    answer = reviewer.post("/en/desk/flows/accept", data=sent, follow_redirects=True)
    assert "nothing was kept" in answer.text
    assert "of other flows" not in answer.text


def test_a_version_of_what_the_city_sees_is_in_no_public_picture(reviewer: FlaskClient, client_of: ClientOf) -> None:
    address = f"{EXAMPLES}&seen_by=city"
    sent = hidden_of(reviewer.get(address).text, "/en/desk/flows/accept")
    assert sent["seen_by"] == "city"
    assert reviewer.post("/en/desk/flows/accept", data=sent).status_code == 303
    visitor = client_of(ANONYMOUS)
    plain = visitor.get("/en/flows/big-picture.json?data=examples&year=2025").get_json()
    asked = visitor.get("/en/flows/big-picture.json?data=examples&year=2025&values=reconciled").get_json()
    assert asked["links"] == plain["links"]
    assert "Reconciled" not in text_of(visitor.get(PICTURE).text)


def test_balances_reported_values_and_adjustments_stand_side_by_side(reviewer: FlaskClient) -> None:
    rows = reviewer.get("/en/desk/flows.json?data=examples&year=2025").get_json()["items"]
    page = text_of(reviewer.get(EXAMPLES).text)
    assert len(rows) > 100
    moved = [row for row in rows if row["mass_t"] and abs(row["reconciled_mass_t"] - row["mass_t"]) > 1e-6]
    assert moved
    assert all(row["observability"] == "redundant" for row in moved)
    assert "no uncertainty was reported" in page
    assert "Plant by plant, as reported" in page


@pytest.mark.parametrize("query", ["data=all", "year=1850", "year=x", "layer=gold", "seen_by=me"])
def test_a_wrong_choice_is_a_sentence(reviewer: FlaskClient, query: str) -> None:
    answer = reviewer.get(f"{DESK}?{query}")
    assert answer.status_code == 400
    assert query.partition("=")[0] in text_of(answer.text)


@pytest.mark.parametrize("viewer", OUTSIDERS)
def test_the_desk_is_for_the_city(client_of: ClientOf, viewer: Viewer) -> None:
    client = client_of(viewer)
    for path in (DESK, f"{DESK}.csv"):
        assert client.get(path).status_code in {302, 403, 404}
    assert client.post("/en/desk/flows/accept").status_code in {302, 400, 403, 404}


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_the_desk_opens_in_every_language(reviewer: FlaskClient, language: str) -> None:
    assert reviewer.get(f"/{language}/{'tarkastus' if language == 'fi' else 'granskning'}/flows").status_code == 200
