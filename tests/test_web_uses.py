"""Where a material can go: the page of each class, the list of all, their data and the API."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient

from taxonomy import materials
from taxonomy.figures import Origin
from taxonomy.limits import limits_of_rule
from taxonomy.uses import gaps_of, uses_of
from web.classification import use_sentences, use_words
from web.classification.use_facts import facts_of, is_within
from web.classification.use_limits import block_of

TODAY = date(2026, 11, 22)
MARA = "mara_843_2017"
API = "/api/v1/taxonomy/material-classes/{class_id}/uses"
CLASSES = (
    "foundry_sand",
    "green_liquor_dregs",
    "fly_ash_biomass",
    "waste_heat",
    "asbestos",
    "plastics_eps",
    "family_k",
)


def words_of(text: str) -> str:
    """What a reader reads: no tags, every space a plain one."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def page(client: FlaskClient, class_id: str, language: str = "en") -> str:
    path = {"fi": "/fi/luokitus/materials/{}/kaytot", "sv": "/sv/klassificering/materials/{}/anvandning"}
    answer = client.get(path.get(language, "/en/taxonomy/materials/{}/uses").format(class_id))
    assert answer.status_code == 200
    return answer.text


def section(text: str, heading: str) -> str:
    """One section of the page in words."""
    found = re.search(rf"<section[^>]*><h2>{heading}</h2>(.*?)</section>", text, re.DOTALL)
    assert found, heading
    return words_of(found[1])


def rows(client: FlaskClient, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(path).text)))


@pytest.mark.parametrize("class_id", CLASSES)
def test_every_kind_of_class_has_a_whole_page(client: FlaskClient, class_id: str) -> None:
    text = page(client, class_id)
    for heading in ("Uses", "Limits and conditions", "What to test", "Who takes such material", "Legal status"):
        assert section(text, heading)
    assert "None" not in words_of(text)
    for use in uses_of(class_id):
        assert use.titles.en in words_of(text)


@pytest.mark.parametrize(("language", "word"), [("fi", "Valimohiekka"), ("sv", "Gjuterisand")])
def test_the_page_speaks_the_language_of_its_address(client: FlaskClient, language: str, word: str) -> None:
    assert word in page(client, "foundry_sand", language)


def test_a_class_that_is_not_known(client: FlaskClient) -> None:
    for path in ("/en/taxonomy/materials/moon_dust/uses", API.format(class_id="moon_dust")):
        assert client.get(path).status_code == 404


def test_the_headline_counts_by_evidence() -> None:
    sentences = use_sentences.headline(facts_of("foundry_sand", "2015", TODAY))
    own = uses_of("foundry_sand")
    assert sentences[0].startswith(f"{len(own)} uses are known (")
    assert "1 of them is possible under the MARA decree (843/2017) by notification." in sentences
    assert f"For {sum(one.is_weak for one in own)} of them the evidence is weak." in sentences


def test_foundry_dust_is_excluded_from_the_decree(client: FlaskClient) -> None:
    text = words_of(page(client, "foundry_dust"))
    assert "foundry dust is not: using the dust needs an environmental permit." in text
    assert "under the MARA decree (843/2017) by notification" not in text
    assert use_sentences.notified_uses(uses_of("foundry_dust")) == ()


def test_a_gap_is_told_and_never_offered_as_a_use(client: FlaskClient) -> None:
    text = page(client, "green_liquor_dregs")
    assert "No established use is known." in words_of(text)
    (gap,) = gaps_of("green_liquor_dregs")
    articles = re.findall(r'<article class="use">(.*?)</article>', text, re.DOTALL)
    assert len(articles) == len(uses_of("green_liquor_dregs"))
    assert not any(gap.titles.en in article for article in articles)
    assert gap.titles.en in text


def test_a_class_without_uses_says_so(client: FlaskClient) -> None:
    assert not uses_of("asbestos")
    assert "The lists know no use of this material." in section(page(client, "asbestos"), "Uses")


def test_uses_of_a_wider_class_stand_apart() -> None:
    facts = facts_of("plastics_eps", "2015", TODAY)
    assert {one.material_class for one in facts.own} == {"plastics_eps"}
    assert "plastics" in {one.material_class for one in facts.wider}
    wide = facts_of("plastics", "2015", TODAY)
    assert "plastics_eps" in {one.material_class for one in wide.own}
    assert is_within("plastics_eps", "family_" + materials.material_class("plastics").family.lower())


def test_the_table_has_every_structure_that_the_decree_accepts() -> None:
    block = block_of(MARA, "foundry_sand", uses_of("foundry_sand"))
    assert [one.id for one in block.applications] == [
        *("road_covered", "road_paved", "field_covered", "field_paved", "industrial_building_base")
    ]
    for column, one in enumerate(block.applications):
        held = {limit.parameter: limit for limit in limits_of_rule(MARA, one.id, material_class="foundry_sand")}
        shown = {row.parameter.id: row.cells[column].limits for row in block.rows if row.cells[column].limits}
        assert {name: (limit,) for name, limit in held.items()} == shown


def test_near_the_sea_and_thin_layers_are_shown_beside_the_limit(client: FlaskClient) -> None:
    block = block_of(MARA, "foundry_sand", uses_of("foundry_sand"))
    waived = {row.parameter.id for row in block.rows if any("mara_near_sea" in cell.waived for cell in row.cells)}
    assert waived == {"leach_LS10_Cl", "leach_LS10_SO4", "leach_LS10_F"}
    barium = next(row for row in block.rows if row.parameter.id == "leach_LS10_Ba").cells[0]
    assert [(name, limit.value) for name, limit in barium.relaxed] == [("mara_thin_layer", Decimal(80))]
    text = section(page(client, "foundry_sand"), "Limits and conditions")
    assert "≤ 40 ≤ 80 b" in text
    assert "a The limits of chloride, sulphate and fluoride do not apply if the structure is within 500 metres" in text
    assert [one.id for one in block.exceptions] == ["mara_near_sea", "mara_thin_layer"]


def test_what_is_eased_for_others_is_not_told() -> None:
    """Tyres are not tested for chloride: nothing is eased for them near the sea."""
    block = block_of(MARA, "tyres", uses_of("tyres"))
    assert "mara_near_sea" not in {one.id for one in block.conditions}
    assert "mara_tyres_whole" in {one.id for one in block.with_effect("requires")}


def test_a_tested_value_is_called_no_limit(client: FlaskClient) -> None:
    text = section(page(client, "green_liquor_dregs"), "Limits and conditions")
    assert "≤ 10⁻⁸ m/s tested value, no limit" in text
    assert "Nothing fails it." in text
    assert "Nothing fails it." not in section(page(client, "sewage_sludge"), "Limits and conditions")
    assert "No limit asks for a test." in section(page(client, "green_liquor_dregs"), "What to test")


def test_what_to_test_follows_from_the_limits(client: FlaskClient) -> None:
    text = section(page(client, "foundry_sand"), "What to test")
    assert "Antimony (Sb); Arsenic (As);" in text
    assert "PAH compounds (16, sum)" in text
    assert "PCB" not in text


def test_the_tax_of_green_liquor_dregs_begins_in_2027(client: FlaskClient) -> None:
    assert "03 03 02 0 €/t From 1 Jan 2027: 80 €/t" in section(
        page(client, "green_liquor_dregs"), "Numbers for a first estimate"
    )
    later = facts_of("green_liquor_dregs", "2015", date(2027, 1, 1)).taxes
    assert [(one.now.eur_per_t if one.now else None, one.later) for one in later] == [(Decimal(80), ())]


def test_every_number_has_its_year_region_and_marks(client: FlaskClient) -> None:
    text = section(page(client, "asbestos"), "Numbers for a first estimate")
    assert "Asbestos Gate fee · with VAT 197 €/t 2022 Kainuu ekokymppi.fi" in text
    assert "Loose computed year not stated 0.8 t/m³ – Finland" in text


def origin(**members: Any) -> Origin:
    stated = {"year": 2025, "period": "2025", "year_is_stated": True, "region": "FI", "basis": "published"}
    return Origin(**{**stated, "source": "a source", **members})


@pytest.mark.parametrize(
    ("members", "marks"),
    [
        ({}, ()),
        ({"year": 2021, "period": "2021"}, ("old",)),
        ({"year": 2022, "period": "2022"}, ()),
        ({"basis": "assumption"}, ("assumption",)),
        ({"basis": "proxy", "year_is_stated": False}, ("proxy", "year not stated")),
    ],
)
def test_rough_and_old_numbers_are_marked(app: Flask, members: dict[str, Any], marks: tuple[str, ...]) -> None:
    with app.test_request_context("/en/"):
        assert use_words.marks_of(origin(**members), TODAY) == marks


def test_a_span_of_years_and_no_year(app: Flask) -> None:
    with app.test_request_context("/en/"):
        periods = ("2023-2024", "2020-Q3", "")
        assert [use_words.year_text(origin(period=one)) for one in periods] == ["2023–2024", "2020-Q3", "2025"]
        assert use_words.year_text(origin(year_is_stated=False)) == "–"


@pytest.mark.parametrize(
    ("source", "text", "href"),
    [
        ("https://www.finlex.fi/fi/laki/1, annex 1", "finlex.fi, annex 1", "https://www.finlex.fi/fi/laki/1"),
        ("https://a.example/x,c1", "a.example", "https://a.example/x,c1"),
        ("EN 450-1 (numbers not read)", "EN 450-1 (numbers not read)", ""),
    ],
)
def test_a_source_is_a_link_where_it_is_an_address(source: str, text: str, href: str) -> None:
    assert use_words.source_link(source) == use_words.SourceLink(text, href)


def test_who_takes_it_comes_with_source_and_mark(client: FlaskClient) -> None:
    text = section(page(client, "apc_ash"), "Who takes such material")
    assert "Pesty tuhka from Fortum Waste Solutions Oy · 18,100 t in 2023" in text
    assert "Yle Uutiset" in text
    assert "Mallituhka Oy Example" in text
    assert "at most 40,000 t/a" in text
    sand = section(page(client, "foundry_sand"), "Who takes such material")
    assert sand.count("Valimohiekka kentän täyttöön") == 1  # three years of one pair are one line


def test_a_hidden_company_stays_hidden(client: FlaskClient) -> None:
    assert "Company hidden" in section(page(client, "scrap_steel"), "Who takes such material")


def test_the_bank_tells_what_it_holds_facts_and_examples_apart(client: FlaskClient) -> None:
    text = section(page(client, "fly_ash_biomass"), "In the data bank")
    assert re.search(r"\d+ example offers?, ", text)
    assert re.search(r"\d+ register facts?, ", text)
    assert "No records of this class yet." in section(page(client, "asbestos"), "In the data bank")


def test_pages_lead_there(client: FlaskClient) -> None:
    target = 'href="/en/taxonomy/materials/foundry_sand/uses"'
    for path in ("/en/taxonomy/materials/foundry_sand", "/en/materials/E-001", "/en/taxonomy/uses"):
        assert target in client.get(path).text, path
    assert 'href="/en/taxonomy/uses"' in client.get("/en/taxonomy").text
    assert 'href="/en/legal-status?class=foundry_sand"' in page(client, "foundry_sand")


def test_the_list_counts_the_uses_of_every_class(client: FlaskClient) -> None:
    found = {row["material_class"]: row for row in rows(client, "/en/taxonomy/uses.csv")}
    assert found.keys() == {one.id for one in materials.material_classes()}
    assert found["foundry_sand"]["uses"] == str(len(uses_of("foundry_sand")))
    assert (found["green_liquor_dregs"]["states_gap"], found["asbestos"]["uses"]) == ("1", "0")
    text = words_of(client.get("/en/taxonomy/uses").text)
    assert "Foundry sand 5 1" in text
    assert "Green liquor dregs no established use known 3 –" in text


def test_the_data_twin_holds_what_the_page_shows(client: FlaskClient) -> None:
    found = rows(client, "/en/taxonomy/materials/foundry_sand/uses.csv")
    kinds = {row["row"] for row in found}
    assert kinds == {
        *("use", "limit", "condition", "density", "waste_tax", "emission_factor", "exchange", "need", "permit"),
        *("treatment", "treatment_line", "trial"),
    }
    assert [row["id"] for row in found if row["row"] == "use"] == [one.id for one in uses_of("foundry_sand")]
    antimony = [row for row in found if (row["parameter"], row["application"]) == ("leach_LS10_Sb", "road_covered")]
    assert [(row["value_max"], row["unit"], row["kind"], row["condition"]) for row in antimony] == [
        ("0.7", "mg/kg", "legal", "")
    ]
    items = client.get("/en/taxonomy/materials/foundry_sand/uses.json").get_json()["items"]
    assert len(items) == len(found)
    workbook = client.get("/en/taxonomy/materials/foundry_sand/uses.xlsx")
    assert workbook.data.startswith(b"PK")


@pytest.mark.parametrize("class_id", ["foundry_sand", "green_liquor_dregs", "asbestos"])
def test_the_api_answers_as_its_document_says(app: Flask, class_id: str) -> None:
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    operation = described[API]["GET"]
    answer = operation.Case(path_parameters={"class_id": class_id}, query={"lang": "fi"}).call_and_validate().json()
    assert [one["id"] for one in answer["uses"]] == [one.id for one in uses_of(class_id)]
    assert [one["id"] for one in answer["gaps"]] == [one.id for one in gaps_of(class_id)]
    assert answer["material_class"]["label"] == materials.material_class(class_id).titles.fi


def test_trials_are_evidence_with_permit_result_and_source(client: FlaskClient) -> None:
    text = section(page(client, "foundry_dust"), "What was tried with it in the region")
    assert "Test field 1: foundry sand and dust in crushed concrete and moraine" in text
    assert "Found fit. No harmful substances leached" in text
    assert "Componenta Castings Oy, Peittoon koekentät" in text
    assert "Permit: not stated in the source" in text
    assert "Prizztech: Koekenttärakentaminen" in text
    refused = section(page(client, "fly_ash_biomass"), "What was tried with it in the region")
    assert "Example" in refused
    assert "Found unfit. Barium and chromium leached above the limit" in refused
    assert "knows no trial of it in the region" in section(
        page(client, "tall_oil"), "What was tried with it in the region"
    )


def test_what_could_treat_it_is_told_with_its_lines_and_what_to_test(client: FlaskClient) -> None:
    text = section(page(client, "apc_ash"), "What could treat it here")
    assert "0.84–1.17 t from a tonne · left over 0–0.33 t: salts · water or binder added: 0.2–0.5 t computed" in text
    assert "To be tested after it: Chloride (Cl)" in text
    assert "Fortum Waste Solutions Oy Mäntyluodon tuhkanpesulaitos · In operation · capacity 40,000 t/a" in text
    sand = section(page(client, "foundry_sand"), "What could treat it here")
    assert "Planned, checked on 21 Nov 2026 · capacity 10,000 t/a" in sand
    assert "No line in the region is known." in sand
    wood = section(page(client, "recycled_wood"), "What could treat it here")
    assert "costs 8–15.7 EUR/t" in wood
    assert "know no treatment of this material" in section(page(client, "waste_heat"), "What could treat it here")


def test_the_api_tells_treatments_and_trials(client: FlaskClient) -> None:
    answer = client.get(API.format(class_id="foundry_sand")).get_json()
    found = {one["step"]["id"]: one for one in answer["treatments"]}
    assert found.keys() == {"foundry_sand_mechanical", "foundry_sand_thermal", "foundry_sand_screening"}
    assert found["foundry_sand_mechanical"]["step"]["yield_share"] == [0.9, 0.95]
    assert [(one["id"], one["real_status"]) for one in found["foundry_sand_thermal"]["lines"]] == [("ET-08", "planned")]
    trials = {one["id"]: one for one in answer["trials"]}
    assert trials.keys() == {"FK-01", "FK-02", "EK-03"}
    assert (trials["FK-01"]["outcome"], trials["FK-01"]["use_id"]) == ("accepted", "U204")


def test_the_api_tells_limits_conditions_and_takers(client: FlaskClient) -> None:
    answer = client.get(API.format(class_id="foundry_sand")).get_json()
    covered = {one["parameter"]: one for one in answer["limits"] if one["application"] == "road_covered"}
    assert (covered["leach_LS10_Cr"]["value"], covered["leach_LS10_Cr"]["binds"]) == (2, True)
    assert "mara_near_sea" in {one["id"] for one in answer["conditions"]}
    assert {one["id"] for one in answer["takers"]["permits"]} == {"EP-06"}
    assert {one["fit"] for one in answer["avoided_emissions"]} == {"same"}
    dust = client.get(API.format(class_id="foundry_dust")).get_json()
    assert "mara_foundry_dust" in {one["id"] for one in dust["conditions"]}
    assert MARA in {one["id"] for one in dust["rules"]}
