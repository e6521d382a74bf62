"""Pages of accounts: mandates, invitations, people and roles; who may do what, and what is said when it may not be."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask, Request
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from databank import accounts, models
from databank.access import ANONYMOUS, Role, Viewer
from databank.accounts import mandates
from databank.keys import hash_key
from databank.records import MandateKind
from databank.store import Bank
from tests.databank_rows import put
from tests.web_forms import submit
from web.accounts.mine import browser_words
from web.app import create_app
from web.config import Settings

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
ACCOUNT = "/en/account"


class Here:
    """One bank, and the application as whoever the test says is looking."""

    def __init__(self, bank: Bank, url: str) -> None:
        self.bank = bank
        self.viewer_of: Callable[[], Viewer] = lambda: ANONYMOUS
        settings = Settings(database_url=url, secret_key="a key for tests only", staff_two_factor=False)
        self.app: Flask = create_app(settings, bank=bank, viewer_of_request=self.viewer, clock=lambda: NOW)
        self.app.testing = True

    def viewer(self, _request: Request) -> Viewer:
        return self.viewer_of()

    def person(self, name: str, *roles: Role) -> int:
        with self.bank.session(writing=True) as session:
            email = f"{name.lower()}@example.org"
            return accounts.add_person(session, email, name=name, language="en", at=NOW, roles=roles).id

    def organisation(self, name: str = "Owner", **values: Any) -> str:
        with self.bank.session(writing=True) as session:
            put(session, "organisations", id=name.lower(), name=name, sector="metal", **values)
        return name.lower()

    def acts(self, person_id: int, organisation_id: str, kind: MandateKind, until: date | None = None) -> str:
        with self.bank.session(writing=True) as session:
            given = mandates.give(
                session, person_id, organisation_id, kind, by="a test", at=NOW, valid_until=until or TODAY
            )
        return given.id

    def as_person(self, person_id: int) -> FlaskClient:
        """The browser of somebody who has signed in; their rights are asked of the bank with every request."""

        def viewer() -> Viewer:
            with self.bank.session() as session:
                return accounts.viewer_of(session, person_id, today=TODAY, staff_two_factor=False)

        self.viewer_of = viewer
        return self.app.test_client()

    def mails(self) -> list[str]:
        with self.bank.session() as session:
            return sorted(f"{mail.template} {mail.recipient}" for mail in session.scalars(select(models.OutgoingMail)))


@pytest.fixture
def here(sqlite_bank: Bank, sqlite_url: str) -> Here:
    return Here(sqlite_bank, sqlite_url)


def text(response: TestResponse) -> str:
    return response.get_data(as_text=True)


# --- asking and granting -----------------------------------------------------------------------------------------


def test_a_mandate_is_asked_granted_and_ended(here: Here) -> None:
    owner = here.organisation(business_id="0201256-6", source_url="https://example.org/register")
    boss, ann = here.person("Boss"), here.person("Ann")
    here.acts(boss, owner, MandateKind.MANAGER)
    client = here.as_person(ann)
    asked = submit(client, ACCOUNT, {"business_id": "FI02012566", "kind": "member"}, action=f"{ACCOUNT}/mandates/ask")
    assert asked.status_code == 303
    assert "not yet answered" in text(client.get(ACCOUNT))
    assert here.mails() == ["mandate-asked boss@example.org"]
    client = here.as_person(boss)
    page = text(client.get(f"{ACCOUNT}/organisations/{owner}"))
    (path,) = {found for found in re.findall(r'action="([^"]+)"', page) if "/M-" in found and "Ann" in page} - {
        path for path in re.findall(r'action="([^"]+)"', page) if path.endswith(mandate_of(here, boss))
    }
    place = f"{ACCOUNT}/organisations/{owner}"
    answer = submit(client, place, {"action": "grant", "valid_until": "2027-01-31"}, action=path)
    assert answer.status_code == 303
    assert "mandate-answered ann@example.org" in here.mails()
    assert "In force until 31" in text(here.as_person(ann).get(ACCOUNT))
    client = here.as_person(boss)
    assert submit(client, place, {"action": "end"}, action=path).status_code == 303
    assert "You act for no organisation" not in text(here.as_person(ann).get(ACCOUNT))
    with here.bank.session() as session:
        assert accounts.viewer_of(session, ann, today=TODAY).organisation_ids == frozenset()


def mandate_of(here: Here, person_id: int) -> str:
    with here.bank.session() as session:
        return str(session.scalars(select(models.Mandate.id).where(models.Mandate.person_id == person_id)).one())


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("0201256-7", "check digit does not match"),
        ("", "Enter the business id"),
        ("0112038-9", "No organisation with this business id"),
        ("<script>", "seven digits"),
    ],
)
def test_a_wrong_business_id_is_said_at_the_field_and_kept(here: Here, typed: str, sentence: str) -> None:
    client = here.as_person(here.person("Ann"))
    answer = submit(client, ACCOUNT, {"business_id": typed}, action=f"{ACCOUNT}/mandates/ask")
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert "<script>" not in text(answer)
    if typed and "<" not in typed:
        assert f'value="{typed}"' in text(answer)


def test_a_hidden_organisation_is_answered_as_one_that_is_not_there(here: Here) -> None:
    here.organisation(business_id="0201256-6", source_url=None)
    client = here.as_person(here.person("Ann"))
    answers = [
        re.sub(
            r'value="[^"]*"',
            "",
            text(submit(client, ACCOUNT, {"business_id": number}, action=f"{ACCOUNT}/mandates/ask")),
        )
        for number in ("0201256-6", "0112038-9")
    ]
    assert answers[0] == answers[1]


def test_only_who_decides_sees_the_people_of_an_organisation(here: Here) -> None:
    owner = here.organisation()
    member, manager, reviewer = here.person("Member"), here.person("Manager"), here.person("Rita", Role.REVIEWER)
    other = here.person("Other", Role.FACILITATOR)
    here.acts(member, owner, MandateKind.MEMBER)
    here.acts(manager, owner, MandateKind.MANAGER)
    statuses = {
        name: here.as_person(person).get(f"{ACCOUNT}/organisations/{owner}").status_code
        for name, person in (("member", member), ("manager", manager), ("reviewer", reviewer), ("other", other))
    }
    assert statuses == {"member": 404, "manager": 200, "reviewer": 200, "other": 404}


def test_a_manager_of_one_organisation_decides_nothing_for_another(here: Here) -> None:
    one, two = here.organisation("One"), here.organisation("Two")
    manager, ann = here.person("Manager"), here.person("Ann")
    here.acts(manager, one, MandateKind.MANAGER)
    mandate = here.acts(ann, two, MandateKind.MEMBER)
    client = here.as_person(manager)
    place = f"{ACCOUNT}/organisations/{one}"
    own = f"{place}/{mandate_of(here, manager)}"
    token = re.search(r'name="csrf_token" value="([^"]+)"', text(client.get(place)))
    assert token is not None
    assert own in text(client.get(place))
    answer = client.post(f"{place}/{mandate}", data={"csrf_token": token[1], "action": "end"})
    assert answer.status_code == 404
    with here.bank.session() as session:
        assert accounts.viewer_of(session, ann, today=TODAY).organisation_ids == {two}


def test_a_last_day_in_the_past_is_refused_at_the_field(here: Here) -> None:
    owner, manager = here.organisation(), here.person("Manager")
    mandate = here.acts(manager, owner, MandateKind.MANAGER)
    client, place = here.as_person(manager), f"{ACCOUNT}/organisations/{owner}"
    fields = {"action": "prolong", "valid_until": "2020-01-01"}
    answer = submit(client, place, fields, action=f"{place}/{mandate}")
    assert answer.status_code == 422
    assert f'id="valid_until-{mandate}-error"' in text(answer)


def test_a_request_answered_twice_says_so(here: Here) -> None:
    owner, rita, ann = here.organisation(), here.person("Rita", Role.REVIEWER), here.person("Ann")
    with here.bank.session(writing=True) as session:
        mandate = mandates.ask(session, ann, owner, MandateKind.MEMBER, at=NOW).id
    client, place = here.as_person(rita), f"{ACCOUNT}/organisations/{owner}"
    page = text(client.get(place))
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    fields = {"csrf_token": token[1], "action": "grant", "valid_until": "2027-01-31"}
    statuses = [client.post(f"{place}/{mandate}", data=fields) for _ in range(2)]
    assert [answer.status_code for answer in statuses] == [303, 409]
    assert "answered this request already" in text(statuses[1])


def test_a_visitor_is_asked_to_sign_in(here: Here) -> None:
    client = here.app.test_client()
    for path in (ACCOUNT, f"{ACCOUNT}/requests", f"{ACCOUNT}/invitations", f"{ACCOUNT}/organisations/x"):
        answer = client.get(path)
        assert (answer.status_code, "sign-in?next=" in answer.headers["Location"]) == (303, True)


# --- invitations -------------------------------------------------------------------------------------------------


def invited(client: FlaskClient, **fields: Any) -> str:
    """Make a link on the page; its path."""
    asked = {"valid_until": "2026-12-20", "language": "en"} | fields
    answer = submit(client, f"{ACCOUNT}/invitations", asked)
    assert answer.status_code == 303, text(answer)
    link = re.search(r'value="(http[^"]+/invitation/[^"]+)"', text(client.get(f"{ACCOUNT}/invitations")))
    assert link is not None
    assert "/invitation/" not in text(client.get(f"{ACCOUNT}/invitations"))  # shown once
    return "/" + link[1].split("/", 3)[3]


def test_an_invitation_gives_its_mandate_once(here: Here) -> None:
    owner, manager, ann = here.organisation(), here.person("Manager"), here.person("Ann")
    here.acts(manager, owner, MandateKind.MANAGER)
    path = invited(here.as_person(manager), organisation=owner, mandate="member", email="ann@example.org")
    assert "invitation ann@example.org" in here.mails()
    client = here.as_person(ann)
    assert "Owner" in text(client.get(path))
    assert submit(client, path, {}).status_code == 303
    with here.bank.session() as session:
        assert accounts.viewer_of(session, ann, today=TODAY).organisation_ids == {owner}
    again = client.get(path)
    assert again.status_code == 410
    assert "used already" in text(again)


def test_an_invitation_is_for_the_address_it_names(here: Here) -> None:
    owner, manager, eve = here.organisation(), here.person("Manager"), here.person("Eve")
    here.acts(manager, owner, MandateKind.MANAGER)
    path = invited(here.as_person(manager), organisation=owner, mandate="manager", email="ann@example.org")
    answer = submit(here.as_person(eve), path, {})
    assert answer.status_code == 410
    assert "another e-mail address" in text(answer)


def test_expired_and_unknown_invitations_say_what_to_do(here: Here) -> None:
    owner, rita = here.organisation(), here.person("Rita", Role.REVIEWER)
    with here.bank.session(writing=True) as session:
        offer = accounts.Offer(organisation_id=owner, valid_until=TODAY)
        viewer = accounts.viewer_of(session, rita, today=TODAY, staff_two_factor=False)
        key = accounts.invite(session, offer, viewer, by="Rita", at=NOW - timedelta(days=1))
        session.get_one(models.Invitation, hash_key(key)).valid_until = TODAY - timedelta(days=1)
    client = here.app.test_client()
    expired, unknown = client.get(f"{ACCOUNT}/invitation/{key}"), client.get(f"{ACCOUNT}/invitation/{'a' * 26}")
    assert (expired.status_code, unknown.status_code) == (410, 410)
    assert "has expired" in text(expired)
    assert "whole link was copied" in text(unknown)


def test_only_an_administrator_gives_a_role_by_a_link(here: Here) -> None:
    frans, aino, ann = (
        here.person("Frans", Role.FACILITATOR),
        here.person("Aino", Role.ADMINISTRATOR),
        here.person("Ann"),
    )
    refused = submit(here.as_person(frans), f"{ACCOUNT}/invitations", {"role": "reviewer", "valid_until": "2026-12-20"})
    assert refused.status_code == 422
    path = invited(here.as_person(aino), role="researcher")
    assert submit(here.as_person(ann), path, {}).status_code == 303
    with here.bank.session() as session:
        assert accounts.viewer_of(session, ann, today=TODAY).roles == {Role.RESEARCHER}


def test_who_invites_nobody_has_no_such_page(here: Here) -> None:
    assert here.as_person(here.person("Ann")).get(f"{ACCOUNT}/invitations").status_code == 404


# --- people and roles --------------------------------------------------------------------------------------------


def test_an_administrator_gives_and_takes_roles(here: Here) -> None:
    aino, ann = here.person("Aino", Role.ADMINISTRATOR), here.person("Ann")
    client, page = here.as_person(aino), f"{ACCOUNT}/people/{ann}"
    fields = {"roles": ["reviewer", "publisher", "member", "made_up"]}
    assert submit(client, page, fields, action=f"{page}/roles").status_code == 303
    with here.bank.session() as session:
        assert accounts.person(session, ann, today=TODAY).roles == {"reviewer", "publisher"}
    assert submit(client, page, {"roles": []}, action=f"{page}/roles").status_code == 303
    with here.bank.session() as session:
        assert accounts.person(session, ann, today=TODAY).roles == frozenset()


def test_the_last_administrator_stays(here: Here) -> None:
    aino = here.person("Aino", Role.ADMINISTRATOR)
    client, page = here.as_person(aino), f"{ACCOUNT}/people/{aino}"
    for action, fields in (("roles", {"roles": []}), ("active", {"active": "0"})):
        answer = submit(client, page, fields, action=f"{page}/{action}")
        assert answer.status_code == 409
        assert "must stay administrator" in text(answer)


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.ADMINISTRATOR, Role.MEMBER}])
def test_people_are_for_the_administrator_alone(here: Here, role: Role) -> None:
    person = here.person("Somebody", role)
    client = here.as_person(person)
    assert client.get(f"{ACCOUNT}/people").status_code == 404
    assert client.get(f"{ACCOUNT}/people/{person}").status_code == 404


def test_supervision_has_no_role_and_the_page_says_so(here: Here) -> None:
    page = text(here.as_person(here.person("Ann")).get(ACCOUNT))
    assert "Whoever supervises permits gets no role here" in page
    assert "inspector" not in {role.value for role in Role}


# --- my details --------------------------------------------------------------------------------------------------


def test_details_are_changed_and_wrong_ones_said(here: Here) -> None:
    ann = here.person("Ann")
    client = here.as_person(ann)
    answer = submit(client, ACCOUNT, {"name": " Ann  B ", "language": "sv"}, action=f"{ACCOUNT}/details")
    assert answer.headers["Location"] == "/sv/konto"
    with here.bank.session() as session:
        person = accounts.person(session, ann, today=TODAY)
    assert (person.name, person.language) == ("Ann B", "sv")
    wrong = submit(client, ACCOUNT, {"name": ""}, action=f"{ACCOUNT}/details")
    assert wrong.status_code == 422
    assert "Enter your name" in text(wrong)


@pytest.mark.parametrize("language", ["fi/tili", "sv/konto", "en/account"])
def test_script_in_a_name_is_text(here: Here, language: str) -> None:
    with here.bank.session(writing=True) as session:
        name = "<script>alert(1)</script>"
        ann = accounts.add_person(session, "ann@example.org", name=name, language="en", at=NOW).id
    page = text(here.as_person(ann).get(f"/{language}"))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36", "Chrome, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("curl/8.0", "Unknown browser"),
    ],
)
def test_a_browser_is_named_so_that_one_knows_it_again(here: Here, told: str, words: str) -> None:
    with here.app.test_request_context("/en/"):
        assert browser_words(told) == words
