"""Two companies in two windows: one shows interest, the other answers, and both reach an agreement."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from databank import accounts
from databank.access import Role
from databank.accounts import mandates
from databank.records import MandateKind
from databank.store import Bank
from tests.browser.test_browser_access import violations
from web.app import create_app
from web.auth import by_hand
from web.config import Settings

ROOT = Path(__file__).parent.parent.parent
SECRET = "a key for tests only, long enough for all of them"
PASSWORD = "seitsemän hiljaista kuonakasaa"
PEOPLE = {"donor": ("mallikierratys", []), "receiver": ("esimerkkikaupunki", []), "desk": (None, [Role.FACILITATOR])}


@pytest.fixture(scope="module")
def house(
    serve: Callable[..., AbstractContextManager[str]], demo_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A server over a bank of its own: somebody of each company, and a facilitator."""
    folder = tmp_path_factory.mktemp("exchanges")
    shutil.copy(demo_url.removeprefix("sqlite:///"), folder / "bank.sqlite3")
    url = f"sqlite:///{folder / 'bank.sqlite3'}"
    with Bank(url) as bank:
        hashed = by_hand.password_hash(create_app(Settings(database_url=url, secret_key=SECRET), bank=bank), PASSWORD)
        now = datetime.now(UTC)
        with bank.session(writing=True) as session:
            for name, (company, roles) in PEOPLE.items():
                email = f"{name}@example.org"
                person = accounts.add_person(session, email, name=name.title(), language="en", at=now, roles=roles)
                accounts.set_password(session, person.id, hashed)
                if company is not None:
                    until = now.date() + timedelta(days=30)
                    mandates.give(session, person.id, company, MandateKind.MEMBER, by="t", at=now, valid_until=until)
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
def windows(browser: Browser, house: str) -> Iterator[dict[str, Page]]:
    """A window of each, signed in; without scripts, which nothing here needs."""
    with ExitStack() as stack:
        opened = {}
        for name in PEOPLE:
            context = browser.new_context(base_url=house, java_script_enabled=name == "desk")
            stack.callback(context.close)
            page = opened[name] = context.new_page()
            page.goto("/en/account/sign-in")
            page.locator("#email").fill(f"{name}@example.org")
            page.locator("#password").fill(PASSWORD)
            page.locator("main form .btn.big").click()
            page.wait_for_url("**/account")
        yield opened


def test_two_companies_come_together(windows: dict[str, Page]) -> None:
    donor, receiver, desk = windows["donor"], windows["receiver"], windows["desk"]
    donor.goto("/en/materials/E-044/users")
    suggested = donor.locator("article", has_text="Meluvallin täyttö").first
    suggested.get_by_role("link", name="We are interested").click()
    donor.get_by_label("Message to the other side").fill("900 t of washed soil")
    donor.get_by_role("button", name="We are interested").click()
    expect(donor.get_by_role("heading", name="Your interest was passed on")).to_be_visible()
    receiver.goto("/en/own/exchanges")
    receiver.get_by_role("link", name="Puhdistettu maa").click()
    expect(receiver.get_by_text("900 t of washed soil")).to_be_visible()
    receiver.get_by_role("button", name="We are interested").click()
    donor.reload()
    receiver.get_by_role("button", name="We have agreed").click()
    expect(receiver.locator("[aria-current=step]")).to_contain_text("Agreed")
    donor.get_by_label("Amount", exact=True).fill("900")
    donor.get_by_role("button", name="Keep amount and dates").click()
    expect(donor.get_by_role("heading", name="What changed while you had it open")).to_be_visible()
    donor.get_by_role("button", name="Keep amount and dates").click()
    expect(donor.get_by_text("Amount and dates are kept.")).to_be_visible()
    desk.goto("/en/desk/exchanges?state=agreed")
    desk.get_by_role("link", name="Puhdistettu maa").click()
    for width in (1280, 390):
        desk.set_viewport_size({"width": width, "height": 900})
        assert violations(desk) == []
        assert desk.evaluate("document.documentElement.scrollWidth") <= width
