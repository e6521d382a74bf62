"""The plan of the region: objective, proof, what stays, before and after, and that nobody hidden is named."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from flows.allocation.picturing import Words, today
from flows.matching.values import Offer
from flows.spans import Span

PLAN = "/en/possible-exchanges/plan"
WORDS = Words(fates={"unused": "No user yet"}, families={}, others="Others", ends={})


def page(client: FlaskClient, query: str = "?data=examples") -> str:
    answer = client.get(PLAN + query)
    assert answer.status_code == 200
    return unescape(answer.get_data(as_text=True))


def rows(client: FlaskClient, query: str) -> list[dict[str, str]]:
    answer = client.get(f"{PLAN}.csv{query}")
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))


def test_a_plan_states_its_objective_its_proof_and_what_stays(client: FlaskClient) -> None:
    told = page(client)
    assert "Least landfill" in told
    assert "Proved" in told
    assert "What stays without a user" in told
    assert "Taking the best pair first" in told


def test_before_and_after_are_drawn_and_hold_the_same_tonnes(client: FlaskClient) -> None:
    drawn = re.findall(r'<svg[^>]*class="[^"]*".*?</svg>', page(client), re.DOTALL)
    pictures = [one for one in drawn if "before" in one[:400] or "after" in one[:400]]
    assert len(pictures) == 2


@pytest.mark.parametrize("objective", ["landfill", "cost", "co2"])
def test_every_objective_has_a_plan_or_says_why_not(client: FlaskClient, objective: str) -> None:
    told = page(client, f"?data=examples&objective={objective}")
    assert "Proved" in told or "No exchange finds a place in this plan" in told


def test_what_is_known_in_part_is_counted_only_when_asked_and_told(client: FlaskClient) -> None:
    whole = page(client, "?data=examples&objective=cost")
    parts = page(client, "?data=examples&objective=cost&count=parts")
    assert "Count what is known of money and emissions" in whole
    assert "What is not known could change the plan." in parts
    assert "What is not known could change the plan." not in whole
    assert "a year gained" in parts


def test_what_nobody_judged_may_be_left_out(client: FlaskClient) -> None:
    strict = rows(client, "?data=examples&open=without")
    wide = rows(client, "?data=examples&open=with")
    assert len(strict) < len(wide)
    assert not any(row["cautions"] for row in strict)


def test_no_offer_gives_more_than_it_has(client: FlaskClient) -> None:
    given: dict[str, float] = {}
    for row in rows(client, "?data=examples"):
        given[row["offer_id"]] = given.get(row["offer_id"], 0.0) + float(row["mass_t_per_year"])
    items = client.get("/api/v1/possible-exchanges?data=examples").get_json()["items"]
    offered = {one["offer"]["id"]: one["offer"]["mass_t_per_year"]["high"] for one in items if one["step"] is None}
    assert given
    assert all(mass <= offered[name] * 1.001 for name, mass in given.items() if name in offered)


def test_facts_without_an_offer_have_nothing_to_plan(client: FlaskClient) -> None:
    assert "There is nothing to plan" in page(client, "?data=facts")


def test_an_unknown_objective_is_refused(client: FlaskClient) -> None:
    assert client.get(f"{PLAN}?objective=fame").status_code == 400


def test_an_offer_of_unknown_amount_is_not_drawn() -> None:
    known = Offer(id="S-1", name="Sand", material_class="foundry_sand", mass_t_per_year=Span(10, 30))
    unknown = Offer(id="S-2", name="Sand", material_class="foundry_sand")
    table = today([known, unknown], WORDS)
    assert table.amount.tolist() == [20.0]
    assert len(today([unknown], WORDS)) == 0
