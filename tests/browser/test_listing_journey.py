"""Anonymous lists a side stream, a reviewer publishes it, everybody sees the material and nobody the company."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from databank import accounts
from databank.access import Role
from databank.store import Bank
from tests.browser.test_browser_access import violations
from web.app import create_app
from web.auth import by_hand
from web.config import Settings

ROOT = Path(__file__).parent.parent.parent
SECRET = "a key for tests only, long enough for all of them"
REVIEWER, PASSWORD = "reviewer@example.org", "seitsemän hiljaista kuonakasaa"
COMPANY = "Hiljainen Valimo Oy"
SCREENS = {"desktop": 1280, "phone": 390}


@pytest.fixture(scope="module")
def house(
    serve: Callable[..., AbstractContextManager[str]], demo_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Address of a server over a bank of its own, in which one reviewer has an account."""
    folder = tmp_path_factory.mktemp("journey")
    shutil.copy(demo_url.removeprefix("sqlite:///"), folder / "bank.sqlite3")
    url = f"sqlite:///{folder / 'bank.sqlite3'}"
    with Bank(url) as bank:
        app = create_app(Settings(database_url=url, secret_key=SECRET), bank=bank)
        with bank.session(writing=True) as session:
            now = datetime.now(UTC)
            person = accounts.add_person(
                session, REVIEWER, name="Reetta Example", language="en", at=now, roles=[Role.REVIEWER]
            )
            accounts.set_password(session, person.id, by_hand.password_hash(app, PASSWORD))
    environment = {
        "SIVUVIRTA_DATABASE_URL": url,
        "SIVUVIRTA_SECRET_KEY": SECRET,
        "SIVUVIRTA_STAFF_TWO_FACTOR": "0",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-c", "from web.cli import main; main()", "serve", "--workers", "1"]
    with serve(command, environment=environment, folder=folder) as address:
        yield address


@pytest.fixture(params=[(name, scripts) for name in SCREENS for scripts in ("with JavaScript", "without JavaScript")])
def window(request: pytest.FixtureRequest, browser: Browser, house: str) -> Iterator[BrowserContext]:
    name, scripts = request.param
    context = browser.new_context(
        base_url=house,
        viewport={"width": SCREENS[name], "height": 900},
        java_script_enabled=scripts == "with JavaScript",
    )
    yield context
    context.close()


def has_scripts(page: Page) -> bool:
    return bool(page.locator("html.js").count())


def look(page: Page, seen: list[str]) -> None:
    """No sideways scroll and nothing that axe finds, where scripts can tell."""
    seen.append(page.url)
    if has_scripts(page):
        assert violations(page) == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def go_on(page: Page, heading: str) -> None:
    page.locator("main form button.big").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def choose_material(page: Page) -> None:
    """With scripts by the list that opens, without them by the button."""
    box = page.locator("#material")
    box.fill("about 1200 t/a foundry sa")
    if has_scripts(page):
        # A server that has just started still reads the words.
        expect(page.get_by_role("option").first).to_contain_text("Foundry sand", timeout=30_000)
        box.press("ArrowDown")
        box.press("Enter")
        expect(box).to_have_value("Foundry sand")
    else:
        page.get_by_role("button", name="Search").first.click()
        page.get_by_label(re.compile("^Foundry sand")).check()


def list_it(page: Page) -> str:
    """The whole listing; its number."""
    seen: list[str] = []
    page.goto("/en/")
    page.locator("a", has_text="I have a side stream").click()
    look(page, seen)
    choose_material(page)
    go_on(page, "How much and when?")
    look(page, seen)
    expect(page.get_by_label("How much?")).to_have_value("1200")
    go_on(page, "Where and who?")
    page.get_by_label("Business id").fill("0112038-8")
    page.locator("main form button.big").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("its check digit does not match (0112038-8)")
    expect(summary).to_be_focused()
    look(page, seen)
    page.get_by_label("Business id").fill("0112038-9")
    page.get_by_label("Company", exact=True).fill(COMPANY)
    page.get_by_label("Municipality where the material is").fill("Pori")
    page.locator("#email").fill("maija@example.org")
    go_on(page, "Who sees it?")
    look(page, seen)
    go_on(page, "Check your answers")
    expect(page.locator(".preview")).to_contain_text("Company hidden")
    look(page, seen)
    page.get_by_role("link", name="The city").click()
    expect(page.locator(".preview")).to_contain_text(COMPANY)
    page.get_by_label("I accept the terms of use").check()
    go_on(page, "Your listing has been received")
    look(page, seen)
    return page.locator(".record-id").inner_text()


def publish(browser: Browser, address: str, record_id: str) -> None:
    """A reviewer signs in, opens the record at the desk and approves it."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/en/account/sign-in")
    page.locator("#email").fill(REVIEWER)
    page.locator("#password").fill(PASSWORD)
    page.locator("main form button.big").click()
    page.goto(f"/en/desk/side-streams/{record_id}")
    page.get_by_role("button", name="Approve and publish").click()
    page.goto(f"/en/materials/{record_id}")
    expect(page.locator("main")).to_contain_text(COMPANY)
    context.close()


def test_from_an_anonymous_listing_to_a_public_page(window: BrowserContext, browser: Browser, house: str) -> None:
    record_id = list_it(window.new_page())
    stranger = browser.new_context(base_url=house)
    page = stranger.new_page()
    missing = page.goto(f"/en/materials/{record_id}")
    assert missing is not None
    assert missing.status == 404, "nobody sees it before the review"
    publish(browser, house, record_id)
    page.goto("/en/materials?q=foundry+sand")
    expect(page.locator(f"a[href$='{record_id}']")).to_have_text("Foundry sand")
    page.goto(f"/en/materials/{record_id}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Foundry sand")
    expect(page.locator("main")).to_contain_text("Company hidden")
    assert COMPANY not in page.content()
    assert "0112038-9" not in page.content()
    stranger.close()


def test_a_need_is_told_with_the_same_ease(window: BrowserContext) -> None:
    page, seen = window.new_page(), list[str]()
    page.goto("/en/tell-a-need")
    look(page, seen)
    for words in ("crushed concrete", "bottom ash"):
        page.locator("#material").fill(words)
        if has_scripts(page):
            page.locator("#material-options [role=option]").first.click()
            continue
        page.get_by_role("button", name="Search").first.click()
    expect(page.locator("input[name=accepted]:checked")).to_have_count(2)
    page.get_by_label("Substance or property").first.fill("Cl")
    page.get_by_label("Value").first.fill("800")
    go_on(page, "How much and when?")
    page.get_by_label("How much would you take?").fill("30 000")
    page.get_by_label("Unit", exact=True).select_option("m3")
    page.get_by_label("One project").check()
    page.get_by_label("What is built?").select_option("noise_wall")
    look(page, seen)
    go_on(page, "Where and who?")
    page.get_by_label("Business id").fill("0201256-6")
    page.get_by_label("Company", exact=True).fill("Kaarnarannan Maanrakennus Oy")
    page.get_by_label("Municipality where the material is").fill("Pori")
    page.locator("#email").fill("maija@example.org")
    look(page, seen)
    go_on(page, "Who sees it?")
    go_on(page, "Check your answers")
    expect(page.locator(".preview")).to_contain_text("Noise wall")
    look(page, seen)
    page.get_by_label("I accept the terms of use").check()
    go_on(page, "Your need has been received")
    look(page, seen)
