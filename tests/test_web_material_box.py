"""The material box: what the engine offers, why, and the question that narrows it, with and without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from flask.testing import FlaskClient

from databank.access import ANONYMOUS, Viewer
from databank.schemas import read_row
from databank.store import Bank
from databank.submissions import Change, save
from taxonomy.suggest import suggest
from tests.listing_walk import NOW, application
from tests.web_forms import submit
from web.wizard import offers
from web.wizard.offers import Offer, exact_option, narrowing
from web.wizard.producer import industry_of
from web.wizard.values import Reader

PLANT = {"id": "testivoima", "name": "Testivoima Oy", "business_id": "1234567-1", "industry_code": "38.21"}


@pytest.fixture
def visitor(sqlite_bank: Bank) -> Iterator[FlaskClient]:
    application_ = application(sqlite_bank)
    with application_.test_request_context("/en/list"):
        yield application_.test_client()


def offered(text: str, **more: str | bool) -> Offer:
    return offers.offer(text, **more)  # type: ignore[arg-type]


def values(offer: Offer) -> list[str]:
    return [one.value for one in offer.options]


# --- what is offered ---------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("visitor")
def test_words_lead_to_a_class_its_codes_and_the_words_that_led_there() -> None:
    found = offered("Käytettyä valuhiekkaa")
    assert values(found)[:2] == ["class:foundry_sand", "code:100908"]
    assert "valuhiekkaa" in found.options[0].because, "told as it was written, not folded"


@pytest.mark.usefixtures("visitor")
def test_an_entry_that_only_a_test_can_tell_is_offered_once_and_unknown() -> None:
    found = offered("valuhiekka")
    assert "code:100907" not in values(found)
    code = next(one for one in found.options if one.value == "code:100908")
    assert code.hint == "hazardous or not after a test: we ask about it"
    assert found.asks_test
    assert {"code:100907", "code:100908"} <= set(values(offered("valuhiekka 10 09 07", both_twins=True)))


@pytest.mark.usefixtures("visitor")
def test_what_the_words_say_of_hazard_stands_beside_the_entry() -> None:
    told = {one.value: one.hint for one in offered("vaarallinen valuhiekka").options}
    assert told["code:100907"] == "hazardous, as your words say"
    assert offered("öljyinen vesi").options[1].hint == "hazardous", "no mirror entry: the list says so"


@pytest.mark.usefixtures("visitor")
def test_an_answer_to_the_question_narrows_the_options() -> None:
    asked = offered("kuona")
    assert asked.question == "Where does it arise?"
    places = [one.value for one in asked.answers]
    assert len(places) > 1
    narrowed = offered("kuona", narrowed=places[1])
    codes = [value.removeprefix("code:") for value in values(narrowed) if value.startswith("code:")]
    assert codes
    assert all(code.startswith(places[1]) for code in codes)
    assert narrowed.answers == asked.answers, "another answer can still be given"


@pytest.mark.parametrize("wrong", ["9999", "10", "<script>", "2001", "100908"])
@pytest.mark.usefixtures("visitor")
def test_what_is_no_answer_narrows_nothing(wrong: str) -> None:
    assert values(offered("kuona", narrowed=wrong)) == values(offered("kuona"))


@pytest.mark.usefixtures("visitor")
def test_what_is_only_begun_is_completed() -> None:
    assert suggest("10 09").outcome == "number_only"
    codes = values(offered("10 09"))
    assert codes
    assert all(one.startswith("code:1009") for one in codes)
    assert values(offered("metallisak"))[0] == "class:metal_hydroxide_sludge"
    assert offered("metallisak").options[0].because == "", "nothing is claimed of a word that is not whole"
    assert offered("metallisakka").options[0].because == "because of: metallisakka"
    assert offered("   ") == Offer()


@pytest.mark.usefixtures("visitor")
def test_words_that_are_not_enough_say_so() -> None:
    found = offered("jäte")
    assert suggest("jäte").outcome == "not_enough"
    assert "The words are not enough to tell" in found.note
    assert found.options, "what there is, is offered all the same"


@pytest.mark.usefixtures("visitor")
def test_a_code_with_a_wrong_star_is_told_and_settles_nothing() -> None:
    assert "has no star" in offered("10 09 08*").note
    assert exact_option("10 09 08*") == ""
    assert exact_option("10 09 08") == "code:100908"


@pytest.mark.parametrize(
    ("text", "value"),
    [("foundry sand", "class:foundry_sand"), ("kuona", ""), ("valuhiek", ""), ("tuhka", ""), ("", ""), ("1234", "")],
)
@pytest.mark.usefixtures("visitor")
def test_only_a_name_that_leaves_no_doubt_is_taken_without_a_choice(text: str, value: str) -> None:
    assert exact_option(text) == value


def test_a_button_pressed_twice_is_taken_back() -> None:
    assert (narrowing("1001", ""), narrowing("1001", "1001"), narrowing("", "1001")) == ("1001", "", "1001")


# --- who has it --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("viewer", "known"), [(Viewer(organisation_ids=frozenset({"testivoima"})), "38.21"), (ANONYMOUS, None)]
)
def test_the_industry_is_known_to_those_who_act_for_the_company(
    sqlite_bank: Bank, viewer: Viewer, known: str | None
) -> None:
    with sqlite_bank.session(writing=True) as session:
        save(
            session,
            "organisations",
            read_row("organisations", PLANT),
            Change(made_by="test", reason="known", trusted=True),
        )
    with application(sqlite_bank, viewer).test_request_context("/en/list"), sqlite_bank.session() as session:
        reader = Reader(answers={}, language="en", today=NOW.date(), viewer=viewer, session=session)
        assert industry_of(reader) == known
    client = application(sqlite_bank, viewer).test_client()
    told = [one["because"] for one in client.get("/en/list/options?q=tuhka").get_json()["options"]]
    assert any("your industry" in because for because in told) == bool(known)


# --- with and without scripts ------------------------------------------------------------------------------------


def test_the_list_that_opens_has_the_question_too(visitor: FlaskClient) -> None:
    asked = visitor.get("/en/list/options?q=kuona").get_json()
    assert asked["question"] == "Where does it arise?"
    place = asked["answers"][1]["value"]
    narrowed = visitor.get(f"/en/list/options?q=kuona&narrowed={place}").get_json()
    assert narrowed["narrowed"] == place
    assert narrowed["options"] != asked["options"]
    assert visitor.get("/en/list/options?q=kuona&draft=nothing").get_json() == asked


def test_without_scripts_a_button_narrows_the_list(visitor: FlaskClient) -> None:
    found = submit(visitor, "/en/list", {"material": "kuona", "find": "1"})
    page = visitor.get(found.location).get_data(as_text=True)
    assert "Where does it arise?" in page
    assert "because of: kuona" in unescape(page)
    places = re.findall(r'name="narrow" value="([0-9]{4})" formnovalidate aria-pressed="false"', page)
    assert len(places) > 1
    draft = found.location.partition("?")[0]
    pressed = submit(visitor, found.location, {"narrow": places[1]}, action=draft)
    assert pressed.status_code == 303
    page = visitor.get(pressed.location).get_data(as_text=True)
    assert f'value="{places[1]}" formnovalidate aria-pressed="true"' in page
    codes = re.findall(r'name="choice" value="code:([0-9]{6})"', page)
    assert codes
    assert all(code.startswith(places[1]) for code in codes)
    other = submit(visitor, pressed.location, {"material": "tuhka", "find": "1"}, action=draft)
    page = visitor.get(other.location).get_data(as_text=True)
    assert 'aria-pressed="true"' not in page, "other words: the answer was about the old ones"


def test_without_scripts_the_test_is_asked_with_the_options(visitor: FlaskClient) -> None:
    found = submit(visitor, "/en/list", {"material": "valuhiekkaa", "find": "1"})
    page = visitor.get(found.location).get_data(as_text=True)
    assert re.search(r'name="tested" value="untested"[^>]*checked', page)
    chosen = {"choice": "code:100908", "tested": "hazardous"}
    assert submit(visitor, found.location, chosen, action=found.location.partition("?")[0]).location.endswith("/amount")
