"""The pages of signed-in people and of the city's desk: axe on each, and no sideways scroll."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from databank import accounts, views
from databank.access import Role, Viewer
from databank.accounts import mandates
from databank.records import MandateKind, ViewState
from databank.store import Bank
from databank.views import NewView
from flows.views import view, view_json
from tests.browser.test_browser_access import ELSEWHERE, PAGES, WIDTHS, violations
from web.app import create_app
from web.auth import by_hand
from web.config import Settings

ROOT = Path(__file__).parent.parent.parent
SECRET = "a key for tests only, long enough for all of them"
EMAIL, PASSWORD = "everything@example.org", "seitsemän hiljaista kuonakasaa"
ROLES = [Role.ADMINISTRATOR, Role.REVIEWER, Role.DATA_OWNER, Role.FACILITATOR]
COMPANY, RECORD, VIEW = "mallikierratys", "E-048", "kokonaiskuva"
SIGNED_IN = {
    "accounts.account": "/en/account",
    "accounts.invitations": "/en/account/invitations",
    "accounts.members": f"/en/account/organisations/{COMPANY}",
    "accounts.people": "/en/account/people",
    "accounts.person": "/en/account/people/1",
    "accounts.requests": "/en/account/requests",
    "security.change_password": "/en/account/password",
    "security.two_factor_setup": "/en/account/two-factor",
    "claims.letters": "/en/desk/letters",
    "claims.letter": "/en/confirm/pori-energia/letter",
    "claims.open_claims": "/en/desk/claims",
    "desk.desk": "/en/desk",
    "desk.case": "/en/desk/side-streams/E-121",
    "desk.vocabulary": "/en/desk/vocabulary",
    "desk.merge_page": "/en/desk/side-streams/E-121/merge",
    "enquiries.mine": "/en/own/enquiries",
    "figures.figures": "/en/desk/figures",
    "figures.one": "/en/desk/figures/carriage:truck:cost",
    "imports.home": "/en/import",
    "reconciling.flows": "/en/desk/flows?data=examples",
    "view_editor.views": "/en/desk/views",
    "view_editor.new_view": "/en/desk/views/new?from=big-picture",
    "view_editor.one_view": f"/en/desk/views/{VIEW}",
    "mails.mails": "/en/desk/mails",
    "matches.desk": "/en/desk/exchanges",
    "matches.desk_moments": "/en/desk/moments?days=365",
    "matches.mine": "/en/own/exchanges",
    "matches.own_moments": "/en/own/moments?days=365",
    "records.home": "/en/own",
    "records.record": f"/en/own/{RECORD}",
    "records.task": f"/en/own/{RECORD}/composition",
    "records.copy": f"/en/own/{RECORD}/copy",
    "records.files": f"/en/own/{RECORD}/files",
    "records.legal": f"/en/own/{RECORD}/legal",
    "records.materiaalitori": f"/en/own/{RECORD}/materiaalitori",
    "sharing.claims": "/en/desk/secrecy",
    "sharing.requests": "/en/desk/information-requests",
    "sharing.preview": f"/en/own/{RECORD}/sharing/as/public",
    "sharing.sharing_page": f"/en/own/{RECORD}/sharing",
}
# These need a key, a code or a thing that somebody made first; the tests of their modules open them.
KEYED = {
    "accounts.invitation",
    "accounts.signed_out",
    "claims.decision",
    "claims.link",
    "claims.sent",
    "desk.question",
    "enquiries.by_key",
    "enquiries.sent",
    "enquiries.thread",
    *(f"imports.{view}" for view in ("one", "columns", "wordings", "check", "progress", "result", "undo", "returned")),
    "imports.template",
    "mails.mail",
    "mails.stop",
    "matches.by_key",
    "matches.desk_one",
    "matches.one",
    "records.answer",
    "records.confirm_by_link",
    "records.own_file",
    "security.confirm_email",
    "security.mf_recovery",
    "security.mf_recovery_codes",
    "security.reset_password",
    "security.two_factor_rescue",
    "security.two_factor_token_validation",
    "security.verify",
    "sharing.one_request",
}


def test_every_kind_of_page_is_walked(app: Flask) -> None:
    kinds = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/en/")
        and "GET" in (rule.methods or ())
        and (rule.defaults or {}).get("extension", "html") == "html"
    }
    assert kinds - PAGES.keys() - ELSEWHERE - SIGNED_IN.keys() - KEYED == set()


@pytest.fixture(scope="module")
def house(
    serve: Callable[..., AbstractContextManager[str]], demo_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Address of a server over a bank of its own, in which one person does everything."""
    folder = tmp_path_factory.mktemp("own")
    shutil.copy(demo_url.removeprefix("sqlite:///"), folder / "bank.sqlite3")
    url = f"sqlite:///{folder / 'bank.sqlite3'}"
    with Bank(url) as bank:
        app = create_app(Settings(database_url=url, secret_key=SECRET), bank=bank)
        with bank.session(writing=True) as session:
            now = datetime.now(UTC)
            person = accounts.add_person(session, EMAIL, name="Aino Example", language="en", at=now, roles=ROLES)
            accounts.set_password(session, person.id, by_hand.password_hash(app, PASSWORD))
            company = mandates.example_company(session)
            assert company == COMPANY
            until = now.date() + timedelta(days=30)
            mandates.give(session, person.id, company, MandateKind.MANAGER, by="test", at=now, valid_until=until)
            maker = Viewer(frozenset(ROLES), person_id=person.id)
            published = NewView(definition=view_json(view("big-picture")), state=ViewState.PUBLISHED)
            assert views.save_view(session, maker, published, at=now).name == VIEW
    environment = {
        "SIVUVIRTA_DATABASE_URL": url,
        "SIVUVIRTA_SECRET_KEY": SECRET,
        "SIVUVIRTA_STAFF_TWO_FACTOR": "0",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-c", "from web.cli import main; main()", "serve", "--workers", "1", "--no-worker"]
    with serve(command, environment=environment, folder=folder) as address:
        yield address


@pytest.fixture
def page(browser: Browser, house: str) -> Iterator[Page]:
    """A window in which that person has signed in."""
    context = browser.new_context(base_url=house, viewport={"width": 1280, "height": 900})
    window = context.new_page()
    window.goto("/en/account/sign-in")
    window.locator("#email").fill(EMAIL)
    window.locator("#password").fill(PASSWORD)
    window.locator("main form .btn.big").click()
    window.wait_for_url("**/account")
    yield window
    context.close()


def test_axe_finds_nothing_and_nothing_scrolls_sideways(page: Page) -> None:
    found = {}
    for path in SIGNED_IN.values():
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth")
            found[path, width] = [*violations(page), *([("sideways", wide)] if wide > width else [])]
    assert {at: rules for at, rules in found.items() if rules} == {}


def test_a_view_is_made_from_a_question_and_published(page: Page, house: str) -> None:
    page.goto("/en/desk/views")
    page.locator(".view-starts li", has_text="how is it treated").get_by_role("link", name="Make a copy").click()
    for language, words in (("fi", "Kuonan tie"), ("sv", "Slaggens väg"), ("en", "The way of slag")):
        page.locator(f"#title_{language}").fill(words)
    page.locator("#column_1").select_option("municipality")
    page.locator("#look_data").select_option("examples")
    page.get_by_role("button", name="Preview").click()
    assert "Giver's municipality" in (page.locator("#picture svg.flow").text_content() or "")
    assert page.evaluate("document.querySelector('#picture').getBoundingClientRect().top") < 900
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url("**/desk/views/kuonan-tie#content")
    assert f"{house}/embed/en/flows/kuonan-tie" in page.locator(".view-embed").inner_text()
    assert violations(page) == []
