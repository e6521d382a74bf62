"""One case: the record as the city sees it, what was changed, what looks wrong, and the decision."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from databank import reviews, submissions
from databank.errors import RecordChangedError, RecordRefusedError
from databank.records import AmountStatus, MaterialNeed, ReviewState
from databank.reviews import decisions, merging
from databank.reviews.decisions import DecidedError, Seen
from databank.reviews.queue import next_case
from databank.submissions import Change
from web import house
from web.addresses import address
from web.auth import current_viewer, signature
from web.desk import corrections, letters
from web.desk.blueprint import blueprint, for_reviewers
from web.desk.facts import facts_of
from web.desk.meanings import cells_of_code
from web.desk.opening import Opened, Record, findings, open_case, record_of
from web.desk.words import action_word, classes_for_choice, differences, field_word, value_word
from web.language import gettext as _
from web.numbers import day

SEE_OTHER = 303
UNPROCESSABLE, CONFLICT = 422, 409
LONGEST_TEXT = 2000
Form = MultiDict[str, str]
Problems = dict[str, str]


@blueprint.page("desk", "/<kind>/<record_id>")
@for_reviewers
def case(kind: str, record_id: str) -> ResponseReturnValue:
    """The page of a case; a merged record leads to the one that stayed."""
    with house.bank().session() as session:
        target = merging.readable_target(session, current_viewer(), kind, record_id)
        if target is not None:
            return redirect(address("desk.case", kind=kind, record_id=target), SEE_OTHER)
        opened = open_case(session, current_viewer(), kind, record_id)
    return _page(opened, _taken_over(opened.record), {})


@blueprint.page("desk", "/<kind>/<record_id>", methods=["POST"])
@for_reviewers
def decide(kind: str, record_id: str) -> ResponseReturnValue:
    """Decide, then go on to the next case; a decision that cannot be made is said on the page."""
    form = request.form
    problems = problems_of(form)
    step = STEPS.get(step_of(form))
    if step is None or problems:
        return _again(kind, record_id, form, problems or {"do": _("Choose what to do with the record")})
    try:
        with house.bank().session(writing=True) as session:
            record = record_of(session, current_viewer(), kind, record_id)
            sentence = step(session, kind, record, form)
            following = _following(session, kind, record_id, stays=step_of(form) in STAYING)
    except (DecidedError, RecordChangedError) as error:
        return _again(kind, record_id, form, {"do": _meanwhile(error)}, CONFLICT)
    except RecordRefusedError as refused:
        return _again(kind, record_id, form, corrections.problems_of(refused))
    flash(sentence)
    return redirect(following, SEE_OTHER)


def _taken_over(record: Record) -> Form:
    """The form of corrections with the suggestion that the address names, as if it were typed."""
    if isinstance(record, MaterialNeed):
        return Form()
    return Form(cells_of_code(record, request.args.get("code", "")))


def step_of(form: Form) -> str:
    """Which button was pressed: that of a suggestion carries the suggestion itself."""
    return "take" if form.get("take") else form.get("do", "")


def problems_of(form: Form) -> Problems:
    """What must be written for a step: a question its text, a refusal and a correction their reason."""
    asked = {
        "ask": ("question", _("Write the question")),
        "refuse": ("refusal", _("Write why the record is refused: its owner reads it")),
        "edit": ("reason", _("Write why you correct it: the history keeps it")),
    }
    field, sentence = asked.get(step_of(form), ("", ""))
    text = form.get(field, "").strip()
    if field and not text:
        return {field: sentence}
    if len(text) > LONGEST_TEXT or "\0" in text:
        return {field: _("The text is too long or holds a character that cannot be kept")}
    return {}


def _change(reason: str) -> Change:
    return Change(made_by=signature(), reason=reason, made_at=house.now())


def _seen(form: Form) -> Seen:
    version, state = form.get("version", ""), form.get("state", "")
    known = version.isdecimal() and state in set(ReviewState)
    return Seen(int(version), ReviewState(state)) if known else Seen(-1, ReviewState.DONE)


def _approve(session: house.Session, kind: str, record: Record, form: Form) -> str:
    is_new = decisions.approve(session, kind, record.id, _change("Approved"), _seen(form))
    if is_new:
        letters.tell(session, "review-published", kind, record)
    return _("%(name)s is published.", name=record.name) if is_new else _("%(name)s is approved.", name=record.name)


def _ask(session: house.Session, kind: str, record: Record, form: Form) -> str:
    text = form["question"].strip()
    decisions.ask(session, kind, record.id, text, _change("Question"), _seen(form))
    told = letters.tell(session, "review-question", kind, record, text=text)
    if not told:
        return _("The question is kept, and nobody could be mailed: the record names no address.")
    return _("The question about %(name)s was sent.", name=record.name)


def _refuse(session: house.Session, kind: str, record: Record, form: Form) -> str:
    text = form["refusal"].strip()
    decisions.refuse(session, kind, record.id, text, _change(text[:500]), _seen(form))
    letters.tell(session, "review-refused", kind, record, text=text)
    return _("%(name)s is refused.", name=record.name)


def _edit(session: house.Session, kind: str, record: Record, form: Form) -> str:
    cells = corrections.cells_of(kind, record, form)
    change = _change(form["reason"].strip()[:500])
    changed = decisions.edit(
        session, kind, record.id, cells, change, _seen(form), reviewer_id=current_viewer().person_id
    )
    return _("The correction is saved.") if changed else _("Nothing was different, so nothing was saved.")


def _take(session: house.Session, kind: str, record: Record, form: Form) -> str:
    """Take a suggested value: the finding's sentence becomes the reason."""
    wanted = form.get("take", "")
    for finding in findings(session, current_viewer(), record):
        offered = finding.suggestion
        if offered is not None and f"{offered.field}={offered.value}" == wanted:
            cells = corrections.cells_of_suggestion(offered)
            change = _change(str(finding.message)[:500])
            decisions.edit(session, kind, record.id, cells, change, _seen(form), reviewer_id=current_viewer().person_id)
            return _("The suggestion is taken.")
    raise DecidedError(record.id, None)


def _confirm(session: house.Session, _kind: str, record: Record, form: Form) -> str:
    year = form.get("year", "")
    submissions.confirm_amount(
        session, record.id, int(year) if year.isdecimal() else None, _change("Amount confirmed by the reviewer")
    )
    return _("The amount counts in sums now.")


STEPS: Mapping[str, Callable[[house.Session, str, Record, Form], str]] = {
    "approve": _approve,
    "ask": _ask,
    "refuse": _refuse,
    "edit": _edit,
    "take": _take,
    "confirm": _confirm,
}
STAYING = frozenset({"edit", "take", "confirm"})
"""Steps after which the same case is still open."""


def _following(session: house.Session, kind: str, record_id: str, *, stays: bool) -> str:
    """Where to go after a step: the same case, the oldest other one, or the empty queue."""
    if stays:
        return address("desk.case", kind=kind, record_id=record_id)
    session.flush()
    following = next_case(session, current_viewer(), kind, record_id)
    if following is None:
        return address("desk.desk")
    return address("desk.case", kind=following.kind, record_id=following.record_id)


def _meanwhile(error: DecidedError | RecordChangedError) -> str:
    """Who did what while the page was open."""
    if isinstance(error, RecordChangedError):
        parts = "; ".join(
            _(
                "%(field)s is now %(after)s, it was %(before)s (%(who)s, %(day)s)",
                field=field_word(change.field),
                before=value_word(change.field, change.before),
                after=value_word(change.field, change.after),
                who=change.made_by,
                day=day(change.made_at),
            )
            for change in error.changes
        )
        return _("The record was changed while you had it open: %(changes)s. Look again and decide.", changes=parts)
    if error.note is None:
        return _("This was decided or changed while you had it open. Look again.")
    return _(
        "Somebody else was faster: %(action)s, %(who)s, %(day)s.",
        action=action_word(error.note.action),
        who=error.note.made_by,
        day=day(error.note.made_at),
    )


def _again(
    kind: str, record_id: str, form: Form, problems: Problems, status: int = UNPROCESSABLE
) -> ResponseReturnValue:
    """The page as it is now, with what was typed and what is wrong with it."""
    with house.bank().session() as session:
        opened = open_case(session, current_viewer(), kind, record_id)
    return _page(opened, form, problems), status


def _page(opened: Opened, form: Form, problems: Problems) -> str:
    record = opened.record
    waiting = [one for one in getattr(record, "amounts", ()) if one.status is AmountStatus.UNDER_REVIEW]
    return render_template(
        "desk/case.html",
        opened=opened,
        case=opened.case,
        record=record,
        days=opened.case.days_waiting(house.today()),
        target=reviews.TARGET_DAYS,
        differences=differences(opened.changes),
        findings=opened.findings,
        waiting=waiting,
        form=corrections.filled(opened.kind, record, form),
        corrects=bool(form.get("reason")),
        wrong=problems,
        choices=corrections.choices(),
        classes=classes_for_choice(),
        value_word=value_word,
        shown=facts_of(record),
        examples=record.is_example,
        longest=LONGEST_TEXT,
    )
