"""People of a demo bank: one for each role, and two who act for an example company. Their password is new each time."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from web.cli.speech import say
from web.cli.speech import translate as _

if TYPE_CHECKING:
    from databank.store import Bank
    from web.config import Settings
    from web.house import Session

STAFF = (
    ("administrator", "Aino Example"),
    ("reviewer", "Reetta Example"),
    ("data_owner", "Daniel Example"),
    ("publisher", "Piia Example"),
    ("facilitator", "Frans Example"),
    ("verified_investor", "Veikko Example"),
    ("researcher", "Riikka Example"),
    ("neighbouring_municipality", "Niilo Example"),
)
ACTING = (("member", "Maija Example"), ("manager", "Mikael Example"))
MANDATE_DAYS = 365
PASSWORD_BYTES = 12


def renew(bank: Bank, settings: Settings) -> None:
    """Make the demo people where they are missing, give all of them a new password, and say how to sign in."""
    from databank.accounts import mandates
    from web.app import create_app
    from web.auth import by_hand

    password = secrets.token_urlsafe(PASSWORD_BYTES)
    hashed = by_hand.password_hash(create_app(settings, bank=bank), password)
    with bank.session(writing=True) as session:
        for word, name in (*STAFF, *ACTING):
            _renew_person(session, word, name, hashed)
        company = mandates.example_company(session)
        for kind, _name in ACTING if company else ():
            _let_act(session, kind, str(company))
    say(_("Sign in as one of these, with the password %(password)s, which is new at every start:", password=password))
    for word, name in (*STAFF, *ACTING):
        say(f"  {address_of(word):<42} {name}")


def address_of(word: str) -> str:
    """The address of a demo person."""
    return f"{word.replace('_', '-')}@example.org"


def _renew_person(session: Session, word: str, name: str, hashed: str) -> None:
    from databank import accounts
    from databank.access import Role

    now = datetime.now(UTC)
    known = accounts.person_by_email(session, address_of(word), today=now.date())
    if known is None:
        roles = [Role(word)] if word in {role for role, _person in STAFF} else []
        known = accounts.add_person(session, address_of(word), name=name, language="en", at=now, roles=roles)
    accounts.set_password(session, known.id, hashed)


def _let_act(session: Session, kind: str, organisation_id: str) -> None:
    from databank import accounts
    from databank.accounts import mandates
    from databank.records import MandateKind

    now = datetime.now(UTC)
    known = accounts.person_by_email(session, address_of(kind), today=now.date())
    if known is not None and organisation_id not in {mandate.organisation_id for mandate in known.mandates}:
        last_day = now.date() + timedelta(days=MANDATE_DAYS)
        mandates.give(
            session,
            known.id,
            organisation_id,
            MandateKind(kind),
            by="sivuvirta demo",
            at=now,
            valid_until=last_day,
        )
