"""What tests of the pages of exchanges share: two hidden companies, clients of everybody, and forms that are sent."""

from __future__ import annotations

import html
import re
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from databank.access import Role, Viewer
from databank.matches import Terms
from databank.models import Attempts, Delivery, Exchange, Match, MatchNote, OutgoingMail
from databank.records import MatchState
from databank.store import Bank
from tests.matching_parties import DONOR, NOW, RECEIVER, STRANGER, day, move, named, people, put_parties, talks
from tests.viewing_clients import ClientOf, clients_of

INTEREST = "/en/materials/S-1/interest?need=N-1"
TOKEN = "test.token"
VERSIONED = {"move", "drop", "terms", "plan"}
NAMES = ("Alder", "Birch", "Anna", "Ben")
"""What tells one hidden company to the other."""


def parties(bank: Bank) -> dict[str, int]:
    """Alder offers, Birch needs, both hide; Anna and Ben act for them, Fia is a facilitator: ids of their accounts."""
    with bank.session(writing=True) as session:
        put_parties(session)
    return people(bank)


def open_shared(template: Path, folder: Path) -> tuple[Bank, dict[str, FlaskClient]]:
    """One bank and one application for all tests of a file: making them takes longer than asking them."""
    shutil.copy(template, folder / "bank.sqlite3")
    bank = Bank(f"sqlite:///{folder / 'bank.sqlite3'}")
    ids = parties(bank)
    return bank, clients(clients_of(bank, NOW), ids)


def forget(bank: Bank) -> None:
    """Nothing is kept of what a test did: making a bank and an application takes longer than asking them."""
    with bank.session(writing=True) as session:
        for table in (Match, MatchNote, Delivery, Exchange, OutgoingMail, Attempts):
            session.execute(delete(table))


def clients(client_of: ClientOf, ids: dict[str, int]) -> dict[str, FlaskClient]:
    """A client of everybody who may have to do with an exchange, or must not."""
    return {
        "anonymous": client_of(Viewer()),
        "member": client_of(Viewer(frozenset({Role.MEMBER}))),
        "donor": client_of(replace(DONOR, person_id=ids["anna"])),
        "receiver": client_of(replace(RECEIVER, person_id=ids["ben"])),
        "other company": client_of(replace(STRANGER, person_id=ids["anna"])),
        "facilitator": client_of(Viewer(frozenset({Role.FACILITATOR}), person_id=ids["fia"])),
        "reviewer": client_of(Viewer(frozenset({Role.REVIEWER}), person_id=ids["fia"])),
        "administrator": client_of(Viewer(frozenset({Role.ADMINISTRATOR}), person_id=ids["fia"])),
    }


def source_of(client: FlaskClient, path: str) -> str:
    """The source of a page."""
    return html.unescape(client.get(path).get_data(as_text=True))


def text_of(answer: TestResponse) -> str:
    """What an answer says, without its marks."""
    page = html.unescape(answer.get_data(as_text=True)).replace("\u00a0", " ")
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def send(client: FlaskClient, path: str, *, seen_on: str | None = None, **cells: str) -> TestResponse:
    """Send a form as a browser does; `seen_on` is the source of the page on which it was opened.

    The page is fetched only for what the form takes from it: a token lasts, a version does not.
    """
    kept = client.environ_base.get(TOKEN)
    if seen_on is None and kept is not None and cells["deed"] not in VERSIONED:
        return client.post(path, data={"csrf_token": kept} | cells)
    page = seen_on or source_of(client, path)
    hidden = {name: value for name in ("csrf_token", "version", "seen") if (value := value_of(page, name)) is not None}
    client.environ_base[TOKEN] = hidden.get("csrf_token", "")
    return client.post(path, data=hidden | cells)


def value_of(page: str, name: str) -> str | None:
    """What a hidden field of a page holds."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found[1] if found else None


def begin(everybody: dict[str, FlaskClient], text: str = "Would it fit?") -> str:
    """The donor shows interest through the pages; the id of the match."""
    answer = send(everybody["donor"], INTEREST, deed="interest", text=text)
    assert answer.status_code == 303
    return str(re.findall(r"MA-\w+", answer.headers["Location"])[0])


def talk(bank: Bank) -> str:
    """Both have shown interest; the id of the match."""
    with bank.session(writing=True) as session:
        return str(talks(session))


def know_each_other(bank: Bank) -> str:
    """Talks of two who agreed to be named; the id of the match."""
    with bank.session(writing=True) as session:
        return str(named(session))


def run(bank: Bank) -> str:
    """An exchange of 40 t a year that runs; the id of the match."""
    terms = Terms(mass_t=Decimal(40), starts_on=day("2024-03-01"))
    with bank.session(writing=True) as session:
        match_id = named(session)
        move(session, match_id, MatchState.AGREED, terms=terms)
        move(session, match_id, MatchState.RUNNING)
    return match_id


def own(match_id: str) -> str:
    """The page of a match for a company."""
    return f"/en/own/exchanges/{match_id}"


def at_desk(match_id: str) -> str:
    """The page of a match at the desk."""
    return f"/en/desk/exchanges/{match_id}"


def mails(session: Session) -> list[tuple[str, str]]:
    """Template and address of every mail in the outbox, sorted."""
    return sorted((row.template, row.recipient) for row in session.scalars(select(OutgoingMail)))


def path_of_mail(session: Session, recipient: str) -> str:
    """Where the first mail to an address leads."""
    row = session.scalars(select(OutgoingMail).where(OutgoingMail.recipient == recipient)).first()
    assert row is not None
    return str(row.places["path"])
