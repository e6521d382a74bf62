"""The pages of who sees what: what is previewed is what others get."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from databank import accounts, queries
from databank.access import CITY, Role, Viewer
from databank.records import FieldGroup, Level, RecordStatus
from databank.sharing import preview_viewers
from databank.store import Bank
from databank.submissions import Change, set_status
from tests.databank_rows import put, put_owner, put_stream
from tests.web_forms import submit
from web.app import create_app
from web.config import Settings

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ALDER = Viewer(frozenset({Role.MEMBER}), frozenset({"alder"}))
PAGE = "/en/own/S-1/sharing"
COARSE = ("", "material;area;amount")


@pytest.fixture
def waiting(sqlite_bank: Bank) -> Bank:
    """A side stream that waits for the city, with everything a page may show."""
    with sqlite_bank.session() as session:
        put_owner(session)
        cells: dict[str, Any] = {"status": "submitted", "consent": "sums", "price_eur_per_t": 4321}
        cells["contact_email"] = "a@alder.example"
        put_stream(session, visibility="company_hidden", amount=4213, material_class="slag_stainless", **cells)
        put(session, "composition", side_stream_id="S-1", parameter="LOI", typical=2, unit="%")
    return sqlite_bank


def client_of(bank: Bank, viewer: Viewer, *, free: bool = False) -> FlaskClient:
    settings = Settings(database_url=str(bank.url), secret_key="a key for tests only")
    app: Flask = create_app(settings, bank=bank, viewer_of_request=lambda _request: viewer, clock=lambda: NOW)
    app.config["WTF_CSRF_ENABLED"] = not free
    return app.test_client()


def main_part(page: str) -> str:
    """What a page says of the record: without the line that only a preview has, and without the reviewers' tools."""
    found = re.search(r"<main.*</main>", page, re.DOTALL)
    assert found is not None
    aside = r'<p class="preview-note.*?</p>\n|<aside[^>]*aria-label="For reviewers".*?</aside>'
    return re.sub(r"\s+", " ", re.sub(aside, "", found[0], flags=re.DOTALL))


@pytest.mark.parametrize("who", list(preview_viewers))
@pytest.mark.parametrize("preset", ["open", "company_hidden", "city_only"])
@pytest.mark.parametrize("coarse", COARSE)
def test_a_preview_is_what_others_get_after_publication(waiting: Bank, who: str, preset: str, coarse: str) -> None:
    with waiting.session() as session:
        put_stream(session, visibility=preset, coarse=coarse, status="submitted", consent="sums", amount=4213)
    preview = client_of(waiting, ALDER).get(f"{PAGE}/as/{who}")
    assert preview.status_code == 200
    with waiting.session() as session:
        assert queries.side_stream(session, CITY, "S-1").status is RecordStatus.SUBMITTED
        change = Change(made_by="visitor", reason="", trusted=True, made_at=NOW)
        set_status(session, "side-streams", ["S-1"], RecordStatus.PUBLISHED, change)
    real = client_of(waiting, preview_viewers[who]).get("/en/materials/S-1")
    if real.status_code == 404:
        assert "They do not see this record" in preview.text
        assert "Sand" not in main_part(preview.text)
    else:
        assert main_part(preview.text) == main_part(real.text)


def test_the_lines_of_the_page_tell_what_each_viewer_sees(waiting: Bank) -> None:
    page = client_of(waiting, ALDER).get(PAGE).text
    lines = re.findall(r"<article>(.*?)</article>", page, re.DOTALL)
    assert ["Alder Oy" in line for line in lines] == [False, False, False, True]
    assert ["4,213" in line for line in lines] == [False, False, False, True]
    assert "Fewer than three sites in Satakunta could produce this" in page
    assert "no inspection tool" in page


def test_choices_are_kept_group_by_group(waiting: Bank) -> None:
    client = client_of(waiting, ALDER)
    chosen = {"preset": "company_hidden", "level_amount": "public", "coarse": ["area"], "reuse": "commercial"}
    assert submit(client, PAGE, chosen).status_code == 303
    with waiting.session() as session:
        stream = queries.side_stream(session, ALDER, "S-1")
    assert (stream.visibility[FieldGroup.AMOUNT], stream.visibility[FieldGroup.PRICE]) == (Level.PUBLIC, Level.NAMED)
    assert (stream.coarse, stream.reuse, stream.status) == (("area",), "commercial", RecordStatus.SUBMITTED)
    assert submit(client, PAGE, {"preset": "city_only"}).status_code == 303
    with waiting.session() as session:
        assert queries.side_stream(session, ALDER, "S-1").visibility[FieldGroup.MATERIAL] is Level.CITY


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({"consent": "name"}, 422, "A diagram by name shows the company"),
        ({"preset": "everything"}, 422, "Choose who sees the record"),
        ({"version": "7"}, 409, "Somebody changed this record meanwhile"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    waiting: Bank, fields: dict[str, str], status: int, sentence: str
) -> None:
    answer = submit(client_of(waiting, ALDER), PAGE, {**fields, "reuse": "commercial"})
    assert answer.status_code == status
    assert sentence in answer.text
    assert "<title>Error:" in answer.text
    assert re.search(r'value="commercial"[^>]* checked', answer.text)


def test_recipients_are_named_and_ended_and_their_looks_are_told(waiting: Bank) -> None:
    with waiting.session() as session:
        set_status(session, "side-streams", ["S-1"], RecordStatus.PUBLISHED, Change(made_by="c", reason="c"))
        alder = accounts.add_person(session, "ada@alder.example", name="Ada", language="en", at=NOW)
        iris = accounts.add_person(session, "iris@example.org", name="Iris", language="en", at=NOW)
    owner = client_of(waiting, Viewer(ALDER.roles, ALDER.organisation_ids, person_id=alder.id))
    recipients = f"{PAGE}/recipients"
    wrong = submit(owner, PAGE, {"who": "nobody@example.org", "until": "2026-12-01"}, action=recipients)
    assert (wrong.status_code, "Nobody with this e-mail address" in wrong.text) == (422, True)
    assert submit(owner, PAGE, {"who": "1234567-9", "until": "x"}, action=recipients).status_code == 422
    named = submit(owner, PAGE, {"who": "iris@example.org", "until": "2026-12-01"}, action=recipients)
    assert named.status_code == 303
    reader = client_of(waiting, Viewer(person_id=iris.id, granted_ids=frozenset({"S-1"})))
    assert "Alder Oy" in reader.get("/en/materials/S-1").text
    page = owner.get(PAGE).text
    assert "iris@example.org" in page
    assert "Nobody yet" not in page
    ends = re.findall(r'action="([^"]+/end)"', page)
    assert submit(owner, PAGE, {}, action=ends[0]).status_code == 303
    assert "Ended 20" in owner.get(PAGE).text
    assert client_of(waiting, ALDER).post(recipients).status_code == 400


def test_a_secret_is_claimed_decided_and_read(waiting: Bank) -> None:
    owner, city = client_of(waiting, ALDER), client_of(waiting, CITY)
    claim = f"{PAGE}/secrecy"
    refused = submit(owner, PAGE, {"groups": [], "ground": "Why"}, action=claim)
    assert (refused.status_code, "Choose what is a business secret" in refused.text) == (422, True)
    assert submit(owner, PAGE, {"groups": ["price"], "ground": "<b>Why</b>"}, action=claim).status_code == 303
    desk = city.get("/en/desk/secrecy").text
    assert "&lt;b&gt;Why" in desk
    decide = re.findall(r'action="(/en/desk/secrecy/[^"]+)"', desk)[0]
    undecided = submit(city, "/en/desk/secrecy", {"decision": "accepted", "reasons": "Yes"}, action=decide)
    assert (undecided.status_code, "later day" in undecided.text) == (422, True)
    decision = {"decision": "accepted", "reasons": "It is one", "review_on": "2028-01-01"}
    assert submit(city, "/en/desk/secrecy", decision, action=decide).status_code == 303
    assert "Accepted as a secret" in owner.get(PAGE).text


def test_a_request_for_information_goes_through_its_steps(waiting: Bank) -> None:
    owner, city = client_of(waiting, ALDER), client_of(waiting, CITY)
    path = "/en/desk/information-requests"
    asked = {"requester": "Ola", "subject": "All about sand", "record_ids": "S-1"}
    assert submit(city, path, {**asked, "record_ids": "S-9"}).status_code == 422
    one = submit(city, path, asked).headers["Location"]
    assert submit(city, one, {"step": "decide", "text": "No"}).status_code == 422
    assert submit(city, one, {}).status_code == 422
    heard = {"step": "hear", "organisation_id": "alder", "text": "What do you say?"}
    assert submit(city, one, heard).status_code == 303
    page = owner.get(PAGE).text
    assert "What do you say?" in page
    answer = re.findall(r'action="([^"]+/hearings/[^"]+)"', page)[0]
    assert submit(owner, PAGE, {"text": ""}, action=answer).status_code == 422
    assert submit(owner, PAGE, {"text": "A secret"}, action=answer).status_code == 303
    assert submit(city, one, {"step": "decide", "text": "Partly"}).status_code == 303
    assert "A secret" in city.get(one).text
    assert "late" not in city.get(path).text.split("</table>")[0]


@pytest.mark.parametrize("viewer", [Viewer(), Viewer(frozenset({Role.VERIFIED_INVESTOR})), CITY])
def test_the_pages_are_the_owners_own(waiting: Bank, viewer: Viewer) -> None:
    client = client_of(waiting, viewer, free=True)
    paths: list[Any] = [PAGE, f"{PAGE}/as/public"]
    assert {client.get(path).status_code for path in paths} == {404}
    posts = [PAGE, f"{PAGE}/secrecy", f"{PAGE}/hearings/T-1"]
    assert {client.post(path).status_code for path in posts} == {404}


def test_the_desk_is_the_citys(waiting: Bank) -> None:
    for role in (Role.MEMBER, Role.PUBLISHER, Role.RESEARCHER):
        client = client_of(waiting, Viewer(frozenset({role})))
        for path in ("secrecy", "information-requests", "information-requests/T-1"):
            assert client.get(f"/en/desk/{path}").status_code == 404
