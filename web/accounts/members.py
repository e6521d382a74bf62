"""The people of an organisation: its managers, reviewers and administrators say who acts for it, and until when."""

from __future__ import annotations

from datetime import date, timedelta

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from databank.accounts import mandates
from databank.accounts.invitations import MANDATE_DAYS
from databank.records import Mandate
from web import house, mails
from web.accounts.blueprint import SEE_OTHER, UNPROCESSABLE, blueprint, sentence_of, typed_day
from web.addresses import address
from web.auth import current_viewer, signature, signed_in
from web.language import gettext as _

GRANT, REFUSE, END, PROLONG = "grant", "refuse", "end", "prolong"


@blueprint.page("account", "/organisations/<organisation_id>")
@signed_in
def members(organisation_id: str) -> ResponseReturnValue:
    """Who acts for an organisation, asked to, or did."""
    return members_page(organisation_id, "", {})


@blueprint.page("account", "/requests")
@signed_in
def requests() -> ResponseReturnValue:
    """Every request that waits for this person's answer."""
    with house.bank().session() as session:
        asked = mandates.asked(session, current_viewer(), today=house.today())
    return render_template(
        "accounts/requests.html", asked=asked, today=house.today(), last_day=last_day(), form={}, wrong={}
    )


@blueprint.page("account", "/organisations/<organisation_id>/<mandate_id>", methods=["POST"])
@signed_in
def decide(organisation_id: str, mandate_id: str) -> ResponseReturnValue:
    """Grant, refuse, prolong or end one mandate."""
    action, viewer = request.form.get("action", ""), current_viewer()
    day, wrong = typed_day(request.form.get("valid_until", ""), today=house.today())
    if action in {GRANT, PROLONG} and wrong:
        return members_page(organisation_id, mandate_id, {f"valid_until-{mandate_id}": wrong}), UNPROCESSABLE
    try:
        with house.bank().session(writing=True) as session:
            mandate = _decided(session, action, mandate_id, day)
            _tell(session, mandate, action)
    except mandates.MandateRefusedError as error:
        return members_page(organisation_id, mandate_id, {f"mandate-{mandate_id}": sentence_of(error)}), 409
    flash(_done(action, mandate), "success")
    if viewer.person_id == mandate.person_id and action == END:
        return redirect(address("accounts.account"), SEE_OTHER)
    return redirect(address("accounts.members", organisation_id=mandate.organisation_id), SEE_OTHER)


def _decided(session: house.Session, action: str, mandate_id: str, day: date | None) -> Mandate:
    viewer, by, at = current_viewer(), signature(), house.now()
    if action == GRANT:
        return mandates.grant(session, mandate_id, viewer, by=by, at=at, valid_until=day)
    if action == PROLONG:
        return mandates.prolong(session, mandate_id, viewer, by=by, at=at, valid_until=day)
    if action == REFUSE:
        return mandates.refuse(session, mandate_id, viewer, by=by, at=at)
    return mandates.end(session, mandate_id, viewer, by=by, at=at)


def _tell(session: house.Session, mandate: Mandate, action: str) -> None:
    """Write to the person what was decided, in the transaction of the decision."""
    language = mandates.language_of(session, mandate.person_id)
    mails.post(
        session,
        "mandate-answered",
        mandate.person_email,
        language,
        organisation=mandate.organisation_name,
        action=action,
        until=mandate.valid_until.isoformat() if mandate.valid_until else "",
        path=address("accounts.account", lang=language),
    )


def _done(action: str, mandate: Mandate) -> str:
    names = {"person": mandate.person_name, "organisation": mandate.organisation_name}
    if action in {GRANT, PROLONG}:
        return _("%(person)s may now act for %(organisation)s.", **names)
    if action == REFUSE:
        return _("The request of %(person)s is refused.", person=mandate.person_name)
    return _("%(person)s no longer acts for %(organisation)s.", **names)


def members_page(organisation_id: str, mandate_id: str, wrong: dict[str, str]) -> str:
    """The page of an organisation's people, with what is wrong in one of its forms."""
    with house.bank().session() as session:
        found = mandates.members(session, organisation_id, current_viewer(), today=house.today())
        name = mandates.organisation_name(session, organisation_id)
    return render_template(
        "accounts/members.html",
        organisation_id=organisation_id,
        organisation_name=name,
        members=found,
        today=house.today(),
        last_day=last_day(),
        form=request.form if mandate_id else {},
        wrong=wrong,
        wrong_id=mandate_id,
    )


def last_day() -> date:
    """What the forms propose: organisations say once a year who acts for them."""
    return house.today() + timedelta(days=MANDATE_DAYS)
