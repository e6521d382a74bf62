"""My account: who I am, how I sign in, where I am signed in, and for whom I act."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from databank import accounts
from databank.accounts import STAFF_ROLES, mandates, sign_ins
from databank.errors import DatabankError
from databank.records import MandateKind, Person
from taxonomy.codes import LANGUAGES
from web import house, mails
from web.accounts.blueprint import (
    ROLE_WORDS,
    SEE_OTHER,
    UNPROCESSABLE,
    blueprint,
    sentence_of,
    typed_business_id,
    typed_name,
)
from web.addresses import address
from web.auth import current_person, current_viewer, signature, signed_in
from web.auth.limits import refuse_too_many
from web.auth.sessions import BrowserSession, idle
from web.errors import WrongRequestError
from web.language import NAMES
from web.language import gettext as _

BROWSERS = ("Edg", "OPR", "Firefox", "Chrome", "Safari")
BROWSER_NAMES = {"Edg": "Edge", "OPR": "Opera"}
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Macintosh", "Linux")


@blueprint.page("account")
@signed_in
def account() -> ResponseReturnValue:
    """Everything about the account, on one page."""
    return account_page({}, {})


@blueprint.page("account", "/details", methods=["POST"])
@signed_in
def change_details() -> ResponseReturnValue:
    """Write another name or language."""
    name, wrong = typed_name(request.form.get("name", ""))
    language = request.form.get("language", "")
    if wrong or language not in LANGUAGES:
        sentences = {"name": wrong} if wrong else {"language": _("Choose a language")}
        return account_page(request.form, sentences), UNPROCESSABLE
    with house.bank().session(writing=True) as bank_session:
        accounts.change_details(bank_session, _person().id, name=name, language=language)
    flash(_("Your details are saved."), "success")
    return redirect(address("accounts.account", lang=language), SEE_OTHER)


@blueprint.page("account", "/mandates/ask", methods=["POST"])
@signed_in
def ask_for_mandate() -> ResponseReturnValue:
    """Ask to act for the organisation of a business id."""
    person, viewer = _person(), current_viewer()
    refuse_too_many("mandate", most=10, minutes=60)
    business_id, wrong = typed_business_id(request.form.get("business_id", ""))
    kind = MandateKind.MANAGER if request.form.get("kind") == MandateKind.MANAGER else MandateKind.MEMBER
    if wrong:
        return account_page(request.form, {"business_id": wrong}), UNPROCESSABLE
    try:
        with house.bank().session(writing=True) as bank_session:
            organisation_id = mandates.organisation_to_ask_for(bank_session, viewer, business_id)
            if organisation_id is None:
                return account_page(request.form, {"business_id": _no_such_organisation()}), UNPROCESSABLE
            mandate = mandates.ask(bank_session, person.id, organisation_id, kind, at=house.now())
            for email, language in mandates.deciders(bank_session, organisation_id, today=house.today()):
                mails.post(
                    bank_session,
                    "mandate-asked",
                    email,
                    language,
                    dedupe_key=f"mandate-asked {mandate.id} {email}",
                    name=person.name,
                    organisation=mandate.organisation_name,
                    path=address("accounts.members", lang=language, organisation_id=organisation_id),
                )
    except mandates.MandateRefusedError as error:
        return account_page(request.form, {"business_id": sentence_of(error)}), UNPROCESSABLE
    flash(_("Your request is on its way: a manager of the organisation or the city answers it."), "success")
    return redirect(address("accounts.account"), SEE_OTHER)


def _no_such_organisation() -> str:
    return _(
        "No organisation with this business id is shown in the data bank. Ask for an invitation from it, "
        "or write to us with the feedback form."
    )


@blueprint.page("account", "/mandates/<mandate_id>/leave", methods=["POST"])
@signed_in
def leave(mandate_id: str) -> ResponseReturnValue:
    """Stop acting for an organisation, or take back a request."""
    try:
        with house.bank().session(writing=True) as bank_session:
            mandates.end(bank_session, mandate_id, current_viewer(), by=signature(), at=house.now())
    except mandates.MandateRefusedError as error:
        raise WrongRequestError(sentence_of(error), 409) from error
    flash(_("You no longer act for the organisation."), "success")
    return redirect(address("accounts.account"), SEE_OTHER)


@blueprint.page("account", "/sign-ins/<sign_in_id>/end", methods=["POST"])
@signed_in
def end_sign_in(sign_in_id: str) -> ResponseReturnValue:
    """Sign one browser out; "others" means every one but this."""
    with house.bank().session(writing=True) as bank_session:
        if sign_in_id == "others":
            sign_ins.revoke_all(bank_session, _person().id, but_key=_own_key())
        else:
            sign_ins.revoke(bank_session, _person().id, sign_in_id)
    flash(_("Signed out there."), "success")
    return redirect(address("accounts.account"), SEE_OTHER)


@blueprint.page("account", "/signed-out")
def signed_out() -> str:
    """What a visitor sees after signing out."""
    return render_template("accounts/signed_out.html")


def account_page(typed: Mapping[str, str], wrong: Mapping[str, str]) -> str:
    """The page, with what was typed and is wrong in one of its forms."""
    person = _person()
    with house.bank().session() as bank_session:
        own = accounts.mandates.all_mandates_of(bank_session, person.id)
        browsers = sign_ins.of_person(bank_session, person.id, at=house.now(), idle=idle())
        managed = mandates.managed_ids(bank_session, current_viewer(), today=house.today())
    key = _own_key()
    return render_template(
        "accounts/account.html",
        person=person,
        form={"name": person.name, "language": person.language} | dict(typed),
        wrong=wrong,
        languages=tuple(NAMES.items()),
        mandates=own,
        managed=managed,
        today=house.today(),
        browsers=[
            (one, browser_words(one.browser), key is not None and one.id == sign_ins.id_of(key)) for one in browsers
        ],
        needs_second_factor=house.settings().staff_two_factor and not person.two_factor and person.roles & STAFF_ROLES,
        role_words=ROLE_WORDS,
    )


def browser_words(user_agent: str) -> str:
    """Browser and system, as far as the browser tells; enough to know one's own again."""
    browser = next((BROWSER_NAMES.get(word, word) for word in BROWSERS if f"{word}/" in user_agent), "")
    system = next((word for word in SYSTEMS if word in user_agent), "")
    return ", ".join(word for word in (browser, system) if word) or _("Unknown browser")


def _person() -> Person:
    person = current_person()
    if person is None:
        raise DatabankError("No person.")
    return person


def _own_key() -> str | None:
    return session.key if isinstance(session, BrowserSession) else None
