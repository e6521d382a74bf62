"""The pages of an exchange as its two companies meet them: from interest to the tonnes of a year."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from databank import matches, queries
from databank.access import CITY
from databank.models import MaterialNeed
from databank.records import MatchState
from databank.store import Bank
from tests.exchange_pages import (
    INTEREST,
    NAMES,
    at_desk,
    begin,
    forget,
    know_each_other,
    mails,
    open_shared,
    own,
    path_of_mail,
    run,
    send,
    source_of,
    talk,
    text_of,
    value_of,
)
from tests.matching_parties import DONOR

Everybody = dict[str, FlaskClient]


@pytest.fixture(scope="module")
def shared(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Bank, Everybody]]:
    opened = open_shared(sqlite_template, tmp_path_factory.mktemp("exchanges"))
    yield opened
    opened[0].dispose()


@pytest.fixture
def bank(shared: tuple[Bank, Everybody]) -> Iterator[Bank]:
    """The bank, in which nothing is kept before or after a test."""
    yield shared[0]
    forget(shared[0])


@pytest.fixture
def everybody(shared: tuple[Bank, Everybody], bank: Bank) -> Everybody:  # noqa: ARG001 - emptied after the test
    return shared[1]


# --- interest ----------------------------------------------------------------------------------------------------


def test_interest_is_passed_on_without_a_name_and_the_page_says_so(everybody: Everybody, bank: Bank) -> None:
    answer = send(everybody["donor"], INTEREST, deed="interest", text="40 t a year, dry.")
    assert answer.status_code == 303
    told = text_of(everybody["donor"].get(answer.headers["Location"]))
    assert "It was passed on without your name and your company's name." in told
    assert "asked to answer by 4 Dec 2026" in told
    with bank.session() as session:
        assert mails(session) == [("match-interest", "ben@bank.example")]
    match_id = re.findall(r"MA-\w+", answer.headers["Location"])[0]
    seen = text_of(everybody["receiver"].get(own(match_id)))
    assert "40 t a year, dry." in seen
    assert not any(name in seen for name in ("Alder", "Anna"))


def test_interest_sent_twice_is_one_match_and_one_mail(everybody: Everybody, bank: Bank) -> None:
    assert begin(everybody) == begin(everybody)
    with bank.session() as session:
        assert mails(session) == [("match-interest", "ben@bank.example")]


def test_who_speaks_for_nobody_is_led_to_sign_in_or_to_ask(everybody: Everybody) -> None:
    page = source_of(everybody["anonymous"], INTEREST)
    assert 'href="/en/account/sign-in?next=' in page
    assert 'href="/en/materials/S-1/ask"' in page
    assert "We are interested" not in page
    for who in ("anonymous", "member", "other company"):
        page = source_of(everybody[who], INTEREST)
        assert send(everybody[who], INTEREST, seen_on=page, deed="interest", side="donor").status_code == 404


def test_another_company_comes_forward_itself(everybody: Everybody, bank: Bank) -> None:
    answer = send(everybody["other company"], "/en/materials/S-1/interest", deed="interest", text="We take it.")
    match_id = re.findall(r"MA-\w+", answer.headers["Location"])[0]
    seen = text_of(everybody["donor"].get(own(match_id)))
    assert "We take it." in seen
    assert "Cedar" not in seen
    assert everybody["receiver"].get(own(match_id)).status_code == 404
    with bank.session() as session:
        assert mails(session) == [("match-interest", "anna@bank.example")]


def test_the_owner_of_a_material_does_not_come_forward_for_it(everybody: Everybody) -> None:
    path = "/en/materials/S-1/interest"
    page = source_of(everybody["donor"], path)
    assert "We are interested" not in page
    assert send(everybody["donor"], path, seen_on=page, deed="interest", text="Us").status_code == 422


def test_what_is_not_there_is_not_found(everybody: Everybody) -> None:
    for path in ("S-9/interest?need=N-1", "S-1/interest?need=N-9", "S-1/interest?organisation=alders"):
        assert everybody["donor"].get(f"/en/materials/{path}").status_code == 404, path


def test_help_is_asked_of_the_desk_once(everybody: Everybody, bank: Bank) -> None:
    match_id = begin(everybody)
    for _time in range(2):
        assert send(everybody["donor"], own(match_id), deed="help").status_code == 303
    with bank.session() as session:
        assert mails(session) == [("match-help", "fia@bank.example"), ("match-interest", "ben@bank.example")]
        assert [note.text for note in matches.notes(session, CITY, match_id)] == ["Who has the material asks for help."]


# --- secrets -----------------------------------------------------------------------------------------------------


def test_an_exchange_is_missing_for_everybody_else(everybody: Everybody, bank: Bank) -> None:
    match_id = talk(bank)
    missing = "MA-NONE"
    for who in ("member", "other company", "facilitator", "reviewer", "administrator"):
        hidden, none = (everybody[who].get(own(one)) for one in (match_id, missing))
        assert none.status_code in {303, 404}
        assert text_of(hidden).replace(match_id, missing) == text_of(none), who
        page = source_of(everybody[who], INTEREST)
        token = value_of(page, "csrf_token") or ""
        sent = everybody[who].post(own(match_id), data={"csrf_token": token, "deed": "write", "text": "Hello"})
        assert sent.status_code in {303, 400, 404}, who
        assert "Hello" not in source_of(everybody["donor"], own(match_id))
    for who in ("anonymous", "member", "donor", "receiver", "other company"):
        assert everybody[who].get(at_desk(match_id)).status_code == 404, who


def test_neither_side_reads_the_name_of_the_other_before_it_agrees(everybody: Everybody, bank: Bank) -> None:
    match_id = talk(bank)
    for who, hidden in (("donor", ("Birch", "Ben")), ("receiver", ("Alder", "Anna"))):
        for path in (own(match_id), "/en/own/exchanges", "/en/own/exchanges.csv", "/en/own/exchanges.json"):
            found = text_of(everybody[who].get(path))
            assert not any(name in found for name in hidden), (who, path)
    seen = text_of(everybody["facilitator"].get(at_desk(match_id)))
    assert not any(name in seen for name in NAMES)
    send(everybody["donor"], own(match_id), deed="name", contact_name="Anna", contact_email="anna@bank.example")
    assert "Alder Oy" in text_of(everybody["receiver"].get(own(match_id)))
    assert "Birch" not in text_of(everybody["donor"].get(own(match_id)))


def test_the_page_tells_what_the_other_side_sees(everybody: Everybody, bank: Bank) -> None:
    match_id = talk(bank)
    assert "What the other side sees of you Company hidden" in text_of(everybody["donor"].get(own(match_id)))
    send(everybody["donor"], own(match_id), deed="name", contact_name="Anna", contact_email="anna@bank.example")
    told = text_of(everybody["donor"].get(own(match_id)))
    assert "What the other side sees of you Company Alder Oy Contact Anna, anna@bank.example" in told


# --- steps -------------------------------------------------------------------------------------------------------


def test_nobody_agrees_unnamed_and_the_page_says_what_is_missing(everybody: Everybody, bank: Bank) -> None:
    match_id = talk(bank)
    answer = send(everybody["donor"], own(match_id), deed="move", to="agreed")
    assert answer.status_code == 422
    assert "first agree to be named" in text_of(answer)
    assert send(everybody["donor"], own(match_id), deed="move", to="dropped").status_code == 422
    assert send(everybody["donor"], own(match_id), deed="move", to="ended").status_code == 422


def test_two_editors_at_once_are_told_what_changed(everybody: Everybody, bank: Bank) -> None:
    match_id = know_each_other(bank)
    before = source_of(everybody["receiver"], own(match_id))
    assert send(everybody["donor"], own(match_id), deed="move", to="trial").status_code == 303
    typed = {"deed": "terms", "mass_t": "40", "period": "per_year", "starts_on": "", "ends_on": ""}
    answer = send(everybody["receiver"], own(match_id), seen_on=before, **typed)
    assert answer.status_code == 409
    told = text_of(answer)
    assert "Somebody else changed this match while you had it open." in told
    assert "State In talks → Trial" in told
    assert 'value="40"' in answer.get_data(as_text=True)
    page = answer.get_data(as_text=True)
    assert send(everybody["receiver"], own(match_id), seen_on=page, **typed).status_code == 303


def test_a_step_taken_twice_is_one_step_and_one_mail(everybody: Everybody, bank: Bank) -> None:
    match_id = know_each_other(bank)
    page = source_of(everybody["donor"], own(match_id))
    for _time in range(2):
        assert send(everybody["donor"], own(match_id), seen_on=page, deed="move", to="trial").status_code == 303
    with bank.session() as session:
        assert [one for one, _to in mails(session)].count("match-moved") == 1
        found = matches.match(session, DONOR, match_id)
    assert [step.after for step in found.steps].count(MatchState.TRIAL) == 1


def test_nothing_is_dropped_without_a_reason(everybody: Everybody, bank: Bank) -> None:
    match_id = talk(bank)
    answer = send(everybody["receiver"], own(match_id), deed="drop", reason="because")
    assert answer.status_code == 422
    assert "Choose why this does not go on" in text_of(answer)
    answer = send(everybody["receiver"], own(match_id), deed="drop", reason="price", reason_text="Too dear for us")
    assert answer.status_code == 303
    theirs, ours = (text_of(everybody[who].get(own(match_id))) for who in ("donor", "receiver"))
    assert "Dropped because of The price" in theirs
    assert "Too dear for us" not in theirs
    assert "Too dear for us" in ours
    assert send(everybody["donor"], own(match_id), deed="write", text="Wait").status_code == 422


WRONG_TERMS = (
    ({"mass_t": "much"}, "is not a number"),
    ({"mass_t": "-4"}, "more than 0"),
    ({"starts_on": "soon"}, "is not a day"),
    ({"starts_on": "1.3.2027", "ends_on": "1.2.2027"}, "The end lies before the beginning."),
)


def test_wrong_terms_are_told(everybody: Everybody, bank: Bank) -> None:
    match_id = talk(bank)
    page = source_of(everybody["donor"], own(match_id))
    for cells, sentence in WRONG_TERMS:
        typed = {"mass_t": "40", "period": "per_year", **cells}
        answer = send(everybody["donor"], own(match_id), seen_on=page, deed="terms", **typed)
        assert answer.status_code == 422
        assert sentence in text_of(answer)


def test_a_deed_that_there_is_not_is_refused(everybody: Everybody, bank: Bank) -> None:
    match_id = talk(bank)
    assert send(everybody["donor"], own(match_id), deed="introduce").status_code == 400
    assert everybody["donor"].post(own(match_id), data={"deed": "write", "text": "x"}).status_code == 400


# --- tonnes ------------------------------------------------------------------------------------------------------


def test_tonnes_are_reported_once_a_year_and_corrected_with_a_history(everybody: Everybody, bank: Bank) -> None:
    match_id = run(bank)
    typed = {"deed": "report", "year": "2025", "moved_t": "38,5", "method": "weighed", "revision": "0"}
    assert send(everybody["donor"], own(match_id), **typed).status_code == 303
    assert send(everybody["donor"], own(match_id), **typed).status_code == 303
    again = send(everybody["receiver"], own(match_id), **{**typed, "moved_t": "30"})
    assert again.status_code == 409
    assert "2025 has been reported already: 38.5 t." in text_of(again)
    form = source_of(everybody["receiver"], f"{own(match_id)}?correct=2025")
    revision = value_of(form, "revision") or ""
    fixed = {**typed, "moved_t": "45", "revision": revision}
    answer = everybody["receiver"].post(
        f"{own(match_id)}?correct=2025", data={"csrf_token": value_of(form, "csrf_token") or "", **fixed}
    )
    assert answer.status_code == 303
    told = text_of(everybody["receiver"].get(answer.headers["Location"]))
    assert "45 t are more than the 40 t that were agreed" in told
    assert "corrected later" in told
    with bank.session() as session:
        reports = matches.deliveries(session, DONOR, match_id)
        (exchange,) = queries.exchanges(session, CITY)
    assert [(str(one.mass_t.normalize()), one.is_current) for one in reports] == [("45", True), ("38.5", False)]
    assert exchange.side_stream_id == "S-1"


WRONG_REPORTS = (
    ({"year": "last"}, "four digits"),
    ({"year": "2030"}, "a year that has begun"),
    ({"moved_t": ""}, "Write the tonnes that were moved"),
    ({"moved_t": "1,234"}, "could mean two numbers"),
    ({"moved_t": "-1"}, "0 or more"),
)


def test_wrong_reports_are_told(everybody: Everybody, bank: Bank) -> None:
    match_id = run(bank)
    for cells, sentence in WRONG_REPORTS:
        typed = {"deed": "report", "year": "2025", "moved_t": "38", "method": "weighed", "revision": "0", **cells}
        answer = send(everybody["donor"], own(match_id), **typed)
        assert answer.status_code == 422
        assert sentence in text_of(answer)


# --- the list ----------------------------------------------------------------------------------------------------


def test_the_list_tells_who_waits_for_whom(everybody: Everybody) -> None:
    match_id = begin(everybody)
    assert "Waiting for them 1" in text_of(everybody["donor"].get("/en/own/exchanges"))
    assert "Waiting for us 1" in text_of(everybody["receiver"].get("/en/own/exchanges"))
    assert match_id not in source_of(everybody["other company"], "/en/own/exchanges")
    assert everybody["anonymous"].get("/en/own/exchanges").status_code == 303
    send(everybody["receiver"], own(match_id), deed="answer", text="")
    assert "In talks 1" in text_of(everybody["donor"].get("/en/own/exchanges"))
    rows = list(csv.DictReader(io.StringIO(everybody["donor"].get("/en/own/exchanges.csv").text)))
    assert [(row["id"], row["state"], row["donor"], row["receiver"]) for row in rows] == [
        (match_id, "in_talks", "Alder Oy", "")
    ]


def test_the_link_of_a_mail_opens_the_exchange_for_its_side(everybody: Everybody, bank: Bank) -> None:
    """The contact of a need has no account: the link of the mail is enough to answer, and opens nothing else."""
    with bank.session(writing=True) as session:
        session.get_one(MaterialNeed, "N-1").contact_email = "contact@birch.example"
    match_id = begin(everybody)
    with bank.session(writing=True) as session:
        path = path_of_mail(session, "contact@birch.example")
        session.get_one(MaterialNeed, "N-1").contact_email = None
    holder = everybody["anonymous"]
    page = source_of(holder, path)
    assert "Would it fit?" in page
    assert "Alder" not in page
    assert send(holder, path, deed="answer", text="It would.").status_code == 303
    assert "It would." in text_of(everybody["donor"].get(own(match_id)))
    assert send(holder, path, deed="introduce").status_code == 400
    assert holder.get("/en/exchanges/no-such-key").status_code == 410
