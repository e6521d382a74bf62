"""Flow pictures on the web: controls, tables, files, and that every number is the bank's."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from databank import queries
from databank.access import ANONYMOUS, CITY, Viewer
from databank.store import Bank
from flows.boundary import boundaries
from flows.coverage import KINDS
from flows.drawing.matrix import matrix_of
from flows.table import FlowTable
from flows.views import view, view_names
from web.diagrams.choice import Choice
from web.diagrams.thumbnails import thumbnail, thumbnail_of
from web.diagrams.weaving import largest_family, woven

VIEWS = ("big-picture", "one-material", "energy")
SVG = "{http://www.w3.org/2000/svg}"


def rows(client: FlaskClient, path: str) -> list[dict[str, str]]:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.text)))


def total_of(bank: Bank, viewer: Viewer, *, is_example: bool, year: int | None, layer: str, basis: str) -> float:
    """All records of the question, straight from the bank."""
    with bank.session() as session:
        columns = queries.flow_columns(
            session, viewer, is_example=is_example, years="latest" if year is None else [year], layer=layer
        )
    pairs = zip(columns.amount, columns.basis, strict=True)
    return sum(amount for amount, of_basis in pairs if amount is not None and of_basis == basis)


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize(("data", "year"), [("facts", None), ("facts", 2023), ("examples", None), ("examples", 2025)])
@pytest.mark.parametrize("boundary", sorted(boundaries()))
def test_the_file_and_what_is_left_out_equal_the_banks_total(
    client: FlaskClient, demo_bank: Bank, name: str, data: str, boundary: str, year: int | None
) -> None:
    query = f"data={data}&boundary={boundary}&year={year or 'latest'}"
    listed = rows(client, f"/en/flows/{name}.csv?{query}")
    basis, layer = listed[0]["basis"], view(name).layer
    expected = total_of(demo_bank, ANONYMOUS, is_example=data == "examples", year=year, layer=layer, basis=basis)
    counted = sum(float(row["counted"]) for row in listed if row["counted"])
    assert counted == pytest.approx(expected, rel=1e-6, abs=1e-6)
    assert {"outside", "self_loops", "protected", "rejected"} <= {row["row"] for row in listed}
    assert {row["boundary"] for row in listed} == {boundary}


def test_the_city_gets_the_citys_total(client_as: Callable[[Viewer], FlaskClient], demo_bank: Bank) -> None:
    listed = rows(client_as(CITY), "/en/flows/big-picture.csv?data=examples&year=latest")
    expected = total_of(demo_bank, CITY, is_example=True, year=None, layer="mass", basis="as_shipped")
    assert sum(float(row["counted"]) for row in listed if row["counted"]) == pytest.approx(expected)


def test_both_data_sets_stand_apart_in_every_form(client: FlaskClient) -> None:
    page = client.get("/en/flows/big-picture?data=both").text
    assert page.count('<figure class="picture"') == 2
    assert "Facts from public sources" in page
    assert "Invented examples" in page
    listed = rows(client, "/en/flows/big-picture.csv?data=both")
    apart = {
        data: sum(float(row["counted"]) for row in listed if row["data"] == data and row["counted"])
        for data in ("facts", "examples")
    }
    for data, counted in apart.items():
        alone = rows(client, f"/en/flows/big-picture.csv?data={data}")
        assert sum(float(row["counted"]) for row in alone if row["counted"]) == pytest.approx(counted)
    members = json.loads(client.get("/en/flows/big-picture.json?data=both").text)
    assert [picture["is_example"] for picture in members["pictures"]] == [False, True]
    drawing = client.get("/en/flows/big-picture.svg?data=both")
    assert drawing.status_code == 400
    assert "data=facts or data=examples" in drawing.text


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_view_has_its_sentence_scope_checks_and_files(client: FlaskClient, name: str, language: str) -> None:
    slug = {"fi": "virrat", "sv": "floden", "en": "flows"}[language]
    page = client.get(f"/{language}/{slug}/{name}?data=examples&boundary=satakunta")
    assert page.status_code == 200
    assert page.text.count("<h1") == 1
    assert page.text.count('class="scope"') == 1
    assert '<svg class="flow stages"' in page.text
    for extension in ("svg", "csv", "json", "figure.json"):
        assert client.get(f"/{language}/{slug}/{name}.{extension}?data=examples").status_code == 200


def test_the_circle_is_drawn_as_a_lane_and_said_in_the_table(client: FlaskClient) -> None:
    page = client.get("/en/flows/big-picture?data=examples").text
    assert "Return lane:" in page
    listed = rows(client, "/en/flows/big-picture.csv?data=examples")
    assert any(row["is_return"] == "1" for row in listed)


@pytest.mark.parametrize("query", ["data=examples", "data=facts&boundary=satakunta"])
def test_the_matrix_adds_up_to_its_sums(client: FlaskClient, query: str) -> None:
    page = client.get(f"/en/flows/big-picture?{query}").text
    table = page.split('<table class="data"><caption>')[1].split("</table>")[0]

    def numbers(part: str) -> list[float]:
        cells = re.findall(r'<td class="n[^"]*">(.*?)</td>', part, re.DOTALL)
        texts = [re.sub(r"<[^>]+>", "", cell).strip().replace(",", "") for cell in cells]
        return [0.0 if text == "–" else float(text) for text in texts]

    body = [numbers(row) for row in table.split("<tbody>")[1].split("</tbody>")[0].split("</tr>")[:-1]]
    foot = numbers(table.split("<tfoot>")[1])
    for row in body:
        assert sum(row[:-1]) == pytest.approx(row[-1], abs=3)
    for column, expected in enumerate(foot):
        assert sum(row[column] for row in body) == pytest.approx(expected, abs=4)


def test_every_number_leads_to_records_that_add_up_to_it(client: FlaskClient) -> None:
    page = client.get("/en/flows/big-picture?data=examples").text
    listed = rows(client, "/en/flows/big-picture.csv?data=examples")
    amounts = {
        (row["source"], row["target"], row["family"]): float(row["amount"]) for row in listed if row["row"] == "drawn"
    }
    links = {unescape(href) for href in re.findall(r'href="(/en/flows/big-picture/records\?[^"]+)"', page)}
    assert len(links) > 40
    for (source, target, family), amount in list(amounts.items())[::5]:
        behind = rows(
            client,
            f"/en/flows/big-picture/records.csv?data=examples&source={source}&target={target}&of={family}",
        )
        assert sum(float(row["amount"]) for row in behind) == pytest.approx(amount), (source, target)
        assert all(row["record_id"] for row in behind)


def test_a_node_whose_input_nobody_told_still_leads_to_records(client: FlaskClient) -> None:
    behind = rows(client, "/en/flows/big-picture/records.csv?node=sector:metal")
    assert "Harjavallan sulatto" in {row["source"] for row in behind}


def test_records_of_a_node_are_those_of_its_larger_side(client: FlaskClient) -> None:
    members = json.loads(client.get("/en/flows/big-picture.json?data=examples").text)
    incoming = sum(link["mass_t"] for link in members["links"] if link["target"] == "fate:unused")
    behind = rows(client, "/en/flows/big-picture/records.csv?data=examples&node=fate:unused")
    assert sum(float(row["amount"]) for row in behind) == pytest.approx(incoming)
    page = client.get("/en/flows/big-picture/records?data=examples&node=fate:unused").text
    assert 'href="/en/materials/E-' in page
    assert client.get("/en/flows/big-picture/records?data=examples&node=source:unknown_input").status_code == 200


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/en/flows/no-such-view", 404, ("no-such-view", "big-picture", "one-material", "energy")),
        ("/en/flows/big-picture?year=1800", 400, ("1800", "2023")),
        ("/en/flows/big-picture?year=last", 400, ("last", "2023")),
        ("/en/flows/big-picture?year=٢٠٢٣", 400, ("2023",)),
        ("/en/flows/big-picture?boundary=moon", 400, ("moon", "peittoo", "pori", "satakunta")),
        ("/en/flows/big-picture?data=all", 400, ("facts", "examples", "both")),
        ("/en/flows/one-material?family=Q", 400, ("Q", "K, M, X")),
        ("/en/flows/one-material?class=unobtainium", 400, ("unobtainium",)),
        ("/en/flows?data=both", 400, ("facts, examples",)),
        ("/en/flows/big-picture/records?node=nothing", 404, ("no such number",)),
        ("/en/flows/big-picture/records", 404, ("no such number",)),
    ],
)
def test_a_wrong_address_is_a_sentence_that_names_the_right_ones(
    client: FlaskClient, path: str, status: int, words: tuple[str, ...]
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    for word in words:
        assert word in answer.text
    if "?" in path and "/records" not in path and path != "/en/flows?data=both":
        machine = client.get(path.replace("?", ".json?"))
        assert machine.status_code == status
        assert machine.get_json()["ok"] is False


def test_the_steps_go_to_the_years_before_and_after(client: FlaskClient, demo_bank: Bank) -> None:
    with demo_bank.session() as session:
        years = sorted(queries.flow_years(session, ANONYMOUS, is_example=False))
    newest, latest = client.get("/en/flows/big-picture").text, client.get("/en/flows/big-picture?year=latest").text
    assert f'<b aria-current="true">{years[-1]}</b>' in newest
    assert 'href="/en/flows/big-picture?year=latest"' in newest
    assert f'href="/en/flows/big-picture?year={years[-1]}"' in latest
    middle = client.get(f"/en/flows/big-picture?year={years[-2]}").text
    assert f"year={years[-1]}" in middle
    assert f"year={years[-3]}" in middle
    first = client.get(f"/en/flows/big-picture?year={years[0]}").text
    assert "Previous year" not in first


def test_choices_are_kept_from_view_to_view_and_language_to_language(client: FlaskClient) -> None:
    page = unescape(client.get("/en/flows/big-picture?data=examples&boundary=pori&year=2025").text)
    assert "/en/flows/sector-treatment-user?data=examples&year=2025&boundary=pori" in page
    assert "/fi/virrat/big-picture?" in page
    one = unescape(client.get("/en/flows/one-material?class=foundry_sand&data=examples").text)
    assert "Foundry sand" in one
    assert "/en/flows/big-picture?data=examples" in one
    assert not re.search(r"/en/flows/big-picture\?[^\"]*class=", one)


def test_a_picture_without_flows_offers_ways_out(client: FlaskClient) -> None:
    page = client.get("/en/flows/one-material?class=foundry_sand&data=facts&boundary=peittoo").text
    assert "nothing to draw" in page
    assert "The whole of Satakunta" in page
    assert '<svg class="flow' not in page


def test_the_drawing_opens_alone_and_says_what_it_shows(client: FlaskClient) -> None:
    answer = client.get("/en/flows/big-picture.svg?data=examples")
    assert answer.mimetype == "image/svg+xml"
    assert "script" not in answer.headers["Content-Security-Policy"]
    drawing = ET.fromstring(answer.text)  # noqa: S314  # our own drawing
    texts = "".join(drawing.itertext())
    assert drawing.tag == f"{SVG}svg"
    assert "CC BY 4.0" in texts
    assert "EXAMPLE DATA" in texts
    assert "Satakunta, 2025" in texts


def test_the_interactive_figure_is_asked_for_and_cannot_be_uploaded(client: FlaskClient) -> None:
    page = client.get("/en/flows/big-picture?data=examples").text
    assert "plotly-sankey.min.js" in page
    assert not re.search(r"<script[^>]+plotly", page)
    link = re.search(r'<a class="interactive" href="(#[\w-]+)" data-figure="([^"]+)"', page)
    assert link is not None
    assert f'id="{link[1][1:]}"' in page, "without JavaScript the link opens the table"
    figure = client.get(unescape(link[2])).get_json()
    assert figure["config"]["showSendToCloud"] is False
    assert figure["config"]["plotlyServerURL"] == ""
    assert figure["data"][0]["type"] == "sankey"
    dark = client.get(unescape(link[2]) + "&dark=1").get_json()
    assert dark["layout"] != figure["layout"]


def test_pages_have_no_inline_script_or_style(client: FlaskClient) -> None:
    for path in (
        "/en/flows",
        "/en/flows/big-picture?data=both",
        "/en/areas/peittoo",
        "/en/taxonomy?q=casting",
        "/en/api",
    ):
        page = client.get(path).text
        assert not re.search(r"\sstyle=|<style|\son\w+=", page), path
        assert not re.search(r"<script(?![^>]*\ssrc=)", page), path


def test_the_phone_list_has_every_family_with_from_and_to(client: FlaskClient) -> None:
    page = client.get("/en/flows/big-picture?data=examples").text
    phone = page.split('<ul class="phone-flow">')[1].split("</ul>")[0]
    table = page.split('<table class="data"><caption>')[1].split("</table>")[0]
    families = re.findall(r'<th scope="row">.*?</i>(.*?)</th>', table)
    assert phone.count("<details") == len(families) > 5
    for family in families:
        assert family in phone
    assert phone.count("To</p>") == len(families)


def test_the_phone_list_of_what_is_known_tells_how_it_is_known(client: FlaskClient) -> None:
    page = client.get("/en/flows/coverage?data=examples").text
    phone = page.split('<ul class="phone-flow">')[1].split("</ul>")[0]
    kinds = set(re.findall(r'<rect class="(\w+)" x=', phone))
    assert {"measured", "declared"} <= kinds <= {*KINDS, "protected"}
    assert 'class="key phone-flow"' not in page


def test_the_gallery_has_every_view_with_its_picture(client: FlaskClient) -> None:
    for data in ("facts", "examples"):
        page = client.get(f"/en/flows?data={data}").text
        for name in view_names():
            assert f"/en/flows/{name}?" in page
        assert page.count('<svg class="thumb"') == len(view_names())
    assert 'class="fam-' in page


def test_a_thumbnail_holds_every_ribbon_and_lane(app_context: None, demo_bank: Bank) -> None:  # noqa: ARG001
    with demo_bank.session() as session:
        columns = queries.flow_columns(session, ANONYMOUS, is_example=True, years="latest")
    table = FlowTable.from_columns(columns)
    made = woven(Choice(view=view("big-picture"), boundary="satakunta", data="examples"), table, {})
    placed = made.layout()
    small = thumbnail(placed)
    assert len(small.strokes) == len(placed.ribbons) + len(placed.lanes)
    assert len(placed.lanes) > 0
    assert all(stroke.width > 0 for stroke in small.strokes)


def test_controls_that_would_change_nothing_are_not_shown(client: FlaskClient) -> None:
    for name, offered in (("big-picture", 4), ("matrix", 3), ("coverage", 0)):
        page = client.get(f"/en/flows/{name}?data=examples").text
        words = ("Unit", "Compare with", "What if one plant were off", "Uncertainty")
        found = [word for word in words if f">{word}</" in page]
        assert len(found) == offered, (name, found)


def test_a_thumbnail_shows_the_drawing_of_its_view(app_context: None, demo_bank: Bank) -> None:  # noqa: ARG001
    with demo_bank.session() as session:
        columns = queries.flow_columns(session, ANONYMOUS, is_example=True, years="latest")
    table = FlowTable.from_columns(columns)
    made = woven(Choice(view=view("matrix"), boundary="satakunta", data="examples"), table, {})
    matrix = matrix_of(made.data, made.labels)
    small = thumbnail_of(made)
    assert not small.strokes
    assert len(small.blocks) == len(matrix.rows) * len(matrix.columns)
    held = [amount for row in matrix.amounts for amount in row]
    assert sum(block.tone == "none" for block in small.blocks) == held.count(None) > 0
    darkest = max(small.blocks, key=lambda block: block.opacity)
    assert held[small.blocks.index(darkest)] == max(amount for amount in held if amount is not None)
    known = thumbnail_of(woven(Choice(view=view("coverage"), boundary="satakunta", data="examples"), table, {}))
    assert not known.strokes
    assert {block.tone for block in known.blocks} >= {"measured", "declared"}
    assert all(block.x >= 0 and block.x + block.width <= known.width for block in (*small.blocks, *known.blocks))


@pytest.fixture
def app_context(client: FlaskClient) -> Iterator[None]:
    with client.application.test_request_context("/en/"):
        yield


def test_one_material_starts_with_the_largest_family(client: FlaskClient, demo_bank: Bank) -> None:
    with demo_bank.session() as session:
        columns = queries.flow_columns(session, ANONYMOUS, is_example=True, years="latest")
    table = FlowTable.from_columns(columns)
    family = largest_family(table, "mass", None)
    page = client.get("/en/flows/one-material?data=examples").text
    assert re.search(rf'aria-current="true"><i class="sw fam-{family}"', page)


def test_left_out_records_are_counted_by_reason(client: FlaskClient, demo_bank: Bank) -> None:
    with demo_bank.session() as session:
        columns = queries.flow_columns(session, ANONYMOUS, is_example=False, years="latest", layer="mass")
    page = client.get("/en/flows/big-picture?year=latest").text
    notes = page.split("What is left out")[1].split("</section>")[0]
    shown = sorted(int(count) for count in re.findall(r"<b>(\d+)</b>", notes))
    members = json.loads(client.get("/en/flows/big-picture.json?year=latest").text)
    assert shown == sorted(members["left_out"].values())
    for reason, count in columns.left_out.items():
        assert members["left_out"][str(reason)] >= count


def test_what_the_flows_hold_is_counted_and_what_nobody_analysed_is_left_out(client: FlaskClient) -> None:
    address = "/en/flows/big-picture{}?data=examples&year=2025"
    wet = client.get(address.format(".json")).get_json()
    dry = client.get(f"{address.format('.json')}&content=dry").get_json()
    assert (dry["layer"], dry["basis"]) == ("dry_mass", "dry")
    assert 0 < dry["conservation"]["total_t"] < wet["conservation"]["total_t"]
    assert dry["left_out"]["not_analysed"] > 0
    phosphorus = client.get(f"{address.format('.json')}&content=P").get_json()
    assert 0 < phosphorus["conservation"]["total_t"] < dry["conservation"]["total_t"] / 50
    page = client.get(f"{address.format('')}&content=dry").text
    assert re.search(r"<h1[^>]*>Dry mass: ", page)
    assert "dry mass, t/a" in page
