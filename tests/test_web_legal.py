"""The public helpers about legal status: a self-check, the conditions of rules, what a change of status brings."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from databank.access import Role, Viewer
from databank.store import Bank
from taxonomy.status_changes import STATUSES, pairs, topics
from web.app import create_app
from web.config import Settings
from web.legal.words import source_parts

CHECK, CHANGE = "/en/legal-status", "/en/status-change"
BY_PRODUCT = ("certain_use", "direct_use", "integral_part", "lawful_use")
DECIDES = "This is a self-assessment. Only an authority decides the classification."
OWNER = Viewer(frozenset({Role.MEMBER}), frozenset({"esimerkkivalimo"}))


def text_of(answer: TestResponse) -> str:
    """The words of a page without its marks."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def asked(client: FlaskClient, **values: str) -> TestResponse:
    return client.get(CHECK, query_string=values)


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/fi/oikeudellinen-asema", "Tämä on itsearvio. Vain viranomainen päättää luokituksesta."),
        ("/sv/rattslig-status", "Detta är en självbedömning. Endast myndigheten beslutar om klassificeringen."),
        (CHECK, DECIDES),
    ],
)
def test_anybody_meets_the_sentence_before_and_after_answering(client: FlaskClient, path: str, sentence: str) -> None:
    assert sentence in text_of(client.get(path))
    after = client.get(path, query_string={"class": "glass", "certain_use": "yes"})
    assert text_of(after).count(sentence) == 2


def test_the_form_asks_by_the_address_and_needs_no_script(client: FlaskClient) -> None:
    page = asked(client).text
    (form,) = re.findall(r"<form method=\"get\"[^>]*>", page)
    assert f'action="{CHECK}#result"' in form
    assert all(f'name="{name}" value="unsure"' in page for name in BY_PRODUCT)
    assert 'id="result"' not in page


def test_each_condition_stands_with_its_law_and_its_answer(client: FlaskClient) -> None:
    page = asked(client, code="10 09 08", certain_use="yes", direct_use="no", lawful_use="unsure").text
    rows = re.findall(r'<tr class="(\w+)">(.*?)</tr>', page, re.DOTALL)
    assert [state for state, _ in rows] == ["met", "not_met", "open", "unsure", *["open"] * 4]
    assert "section 5 a; Directive 2008/98/EC, article 5(1)(b)" in rows[1][1]
    assert "section 5 b; Directive 2008/98/EC, article 6(1)(d)" in rows[7][1]
    assert "met 1, not met 1, not sure 1, not answered 1" in page


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (dict.fromkeys(BY_PRODUCT, "yes"), "This may be a by-product"),
        (dict.fromkeys(BY_PRODUCT, "unsure"), "This is open: you are not sure"),
        ({"certain_use": "no", "market": "no"}, "This looks like waste."),
        ({"certain_use": "yes"}, "Not all questions of either way are answered yet."),
    ],
)
def test_the_answers_look_like_something_and_decide_nothing(
    client: FlaskClient, answers: dict[str, str], sentence: str
) -> None:
    page = text_of(asked(client, **answers))
    assert sentence in page
    assert not re.search(r"\bis (allowed|permitted|not waste|a by-product\.)", page)


def test_an_answer_that_is_none_of_the_three_counts_as_not_given(client: FlaskClient) -> None:
    assert 'id="result"' not in asked(client, certain_use="<b>perhaps</b>").text


def test_the_edition_and_its_first_day_are_told(client: FlaskClient) -> None:
    assert "Questions of the edition 2021, in force from 19 Jul 2021." in text_of(asked(client))


@pytest.mark.parametrize("code", ["10 09 08", "100908", "10 09 08*"])
def test_the_class_is_found_from_the_code(client: FlaskClient, code: str) -> None:
    page = asked(client, code=code)
    assert page.status_code == 200
    assert '<option value="foundry_sand" selected>' in page.text


def test_a_code_of_another_class_is_told(client: FlaskClient) -> None:
    assert "10\u00a009\u00a008 belongs to another class: Foundry sand" in html.unescape(
        asked(client, **{"class": "glass", "code": "100908"}).text
    )
    assert "belongs to another class" not in asked(client, **{"class": "foundry_sand", "code": "100908"}).text


@pytest.mark.parametrize("code", ["99 99 99", "zz", "1", "10 09 08" * 50])
def test_what_is_no_code_is_said_beside_the_field(client: FlaskClient, code: str) -> None:
    answer = asked(client, code=code, certain_use="yes")
    assert answer.status_code == 422
    assert 'id="code-error"' in answer.text
    assert 'name="certain_use" value="yes" id="certain_use" checked' in answer.text


def test_a_sign_that_nobody_types_is_left_out(client: FlaskClient) -> None:
    answer = asked(client, code="10 09\x00 08")
    assert '<option value="foundry_sand" selected>' in answer.text


def test_a_class_that_is_not_known_is_said_beside_the_field(client: FlaskClient) -> None:
    answer = asked(client, **{"class": "no-such-class"})
    assert (answer.status_code, 'id="class-error"' in answer.text) == (422, True)


def test_the_regulations_of_a_class_are_shown_with_their_day(client: FlaskClient) -> None:
    glass = text_of(asked(client, **{"class": "glass"}))
    assert "Regulation (EU) 1179/2012 Applied from 11 Jun 2013." in glass
    assert "does not itself end the waste status" in text_of(asked(client, **{"class": "lime_mud"}))
    assert "The authority then decides case by case." in text_of(asked(client, **{"class": "foundry_dust"}))


def test_a_code_that_a_decree_does_not_list_as_raw_material_is_told(client: FlaskClient) -> None:
    page = html.unescape(asked(client, **{"class": "plastics", "code": "160119"}).text).replace("\u00a0", " ")
    assert "16 01 19 is not among them" in page
    assert "02 01 04, 07 02 13" in page


def test_a_regulation_is_not_shown_before_its_first_day(demo_bank: Bank) -> None:
    early = datetime(2013, 6, 10, 12, tzinfo=UTC)
    app = create_app(Settings(secret_key="a key for tests only"), bank=demo_bank, clock=lambda: early)
    assert "1179/2012" not in app.test_client().get(CHECK, query_string={"class": "glass"}).text


def test_foundry_dust_is_told_on_the_pages_of_dust_and_of_sand(client: FlaskClient) -> None:
    told = "foundry dust is not: using the dust needs an environmental permit"
    for class_id in ("foundry_sand", "foundry_dust"):
        assert told in text_of(asked(client, **{"class": class_id}))
        assert told in text_of(client.get(f"/en/taxonomy/materials/{class_id}"))
    assert told in text_of(client.get("/en/materials/E-001"))
    assert told not in text_of(asked(client, **{"class": "glass"}))


def test_near_the_sea_the_distance_is_to_be_checked(client: FlaskClient) -> None:
    page = text_of(client.get("/en/materials/E-001"))
    assert "within 500 metres of the sea" in page
    assert "about the place where the material is used: check the distance there" in page


def test_a_code_that_the_rule_does_not_name_is_told(client: FlaskClient) -> None:
    def sentence(code: str) -> str:
        return html.unescape(asked(client, **{"class": "foundry_sand", "code": code}).text).replace("\u00a0", " ")

    assert "10 09 06 is not among them" in sentence("100906")
    assert "is not among them" not in sentence("100908")


def test_the_page_of_a_record_leads_on_with_its_class_code_and_status(client: FlaskClient) -> None:
    page = html.unescape(client.get("/en/materials/E-001").text)
    assert f'href="{CHECK}?class=foundry_sand&code=100908"' in page
    assert f'href="{CHANGE}?from=waste"' in page


def test_answers_go_into_the_form_of_a_record_and_are_not_saved(
    client: FlaskClient, client_as: Callable[[Viewer], FlaskClient]
) -> None:
    page = html.unescape(asked(client, record="E-001", certain_use="yes", market="no").text)
    (link,) = re.findall(r'href="(/en/own/E-001/legal\?[^"]*)"', page)
    form = client_as(OWNER).get(link).text
    assert 'name="certain_use" value="yes" id="certain_use" checked' in form
    assert 'name="market" value="no" id="market-no" checked' in form
    assert "They are kept when you save." in form
    assert "checked" not in client_as(OWNER).get("/en/own/E-001/legal").text


def test_the_editor_of_the_status_leads_to_the_helpers(client_as: Callable[[Viewer], FlaskClient]) -> None:
    page = html.unescape(client_as(OWNER).get("/en/own/E-001/what").text)
    assert f'href="{CHECK}?class=foundry_sand&code=100908&record=E-001"' in page
    assert f'href="{CHANGE}?from=waste"' in page


@pytest.mark.parametrize("record", ["../../x", "E 001", "<script>", "x" * 65])
def test_what_is_no_record_is_not_linked(client: FlaskClient, record: str) -> None:
    assert "/own/" not in asked(client, record=record, certain_use="yes").text


def test_every_change_is_a_page_with_every_topic(client: FlaskClient) -> None:
    for before, after in pairs():
        page = client.get(CHANGE, query_string={"from": before, "to": after})
        assert page.status_code == 200
        assert page.text.count("<dt>") == len(topics())
    assert "Only an authority decides the classification." in text_of(client.get(CHANGE))


def test_the_status_after_is_another_one_than_before(client: FlaskClient) -> None:
    page = client.get(CHANGE, query_string={"from": "end_of_waste"}).text
    assert re.findall(r'<option value="(\w+)" selected>', page) == ["end_of_waste", "waste"]
    same = client.get(CHANGE, query_string={"from": "waste", "to": "waste"})
    assert "choose two different statuses" in same.text


def test_a_status_that_is_not_known_is_refused_with_the_known_ones(client: FlaskClient) -> None:
    answer = client.get(CHANGE, query_string={"from": "treasure"})
    assert answer.status_code == 400
    assert ", ".join(STATUSES) in answer.text


def test_all_changes_are_data(client: FlaskClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get(f"{CHANGE}.csv").text)))
    assert len(rows) == len(pairs()) * len(topics())
    assert {(row["from"], row["to"]) for row in rows} == set(pairs())
    assert all(row["title_fi"] and row["source"] and row["valid_from"] for row in rows)


def test_the_three_languages_have_addresses_of_their_own(client: FlaskClient) -> None:
    for path in ("/fi/aseman-muutos", "/sv/andring-av-status", CHANGE):
        assert client.get(path).status_code == 200
    assert "Siirtoasiakirja" in client.get("/fi/aseman-muutos").text


def test_addresses_in_a_source_are_links_under_the_name_of_their_server(app: Flask) -> None:
    with app.test_request_context("/en/"):
        parts = list(source_parts("Act 1/2000; https://www.finlex.fi/fi/laki/1, annex 1"))
    assert [(part.text, part.href) for part in parts] == [
        ("Act 1/2000; ", ""),
        ("finlex.fi", "https://www.finlex.fi/fi/laki/1"),
        (", annex 1", ""),
    ]


def test_the_words_of_a_source_are_those_of_the_page(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.law_words.gettext", {"section": "§", "Waste Act": "jätelaki", "and": "ja"}.__getitem__)
    with app.test_request_context("/fi/"):
        assert [part.text for part in source_parts("Waste Act 646/2011 section 5 a and 5 b")] == [
            "jätelaki 646/2011 § 5 a ja 5 b"
        ]
