from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from databank import queries, reviews
from databank.access import ANONYMOUS, CITY, Role, Viewer
from databank.models import OutgoingMail
from databank.records import MandateKind, RecordStatus, ReviewState
from databank.store import Bank
from databank.submissions import Change
from tests.databank_rows import put, put_owner, put_stream
from tests.viewing_clients import ClientOf, clients_of
from tests.web_forms import submit

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
REVIEWER = Viewer(roles=frozenset({Role.REVIEWER}))
OWNER = Viewer(organisation_ids=frozenset({"alder"}))
S1 = "/en/desk/side-streams/S-1"


def owners(at: datetime = NOW - timedelta(days=7)) -> Change:
    return Change(made_by="owner", reason="sent", made_at=at)


@pytest.fixture
def desk(sqlite_bank: Bank) -> Bank:
    """S-1 is new and has waited for a week, S-2 was changed, N-1 is a new need, S-3 is published."""
    with sqlite_bank.session() as session:
        put_owner(session)
        row = {"site_id": "alder", "material_class": "foundry_sand", "visibility": "open"}
        email = {"contact_email": "anna@alder.example"}
        put(session, "side-streams", owners(), id="S-1", name="Betonimurske", year=2025, amount=40, **row, **email)
        put_stream(session, "S-2")
        changed = {"name": "Foundry sand", "year": 2024, "amount": 100, "fate": "unused", "consent": "name"}
        put(session, "side-streams", owners(NOW), id="S-2", **row, **changed)
        need = {"organisation_id": "alder", "material_classes": "foundry_sand", "visibility": "open"}
        put(session, "needs", owners(NOW + timedelta(hours=1)), id="N-1", name="Sand wanted", **need)
        put_stream(session, "S-3", name="Same sand")
    return sqlite_bank


@pytest.fixture
def client_of(desk: Bank) -> ClientOf:
    return clients_of(desk, NOW)


@pytest.fixture
def reviewer(client_of: ClientOf) -> FlaskClient:
    return client_of(REVIEWER)


def mails(bank: Bank) -> list[tuple[str, str, dict[str, Any]]]:
    with bank.session() as session:
        rows = session.scalars(select(OutgoingMail).order_by(OutgoingMail.written_at, OutgoingMail.id))
        return [(mail.template, mail.recipient, mail.places) for mail in rows]


def status(bank: Bank, record_id: str = "S-1") -> RecordStatus:
    with bank.session() as session:
        return queries.side_stream(session, CITY, record_id).status


@pytest.mark.parametrize("path", ["/en/desk", S1, f"{S1}/merge"])
def test_only_the_desk_sees_its_pages(client_of: ClientOf, path: str) -> None:
    for role in Role:
        expected = 200 if role in {Role.REVIEWER, Role.DATA_OWNER, Role.ADMINISTRATOR} else 404
        assert client_of(Viewer(roles=frozenset({role}))).get(path).status_code == expected, role
    assert client_of(OWNER).get(path).status_code == 404
    missing = client_of(ANONYMOUS).get("/en/desk/side-streams/S-99").status_code
    assert client_of(ANONYMOUS).get(path).status_code == missing == 404


def test_the_queue_names_the_oldest_first_with_days_changes_and_sender(reviewer: FlaskClient) -> None:
    page = reviewer.get("/en/desk").get_data(as_text=True)
    assert page.index("Betonimurske") < page.index("Foundry sand") < page.index("Sand wanted")
    assert "3 records wait for the city." in page
    assert "<b>5</b> working days" in page
    assert "over the target" in page
    assert "<del>Sand</del>" in page
    assert "<ins>Foundry sand</ins>" in page
    assert "Sent by owner" in page
    assert "changed, hidden until reviewed" in page


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("kind=needs", ["Sand wanted"]),
        ("what=changed", ["Foundry sand"]),
        ("what=new", ["Betonimurske", "Sand wanted"]),
        ("q=betoni", ["Betonimurske"]),
        ("state=asked", []),
        ("kind=nonsense&what=nonsense&state=nonsense", ["Betonimurske", "Foundry sand", "Sand wanted"]),
    ],
)
def test_the_queue_is_filtered(reviewer: FlaskClient, query: str, names: list[str]) -> None:
    page = reviewer.get(f"/en/desk?{query}").get_data(as_text=True)
    shown = [name for name in ("Betonimurske", "Foundry sand", "Sand wanted") if name in page]
    assert shown == names


def test_the_queue_is_paged_without_losing_a_case(desk: Bank) -> None:
    from databank.reviews.queue import Wanted, queue

    with desk.session() as session:
        after, seen = None, []
        while True:
            page = queue(session, REVIEWER, Wanted(), after=after, limit=1)
            seen += [entry.case.record_id for entry in page.items]
            after = page.next
            if after is None:
                break
    assert seen == ["S-1", "S-2", "N-1"]


def test_a_bad_page_key_is_a_sentence(reviewer: FlaskClient) -> None:
    assert reviewer.get("/en/desk?after=nonsense").status_code == 400


def test_a_case_shows_the_record_and_what_looks_wrong(reviewer: FlaskClient) -> None:
    page = reviewer.get(S1).get_data(as_text=True)
    assert "Waits for 5 working days; the target is 3." in page
    assert "mean Concrete, which is also called" in page
    assert "Set material class to Concrete" in page
    assert "nobody of the city has looked at it yet" in page
    changed = reviewer.get("/en/desk/side-streams/S-2").get_data(as_text=True)
    assert "<td><del>Sand</del></td><td><ins>Foundry sand</ins></td>" in changed


def test_approving_publishes_mails_the_owner_and_goes_on(desk: Bank, reviewer: FlaskClient) -> None:
    answer = submit(reviewer, S1, {"do": "approve"})
    assert (answer.status_code, answer.location) == (303, "/en/desk/side-streams/S-2")
    assert status(desk) is RecordStatus.PUBLISHED
    ((template, to, places),) = mails(desk)
    assert (template, to, places["path"]) == ("review-published", "anna@alder.example", "/fi/materiaalit/S-1")
    with desk.session() as session:
        assert reviews.case(session, "side-streams", "S-1").state is ReviewState.DONE  # type: ignore[union-attr]


def test_the_second_reviewer_is_told_who_was_faster(desk: Bank, reviewer: FlaskClient) -> None:
    from tests.web_forms import fields_of

    page = reviewer.get(S1).get_data(as_text=True)
    late = {**fields_of(page, S1), "do": "refuse", "refusal": "Not ours"}
    submit(reviewer, S1, {"do": "approve"})
    answer = reviewer.post(S1, data=late)
    assert answer.status_code == 409
    assert "Somebody else was faster: Approved, visitor" in answer.get_data(as_text=True)
    assert status(desk) is RecordStatus.PUBLISHED


def test_a_decision_upon_an_old_version_says_what_was_changed(desk: Bank, reviewer: FlaskClient) -> None:
    from tests.web_forms import fields_of

    page = reviewer.get(S1).get_data(as_text=True)
    late = {**fields_of(page, S1), "do": "approve"}
    with desk.session() as session:
        row = {"site_id": "alder", "material_class": "foundry_sand", "visibility": "open"}
        email = {"contact_email": "anna@alder.example"}
        put(session, "side-streams", owners(NOW), id="S-1", name="Concrete", year=2025, amount=40, **row, **email)
    answer = reviewer.post(S1, data=late)
    assert answer.status_code == 409
    assert "Name is now Concrete, it was Betonimurske (owner" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"do": "ask", "question": " "}, "Write the question"),
        ({"do": "refuse", "refusal": ""}, "Write why the record is refused"),
        ({"do": "edit", "name": "Concrete", "reason": ""}, "Write why you correct it"),
        ({"do": "edit", "waste_code": "999999", "reason": "typo"}, "Waste code:"),
        ({"do": "ask", "question": "x" * 2001}, "too long"),
        ({}, "Choose what to do"),
    ],
)
def test_a_step_that_cannot_be_made_is_said_and_keeps_what_was_typed(
    desk: Bank, reviewer: FlaskClient, fields: dict[str, str], sentence: str
) -> None:
    answer = submit(reviewer, S1, fields)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in page
    assert "<title>Error:" in page
    for typed in fields.values():
        assert typed in page
    assert status(desk) is RecordStatus.SUBMITTED


def test_a_question_goes_out_is_answered_by_the_mailed_link_and_comes_back(
    desk: Bank, client_of: ClientOf, reviewer: FlaskClient
) -> None:
    submit(reviewer, S1, {"do": "ask", "question": "Which foundry <b>is</b> it?"})
    ((template, _to, places),) = mails(desk)
    assert template == "review-question"
    assert "Betonimurske" in reviewer.get("/en/desk?state=asked").get_data(as_text=True)
    visitor = client_of(ANONYMOUS)
    page = visitor.get(places["path"]).get_data(as_text=True)
    assert "Which foundry &lt;b&gt;is&lt;/b&gt; it?" in page
    assert submit(visitor, places["path"], {"answer": ""}).status_code == 422
    assert submit(visitor, places["path"], {"answer": "The iron one."}).status_code == 303
    case_page = reviewer.get(S1).get_data(as_text=True)
    assert "The iron one." in case_page
    assert "Waits for 0 working days" in case_page


def test_a_question_is_for_its_owner_and_nobody_else(client_of: ClientOf, reviewer: FlaskClient) -> None:
    submit(reviewer, S1, {"do": "ask", "question": "Which foundry?"})
    path = "/en/own/questions/side-streams/S-1"
    assert "Which foundry?" in client_of(OWNER).get(path).get_data(as_text=True)
    sender = Viewer(submitted_ids=frozenset({"S-1"}))
    assert client_of(sender).get(path).status_code == 200
    for viewer in (ANONYMOUS, Viewer(organisation_ids=frozenset({"birch"})), REVIEWER):
        assert client_of(viewer).get(path).status_code == 404
    assert client_of(ANONYMOUS).get(f"{path}?key=wrong").status_code == 404


def test_refusing_takes_the_record_out_and_tells_why(desk: Bank, reviewer: FlaskClient) -> None:
    submit(reviewer, S1, {"do": "refuse", "refusal": "It is no side stream."})
    assert status(desk) is RecordStatus.WITHDRAWN
    ((template, _to, places),) = mails(desk)
    assert (template, places["text"]) == ("review-refused", "It is no side stream.")


def test_a_correction_is_a_version_with_its_reason(desk: Bank, reviewer: FlaskClient) -> None:
    fields = {"do": "edit", "material_class": "concrete_demolition", "amount": "45.5", "reason": "Asked by telephone"}
    answer = submit(reviewer, S1, fields)
    assert (answer.status_code, answer.location) == (303, S1)
    with desk.session() as session:
        stream = queries.side_stream(session, CITY, "S-1")
        last = queries.versions(session, CITY, "S-1")[-1]
    assert (stream.material_class, stream.family) == ("concrete_demolition", "R")
    assert str(stream.amounts[0].value) == "45.500000"
    assert last.reason == "Asked by telephone"
    assert set(last.changes) == {"material_class", "amounts[2025].amount"}
    assert stream.status is RecordStatus.SUBMITTED


def test_a_suggestion_is_taken_with_one_click(desk: Bank, reviewer: FlaskClient) -> None:
    submit(reviewer, S1, {"take": "material_class=concrete_demolition"})
    with desk.session() as session:
        assert queries.side_stream(session, CITY, "S-1").material_class == "concrete_demolition"
        assert "mean Concrete" in queries.versions(session, CITY, "S-1")[-1].reason
    assert submit(reviewer, S1, {"take": "material_class=slag_steel"}).status_code == 409


def test_a_suggested_code_takes_its_hazard_from_the_list(desk: Bank, reviewer: FlaskClient) -> None:
    with desk.session() as session:
        row = {"site_id": "alder", "material_class": "plastics", "visibility": "open", "legal_status": "waste"}
        put(session, "side-streams", owners(), id="S-4", name="Muovi", waste_code="130205", **row)
    page = reviewer.get("/en/desk/side-streams/S-4").get_data(as_text=True)
    taken = next(code for code in ("160119", "170203", "191204", "200139") if f'value="waste_code={code}"' in page)
    submit(reviewer, "/en/desk/side-streams/S-4", {"take": f"waste_code={taken}"})
    with desk.session() as session:
        stream = queries.side_stream(session, CITY, "S-4")
    assert (stream.waste_code, stream.hazard.value) == (taken, "non_hazardous")


def test_an_amount_under_review_is_confirmed(desk: Bank, reviewer: FlaskClient) -> None:
    with desk.session() as session:
        put(session, "amounts", owners(), side_stream_id="S-1", year=2024, amount=400_000)
    assert "400,000 t, is under review" in reviewer.get(S1).get_data(as_text=True)
    submit(reviewer, S1, {"do": "confirm", "year": "2024"})
    assert "is under review" not in reviewer.get(S1).get_data(as_text=True)


def test_duplicates_are_found_compared_and_merged_and_the_old_id_redirects(
    desk: Bank, client_of: ClientOf, reviewer: FlaskClient
) -> None:
    found = reviewer.get("/en/desk/side-streams/S-2/merge?q=same").get_data(as_text=True)
    assert "S-3 Same sand" in found
    path = "/en/desk/side-streams/S-2/merge?with=S-3"
    assert "Side by side" in reviewer.get(path).get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', reviewer.get(path).get_data(as_text=True))
    assert token is not None
    form = {"csrf_token": token[1], "other": "S-3", "version": "2", "other_version": "1"}
    undecided = reviewer.post(path, data=form)
    assert undecided.status_code == 409
    assert "Choose which record stays" in undecided.get_data(as_text=True)
    answer = reviewer.post(path, data=form | {"stays": "S-3"})
    assert (answer.status_code, answer.location) == (303, "/en/desk/side-streams/S-3")
    visitor = client_of(ANONYMOUS)
    for old, new in (
        ("/en/materials/S-2", "/en/materials/S-3"),
        ("/fi/materiaalit/S-2.csv", "/fi/materiaalit/S-3.csv"),
        ("/api/v1/materials/S-2?lang=sv", "/api/v1/materials/S-3?lang=sv"),
    ):
        moved = visitor.get(old)
        assert (moved.status_code, moved.location) == (308, new)
    with desk.session() as session:
        put_stream(session, "S-3", name="Same sand", visibility="city_only", consent="no")
    hidden, missing = visitor.get("/en/materials/S-2"), visitor.get("/en/materials/S-99")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.get_data(as_text=True).replace("S-2", "S-99") == missing.get_data(as_text=True)


def test_reviewers_see_findings_on_the_record_page_and_others_do_not(
    client_of: ClientOf, reviewer: FlaskClient
) -> None:
    page = reviewer.get("/en/materials/S-1").get_data(as_text=True)
    assert "Open the case" in page
    assert "mean Concrete, which is also called" in page
    assert "Open the case" in reviewer.get("/en/needs/N-1").get_data(as_text=True)
    assert "Open the case" not in client_of(ANONYMOUS).get("/en/materials/S-3").get_data(as_text=True)
    assert "Open the case" not in client_of(OWNER).get("/en/materials/S-1").get_data(as_text=True)


def test_a_request_to_act_for_a_company_is_granted_beside_the_queue(desk: Bank, reviewer: FlaskClient) -> None:
    from databank import accounts
    from databank.accounts import mandates

    with desk.session() as session:
        person = accounts.add_person(session, email="anna@alder.example", name="Anna Alder", language="fi", at=NOW)
        asked = mandates.ask(session, person.id, "alder", MandateKind.MEMBER, at=NOW)
    page = reviewer.get("/en/desk").get_data(as_text=True)
    assert "Anna Alder" in page
    submit(reviewer, "/en/desk", {"do": "grant"}, action=f"/en/desk/mandates/{asked.id}")
    assert "Anna Alder" not in reviewer.get("/en/desk").get_data(as_text=True)
    with desk.session() as session:
        assert [one.organisation_id for one in mandates.mandates_of(session, person.id, today=NOW.date())] == ["alder"]
