"""Stacked bars: parts fill their bar, are told apart without colour, and no text is cut off or under another."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.drawing.sheet import Sheet
from flows.drawing.stacked import FILLS, Part, Stack, stacked_svg
from flows.views import view
from taxonomy.codes import LANGUAGES, Language
from taxonomy.industries import sectors
from tests.drawn_texts import NS, clipped, overlapping, placed

WIDTHS = (False, True)
PARTS = (Part("Used", "solid"), Part("Burnt", "stripes"), Part("Put away", "uprights"))


def root_of(parts: tuple[Part, ...], stacks: list[Stack], language: Language, *, is_narrow: bool) -> ET.Element:
    sheet = Sheet(title="Treatments", description="d", mark="EXAMPLE", name="t1", standalone=True)
    return ET.fromstring(stacked_svg(parts, stacks, language, sheet, is_narrow=is_narrow))  # noqa: S314 - our own text


def filled(root: ET.Element) -> list[list[tuple[float, float]]]:
    """Begin and width of the filled boxes of each bar."""
    return [
        [(float(box.get("x", "0")), float(box.get("width", "0"))) for box in group.iter(f"{NS}rect") if box.get("fill")]
        for group in root.iter(f"{NS}g")
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("is_narrow", WIDTHS)
def test_texts_stay_on_the_sheet_and_apart(language: Language, is_narrow: bool) -> None:  # noqa: FBT001 - a width
    treated = view("sector-treatment-user").stages[1]
    parts = tuple(
        Part(group.titles.in_language(language), fill) for group, fill in zip(treated.groups, FILLS, strict=False)
    )
    stacks = [
        Stack(
            name=sector.titles.in_language(language),
            amount="1\u00a0234\u00a0567\u00a0t/a",
            parts=tuple(float((place + number) % 4) for number in range(len(parts))),
        )
        for place, sector in enumerate(sectors())
    ]
    root = root_of(parts, stacks, language, is_narrow=is_narrow)
    assert clipped(root) == []
    assert overlapping(root) == []
    said = {text.words for text in placed(root)}
    assert "1\u00a0234\u00a0567\u00a0t/a" in said


@settings(max_examples=40, deadline=None)
@given(
    amounts=st.lists(st.floats(0, 1e9), min_size=3, max_size=3).filter(lambda amounts: sum(amounts) > 0),
    is_narrow=st.booleans(),
)
def test_parts_follow_each_other_and_fill_the_bar(amounts: list[float], is_narrow: bool) -> None:  # noqa: FBT001
    root = root_of(PARTS, [Stack(name="Metals", amount="5 t", parts=tuple(amounts))], "en", is_narrow=is_narrow)
    (boxes,) = filled(root)
    whole = sum(amounts)
    line = next(path.get("d", "") for path in root.iter(f"{NS}path") if path.get("class") == "rule")
    left, right = (float(number) for number in re.findall(r"[MH]([\d.]+)", line))
    assert sum(width for _, width in boxes) == pytest.approx(right - left, abs=0.3)
    shown = [amount for amount in amounts if amount / whole > 0]
    for (x, width), amount in zip(boxes, shown, strict=True):
        assert width == pytest.approx(amount / whole * (right - left), abs=0.3)
        assert left - 0.3 <= x <= x + width <= right + 0.3
    for (x, width), (following, _) in pairwise(boxes):
        assert x + width == pytest.approx(following, abs=0.3)


def test_every_share_is_said_and_the_largest_stand_under_the_bar() -> None:
    root = root_of(PARTS, [Stack(name="Metals", amount="10\u00a0t/a", parts=(6.0, 3.0, 1.0))], "en", is_narrow=False)
    said = next(group for group in root.iter(f"{NS}g")).find(f"{NS}title")
    assert said is not None
    assert said.text == "Metals, 10\u00a0t/a: Used 60%, Burnt 30%, Put away 10%"
    assert "60% Used, 30% Burnt, 10% Put away" in {text.words for text in placed(root)}


def test_a_whole_of_nothing_has_an_empty_bar() -> None:
    root = root_of(PARTS, [Stack(name="Metals", amount="0\u00a0t/a", parts=(0.0, 0.0, 0.0))], "en", is_narrow=True)
    assert filled(root) == [[]]
    assert "no data" in {text.words for text in placed(root)}


def test_fills_differ_and_have_ids_of_their_own_drawing() -> None:
    parts = tuple(Part(name, name) for name in FILLS)
    root = root_of(parts, [Stack(name="a", amount="1", parts=(1.0,) * len(parts))], "en", is_narrow=False)
    patterns = {pattern.get("id"): ET.tostring(pattern) for pattern in root.iter(f"{NS}pattern")}
    assert set(patterns) == {f"t1-{name}" for name in FILLS}
    bodies = [re.sub(rb'id="[^"]*"', b"", text) for text in patterns.values()]
    assert len(set(bodies)) == len(bodies)
    used = {box.get("fill", "").removeprefix("url(#").removesuffix(")") for box in root.iter(f"{NS}rect")} - {""}
    assert used == set(patterns)
