"""Pages that tell about the service: method and sources, accessibility, privacy, feedback, API."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from databank import housekeeping, submissions
from web import house, numbers
from web.addresses import LocalisedBlueprint, address
from web.api.blueprint import PREFIX
from web.auth.limits import refuse_too_many
from web.labels import title
from web.language import current_language
from web.pages import api_guide, reasons, sources
from web.pages import feedback as forms
from web.pages import statement as statements

blueprint = LocalisedBlueprint("pages", __name__)

UNPROCESSABLE = 422
SEE_OTHER = 303
MOST_FEEDBACK = 30
"""From one address in an hour; a whole company may stand behind one."""


@blueprint.page("about")
def about() -> str:
    """How numbers are made, what is left out, sources and licences."""
    with house.bank().session() as session:
        facts = sources.sources_of_facts(session)
        counts = sources.record_counts(session)
    return render_template(
        "pages/about.html",
        reasons=list(reasons.reasons()),
        sources=facts,
        counts=counts,
        lists=sources.code_lists(),
    )


@blueprint.page("accessibility")
def accessibility() -> str:
    """The accessibility statement of act 306/2019."""
    statement = statements.statement()
    return render_template(
        "pages/accessibility.html",
        statement=statement,
        made_on=numbers.day(statement.made_on),
        checked_on=numbers.day(statement.checked_on),
        assessment=title(statement.assessment),
        authority=house.settings().accessibility_authority,
    )


@blueprint.page("privacy")
def privacy() -> str:
    """What is kept about people, why, and how long."""
    settings = house.settings()
    return render_template(
        "pages/privacy.html",
        drafts_days=housekeeping.UNFINISHED_DRAFTS.days,
        mails_days=housekeeping.MAILS.days,
        invitations_days=housekeeping.INVITATIONS.days,
        looks_days=housekeeping.LOOKS.days,
        imported_days=housekeeping.IMPORTED_FILES.days,
        abandoned_days=housekeeping.ABANDONED_IMPORTS.days,
        session_hours=settings.session_hours,
        idle_minutes=settings.session_idle_minutes,
    )


@blueprint.page("feedback", methods=["GET", "POST"])
def feedback() -> ResponseReturnValue:
    """The form; sent, it is kept and answered within 14 days."""
    if request.method == "GET":
        return _form_page(forms.FeedbackForm.from_fields(request.args), {})
    form = forms.FeedbackForm.from_fields(request.form)
    problems = form.problems()
    if problems:
        return _form_page(form, problems), UNPROCESSABLE
    refuse_too_many("feedback", most=MOST_FEEDBACK, minutes=60)
    return redirect(address("pages.thanks", reference=_keep(form)), SEE_OTHER)


def _keep(form: forms.FeedbackForm) -> str:
    """Keep the message and return its reference. What fell into the trap is thanked for and dropped."""
    if form.trap:
        return "-"
    with house.bank().session() as session:
        kept = submissions.feedback(
            session,
            topic=form.topic,
            message=form.message,
            language=current_language(),
            page=form.page or None,
            record_id=form.record_id or None,
            email=form.email or None,
            received_at=house.now(),
        )
    return kept.id


def _form_page(form: forms.FeedbackForm, problems: dict[str, str]) -> str:
    return render_template(
        "pages/feedback.html",
        form=form,
        wrong=problems,
        topics=forms.topic_words(),
        limit=numbers.number(forms.LONGEST_MESSAGE),
        longest={"message": forms.LONGEST_MESSAGE + forms.SPARE, "email": forms.LONGEST_EMAIL + forms.SPARE},
    )


@blueprint.page("feedback", "/<reference>")
def thanks(reference: str) -> str:
    """The page after sending; it tells the reference and nothing else."""
    if not (reference == "-" or reference.replace("-", "").isalnum()):
        raise NotFound
    return render_template("pages/thanks.html", reference=reference)


@blueprint.page("api")
def api_page() -> str:
    """The API in plain words, with examples that can be copied."""
    root = request.url_root.rstrip("/")
    return render_template("pages/api.html", root=root, prefix=PREFIX, groups=api_guide.groups())
