"""Named recipients: an owner lets somebody see a record until a day, and takes it back."""

from __future__ import annotations

from datetime import date, timedelta

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from databank import sharing
from databank.business_id import parse_business_id
from databank.sharing import GrantRefusedError
from web import house
from web.addresses import address
from web.auth import signature, signed_in
from web.auth.limits import refuse_too_many
from web.language import gettext as _
from web.sharing.blueprint import SEE_OTHER, UNPROCESSABLE, blueprint
from web.sharing.owned import owned
from web.sharing.record import page_of

USUAL = timedelta(days=90)
MOST, MINUTES = 20, 10


@blueprint.page("own", "/<record_id>/sharing/recipients", methods=["POST"])
@signed_in
def let_in(record_id: str) -> ResponseReturnValue:
    """Name a recipient by e-mail address or business ID. Asked too often it is refused: it tells who has an account."""
    refuse_too_many("recipients", most=MOST, minutes=MINUTES)
    form = {"who": request.form.get("who", "").strip(), "until": request.form.get("until", "").strip()}
    wrong = _problems(form)
    with house.bank().session(writing=True) as session:
        mine = owned(session, record_id)
        if not wrong:
            try:
                sharing.grant(
                    session,
                    mine.kind,
                    record_id,
                    email=form["who"] if "@" in form["who"] else None,
                    business_id=None if "@" in form["who"] else parse_business_id(form["who"]),
                    until=date.fromisoformat(form["until"]),
                    granted_by=signature(),
                    at=house.now(),
                )
            except GrantRefusedError as error:
                wrong[error.field] = _(error.message, **error.values)
    if wrong:
        return page_of(record_id, form, wrong), UNPROCESSABLE
    flash(_("They see the record until the day you chose."))
    return redirect(f"{address('sharing.sharing_page', record_id=record_id)}#recipients", SEE_OTHER)


def _problems(form: dict[str, str]) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if "@" not in form["who"]:
        try:
            parse_business_id(form["who"])
        except ValueError:
            wrong["who"] = _("Enter an email address such as name@example.org, or a business ID such as 1234567-1")
    try:
        date.fromisoformat(form["until"])
    except ValueError:
        wrong["until"] = _("Choose until which day they see the record")
    return wrong


@blueprint.page("own", "/<record_id>/sharing/recipients/<grant_id>/end", methods=["POST"])
@signed_in
def end(record_id: str, grant_id: str) -> ResponseReturnValue:
    """Take a grant back."""
    with house.bank().session(writing=True) as session:
        owned(session, record_id)
        sharing.end_grant(session, record_id, grant_id, house.now())
    flash(_("They no longer see more than others."))
    return redirect(f"{address('sharing.sharing_page', record_id=record_id)}#recipients", SEE_OTHER)
