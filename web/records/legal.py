"""The self-check of legal status: four questions of a by-product, four of end of waste, or a decision that exists.

It is kept beside the record and never changes its legal status: only an authority decides.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from databank.errors import RecordChangedError
from databank.records import SideStream
from databank.submissions import owning
from taxonomy import legal_check
from taxonomy.legal_check import DECISION, NO, UNSURE, YES, RuleSet
from web import house
from web.addresses import address
from web.labels import N_, title
from web.language import gettext
from web.language import gettext as _
from web.records.blueprint import blueprint
from web.records.fields import Choices, Field, Typed, Wrong, a_day, cells_of_form, choice, sent, text, typed_of
from web.records.loading import change, load_stream, version_of

UNPROCESSABLE, CONFLICT, SEE_OTHER = 422, 409, 303
RESULTS: Mapping[str, str] = {
    "waste": N_("This looks like waste."),
    "may_be_by_product": N_("This may be a by-product: all four conditions are met by your own account."),
    "may_be_end_of_waste": N_("This may no longer be waste: all four conditions are met by your own account."),
    "decision": N_("A decision exists."),
    "unsure": N_("This is open: you are not sure of some conditions. Find them out before you ask the authority."),
    "unfinished": N_("Not all questions of either way are answered yet."),
}


def yes_or_no() -> Choices:
    """The three answers."""
    return [(YES, _("Yes")), (NO, _("No")), (UNSURE, _("I do not know"))]


def has_decision() -> Choices:
    """Whether an authority has decided."""
    return [(YES, _("Yes")), (NO, _("No"))]


DECIDED = (
    text("decision_number", N_("Number of the decision")),
    text("authority", N_("Authority")),
    a_day("decided_on", N_("Date of the decision"), N_("For example 1.3.2027")),
)


def fields_of(rules: RuleSet) -> tuple[Field, ...]:
    """All fields of the page, in its order."""
    asked = (
        choice(question.id, title(question.titles), yes_or_no, hint=title(question.evidence))
        for question in rules.questions
    )
    decision = choice(DECISION, N_("Has an authority decided on the legal status of this material?"), has_decision)
    return (decision, *DECIDED, *asked)


@blueprint.page("own", "/<record_id>/legal", methods=["GET", "POST"])
def legal(record_id: str) -> ResponseReturnValue:
    """The questions that hold today, and what the answers look like."""
    rules = legal_check.rule_set_in_force(house.today())
    fields = fields_of(rules)
    with house.bank().session(writing=request.method == "POST") as session:
        stream = load_stream(session, record_id)
        if request.method == "GET":
            kept = typed_of(fields, stream.legal_check or {})
            return _page(stream, rules, kept | _brought(rules), {})
        typed = sent(fields, request.form)
        cells, wrong = cells_of_form(fields, typed)
        wrong |= _problems(cells) if not wrong else {}
        if wrong:
            return _page(stream, rules, typed, wrong), UNPROCESSABLE
        answers = _answers(rules, cells)
        try:
            owning.keep_legal_check(
                session,
                record_id,
                answers,
                change("Self-check of legal status"),
                expected_version=version_of(request.form),
            )
        except RecordChangedError as changed:
            return _page(stream, rules, typed, {}, changed), CONFLICT
    return redirect(address("records.legal", record_id=record_id, saved="1"), SEE_OTHER)


def _answers(rules: RuleSet, cells: Mapping[str, str]) -> dict[str, str] | None:
    given = {name: value for name, value in cells.items() if value}
    if not given:
        return None
    result = legal_check.result_of(rules, given)
    return {**given, "edition": rules.edition, "result": result, "checked_on": house.today().isoformat()}


def _brought(rules: RuleSet) -> dict[str, str]:
    """Answers that were given on the public page; they only stand in the form until somebody saves it."""
    given = {question.id: request.args.get(question.id, "") for question in rules.questions}
    return {name: answer for name, answer in given.items() if answer in {YES, NO, UNSURE}}


def _problems(cells: Mapping[str, str]) -> Wrong:
    """A decision that exists has a number, an authority and a day, or it cannot be found again."""
    if cells.get(DECISION) != YES:
        return {}
    sentences = {
        "decision_number": _("Write the number of the decision."),
        "authority": _("Write which authority decided."),
        "decided_on": _("Write the date of the decision."),
    }
    return {name: sentence for name, sentence in sentences.items() if not cells.get(name)}


def _page(
    stream: SideStream, rules: RuleSet, typed: Typed, wrong: Wrong, changed: RecordChangedError | None = None
) -> str:
    known = stream.legal_check or {}
    fields = {field.name: field for field in fields_of(rules)}
    return render_template(
        "records/legal.html",
        record=stream,
        rules=rules,
        decision=fields[DECISION],
        decided=DECIDED,
        by_product=[fields[question.id] for question in rules.of("by_product")],
        end_of_waste=[fields[question.id] for question in rules.of("end_of_waste")],
        form=typed,
        wrong=wrong,
        version=changed.version if changed else stream.version,
        changed=changed,
        brought=request.method == "GET" and bool(_brought(rules)),
        result=gettext(RESULTS[known["result"]]) if known.get("result") in RESULTS else "",
        is_old=bool(known) and known.get("edition") != rules.edition,
    )
