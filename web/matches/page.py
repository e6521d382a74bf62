"""The page of one match: for one of the two companies, for the holder of a mailed link, and for the desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from flask import Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from databank import matches
from databank.errors import RecordNotFoundError
from databank.matches import DeliveryChangedError, MatchChangedError, MatchLinkError, MatchMoveError, MatchRefusedError
from databank.records import Delivery, KeptMatch, MatchNote, MatchState
from web import house
from web.auth import current_person, current_viewer, sign_in_address
from web.auth.limits import refuse_too_many
from web.errors import WrongRequestError
from web.language import gettext as _
from web.matches import deeds
from web.matches.acting import Acting, as_company, at_desk, company_of
from web.matches.blueprint import blueprint, for_facilitators
from web.matches.showing import MOVABLE, Seen, holders, known_by_other, steps_of
from web.matches.typed import Problems, changes_since, said_problem, seen, typed_terms
from web.matches.words import METHODS, REASONS
from web.numbers import day
from web.records.fields import show_day, show_number

UNPROCESSABLE, CONFLICT, GONE, SEE_OTHER = 422, 409, 410, 303
ANSWER_DAYS = 14
Opened = Callable[[house.Session], Acting]


@blueprint.page("own", "/exchanges/<match_id>", methods=["GET", "POST"])
def one(match_id: str) -> ResponseReturnValue:
    """One match of one's own company; a visitor is asked to sign in."""
    viewer = current_viewer()
    if viewer.person_id is None and not (viewer.organisation_ids or viewer.submitted_ids):
        return redirect(sign_in_address(), SEE_OTHER)
    return _answer(lambda session: as_company(session, match_id))


@blueprint.page("exchanges", "/<key>", methods=["GET", "POST"])
def by_key(key: str) -> ResponseReturnValue:
    """One match for whoever holds the link of a mail."""
    return _answer(partial(_of_key, key=key))


@blueprint.page("desk", "/exchanges/<match_id>", methods=["GET", "POST"])
@for_facilitators
def desk_one(match_id: str) -> ResponseReturnValue:
    """One match at the desk of facilitation."""
    return _answer(lambda session: at_desk(session, match_id))


def _of_key(session: house.Session, key: str) -> Acting:
    try:
        viewer, match_id = matches.viewer_of_key(session, key, today=house.today())
        return company_of(session, viewer, match_id)
    except (MatchLinkError, RecordNotFoundError) as error:
        raise WrongRequestError(_(MatchLinkError().message), GONE) from error


def _answer(opened: Opened) -> ResponseReturnValue:
    if request.method == "GET":
        return _page(opened, {}, {})
    typed = deeds.typed_form()
    refuse_too_many("match-deed", most=120, minutes=60)
    try:
        with house.bank().session(writing=True) as session:
            acting = opened(session)
            known = deeds.AT_DESK if acting.is_desk else deeds.COMPANY
            if typed["deed"] not in known:
                raise WrongRequestError(
                    _("This request could not be understood. Go back, check what you typed and try again.")
                )
            wrong = known[typed["deed"]](session, acting, typed)
    except (MatchChangedError, DeliveryChangedError) as changed:
        return _page(opened, typed, said_problem(changed), status=CONFLICT)
    except (MatchRefusedError, MatchMoveError) as refused:
        wrong = said_problem(refused)
    return _page(opened, typed, wrong) if wrong else redirect(_back(), SEE_OTHER)


def _back() -> str:
    """The page itself, for the same side, without what was said of an earlier deed."""
    side = request.args.get("side")
    return f"{request.path}?side={side}" if side in {"donor", "receiver"} else request.path


def _page(opened: Opened, typed: dict[str, str], wrong: Problems, status: int | None = None) -> Response:
    with house.bank().session() as session:
        acting = opened(session)
        reports = matches.deliveries(session, acting.viewer, acting.match.id)
        known = None if acting.is_desk else known_by_other(session, acting)
        desk = _of_desk(session, acting) if acting.is_desk else {}
    match = acting.match
    changed = list(changes_since(match, typed.get("seen", ""))) if status == CONFLICT else []
    page = render_template(
        "matches/one.html",
        acting=acting,
        match=match,
        own=acting.match.party(acting.side) if not acting.is_desk else None,
        opposite=acting.match.party(acting.other),
        steps=steps_of(match),
        known=known,
        moves=_moves(acting),
        may_drop=matches.may_move(match.state, MatchState.DROPPED, {acting.side}),
        reports=reports,
        correcting=_correcting(reports),
        may_report=match.exchange_id is not None and match.state in {MatchState.RUNNING, MatchState.ENDED},
        is_open=match.state not in {MatchState.ENDED, MatchState.DROPPED},
        seen=seen(match),
        changed=changed,
        form=_form(acting, reports, typed),
        wrong=wrong,
        due=due_of(match),
        reasons=[(reason.value, _(word), "") for reason, word in REASONS.items()],
        methods=[(method.value, _(word), "") for method, word in METHODS.items()],
        done=request.args.get("done") if request.method == "GET" else None,
        examples=match.is_example,
        has_account=current_viewer().person_id is not None,
        secret_address=True,
        **desk,
    )
    return Response(page, status or (UNPROCESSABLE if wrong else 200), headers={"Cache-Control": "no-store"})


def _of_desk(session: house.Session, acting: Acting) -> dict[str, Any]:
    notes: tuple[MatchNote, ...] = matches.notes(session, acting.viewer, acting.match.id)
    return {"notes": notes, "holders": holders(session)}


def _moves(acting: Acting) -> list[MatchState]:
    """The steps that are buttons: interest and dropping have forms of their own."""
    found = matches.next_states(acting.match.state, {acting.side})
    if acting.match.state is MatchState.INTERESTED and not acting.is_desk:
        return []  # a company answers; only the desk may hear of it on the telephone
    return [after for after in found if (acting.match.state, after) in MOVABLE]


def due_of(match: KeptMatch) -> str:
    """Until when the other side is asked to answer; empty where nobody waits for an answer."""
    first = match.donor.interested_on or match.receiver.interested_on
    if match.state is not MatchState.INTERESTED or first is None:
        return ""
    return day(first + timedelta(days=ANSWER_DAYS))


def _correcting(reports: tuple[Delivery, ...]) -> Delivery | None:
    """The report that is to be corrected, by the year of the address."""
    asked = deeds.whole(request.args.get("correct", ""))
    return next((one for one in reports if one.is_current and one.year == asked), None)


def _form(acting: Acting, reports: tuple[Delivery, ...], typed: dict[str, str]) -> Seen:
    """What stands in the forms: what was typed in the form that was sent, and in the others what holds now."""
    match, person, fixed = acting.match, current_person(), _correcting(reports)
    form = {
        "contact_name": person.name if person else "",
        "contact_email": person.email if person else "",
        **typed_terms(match),
        "year": str(fixed.year if fixed else house.today().year - 1),
        "moved_t": show_number(fixed.mass_t) if fixed else "",
        "method": fixed.method.value if fixed else "records",
        "report_note": (fixed.note or "") if fixed else "",
        "revision": str(fixed.revision) if fixed else "0",
        "action": match.next_action or "",
        "next_on": show_day(match.next_on),
        "held_by": str(match.held_by_id or ""),
    }
    return form | {name: typed[name] for name in SENT.get(typed.get("deed", ""), ())}


SENT = {
    "answer": ("text",),
    "write": ("text",),
    "name": ("contact_name", "contact_email"),
    "drop": ("reason", "reason_text"),
    "terms": ("mass_t", "period", "starts_on", "ends_on"),
    "report": ("year", "moved_t", "method", "report_note", "revision"),
    "plan": ("action", "next_on", "held_by"),
    "note": ("desk_note",),
}
