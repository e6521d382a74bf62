"""The queue: what waits, since when, what is new in it, and who sent it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from databank import corrections, queries, reviews
from databank.access import Viewer
from databank.accounts import mandates
from databank.accounts.mandates import MandateRefusedError
from databank.plausibility import Severity, Surroundings, findings_of
from databank.records import ReviewState
from databank.reviews.queue import Entry, Wanted, changes_of, counts, queue
from web import house
from web.addresses import address
from web.auth import current_viewer, signature
from web.desk.blueprint import blueprint, for_reviewers
from web.desk.words import Difference, differences
from web.language import gettext as _

SEE_OTHER = 303
MOST_DIFFERENCES = 4
LONGEST_TEXT = 100
MANDATE_DAYS = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One case in the list."""

    entry: Entry
    days: int
    is_late: bool
    differences: tuple[Difference, ...]
    more: int
    findings: int
    sender: str
    is_confirmed: bool | None


@blueprint.page("desk")
@for_reviewers
def desk() -> ResponseReturnValue:
    """What waits for the city, the oldest first."""
    viewer, wanted = current_viewer(), wanted_of(request.args)
    with house.bank().session() as session:
        page = queue(session, viewer, wanted, after=request.args.get("after"))
        lines = lines_of(session, viewer, page.items)
        numbers = counts(session)
        asked = mandates.asked(session, viewer, today=house.today())
    return render_template(
        "desk/queue.html",
        lines=lines,
        next_key=page.next,
        wanted=wanted,
        counts=numbers,
        asked=asked,
        target=reviews.TARGET_DAYS,
    )


def wanted_of(given: Any) -> Wanted:
    """Which cases a query asks for; anything unknown asks for nothing special."""
    state = ReviewState.ASKED if given.get("state") == ReviewState.ASKED else ReviewState.WAITING
    kind = given.get("kind", "")
    what = given.get("what", "")
    return Wanted(
        state=state,
        kind=kind if kind in reviews.KINDS else "",
        is_new={"new": True, "changed": False}.get(what),
        text=given.get("q", "").replace("\0", "").strip()[:LONGEST_TEXT],
    )


def lines_of(session: house.Session, viewer: Viewer, entries: tuple[Entry, ...]) -> tuple[Line, ...]:
    """The lines of a page: everything they show is read for all of them at once."""
    today, changes = house.today(), changes_of(session, entries)
    around = Surroundings(extra=corrections.added_terms(house.bank(), session))
    streams = queries.side_streams_by_id(
        session, viewer, [entry.case.record_id for entry in entries if entry.case.kind == "side-streams"]
    )
    senders = reviews.senders(session, [(entry.case.kind, entry.case.record_id) for entry in entries])
    lines = []
    for entry in entries:
        key = (entry.case.kind, entry.case.record_id)
        days, said = entry.case.days_waiting(today), differences(changes.get(key, {}))
        stream, sender = streams.get(key[1]), senders.get(key)
        found = findings_of(stream, around, today) if stream is not None else ()
        lines.append(
            Line(
                entry=entry,
                days=days,
                is_late=days > reviews.TARGET_DAYS,
                differences=said[:MOST_DIFFERENCES],
                more=max(0, len(said) - MOST_DIFFERENCES),
                findings=sum(finding.severity >= Severity.DOUBT for finding in found),
                sender=sender.who if sender else "",
                is_confirmed=sender.is_confirmed if sender else None,
            )
        )
    return tuple(lines)


@blueprint.page("desk", "/mandates/<mandate_id>", methods=["POST"])
@for_reviewers
def mandate(mandate_id: str) -> ResponseReturnValue:
    """Grant or refuse a request to act for a company; a granted one lasts a year."""
    viewer, by, at = current_viewer(), signature(), house.now()
    try:
        with house.bank().session(writing=True) as session:
            if request.form.get("do") == "grant":
                until = house.today() + timedelta(days=MANDATE_DAYS)
                mandates.grant(session, mandate_id, viewer, by=by, at=at, valid_until=until)
                flash(_("The person may act for the company for a year."))
            else:
                mandates.refuse(session, mandate_id, viewer, by=by, at=at)
                flash(_("The request was refused."))
    except MandateRefusedError as refused:
        flash(_(refused.message, **refused.values))
    return redirect(address("desk.desk"), SEE_OTHER)
