import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import Any

import pytest

from flows.drawing import svg
from flows.drawing.palette import palette
from flows.figures import figure_html, figure_json
from flows.labels import TaxonomyLabels
from flows.layout import layout
from flows.sankey import SankeyData, weave
from flows.sankey.processes import weave_processes
from flows.table import FlowTable
from flows.views import view
from tests.flow_tables import MATERIALS, flow, foundry_town, table_of

NS = "{http://www.w3.org/2000/svg}"
TOWN = weave(foundry_town(), view("big-picture"), boundary="satakunta", materials=MATERIALS)


def draw(data: SankeyData, **asked: Any) -> ET.Element:
    labels = TaxonomyLabels(data, "en")
    return ET.fromstring(svg(data, layout(data, labels), labels, **({"standalone": True} | asked)))  # noqa: S314 - our own text


def drawn_names(root: ET.Element, name: str) -> list[ET.Element]:
    return [element for element in root.iter() if name in element.get("class", "").split()]


def test_every_link_is_drawn_with_its_sentence() -> None:
    ribs = drawn_names(draw(TOWN), "rib")
    labels = TaxonomyLabels(TOWN, "en")
    said = sorted(rib.findtext(f"{NS}title") or "" for rib in ribs)
    assert said == sorted(labels.sentence(link) for link in TOWN.links)


def test_unknown_unexplained_and_protected_have_their_patterns() -> None:
    root = draw(TOWN)
    for tone in ("unknown", "protected"):
        (rib,) = [rib for rib in drawn_names(root, "rib") if tone in rib.get("class", "").split()][:1]
        assert [path.get("class") for path in rib.iter(f"{NS}path")] == ["case", "edge", "fill", "pattern"]
    gap = weave(
        table_of([flow("Elsewhere", "foundry", "scrap", 9.0), flow("foundry", "Market", "castings", 5.0)]),
        view("big-picture"),
        materials=MATERIALS,
    )
    assert [rib for rib in drawn_names(draw(gap), "rib") if "gap" in rib.get("class", "").split()]


def test_only_side_streams_have_a_hue() -> None:
    ribs = drawn_names(draw(TOWN), "rib")
    assert {rib.get("data-f") for rib in ribs} == {None, "K", "T", "N"}
    assert all(("fam" in rib.get("class", "").split()) == bool(rib.get("data-f")) for rib in ribs)


def test_lane_has_a_label_and_arrowheads() -> None:
    root = draw(TOWN)
    (label,) = drawn_names(root, "lane-label")
    assert (label.text or "").replace("\u00a0", " ") == "Return lane: 18 t/a, 27% of side streams, back as raw material"
    assert len(drawn_names(root, "chev")) == 5


def test_thin_lane_has_one_arrowhead_in_ink() -> None:
    rows = [flow("foundry", "recycler", "slag", 1.0), flow("foundry", "fate:used", "slag", 900.0)]
    root = draw(weave(table_of(rows), view("big-picture"), boundary="satakunta", materials=MATERIALS))
    assert not drawn_names(root, "chev")
    assert len(drawn_names(root, "lane-arrow")) == 2


def test_nodes_lead_to_their_records_and_say_their_amount() -> None:
    root = draw(TOWN, link_to=lambda node: f"/r?a=1&n={node.id}" if node.stage == "fate" else None)
    links = [node for node in drawn_names(root, "node") if node.tag == f"{NS}a"]
    assert [node.get("href") for node in links] == [
        f"/r?a=1&n={node.id}" for node in TOWN.nodes if node.stage == "fate"
    ]
    said = {(node.get("aria-label") or "").replace("\u00a0", " ") for node in drawn_names(root, "node")}
    assert {"No user yet: 20 t/a, 30%", "Metals and metal products: 108 t/a"} <= said


def test_what_crosses_the_boundary_has_an_arrow() -> None:
    town = weave(foundry_town(), view("big-picture"), boundary="pori", materials=MATERIALS)
    assert len(drawn_names(draw(town), "stub")) == 2


def test_standalone_brings_colours_and_says_where_and_when() -> None:
    root = draw(TOWN)
    style = root.findtext(f"{NS}style") or ""
    assert "--K:#4e546c" in style
    assert "--K:#caddf6" in style
    assert "prefers-color-scheme:dark" in style
    text = " ".join(element.text or "" for element in root.iter(f"{NS}text"))
    assert "2025 · Satakunta · wet mass · t/a" in text
    assert "url(http" not in style
    assert "mine" in " ".join(element.text or "" for element in draw(TOWN, caption="mine").iter(f"{NS}text"))


def test_picture_inside_a_page_leaves_colours_to_the_page() -> None:
    labels = TaxonomyLabels(TOWN, "en")
    text = svg(TOWN, layout(TOWN, labels), labels, title="A <b>", description='"d"', name="one")
    assert "<style" not in text
    assert 'style="' not in text  # a strict content security policy refuses inline styles
    assert 'aria-labelledby="one-t one-d"' in text
    assert '<title id="one-t">A &lt;b&gt;</title>' in text
    assert '<desc id="one-d">&quot;d&quot;</desc>' in text


def test_examples_are_marked_in_the_picture_and_facts_are_not() -> None:
    assert [mark.text for mark in drawn_names(draw(TOWN), "example-mark")] == ["EXAMPLE DATA"]
    assert not drawn_names(draw(replace(TOWN, is_example=False)), "example-mark")


def test_latest_years_are_stated_as_a_range() -> None:
    text = draw(replace(TOWN, years=(2019, 2023))).findtext(f"{NS}title") or ""
    assert text.startswith("2019–2023 · Satakunta")
    assert (draw(replace(TOWN, years=None)).findtext(f"{NS}title") or "").startswith("Satakunta")


def test_names_are_escaped() -> None:
    data = weave_processes(table_of([flow("<a&b>", 'c"', "sand", 1.0)]), materials=MATERIALS)
    assert "<a&b>" in {element.text for element in draw(data).iter(f"{NS}text")}


def test_wide_and_steep_ribbons_are_cut_to_their_height() -> None:
    rows = [flow("boiler", "fate:used", "ash", 300.0), flow("foundry", "fate:unused", "sand", 300.0)]
    data = weave(table_of(rows), view("big-picture"), boundary="satakunta", materials=MATERIALS)
    labels = TaxonomyLabels(data, "en")
    crossed = [["source:unknown_input"], ["sector:metal", "sector:energy"], ["family:T", "family:K"]]
    root = ET.fromstring(svg(data, layout(data, labels, order=crossed), labels, standalone=True))  # noqa: S314
    clipped = {path.get("clip-path") for path in root.iter(f"{NS}path")} - {None}
    cuts = [clip.get("id") for clip in root.iter(f"{NS}clipPath")]
    assert clipped
    assert clipped == {f"url(#{cut})" for cut in cuts}
    assert len(set(cuts)) == len(cuts)


def test_measured_zero_keeps_its_names_and_has_no_line() -> None:
    data = weave(table_of([flow("boiler", "fate:used", "ash", 0.0)]), view("big-picture"), materials=MATERIALS)
    root = draw(data)
    assert not drawn_names(root, "rib")
    assert {value.text for value in drawn_names(root, "val") if value.text and value.text[0].isdigit()} >= {"0"}
    assert len(drawn_names(root, "node")) == len(data.nodes)


def test_next_to_nothing_is_drawn_as_a_hair() -> None:
    table = table_of([flow("boiler", "fate:used", "ash", 1e-6), flow("foundry", "fate:used", "sand", 1.0)])
    edges = drawn_names(draw(weave(table, view("big-picture"), materials=MATERIALS)), "edge")
    assert [edge.get("stroke-width") for edge in edges].count("1.3") == 3  # what is taken in, ash made, ash used


def test_stage_heads_stand_over_their_columns() -> None:
    assert [head.text for head in drawn_names(draw(TOWN), "head")] == [
        "Source materials",
        "Sectors",
        "Products and side streams",
        "Where it ends up",
    ]


# --- the interactive figure ------------------------------------------------------------------------------------------


def figure(table: FlowTable, **asked: Any) -> dict[str, Any]:
    data = weave(table, view("big-picture"), boundary="satakunta", materials=MATERIALS)
    return figure_json(data, TaxonomyLabels(data, "en"), palette(), **asked)


@pytest.mark.parametrize("dark", [False, True])
def test_plotly_accepts_the_figure(*, dark: bool) -> None:
    go = pytest.importorskip("plotly.graph_objects")
    made = figure(foundry_town(), dark=dark)
    accepted = go.Figure(data=made["data"], layout=made["layout"])
    assert len(accepted.data[0].link.value) == len(TOWN.links)
    assert all(accepted.data[0].link.customdata)


def test_nothing_is_sent_anywhere() -> None:
    config = figure(foundry_town())["config"]
    assert config["showSendToCloud"] is False
    assert config["plotlyServerURL"] == ""
    assert config["displaylogo"] is False


def test_nodes_stand_from_left_to_right_and_never_at_nought() -> None:
    nodes = figure(foundry_town())["data"][0]["node"]
    assert nodes["x"] == sorted(nodes["x"])
    assert all(0 < place < 1 for place in (*nodes["x"], *nodes["y"]))


def test_links_that_plotly_would_hide_are_not_in_the_figure() -> None:
    made = figure(table_of([flow("boiler", "fate:used", "ash", 0.0), flow("foundry", "fate:used", "sand", 1.0)]))[
        "data"
    ][0]
    assert min(made["link"]["value"]) > 0
    assert len(made["node"]["label"]) == 4


def test_figure_of_nothing() -> None:
    assert figure(table_of([]))["data"][0]["node"]["label"] == []


def test_file_of_one_page_needs_no_network_and_no_script_to_be_read() -> None:
    labels = TaxonomyLabels(TOWN, "en")
    page = figure_html(TOWN, labels, palette(), "window.Plotly = {}; // </script>", heading="Big <picture>")
    assert "<h1>Big &lt;picture&gt;</h1>" in page
    assert "<strong>EXAMPLE DATA</strong>" in page
    assert "src=" not in page
    assert page.count("</script>") == 3
    assert "<noscript><svg" in page
    facts = replace(TOWN, is_example=False)
    assert "EXAMPLE" not in figure_html(facts, labels, palette(), "")
    assert "<h1>2025 · Satakunta" in figure_html(facts, labels, palette(), "")
