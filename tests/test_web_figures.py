"""The pages of the numbers in use: everybody reads them, the city sets them, and calculations use them at once."""

from __future__ import annotations

import csv
import html
import io
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from databank import accounts, figures
from databank.access import ANONYMOUS, Role, Viewer
from databank.models import FigureOverride
from databank.store import Bank
from flows.spans import Span
from tests.viewing_clients import ClientOf, clients_of

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
LIST, COST = "/en/desk/figures", "/en/desk/figures/carriage:truck:cost"
USED = "/en/figures-used"
TYPED = {"low": "0.09", "high": "0.12", "year": "2026", "basis": "measured", "source": "Tender 3/2026"}
OUTSIDERS = [ANONYMOUS, *(Viewer(roles=frozenset({role})) for role in (Role.MEMBER, Role.PUBLISHER, Role.FACILITATOR))]


@pytest.fixture(scope="module")
def shared_bank(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    """One bank and one application for all tests: making them takes longer than asking them."""
    file = tmp_path_factory.mktemp("figures") / "bank.sqlite3"
    shutil.copy(sqlite_template, file)
    bank = Bank(f"sqlite:///{file}")
    with bank.session() as session:
        accounts.add_person(session, "aino@pori.example", name="Aino", language="en", at=NOW, roles=[Role.REVIEWER])
    yield bank
    bank.dispose()


@pytest.fixture(scope="module")
def clients(shared_bank: Bank) -> ClientOf:
    return clients_of(shared_bank, NOW)


@pytest.fixture
def bank(shared_bank: Bank) -> Iterator[Bank]:
    """The bank, in which nothing is set before or after a test."""
    yield shared_bank
    with shared_bank.session() as session:
        for row in session.scalars(select(FigureOverride)):
            session.delete(row)


@pytest.fixture
def client_of(clients: ClientOf, bank: Bank) -> ClientOf:  # noqa: ARG001 - what was set is gone after the test
    return clients


@pytest.fixture
def reviewer(client_of: ClientOf) -> FlaskClient:
    return client_of(Viewer(roles=frozenset({Role.REVIEWER}), person_id=1))


def text_of(client: FlaskClient, path: str) -> str:
    page = html.unescape(client.get(path).get_data(as_text=True)).replace("\u00a0", " ")
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def send(client: FlaskClient, path: str = COST, **cells: str) -> tuple[int, str]:
    page = client.get(path).get_data(as_text=True)
    version = re.search(r'name="version" value="([^"]*)"', page)
    assert version is not None
    sent = {"csrf_token": token_of(page), "version": version[1], "do": "set", **TYPED, **cells}
    answer = client.post(path, data=sent)
    return answer.status_code, html.unescape(answer.get_data(as_text=True))


def token_of(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def row_of(client: FlaskClient, figure: str) -> dict[str, str]:
    rows = csv.DictReader(io.StringIO(client.get(f"{USED}.csv").get_data(as_text=True)))
    (row,) = (row for row in rows if row["id"] == figure)
    return row


def test_a_number_of_the_city_is_used_and_shown_to_everybody_at_once(
    client_of: ClientOf, reviewer: FlaskClient
) -> None:
    visitor = client_of(ANONYMOUS)
    before = row_of(visitor, "carriage:truck:cost")
    assert (before["value_min"], before["is_set_here"], before["basis"]) == ("0.08", "0", "assumption")
    assert send(reviewer)[0] == 303
    after = row_of(visitor, "carriage:truck:cost")
    assert (after["value_min"], after["value_max"], after["is_set_here"]) == ("0.09", "0.12", "1")
    assert (after["shipped_min"], after["source"], after["region"]) == ("0.08", "Tender 3/2026", "here")
    page = text_of(visitor, USED)
    assert "set by the city 0.09–0.12 shipped: 0.08–0.15 €/tkm 2026 In this city Tender 3/2026" in page
    assert "Aino" not in page


def test_calculations_take_the_number_of_the_city(reviewer: FlaskClient, bank: Bank) -> None:
    from web.figures import in_use

    send(reviewer, "/en/desk/figures/gate_fee_of:gypsum_industrial", low="35", high="")
    with reviewer.application.app_context(), bank.session() as session:
        (fee,) = in_use(session).fees("gypsum_industrial", None)
        assert (fee.span, fee.is_set_here) == (Span(35.0, 35.0), True)
        assert in_use(session) is in_use(session)


def test_the_shipped_number_comes_back_and_the_history_stays(reviewer: FlaskClient) -> None:
    send(reviewer)
    assert send(reviewer, do="reset")[0] == 303
    page = text_of(reviewer, COST)
    assert "Used now 0.08–0.15 €/tkm" in page
    assert "0.09–0.12 €/tkm · 2026 · Measured or invoiced · Tender 3/2026" in page
    assert "Set on 20 Nov 2026 by Aino. Withdrawn on 20 Nov 2026 by Aino." in page
    assert "Every number is the shipped one." in text_of(reviewer, LIST)


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(reviewer: FlaskClient) -> None:
    status, page = send(reviewer, low="much", source="", basis="")
    assert status == 422
    for name in ("low", "source", "basis"):
        assert f'href="#{name}"' in page
    assert 'value="much"' in page
    assert "Write a number such as 12.5" in page
    _, low_detour = send(reviewer, "/en/desk/figures/carriage:truck:detour", low="0.9", high="")
    assert "The number is below 1, which makes no sense here." in low_detour


def test_the_second_of_two_is_told_what_the_first_has_set(reviewer: FlaskClient) -> None:
    send(reviewer)
    status, page = send(reviewer, version="0", low="0.05")
    assert status == 409
    assert "Somebody else set this number to 0.09–0.12\u00a0€/tkm on 20\u00a0Nov\u00a02026." in page
    assert 'value="0.05"' in page
    assert send(reviewer, version="7", do="reset")[0] == 409


def test_a_blank_is_found_by_its_list_and_is_on_the_page_once_it_is_set(reviewer: FlaskClient) -> None:
    answer = reviewer.get(f"{LIST}?figure=treatment_of:U001")
    assert (answer.status_code, answer.location) == (303, "/en/desk/figures/treatment_of:U001")
    page = text_of(reviewer, answer.location)
    assert "Not known: what depends on it stays open." in page
    assert "Treatment needed Moistening and compaction" in page
    send(reviewer, answer.location, low="3", high="4")
    assert "Costs of treatment 2" in text_of(reviewer, LIST)


def test_a_number_of_no_list_is_not_found(reviewer: FlaskClient) -> None:
    assert reviewer.get("/en/desk/figures/moon").status_code == 404
    assert reviewer.get(f"{LIST}?figure=moon").status_code == 404


def test_nobody_but_the_city_opens_the_desk(client_of: ClientOf, bank: Bank) -> None:
    for viewer in OUTSIDERS:
        client = client_of(viewer)
        token = token_of(client.get("/en/feedback").get_data(as_text=True))
        answers = [client.get(LIST), client.get(COST), client.post(COST, data=TYPED | {"csrf_token": token})]
        assert {answer.status_code for answer in answers} <= {302, 303, 404}
        assert client.get(USED).status_code == 200
    with bank.session() as session:
        assert figures.overrides(session) == {}


def test_a_number_is_not_set_without_the_token_of_the_form(reviewer: FlaskClient, bank: Bank) -> None:
    assert reviewer.post(COST, data={**TYPED, "do": "set", "version": "0"}).status_code == 400
    with bank.session() as session:
        assert figures.overrides(session) == {}


def test_the_list_is_data_too(client_of: ClientOf) -> None:
    client = client_of(ANONYMOUS)
    items = client.get(f"{USED}.json").get_json()["items"]
    assert len(items) > 100
    assert all(item["source"] and item["unit"] and item["basis"] for item in items)
    assert client.get("/fi/kaytetyt-luvut").status_code == client.get("/sv/anvanda-tal").status_code == 200
