"""What people come for, done in a real browser, once with JavaScript and once without."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect


@pytest.fixture(params=["with JavaScript", "without JavaScript"])
def visitor(request: pytest.FixtureRequest, browser: Browser, base_url: str) -> Iterator[Page]:
    context = browser.new_context(base_url=base_url, java_script_enabled=request.param == "with JavaScript")
    yield context.new_page()
    context.close()


@pytest.fixture
def wide(browser: Browser, base_url: str) -> Iterator[Page]:
    context = browser.new_context(base_url=base_url, viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def test_an_investor_finds_a_material(visitor: Page) -> None:
    visitor.goto("/en/")
    search = visitor.locator("form input[name=q]").first
    search.fill("sand")
    search.press("Enter")
    expect(visitor).to_have_url(re.compile(r"/en/materials\?.*q=sand"))
    visitor.goto("/en/materials?data=examples")
    first = visitor.locator("ul.results a").first
    name = first.inner_text()
    first.click()
    expect(visitor).to_have_url(re.compile(r"/en/materials/E-"))
    expect(visitor.locator("h1")).to_contain_text(name.split("\n")[0])


def test_facets_narrow_a_list(visitor: Page) -> None:
    visitor.goto("/en/materials?data=facts")
    link = visitor.locator("aside.facets a[href*='family=']").first
    count = int(re.sub(r"\D", "", link.locator("span").last.inner_text()))
    link.click()
    expect(visitor).to_have_url(re.compile("family="))
    expect(visitor.locator(".chips a")).to_have_count(1)
    visitor.wait_for_load_state()
    assert 0 < visitor.locator("ul.results > li").count() <= count


def test_the_circle_is_drawn_with_its_table_and_its_account(visitor: Page) -> None:
    visitor.goto("/en/flows/big-picture?data=examples")
    expect(visitor.locator("main svg").first).to_be_visible()
    assert visitor.locator("main svg [class*=return]").count() > 0
    expect(visitor.locator("main table").first).to_be_attached()


def test_peittoo_has_a_page_with_its_streams(visitor: Page) -> None:
    visitor.goto("/fi/alueet")
    visitor.locator("main a[href$='/fi/alueet/peittoo']").first.click()
    expect(visitor.locator("h1")).to_contain_text("Peittoo")


@pytest.mark.parametrize(
    ("path", "word"), [("/fi/luokitus", "valukeernat"), ("/sv/klassificering", "gjutning"), ("/en/taxonomy", "casting")]
)
def test_the_taxonomy_answers_in_three_languages(visitor: Page, path: str, word: str) -> None:
    visitor.goto(path)
    box = visitor.locator("main form input[name=q]").first
    box.fill(word)
    box.press("Enter")
    expect(visitor).to_have_url(re.compile(f"q={word}"))
    expect(visitor.locator("main")).to_contain_text("10 09")


def test_somebody_gives_feedback(visitor: Page) -> None:
    visitor.goto("/en/materials/F-001")
    visitor.locator("a[href*='/en/feedback']").last.click()
    visitor.get_by_label("Your message").fill("The amount of 2023 is missing.")
    visitor.locator("input[name=topic]").first.check()
    visitor.get_by_role("button", name="Send the feedback").click()
    expect(visitor.locator("h1")).not_to_contain_text("Give feedback")
    expect(visitor.locator("main")).to_contain_text("14 days")


def test_an_empty_feedback_is_refused_beside_its_field(visitor: Page) -> None:
    visitor.goto("/en/feedback")
    visitor.get_by_role("button", name="Send the feedback").click()
    expect(visitor.locator("[role=alert] a[href='#message']")).to_be_visible()


def test_the_same_page_in_another_language(visitor: Page) -> None:
    visitor.goto("/en/areas/peittoo")
    visitor.locator("nav.lang a[lang=fi]").click()
    expect(visitor).to_have_url(re.compile(r"/fi/alueet/peittoo$"))
    expect(visitor.locator("html")).to_have_attribute("lang", "fi")


def test_a_phone_gets_a_list_instead_of_a_squeezed_diagram(browser: Browser, base_url: str) -> None:
    context = browser.new_context(base_url=base_url, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto("/en/flows/big-picture?data=examples")
    shown = [svg for svg in page.locator("main figure svg").all() if svg.is_visible() and svg.bounding_box()]
    assert [box for svg in shown if (box := svg.bounding_box()) and box["width"] > 390] == []
    expect(page.locator("main ol, main ul").first).to_be_visible()
    context.close()


def test_the_interactive_figure_comes_on_demand_and_cannot_be_uploaded(wide: Page) -> None:
    scripts: list[str] = []
    wide.on("request", lambda asked: scripts.append(asked.url))
    wide.goto("/en/flows/big-picture?data=examples")
    assert [url for url in scripts if "plotly" in url] == []
    wide.locator("[data-figure], [data-interactive]").first.click()
    expect(wide.locator(".js-plotly-plot .sankey-node").first).to_be_visible(timeout=15_000)
    labels = wide.locator(".modebar-btn").evaluate_all("(all) => all.map((one) => one.dataset.title || '')")
    assert [label for label in labels if re.search("share|cloud|upload|plotly", label, re.IGNORECASE)] == []
