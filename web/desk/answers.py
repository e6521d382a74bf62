"""The owner's side of a question: what the city asks, and the answer that puts the record back into the queue."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from databank import queries, reviews
from databank.access import CITY, Viewer
from databank.errors import RecordNotFoundError
from databank.records import MaterialNeed, SideStream
from web import house
from web.addresses import address
from web.auth import current_viewer, signature
from web.desk.blueprint import blueprint
from web.desk.letters import is_answer_key
from web.language import gettext as _

SEE_OTHER, UNPROCESSABLE = 303, 422
LONGEST_TEXT = 2000


@blueprint.page("own", "/questions/<kind>/<record_id>")
def question(kind: str, record_id: str) -> ResponseReturnValue:
    """The question about a record, for its owner and for whoever holds the mailed link."""
    with house.bank().session() as session:
        record = _record(session, kind, record_id)
        case = reviews.case(session, kind, record_id)
    return render_template("desk/question.html", record=record, case=case, form={}, wrong={}, longest=LONGEST_TEXT)


@blueprint.page("own", "/questions/<kind>/<record_id>", methods=["POST"])
def answer(kind: str, record_id: str) -> ResponseReturnValue:
    """Keep the answer: the record waits for the city again."""
    text = request.form.get("answer", "").strip()
    with house.bank().session(writing=True) as session:
        record = _record(session, kind, record_id)
        case = reviews.case(session, kind, record_id)
        wrong = _problem(text)
        is_asked = case is not None and case.question is not None
        if is_asked and not wrong:
            reviews.answer(session, kind, record_id, text, by=signature(), at=house.now())
    if is_asked and wrong:
        form = {"answer": text}
        page = render_template(
            "desk/question.html", record=record, case=case, form=form, wrong={"answer": wrong}, longest=LONGEST_TEXT
        )
        return page, UNPROCESSABLE
    flash(_("Thank you: your answer is with the city now.") if is_asked else _("Nothing is asked about it any more."))
    key = request.args.get("key")
    return redirect(
        address("desk.question", kind=kind, record_id=record_id, **({"key": key} if key else {})), SEE_OTHER
    )


def _record(session: house.Session, kind: str, record_id: str) -> SideStream | MaterialNeed:
    """The record, for its owner or a mailed key; to anybody else there is none."""
    viewer, key = current_viewer(), request.args.get("key", "")
    if kind not in reviews.KINDS:
        raise RecordNotFoundError(record_id)
    by_key = is_answer_key(kind, record_id, key)
    record = _read(session, CITY if by_key else viewer, kind, record_id)
    if not (by_key or record_id in viewer.submitted_ids or record.organisation_id in viewer.organisation_ids):
        raise RecordNotFoundError(record_id)
    return record


def _read(session: house.Session, viewer: Viewer, kind: str, record_id: str) -> SideStream | MaterialNeed:
    return (queries.side_stream if kind == "side-streams" else queries.need)(session, viewer, record_id)


def _problem(text: str) -> str:
    if not text:
        return _("Write your answer")
    if len(text) > LONGEST_TEXT or "\0" in text:
        return _("The text is too long or holds a character that cannot be kept")
    return ""
