"""The task list of one record: what it says, what is missing, and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from databank import reviews
from databank.queries.own import OPEN_STATUSES
from databank.records import ReviewAction, ReviewState, SideStream
from databank.reviews import Case
from web import house
from web.addresses import address
from web.auth import current_viewer
from web.labels import N_, label
from web.language import gettext, ngettext
from web.language import gettext as _
from web.numbers import day
from web.records.blueprint import blueprint
from web.records.loading import NEEDS, Owned, load
from web.records.states import actions_of, freshness_text, needs_confirming
from web.records.tasks import Task

SEE_OTHER = 303
DONE = {
    "confirm": N_("Thank you. The record is confirmed as it stands."),
    "reserve": N_("The record is marked as reserved."),
    "free": N_("The record is free again."),
    "withdraw": N_("The record is withdrawn. Others see it no more; you can submit it again."),
    "again": N_("The record waits for the city's review."),
    "answer": N_("Thank you. Your answer went to the city, and the record waits for review again."),
    "copy": N_("This is the copy. Change what is different, the rest is as in the first one."),
}


STEPS = {
    ReviewAction.APPROVED: N_("Approved"),
    ReviewAction.RETURNED: N_("The city asked"),
    ReviewAction.ANSWERED: N_("You answered"),
    ReviewAction.EDITED: N_("The city corrected the record"),
    ReviewAction.MERGED: N_("Merged with another record"),
    ReviewAction.REFUSED: N_("Not taken"),
}


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One row of the task list."""

    task: Task
    href: str
    is_done: bool
    seen_by: str


@blueprint.page("own", "/<record_id>")
def record(record_id: str) -> ResponseReturnValue:
    """The task list; what a public source says is shown in the catalogue and not changed here."""
    with house.bank().session() as session:
        owned = load(session, record_id, facts_too=True)
        if owned.is_fact:
            return redirect(public_address(owned), SEE_OTHER)
        case = reviews.case(session, owned.kind, owned.id)
    return render_template(
        "records/record.html",
        owned=owned,
        record=owned.record,
        lines=[_line(owned, task) for task in owned.tasks],
        case=case,
        waiting=_waiting_text(case),
        freshness=freshness_text(owned.record.confirmed_on, owned.record.status, house.today()),
        to_confirm=needs_confirming(owned, house.today()),
        may_confirm=owned.record.status in OPEN_STATUSES,
        actions=actions_of(owned.record.status),
        public=public_address(owned),
        is_need=owned.kind == NEEDS,
        is_signed_in=current_viewer().person_id is not None,
        notice=_notice(owned),
        steps={action: gettext(word) for action, word in STEPS.items()},
        examples=owned.record.is_example,
    )


def public_address(owned: Owned) -> str:
    """The page of the record that everybody reads."""
    if isinstance(owned.record, SideStream):
        return address("catalogue.material", record_id=owned.id, extension="html")
    return address("catalogue.need", record_id=owned.id, extension="html")


def _line(owned: Owned, task: Task) -> TaskLine:
    values = {"record_id": owned.id} | ({"task": task.slug} if task.endpoint == "records.task" else {})
    seen_by = label(owned.record.visibility[task.group]) if task.group else ""
    return TaskLine(task, address(task.endpoint, **values), task.is_done(owned.record), seen_by)


def _waiting_text(case: Case | None) -> str:
    """For how long the city has let the record wait, and by when it wants to have decided."""
    if case is None or case.state is not ReviewState.WAITING:
        return ""
    days, due = case.days_waiting(house.today()), day(case.due_on)
    if not days:
        return _("It waits for the city's review; we want to have decided by %(day)s.", day=due)
    return ngettext(
        "It has waited for the city's review for %(days)s working day; we want to have decided by %(day)s.",
        "It has waited for the city's review for %(days)s working days; we want to have decided by %(day)s.",
        days,
        days=days,
        day=due,
    )


def _notice(owned: Owned) -> str:
    """What was just done."""
    done, saved = request.args.get("done", ""), request.args.get("saved", "")
    if done in DONE:
        return gettext(DONE[done])
    task = next((one for one in owned.tasks if one.slug == saved), None)
    return _("Saved: %(task)s.", task=gettext(task.title)) if task else ""
