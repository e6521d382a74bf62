"""Treatments of each sector under their picture: the numbers of the picture, in every language and width."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from databank.access import CITY, Viewer
from flows.table import FlowTable
from flows.views import Narrowing, view
from tests.flow_tables import flow, site, table_of
from web.diagrams.choice import Choice
from web.diagrams.companions.treatments import FILL_OF, MOST_SECTORS, treatments
from web.diagrams.weaving import Woven, woven

VIEW = view("sector-treatment-user")
HEADING = {
    "en": "How the side streams of each sector are treated",
    "fi": "Näin kunkin toimialan sivuvirrat käsitellään",
    "sv": "Så behandlas sidoströmmarna i varje bransch",
}
ALL = Narrowing()
BAR = re.compile(r'<g role="img"><title>([^<]*)</title>')


def of(table: FlowTable, name: str, narrowing: Narrowing) -> Woven:
    return woven(Choice(view=view(name), data="examples", year=2025, narrowing=narrowing), table, {})


def bars(app: Flask, table: FlowTable, name: str = "sector-treatment-user", narrowing: Narrowing = ALL) -> list[str]:
    """The sentence of each bar of the wide drawing."""
    with app.test_request_context("/en/"):
        found = list(treatments(of(table, name, narrowing)))
    if not found:
        return []
    ((heading, drawn),) = found
    assert heading == HEADING["en"]
    said = BAR.findall(unescape(drawn))
    assert said[: len(said) // 2] == said[len(said) // 2 :], "both widths say the same"
    return said[: len(said) // 2]


def test_bars_say_the_shares_of_groups_and_what_nobody_stated(app: Flask) -> None:
    rows = [
        flow("foundry", "fate:used", "foundry_sand", 30.0, treatment_code="R5"),
        flow("foundry", "fate:used", "slag_steel", 20.0, treatment_code="R10"),
        flow("foundry", "fate:energy", "foundry_sand", 25.0, treatment_code="R1"),
        flow("foundry", "fate:disposal", "foundry_sand", 15.0, treatment_code="D1"),
        flow("foundry", "fate:unused", "foundry_sand", 10.0),
        flow("boiler", "fate:disposal", "foundry_sand", 400.0, treatment_code="D9"),
        flow("foundry", "Market", "product", 999.0),
        flow("faraway", "fate:disposal", "foundry_sand", 5000.0, treatment_code="D9"),
        flow("Protected", "Protected", "Protected", 77.0, kind="protected", record_id=""),
    ]
    metal = "Into material (R2–R11) 50%, Into energy (R1) 25%, To landfill (D1, D5) 15%, Not stated 10%"
    assert bars(app, table_of(rows)) == [
        "Energy, 400\u00a0t/a: Other disposal (other D codes) 100%",
        f"Metals and metal products, 100\u00a0t/a: {metal}",
    ]


def test_small_sectors_are_one_bar(app: Flask) -> None:
    sites = tuple(site(f"s{number:02}", f"sector {number:02}", "Pori") for number in range(16))
    rows = [
        flow(place.id, "fate:used", "foundry_sand", 1000.0 - number, treatment_code="R5")
        for number, place in enumerate(sites)
    ]
    table, opened = table_of(rows, processes=sites), Narrowing(opened=frozenset({"producer"}))
    made = of(table, VIEW.name, opened)
    assert sum(node.stage == "producer" for node in made.data.nodes) == 16
    said = bars(app, table, narrowing=opened)
    assert len(said) == MOST_SECTORS
    assert said[0].startswith("sector 00, 1,000\u00a0t/a:")
    rest = sum(1000 - number for number in range(11, 16))
    assert said[-1] == f"Other (5), {rest:,}\u00a0t/a: Into material (R2–R11) 100%"
    folded = bars(app, table)
    assert len(folded) == MOST_SECTORS
    assert folded[-1].startswith("Other (5),")


def test_nothing_without_flows_or_without_both_stages(app: Flask) -> None:
    assert bars(app, table_of([])) == []
    row = flow("foundry", "fate:used", "foundry_sand", 30.0, treatment_code="R5")
    assert bars(app, table_of([row]), "big-picture") == []


def test_every_group_of_the_shipped_view_has_a_fill_of_its_own() -> None:
    groups = [group.key for group in VIEW.stages[1].groups]
    assert {FILL_OF[key] for key in groups} <= set(FILL_OF.values())
    assert len({FILL_OF[key] for key in groups}) == len(groups)


@pytest.mark.parametrize("data", ["facts", "examples"])
@pytest.mark.parametrize(
    ("language", "path"), [("fi", "/fi/virrat"), ("sv", "/sv/floden"), ("en", "/en/flows")], ids=["fi", "sv", "en"]
)
def test_sample_data_have_their_bars_on_the_page(client: FlaskClient, language: str, path: str, data: str) -> None:
    text = unescape(client.get(f"{path}/sector-treatment-user?data={data}").text)
    found = re.search(rf"<h2>{HEADING[language]}</h2>.*?</figure>", text, re.DOTALL)
    assert found is not None
    assert found.group().count("<svg") == 2
    said = BAR.findall(found.group())
    assert 3 <= len(said) / 2 <= MOST_SECTORS
    ids = re.findall(r'\bid="([^"]+)"', found.group())
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]+)\)", found.group())) <= set(ids)


def test_everybodys_page_has_less_than_the_citys(
    client: FlaskClient, client_as: Callable[[Viewer], FlaskClient]
) -> None:
    def tonnes(text: str) -> float:
        said = [words for words in BAR.findall(unescape(text)) if "\u00a0t/a:" in words]
        amounts = (re.search(r", ([\d,.]+)\u00a0t/a:", words) for words in said)
        return sum(float(amount.group(1).replace(",", "")) for amount in amounts if amount)

    path = "/en/flows/sector-treatment-user?data=examples&year=2025"
    assert 0 < tonnes(client.get(path).text) < tonnes(client_as(CITY).get(path).text)
