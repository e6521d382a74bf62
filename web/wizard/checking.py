"""The last page: every answer with its link back, what others would see, the terms, and sending."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from databank import terms
from databank.records import Draft
from databank.terms import Terms
from web import house
from web.addresses import address
from web.auth.limits import refuse_too_many
from web.house import Session
from web.language import current_language
from web.language import gettext as _
from web.wizard import previews
from web.wizard.drafting import open_draft, reader_of
from web.wizard.posting import send_draft
from web.wizard.values import Reader
from web.wizard.wizard import Wizard, lines_of, parcel_of

SEE_OTHER, UNPROCESSABLE = 303, 422
MOST_SENT, SENT_IN_MINUTES = 30, 60


def check(wizard: Wizard, key: str) -> ResponseReturnValue:
    """Look at everything once more; sent, the answers become records."""
    if request.method == "POST":
        return _send(wizard, key)
    viewer = previews.chosen(request.args.get("as", ""))
    with house.bank().session(writing=True) as bank:
        draft = open_draft(bank, wizard, key)
        if draft.record_id is not None:
            return redirect(address(f"{wizard.slug}.sent", key=key), SEE_OTHER)
        return _page(bank, wizard, key, draft, viewer, accepted=False)


def _send(wizard: Wizard, key: str) -> ResponseReturnValue:
    refuse_too_many(f"send {wizard.slug}", most=MOST_SENT, minutes=SENT_IN_MINUTES)
    current = current_terms()
    accepted = request.form.get("accept") == current.version
    with house.bank().session(writing=True) as bank:
        draft = open_draft(bank, wizard, key)
        if draft.record_id is None:
            reader = reader_of(bank, draft.answers)
            parcel, reading = parcel_of(wizard, reader)
            if reading.wrong or not accepted:
                shown = _page(bank, wizard, key, draft, previews.DEFAULT, accepted=accepted, sending=True)
                return shown, UNPROCESSABLE
            send_draft(bank, wizard, key, parcel, current)
    return redirect(address(f"{wizard.slug}.sent", key=key), SEE_OTHER)


def _page(
    bank: Session, wizard: Wizard, key: str, draft: Draft, viewer: str, *, accepted: bool, sending: bool = False
) -> str:
    reader = reader_of(bank, draft.answers)
    parcel, reading = parcel_of(wizard, reader)
    current = current_terms()
    lines = tuple(lines_of(wizard, reader, reading))
    wrong = {name: sentence for name, sentence in reading.wrong.items() if not _is_untouched(wizard, reader, name)}
    open_pages = tuple(page for page in wizard.pages if any(line[0] is page and line[3] for line in lines))
    if sending and not accepted:
        wrong["accept"] = _("Accept the terms of use and the data agreement before you send.")
    return render_template(
        "wizard/check.html",
        wizard=wizard,
        words=wizard.words(),
        key=key,
        lines=lines,
        wrong=wrong if sending or wrong else {},
        missing=reading.wrong,
        open_pages=open_pages,
        preview=None if reading.wrong else previews.preview(bank, parcel, viewer),
        viewer=viewer,
        viewers=previews.words(),
        terms=current,
        form={"accept": current.version if accepted else ""},
        sending=sending,
    )


def _is_untouched(wizard: Wizard, reader: Reader, name: str) -> bool:
    """Whether nobody has come to the page of a field yet: what is missing there is no mistake so far."""
    page = next(page for page in wizard.pages if name in page.fields)
    return not any(reader(field) for field in page.fields)


def current_terms() -> Terms:
    """The terms that hold today, in the language of the page."""
    return terms.terms(terms.version_on(house.today()), current_language())
