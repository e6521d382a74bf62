"""The API answers what a text may mean: codes, classes, reasons, one question, in the language that was asked for."""

from __future__ import annotations

import logging
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from databank import corrections
from databank.access import CITY, Viewer
from databank.corrections import NewTerm
from databank.store import Bank
from taxonomy.suggest import suggest

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

    from web.config import Settings

ADDRESS = "/api/v1/taxonomy/suggest"


def ask(client: FlaskClient, **query: Any) -> dict[str, Any]:
    answer = client.get(ADDRESS, query_string=query)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: dict[str, Any] = answer.get_json()
    return found


def test_a_word_is_answered_with_codes_classes_and_reasons(client: FlaskClient) -> None:
    found = ask(client, q="valuhiekkaa 40 t", industry="24.51", lang="en")
    assert found["outcome"] == "found"
    assert found["edition"] == "2015"
    first = found["codes"][0]
    assert (first["code"], first["display"].replace("\u00a0", " ")) == ("100908", "10 09 08")
    assert first["label"].startswith("casting cores")
    assert first["hazard"] == "unknown"
    assert first["twins"] == ["100907"]
    assert found["classes"][0]["material_class"] == first["material_class"] == "foundry_sand"
    assert "100908" in found["classes"][0]["codes"]
    assert {"term", "industry"} <= {reason["rule"] for reason in first["reasons"]}
    assert all(reason["sentence"].endswith(".") for reason in first["reasons"])
    assert [code["score"] for code in found["codes"]] == sorted(
        (code["score"] for code in found["codes"]), reverse=True
    )


def test_the_answer_is_that_of_the_engine(client: FlaskClient) -> None:
    found = ask(client, q="lietettä", process="paperin valmistus", form="liete", language="fi", edition="2026", limit=3)
    answer = suggest("lietettä", language="fi", process="paperin valmistus", form="liete", in_edition="2026", limit=3)
    assert [(one["code"], one["score"]) for one in found["codes"]] == [(one.code, one.score) for one in answer.codes]
    assert len(found["codes"]) == 3


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_sentences_are_in_the_language_that_was_asked_for(client: FlaskClient, language: str) -> None:
    answer = suggest("liete", in_edition="2015")
    found = ask(client, q="liete", lang=language)
    assert found["sentence"] == answer.sentence.in_language(language)
    question = answer.question
    assert question is not None
    assert found["question"]["label"] == question.titles.in_language(language)
    assert [one["codes"] for one in found["question"]["options"]] == [list(one.codes) for one in question.options]


@pytest.mark.parametrize(
    ("text", "outcome"),
    [("", "empty"), ("  ", "empty"), ("12345", "number_only"), ("\x00\x07", "empty"), ("10 09 08", "found")],
)
def test_what_is_no_word_is_answered_clearly(client: FlaskClient, text: str, outcome: str) -> None:
    found = ask(client, q=text)
    assert (found["outcome"], bool(found["sentence"])) == (outcome, True)


def test_a_code_in_the_text_is_told_with_what_is_wrong_with_it(client: FlaskClient) -> None:
    found = ask(client, q="10 09 08*")
    assert (found["stated"]["code"], found["stated"]["status"]) == ("100908", "wrong_star")
    assert found["stated"]["sentence"]


def test_the_edition_in_force_is_looked_in_unless_another_is_named(client: FlaskClient) -> None:
    codes = {
        name: {one["code"] for one in ask(client, q="litiumakku", edition=name)["codes"]} for name in ("2015", "2026")
    }
    assert codes["2015"] != codes["2026"]
    assert {one["code"] for one in ask(client, q="litiumakku")["codes"]} == codes["2015"]


def test_no_cache_keeps_an_answer_and_no_log_a_text(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    answer = client.get(ADDRESS, query_string={"q": "salainen seosliete"})
    assert answer.headers["Cache-Control"] == "no-store"
    assert "seosliete" not in caplog.text


def test_accepted_words_lead_to_codes_at_once(demo_url: str, settings: Settings, tmp_path: Path) -> None:
    from web.app import create_app

    file = tmp_path / "bank.sqlite3"
    shutil.copy(demo_url.removeprefix("sqlite:///"), file)
    with Bank(f"sqlite:///{file}") as bank:
        client = create_app(settings, bank=bank).test_client()
        assert "100908" not in {one["code"] for one in ask(client, q="köntsä")["codes"]}
        term = NewTerm(term="köntsä", language="fi", codes="100908")
        with bank.session() as session:
            corrections.accept(session, CITY, term, [], today=date(2026, 11, 20))
        first = ask(client, q="köntsää")["codes"][0]
        assert (first["code"], first["reasons"][0]["source"]) == ("100908", "Pori 2026-11-20")


def test_everybody_gets_the_same_answer(client: FlaskClient, client_as: Callable[[Viewer], FlaskClient]) -> None:
    assert ask(client_as(CITY), q="lentotuhka") == ask(client, q="lentotuhka")
