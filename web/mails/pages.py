"""The administrator's outbox, and the page on which anybody stops reminders."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Flask, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from databank import outbox
from databank.access import Role
from databank.outbox import Mail, MailState
from web import house, numbers
from web.addresses import LocalisedBlueprint, address
from web.auth import needs_role
from web.jobs import deliver_soon
from web.labels import N_
from web.language import gettext
from web.mails.delivery import message_of
from web.mails.stopping import recipient_of
from web.mails.writing import MailTextError, paragraphs

blueprint = LocalisedBlueprint("mails", __name__)

SEE_OTHER = 303
PER_PAGE = 50
STATE_WORDS: Mapping[MailState, str] = {
    MailState.WAITING: N_("Waiting"),
    MailState.SENT: N_("Sent"),
    MailState.FAILED: N_("Failed"),
}


@blueprint.page("desk", "/mails")
@needs_role(Role.ADMINISTRATOR)
def mails() -> str:
    """What waits, was sent, or failed."""
    state = _state_asked()
    with house.bank().session() as session:
        page = outbox.mails(session, state, limit=PER_PAGE, after=request.args.get("after"))
        counts = outbox.state_counts(session)
    return render_template(
        "mails/outbox.html",
        page=page,
        counts=counts,
        state=state,
        words=STATE_WORDS,
        place=_place(),
        problem_of=problem_of,
        moment=moment,
    )


def _state_asked() -> MailState | None:
    asked = request.args.get("state", "")
    return MailState(asked) if asked in set(MailState) else None


def _place() -> str | None:
    """The folder that mails are written into; None where a mail server takes them."""
    settings = house.settings()
    return str(settings.mail_folder) if settings.smtp_url is None else None


def problem_of(mail: Mail) -> str:
    """Why the last try failed, in the language of the page."""
    return "" if mail.problem is None else gettext(mail.problem.key, **mail.problem.values)


@blueprint.page("desk", "/mails/<mail_id>")
@needs_role(Role.ADMINISTRATOR)
def mail(mail_id: str) -> str:
    """One mail. Its text is shown only where mails go no further than a folder: it may hold the key of a link."""
    with house.bank().session() as session:
        found = outbox.mail(session, mail_id)
    written = _written(found) if _place() else {}
    return render_template(
        "mails/mail.html",
        mail=found,
        subject=written.get("subject") or found.subject or found.template,
        text=written.get("text"),
        problem=written.get("problem") or problem_of(found),
        words=STATE_WORDS,
        moment=moment,
        place=_place(),
        may_retry=found.state is not MailState.SENT and found.problem is not None,
    )


def _written(found: Mail) -> dict[str, Any]:
    """The words of a mail as a page shows them, or why they cannot be made."""
    try:
        letter, _message = message_of(current_app._get_current_object(), found)  # type: ignore[attr-defined]  # noqa: SLF001  # flask's way to hand the application on
    except MailTextError as error:
        return {"problem": gettext(error.message, **error.values)}
    return {"subject": letter.subject, "text": paragraphs(letter.text, house.settings().public_url)}


def moment(value: datetime | None) -> str:
    """A day with its hour and minute."""
    return "" if value is None else f"{numbers.day(value)} {value:%H:%M} UTC"


@blueprint.page("desk", "/mails/<mail_id>/again", methods=["POST"])
@needs_role(Role.ADMINISTRATOR)
def again(mail_id: str) -> ResponseReturnValue:
    """Let a worker take a failed mail again."""
    with house.bank().session(writing=True) as session:
        outbox.try_again(session, mail_id)
    deliver_soon(current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001  # as above
    return redirect(address("mails.mail", mail_id=mail_id), SEE_OTHER)


@blueprint.page("account", "/reminders/<token>", methods=["GET", "POST"])
def stop(token: str) -> ResponseReturnValue:
    """Stop reminders to the address of a signed link. Opening it stops nothing: programs open links to look at them.

    A mail program that shows a button of its own posts here without a page before it (RFC 8058).
    """
    recipient = recipient_of(house.settings().secret_key, token)
    if recipient is None:
        raise NotFound
    if request.method == "POST":
        with house.bank().session(writing=True) as session:
            outbox.refuse_reminders(session, recipient, at=house.now())
        return redirect(address("mails.stop", token=token), SEE_OTHER)
    with house.bank().session() as session:
        is_stopped = outbox.refuses_reminders(session, recipient)
    return render_template("mails/stop.html", recipient=recipient, is_stopped=is_stopped)


def register(app: Flask) -> None:
    """Add the pages. The link to stop reminders is its own proof: mail programs bring no token of a form."""
    app.register_blueprint(blueprint)
    app.extensions["csrf"].exempt(f"{__name__}.stop")
