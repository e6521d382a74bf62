"""Telling a need through the test client, as a browser without JavaScript does it."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from databank import queries
from databank.access import ANONYMOUS, CITY
from databank.records import Limit, MaterialNeed, Period, RecordStatus
from databank.store import Bank
from databank.submissions import Change, set_status
from tests.listing_walk import LISTING, NOW, application, begin, fill, send
from tests.web_forms import submit
from web.wanting import WANTING
from web.wizard.values import Reader, asked

START = "/en/tell-a-need"
PLACE = LISTING["place"]
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def visitor(sqlite_bank: Bank) -> FlaskClient:
    return application(sqlite_bank).test_client()


def need_of(bank: Bank, record_id: str) -> MaterialNeed:
    with bank.session() as session:
        return queries.need(session, CITY, record_id)


def test_a_walk_without_sign_in_makes_one_submitted_need(sqlite_bank: Bank, visitor: FlaskClient) -> None:
    draft = begin(visitor, START, {"material": "crushed concrete"})
    fill(visitor, draft, {"amount": {"amount": "5 000"}, "place": {**PLACE, "distance": "40 km"}, "sharing": {}})
    need = need_of(sqlite_bank, send(visitor, draft))
    assert (need.name, need.material_classes) == ("Concrete", ("concrete_demolition",))
    assert (need.status, need.amount.period, need.amount.year) == (RecordStatus.SUBMITTED, Period.PER_YEAR, 2026)
    assert (str(need.amount.value), str(need.distance_km)) == ("5000.000000", "40.000000")


def test_at_most_seven_answers_are_required(sqlite_bank: Bank, visitor: FlaskClient) -> None:
    with visitor.application.test_request_context(START), sqlite_bank.session() as session:
        reader = Reader(answers={}, language="en", today=NOW.date(), viewer=ANONYMOUS, session=session)
        required = [question.name for question in asked(WANTING.questions, reader) if question.required]
    assert len(required) + 1 <= 7
    assert required == ["material", "amount", "business_id", "company", "municipality", "email"]


def test_several_materials_are_added_one_after_another(sqlite_bank: Bank, visitor: FlaskClient) -> None:
    draft = begin(visitor, START, {"material": "foundry sand"})
    found = submit(visitor, f"{draft}/material", {"material": "ash", "find": "1"})
    page = visitor.get(found.location).get_data(as_text=True)
    assert 'name="accepted" value="class:foundry_sand" checked' in page
    assert 'name="accepted" value="class:bottom_ash"' in page
    chosen = {"accepted": ["class:foundry_sand", "class:bottom_ash", "code:170101", "class:nothing"]}
    fill(visitor, draft, {"material": chosen, "amount": {"amount": "10"}, "place": PLACE})
    need = need_of(sqlite_bank, send(visitor, draft))
    assert need.material_classes == ("foundry_sand", "bottom_ash", "concrete_demolition")
    assert need.waste_codes == ("170101",)


def test_words_that_nothing_is_called_are_told(visitor: FlaskClient) -> None:
    answer = submit(visitor, START, {"material": "qqqq zzzz"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Choose at least one material" in page
    assert "None of the words is known." in page


def test_one_project_has_structure_density_and_two_ends(sqlite_bank: Bank, visitor: FlaskClient) -> None:
    project = {
        "amount": "30 000",
        "unit": "m3",
        "period": "batch",
        "density": "1,8",
        "structure": "noise_wall",
        "starts": "1.4.2027",
        "ends": "2028-10-31",
    }
    draft = begin(visitor, START, {"material": "foundry sand"})
    fill(visitor, draft, {"amount": project, "place": PLACE, "sharing": {"visibility": "open"}})
    record_id = send(visitor, draft)
    need = need_of(sqlite_bank, record_id)
    assert (need.amount.unit, need.amount.period, float(need.amount.density_t_m3 or 0)) == ("m3", Period.BATCH, 1.8)
    assert (need.structure, str(need.starts_on), str(need.ends_on)) == ("noise_wall", "2027-04-01", "2028-10-31")
    assert need.name == "Noise wall: Foundry sand"
    with sqlite_bank.session(writing=True) as session:
        change = Change(made_by="the city", reason="reviewed", made_at=NOW)
        set_status(session, "needs", [record_id], RecordStatus.PUBLISHED, change)
    for path in (f"/en/needs/{record_id}", "/en/needs"):
        page = visitor.get(path).get_data(as_text=True)
        assert "Noise wall" in page
        assert "from 1\u00a0Apr\u00a02027 to 31\u00a0Oct\u00a02028" in page
        assert "30,000" in page
    assert "1.8\u00a0t/m³" in visitor.get(f"/en/needs/{record_id}").get_data(as_text=True)


def test_a_project_that_ends_before_it_begins_is_told(visitor: FlaskClient) -> None:
    draft = begin(visitor, START, {"material": "foundry sand"})
    fill(visitor, draft, {"place": PLACE})
    answer = submit(visitor, f"{draft}/amount", {"amount": "5", "period": "batch", "starts": "2028", "ends": "2027"})
    assert answer.status_code == 422
    assert "The end lies before the beginning." in answer.get_data(as_text=True)
    wrong = submit(visitor, f"{draft}/amount", {"amount": "5", "starts": "31.2.2027"})
    assert "31.2.2027 is not a day" in wrong.get_data(as_text=True)


def test_limits_are_rows_and_a_button_adds_one(sqlite_bank: Bank, visitor: FlaskClient) -> None:
    draft = begin(visitor, START, {"material": "foundry sand"})
    page = visitor.get(f"{draft}/material").get_data(as_text=True)
    assert len(re.findall(r'name="parameter_\d+"', page)) == 2
    limits = {
        "parameter_1": "Moisture",
        "value_1": "12,5",
        "limit_unit_1": "%",
        "parameter_2": "Cl",
        "operator_2": ">=",
        "value_2": "800",
        "limit_unit_2": "mg/kg",
    }
    more = submit(visitor, f"{draft}/material", {**limits, "more": "3"})
    assert more.status_code == 303
    longer = visitor.get(more.location.partition("#")[0]).get_data(as_text=True)
    assert len(re.findall(r'name="parameter_\d+"', longer)) == 3
    assert 'value="12,5"' in longer
    fill(visitor, draft, {"amount": {"amount": "5"}, "place": PLACE, "sharing": {"visibility": "open"}})
    need = need_of(sqlite_bank, send(visitor, draft))
    assert [(one.parameter, one.operator, float(one.value), one.unit) for one in need.limits] == [
        ("moisture", "<=", 12.5, "%"),
        ("Cl", ">=", 800.0, "mg/kg"),
    ]
    assert isinstance(need.limits[0], Limit)


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        ({"parameter_1": "Cl", "value_1": "much"}, "Row 1:"),
        ({"parameter_1": "Cl"}, "Row 1:"),
        ({"value_2": "5"}, "Row 2: write the substance"),
        ({"parameter_1": "Cl<=5;x", "value_1": "5"}, "Row 1: write the substance"),
        ({"parameter_1": "Cl", "value_1": "1,234"}, "could mean two amounts"),
    ],
)
def test_a_limit_that_cannot_be_read_is_told_with_its_row(
    visitor: FlaskClient, limits: dict[str, str], sentence: str
) -> None:
    draft = begin(visitor, START, {"material": "foundry sand"})
    answer = submit(visitor, f"{draft}/material", limits)
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)


def test_the_preview_of_a_need_hides_the_company(visitor: FlaskClient) -> None:
    draft = begin(visitor, START, {"material": "foundry sand"})
    fill(visitor, draft, {"amount": {"amount": "5000"}, "place": PLACE})
    for viewer, seen, unseen in (("public", "Company hidden", "Testivalimo Oy"), ("city", "Testivalimo Oy", "hidden")):
        page = visitor.get(f"{draft}/check?as={viewer}").get_data(as_text=True)
        shown = page.partition('class="preview"')[2].partition("<form")[0]
        assert seen in shown
        assert unseen not in shown


def test_a_need_ends_with_an_invitation_to_list(visitor: FlaskClient) -> None:
    draft = begin(visitor, START, {"material": "foundry sand"})
    fill(visitor, draft, {"amount": {"amount": "5000"}, "place": PLACE})
    record_id = send(visitor, draft)
    assert record_id.startswith("TA-")
    listing = submit(visitor, f"{draft}/sent", {}, action=draft.replace("/tell-a-need/", "/list/") + "/again")
    assert "/en/list/" in listing.location


def test_script_in_every_text_field_is_shown_as_text(visitor: FlaskClient) -> None:
    draft = begin(visitor, START, {"material": "foundry sand"})
    fields = (
        "material",
        "form",
        "parameter_1",
        "value_1",
        "amount",
        "density",
        "structure",
        "starts",
        "ends",
        "distance",
    )
    for name in ("material", "amount", "place"):
        typed = {"accepted": ["class:foundry_sand", SCRIPT], **dict.fromkeys(fields, SCRIPT)}
        assert SCRIPT not in submit(visitor, f"{draft}/{name}", typed).get_data(as_text=True), name
        assert SCRIPT not in visitor.get(f"{draft}/{name}").get_data(as_text=True), name
    assert SCRIPT not in visitor.get(f"{draft}/check").get_data(as_text=True)
