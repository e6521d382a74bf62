"""What a picture can show beside its flows: uncertainty, another state, one box's ways, what is planned, rings."""

import gzip
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import Any

import pytest

from flows.diagram import SankeyData
from flows.drawing import svg
from flows.drawing.tracing import ways_through
from flows.labels import TaxonomyLabels
from flows.layout import layout
from flows.sankey import weave
from flows.sankey.processes import weave_processes
from flows.views import view
from tests.flow_tables import MATERIALS, flow, foundry_town, table_of

NS = "{http://www.w3.org/2000/svg}"
TOWN = weave(foundry_town(), view("big-picture"), boundary="satakunta", materials=MATERIALS)
LIMIT = 150_000


def drawn(data: SankeyData = TOWN, **asked: Any) -> str:
    labels = TaxonomyLabels(data, "en")
    return svg(data, layout(data, labels), labels, **asked)


def root_of(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own text


def named(root: ET.Element, name: str) -> list[ET.Element]:
    return [element for element in root.iter() if name in element.get("class", "").split()]


def keys(root: ET.Element) -> set[str]:
    return {element.text or "" for element in named(root, "key")}


def sure(share: float) -> SankeyData:
    links = tuple(replace(link, standard_uncertainty=share * link.amount) for link in TOWN.links)
    return replace(TOWN, links=links)


def test_fringe_is_one_standard_uncertainty_to_both_sides() -> None:
    plain, pale = root_of(drawn(sure(0.2), standalone=True)), root_of(drawn(sure(0.2), standalone=True, fringe=True))
    assert not named(plain, "fringe")
    for rib, sharp in zip(named(pale, "rib"), named(plain, "rib"), strict=True):
        width = float(named(sharp, "edge")[0].get("stroke-width", "0"))
        if width > 20 and not rib.findall(f"{NS}clipPath"):
            assert float(named(rib, "fringe")[0].get("stroke-width", "0")) == pytest.approx(width * 1.2, rel=0.01)
            assert float(named(rib, "edge")[0].get("stroke-width", "0")) == pytest.approx(width * 0.8, rel=0.01)
    assert "Pale edge: uncertainty, one standard deviation each way" in keys(pale) - keys(plain)


def test_what_has_no_uncertainty_has_no_fringe() -> None:
    links = tuple(replace(link, standard_uncertainty=None) for link in TOWN.links)
    root = root_of(drawn(replace(TOWN, links=links), standalone=True, fringe=True))
    assert not named(root, "fringe")
    assert not any("Pale" in words for words in keys(root))


def test_outline_is_as_high_as_the_other_state_and_only_where_it_differs() -> None:
    rows = [flow("foundry", "fate:unused", "sand", 100.0), flow("boiler", "fate:used", "ash", 80.0)]
    now = weave(table_of(rows), view("big-picture"), boundary="satakunta", materials=MATERIALS)
    rows[0] = flow("foundry", "fate:unused", "sand", 50.0)
    before = weave(table_of(rows), view("big-picture"), boundary="satakunta", materials=MATERIALS)
    labels = TaxonomyLabels(now, "en")
    placed = layout(now, labels)
    base = layout(before, TaxonomyLabels(before, "en"), scale=placed.scale, order=placed.order)
    root = root_of(svg(now, placed, labels, standalone=True, ghost=base, ghost_name="2024"))
    bars = next(path for path in named(root, "ghost") if "bars" in path.get("class", ""))
    halved = placed.box("fate:unused").height / 2
    path = bars.get("d", "")
    assert f"v{halved + 5:.1f}".removesuffix(".0") in path
    assert path.count("M") == 6  # both bars of the sector and the family, one each of the source and the fate
    assert "Outline: compared with 2024" in keys(root)
    same = root_of(svg(now, placed, labels, standalone=True, ghost=placed))
    assert not named(same, "ghost")
    assert "Outline: the state compared with" in keys(same)


def test_pinned_box_keeps_its_ways_and_fades_the_rest() -> None:
    pinned = "fate:unused"
    root = root_of(drawn(pinned=pinned))
    boxes, links = ways_through(TOWN, pinned)
    kept = {node.get("data-id") for node in named(root, "node") if "far" not in node.get("class", "").split()}
    assert kept == boxes
    assert {"sector:metal", "family:K", pinned} <= boxes
    assert "fate:used" not in boxes
    far = [rib for rib in named(root, "rib") if "far" in rib.get("class", "").split()]
    assert len(far) == sum((link.source, link.target) not in links for link in TOWN.links) > 0
    assert not named(root_of(drawn(pinned="fate:no-such")), "far")


def test_records_that_do_not_flow_yet_are_dashed() -> None:
    link = next(link for link in TOWN.links if link.target == "fate:disposal")
    root = root_of(drawn(standalone=True, planned=link.record_ids))
    titles = {rib.findtext(f"{NS}title") for rib in named(root, "planned") if "rib" in rib.get("class", "").split()}
    assert TaxonomyLabels(TOWN, "en").sentence(link) in titles
    assert len(titles) < len(TOWN.links)
    assert "Planned, not running yet" in keys(root)


def test_ring_of_a_self_loop_has_its_sentence_and_arrowhead() -> None:
    table = table_of([flow("foundry", "boiler", "sand", 10.0), flow("foundry", "foundry", "sand", 4.0, kind="flow")])
    data = weave_processes(table, materials=MATERIALS)
    assert layout(data, TaxonomyLabels(data, "en")).self_loops
    root = root_of(drawn(data, standalone=True))
    assert any("Foundry – Foundry" in (rib.findtext(f"{NS}title") or "") for rib in named(root, "rib"))
    assert "Ring: loop inside one plant" in keys(root)


@pytest.mark.parametrize(("look", "paper"), [("light", "#f8f8f5"), ("dark", "#10181d"), ("print", "#ffffff")])
def test_fixed_looks_ask_no_screen(look: Any, paper: str) -> None:
    text = drawn(standalone=True, look=look)
    assert f"--paper:{paper}" in text
    assert "prefers-color-scheme" not in text
    assert ('class="ground"' in text) == (look != "print")


def test_own_look_follows_screen_and_paper() -> None:
    text = drawn(standalone=True)
    assert "@media(prefers-color-scheme:dark)" in text
    assert "@media print" in text


def test_links_lead_to_their_records_in_reading_order() -> None:
    root = root_of(drawn(records_of=lambda link: f"/r?l={link.target}" if link.record_ids else None))
    ribs = named(root, "rib")
    assert sorted(int(rib.get("data-l", "-1")) for rib in ribs) == list(range(len(TOWN.links)))
    for rib in ribs:
        link = TOWN.links[int(rib.get("data-l", "-1"))]
        assert TOWN.nodes[int(rib.get("data-s", "-1"))].id == link.source
        assert TOWN.nodes[int(rib.get("data-t", "-1"))].id == link.target
        assert rib.get("href") == (f"/r?l={link.target}" if link.record_ids else None)
    assert all(rib.get("aria-label") for rib in ribs if rib.get("href"))


def big() -> SankeyData:
    """Seventy plants of seven sectors giving to each other without end: more links than may be drawn."""
    rows = [
        flow(f"plant {giver}", f"plant {(giver * 7 + step * 5) % 70}", material, 1.0 + (giver * step) % 90)
        for giver in range(70)
        for step, material in enumerate(("sand", "ash", "sludge", "slag", "mixed", "castings"), start=1)
    ]
    return weave_processes(table_of(rows), materials=MATERIALS)


@pytest.mark.parametrize("data", [TOWN, big()], ids=["town", "hundreds of links"])
def test_pictures_are_small_files(data: SankeyData) -> None:
    text = drawn(data, standalone=True, fringe=True)
    size = len(gzip.compress(text.encode()))
    print(f"{len(data.links)} links: {len(text)} bytes, {size} compressed")  # noqa: T201 - the figure is wanted
    assert size < LIMIT
