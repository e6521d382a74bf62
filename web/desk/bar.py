"""What reviewers see on the page of a record: its findings and the way to its case."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask

from databank import reviews
from databank.access import DESK_ROLES
from databank.plausibility import Finding
from databank.records import MaterialNeed, ReviewState, SideStream
from web import house
from web.addresses import address
from web.auth import current_viewer
from web.desk.opening import findings
from web.desk.words import action_word, field_word, severity_word
from web.saying import said


@dataclass(frozen=True, slots=True)
class Bar:
    """A record's findings, whether it waits, and the address of its case."""

    findings: tuple[Finding, ...]
    is_waiting: bool
    href: str


def reviewer_bar(record: SideStream | MaterialNeed) -> Bar | None:
    """What the desk says of a record; None for everybody who does not work at it."""
    viewer = current_viewer()
    if not viewer.roles & DESK_ROLES:
        return None
    kind = "needs" if isinstance(record, MaterialNeed) else "side-streams"
    with house.bank().session() as session:
        case = reviews.case(session, kind, record.id)
        found = findings(session, viewer, record)
    waits = case is not None and case.state is not ReviewState.DONE
    return Bar(found, waits, address("desk.case", kind=kind, record_id=record.id))


def install(app: Flask) -> None:
    """Words of the desk for templates."""
    app.jinja_env.globals.update(
        reviewer_bar=reviewer_bar,
        finding_text=said,
        severity_word=severity_word,
        field_word=field_word,
        action_word=action_word,
    )
