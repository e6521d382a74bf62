"""Requests for information: the city registers, hears the companies and decides; a company answers on its own page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from databank import sharing
from databank.errors import RecordNotFoundError
from databank.sharing import RequestRefusedError
from web import house
from web.addresses import address
from web.auth import needs_role, signature
from web.house import Session
from web.language import gettext as _
from web.sharing import words
from web.sharing.blueprint import SEE_OTHER, UNPROCESSABLE, blueprint
from web.sharing.owned import owned
from web.sharing.record import page_of
from web.sharing.secrecy import DECIDERS, LONGEST

Form = dict[str, str]


def _typed(*names: str) -> Form:
    return {name: request.form.get(name, "").replace("\0", "").strip()[:LONGEST] for name in names}


@blueprint.page("desk", "/information-requests")
@needs_role(*DECIDERS)
def requests() -> ResponseReturnValue:
    """Every request, the most urgent first, and the form that registers one."""
    return _list_page({}, {})


@blueprint.page("desk", "/information-requests", methods=["POST"])
@needs_role(*DECIDERS)
def register() -> ResponseReturnValue:
    """Register a request."""
    form = _typed("requester", "email", "subject", "record_ids")
    with house.bank().session(writing=True) as session:
        try:
            request_id = sharing.register_request(
                session,
                requester=form["requester"][:200],
                email=form["email"][:254] or None,
                subject=form["subject"],
                record_ids=tuple(dict.fromkeys(form["record_ids"].replace(",", " ").replace(";", " ").split())),
                received_on=house.today(),
            )
        except RequestRefusedError as error:
            wrong = {error.field: _(error.message, **error.values)}
        else:
            return redirect(address("sharing.one_request", request_id=request_id), SEE_OTHER)
    return _list_page(form, wrong), UNPROCESSABLE


def _list_page(form: Form, wrong: dict[str, str]) -> str:
    with house.bank().session() as session:
        found = sharing.requests(session)
    return render_template(
        "sharing/requests.html", requests=found, form=form, wrong=wrong, words=words, today=house.today()
    )


@blueprint.page("desk", "/information-requests/<request_id>")
@needs_role(*DECIDERS)
def one_request(request_id: str) -> ResponseReturnValue:
    """One request with its steps and what can be done next."""
    return _page(request_id, {}, {})


@blueprint.page("desk", "/information-requests/<request_id>", methods=["POST"])
@needs_role(*DECIDERS)
def take_step(request_id: str) -> ResponseReturnValue:
    """Hear a company, keep its answer, or decide."""
    form = _typed("step", "organisation_id", "text")
    steps: dict[str, Callable[[Session], None]] = {
        "hear": lambda session: sharing.hear(session, request_id, form["organisation_id"], form["text"], **_signed()),
        "answer": lambda session: sharing.answer_hearing(
            session, request_id, form["organisation_id"], form["text"], **_signed()
        ),
        "decide": lambda session: sharing.decide_request(session, request_id, form["text"], **_signed()),
    }
    step = steps.get(form["step"])
    if step is None:
        return _page(request_id, form, {"text": _("Choose what to do")}), UNPROCESSABLE
    with house.bank().session(writing=True) as session:
        try:
            step(session)
        except RequestRefusedError as error:
            wrong = {error.field: _(error.message, **error.values)}
        else:
            return redirect(address("sharing.one_request", request_id=request_id), SEE_OTHER)
    return _page(request_id, form, wrong), UNPROCESSABLE


def _signed() -> dict[str, Any]:
    return {"made_by": signature(), "at": house.now()}


def _page(request_id: str, form: Form, wrong: dict[str, str]) -> str:
    with house.bank().session() as session:
        found = sharing.request_of(session, request_id)
        owners = sharing.owners_of_request(session, request_id)
    return render_template(
        "sharing/request.html",
        asked=found,
        owners=owners,
        form=form,
        wrong=wrong,
        words=words,
        today=house.today(),
    )


@blueprint.page("own", "/<record_id>/sharing/hearings/<request_id>", methods=["POST"])
def answer(record_id: str, request_id: str) -> ResponseReturnValue:
    """What a company says to a request for information about its record."""
    form = _typed("text")
    with house.bank().session(writing=True) as session:
        mine = owned(session, record_id)
        owner = mine.record.organisation_id or ""
        if request_id not in {one.id for one in sharing.hearings_of(session, owner)}:
            raise RecordNotFoundError(request_id)
        try:
            sharing.answer_hearing(session, request_id, owner, form["text"], **_signed())
        except RequestRefusedError as error:
            wrong = {"text": _(error.message, **error.values)}
        else:
            flash(_("Your answer is with the city."))
            return redirect(address("sharing.sharing_page", record_id=record_id), SEE_OTHER)
    return page_of(record_id, form, wrong), UNPROCESSABLE
