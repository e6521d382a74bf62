"""Asking about a material or a need."""

from __future__ import annotations

from flask import Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from databank import enquiries
from databank.enquiries import NewEnquiry
from databank.records import MaterialNeed, SideStream
from web import contact, house
from web.addresses import address
from web.auth import current_viewer
from web.auth.limits import refuse_too_many
from web.enquiries import mails
from web.enquiries.blueprint import blueprint
from web.language import current_language
from web.language import gettext as _

UNPROCESSABLE = 422
SEE_OTHER = 303
STREAMS, NEEDS = "side-streams", "needs"
FIELDS = ("name", "email", "text", "shows_email", "wants_help", "website")


@blueprint.page("materials", "/<record_id>/ask", methods=["GET", "POST"])
def ask(record_id: str) -> ResponseReturnValue:
    """The form about a material; a hidden one answers as a missing one."""
    return _ask(STREAMS, record_id)


@blueprint.page("needs", "/<record_id>/ask", methods=["GET", "POST"])
def ask_about_need(record_id: str) -> ResponseReturnValue:
    """The form about a need: somebody has what is wanted."""
    return _ask(NEEDS, record_id)


@blueprint.page("enquiries", "/sent")
def sent() -> str:
    """The page after asking. It tells nothing of the record, so that it can be left open."""
    return render_template("enquiries/sent.html")


def _ask(kind: str, record_id: str) -> ResponseReturnValue:
    with house.bank().session() as session:
        record = enquiries.record_asked(session, current_viewer(), kind, record_id)
    if request.method == "GET":
        return _page(kind, record, contact.of_the_signed_in(), {})
    typed = {name: contact.tidy(request.form.get(name, "")) for name in FIELDS}
    wrong = problems(typed)
    if wrong:
        return Response(_page(kind, record, typed, wrong), UNPROCESSABLE)
    if not typed["website"]:
        refuse_too_many("enquiry", most=10, minutes=60)
        _keep(kind, record_id, typed)
    return redirect(address("enquiries.sent"), SEE_OTHER)


def _keep(kind: str, record_id: str, typed: dict[str, str]) -> None:
    said = NewEnquiry(
        kind=kind,
        record_id=record_id,
        name=typed["name"],
        email=typed["email"],
        language=current_language(),
        text=typed["text"],
        shows_email=bool(typed["shows_email"]),
        wants_help=bool(typed["wants_help"]),
    )
    with house.bank().session(writing=True) as session:
        asked = enquiries.ask(session, current_viewer(), said, at=house.now())
        if asked.is_new:
            mails.tell_asked(session, asked.id, typed["text"])


def problems(typed: dict[str, str]) -> dict[str, str]:
    """Field and sentence for everything to be put right, in the order of the form."""
    wrong = {
        "text": contact.text_problem(typed["text"], _("Write what you want to know")),
        "name": contact.name_problem(typed["name"]),
        "email": contact.email_problem(typed["email"]),
    }
    return {field: sentence for field, sentence in wrong.items() if sentence}


def _page(kind: str, record: SideStream | MaterialNeed, typed: dict[str, str], wrong: dict[str, str]) -> str:
    return render_template(
        "enquiries/ask.html", record=record, is_need=kind == NEEDS, form=typed, wrong=wrong, examples=record.is_example
    )
