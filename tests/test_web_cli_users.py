"""`sivuvirta user`: accounts from the command line, and the people of the demonstration."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from databank import accounts
from databank.access import Role
from databank.records import MandateKind, Person
from databank.store import Bank
from tests.databank_rows import put
from tests.web_forms import submit
from web.app import create_app
from web.cli import demo_people
from web.cli.entry import run
from web.cli.users import ROLES
from web.config import Settings

ANN = "ann@example.org"
PASSWORD = "a lantern over grey water"


@pytest.fixture
def bank_here(sqlite_url: str, sqlite_bank: Bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bank:
    monkeypatch.setenv("SIVUVIRTA_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("SIVUVIRTA_SECRET_KEY", "a key for tests only")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    return sqlite_bank


def found(bank: Bank, email: str = ANN) -> Person:
    """The person with this address."""
    with bank.session() as session:
        known = accounts.person_by_email(session, email, today=date(2026, 11, 20))
    assert known is not None
    return known


def test_the_link_of_a_new_account_sets_its_password_once(
    bank_here: Bank, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["user", "add", "Ann@Example.org", "--name", "Ann B", "--role", "researcher"]) == 0
    link = re.search(r"http://127\.0\.0\.1:8000(/\S+)", capsys.readouterr().out)
    assert link is not None
    client = create_app(
        Settings(database_url=sqlite_url, secret_key="a key for tests only"), bank=bank_here
    ).test_client()
    fields = {"password": PASSWORD, "password_confirm": PASSWORD}
    assert submit(client, link[1], fields).status_code == 303
    assert client.get(link[1]).status_code == 302
    assert submit(client, "/en/account/sign-in", {"email": ANN, "password": PASSWORD}).status_code == 303


def test_every_role_can_be_given_and_taken(bank_here: Bank) -> None:
    assert set(ROLES) == {role.value for role in Role} - {Role.MEMBER.value}
    assert run(["user", "add", ANN, "--name", "Ann", "--role", "reviewer", "--role", "publisher"]) == 0
    assert found(bank_here).roles == {"reviewer", "publisher"}
    assert run(["user", "role", ANN, "facilitator"]) == 0
    assert found(bank_here).roles == {"facilitator"}
    assert run(["user", "role", ANN]) == 0
    assert found(bank_here).roles == frozenset()


def test_a_new_account_may_act_for_an_organisation(bank_here: Bank) -> None:
    with bank_here.session(writing=True) as session:
        put(session, "organisations", id="alder", name="Alder Oy", sector="metal", business_id="0201256-6")
    command = ["user", "add", ANN, "--name", "Ann", "--organisation", "0201256-6", "--mandate", "manager"]
    assert run(command) == 0
    (mandate,) = found(bank_here).mandates
    assert (mandate.organisation_id, mandate.kind) == ("alder", MandateKind.MANAGER)


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (["add", "no address", "--name", "X"], "is no e-mail address"),
        (["add", ANN, "--name", "X", "--organisation", "nobody"], "no organisation nobody"),
        (["add", "known@example.org", "--name", "X"], "has an account already"),
        (["role", "nobody@example.org"], "Nobody has an account"),
        (["role", "known@example.org"], "must stay administrator"),
        (["deactivate", "known@example.org"], "must stay administrator"),
        (["reset-link", "nobody@example.org"], "Nobody has an account"),
        (["add", ANN, "--name", "X", "--role", "king"], "must be one of"),
    ],
)
def test_what_cannot_be_done_is_a_sentence_and_changes_nothing(
    bank_here: Bank, capsys: pytest.CaptureFixture[str], command: list[str], sentence: str
) -> None:
    assert run(["user", "add", "known@example.org", "--name", "Known", "--role", "administrator"]) == 0
    capsys.readouterr()
    assert run(["user", *command]) == 2
    assert sentence in capsys.readouterr().err
    with bank_here.session() as session:
        assert [one.email for one in accounts.people(session)] == ["known@example.org"]


def test_an_account_is_closed_listed_and_opened(bank_here: Bank, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["user", "list"]) == 0
    assert "Nobody has an account yet" in capsys.readouterr().out
    run(["user", "add", ANN, "--name", "Ann"])
    assert run(["user", "deactivate", ANN]) == 0
    capsys.readouterr()
    assert run(["user", "list"]) == 0
    assert capsys.readouterr().out == f"{ANN}\tAnn\t-\tclosed\n"
    assert run(["user", "deactivate", ANN, "--again"]) == 0
    assert found(bank_here).active


def test_demo_people_sign_in_with_a_password_that_is_new_each_time(
    bank_here: Bank, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(database_url=sqlite_url, secret_key="a key for tests only", staff_two_factor=False)
    with bank_here.session(writing=True) as session:
        put(session, "organisations", id="alder", name="Alder Oy", sector="metal", is_example="1")
        put(session, "sites", id="alder", organisation_id="alder", name="Works", municipality="Pori", is_example="1")
        put(
            session,
            "side-streams",
            id="S-1",
            site_id="alder",
            name="Sand",
            material_class="foundry_sand",
            is_example="1",
        )
    said = []
    for _ in range(2):
        demo_people.renew(bank_here, settings)
        said.append(re.search(r"password (\S+),", capsys.readouterr().out))
    first, second = (match[1] for match in said if match is not None)
    assert first != second
    assert [mandate.kind for mandate in found(bank_here, "manager@example.org").mandates] == [MandateKind.MANAGER]
    app = create_app(settings, bank=bank_here)
    for email in ("administrator@example.org", "neighbouring-municipality@example.org", "member@example.org"):
        fields = {"email": email, "password": second}
        answer = submit(app.test_client(), "/en/account/sign-in", fields)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/en/account")
    old = submit(app.test_client(), "/en/account/sign-in", {"email": "member@example.org", "password": first})
    assert old.status_code == 422
