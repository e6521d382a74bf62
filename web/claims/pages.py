"""The claim page of a company, the page after sending, and the link by which a claim is vouched for."""

from __future__ import annotations

from flask import Response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from databank import claims
from databank.claims import CodeState
from web import contact, house
from web.addresses import address
from web.auth import current_viewer
from web.auth.limits import refuse_too_many
from web.claims import mails
from web.claims.blueprint import blueprint
from web.claims.codes import qr_of
from web.claims.company import Company, company_of
from web.claims.forms import ClaimForm, kinds
from web.language import gettext as _
from web.mails.writing import whole_link

UNPROCESSABLE = 422
GONE = 410
SEE_OTHER = 303
NO_REFERENCE = "-"


@blueprint.page("claims", "/<record_id>", methods=["GET", "POST"])
def claim(record_id: str) -> ResponseReturnValue:
    """What public sources say of a company, and what the company says to that."""
    with house.bank().session() as session:
        company = company_of(session, current_viewer(), record_id)
    if request.method == "GET":
        opened = {name: request.args.get(name, "") for name in ("about", "code")}
        return _page(ClaimForm.from_fields(contact.of_the_signed_in() | opened, company), {})
    form = ClaimForm.from_fields(request.form, company)
    wrong = form.problems()
    if wrong:
        return Response(_page(form, wrong), UNPROCESSABLE)
    if form.typed["website"]:
        return redirect(address("claims.sent", reference=NO_REFERENCE), SEE_OTHER)
    refuse_too_many("claim", most=20, minutes=60)
    return redirect(address("claims.sent", **_keep(form)), SEE_OTHER)


def _keep(form: ClaimForm) -> dict[str, str]:
    """Keep the claim and post its mails; what the next page tells."""
    with house.bank().session(writing=True) as session:
        made = claims.make(session, current_viewer(), form.claim(), at=house.now(), code=form.typed["code"])
        if made.key is not None:
            mails.ask_to_vouch(session, made.claim, made.key)
        elif made.is_vouched:
            mails.tell_vouched(session, made.claim)
    state = "vouched" if made.claim.vouched_at else "mail"
    return {"reference": made.claim.id, "state": state}


def _page(form: ClaimForm, wrong: dict[str, str]) -> str:
    company = form.company
    organisation = company.organisation
    return render_template(
        "claims/claim.html",
        organisation=organisation,
        company=company,
        form=form.typed,
        wrong=wrong,
        kinds=kinds(),
        abouts=[("", _("The company as a whole")), *((one.stream.id, one.title) for one in company.said)],
        code_note=_code_note(company, form.typed["code"], form.typed["email"]),
        acts_for=organisation.id in current_viewer().organisation_ids,
        qr=qr_of(whole_link(house.settings().public_url, address("claims.claim", record_id=organisation.id))),
        record_id=organisation.id,
    )


def _code_note(company: Company, code: str, email: str) -> str:
    """What the code in the address is still good for."""
    with house.bank().session() as session:
        state = claims.code_state(session, company.organisation.id, code, today=house.today(), email=email)
    name = company.organisation.name
    by_mail = _("You can still answer: we send a link to your e-mail address.")
    notes = {
        CodeState.NONE: "",
        CodeState.GOOD: _("The letter was addressed to %(name)s: no other proof is asked.", name=name),
        CodeState.EXPIRED: f"{_('The code of the letter has expired.')} {by_mail}",
        CodeState.USED: f"{_('The code of the letter has been used by somebody else.')} {by_mail}",
        CodeState.UNKNOWN: f"{_('This code is not one of a letter to %(name)s.', name=name)} {by_mail}",
    }
    return notes[state]


@blueprint.page("claims", "/sent/<reference>")
def sent(reference: str) -> str:
    """The page after sending; it tells the reference and what happens next."""
    if not (reference == NO_REFERENCE or reference.replace("-", "").isalnum()):
        raise NotFound
    return render_template("claims/sent.html", reference=reference, is_vouched=request.args.get("state") == "vouched")


@blueprint.page("claims", "/link/<key>", methods=["GET", "POST"])
def link(key: str) -> ResponseReturnValue:
    """The link of a mail. It is pressed once more here: programs that check mails follow links by themselves."""
    try:
        return _vouch(key) if request.method == "POST" else _ask(key)
    except claims.ClaimLinkError as error:
        page = render_template("claims/link.html", secret_address=True, claim=None, sentence=_(error.message))
        return Response(page, GONE, headers={"Cache-Control": "no-store"})


def _ask(key: str) -> ResponseReturnValue:
    with house.bank().session() as session:
        found = claims.claim_of_key(session, key, at=house.now())
    if found.vouched_at is not None:
        return redirect(address("claims.sent", reference=found.id, state="vouched"), SEE_OTHER)
    words = {value: word for value, word, _after in kinds()}
    page = render_template("claims/link.html", secret_address=True, claim=found, word=words[found.kind.value])
    return Response(page, headers={"Cache-Control": "no-store"})


def _vouch(key: str) -> ResponseReturnValue:
    with house.bank().session(writing=True) as session:
        made = claims.vouch(session, key, at=house.now())
        if made.is_vouched:
            mails.tell_vouched(session, made.claim)
    return redirect(address("claims.sent", reference=made.claim.id, state="vouched"), SEE_OTHER)
