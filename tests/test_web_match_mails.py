"""Mails of a match, from the change to the letter: each reader learns what its side may know, in its language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask

from databank import matches, outbox
from databank.access import ANONYMOUS
from databank.matches import NewDelivery, Notice, Terms, Why
from databank.outbox import Mail
from databank.records import DropReason, MatchSide, MatchState
from databank.store import Bank
from tests.matching_parties import (
    BY,
    DESK,
    DONOR,
    NEED,
    NOW,
    RECEIVER,
    day,
    interest,
    move,
    named,
    people,
    put_need,
    put_parties,
    talks,
)
from web import house
from web.app import create_app
from web.config import Settings
from web.mails import matches as mails
from web.mails.delivery import message_of

S = MatchState


def path_of(notice: Notice) -> str:
    return f"/{notice.recipient.language}/x/{notice.key or notice.match.id}"


@pytest.fixture
def app(sqlite_bank: Bank, tmp_path: Path) -> Iterator[Flask]:
    """An application over two hidden companies with people who act for them."""
    with sqlite_bank.session(writing=True) as session:
        put_parties(session)
    people(sqlite_bank)
    settings = Settings(
        database_url=sqlite_bank.url.render_as_string(hide_password=False),
        secret_key="a key for tests only",
        public_url="https://bank.example",
        mail_folder=tmp_path / "mails",
    )
    app = create_app(
        settings, bank=sqlite_bank, viewer_of_request=lambda _request: ANONYMOUS, clock=lambda: NOW + timedelta(hours=1)
    )
    app.testing = True
    with app.app_context():
        yield app


def written(app: Flask, session: house.Session) -> dict[str, tuple[Mail, str]]:
    """The mails in the outbox by recipient, each with its text."""
    found = outbox.mails(session).items
    return {one.recipient: (one, message_of(app, one)[0].text) for one in found}


def test_interest_reaches_the_other_side_without_the_name(app: Flask) -> None:
    with house.bank().session(writing=True) as session:
        match_id = interest(session).match.id
        mails.tell_interest(session, match_id, MatchSide.DONOR, "Kuivaa hiekkaa?", path_of)
        found = written(app, session)
        mail, text = found["ben@bank.example"]
        assert (list(found), mail.template, mail.language) == (["ben@bank.example"], "match-interest", "fi")
        assert "Kuivaa hiekkaa?" in text
        assert f"https://bank.example/fi/x/{match_id}" in text
        assert "alder" not in text.lower()
        assert "alder" not in str(mail.places).lower()


def test_a_contact_without_an_account_gets_a_link_of_its_own(app: Flask) -> None:
    with house.bank().session(writing=True) as session:
        put_need(session, contact_email="contact@birch.example")
        match_id = interest(session).match.id
        mails.tell_interest(session, match_id, MatchSide.DONOR, "Hei", path_of)
        mail, _ = written(app, session)["contact@birch.example"]
        assert match_id not in mail.places["path"]


def test_the_desk_writes_to_both_and_a_name_is_told_once_it_is_agreed(app: Flask) -> None:
    with house.bank().session(writing=True) as session:
        match_id = talks(session)
        mails.tell_written(session, match_id, MatchSide.FACILITATOR, "Autanko?", path_of)
        assert set(written(app, session)) == {"anna@bank.example", "ben@bank.example"}
        matches.agree_to_be_named(session, DONOR, match_id, at=NOW, contact_email="anna@alder.example")
        mails.tell_named(session, match_id, MatchSide.DONOR, path_of)
        found = [one for one in outbox.mails(session).items if one.template == "match-named"]
        assert {one.recipient for one in found} == {"ben@bank.example", "fia@bank.example"}
        assert {(one.places["company"], one.places["contact_email"]) for one in found} == {
            ("Alder Oy", "anna@alder.example")
        }


def test_an_introduction_names_each_to_the_other(app: Flask) -> None:
    with house.bank().session(writing=True) as session:
        match_id = named(session)
        matches.introduce(session, DESK, match_id, at=NOW)
        mails.tell_introduced(session, match_id, "Fia", path_of)
        found = written(app, session)
        assert "Birch Oy" in found["anna@bank.example"][1]
        assert "Alder Oy" in found["ben@bank.example"][1]
        assert "Alder Oy" not in found["anna@bank.example"][1]


def test_steps_and_reports_go_to_the_other_company(app: Flask) -> None:
    with house.bank().session(writing=True) as session:
        match_id = named(session)
        move(session, match_id, S.AGREED, terms=Terms(mass_t=Decimal(40), starts_on=day("2025-01-01")))
        move(session, match_id, S.RUNNING)
        mails.tell_moved(session, match_id, MatchSide.DONOR, path_of)
        said = NewDelivery(year=2025, mass_t=Decimal(50))
        report = matches.report_delivery(session, RECEIVER, match_id, said, BY)
        asked = bool(report.questions)
        mails.tell_reported(session, match_id, MatchSide.RECEIVER, report.delivery, path_of, is_question=asked)
        found = written(app, session)
        assert {to: mail.template for to, (mail, _) in found.items()} == {
            "ben@bank.example": "match-moved",
            "anna@bank.example": "match-reported",
        }
        assert found["ben@bank.example"][0].places["amount"] == "40"
        assert found["anna@bank.example"][0].places["is_question"] is True


def test_of_a_suggestion_that_nobody_heard_of_nobody_hears_that_it_is_over(app: Flask) -> None:
    with house.bank().session(writing=True) as session:
        begun = matches.suggest(session, DESK, side_stream_id="S-1", target=NEED, at=NOW)
        move(session, begun.match.id, S.DROPPED, DESK, why=Why(DropReason.DISTANCE))
        mails.tell_moved(session, begun.match.id, MatchSide.CITY, path_of)
        assert written(app, session) == {}
