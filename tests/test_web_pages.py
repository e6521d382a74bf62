"""Method, statements, feedback and API page."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from databank import queries
from databank.access import ANONYMOUS, CITY
from databank.queries.sources import public_sources
from databank.records import Feedback, LeftOut
from databank.store import Bank
from taxonomy.codes import LANGUAGES
from web.app import create_app
from web.config import Settings
from web.pages import api_guide
from web.pages import statement as statements
from web.pages.feedback import LONGEST_EMAIL, LONGEST_MESSAGE, TOPICS, FeedbackForm

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class Clock:
    """A clock that a test may turn."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def writer(demo_url: str, tmp_path: Path, clock: Clock) -> Iterator[tuple[FlaskClient, Bank]]:
    """A visitor of a bank that may be written to."""
    file = tmp_path / "written.sqlite3"
    shutil.copy(demo_url.removeprefix("sqlite:///"), file)
    bank = Bank(f"sqlite:///{file}")
    app = create_app(Settings(secret_key="a key for tests only"), bank=bank, clock=clock)
    app.config["WTF_CSRF_ENABLED"] = False
    yield app.test_client(), bank
    bank.dispose()


def kept(bank: Bank) -> tuple[Feedback, ...]:
    with bank.session() as session:
        return queries.feedback(session, CITY)


GOOD = {"topic": "correction", "message": "The amount of 2022 is wrong.", "email": "maija@example.org", "page": "/en/x"}


def test_feedback_is_kept_and_thanked_for_with_its_reference(writer: tuple[FlaskClient, Bank]) -> None:
    client, bank = writer
    answer = client.post("/en/feedback", data=GOOD | {"record_id": "F-001"})
    assert answer.status_code == 303
    (message,) = kept(bank)
    assert answer.headers["Location"].endswith(f"/en/feedback/{message.id}")
    assert (message.topic, message.message, message.email) == ("correction", GOOD["message"], GOOD["email"])
    assert (message.page, message.record_id, message.language) == ("/en/x", "F-001", "en")
    assert message.answer_by == date(2026, 12, 4)
    thanks = client.get(answer.headers["Location"]).text
    assert message.id in thanks
    assert "14 days" in thanks


def test_the_same_message_twice_in_a_row_is_one(writer: tuple[FlaskClient, Bank], clock: Clock) -> None:
    client, bank = writer
    first = client.post("/fi/palaute", data=GOOD)
    again = client.post("/fi/palaute", data=GOOD)
    assert first.headers["Location"] == again.headers["Location"]
    assert len(kept(bank)) == 1
    client.post("/fi/palaute", data=GOOD | {"message": "Something else"})
    assert len(kept(bank)) == 2
    clock.now += timedelta(hours=2)
    client.post("/fi/palaute", data=GOOD)
    assert len(kept(bank)) == 3


def test_the_form_at_the_foot_of_a_page_is_the_same_form(writer: tuple[FlaskClient, Bank]) -> None:
    client, bank = writer
    page = client.get("/en/areas/peittoo").text
    foot = page.split("<footer")[1]
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', foot))
    fields.pop("csrf_token")
    action = re.search(r'<form method="post" action="([^"]+)"', foot)
    assert action is not None
    answer = client.post(action[1], data=fields | {"message": "The map is upside down."})
    assert answer.status_code == 303
    assert kept(bank)[0].page == "/en/areas/peittoo"


def test_a_forged_form_is_refused(client: FlaskClient) -> None:
    answer = client.post("/en/feedback", data=GOOD)
    assert answer.status_code == 400
    assert "form was open too long" in answer.text


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"topic": ""}, "topic", "Choose what your feedback is about"),
        ({"topic": "bribe"}, "topic", "Choose what your feedback is about"),
        ({"message": "  \n "}, "message", "Write your message"),
        ({"message": "a" * (LONGEST_MESSAGE + 7)}, "message", "too long by 7 characters"),
        ({"message": "a\x00b"}, "message", "cannot be kept"),
        ({"email": "maija"}, "email", "name@example.org"),
        ({"email": "maija@example"}, "email", "name@example.org"),
        ({"email": "maija@ex ample.org"}, "email", "name@example.org"),
        ({"email": "m\x00@example.org"}, "email", "name@example.org"),
        ({"email": "a" * LONGEST_EMAIL + "@example.org"}, "email", "name@example.org"),
    ],
)
def test_what_is_wrong_is_said_twice_in_the_same_words_and_nothing_is_lost(
    writer: tuple[FlaskClient, Bank], changes: dict[str, str], field: str, sentence: str
) -> None:
    client, bank = writer
    answer = client.post("/en/feedback", data=GOOD | changes)
    page = unescape(answer.text)
    assert answer.status_code == 422
    assert page.split("<title>")[1].startswith("Error:")
    summary = page.split('role="alert"')[1].split("</div>")[0]
    words = re.search(rf'<a href="#{field}">([^<]+)</a>', summary)
    assert words is not None
    assert sentence in words[1]
    assert page.count(words[1]) == 2
    assert f'id="{field}"' in page
    typed = GOOD | changes
    assert f'value="{typed["email"]}"' in page
    if typed["message"].strip():
        assert typed["message"].strip() in page
    assert kept(bank) == ()


def test_a_program_that_fills_the_trap_is_thanked_and_dropped(writer: tuple[FlaskClient, Bank]) -> None:
    client, bank = writer
    answer = client.post("/en/feedback", data=GOOD | {"website": "https://example.com"})
    assert answer.status_code == 303
    assert client.get(answer.headers["Location"]).status_code == 200
    assert kept(bank) == ()


def test_a_link_may_fill_topic_page_and_record_but_not_with_anything(client: FlaskClient) -> None:
    page = client.get("/en/feedback?topic=accessibility&page=/en/flows&record_id=F-001").text
    assert re.search(r'value="accessibility"[^>]* checked', page)
    assert 'name="record_id" value="F-001"' in page
    form = FeedbackForm.from_fields({"page": "https://evil.example/", "record_id": "x y<z>"})
    assert (form.page, form.record_id) == ("", "")
    assert FeedbackForm.from_fields({"record_id": "a" * 65}).record_id == ""


def test_every_topic_can_be_chosen(client: FlaskClient) -> None:
    page = client.get("/en/feedback").text
    assert set(re.findall(r'name="topic" value="(\w+)"', page)) == set(TOPICS)


def test_the_thanks_page_repeats_only_references(client: FlaskClient) -> None:
    assert client.get("/en/feedback/P-7K3M9Q").status_code == 200
    assert client.get("/en/feedback/hello there").status_code == 404


def test_nobody_outside_the_city_reads_feedback(writer: tuple[FlaskClient, Bank]) -> None:
    client, bank = writer
    client.post("/en/feedback", data=GOOD)
    with bank.session() as session:
        assert queries.feedback(session, ANONYMOUS) == ()


def test_the_method_page_names_every_reason_and_every_source(client: FlaskClient, demo_bank: Bank) -> None:
    page = client.get("/en/about").text
    left_out = page.split('id="left-out"')[1].split("</section>")[0]
    assert left_out.count("<dt>") == len(LeftOut)
    with demo_bank.session() as session:
        sources = public_sources(session, ANONYMOUS)
    assert len(sources) > 30
    table = unescape(page.split('id="sources"')[1].split("</section>")[0])
    for source in sources:
        assert source.title in table
    assert [source.records for source in sources] == sorted((source.records for source in sources), reverse=True)
    assert "List of Waste" in page.split('id="lists"')[1]


def test_the_method_page_works_over_an_empty_bank(sqlite_bank: Bank) -> None:
    app = create_app(Settings(secret_key="a key for tests only"), bank=sqlite_bank)
    assert "no facts from public sources yet" in app.test_client().get("/en/about").text


def test_the_statement_names_the_authority_of_the_settings(demo_bank: Bank) -> None:
    settings = Settings(secret_key="a key for tests only", accessibility_authority="The Example Authority")
    page = create_app(settings, bank=demo_bank).test_client().get("/en/accessibility").text
    assert "The Example Authority" in page
    assert "306/2019" in page
    assert "14 days" in page
    assert "topic=accessibility" in page


def test_the_statement_is_told_in_every_language(client: FlaskClient) -> None:
    statement = statements.statement()
    for language, slug in zip(LANGUAGES, ("saavutettavuus", "tillganglighet", "accessibility"), strict=True):
        page = unescape(client.get(f"/{language}/{slug}").text)
        assert statement.assessment.in_language(language) in page
        for gap in statement.gaps:
            for text in (gap.part, gap.problem, gap.instead):
                assert getattr(text, language)
                assert text.in_language(language) in page


def test_the_privacy_notice_is_true_about_cookies(client: FlaskClient) -> None:
    assert "There is one cookie" in client.get("/en/privacy").text
    for path in ("/en/", "/en/flows", "/en/feedback"):
        names = {header.split("=")[0] for header in client.get(path).headers.getlist("Set-Cookie")}
        assert names <= {"sivuvirta"}


def test_the_api_page_tells_every_endpoint_and_its_examples_answer(client: FlaskClient) -> None:
    app = client.application
    rules = {
        re.sub(r"<(?:\w+:)?\w+>", "{}", rule.rule.removeprefix("/api/v1"))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
    }
    with app.test_request_context("/en/api"):
        endpoints = [endpoint for group in api_guide.groups() for endpoint in group.endpoints]
    assert {re.sub(r"{\w+}", "{}", endpoint.path) for endpoint in endpoints} == rules
    for endpoint in endpoints:
        if endpoint.example:
            assert client.get(f"/api/v1{endpoint.example}").status_code == 200, endpoint.example
    page = client.get("/en/api").text
    for link in ("/api/v1/explorer", "/api/v1/openapi.json"):
        assert f'href="{link}"' in page
        assert client.get(link).status_code == 200
