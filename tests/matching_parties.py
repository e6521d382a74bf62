"""A donor, a receiver and a desk that tests of kept matches share; both companies hide unless a test opens them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from databank import accounts, matches
from databank.access import Role, Viewer
from databank.accounts import mandates
from databank.matches import Begun, Target
from databank.records import MandateKind, MatchSide, MatchSource, MatchState
from databank.store import Bank
from databank.submissions import Change
from tests.databank_rows import put, put_owner, put_stream

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
TODAY = NOW.date()
DONOR = Viewer(roles=frozenset({Role.MEMBER}), organisation_ids=frozenset({"alder"}))
RECEIVER = Viewer(roles=frozenset({Role.MEMBER}), organisation_ids=frozenset({"birch"}))
STRANGER = Viewer(roles=frozenset({Role.MEMBER}), organisation_ids=frozenset({"cedar"}))
FACILITATOR = Viewer(roles=frozenset({Role.FACILITATOR}))
DESK = Viewer(roles=frozenset({Role.REVIEWER}))
BY = Change(made_by="Ben <ben@bank.example>", reason="agreed by telephone", made_at=NOW)
NEED = Target(source=MatchSource.NEED, need_id="N-1")


def put_need(session: Session, record_id: str = "N-1", **cells: Any) -> None:
    """A published need of 80 t of foundry sand a year, of a company that hides."""
    row = {
        "organisation_id": "birch",
        "site_id": "birch",
        "name": "Hiekkaa",
        "material_classes": "foundry_sand",
        "amount": "80",
        "status": "published",
        "visibility": "company_hidden",
        **cells,
    }
    put(session, "needs", id=record_id, **row)


def put_parties(session: Session, **stream: Any) -> None:
    """Alder offers 100 t a year, Birch needs 80 t; Cedar has nothing to do with it."""
    for name in ("alder", "birch", "cedar"):
        put_owner(session, name)
    put_stream(session, **{"visibility": "company_hidden", "consent": "no", **stream})
    put_need(session)


def people(bank: Bank) -> dict[str, int]:
    """Anna acts for Alder, Ben for Birch, Fia is a facilitator: the ids of their accounts."""
    ids: dict[str, int] = {}
    with bank.session(writing=True) as session:
        for name, owner in (("anna", "alder"), ("ben", "birch"), ("fia", None)):
            said: dict[str, Any] = {
                "name": name.title(),
                "language": "fi",
                "roles": [] if owner else [Role.FACILITATOR],
            }
            person = accounts.add_person(session, f"{name}@bank.example", at=NOW, **said)
            ids[name] = person.id
            if owner is not None:
                mandates.give(session, person.id, owner, MandateKind.MEMBER, by="the city", at=NOW, valid_until=None)
    return ids


def interest(
    session: Session, viewer: Viewer = DONOR, side: MatchSide = MatchSide.DONOR, target: Target = NEED, **said: Any
) -> Begun:
    """One side shows interest."""
    row = {"side_stream_id": "S-1", "text": "Onko teillä käyttöä?", "at": NOW, **said}
    return matches.show_interest(session, viewer, side=side, target=target, **row)


def talks(session: Session) -> str:
    """A match in which both have shown interest; its id."""
    interest(session)
    return interest(session, RECEIVER, MatchSide.RECEIVER, text="On.").match.id


def named(session: Session) -> str:
    """Talks in which both know each other; the id of the match."""
    match_id = talks(session)
    for viewer in (DONOR, RECEIVER):
        matches.agree_to_be_named(session, viewer, match_id, at=NOW)
    return match_id


def move(session: Session, match_id: str, after: MatchState, viewer: Viewer = DONOR, **more: Any) -> Any:
    """Take a step upon the version of now."""
    version = more.pop("version", None) or matches.match(session, viewer, match_id).version
    return matches.move(session, viewer, match_id, after, version=version, change=more.pop("change", BY), **more)


def day(text: str) -> date:
    """A day as tests write it."""
    return date.fromisoformat(text)
