"""Questions about materials and needs, as the asker, the owner and those in between meet them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from databank import models
from databank.access import ANONYMOUS, Role, Viewer
from databank.records import MandateKind, MandateState
from databank.store import Bank
from tests.databank_rows import put, put_owner, put_stream
from tests.web_forms import submit
from web.app import create_app
from web.config import Settings
from web.mails.writing import write_letter

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ASK = "/en/materials/S-1/ask"
GOOD = {"name": "Asta Asker", "email": "asta@asker.example", "text": "How dry is it?"}
SCRIPT = "<script>alert(1)</script>"
CONTACT = "olli@alder.example"
SECRETS = ("alder", "olli")
"""What would name the owner."""


class Visit:
    """A browser whose viewer and clock a test may change, and the mails it leads to."""

    def __init__(self, bank: Bank) -> None:
        self.bank, self.viewer, self.now = bank, ANONYMOUS, NOON
        settings = Settings(
            database_url="sqlite://", secret_key="a key for tests only", public_url="https://bank.example"
        )
        self.app: Flask = create_app(
            settings, bank=bank, viewer_of_request=lambda _request: self.viewer, clock=lambda: self.now
        )
        self.app.testing = True
        self.client: FlaskClient = self.app.test_client()

    def get(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return unescape(answer.text)

    def ask(self, path: str = ASK, **fields: Any) -> Any:
        self.now += timedelta(seconds=1)  # so that mails have an order
        return submit(self.client, path, GOOD | fields)

    def do(self, path: str, deed: str, **fields: Any) -> Any:
        """Send the form of a deed: the page's token, and what the deed needs."""
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.client.get(path).text)
        assert token
        self.now += timedelta(seconds=1)
        return self.client.post(path, data={"csrf_token": token[1], "deed": deed, **fields})

    def mails(self, to: str) -> list[str]:
        """All that a recipient was sent, places and text, oldest first."""
        with self.bank.session() as session:
            query = select(models.OutgoingMail).where(models.OutgoingMail.recipient == to)
            rows = session.scalars(query.order_by(models.OutgoingMail.written_at, models.OutgoingMail.id)).all()
            return [f"{row.places}\n{self._letter(row)}" for row in rows]

    def _letter(self, row: models.OutgoingMail) -> str:
        written = write_letter(self.app, "https://bank.example", row.template, row.language, row.places)
        return f"{written.subject}\n{written.text}\n{written.html}"

    def link(self, to: str) -> str:
        """The first link to an enquiry that a recipient got."""
        found = re.search(r"https://bank\.example(/en/(?:enquiries|own/enquiries)/[\w-]+)", self.mails(to)[0])
        assert found
        return found[1]

    def enquiries(self) -> list[models.Enquiry]:
        with self.bank.session() as session:
            return list(session.scalars(select(models.Enquiry)))

    def add_person(self, person_id: int, name: str, role: Role | None = None, acts_for: str = "") -> Viewer:
        with self.bank.session() as session:
            session.add(
                models.Person(
                    id=person_id,
                    email=f"{name}@people.example",
                    active=True,
                    fs_uniquifier=name,
                    name=f"{name.title()} Person",
                    language="en",
                    created_at=NOON,
                    roles=[models.Role(name=role.value)] if role else [],
                )
            )
            session.flush()
            if acts_for:
                granted = {"kind": MandateKind.MEMBER, "state": MandateState.GRANTED, "asked_at": NOON}
                session.add(models.Mandate(id=name, person_id=person_id, organisation_id=acts_for, **granted))
        held = frozenset({acts_for} if acts_for else ())
        return Viewer(roles=frozenset({role} if role else ()), organisation_ids=held, person_id=person_id)


@pytest.fixture
def visit(sqlite_bank: Bank) -> Visit:
    """An offer of a company that stays hidden, in English, with a contact."""
    with sqlite_bank.session() as session:
        put_owner(session)
        put_stream(
            session,
            language="en",
            visibility="company_hidden",
            consent="sums",
            contact_name="Olli Owner",
            contact_email=CONTACT,
        )
    return Visit(sqlite_bank)


def names_owner(text: str) -> bool:
    return any(secret in text.lower() for secret in SECRETS)


def test_a_question_is_handed_on_with_a_copy_for_the_asker(visit: Visit) -> None:
    assert f'href="{ASK}"' in visit.get("/en/materials/S-1")
    answer = visit.ask()
    assert (answer.status_code, answer.location) == (303, "/en/enquiries/sent")
    assert "We sent you a copy" in visit.get(answer.location)
    (to_owner,), (copy,) = visit.mails(CONTACT), visit.mails("asta@asker.example")
    assert "How dry is it?" in to_owner
    assert "Asta Asker" in to_owner
    assert "How dry is it?" in copy
    assert visit.link(CONTACT) != visit.link("asta@asker.example")


def test_neither_side_learns_more_than_the_other_shows(visit: Visit) -> None:
    visit.ask()
    asker, owner = visit.link("asta@asker.example"), visit.link(CONTACT)
    visit.do(owner, "write", text="Ten per cent of water.")
    visit.do(asker, "write", text="Can we have a sample?")
    visit.do(owner, "write", text="Yes.")
    assert "Ten per cent of water." in visit.get(asker)
    pages = [visit.get(asker), visit.get(ASK), visit.get("/en/enquiries/sent"), visit.get("/en/materials/S-1")]
    told = [*pages, *visit.mails("asta@asker.example")]
    assert len(told) == 7
    assert not [text for text in told if names_owner(text)]
    for text in (visit.get(owner), *visit.mails(CONTACT)):
        assert "Asta Asker" in text
        assert "asta@asker.example" not in text


def test_the_owner_shows_who_it_is_to_this_asker_only(visit: Visit) -> None:
    visit.ask()
    visit.ask(email="other@asker.example", name="Otto Other")
    owner = visit.link(CONTACT)
    first = visit.link("asta@asker.example")
    done = visit.do(owner, "reveal", shown_name="Olli Owner", shown_email=CONTACT)
    assert done.status_code == 303
    page, mail = visit.get(first), visit.mails("asta@asker.example")[-1]
    for text in (page, mail):
        assert "Alder Oy" in text
        assert CONTACT in text
    other = [visit.get(visit.link("other@asker.example")), *visit.mails("other@asker.example")]
    assert not [text for text in other if names_owner(text)]
    assert not names_owner(visit.get("/en/materials/S-1"))
    visit.do(owner, "reveal", shown_name="Olli Owner", shown_email=CONTACT)
    assert len(visit.mails("asta@asker.example")) == 2  # shown twice is told once
    (row,) = [one for one in visit.enquiries() if one.revealed_at]
    assert row.revealed_by


def test_the_asker_cannot_press_the_owners_buttons(visit: Visit) -> None:
    visit.ask()
    asker = visit.link("asta@asker.example")
    for deed, fields in (
        ("reveal", {"shown_name": "x", "shown_email": "x@example.org"}),
        ("let-see", {"until": "2026-12-31"}),
    ):
        assert visit.do(asker, deed, **fields).status_code == 404
    assert visit.do(asker, "dance").status_code == 400
    assert not visit.enquiries()[0].revealed_at


def test_the_key_of_a_link_goes_nowhere_with_feedback(visit: Visit) -> None:
    visit.ask()
    path = visit.link(CONTACT)
    key = path.rpartition("/")[2]
    foot = visit.get(path).partition("<footer")[2]
    assert "feedback" in foot
    assert key not in foot


def test_the_asker_may_show_the_address(visit: Visit) -> None:
    visit.ask(shows_email="1")
    assert "asta@asker.example" in visit.mails(CONTACT)[0]
    assert "asta@asker.example" in visit.get(visit.link(CONTACT))


def test_a_question_posted_twice_is_one(visit: Visit) -> None:
    assert visit.ask().location == visit.ask().location
    assert len(visit.enquiries()) == 1
    assert len(visit.mails(CONTACT)) == 1
    owner = visit.link(CONTACT)
    visit.do(owner, "write", text="Dry.")
    visit.do(owner, "write", text="Dry.")
    assert visit.get(owner).count("Dry.") == 1


def test_script_is_text(visit: Visit) -> None:
    visit.ask(text=f"Hello {SCRIPT}", name=SCRIPT)
    for path in (visit.link(CONTACT), visit.link("asta@asker.example")):
        page = visit.client.get(path).text
        assert SCRIPT not in page
        assert "&lt;script&gt;" in page


@pytest.mark.parametrize("record", ["S-hidden", "S-fact", "S-nothing"])
def test_hidden_and_missing_answer_alike(visit: Visit, record: str) -> None:
    with visit.bank.session() as session:
        put_stream(session, "S-hidden", visibility="city_only", consent="no")
        put_stream(session, "S-fact", kind="register", source_url="https://example.org", source_title="Register")
    missing = visit.client.get("/en/materials/S-absent/ask")
    answer = visit.client.get(f"/en/materials/{record}/ask")
    assert answer.status_code == 404
    token = re.compile(r'name="csrf_token" value="[^"]+"')
    one, other = answer.text.replace(record, "-"), missing.text.replace("S-absent", "-")
    assert token.sub("", one) == token.sub("", other)


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"text": ""}, "text", "Write what you want to know"),
        ({"text": "x" * 4001}, "text", "too long by 1"),
        ({"name": " "}, "name", "Enter your name"),
        ({"email": "asta@"}, "email", "Enter an e-mail address"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(visit: Visit, fields: dict[str, str], field: str, sentence: str) -> None:
    answer = visit.ask(**fields)
    page = unescape(answer.text)
    assert answer.status_code == 422
    assert "<title>Error:" in page
    assert sentence in page
    assert f'id="{field}-error"' in page
    assert visit.enquiries() == []


def test_what_programs_fill_in_is_dropped_and_too_much_is_refused(visit: Visit) -> None:
    assert visit.ask(website="https://spam.example").status_code == 303
    assert visit.enquiries() == []
    answers = [visit.ask(text=f"Question {number}").status_code for number in range(11)]
    assert answers == [303] * 10 + [429]


def test_an_expired_link_is_a_sentence(visit: Visit) -> None:
    visit.ask()
    owner = visit.link(CONTACT)
    visit.now += timedelta(days=366)
    for path in (owner, "/en/enquiries/nothing"):
        answer = visit.client.get(path)
        assert answer.status_code == 410
        assert "This link has expired" in answer.text


def test_members_answer_with_their_account(visit: Visit) -> None:
    with visit.bank.session() as session:
        put_stream(session, language="en", visibility="company_hidden", consent="sums", contact_email="")
    member = visit.add_person(1, "member", acts_for="alder")
    stranger = visit.add_person(2, "stranger")
    visit.ask()
    path = visit.link("member@people.example")
    assert path.startswith("/en/own/enquiries/")
    assert visit.client.get(path).status_code == 303  # sign in first
    visit.viewer = stranger
    assert visit.client.get(path).status_code == 404
    visit.viewer = member
    assert path in visit.get("/en/own/enquiries")
    assert 'value="Member Person"' in visit.get(path)
    visit.do(path, "write", text="Quite dry.")
    visit.viewer = ANONYMOUS
    assert "Quite dry." in visit.get(visit.link("asta@asker.example"))


def test_the_owner_opens_the_record_to_an_asker_with_an_account(visit: Visit) -> None:
    visit.viewer = visit.add_person(2, "asker")
    visit.ask()
    visit.viewer = ANONYMOUS
    owner = visit.link(CONTACT)
    assert visit.do(owner, "let-see", until="2020-01-01").status_code == 422
    assert visit.do(owner, "let-see", until="soon").status_code == 422
    assert visit.do(owner, "let-see", until="2027-01-31").status_code == 303
    with visit.bank.session() as session:
        (grant,) = session.scalars(select(models.Grant)).all()
    assert (grant.person_id, grant.record_id) == (2, "S-1")
    assert "2027" in visit.mails("asta@asker.example")[-1]


def test_prizztech_is_asked_in_and_sees_no_hidden_names(visit: Visit) -> None:
    helper = visit.add_person(3, "helper", Role.FACILITATOR)
    visit.ask()
    assert visit.mails("helper@people.example") == []
    visit.do(visit.link(CONTACT), "help")
    path = visit.link("helper@people.example")
    visit.viewer = helper
    for text in (visit.get(path), visit.get("/en/own/enquiries"), *visit.mails("helper@people.example")):
        assert not names_owner(text)
        assert "asta@asker.example" not in text
    visit.do(path, "write", text="Let us meet.")
    visit.viewer = ANONYMOUS
    assert "Let us meet." in visit.get(visit.link("asta@asker.example"))


def test_when_nobody_can_be_reached_the_city_answers(visit: Visit) -> None:
    with visit.bank.session() as session:
        put_stream(session, language="en", visibility="company_hidden", consent="sums", contact_email="")
    visit.add_person(4, "reviewer", Role.REVIEWER)
    visit.ask()
    path = visit.link("reviewer@people.example")
    visit.viewer = Viewer(roles=frozenset({Role.REVIEWER}), person_id=4)
    visit.do(path, "write", text="We ask the company.")
    visit.viewer = ANONYMOUS
    told = [visit.get(visit.link("asta@asker.example")), *visit.mails("asta@asker.example")]
    assert "We ask the company." in told[0]
    assert "City of Pori" in told[0]
    assert not [text for text in told if names_owner(text)]


def test_a_need_is_asked_about_and_a_question_is_closed(visit: Visit) -> None:
    with visit.bank.session() as session:
        need = {"material_classes": "foundry_sand", "year": 2026, "amount": 10, "status": "published"}
        put(session, "needs", id="N-1", site_id="alder", name="Sand wanted", visibility="company_hidden", **need)
    assert 'href="/en/needs/N-1/ask"' in visit.get("/en/needs/N-1")
    assert visit.ask("/en/needs/N-1/ask").status_code == 303
    asker = visit.link("asta@asker.example")
    assert visit.do(asker, "close").status_code == 303
    assert "has been closed" in visit.get(asker)
    assert visit.do(asker, "write", text="x").status_code == 400
