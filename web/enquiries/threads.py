"""One enquiry, as the side that opens it sees it, and what that side can do; and the list of one's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from flask import Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from databank import enquiries
from databank.enquiries import Thread
from databank.records import EnquirySide
from databank.sharing import GrantRefusedError
from web import contact, house, numbers
from web.auth import current_person, current_viewer, signature, signed_in
from web.auth.limits import refuse_too_many
from web.enquiries import mails
from web.enquiries.blueprint import blueprint
from web.errors import WrongRequestError
from web.language import gettext as _

UNPROCESSABLE = 422
GONE = 410
SEE_OTHER = 303
USUAL_GRANT_DAYS = 90
BY_LINK = "the contact of the record, by the link of a mail"

Problems = dict[str, str]
Deed = Callable[[house.Session, Thread], Problems]


@blueprint.page("own", "/enquiries")
@signed_in
def mine() -> str:
    """The questions in which this person takes part, by the side they are on."""
    with house.bank().session() as session:
        found = enquiries.listed(session, current_viewer())
    groups = [(side, [one for one in found if one.side is side]) for side in (*_SIDES,)]
    return render_template("enquiries/mine.html", groups=groups, any=bool(found))


_SIDES = (EnquirySide.OWNER, EnquirySide.CITY, EnquirySide.FACILITATOR, EnquirySide.ASKER)


@blueprint.page("own", "/enquiries/<enquiry_id>", methods=["GET", "POST"])
@signed_in
def thread(enquiry_id: str) -> ResponseReturnValue:
    """One enquiry for somebody who takes part with their account."""
    return _answer(lambda session: enquiries.thread(session, current_viewer(), enquiry_id))


@blueprint.page("enquiries", "/<key>", methods=["GET", "POST"])
def by_key(key: str) -> ResponseReturnValue:
    """One enquiry for whoever holds the link of a mail."""
    try:
        return _answer(lambda session: enquiries.thread_of_key(session, key, today=house.today()))
    except enquiries.EnquiryLinkError as error:
        raise WrongRequestError(_(error.message), GONE) from error


def _answer(opened: Callable[[house.Session], Thread]) -> ResponseReturnValue:
    if request.method == "GET":
        with house.bank().session() as session:
            found = opened(session)
        return _page(found, {})
    deed = DEEDS.get(request.form.get("deed", ""))
    if deed is None:
        raise WrongRequestError(_("This request could not be understood. Go back, check what you typed and try again."))
    refuse_too_many("enquiry-deed", most=60, minutes=60)
    with house.bank().session(writing=True) as session:
        found = opened(session)
        wrong = deed(session, found)
    return _page(found, wrong) if wrong else redirect(request.path, SEE_OTHER)


def _page(found: Thread, wrong: Problems) -> Response:
    person = current_person()
    typed = {
        "shown_name": person.name if person else "",
        "shown_email": person.email if person else "",
        "until": (house.today() + timedelta(days=USUAL_GRANT_DAYS)).isoformat(),
    }
    typed |= {name: contact.tidy(value) for name, value in request.form.items() if name != "csrf_token"}
    page = render_template(
        "enquiries/thread.html",
        thread=found,
        form=typed,
        wrong=wrong,
        examples=found.is_example,
        secret_address=True,
        catalogue="catalogue.material" if found.kind == "side-streams" else "catalogue.need",
    )
    return Response(page, UNPROCESSABLE if wrong else 200, headers={"Cache-Control": "no-store"})


def _write(session: house.Session, found: Thread) -> Problems:
    text = contact.tidy(request.form.get("text", ""))
    problem = contact.text_problem(text, _("Write your message"))
    if problem:
        return {"text": problem}
    if enquiries.write(session, found, text, at=house.now()):
        mails.tell_written(session, found, text)
    return {}


def _reveal(session: house.Session, found: Thread) -> Problems:
    name, email = (contact.tidy(request.form.get(field, "")) for field in ("shown_name", "shown_email"))
    checked = {"shown_name": contact.name_problem(name), "shown_email": contact.email_problem(email)}
    wrong = {field: sentence for field, sentence in checked.items() if sentence}
    if not wrong:
        by = signature() if current_person() else BY_LINK
        if enquiries.reveal(session, found, name=name, email=email, by=by, at=house.now()):
            mails.tell_revealed(session, found)
    return wrong


def _ask_help(session: house.Session, found: Thread) -> Problems:
    if enquiries.ask_help(session, found, at=house.now()):
        mails.tell_help_asked(session, found)
    return {}


def _let_see(session: house.Session, found: Thread) -> Problems:
    try:
        until = date.fromisoformat(request.form.get("until", ""))
        enquiries.let_see(session, found, until=until, by=signature(), at=house.now())
    except GrantRefusedError as error:
        return {"until": _(error.message, **error.values)}
    except ValueError:
        return {"until": _("Enter a day, for example 2026-12-31")}
    mails.tell_opened(session, found, numbers.day(until))
    return {}


def _close(session: house.Session, found: Thread) -> Problems:
    enquiries.close(session, found)
    return {}


DEEDS: dict[str, Deed] = {
    "write": _write,
    "reveal": _reveal,
    "help": _ask_help,
    "let-see": _let_see,
    "close": _close,
}
