"""An environment manager brings 200 rows with 5 bad ones: 195 go in, the file comes back marked, undoing restores."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from databank import accounts
from databank.accounts import mandates
from databank.records import MandateKind
from databank.store import Bank
from tests.browser.test_browser_access import violations
from tests.import_files import BAD, windows_file
from web.app import create_app
from web.auth import by_hand
from web.config import Settings

ROOT = Path(__file__).parent.parent.parent
SECRET = "a key for tests only, long enough for all of them"
EMAIL, PASSWORD = "ansa@example.org", "seitsemän hiljaista kuonakasaa"
LARGE_MEGABYTES = 2


@pytest.fixture(scope="module")
def house(
    serve: Callable[..., AbstractContextManager[str]], demo_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Address of a server over a bank of its own, in which one person acts for an invented company."""
    folder = tmp_path_factory.mktemp("imports")
    shutil.copy(demo_url.removeprefix("sqlite:///"), folder / "bank.sqlite3")
    url = f"sqlite:///{folder / 'bank.sqlite3'}"
    with Bank(url) as bank:
        app = create_app(Settings(database_url=url, secret_key=SECRET), bank=bank)
        with bank.session(writing=True) as session:
            now = datetime.now(UTC)
            person = accounts.add_person(session, EMAIL, name="Ansa Example", language="en", at=now, roles=())
            accounts.set_password(session, person.id, by_hand.password_hash(app, PASSWORD))
            company = mandates.example_company(session)
            assert company is not None
            until = now.date() + timedelta(days=30)
            mandates.give(session, person.id, company, MandateKind.MEMBER, by="test", at=now, valid_until=until)
    environment = {
        "SIVUVIRTA_DATABASE_URL": url,
        "SIVUVIRTA_SECRET_KEY": SECRET,
        "SIVUVIRTA_IMPORT_MEGABYTES": str(LARGE_MEGABYTES),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-c", "from web.cli import main; main()", "serve", "--workers", "1"]
    with serve(command, environment=environment, folder=folder) as address:
        yield address


@pytest.fixture(params=[(1280, True), (390, False)], ids=["desktop with JavaScript", "phone without JavaScript"])
def window(request: pytest.FixtureRequest, browser: Browser, house: str) -> Iterator[Window]:
    width, scripts = request.param
    with opened(browser, house, width, scripts=scripts) as found:
        yield found


@contextmanager
def opened(browser: Browser, house: str, width: int = 1280, *, scripts: bool = True) -> Iterator[Window]:
    """A window, closed afterwards."""
    context = browser.new_context(base_url=house, viewport={"width": width, "height": 900}, java_script_enabled=scripts)
    yield Window(context, scripts=scripts)
    context.close()


def signed_in(window: BrowserContext) -> Page:
    page = window.new_page()
    page.goto("/en/account/sign-in")
    page.locator("#email").fill(EMAIL)
    page.locator("#password").fill(PASSWORD)
    page.locator("main form .btn.big").click()
    page.wait_for_url("**/account")
    return page


class Window:
    """A window of one person, and whether its scripts run."""

    def __init__(self, context: BrowserContext, *, scripts: bool) -> None:
        self.page, self.scripts = signed_in(context), scripts

    def look(self) -> None:
        """No sideways scroll and nothing that axe finds; without scripts neither can be asked."""
        if self.scripts:
            assert violations(self.page) == [], self.page.url
            assert self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), self.page.url

    def reads(self, heading: str, timeout: float = 30_000) -> None:
        """The page with this heading comes, and is looked at."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading, timeout=timeout)
        self.look()


def bring(window: Window, file: Path) -> None:
    window.page.goto("/en/import")
    window.reads("Bring a spreadsheet")
    window.page.get_by_label("Side streams").check()
    window.page.get_by_label("The file", exact=True).set_input_files(file)
    window.page.get_by_role("button", name="Read the file").click()


def saved_count(page: Page) -> int:
    """How many records of one's own there are."""
    page.goto("/en/own")
    return int(re.sub(r"\D", "", page.locator(".states li").first.inner_text()))


def test_200_rows_with_5_bad_ones(window: Window, tmp_path: Path) -> None:
    page = window.page
    before = saved_count(page)
    file = tmp_path / "jätteet 2025.csv"
    file.write_bytes(windows_file(200))

    bring(window, file)
    window.reads("What are the columns?")
    expect(page.get_by_label("Jätekoodi")).to_have_value("waste_code")
    page.get_by_role("button", name="Continue").click()
    window.reads("What do these words mean?")
    expect(page.get_by_text("99 99 98").first).to_be_visible()
    page.get_by_role("link", name="Go on without these").click()
    window.reads("Check, then save")
    expect(page.locator(".import-refused-rows > li")).to_have_count(len(BAD))
    page.get_by_role("button", name="Save 195 rows").click()
    window.reads("195 rows are saved")
    result = page.url

    with page.expect_download() as download:
        page.get_by_role("link", name="Download your file with the reasons").click()
    lines = Path(download.value.path()).read_bytes().decode("cp1252").splitlines()
    assert [number for number, line in enumerate(lines[2:]) if not line.endswith(";")] == sorted(BAD)
    assert saved_count(page) == before + 195

    page.goto(result)
    page.locator(".import-records a").first.click()
    expect(page.get_by_role("heading", name="Where from")).to_be_visible()
    window.look()
    page.goto(result)
    page.get_by_role("link", name="Undo this import").click()
    window.reads("Undo this import?")
    page.get_by_role("button", name="Undo").click()
    window.reads("Undone")
    assert saved_count(page) == before


def test_a_large_file_is_refused_in_words(browser: Browser, house: str, tmp_path: Path) -> None:
    """With scripts it is told before the file is sent, without them afterwards."""
    file = tmp_path / "large.csv"
    file.write_bytes(b"a;b\r\n" + b"1;2\r\n" * (LARGE_MEGABYTES * 250_000))
    for scripts in (True, False):
        with opened(browser, house, scripts=scripts) as window:
            bring(window, file)
            expect(window.page.locator("#file-error")).to_contain_text(f"at most {LARGE_MEGABYTES} MB")
            window.reads("Bring a spreadsheet")


def test_a_large_import_shows_how_far_it_is_and_can_be_left(browser: Browser, house: str, tmp_path: Path) -> None:
    file = tmp_path / "many.csv"
    file.write_bytes(windows_file(3500, bad=False))
    with opened(browser, house) as window:
        page = window.page
        bring(window, file)
        page.goto("/en/import")  # left while it is read
        page.get_by_role("link", name="many.csv", exact=True).first.click()
        window.reads("What are the columns?", 90_000)
        page.get_by_role("button", name="Continue").click()
        window.reads("Check, then save", 90_000)
        page.get_by_role("button", name="Save 3,500 rows").click()
        window.reads("3,500 rows are saved", 90_000)
