"""Invitations: a link for one organisation or site, made by those who help companies, used once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from databank import accounts
from databank.access import Role
from databank.accounts import INVITING_ROLES, InvitationError, Offer, mandates
from databank.errors import RecordNotFoundError
from databank.records import MandateKind
from web import house, mails
from web.accounts.blueprint import ROLE_WORDS, SEE_OTHER, UNPROCESSABLE, blueprint, sentence_of, typed_day
from web.addresses import address
from web.auth import current_person, current_viewer, sign_in_address, signature, signed_in
from web.auth.limits import refuse_too_many
from web.language import NAMES, current_language
from web.language import gettext as _
from web.pages.feedback import EMAIL

GONE = 410
INVITATION_DAYS = 30
MADE = "made_invitation"


@blueprint.page("account", "/invitations", methods=["GET", "POST"])
@signed_in
def invitations() -> ResponseReturnValue:
    """Make a link; it is shown once, on the page after."""
    if not may_invite():
        raise RecordNotFoundError("invitations")
    if request.method == "GET":
        return _form_page(request.args, {}, session.pop(MADE, None))
    refuse_too_many("invitation", most=60, minutes=60)
    offer, wrong = _offer(request.form)
    if wrong:
        return _form_page(request.form, wrong), UNPROCESSABLE
    try:
        with house.bank().session(writing=True) as bank_session:
            key = accounts.invite(bank_session, offer, current_viewer(), by=signature(), at=house.now())
            _post(bank_session, offer, key)
    except InvitationError as error:
        return _form_page(request.form, {"organisation": sentence_of(error)}), UNPROCESSABLE
    except RecordNotFoundError:
        return _form_page(request.form, {"organisation": _no_organisation()}), UNPROCESSABLE
    session[MADE] = house.settings().public_url.rstrip("/") + address(
        "accounts.invitation", lang=offer.language, key=key
    )
    return redirect(address("accounts.invitations"), SEE_OTHER)


@blueprint.page("account", "/invitation/<key>", methods=["GET", "POST"])
def invitation(key: str) -> ResponseReturnValue:
    """What the link offers, and the button that uses it."""
    refuse_too_many("invitation-link", most=60, minutes=15)
    try:
        with house.bank().session() as bank_session:
            offered = accounts.invitation(bank_session, key, today=house.today())
        if request.method == "POST":
            return _accept(key)
    except InvitationError as error:
        return render_template("accounts/no_invitation.html", sentence=sentence_of(error)), GONE
    path = address("accounts.invitation", key=key)
    return render_template(
        "accounts/invitation.html",
        invitation=offered,
        key=key,
        person=current_person(),
        role_words=ROLE_WORDS,
        sign_in=sign_in_address(path),
        register=address("security.register", next=path),
        listing=address("listing.start", invitation=key),
        wrong={},
    )


def _accept(key: str) -> ResponseReturnValue:
    person = current_person()
    if person is None:
        return redirect(sign_in_address(address("accounts.invitation", key=key)), SEE_OTHER)
    with house.bank().session(writing=True) as bank_session:
        accounts.accept(bank_session, key, person.id, at=house.now())
    flash(_("The invitation is used: what it gives is yours."), "success")
    return redirect(address("accounts.account"), SEE_OTHER)


def may_invite() -> bool:
    """Whether the viewer may make links: those who help companies, and managers for their organisations."""
    viewer = current_viewer()
    if viewer.roles & INVITING_ROLES:
        return True
    with house.bank().session() as bank_session:
        return bool(mandates.managed_ids(bank_session, viewer, today=house.today()))


def _offer(form: Mapping[str, str]) -> tuple[Offer, dict[str, str]]:
    """What the link is to hold, and what is wrong with what was typed."""
    typed = {name: form.get(name, "").strip() for name in ("organisation", "site", "mandate", "role", "email")}
    day, wrong_day = typed_day(form.get("valid_until", ""), today=house.today())
    with house.bank().session() as bank_session:
        organisation_id = (
            mandates.organisation_named(bank_session, current_viewer(), typed["organisation"])
            if typed["organisation"]
            else None
        )
    wrong = {
        "organisation": _no_organisation() if typed["organisation"] and organisation_id is None else "",
        "email": "" if not typed["email"] or EMAIL.match(typed["email"]) else _wrong_email(),
        "valid_until": wrong_day,
    }
    if not (organisation_id or typed["role"] or wrong["organisation"]):
        wrong["organisation"] = _("Choose an organisation")
    offer = Offer(
        organisation_id=organisation_id,
        site_id=typed["site"] or None,
        mandate=MandateKind(typed["mandate"]) if typed["mandate"] in set(MandateKind) else None,
        role=Role(typed["role"]) if typed["role"] in set(Role) else None,
        email=typed["email"] or None,
        language=form.get("language", "") if form.get("language") in NAMES else current_language(),
        valid_until=day or date.max,
    )
    return offer, {field: sentence for field, sentence in wrong.items() if sentence}


def _no_organisation() -> str:
    return _(
        "There is no such organisation or site to which you may invite: enter its business id or its id in the bank"
    )


def _wrong_email() -> str:
    return _("Enter an e-mail address in the form name@example.org")


def _post(bank_session: house.Session, offer: Offer, key: str) -> None:
    """Send the link to the address for which it was made."""
    if offer.email is None:
        return
    mails.post(
        bank_session,
        "invitation",
        offer.email,
        offer.language,
        path=address("accounts.invitation", lang=offer.language, key=key),
        until=offer.valid_until.isoformat(),
    )


def _form_page(form: Mapping[str, Any], wrong: Mapping[str, str], made: str | None = None) -> str:
    viewer = current_viewer()
    last_day = house.today() + timedelta(days=INVITATION_DAYS)
    return render_template(
        "accounts/invitations.html",
        form={"valid_until": last_day.isoformat(), "language": current_language()} | dict(form),
        wrong=wrong,
        made=made,
        languages=tuple(NAMES.items()),
        roles=[("", _("No role"))]
        + [(role.value, _(words[0])) for role, words in ROLE_WORDS.items() if role is not Role.MEMBER]
        if Role.ADMINISTRATOR in viewer.roles
        else [],
        kinds=[
            ("", _("Only fills in the organisation in a listing")),
            (MandateKind.MEMBER.value, _("Acts for the organisation")),
            (MandateKind.MANAGER.value, _("Acts for it and says who else does")),
        ],
    )
