"""Every page for everybody: axe on each screen, no sideways scroll, nothing refused, nothing fetched elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import product
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# One path for every kind of page that needs no sign-in; `test_browser_own_pages` holds it against the application.
PAGES = {
    "catalogue.home": "/en/",
    "catalogue.materials": "/en/materials?data=both",
    "catalogue.material": "/en/materials/E-001",
    "catalogue.need": "/en/needs/EN-01",
    "catalogue.needs": "/en/needs",
    "catalogue.organisations": "/en/organisations",
    "catalogue.organisation": "/en/organisations/pori-energia",
    "matching.users": "/en/materials/E-001/users",
    "matching.offers": "/en/needs/EN-01/offers",
    "matching.organisation": "/en/organisations/esimerkkibetoni/possible-exchanges",
    "matching.open_matches": "/en/possible-exchanges?data=examples",
    "matching.plan": "/en/possible-exchanges/plan?data=examples",
    "diagrams.gallery": "/en/flows",
    "diagrams.diagram": "/en/flows/big-picture?data=examples",
    "wall.wall": "/en/flows/wall?data=examples",
    "diagrams.records": "/en/flows/big-picture/records?data=examples&year=2025&node=source%3Aore",
    "indicators.indicators_page": "/en/indicators?data=examples",
    "areas.areas": "/en/areas",
    "areas.area": "/en/areas/peittoo",
    "areas.streams": "/en/areas/peittoo/streams",
    "classification.browser": "/en/taxonomy",
    "classification.waste": "/en/taxonomy/waste/100908",
    "classification.material_class": "/en/taxonomy/materials/foundry_sand",
    "classification.class_uses": "/en/taxonomy/materials/foundry_sand/uses",
    "classification.uses": "/en/taxonomy/uses",
    "classification.quality_page": "/en/taxonomy/quality",
    "classification.quality_list": "/en/taxonomy/quality/mirror_apart",
    "classification.operations": "/en/taxonomy/operations",
    "classification.industries": "/en/taxonomy/industries/NACE2",
    "classification.industry": "/en/taxonomy/industries/NACE2/24.51",
    "legal.self_check": "/en/legal-status?code=100908&certain_use=yes&market=no",
    "legal.changes": "/en/status-change?from=waste&to=by_product",
    "pages.about": "/en/about",
    "figures.figures_used": "/en/figures-used",
    "pages.accessibility": "/en/accessibility",
    "pages.privacy": "/en/privacy",
    "pages.feedback": "/en/feedback",
    "pages.thanks": "/en/feedback/P-000000",
    "pages.api_page": "/en/api",
    "listing.start": "/en/list",
    "listing.guide": "/en/list/guide",
    "wanting.start": "/en/tell-a-need",
    "security.login": "/en/account/sign-in",
    "security.register": "/en/account/register",
    "security.forgot_password": "/en/account/reset",
    "security.send_confirmation": "/en/account/confirm",
    "claims.claim": "/en/confirm/pori-energia",
    "enquiries.ask": "/en/materials/E-001/ask",
    "enquiries.ask_about_need": "/en/needs/EN-01/ask",
    "matches.interest": "/en/materials/E-044/interest?need=EN-02",
    "terms.terms": "/en/terms",
    "terms.version": "/en/terms/2026-11-01",
}
# What only the holder of a draft opens, and what a page asks for while one types: `test_listing_journey` looks at it.
ELSEWHERE = {
    f"{form}.{view}"
    for form in ("listing", "wanting")
    for view in ("page", "check", "later", "sent", "again", "confirm", "options", "company")
}
ELSEWHERE |= {"matching.network", "matching.whole_network"}  # files; their address without an ending leads to the page
MORE = (
    "/fi/",
    "/sv/",
    "/fi/virrat/big-picture",
    "/en/materials?q=nothing-is-called-so",
    "/en/materials/F-001",
    "/en/flows/one-material",
    "/en/flows/energy",
    # each drawing that is not of ribbons, a picture with another state under it, and one that does not balance
    "/en/flows/matrix?data=examples",
    "/en/flows/coverage?data=examples",
    "/en/flows/years?data=examples&uncertainty=1&pin=fate%3Aunused",
    "/en/flows/company?data=examples",
    "/en/flows/big-picture?year=2023&boundary=peittoo",
    "/embed/en/flows/circular-share?data=examples",
    "/en/taxonomy?q=casting",
    "/en/taxonomy/materials/green_liquor_dregs/uses",
    "/fi/luokitus/materials/asbestos/kaytot",
    "/en/no-such-page",
)
ALL = (*PAGES.values(), *MORE)
Scheme = Literal["light", "dark"]
OF_COLOURS = ["color-contrast", "link-in-text-block"]
RULES: dict[Scheme, dict[str, Any]] = {
    "light": {"type": "tag", "values": STANDARD},
    "dark": {"type": "rule", "values": OF_COLOURS},  # in the dark nothing but the colours differs
}
WIDTHS = (1280, 360)


Screen = Callable[..., "Watched"]


class Watched:
    """A window that writes down every script error, console complaint and request to another server."""

    def __init__(self, page: Page, home: str) -> None:
        self.page, self.home = page, home
        self.trouble: list[str] = []
        page.on("pageerror", lambda error: self.trouble.append(f"script: {error}"))
        page.on("console", self._said)
        page.on("request", self._asked)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.trouble.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:", "blob:")):
            self.trouble.append(f"request: {request.url}")


@pytest.fixture
def screen(browser: Browser, base_url: str) -> Iterator[Screen]:
    """Open a window of a width: ``screen(390)``."""
    with ExitStack() as stack:

        def opened(width: int) -> Watched:
            context = browser.new_context(base_url=base_url, viewport={"width": width, "height": 900})
            stack.callback(context.close)
            return Watched(context.new_page(), base_url)

        yield opened


def violations(page: Page, scheme: Scheme = "light") -> list[tuple[str, list[Any]]]:
    """Rule and first places of everything that axe finds on the page."""
    # Of what it finds in order it tells no places: nobody asks, and to work them out takes most of its time.
    options = {"runOnly": RULES[scheme], "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [(rule["id"], [node["target"] for node in rule["nodes"]][:3]) for rule in found]


def test_axe_finds_nothing_on_any_page(screen: Screen) -> None:
    page, found = screen(WIDTHS[0]).page, {}
    for path in ALL:
        page.goto(path)
        for width, scheme in product(WIDTHS, RULES):  # one visit: to make a page takes longer than to lay it out again
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            found[path, width, scheme] = violations(page, scheme)
    assert {at: rules for at, rules in found.items() if rules} == {}


def test_axe_sees_what_is_wrong(screen: Screen) -> None:
    page = screen(1280).page
    page.goto("/en/")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"data:,\">')")
    assert "image-alt" in dict(violations(page))
    page.evaluate("document.querySelector('main').style.color = '#14212b'")  # ink on paper in the light alone
    assert "color-contrast" not in dict(violations(page))
    page.emulate_media(color_scheme="dark")
    assert "color-contrast" in dict(violations(page, "dark"))


def test_no_page_scrolls_sideways_on_a_small_phone(screen: Screen) -> None:
    page, widths = screen(320).page, {}
    for path in ALL:
        page.goto(path)
        widths[path] = page.evaluate("document.documentElement.scrollWidth")
    assert {path: width for path, width in widths.items() if width > 320} == {}


def test_no_page_breaks_the_policy_or_asks_elsewhere(screen: Screen) -> None:
    window = screen(1280)
    for path in ALL:
        window.page.goto(path)
    # The browser itself reports the missing page that we ask for on purpose.
    assert [line for line in window.trouble if "404" not in line] == []
