"""Signing in: generic answers, codes that work once, sessions that end, forms from elsewhere, limits."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from passlib.totp import TOTP
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from databank import accounts, models
from databank.access import Role
from databank.accounts import sign_ins
from databank.store import Bank
from tests.web_forms import submit
from web.app import create_app
from web.auth import by_hand, passwords, second_factor
from web.config import Settings

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
GOOD = "seven herring on a bicycle"
OTHER = "a lantern over grey water"
SIGN_IN, ACCOUNT = "/en/account/sign-in", "/en/account"
ANN = "ann@example.org"


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings_here(sqlite_url: str) -> Settings:
    return Settings(database_url=sqlite_url, secret_key="a key for tests only")


@pytest.fixture
def app(settings_here: Settings, sqlite_bank: Bank, clock: Clock) -> Flask:
    made = create_app(settings_here, bank=sqlite_bank, clock=clock)
    made.testing = True
    cheap = {"argon2__time_cost": 1, "argon2__memory_cost": 64, "argon2__parallelism": 1}
    made.extensions["security"].pwd_context.update(**cheap)  # what a password costs is not tested here
    return made


@pytest.fixture
def add(app: Flask, sqlite_bank: Bank) -> Callable[..., int]:
    """Make an account; its id."""
    hashed = by_hand.password_hash(app, GOOD)

    def added(email: str = ANN, *, roles: tuple[Role, ...] = (), **options: Any) -> int:
        with sqlite_bank.session(writing=True) as session:
            person = accounts.add_person(
                session, email, name="Ann", language="en", at=NOW, roles=roles, password_hash=hashed, **options
            )
        return person.id

    return added


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def sign_in(client: FlaskClient, email: str = ANN, password: str = GOOD) -> TestResponse:
    return submit(client, SIGN_IN, {"email": email, "password": password})


def text(response: TestResponse) -> str:
    return response.get_data(as_text=True)


def cookie(client: FlaskClient, name: str = "sivuvirta") -> str:
    found = client.get_cookie(name)
    return found.value if found else ""


def mails(bank: Bank) -> list[models.OutgoingMail]:
    with bank.session() as session:
        return list(session.scalars(select(models.OutgoingMail).order_by(models.OutgoingMail.written_at)))


# --- signing in and out ------------------------------------------------------------------------------------------


def test_who_signs_in_comes_back_to_the_page_they_wanted(client: FlaskClient, add: Callable[..., int]) -> None:
    add()
    asked = client.get(ACCOUNT)
    assert asked.status_code == 303
    answer = submit(client, asked.headers["Location"], {"email": ANN.upper(), "password": GOOD})
    assert (answer.status_code, answer.headers["Location"]) == (303, ACCOUNT)
    page = client.get(ACCOUNT)
    assert "Ann" in text(page)
    assert page.headers["Cache-Control"] == "no-store"


def test_nobody_is_led_to_another_site(client: FlaskClient, add: Callable[..., int]) -> None:
    add()
    answer = submit(client, f"{SIGN_IN}?next=https://evil.example/", {"email": ANN, "password": GOOD})
    assert "evil.example" not in answer.headers.get("Location", "")


def test_a_known_and_an_unknown_address_are_answered_alike(client: FlaskClient, add: Callable[..., int]) -> None:
    add()
    wrong = sign_in(client, password="not the right one")
    unknown = sign_in(client, email="nobody@example.org")
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    sentences = [re.findall(r'class="err"[^>]*>([^<]+)', text(page)) for page in (wrong, unknown)]
    assert sentences[0] == sentences[1] != []


def test_who_has_not_confirmed_the_address_is_answered_as_nobody(client: FlaskClient, add: Callable[..., int]) -> None:
    add(confirmed=False)
    assert sign_in(client).status_code == 422


def test_registering_tells_nobody_whether_an_address_is_known(
    client: FlaskClient, add: Callable[..., int], sqlite_bank: Bank
) -> None:
    add()
    fields = {"name": "Somebody", "password": OTHER, "password_confirm": OTHER}
    known = submit(client, "/en/account/register", fields | {"email": ANN})
    new = submit(client, "/en/account/register", fields | {"email": "new@example.org"})
    assert (known.status_code, known.headers["Location"]) == (new.status_code, new.headers["Location"])
    assert [mail.template for mail in mails(sqlite_bank)] == ["account-exists", "account-confirm"]


def test_an_account_is_made_confirmed_and_used(client: FlaskClient, sqlite_bank: Bank) -> None:
    fields = {"name": " Bo  Berg ", "email": "Bo@example.org", "password": OTHER, "password_confirm": OTHER}
    assert submit(client, "/sv/konto/register", fields).status_code == 303
    (mail,) = mails(sqlite_bank)
    assert (mail.recipient, mail.language) == ("bo@example.org", "sv")
    assert sign_in(client, "bo@example.org", OTHER).status_code == 422
    assert client.get(mail.places["confirmation_link"]).status_code == 302
    assert sign_in(client, "bo@example.org", OTHER).status_code == 303
    again = client.get(mail.places["confirmation_link"], follow_redirects=True)
    assert "redan bekräftad" in text(again)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("email", "no address", "form name@example.org"),
        ("name", "", "Enter your name"),
        ("password", "short", "too short"),
        ("password_confirm", "something else", "differ"),
    ],
)
def test_what_is_wrong_with_a_new_account_is_said_at_the_field(
    client: FlaskClient, field: str, typed: str, sentence: str
) -> None:
    fields = {"name": "Bo", "email": "bo@example.org", "password": OTHER, "password_confirm": OTHER}
    answer = submit(client, "/en/account/register", fields | {field: typed})
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert f'id="{field}-error"' in text(answer)
    assert "<title>Error:" in text(answer)
    assert OTHER not in text(answer)


def test_the_key_of_the_cookie_is_new_at_sign_in_and_only_its_hash_is_kept(
    client: FlaskClient, add: Callable[..., int], sqlite_bank: Bank
) -> None:
    add()
    client.get(SIGN_IN)
    before = cookie(client)
    sign_in(client)
    after = cookie(client)
    assert before != after
    assert re.fullmatch("[a-z2-7]{26}", after)
    with sqlite_bank.session() as session:
        (row,) = session.scalars(select(models.SignIn))
    assert after not in row.key_hash
    assert row.ends_at == NOW + timedelta(hours=12)


def test_signing_out_ends_the_row_and_clears_the_browser(
    client: FlaskClient, add: Callable[..., int], sqlite_bank: Bank
) -> None:
    add()
    sign_in(client)
    key = cookie(client)
    answer = submit(client, ACCOUNT, {}, action="/en/account/sign-out")
    assert answer.status_code == 303
    assert '"cookies"' in answer.headers["Clear-Site-Data"]
    assert cookie(client) != key
    client.set_cookie("sivuvirta", key)
    assert client.get(ACCOUNT).status_code == 303
    with sqlite_bank.session() as session:
        assert session.scalar(select(func.count()).select_from(models.SignIn)) == 0


def test_what_a_visitor_began_survives_signing_in(
    client: FlaskClient, add: Callable[..., int], sqlite_bank: Bank
) -> None:
    add()
    with client.session_transaction() as session:
        session["drafts"] = ["a key of a draft"]
    sign_in(client)
    with sqlite_bank.session() as session:
        row = session.scalars(select(models.SignIn)).one()
    assert row.remembered["drafts"] == ["a key of a draft"]


def test_a_visitor_costs_the_bank_no_session(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_args: Any, **_kwargs: Any) -> None:
        raise AssertionError("a visitor's session was looked up")

    for name in ("found", "begin", "remember", "end"):
        monkeypatch.setattr(sign_ins, name, refused)
    assert client.get("/en/").status_code == 200
    assert client.get(SIGN_IN).status_code == 200


# --- how long a session lives ------------------------------------------------------------------------------------


def test_who_does_nothing_is_signed_out_after_an_hour(
    client: FlaskClient, add: Callable[..., int], clock: Clock
) -> None:
    add()
    sign_in(client)
    clock.at = NOW + timedelta(minutes=59)
    assert client.get(ACCOUNT).status_code == 200
    clock.at += timedelta(minutes=59)
    assert client.get(ACCOUNT).status_code == 200
    clock.at += timedelta(minutes=61)
    answer = client.get(ACCOUNT, follow_redirects=True)
    assert "You were signed out" in text(answer)


def test_everybody_signs_in_again_after_twelve_hours(
    client: FlaskClient, add: Callable[..., int], clock: Clock
) -> None:
    add()
    sign_in(client)
    for _ in range(14):
        clock.at += timedelta(minutes=50)
        client.get(ACCOUNT)
    clock.at = NOW + timedelta(hours=11, minutes=59)
    assert client.get(ACCOUNT).status_code == 200
    clock.at = NOW + timedelta(hours=12)
    assert client.get(ACCOUNT).status_code == 303


def test_being_seen_is_written_once_a_minute(
    client: FlaskClient, add: Callable[..., int], clock: Clock, sqlite_bank: Bank
) -> None:
    add()
    sign_in(client)
    client.get(ACCOUNT)  # what the page remembers is written
    first = seen_at(sqlite_bank)
    clock.at += timedelta(seconds=59)
    client.get(ACCOUNT)
    assert seen_at(sqlite_bank) == first
    clock.at += timedelta(seconds=1)
    client.get(ACCOUNT)
    assert seen_at(sqlite_bank) == NOW + timedelta(seconds=60)


def seen_at(bank: Bank) -> datetime:
    with bank.session() as session:
        return session.scalars(select(models.SignIn.seen_at)).one()


def test_a_closed_account_is_signed_out_at_once(
    client: FlaskClient, add: Callable[..., int], sqlite_bank: Bank
) -> None:
    person_id = add()
    sign_in(client)
    with sqlite_bank.session(writing=True) as session:
        accounts.set_active(session, person_id, active=False)
    assert client.get(ACCOUNT).status_code == 303
    assert sign_in(client).status_code == 422


def test_changing_the_password_signs_out_every_other_browser(
    app: Flask, client: FlaskClient, add: Callable[..., int]
) -> None:
    add()
    other = app.test_client()
    sign_in(client)
    sign_in(other)
    fields = {"password": GOOD, "new_password": OTHER, "new_password_confirm": OTHER}
    assert submit(client, "/en/account/password", fields).status_code == 303
    assert client.get(ACCOUNT).status_code == 200
    assert other.get(ACCOUNT).status_code == 303
    assert sign_in(app.test_client(), password=OTHER).status_code == 303


# --- a forgotten password ----------------------------------------------------------------------------------------


def test_a_reset_link_works_once_and_is_asked_for_by_anybody(
    client: FlaskClient, add: Callable[..., int], sqlite_bank: Bank
) -> None:
    add()
    known = submit(client, "/en/account/reset", {"email": ANN})
    unknown = submit(client, "/en/account/reset", {"email": "nobody@example.org"})
    assert known.status_code == unknown.status_code == 200
    (mail,) = mails(sqlite_bank)
    link = mail.places["reset_link"]
    assert link.startswith("/en/account/reset/")
    fields = {"password": OTHER, "password_confirm": OTHER}
    assert submit(client, link, fields).status_code == 303
    assert sign_in(client, password=OTHER).status_code == 303
    assert "used already" in text(client.get(link, follow_redirects=True))


def test_a_reset_keeps_the_second_factor(app: Flask, client: FlaskClient, add: Callable[..., int]) -> None:
    person_id = add()
    set_up_second_factor(client)
    with app.app_context():
        link = by_hand.reset_link(app, person_id, "en").removeprefix("http://127.0.0.1:8000")
    assert submit(app.test_client(), link, {"password": OTHER, "password_confirm": OTHER}).status_code == 303
    answer = sign_in(app.test_client(), password=OTHER)
    assert "/account/code" in answer.headers["Location"]


# --- the second factor -------------------------------------------------------------------------------------------


def set_up_second_factor(client: FlaskClient, *, signs_in: bool = True) -> TOTP:
    """Sign in and turn one-time codes on; the app that shows them. The step of the last half minute is used."""
    if signs_in:
        sign_in(client)
    page = text(submit(client, "/en/account/two-factor", {"setup": "authenticator"}, action=None))
    key = re.search(r"<code>([^<]+)</code>", page)
    action = re.search(r'action="([^"]*/two-factor/[^"]+)"', page)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert key is not None
    assert action is not None
    assert token is not None
    totp: TOTP = TOTP.using()(key=key[1].replace("-", ""), format="base32")
    earlier = totp.generate(time=time.time() - 30).token
    answer = client.post(action[1], data={"csrf_token": token[1], "code": earlier})
    assert answer.headers["Location"].endswith("/recovery-codes"), text(answer)
    return totp


def test_a_one_time_code_works_once(app: Flask, client: FlaskClient, add: Callable[..., int]) -> None:
    add()
    totp = set_up_second_factor(client)
    code = totp.generate().token
    answers = []
    for _ in range(2):
        browser = app.test_client()
        sent = sign_in(browser)
        answers.append(submit(browser, sent.headers["Location"], {"code": code}, action="/en/account/code"))
    assert [answer.status_code for answer in answers] == [303, 422]
    assert "has been used" in text(answers[1])


def test_a_recovery_code_works_once(app: Flask, client: FlaskClient, add: Callable[..., int]) -> None:
    add()
    set_up_second_factor(client)
    page = text(submit(client, "/en/account/recovery-codes", {}))
    codes = re.findall(r"<li><code>([0-9a-f-]+)</code>", page)
    assert len(codes) == 10
    statuses = []
    for code in (codes[3], codes[3], codes[4]):
        browser = app.test_client()
        sign_in(browser)
        statuses.append(submit(browser, "/en/account/recovery-code", {"code": code}).status_code)
    assert statuses == [303, 422, 303]


def test_secrets_are_not_kept_in_plain_words(client: FlaskClient, add: Callable[..., int], sqlite_bank: Bank) -> None:
    person_id = add()
    totp = set_up_second_factor(client)
    page = text(submit(client, "/en/account/recovery-codes", {}))
    (code, *_) = re.findall(r"<li><code>([0-9a-f-]+)</code>", page)
    with sqlite_bank.session() as session:
        row = session.get_one(models.Person, person_id)
    assert totp.base32_key not in (row.tf_totp_secret or "")
    assert code not in str(row.mf_recovery_codes)
    assert (row.password or "").startswith("$argon2id$")


def test_staff_set_up_a_second_factor_before_their_role_counts(client: FlaskClient, add: Callable[..., int]) -> None:
    add(roles=(Role.ADMINISTRATOR,))
    answer = sign_in(client)
    assert answer.headers["Location"].endswith("/en/account/two-factor")
    assert client.get("/en/account/people").status_code == 404


def test_a_role_given_meanwhile_counts_after_the_second_factor(
    client: FlaskClient, add: Callable[..., int], sqlite_bank: Bank
) -> None:
    person_id = add()
    sign_in(client)
    with sqlite_bank.session(writing=True) as session:
        accounts.change_roles(session, person_id, [Role.ADMINISTRATOR])
    assert client.get("/en/account/people").status_code == 404
    assert "needs two-factor sign-in" in text(client.get(ACCOUNT))
    set_up_second_factor(client, signs_in=False)
    assert client.get("/en/account/people").status_code == 200


def test_staff_cannot_turn_it_off(client: FlaskClient, add: Callable[..., int], sqlite_bank: Bank) -> None:
    person_id = add()
    set_up_second_factor(client)
    with sqlite_bank.session(writing=True) as session:
        accounts.change_roles(session, person_id, [Role.REVIEWER])
    assert submit(client, "/en/account/two-factor", {"setup": "disable"}).status_code == 422


def test_the_keys_of_the_secrets_differ() -> None:
    derived = {*second_factor.secrets_of("a key").values(), second_factor.recovery_keys_of("a key")[0].decode()}
    assert len(derived) == 2
    assert second_factor.secrets_of("a key") != second_factor.secrets_of("another key")


# --- forms from elsewhere, limits, cookies -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}, 422),
        ({"Origin": "http://localhost"}, 422),
        ({}, 422),
    ],
)
def test_a_form_from_another_site_is_refused(client: FlaskClient, headers: dict[str, str], status: int) -> None:
    answer = submit(client, SIGN_IN, {"email": ANN, "password": "x"}, headers=headers)
    assert answer.status_code == status
    assert ("from another site" in text(answer)) is (status == 403)


def test_a_form_without_its_token_is_refused(client: FlaskClient) -> None:
    assert client.post(SIGN_IN, data={"email": ANN, "password": GOOD}).status_code == 400


def test_guessing_at_one_account_stops_after_ten_times(
    app: Flask, client: FlaskClient, add: Callable[..., int], clock: Clock
) -> None:
    add()
    assert [sign_in(client, password=f"guess {turn}").status_code for turn in range(10)] == [422] * 10
    stopped = sign_in(app.test_client())
    assert stopped.status_code == 429
    assert "Wait 15 minutes" in text(stopped)
    clock.at += timedelta(minutes=16)
    assert sign_in(client).status_code == 303


def test_a_success_begins_the_count_anew(app: Flask, client: FlaskClient, add: Callable[..., int]) -> None:
    add()
    for _ in range(3):
        for turn in range(4):
            sign_in(client, password=f"guess {turn}")
        assert sign_in(app.test_client()).status_code == 303


def test_one_address_may_not_try_many_accounts(client: FlaskClient) -> None:
    statuses = {sign_in(client, email=f"person{turn}@example.org").status_code for turn in range(3)}
    assert statuses == {422}


def test_resets_are_not_asked_for_without_end(client: FlaskClient, add: Callable[..., int], sqlite_bank: Bank) -> None:
    add()
    statuses = [submit(client, "/en/account/reset", {"email": ANN}).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]
    assert len(mails(sqlite_bank)) == 5


def test_a_secure_cookie_belongs_to_this_host_alone(sqlite_url: str, sqlite_bank: Bank) -> None:
    settings = Settings(database_url=sqlite_url, secret_key="a key for tests only", secure_cookies=True)
    client = create_app(settings, bank=sqlite_bank).test_client()
    (header,) = client.get(SIGN_IN, base_url="https://localhost").headers.getlist("Set-Cookie")
    assert header.startswith("__Host-sivuvirta=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(header.split("; "))


@pytest.mark.parametrize(("proxies", "counted"), [(0, "127.0.0.1"), (1, "203.0.113.9")])
def test_only_our_own_proxies_tell_an_address(sqlite_url: str, sqlite_bank: Bank, proxies: int, counted: str) -> None:
    from flask import request

    settings = Settings(database_url=sqlite_url, secret_key="a key for tests only", proxies=proxies)
    app = create_app(settings, bank=sqlite_bank)
    app.add_url_rule("/whence", "whence", lambda: request.remote_addr or "")
    headers = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
    assert text(app.test_client().get("/whence", headers=headers)) == counted


# --- passwords ---------------------------------------------------------------------------------------------------


@pytest.fixture
def in_english(app: Flask) -> Iterator[None]:
    with app.test_request_context("/en/"):
        yield


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize(
    "password",
    [
        "elevensigns",
        "password12345",
        "Passw0rd!Passw0rd!",
        "salasana2026!!",
        "qwertyuiopå1234",
        "aaaaaaaaaaaaaa",
        "123456789012345",
        "sivuvirta-peittoo-2026",
        "Pori-Pori-Pori-1",
        "annika.example.1",
        "x" * 201,
    ],
)
def test_a_password_that_others_would_guess_is_refused(password: str) -> None:
    assert passwords.problem(password, ("annika@example.org", "Annika Example"))


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize(
    "password", [GOOD, OTHER, "vihreä pallo vierii rantaan", "kfD93-slqwP-zzmB1", "hunajainen kivi 7"]
)
def test_a_long_password_of_ones_own_is_taken(password: str) -> None:
    assert passwords.problem(password, ("annika@example.org", "Annika Example")) == ""


def test_help_loads_no_sign_in_library() -> None:
    import subprocess
    import sys

    code = "import sys, web.app, web.cli.entry; sys.exit('flask_security' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
