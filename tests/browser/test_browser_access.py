"""Every page for everybody: axe on each screen, no sideways scroll, nothing refused, nothing fetched elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page

STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# One path for every kind of page; `test_every_kind_of_page_is_walked` holds the list against the application.
PAGES = {
    "catalogue.home": "/en/",
    "catalogue.materials": "/en/materials?data=both",
    "catalogue.material": "/en/materials/E-001",
    "catalogue.needs": "/en/needs",
    "catalogue.organisations": "/en/organisations",
    "catalogue.organisation": "/en/organisations/pori-energia",
    "diagrams.gallery": "/en/flows",
    "diagrams.diagram": "/en/flows/big-picture?data=examples",
    "areas.areas": "/en/areas",
    "areas.area": "/en/areas/peittoo",
    "areas.streams": "/en/areas/peittoo/streams",
    "classification.browser": "/en/taxonomy",
    "classification.waste": "/en/taxonomy/waste/100908",
    "classification.operations": "/en/taxonomy/operations",
    "classification.industries": "/en/taxonomy/industries/NACE2",
    "pages.about": "/en/about",
    "pages.accessibility": "/en/accessibility",
    "pages.privacy": "/en/privacy",
    "pages.feedback": "/en/feedback",
    "pages.api_page": "/en/api",
}
MORE = (
    "/fi/",
    "/sv/",
    "/fi/virrat/big-picture",
    "/en/materials?q=nothing-is-called-so",
    "/en/materials/F-001",
    "/en/flows/one-material",
    "/en/flows/energy",
    "/en/taxonomy?q=casting",
    "/en/no-such-page",
)
ALL = (*PAGES.values(), *MORE)
SCREENS = {"wide": (1280, "light"), "wide-dark": (1280, "dark"), "phone": (390, "light"), "phone-dark": (390, "dark")}


def test_every_kind_of_page_is_walked(app: Flask) -> None:
    kinds = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/en/") and (rule.defaults or {}).get("extension", "html") == "html"
    }
    assert kinds - PAGES.keys() == set()


@pytest.fixture
def screen(browser: Browser, base_url: str) -> Callable[..., AbstractContextManager[tuple[Page, list[str]]]]:
    """A window of a width and scheme, with the list of everything that went wrong in it."""

    @contextmanager
    def opened(width: int, scheme: Any = "light", **options: Any) -> Iterator[tuple[Page, list[str]]]:
        context = browser.new_context(
            base_url=base_url, viewport={"width": width, "height": 900}, color_scheme=scheme, **options
        )
        page, trouble = context.new_page(), []
        page.on("pageerror", lambda error: trouble.append(f"script: {error}"))
        page.on("console", lambda said: said.type in {"error", "warning"} and trouble.append(f"console: {said.text}"))
        page.on(
            "request", lambda asked: asked.url.startswith((base_url, "data:", "blob:")) or trouble.append(asked.url)
        )
        yield page, trouble
        context.close()

    return opened


@pytest.mark.parametrize("name", SCREENS)
def test_axe_finds_nothing_on_any_page(
    screen: Callable[..., AbstractContextManager[tuple[Page, list[str]]]], name: str
) -> None:
    found = {}
    with screen(*SCREENS[name]) as (page, _trouble):
        for path in ALL:
            page.goto(path)
            result = Axe().run(page, options={"runOnly": {"type": "tag", "values": STANDARD}})
            if result.violations_count:
                found[path] = [
                    (v["id"], [node["target"] for node in v["nodes"]][:3]) for v in result.response["violations"]
                ]
    assert found == {}


def test_no_page_scrolls_sideways_on_a_small_phone(
    screen: Callable[..., AbstractContextManager[tuple[Page, list[str]]]],
) -> None:
    wide = {}
    with screen(320) as (page, _trouble):
        for path in ALL:
            page.goto(path)
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > 320:
                wide[path] = width
    assert wide == {}


def test_no_page_breaks_the_policy_or_asks_elsewhere(
    screen: Callable[..., AbstractContextManager[tuple[Page, list[str]]]],
) -> None:
    with screen(1280) as (page, trouble):
        for path in ALL:
            page.goto(path, wait_until="networkidle" if path in {"/en/", PAGES["diagrams.diagram"]} else "load")
    # The browser itself reports the missing page that we ask for on purpose.
    assert [line for line in trouble if "404" not in line] == []
