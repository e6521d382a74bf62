"""Listing a side stream through the test client, as a browser without JavaScript does it."""

from __future__ import annotations

import re
import time
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from databank import accounts, queries
from databank.access import ANONYMOUS, CITY, Viewer
from databank.errors import RecordNotFoundError
from databank.records import Basis, Consent, Fate, FieldGroup, Hazard, Level, Period, RecordStatus, SideStream
from databank.store import Bank
from tests.listing_walk import LISTING, NOW, TERMS, application, begin, fill, listed, send
from tests.web_forms import submit
from web.listing import LISTING as WIZARD
from web.listing import guide_in
from web.wizard import sentence
from web.wizard.values import Reader, asked

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def visitor(sqlite_bank: Bank) -> FlaskClient:
    return application(sqlite_bank).test_client()


def stream_of(bank: Bank, record_id: str) -> SideStream:
    with bank.session() as session:
        return queries.side_stream(session, CITY, record_id)


def count(bank: Bank, table: str) -> int:
    with bank.session() as session:
        return int(session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())  # noqa: S608 - our own names


def page_text(page: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", page)).replace("\u00a0", " ")


# --- the whole walk ----------------------------------------------------------------------------------------------


def test_a_walk_without_sign_in_makes_one_submitted_record(sqlite_bank: Bank, visitor: FlaskClient) -> None:
    _draft, record_id = listed(visitor)
    stream = stream_of(sqlite_bank, record_id)
    assert (stream.name, stream.material_class, stream.physical_form) == ("Foundry sand", "foundry_sand", "bulk")
    assert (stream.status, stream.fate, stream.consent) == (RecordStatus.SUBMITTED, Fate.UNUSED, Consent.NO)
    assert (stream.organisation_name, stream.municipality) == ("Testivalimo Oy", "Pori")
    assert (stream.contact_email, stream.language) == ("maija@example.org", "en")
    latest = stream.latest
    assert latest is not None
    assert (str(latest.value), latest.unit, latest.year, latest.period) == ("1200.500000", "t", 2026, Period.PER_YEAR)
    with sqlite_bank.session() as session, pytest.raises(RecordNotFoundError):
        queries.side_stream(session, ANONYMOUS, record_id)


def test_sending_opens_a_review_case_writes_one_mail_and_keeps_the_agreement(
    sqlite_bank: Bank, visitor: FlaskClient
) -> None:
    _draft, record_id = listed(visitor)
    with sqlite_bank.session() as session:
        cases = session.execute(text("SELECT record_id, state FROM review_cases")).all()
        mails = session.execute(text("SELECT template, recipient FROM outgoing_mails")).all()
        agreed = session.execute(text("SELECT terms_version, language, record_id, email FROM agreements")).all()
        unconfirmed = session.execute(text("SELECT confirmed FROM sites")).scalar_one()
    assert [tuple(case) for case in cases] == [(record_id, "waiting")]
    assert [tuple(mail) for mail in mails] == [("listing_received", "maija@example.org")]
    assert [tuple(one) for one in agreed] == [(TERMS, "en", record_id, "maija@example.org")]
    assert not unconfirmed


def test_at_most_seven_answers_are_required(visitor: FlaskClient, sqlite_bank: Bank) -> None:
    typed = [name for page in LISTING.values() for name in page]
    assert len(typed) + 1 <= 7, "the walk itself types that much, and accepts the terms"
    with visitor.application.test_request_context("/en/list"), sqlite_bank.session() as session:
        reader = Reader(answers={}, language="en", today=NOW.date(), viewer=ANONYMOUS, session=session)
        required = [question.name for question in asked(WIZARD.questions, reader) if question.required]
    assert required == ["material", "amount", "business_id", "company", "municipality", "email"]
    draft = begin(visitor)
    for name, page in LISTING.items():
        for field in page:
            if (name, field) != ("material", "material"):
                answer = submit(visitor, f"{draft}/{name}", {**page, field: ""})
                assert answer.status_code == 422, f"{field} can be left out, so it need not be counted"


def test_the_address_is_confirmed_by_a_button_and_not_by_following_the_link(
    sqlite_bank: Bank, visitor: FlaskClient
) -> None:
    draft, _record_id = listed(visitor)
    with sqlite_bank.session() as session:
        places = session.execute(text("SELECT places FROM outgoing_mails")).scalar_one()
    link = re.search(r'"confirm": "([^"]+)"', places)
    assert link is not None
    reader = application(sqlite_bank).test_client()
    confirmed = text("SELECT email_confirmed_at IS NOT NULL FROM drafts")
    assert reader.get(link[1]).status_code == 200
    with sqlite_bank.session() as session:
        assert not session.execute(confirmed).scalar_one()
    assert submit(reader, link[1], {}).location == f"{draft}/sent"
    with sqlite_bank.session() as session:
        assert session.execute(confirmed).scalar_one()
    assert reader.get(link[1][:-1] + "x").status_code == 404


# --- numbers and words -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "stated"),
    [
        ("1 200,5", (1200.5, None, None)),
        ("1\u00a0200.5", (1200.5, None, None)),
        ("noin 4000", (4000, None, None)),
        ("1000\u20131500", (None, 1000, 1500)),
        ("1 000 - 1 500", (None, 1000, 1500)),
        ("0", (0, None, None)),
    ],
)
def test_amounts_are_read_as_people_write_them(
    sqlite_bank: Bank, visitor: FlaskClient, typed: str, stated: tuple[float | None, ...]
) -> None:
    _draft, record_id = listed(visitor, amount={"amount": typed})
    amount = stream_of(sqlite_bank, record_id).latest
    assert amount is not None
    assert tuple(None if one is None else float(one) for one in (amount.value, amount.low, amount.high)) == stated


@pytest.mark.parametrize("typed", ["many", "-5", "1e400", "1500-1000", "9999999999999", "1-2-3", "NaN"])
def test_what_is_no_amount_is_told_and_kept(visitor: FlaskClient, typed: str) -> None:
    draft = begin(visitor)
    answer = submit(visitor, f"{draft}/amount", {"amount": typed})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "<title>Error:" in page
    assert f'value="{typed}"' in page
    assert 'href="#amount"' in page
    assert f'value="{typed}"' in visitor.get(f"{draft}/amount").get_data(as_text=True), "it stays in the draft too"


@pytest.mark.parametrize(("meant", "tonnes"), [("1234", 1234.0), ("1.2340", 1.234)])
def test_one_comma_three_digits_asks_back(sqlite_bank: Bank, visitor: FlaskClient, meant: str, tonnes: float) -> None:
    draft = begin(visitor)
    asked_back = submit(visitor, f"{draft}/amount", {"amount": "1,234"})
    page = asked_back.get_data(as_text=True)
    assert asked_back.status_code == 422
    assert re.findall(r'name="amount_meant" value="([^"]+)"', page) == ["1234", "1.2340"]
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    typed = {"csrf_token": token[1], "revision": "9", "amount": "1,234", "amount_meant": meant, "unit": "t"}
    assert visitor.post(f"{draft}/amount", data=typed).status_code == 303
    fill(visitor, draft, {"place": LISTING["place"]})
    amount = stream_of(sqlite_bank, send(visitor, draft)).latest
    assert amount is not None
    assert amount.value is not None
    assert float(amount.value) == tonnes


def test_dry_with_moisture_in_another_unit_as_a_batch_from_a_day_on(sqlite_bank: Bank, visitor: FlaskClient) -> None:
    typed = {
        "amount": "250 000",
        "unit": "kg",
        "period": "batch",
        "basis": "dry",
        "moisture": "12,5 %",
        "available": "later",
        "available_from": "3/2027",
    }
    _draft, record_id = listed(visitor, amount=typed)
    stream = stream_of(sqlite_bank, record_id)
    amount = stream.latest
    assert amount is not None
    assert (amount.unit, amount.period, amount.basis, amount.moisture_share) == ("kg", Period.BATCH, Basis.DRY, 0.125)
    assert (str(stream.available_from), amount.year) == ("2027-03-01", 2027)


def test_one_sentence_fills_two_pages(visitor: FlaskClient) -> None:
    begun = submit(visitor, "/en/list", {"material": "noin 4000 t/v kuonahiekkaa, alkaen 3/2027"})
    page = begun.get_data(as_text=True)
    assert "Understood: 4,000 t/a · per year · from 1 Mar 2027." in page_text(page)
    assert 'value="kuonahiekkaa"' in page
    assert 'value="class:slag_steel"' in page
    link = re.search(r'href="(/en/list/[a-z0-9]{26})/material"', page)
    assert link is not None
    draft = link[1]
    amount = visitor.get(f"{draft}/amount").get_data(as_text=True)
    assert 'value="4000"' in amount
    assert 'value="3/2027"' in amount


@pytest.mark.parametrize(
    ("typed", "material", "amount", "available"),
    [
        ("about 4000 t/a slag sand, now", "slag sand", "4000", "now"),
        ("noin 4 000 t/v kuonahiekkaa, heti", "kuonahiekkaa", "4 000", "now"),
        ("cirka 4000 t/år slaggsand, nu", "slaggsand", "4000", "now"),
    ],
)
def test_a_sentence_is_understood_in_three_languages(typed: str, material: str, amount: str, available: str) -> None:
    said = sentence.parse(typed)
    assert (said.material, said.answers["amount"], said.answers["available"]) == (material, amount, available)


# --- the material box --------------------------------------------------------------------------------------------


def test_words_with_several_meanings_are_chosen_from_a_list(visitor: FlaskClient) -> None:
    answer = submit(visitor, "/en/list", {"material": "ash"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="class:bottom_ash"' in page
    assert 'value="own"' in page
    found = submit(visitor, "/en/list", {"material": "ash", "find": "1"})
    assert found.status_code == 303
    draft = found.location.partition("?")[0]
    chosen = submit(visitor, found.location, {"choice": "class:bottom_ash"}, action=draft)
    assert chosen.location.endswith("/amount")
    assert 'value="Bottom ash"' in visitor.get(draft).get_data(as_text=True)


def test_what_cannot_be_found_is_classified_by_the_city(sqlite_bank: Bank, visitor: FlaskClient) -> None:
    words = "pink gravel of our own"
    _draft, record_id = listed(visitor, material={"material": words, "asked_for": words, "choice": "own"})
    stream = stream_of(sqlite_bank, record_id)
    assert (stream.name, stream.family, stream.hazard) == (words, "N", Hazard.UNKNOWN)


@pytest.mark.parametrize(
    ("result", "hazard", "code"),
    [
        (None, Hazard.UNKNOWN, "100908"),
        ("not_hazardous", Hazard.NON_HAZARDOUS, "100908"),
        ("hazardous", Hazard.HAZARDOUS, "100907"),
    ],
)
def test_a_mirror_entry_asks_whether_it_was_tested(
    sqlite_bank: Bank, visitor: FlaskClient, result: str | None, hazard: Hazard, code: str
) -> None:
    begun = submit(visitor, "/en/list", {"material": "10 09 08"})
    assert begun.location.endswith("/material"), "the extra question stands on the same page"
    page = visitor.get(begun.location).get_data(as_text=True)
    assert "Has it been tested?" in page
    assert 'name="tested" value="untested" id="tested" checked' in page, "no eighth answer is required"
    answer = submit(visitor, begun.location, {"tested": result} if result else {})
    assert answer.location.endswith("/amount")
    draft = answer.location.rpartition("/")[0]
    fill(visitor, draft, {name: LISTING[name] for name in ("amount", "place", "sharing")})
    stream = stream_of(sqlite_bank, send(visitor, draft))
    assert (stream.hazard, stream.code_if_waste) == (hazard, code)


def test_a_sentence_that_names_its_material_exactly_leads_on_at_once(visitor: FlaskClient) -> None:
    draft = begin(visitor, typed={"material": "about 4000 t/a slag sand, now"})
    amount = visitor.get(f"{draft}/amount").get_data(as_text=True)
    assert "Filled in from your sentence: “about 4000 t/a slag sand, now”" in page_text(amount)
    assert 'value="4000"' in amount


def test_the_form_is_filled_in_from_the_material_and_can_be_changed(sqlite_bank: Bank, visitor: FlaskClient) -> None:
    draft = begin(visitor, typed={"material": "fibre clay"})
    page = visitor.get(f"{draft}/material").get_data(as_text=True)
    assert "Filled in from the material" in page
    assert re.search(r'name="form" value="sludge"[^>]*checked', page)
    fill(visitor, draft, {"material": {"form": "pieces"}, "amount": {"amount": "5"}, "place": LISTING["place"]})
    assert stream_of(sqlite_bank, send(visitor, draft)).physical_form == "pieces"


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_suggestions_come_in_every_language(visitor: FlaskClient, language: str) -> None:
    path = {"fi": "/fi/ilmoita", "sv": "/sv/anmal", "en": "/en/list"}[language]
    found = visitor.get(f"{path}/options?q=gjuteris").get_json()
    assert found["options"][0]["value"] == "class:foundry_sand"
    assert found["options"][0]["title"] == {"fi": "Valimohiekka", "sv": "Gjuterisand", "en": "Foundry sand"}[language]
    assert visitor.get(f"{path}/options?q={SCRIPT}").status_code == 200
    assert visitor.get(f"{path}/options").get_json()["options"] == []


# --- the place ---------------------------------------------------------------------------------------------------


def test_a_wrong_business_id_is_told_and_kept(visitor: FlaskClient) -> None:
    draft = begin(visitor)
    answer = submit(visitor, f"{draft}/place", {**LISTING["place"], "business_id": "0112038-8"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "its check digit does not match (0112038-8)" in page
    assert 'value="0112038-8"' in page
    assert "seven digits" in submit(visitor, f"{draft}/place", {"business_id": "12"}).get_data(as_text=True)


def test_the_name_follows_only_where_it_is_public(sqlite_bank: Bank, visitor: FlaskClient) -> None:
    _draft, record_id = listed(visitor)
    ask = "/en/list/company?business_id=0112038-9"
    assert visitor.get(ask).get_json() == {"name": "", "problem": ""}, "an unreviewed company is nobody's to know"
    assert "check digit" in visitor.get(ask.replace("-9", "-8")).get_json()["problem"]
    with sqlite_bank.session(writing=True) as session:
        session.execute(text("UPDATE organisations SET source_kind = 'public_source'"))
    assert visitor.get(ask).get_json()["name"] == "Testivalimo Oy"
    draft = begin(visitor)
    fill(visitor, draft, {"amount": {"amount": "1"}, "place": {**LISTING["place"], "company": ""}})
    assert (
        stream_of(sqlite_bank, send(visitor, draft)).organisation_id
        == stream_of(sqlite_bank, record_id).organisation_id
    )


def test_the_preview_never_tells_what_the_bank_calls_a_hidden_company(visitor: FlaskClient) -> None:
    listed(visitor)
    draft = begin(visitor)
    fill(visitor, draft, {"amount": {"amount": "1"}, "place": {**LISTING["place"], "company": "Somebody Else Oy"}})
    seen = visitor.get(f"{draft}/check?as=city").get_data(as_text=True)
    assert "Somebody Else Oy" in seen
    assert "Testivalimo" not in seen


def test_the_swedish_name_of_a_municipality_is_the_same_place(sqlite_bank: Bank, visitor: FlaskClient) -> None:
    _draft, record_id = listed(visitor, place={"municipality": "björneborg"})
    assert stream_of(sqlite_bank, record_id).municipality == "Pori"


def test_people_who_act_for_a_company_choose_from_its_sites(sqlite_bank: Bank, visitor: FlaskClient) -> None:
    _draft, record_id = listed(visitor, place={"address": "Valimontie 1"})
    first = stream_of(sqlite_bank, record_id)
    assert first.organisation_id
    member = application(sqlite_bank, Viewer(organisation_ids=frozenset({first.organisation_id}))).test_client()
    draft = begin(member)
    page = member.get(f"{draft}/place").get_data(as_text=True)
    assert f'value="site:{first.site_id}"' in page
    fill(member, draft, {"amount": {"amount": "7"}, "place": {"email": "b@example.org"}})
    second = stream_of(sqlite_bank, send(member, draft))
    assert (second.organisation_id, second.site_id) == (first.organisation_id, first.site_id)
    stranger = begin(visitor)
    fill(visitor, stranger, {"amount": {"amount": "7"}, "place": LISTING["place"]})
    visitor.post(f"{stranger}/place", data={"owner": f"site:{first.site_id}"})
    assert "Valimontie" not in visitor.get(f"{stranger}/check").get_data(as_text=True)


def test_an_invitation_fills_in_the_place(sqlite_bank: Bank, visitor: FlaskClient) -> None:
    _draft, record_id = listed(visitor)
    stream = stream_of(sqlite_bank, record_id)
    with sqlite_bank.session(writing=True) as session:
        offer = accounts.Offer(
            organisation_id=stream.organisation_id, site_id=stream.site_id, language="en", valid_until=NOW.date()
        )
        key = accounts.invite(session, offer, CITY, by="the city", at=NOW)
    invited = application(sqlite_bank).test_client()
    answer = submit(invited, f"/en/list?invitation={key}", LISTING["material"], action="/en/list")
    draft = answer.location.rpartition("/")[0]
    assert "Testivalimo Oy" in invited.get(f"{draft}/place").get_data(as_text=True)
    fill(invited, draft, {"amount": {"amount": "7"}, "place": {"email": "b@example.org"}})
    assert stream_of(sqlite_bank, send(invited, draft)).site_id == stream.site_id
    wrong = invited.get("/en/list?invitation=nothing")
    assert wrong.status_code == 400
    assert "not known here" in wrong.get_data(as_text=True)


# --- who sees ----------------------------------------------------------------------------------------------------


def test_consent_by_name_needs_a_visible_company(sqlite_bank: Bank, visitor: FlaskClient) -> None:
    draft = begin(visitor)
    fill(visitor, draft, {"amount": {"amount": "5"}, "place": LISTING["place"]})
    refused = submit(visitor, f"{draft}/sharing", {"consent": "name"})
    assert refused.status_code == 422
    assert "choose “Everything is open” above" in refused.get_data(as_text=True)
    fill(visitor, draft, {"sharing": {"consent": "name", "visibility": "open"}})
    stream = stream_of(sqlite_bank, send(visitor, draft))
    assert (stream.consent, stream.visibility[FieldGroup.ORGANISATION]) == (Consent.NAME, Level.PUBLIC)


def test_few_producers_are_warned_and_offered_something_coarser(sqlite_bank: Bank, visitor: FlaskClient) -> None:
    draft = begin(visitor)
    page = visitor.get(f"{draft}/sharing").get_data(as_text=True)
    assert "Hiding your name will not hide you." in page
    fill(visitor, draft, {**LISTING, "sharing": {"coarse": ["material", "amount"]}, "material": {}})
    assert {one.value for one in stream_of(sqlite_bank, send(visitor, draft)).coarse} == {"material", "amount"}


@pytest.mark.parametrize(
    ("preset", "viewer", "seen", "unseen"),
    [
        ("company_hidden", "public", "Company hidden", "Testivalimo Oy"),
        ("company_hidden", "city", "Testivalimo Oy", "Company hidden"),
        ("open", "public", "Testivalimo Oy", "Company hidden"),
        ("city_only", "public", "do not see the record at all", "Company hidden"),
        ("city_only", "member", "do not see the record at all", "Company hidden"),
    ],
)
def test_the_preview_shows_what_each_viewer_gets(
    sqlite_bank: Bank, visitor: FlaskClient, preset: str, viewer: str, seen: str, unseen: str
) -> None:
    draft = begin(visitor)
    fill(visitor, draft, {"amount": {"amount": "1200"}, "place": LISTING["place"], "sharing": {"visibility": preset}})
    page = visitor.get(f"{draft}/check?as={viewer}").get_data(as_text=True)
    shown = page.partition('class="preview"')[2].partition("<form")[0]
    assert seen in shown
    assert unseen not in shown
    assert count(sqlite_bank, "side_streams") == 0, "a preview leaves nothing behind"
    assert count(sqlite_bank, "review_cases") == 0


# --- nothing is lost, nothing is doubled -------------------------------------------------------------------------


def test_sent_twice_it_is_one_record(sqlite_bank: Bank, visitor: FlaskClient) -> None:
    draft, record_id = listed(visitor)
    other_tab = application(sqlite_bank).test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', other_tab.get("/en/list").get_data(as_text=True))
    assert token is not None
    again = other_tab.post(f"{draft}/check", data={"csrf_token": token[1], "accept": TERMS})
    assert again.location == f"{draft}/sent"
    late = other_tab.post(f"{draft}/amount", data={"csrf_token": token[1], "amount": "9", "revision": "99"})
    assert late.location == f"{draft}/sent"
    assert record_id in other_tab.get(f"{draft}/sent").get_data(as_text=True)
    assert (count(sqlite_bank, "side_streams"), count(sqlite_bank, "organisations")) == (1, 1)
    assert (count(sqlite_bank, "outgoing_mails"), count(sqlite_bank, "agreements")) == (1, 1)


def test_pages_may_come_in_any_order(sqlite_bank: Bank, visitor: FlaskClient) -> None:
    draft = begin(visitor)
    early = submit(visitor, f"{draft}/check", {"accept": TERMS})
    assert early.status_code == 422
    assert "Enter how much there is" in early.get_data(as_text=True)
    assert count(sqlite_bank, "side_streams") == 0
    fill(visitor, draft, {"sharing": {}, "place": LISTING["place"], "amount": {"amount": "3"}})
    assert stream_of(sqlite_bank, send(visitor, draft)).status is RecordStatus.SUBMITTED


def test_the_terms_must_be_accepted_as_they_are_today(sqlite_bank: Bank, visitor: FlaskClient) -> None:
    draft = begin(visitor)
    fill(visitor, draft, {name: LISTING[name] for name in ("amount", "place", "sharing")})
    for accepted in (None, "1999-01-01"):
        refused = submit(visitor, f"{draft}/check", {"accept": accepted})
        assert refused.status_code == 422
        assert "Accept the terms of use" in refused.get_data(as_text=True)
    assert count(sqlite_bank, "side_streams") == 0


def test_a_change_leads_back_to_the_check(visitor: FlaskClient) -> None:
    draft = begin(visitor)
    fill(visitor, draft, {name: LISTING[name] for name in ("amount", "place", "sharing")})
    page = visitor.get(f"{draft}/check").get_data(as_text=True)
    assert f'href="{draft}/amount?back=1#amount"' in page
    answer = submit(visitor, f"{draft}/amount?back=1", {"amount": "77"}, action=f"{draft}/amount")
    assert answer.location == f"{draft}/check"
    assert "77 t/a" in page_text(visitor.get(answer.location).get_data(as_text=True))


def test_a_lost_session_loses_nothing(sqlite_bank: Bank, visitor: FlaskClient) -> None:
    draft = begin(visitor)
    fill(visitor, draft, {"amount": {"amount": "1200"}})
    other = application(sqlite_bank).test_client()
    assert 'value="1200"' in other.get(f"{draft}/amount").get_data(as_text=True)
    fill(other, draft, {"place": LISTING["place"]})
    assert send(other, draft)


def test_a_draft_is_for_later_and_its_link_goes_by_mail(sqlite_bank: Bank, visitor: FlaskClient) -> None:
    saved = submit(visitor, "/en/list", {"material": "Foundry sand", "later": "1"})
    assert saved.location.endswith("/later")
    draft = saved.location.rpartition("/")[0]
    assert f"{draft}/check" in visitor.get(saved.location).get_data(as_text=True)
    assert submit(visitor, saved.location, {"email": "nobody"}).status_code == 422
    assert submit(visitor, saved.location, {"email": "a@example.org"}).status_code == 303
    with sqlite_bank.session() as session:
        template, places = session.execute(text("SELECT template, places FROM outgoing_mails")).one()
    assert template == "draft_saved"
    assert f"{draft}/check" in places


def test_two_editors_see_each_others_change(sqlite_bank: Bank, visitor: FlaskClient) -> None:
    draft = begin(visitor)
    fill(visitor, draft, {"amount": {"amount": "1000"}})
    colleague = application(sqlite_bank).test_client()
    opened = colleague.get(f"{draft}/amount").get_data(as_text=True)
    fill(visitor, draft, {"amount": {"amount": "1200"}})
    stale = {
        name: re.search(rf'name="{name}" value="([^"]+)"', opened)[1]  # type: ignore[index]
        for name in ("csrf_token", "revision")
    }
    refused = colleague.post(f"{draft}/amount", data={**stale, "amount": "1500", "unit": "t"})
    page = refused.get_data(as_text=True)
    assert refused.status_code == 409
    assert "1200" in page.partition("</dl>")[0]
    assert 'value="1500"' in page
    newest = re.search(r'name="revision" value="([^"]+)"', page)
    assert newest is not None
    chosen = {**stale, "revision": newest[1], "amount": "1500", "unit": "t"}
    assert colleague.post(f"{draft}/amount", data=chosen).status_code == 303
    assert 'value="1500"' in visitor.get(f"{draft}/amount").get_data(as_text=True)


def test_the_next_one_begins_with_the_same_place(visitor: FlaskClient) -> None:
    draft, _record_id = listed(visitor)
    following = submit(visitor, f"{draft}/sent", {}, action=f"{draft}/again")
    assert following.location.endswith("/material")
    place = visitor.get(following.location.replace("/material", "/place")).get_data(as_text=True)
    assert 'value="0112038-9"' in place
    assert 'value="maija@example.org"' in place
    need = submit(visitor, f"{draft}/sent", {}, action=draft.replace("/list/", "/tell-a-need/") + "/again")
    assert "/tell-a-need/" in need.location
    assert 'value="Testivalimo Oy"' in visitor.get(need.location.replace("material", "place")).get_data(as_text=True)


def test_script_in_every_text_field_is_shown_as_text(sqlite_bank: Bank, visitor: FlaskClient) -> None:
    typed = {"material": f"{SCRIPT} sand", "asked_for": f"{SCRIPT} sand", "choice": "own"}
    draft = begin(visitor, typed=typed)
    for name in ("amount", "place", "sharing"):
        fields = {"amount", "moisture", "density", "available_from", "unit", "period", "basis", "available"}
        fields |= {"business_id", "company", "municipality", "address", "email", "contact_name"}
        answer = submit(visitor, f"{draft}/{name}", dict.fromkeys(fields, SCRIPT) | {"consent": SCRIPT})
        assert SCRIPT not in answer.get_data(as_text=True), name
        assert SCRIPT not in visitor.get(f"{draft}/{name}").get_data(as_text=True), name
    assert SCRIPT not in visitor.get(f"{draft}/check").get_data(as_text=True)
    place = {**LISTING["place"], "company": SCRIPT, "address": SCRIPT, "contact_name": SCRIPT}
    amount = {
        "amount": "5",
        "unit": "t",
        "period": "per_year",
        "basis": "as_shipped",
        "available": "now",
        "density": "",
    }
    fill(visitor, draft, {"amount": amount, "place": place, "sharing": {"consent": "no", "visibility": "open"}})
    for viewer in ("public", "city"):
        assert SCRIPT not in visitor.get(f"{draft}/check?as={viewer}").get_data(as_text=True)
    record_id = send(visitor, draft)
    assert stream_of(sqlite_bank, record_id).organisation_name == SCRIPT, "kept as it was typed, shown as text"
    assert SCRIPT not in visitor.get(f"{draft}/sent").get_data(as_text=True)


def test_a_draft_is_not_kept_by_caches_and_missing_ones_look_alike(visitor: FlaskClient) -> None:
    draft = begin(visitor)
    assert visitor.get(f"{draft}/amount").headers["Cache-Control"] == "no-store"
    assert visitor.get(f"{draft}/nothing").status_code == 404
    assert visitor.get("/en/list/aaaaaaaaaaaaaaaaaaaaaaaaaa/amount").status_code == 404
    assert visitor.get(draft.replace("/list/", "/tell-a-need/") + "/amount").status_code == 404


def test_a_program_that_fills_the_trap_begins_nothing(sqlite_bank: Bank, visitor: FlaskClient) -> None:
    assert submit(visitor, "/en/list", {"material": "sand", "website": "spam"}).status_code == 404
    assert count(sqlite_bank, "drafts") == 0


def test_the_guide_is_the_one_of_the_documentation(visitor: FlaskClient) -> None:
    root = Path(__file__).parent.parent
    for language, path in (("fi", "/fi/ilmoita/guide"), ("sv", "/sv/anmal/guide"), ("en", "/en/list/guide")):
        shipped = (root / "web" / "listing" / f"guide.{language}.md").read_text("utf-8")
        assert shipped == (root / "docs" / f"listing.{language}.md").read_text("utf-8")
        assert guide_in(language).title in visitor.get(path).get_data(as_text=True)


def test_the_button_and_the_door_lead_here(visitor: FlaskClient) -> None:
    home = visitor.get("/fi/").get_data(as_text=True)
    assert home.count('href="/fi/ilmoita"') == 2


def test_the_pages_of_the_terms(visitor: FlaskClient) -> None:
    for path, words in (
        ("/fi/ehdot", "Käyttöehdot"),
        ("/sv/villkor", "Dataavtal"),
        ("/en/terms/2026-11-01", "Terms of use"),
    ):
        assert words in visitor.get(path).get_data(as_text=True)
    assert visitor.get("/en/terms/1999-01-01").status_code == 404


def test_no_page_takes_long(demo_url: str, tmp_path: Path) -> None:
    """A loose guard against queries that grow with the bank; the pages themselves are measured in bench."""
    import shutil

    file = tmp_path / "bank.sqlite3"
    shutil.copy(demo_url.removeprefix("sqlite:///"), file)
    with Bank(f"sqlite:///{file}") as bank:
        client = application(bank).test_client()
        draft = begin(client)
        fill(client, draft, {name: LISTING[name] for name in ("amount", "place", "sharing")})
        for name in ("material", "amount", "place", "sharing", "check"):
            client.get(f"{draft}/{name}")
            began = time.process_time()
            client.get(f"{draft}/{name}")
            assert time.process_time() - began < 1, name
