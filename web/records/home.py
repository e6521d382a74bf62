"""The list of one's own records: what waits, what is asked, what is to be confirmed, and what one click does."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from databank import reviews
from databank.queries import own
from databank.queries.own import OwnState
from databank.submissions import Change, owning
from web import house
from web.addresses import address
from web.auth import current_viewer, signature
from web.labels import N_
from web.language import gettext, ngettext
from web.language import gettext as _
from web.records.blueprint import blueprint
from web.records.downloads import own_files
from web.records.loading import NEEDS, STREAMS, change, load
from web.records.states import line_of
from web.search_words import LONGEST_SEARCH

SEE_OTHER, CONFLICT, UNPROCESSABLE = 303, 409, 422
ON_PAGE = 25
LONGEST_ANSWER = 4000
STATES: tuple[tuple[OwnState, str], ...] = (
    (OwnState.ALL, N_("All")),
    (OwnState.ASKED, N_("We ask you")),
    (OwnState.WAITING, N_("Waiting for review")),
    (OwnState.OPEN, N_("Published")),
    (OwnState.RESERVED, N_("Reserved")),
    (OwnState.UNCONFIRMED, N_("To be confirmed")),
    (OwnState.ENDED, N_("Expired or withdrawn")),
)


@blueprint.page("own")
def home() -> ResponseReturnValue:
    """The viewer's own side streams or needs, page by page; a visitor without any is asked to sign in or to list."""
    viewer, today = current_viewer(), house.today()
    kind = NEEDS if request.args.get("kind") == NEEDS else STREAMS
    state = _state(request.args.get("state", ""))
    text = request.args.get("q", "")[:LONGEST_SEARCH].strip()
    after = request.args.get("after") or None
    with house.bank().session() as session:
        page = own.own_records(session, viewer, kind, today=today, state=state, text=text, after=after, limit=ON_PAGE)
        counts = {one: own.own_counts(session, viewer, one, today=today, text=text) for one in (STREAMS, NEEDS)}
        questions = reviews.open_questions(session, viewer.organisation_ids, viewer.submitted_ids)
    body = render_template(
        "records/home.html",
        kind=kind,
        state=state,
        typed=text,
        lines=[line_of(record, today) for record in page.items],
        next=page.next,
        states=[(one, gettext(word), counts[kind][one]) for one, word in STATES],
        totals={one: counts[one][OwnState.ALL] for one in counts},
        own_files=own_files,
        questions=questions[:ON_PAGE],
        more_questions=max(0, len(questions) - ON_PAGE),
        is_known=viewer.person_id is not None or bool(viewer.organisation_ids or viewer.submitted_ids),
        examples=any(record.is_example for record in page.items),
    )
    return Response(body)


def _state(word: str) -> OwnState:
    try:
        return OwnState(word)
    except ValueError:
        return OwnState.ALL


# --- one click ---------------------------------------------------------------------------------------------------


def _confirm(session: house.Session, kind: str, record_id: str, made: Change) -> None:
    owning.confirm(session, kind, record_id, made)


def _reserve(session: house.Session, kind: str, record_id: str, made: Change) -> None:
    owning.reserve(session, kind, record_id, made, reserved=True)


def _free(session: house.Session, kind: str, record_id: str, made: Change) -> None:
    owning.reserve(session, kind, record_id, made, reserved=False)


ACTIONS: dict[str, tuple[str, Callable[[house.Session, str, str, Change], None]]] = {
    "confirm": ("Nothing has changed", _confirm),
    "reserve": ("Reserved by its owner", _reserve),
    "free": ("Set free by its owner", _free),
    "withdraw": ("Withdrawn by its owner", owning.withdraw),
    "again": ("Submitted again by its owner", owning.submit_again),
}


@blueprint.page("own", "/<record_id>/do", methods=["POST"])
def act(record_id: str) -> ResponseReturnValue:
    """Confirm, reserve, set free, withdraw or submit again; then back to where the button was."""
    word = request.form.get("action", "")
    if word not in ACTIONS:
        raise BadRequest
    reason, action = ACTIONS[word]
    with house.bank().session(writing=True) as session:
        owned = load(session, record_id)
        action(session, owned.kind, owned.id, change(reason))
    return redirect(address("records.record", record_id=record_id, done=word), SEE_OTHER)


@blueprint.page("own", "/<record_id>/answer", methods=["GET", "POST"])
def answer(record_id: str) -> ResponseReturnValue:
    """Answer what the city asks about a record; it waits for the city again."""
    with house.bank().session(writing=request.method == "POST") as session:
        owned = load(session, record_id, facts_too=True)
        case = reviews.case(session, owned.kind, owned.id)
        question = case.question if case else None
        text = request.form.get("answer", "").replace("\r\n", "\n").strip()
        wrong = _answer_problem(text) if request.method == "POST" else ""
        if request.method == "GET" or wrong or question is None:
            page = render_template(
                "records/answer.html",
                owned=owned,
                record=owned.record,
                question=question,
                form={"answer": text},
                wrong={"answer": wrong} if wrong else {},
                longest=LONGEST_ANSWER,
            )
            return page, UNPROCESSABLE if wrong else CONFLICT if request.method == "POST" else 200
        reviews.answer(session, owned.kind, owned.id, text, by=signature(), at=house.now())
    return redirect(address("records.record", record_id=record_id, done="answer"), SEE_OTHER)


def _answer_problem(text: str) -> str:
    if not text:
        return _("Write your answer.")
    if "\x00" in text:
        return _("The answer holds a character that cannot be kept. Write it again without it.")
    over = len(text) - LONGEST_ANSWER
    return (
        ngettext(
            "The answer is too long by %(over)s character.",
            "The answer is too long by %(over)s characters.",
            over,
            over=over,
        )
        if over > 0
        else ""
    )
