"""Coming back: a draft by its address, what was sent, and the link in the mail."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from databank import drafts
from databank.reviews import TARGET_DAYS
from databank.schemas import cells
from web import house
from web.addresses import address, path_of
from web.auth import current_person
from web.auth.limits import refuse_too_many
from web.errors import WrongRequestError
from web.language import current_language
from web.language import gettext as _
from web.mails import post
from web.wizard.drafting import open_draft
from web.wizard.posting import is_token
from web.wizard.wizard import Wizard

SEE_OTHER, NOT_FOUND, UNPROCESSABLE = 303, 404, 422
MOST_LINKS, LINKS_IN_MINUTES = 5, 60


def sent(wizard: Wizard, key: str) -> ResponseReturnValue:
    """The end: the number of the record, what happens next, and what one may do now."""
    with house.bank().session() as bank:
        draft = open_draft(bank, wizard, key)
    if draft.record_id is None:
        return redirect(address(f"{wizard.slug}.check", key=key), SEE_OTHER)
    return render_template(
        "wizard/sent.html",
        wizard=wizard,
        words=wizard.words(),
        key=key,
        draft=draft,
        record_id=draft.record_id,
        days=TARGET_DAYS,
        task_list=path_of("own", current_language(), f"/{draft.record_id}"),
        email=draft.answers.get("email", ""),
        person=current_person(),
    )


def later(wizard: Wizard, key: str) -> ResponseReturnValue:
    """The address of the draft to keep; sent, it goes by mail too."""
    if request.method == "POST":
        return _mail_link(wizard, key)
    with house.bank().session() as bank:
        draft = open_draft(bank, wizard, key)
    person = current_person()
    typed = draft.answers.get("email", "") or (person.email if person else "")
    return _later_page(wizard, key, typed, {}, mailed_to=request.args.get("mailed", ""))


def _mail_link(wizard: Wizard, key: str) -> ResponseReturnValue:
    typed = request.form.get("email", "").strip()
    try:
        email = cells.email(typed)
    except ValueError as refused:
        return _later_page(wizard, key, typed, {"email": _(str(refused))}), UNPROCESSABLE
    refuse_too_many("mail a draft", most=MOST_LINKS, minutes=LINKS_IN_MINUTES)
    language = current_language()
    with house.bank().session(writing=True) as bank:
        open_draft(bank, wizard, key)
        post(
            bank,
            "draft_saved",
            email,
            language,
            is_need=wizard.kind == "needs",
            draft=_draft_path(wizard, key),
        )
    return redirect(address(f"{wizard.slug}.later", key=key, mailed="1"), SEE_OTHER)


def _later_page(wizard: Wizard, key: str, typed: str, wrong: dict[str, str], mailed_to: str = "") -> str:
    path = _draft_path(wizard, key)
    return render_template(
        "wizard/later.html",
        wizard=wizard,
        words=wizard.words(),
        key=key,
        path=path,
        link=request.url_root.rstrip("/") + path,
        form={"email": typed},
        wrong=wrong,
        mailed=bool(mailed_to),
    )


def _draft_path(wizard: Wizard, key: str) -> str:
    return address(f"{wizard.slug}.check", lang=current_language(), key=key)


def confirm(wizard: Wizard, key: str, token: str) -> ResponseReturnValue:
    """A button that says the address is one's own: programs that follow links in mails press none."""
    if not is_token(key, token):
        raise WrongRequestError(
            _("This link is not whole. Copy it from the mail again, with its last letters too."), NOT_FOUND
        )
    with house.bank().session(writing=request.method == "POST") as bank:
        draft = open_draft(bank, wizard, key)
        if request.method == "POST":
            drafts.confirm_email(bank, key, at=house.now())
            return redirect(address(f"{wizard.slug}.sent", key=key), SEE_OTHER)
    return render_template(
        "wizard/confirm.html", wizard=wizard, words=wizard.words(), key=key, token=token, draft=draft
    )
