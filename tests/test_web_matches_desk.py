"""The desk of facilitation: the queue, plans and notes, two who are introduced, and what comes up."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from databank import matches
from databank.access import CITY
from databank.matches import Terms, Why
from databank.models import Organisation, SideStream
from databank.records import DropReason, MatchState
from databank.store import Bank
from tests.exchange_pages import (
    INTEREST,
    at_desk,
    forget,
    know_each_other,
    mails,
    open_shared,
    own,
    run,
    send,
    source_of,
    talk,
    text_of,
)
from tests.matching_parties import BY, DONOR, move

Everybody = dict[str, FlaskClient]
DESK, MOMENTS, OWN_MOMENTS = "/en/desk/exchanges", "/en/desk/moments", "/en/own/moments"
OUTSIDERS = ("anonymous", "member", "donor", "receiver", "other company")


@pytest.fixture(scope="module")
def shared(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Bank, Everybody]]:
    opened = open_shared(sqlite_template, tmp_path_factory.mktemp("desk"))
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


def plan(client: FlaskClient, match_id: str, action: str, on: str, **cells: str) -> int:
    typed = {"deed": "plan", "action": action, "next_on": on, "held_by": "", **cells}
    return send(client, at_desk(match_id), **typed).status_code


def test_the_desk_is_for_those_who_bring_together(everybody: Everybody, bank: Bank) -> None:
    match_id = talk(bank)
    for who in OUTSIDERS:
        for path in (DESK, f"{DESK}.csv", at_desk(match_id), MOMENTS, f"{MOMENTS}.json"):
            assert everybody[who].get(path).status_code == 404, (who, path)
    for who in ("facilitator", "reviewer", "administrator"):
        told = text_of(everybody[who].get(DESK))
        assert "It does not arrange waste management" in told
        assert "Exchanges" in re.findall(r"The city's desk(.*)Coming moments", told)[0]
    assert "The city's desk" not in source_of(everybody["donor"], "/en/own/exchanges")


def test_a_suggestion_is_kept_by_hand_once_and_nobody_is_told(everybody: Everybody, bank: Bank) -> None:
    found = {
        re.findall(r"MA-\w+", send(everybody[who], INTEREST, deed="suggest").headers["Location"])[0]
        for who in ("facilitator", "reviewer", "facilitator")
    }
    assert len(found) == 1
    with bank.session() as session:
        assert mails(session) == []
    for who in ("donor", "other company"):
        page = source_of(everybody[who], INTEREST)
        assert send(everybody[who], INTEREST, seen_on=page, deed="suggest").status_code == 404


def test_the_queue_is_filtered_and_tells_what_is_overdue(everybody: Everybody, bank: Bank) -> None:
    desk, match_id = everybody["reviewer"], talk(bank)
    assert match_id in source_of(desk, f"{DESK}?waits=plan")
    assert plan(desk, match_id, "Ring both", "19.11.2026") == 303
    for asked, is_there in (
        ("waits=plan", False),
        ("waits=late", True),
        ("state=in_talks", True),
        ("state=trial", False),
    ):
        assert (match_id in source_of(desk, f"{DESK}?{asked}")) is is_there, asked
    told = text_of(desk.get(DESK))
    assert "Ring both" in told
    assert "1 is overdue." in told
    rows = list(csv.DictReader(io.StringIO(desk.get(f"{DESK}.csv").text)))
    assert [(row["id"], row["next_action"], row["next_on"]) for row in rows] == [(match_id, "Ring both", "2026-11-19")]
    assert desk.get(f"{DESK}?state=nonsense").status_code == 400


def test_plans_are_checked(everybody: Everybody, bank: Bank) -> None:
    desk, match_id = everybody["facilitator"], talk(bank)
    assert plan(desk, match_id, "", "19.11.2026") == 422
    assert plan(desk, match_id, "Ring", "soon") == 422
    assert plan(desk, match_id, "Ring", "", held_by="999") == 422
    before = source_of(desk, at_desk(match_id))
    assert plan(everybody["reviewer"], match_id, "Ring both", "") == 303
    typed = {"deed": "plan", "action": "Write to both", "next_on": "", "held_by": ""}
    answer = send(desk, at_desk(match_id), seen_on=before, **typed)
    assert answer.status_code == 409
    assert "Write to both" in answer.get_data(as_text=True)


def test_notes_and_plans_are_for_the_desk_alone(everybody: Everybody, bank: Bank) -> None:
    desk, match_id = everybody["facilitator"], talk(bank)
    for _time in range(2):
        assert send(desk, at_desk(match_id), deed="note", desk_note="They wait for a price").status_code == 303
    assert plan(desk, match_id, "Ask for the price", "") == 303
    assert send(desk, at_desk(match_id), deed="note", desk_note=" ").status_code == 422
    assert source_of(everybody["reviewer"], at_desk(match_id)).count("They wait for a price") == 1
    for who in ("donor", "receiver"):
        seen = source_of(everybody[who], own(match_id))
        assert "They wait for a price" not in seen
        assert "Ask for the price" not in seen


def test_two_are_introduced_once_both_agreed(everybody: Everybody, bank: Bank) -> None:
    desk = everybody["facilitator"]
    match_id = talk(bank)
    answer = send(desk, at_desk(match_id), deed="introduce")
    assert answer.status_code == 422
    assert "one of them has not yet" in text_of(answer)
    for who in ("donor", "receiver"):
        name, email = who.title(), f"{who}@bank.example"
        assert (
            send(everybody[who], own(match_id), deed="name", contact_name=name, contact_email=email).status_code == 303
        )
    for _time in range(2):
        assert send(desk, at_desk(match_id), deed="introduce").status_code == 303
    with bank.session() as session:
        sent = [to for template, to in mails(session) if template == "match-introduced"]
    assert sent == ["anna@bank.example", "ben@bank.example"]


def test_what_exchanges_died_of_is_counted(everybody: Everybody, bank: Bank) -> None:
    match_id = talk(bank)
    with bank.session(writing=True) as session:
        move(session, match_id, MatchState.DROPPED, why=Why(DropReason.PERMIT))
    told = text_of(everybody["reviewer"].get(DESK))
    assert "A permit is missing or does not cover it 1 1 – – –" in told
    assert "0 exchanges are open." in told


def test_material_of_the_city_carries_a_note_on_tendering(everybody: Everybody, bank: Bank) -> None:
    match_id = talk(bank)
    assert "1397/2016" not in source_of(everybody["donor"], own(match_id))
    with bank.session(writing=True) as session:
        session.get_one(Organisation, "alder").holding = "Porin kaupunki"
    try:
        assert "1397/2016" in source_of(everybody["donor"], own(match_id))
        assert "1397/2016" in source_of(everybody["reviewer"], at_desk(match_id))
    finally:
        with bank.session(writing=True) as session:
            session.get_one(Organisation, "alder").holding = None


def test_what_comes_up_is_told_to_the_desk_and_to_the_companies_that_it_concerns(
    everybody: Everybody, bank: Bank
) -> None:
    match_id = run(bank)
    terms = Terms(starts_on=date(2024, 3, 1), ends_on=date(2027, 1, 31))
    with bank.session(writing=True) as session:
        version = matches.match(session, CITY, match_id).version
        matches.set_terms(session, DONOR, match_id, terms, version=version, change=BY)
        session.get_one(SideStream, "S-1").available_until = date(2026, 12, 10)
    try:
        for client, path in ((everybody["reviewer"], MOMENTS), (everybody["donor"], OWN_MOMENTS)):
            near, far = (text_of(client.get(f"{path}?days={days}")) for days in (30, 90))
            assert "is available for the last time" in near
            assert "The agreement on" not in near
            assert "The agreement on" in far
            rows = list(csv.DictReader(io.StringIO(client.get(f"{path}.csv?days=90").text)))
            assert [(row["on"], row["kind"]) for row in rows] == [
                ("2026-12-10", "available_until"),
                ("2027-01-31", "exchange_ends"),
            ]
        assert "Nothing is known to come up" in text_of(everybody["other company"].get(f"{OWN_MOMENTS}?days=365"))
        assert "is available for the last time" not in text_of(everybody["receiver"].get(f"{OWN_MOMENTS}?days=365"))
        assert everybody["anonymous"].get(OWN_MOMENTS).status_code == 303
        assert everybody["reviewer"].get(f"{MOMENTS}?days=7").status_code == 400
    finally:
        with bank.session(writing=True) as session:
            session.get_one(SideStream, "S-1").available_until = None


def test_the_desk_notes_what_it_hears_on_the_telephone(everybody: Everybody, bank: Bank) -> None:
    match_id = know_each_other(bank)
    answer = send(everybody["facilitator"], at_desk(match_id), deed="move", to="agreed")
    assert answer.status_code == 303
    assert "Agreed 20 Nov 2026 · Prizztech" in text_of(everybody["donor"].get(own(match_id)))
    with bank.session() as session:
        assert [to for template, to in mails(session) if template == "match-moved"] == [
            "anna@bank.example",
            "ben@bank.example",
        ]
