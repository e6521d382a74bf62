"""What treatments leave over: told with every treated match, and placed by the plan as far as it arises."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from flows.matching.steps import Stepped
from flows.matching.values import Match, Offer, Receiver
from flows.spans import UNKNOWN, Span
from web.matching.left_over import told
from web.matching.lines import distance_text

PLAN = "/en/possible-exchanges/plan"
SAND = Offer(id="S-1", name="Sand", material_class="foundry_sand", lat=61.5, lon=21.8)
DUST = Offer(id="S-1+T-1+residue", name="Dust", material_class="foundry_dust", mass_t_per_year=Span(50.0, 100.0))


def a_match(**fields: Any) -> Match:
    usual: dict[str, Any] = {
        "step": "foundry_sand_mechanical",
        "line": "T-1",
        "site_id": "yard",
        "site_name": "Yard",
        "organisation_id": None,
        "organisation_name": None,
        "lat": 61.6,
        "lon": 21.8,
        "is_planned": False,
        "capacity_t_per_year": UNKNOWN,
        "before": SAND,
        "residue": DUST,
        "yield_share": Span(0.9, 0.95),
        "residue_share": Span(0.05, 0.1),
        "source": "",
    }
    receiver = Receiver(id="need:N-1", source="need", name="Dust wanted", organisation_name="Birch")
    step = Stepped(**usual | fields)
    return Match(offer=SAND, receiver=receiver, gates=(), criteria=(), score=0.8, distance_km=20.0, step=step)


def test_what_is_left_over_is_told_with_its_best_user_or_that_it_needs_one(app: Flask) -> None:
    match = a_match()
    with app.test_request_context("/en/"):
        left = "Left over: foundry dust, 50–100\u00a0t/a."
        assert tuple(told(match, None)) == (left,)
        assert tuple(told(match, {})) == (left, "Nobody is known who could use it: it needs a user of its own.")
        assert tuple(told(match, {DUST.id: match}))[1] == "Dust wanted could use it (fit 80%; no obstacle known)."
        assert tuple(told(a_match(residue_share=Span(0.0, 0.0)), {})) == ()


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ({}, "11\u00a0km to the treatment, from there: 20\u00a0km"),
        ({"lat": None}, "way to the treatment not known, from"),
    ],
)
def test_both_ways_are_told(app: Flask, place: dict[str, Any], words: str) -> None:
    with app.test_request_context("/en/"):
        assert distance_text(a_match(**place)).startswith(words)


def test_the_plan_places_what_is_left_over_as_far_as_it_arises(client: FlaskClient) -> None:
    text = client.get(f"{PLAN}.csv?data=examples").get_data(as_text=True)
    given: dict[str, float] = {}
    for row in csv.DictReader(io.StringIO(text)):
        given[row["offer_id"]] = given.get(row["offer_id"], 0.0) + float(row["mass_t_per_year"])
    left = {name: mass for name, mass in given.items() if name.endswith("+residue")}
    assert left
    assert all(mass < given[name.partition("+")[0]] for name, mass in left.items())
    page = unescape(client.get(f"{PLAN}?data=examples").get_data(as_text=True))
    assert not re.findall(r'href="[^"]*residue[^"]*"', page)


def test_the_page_of_a_side_stream_tells_both_ways_and_what_is_left(client: FlaskClient) -> None:
    page = unescape(client.get("/en/materials/E-004/users").get_data(as_text=True))
    assert re.search(r"\d+\s?km to the treatment, from there: \d+\s?km", page)
    assert re.search(r"Left over: iron and steel scrap, [^<]* could use it \(fit \d+%; ", page)
