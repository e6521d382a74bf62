"""How circular the region is beside others, under the big picture."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from flows.indicators import indicators
from tests.flow_tables import MATERIALS, foundry_town

DRAWING = re.compile(r'<svg class="flow bars".*?</figure>', re.DOTALL)


@pytest.mark.parametrize("name", ["big-picture", "circular-share"])
def test_what_is_known_as_a_range_is_told_as_one(client: FlaskClient, name: str) -> None:
    found = DRAWING.search(client.get(f"/en/flows/{name}?data=examples&year=2025").text)
    assert found
    text = unescape(found.group(0))
    assert "<title>Here: 6–15%</title>" in text
    assert "<title>Finland 2024: 2%</title>" in text
    assert 'class="target"' in text
    assert "more than they are known to take in" in text


def test_what_is_not_known_is_said_with_its_reason(client: FlaskClient) -> None:
    found = DRAWING.search(client.get("/en/flows/big-picture?data=facts&year=2023").text)
    assert found
    assert "<title>Here: not known</title>" in found.group(0)
    assert "more than they are known to take in" in found.group(0)


def test_one_indicator_alone_is_the_same_as_among_all() -> None:
    every = indicators(foundry_town(), boundary_name="satakunta", materials=MATERIALS)
    one = indicators(foundry_town(), boundary_name="satakunta", materials=MATERIALS, only={"recovery_rate"})
    assert [reading.definition.id for reading in one.readings] == ["recovery_rate"]
    (among,) = [reading for reading in every.readings if reading.definition.id == "recovery_rate"]
    assert one.readings[0] == among
    assert among.measured.value is not None
