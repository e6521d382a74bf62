"""Business secrets: an owner claims, the city decides."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from databank import sharing
from databank.access import Role
from databank.errors import RecordNotFoundError
from databank.records import DecisionState, FieldGroup
from databank.sharing import SecrecyRefusedError
from web import house
from web.addresses import address
from web.auth import needs_role, signature
from web.language import gettext as _
from web.sharing import words
from web.sharing.blueprint import SEE_OTHER, UNPROCESSABLE, blueprint
from web.sharing.owned import owned
from web.sharing.record import page_of

LONGEST = 4000
DECIDERS = (Role.REVIEWER, Role.DATA_OWNER, Role.ADMINISTRATOR)


@blueprint.page("own", "/<record_id>/sharing/secrecy", methods=["POST"])
def claim(record_id: str) -> ResponseReturnValue:
    """Claim that some of a record is a business secret."""
    form = {"groups": request.form.getlist("groups"), "ground": request.form.get("ground", "")[:LONGEST]}
    wrong: dict[str, str] = {}
    with house.bank().session(writing=True) as session:
        mine = owned(session, record_id)
        try:
            sharing.claim_secrecy(
                session,
                mine.record,
                groups=[group for group in FieldGroup if group.value in form["groups"]],
                ground=str(form["ground"]).replace("\0", ""),
                claimed_by=signature(),
                at=house.now(),
            )
        except SecrecyRefusedError as error:
            wrong[error.field] = _(error.message)
    if wrong:
        return page_of(record_id, form, wrong), UNPROCESSABLE
    flash(_("Your claim is with the city. You read the decision here."))
    return redirect(f"{address('sharing.sharing_page', record_id=record_id)}#secrecy", SEE_OTHER)


@blueprint.page("desk", "/secrecy")
@needs_role(*DECIDERS)
def claims() -> ResponseReturnValue:
    """Every claim, what waits first."""
    return _claims_page(None, {}, {})


@blueprint.page("desk", "/secrecy/<claim_id>", methods=["POST"])
@needs_role(*DECIDERS)
def decide(claim_id: str) -> ResponseReturnValue:
    """Decide a claim."""
    form = {name: request.form.get(name, "").strip() for name in ("decision", "reasons", "review_on")}
    wrong: dict[str, str] = {}
    if form["decision"] not in {"accepted", "refused"}:
        wrong["decision"] = _("Choose accept or refuse")
    with house.bank().session(writing=True) as session:
        if claim_id not in {one.id for one in sharing.secrecy_claims(session)}:
            raise RecordNotFoundError(claim_id)
        if not wrong:
            try:
                sharing.decide_secrecy(
                    session,
                    claim_id,
                    accepted=form["decision"] == "accepted",
                    reasons=form["reasons"][:LONGEST].replace("\0", ""),
                    decided_by=signature(),
                    on=house.today(),
                    review_on=day_of(form["review_on"]),
                )
            except SecrecyRefusedError as error:
                wrong[error.field] = _(error.message)
    if wrong:
        return _claims_page(claim_id, form, wrong), UNPROCESSABLE
    flash(_("The decision is kept, and the owner reads it with the record."))
    return redirect(address("sharing.claims"), SEE_OTHER)


def day_of(text: str) -> date | None:
    """A day as the browser sends it; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _claims_page(chosen: str | None, form: dict[str, str], wrong: dict[str, str]) -> str:
    with house.bank().session() as session:
        found = sharing.secrecy_claims(session)
    waiting = [one for one in found if one.state is DecisionState.OPEN]
    return render_template(
        "sharing/secrecy.html",
        waiting=waiting,
        decided=[one for one in found if one.state is not DecisionState.OPEN],
        chosen=chosen,
        form=form,
        wrong=wrong,
        words=words,
        today=house.today(),
    )
