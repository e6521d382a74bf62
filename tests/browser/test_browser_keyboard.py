"""A flow diagram by keyboard alone: from the skip link through the controls and the picture to the table."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

DIAGRAM = "/en/flows/big-picture?data=examples&year=2025"
MOST_STOPS = 45
SEEN = """() => {
  const here = document.activeElement, shape = here.querySelector(".edge, .bar") || here;
  const [style, stroke] = [getComputedStyle(here), getComputedStyle(shape)];
  const focus = getComputedStyle(document.documentElement).getPropertyValue("--focus").trim();
  const rgb = "rgb(" + [1, 3, 5].map(at => parseInt(focus.slice(at, at + 2), 16)).join(", ") + ")";
  const box = here.getBoundingClientRect();
  return here.matches(":focus-visible") && box.bottom > 0 && box.top < innerHeight
    && ((style.outlineStyle !== "none" && style.outlineColor === rgb) || stroke.stroke === rgb);
}"""


def press(page: Page, key: str) -> None:
    """Press a key; where it led must be in sight and marked."""
    page.keyboard.press(key)
    assert page.evaluate(SEEN), f"{key} led to a place that does not show it: {name(page)}"


def name(page: Page) -> str:
    """The accessible name of what has the focus, or its text."""
    said = "document.activeElement.getAttribute('aria-label') || document.activeElement.textContent.trim()"
    return str(page.evaluate(said)).replace("\N{NO-BREAK SPACE}", " ")


def tab_until(page: Page, wanted: str) -> list[str]:
    """Go on from stop to stop until one of that name; the names passed."""
    passed: list[str] = []
    for _stop in range(MOST_STOPS):
        press(page, "Tab")
        if re.search(wanted, name(page)):
            return passed
        passed.append(name(page))
    pytest.fail(f"{MOST_STOPS} stops and no {wanted}: {passed}")


def test_a_diagram_is_walked_pinned_and_left_by_keyboard_alone(page: Page) -> None:
    page.goto(DIAGRAM)
    press(page, "Tab")
    assert name(page) == "Skip to content"
    page.keyboard.press("Enter")
    passed = tab_until(page, r"[\d,]+ t/a$")
    assert {"Satakunta", "Previous year 2024", "Share", "Compare and look closer"} <= set(passed)
    assert "Sign in" not in passed  # the skip link led past the head of the page
    expect(page.get_by_text("With the keyboard: the arrow keys")).to_be_visible()
    first = name(page)
    press(page, "ArrowRight")
    assert name(page).startswith(f"{first.split(':')[0]} – ")
    press(page, "ArrowRight")
    assert name(page) == "Metals and metal products: 205,190 t/a"
    press(page, "ArrowDown")
    press(page, "ArrowUp")
    assert name(page) == "Metals and metal products: 205,190 t/a"
    page.keyboard.press("p")
    expect(page).to_have_url(re.compile(r"pin=sector%3Ametal"))
    assert page.locator(".flow .far").count()
    page.keyboard.press("Escape")
    expect(page).not_to_have_url(re.compile("pin="))
    assert not page.locator(".flow .far").count()
    press(page, "Shift+Tab")
    assert name(page) == "Compare and look closer"  # one stop for the whole picture, wherever one is in it
    press(page, "Tab")
    assert name(page) == "Metals and metal products: 205,190 t/a"


def test_a_box_and_its_records_are_opened_and_left_by_keyboard_alone(page: Page) -> None:
    page.goto(DIAGRAM)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    tab_until(page, r"[\d,]+ t/a$")
    page.keyboard.press("Enter")
    page.wait_for_url("**pin=**")
    tab_until(page, "^Clear the choice$")
    tab_until(page, "^Its flows in words$")
    page.keyboard.press("Escape")
    page.wait_for_url(lambda address: "pin=" not in address)
    tab_until(page, "^Download JSON$")
    tab_until(page, "^20,150$")
    page.keyboard.press("Enter")
    page.wait_for_url("**/records?**")
    expect(page.get_by_role("table").first).to_be_visible()
