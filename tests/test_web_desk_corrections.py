"""The desk shows what an owner's words mean, takes a suggestion into a correction, and makes words of corrections."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from databank import corrections, queries
from databank.access import ANONYMOUS, CITY, Role, Viewer
from databank.store import Bank
from databank.submissions import Change
from tests.databank_rows import put, put_owner
from tests.viewing_clients import ClientOf, clients_of
from tests.web_forms import submit

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
REVIEWER = Viewer(roles=frozenset({Role.REVIEWER}))
CASE, WORDS = "/en/desk/side-streams/S-1", "/en/desk/vocabulary"
OUTSIDERS = {
    "anonymous": ANONYMOUS,
    "member": Viewer(roles=frozenset({Role.MEMBER})),
    "owner": Viewer(roles=frozenset({Role.MEMBER}), organisation_ids=frozenset({"alder"})),
    "other company": Viewer(roles=frozenset({Role.MEMBER}), organisation_ids=frozenset({"birch"})),
    "data owner": Viewer(roles=frozenset({Role.DATA_OWNER})),
    "publisher": Viewer(roles=frozenset({Role.PUBLISHER})),
}


@pytest.fixture
def desk(sqlite_bank: Bank) -> Bank:
    """Two companies call the same thing the same; its class is wrong."""
    sent = Change(made_by="owner", reason="sent", made_at=NOW - timedelta(days=7))
    with sqlite_bank.session() as session:
        for number, (owner, name) in enumerate([("alder", "Lentotuhka"), ("birch", "lentotuhkaa")], start=1):
            put_owner(session, owner)
            row = {"site_id": owner, "material_class": "slag_steel", "visibility": "open", "legal_status": "waste"}
            put(session, "side-streams", sent, id=f"S-{number}", name=name, year=2025, amount=40, language="fi", **row)
        put(session, "needs", sent, id="N-1", name="Sand", organisation_id="alder", material_classes="foundry_sand")
    return sqlite_bank


@pytest.fixture
def client_of(desk: Bank) -> ClientOf:
    return clients_of(desk, NOW)


@pytest.fixture
def reviewer(client_of: ClientOf) -> FlaskClient:
    return client_of(REVIEWER)


def text_of(client: FlaskClient, path: str) -> str:
    return html.unescape(client.get(path).get_data(as_text=True)).replace("\u00a0", " ")


def correct(client: FlaskClient, record_id: str, code: str = "100103") -> None:
    path = f"/en/desk/side-streams/{record_id}"
    page = client.get(f"{path}?code={code}").get_data(as_text=True)
    version, state = (re.search(rf'name="{name}" value="([^"]+)"', page) for name in ("version", "state"))
    assert version is not None
    assert state is not None
    typed = dict(re.findall(r'<input type="text" id="(waste_code|reason|unit|amount|name)"[^>]* value="([^"]*)"', page))
    chosen = dict(re.findall(r'<select id="(\w+)".*?<option value="([^"]*)" selected', page, re.DOTALL))
    token = re.search(r'csrf_token" value="([^"]+)"', page)
    assert token is not None
    sent = {**typed, **chosen, "version": version[1], "state": state[1], "csrf_token": token[1], "do": "edit"}
    answer = client.post(path, data={name: html.unescape(value) for name, value in sent.items()})
    assert answer.status_code == 303, answer.get_data(as_text=True)


def test_a_case_shows_what_the_words_mean(reviewer: FlaskClient) -> None:
    page = text_of(reviewer, CASE)
    section = page[page.index("What the owner's words mean") : page.index("The record as the city sees it")]
    assert "The record has no code." in section
    assert "10 01 03" in section
    assert "% sure" in section
    assert "“Lentotuhka” met the trade term “lentotuhka” (source: our own list of words)." in section
    assert "mirror twin" in section
    assert f"{CASE}?code=100103#correct" in section


def test_a_need_has_no_words_for_a_waste(reviewer: FlaskClient) -> None:
    assert "What the owner's words mean" not in text_of(reviewer, "/en/desk/needs/N-1")


def test_a_suggestion_is_taken_into_the_correction_with_one_click(desk: Bank, reviewer: FlaskClient) -> None:
    page = text_of(reviewer, f"{CASE}?code=100103")
    form = page[page.index('id="correct"') :]
    assert '<option value="fly_ash_biomass" selected>' in form
    assert 'name="waste_code" value="10 01 03"' in form
    assert "“Lentotuhka” means 10 01 03" in form
    correct(reviewer, "S-1")
    with desk.session() as session:
        record = queries.side_stream(session, CITY, "S-1")
        (group,) = corrections.groups(session, REVIEWER)
    assert (record.waste_code, record.material_class) == ("100103", "fly_ash_biomass")
    assert (group.code, group.material_class, group.said[0].code) == ("100103", "fly_ash_biomass", "100103")
    assert "number 1" in text_of(reviewer, CASE)


def test_a_code_that_does_not_exist_is_not_taken(reviewer: FlaskClient) -> None:
    assert '<option value="slag_steel" selected>' in text_of(reviewer, f"{CASE}?code=999999")


@pytest.mark.parametrize("viewer", OUTSIDERS)
def test_nobody_else_sees_the_words(client_of: ClientOf, reviewer: FlaskClient, viewer: str) -> None:
    correct(reviewer, "S-1")
    client = client_of(OUTSIDERS[viewer])
    assert [client.get(path).status_code for path in (WORDS, f"{WORDS}.csv")] == [404, 404]
    client.application.config["WTF_CSRF_ENABLED"] = False
    assert client.post(WORDS, data={"do": "dismiss", "ids": "1"}).status_code == 404


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ADMINISTRATOR])
def test_words_are_grouped_with_counts(client_of: ClientOf, reviewer: FlaskClient, role: Role) -> None:
    for record_id in ("S-1", "S-2"):
        correct(reviewer, record_id)
    page = text_of(client_of(Viewer(roles=frozenset({role}))), WORDS)
    assert "1 word waits" in page
    assert "2 corrections · 2 companies" in page
    assert "Lentotuhka" in page
    assert "lentotuhkaa" in page
    assert re.search(r"The engine had said: 10 01 03 \(\d+ %\) × 2", page)


def test_a_word_is_edited_accepted_downloaded_and_withdrawn(desk: Bank, reviewer: FlaskClient) -> None:
    correct(reviewer, "S-1")
    typed = {"do": "accept", "term-1": "lentotuhka", "language-1": "fi", "codes-1": "10 01 03; 10 01 17", "mark": "-1"}
    answer = submit(reviewer, WORDS, {**typed, "ids": "1", "version-1": "0"})
    assert answer.status_code == 303
    page = text_of(reviewer, WORDS)
    assert "“lentotuhka” leads to 10 01 03, 10 01 17 from now on." in page
    assert "No corrected word waits for a decision." in page
    file = reviewer.get(f"{WORDS}.csv").get_data(as_text=True)
    assert file == "term,language,codes,source\nlentotuhka,fi,100103;100117,Pori 2026-11-20\n"
    with desk.session() as session:
        (term,) = corrections.accepted_terms(session, REVIEWER)
        assert corrections.added_terms(desk, session).terms[0].text == "lentotuhka"
    given = {"do": "withdraw", "term_id": str(term.id), "version": str(term.version)}
    assert submit(reviewer, WORDS, given).status_code == 303
    assert "1 withdrawn word" in text_of(reviewer, WORDS)
    with desk.session() as session:
        assert corrections.added_terms(desk, session).terms == ()


def test_a_word_of_ones_own_is_added_and_changed(reviewer: FlaskClient) -> None:
    own = {"do": "accept", "mark": "-own", "term-own": "köntsä", "language-own": "fi", "version-own": "0", "ids": ""}
    assert submit(reviewer, WORDS, {**own, "codes-own": "100908"}).status_code == 303
    page = text_of(reviewer, f"{WORDS}?term=1")
    assert "Change the word" in page
    assert 'name="version-own" value="1"' in page
    assert submit(reviewer, WORDS, {**own, "codes-own": "100907", "version-own": "1"}).status_code == 303
    assert "köntsä,fi,100907" in reviewer.get(f"{WORDS}.csv").get_data(as_text=True)


def test_the_second_of_two_reviewers_is_told_and_keeps_what_was_typed(reviewer: FlaskClient) -> None:
    own = {"do": "accept", "mark": "-own", "term-own": "köntsä", "language-own": "fi", "version-own": "0", "ids": ""}
    submit(reviewer, WORDS, {**own, "codes-own": "100908"})
    answer = submit(reviewer, WORDS, {**own, "codes-own": "190112"})
    page = html.unescape(answer.get_data(as_text=True)).replace("\u00a0", " ")
    assert answer.status_code == 409
    assert "“köntsä” was accepted on 20 Nov 2026 and leads to 10 09 08. Accept again to change that." in page
    assert 'value="190112"' in page
    assert 'name="version-own" value="1"' in page


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"codes-1": ""}, "Write one to 6 waste codes, the likeliest first."),
        ({"codes-1": "casting"}, "casting is no entry of the List of Waste"),
        ({"term-1": " "}, "Write the word: it needs letters that mean something."),
        ({"language-1": "de"}, "Choose the language of the word."),
        ({"do": "nonsense"}, "Choose what to do with the word"),
    ],
)
def test_what_cannot_be_accepted_is_said_beside_the_field(
    reviewer: FlaskClient, given: dict[str, str], sentence: str
) -> None:
    correct(reviewer, "S-1")
    typed = {"do": "accept", "mark": "-1", "term-1": "lentotuhka", "language-1": "fi", "codes-1": "100103", "ids": "1"}
    answer = submit(reviewer, WORDS, {**typed, **given})
    assert answer.status_code == 422
    assert sentence in html.unescape(answer.get_data(as_text=True))
    assert reviewer.get(f"{WORDS}.csv").get_data(as_text=True) == "term,language,codes,source\n"


@pytest.mark.parametrize("ids", ["", "x", "9" * 30, "1,2,3", "-1"])
def test_dismissing_what_is_not_there_is_told(reviewer: FlaskClient, ids: str) -> None:
    answer = submit(reviewer, WORDS, {"do": "dismiss", "ids": ids})
    assert answer.status_code == 409


def test_a_dismissed_group_is_gone(reviewer: FlaskClient) -> None:
    correct(reviewer, "S-1")
    assert submit(reviewer, WORDS, {"do": "dismiss", "ids": "1"}).status_code == 303
    assert "No corrected word waits for a decision." in text_of(reviewer, WORDS)
