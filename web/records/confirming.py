"""The yearly confirmation by the link of a reminder: a page with one button; only the button changes anything."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from databank.errors import RecordNotFoundError
from databank.queries import own
from databank.submissions import Change, owning
from web import house
from web.addresses import address
from web.records.blueprint import blueprint
from web.records.links import opened

SEE_OTHER = 303
BY_LINK = "Confirmed by the link of a reminder"


@blueprint.page("own", "/confirm/<token>", methods=["GET", "POST"])
def confirm_by_link(token: str) -> ResponseReturnValue:
    """What the record says in short, and the button; pressed twice, it is confirmed once."""
    kind, record_id, asked_on = opened(token)
    with house.bank().session(writing=request.method == "POST") as session:
        summary = own.summary(session, kind, record_id)
        if summary is None:
            raise RecordNotFoundError(record_id)
        if request.method == "POST":
            made = Change(made_by="link in a mail", reason=BY_LINK, made_at=house.now())
            owning.confirm(session, kind, record_id, made)
            return redirect(address("records.confirm_by_link", token=token), SEE_OTHER)
    is_confirmed = summary.confirmed_on is not None and summary.confirmed_on >= asked_on
    return render_template(
        "records/confirm.html",
        record=summary,
        is_confirmed=is_confirmed,
        may_confirm=summary.status in own.OPEN_STATUSES,
        token=token,
    )
