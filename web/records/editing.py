"""The editors: one view for all of them, saved with the version that the editor had before them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from databank.errors import RecordChangedError, RecordRefusedError
from databank.schemas import read_row
from databank.submissions import save
from databank.submissions.replacing import replace_parts
from web import house
from web.addresses import address
from web.language import gettext
from web.records import choices, conflicts, meanings, rows
from web.records.blueprint import blueprint
from web.records.conflicts import Difference
from web.records.fields import Typed, Wrong, cells_of_form, said, sent, typed_of, wrong_cells
from web.records.loading import NEEDS, Owned, change, load, version_of
from web.records.need_tasks import written_limit
from web.records.rows import Rows
from web.records.tasks import Cells, Task
from web.wizard.offers import Offer

UNPROCESSABLE, CONFLICT, SEE_OTHER = 422, 409, 303
EDITED = "Edited by its owner"


@blueprint.page("own", "/<record_id>/<task>", methods=["GET", "POST"])
def task(record_id: str, task: str) -> ResponseReturnValue:
    """One page of the task list: its fields or its rows, and what becomes of them."""
    with house.bank().session(writing=request.method == "POST") as session:
        owned = load(session, record_id)
        chosen = owned.task(task)
        if chosen.endpoint != "records.task":
            return redirect(address(chosen.endpoint, record_id=record_id), SEE_OTHER)
        if request.method == "GET":
            return _fresh_page(session, owned, chosen)
        if meanings.is_asked(request.form) and not chosen.part:
            return _looked_up(session, owned, chosen)
        if chosen.part:
            return _save_rows(session, owned, chosen)
        return _save_fields(session, owned, chosen)


def _fresh_page(session: house.Session, owned: Owned, chosen: Task) -> str:
    if chosen.part:
        return _page(owned, chosen, filled=rows.form_of(chosen, rows.rows_of(owned, chosen)))
    typed = typed_of(chosen.fields, chosen.unfold(owned.cells()))
    return _page(owned, chosen, typed, offer=meanings.offer(session, owned, chosen, typed))


def _looked_up(session: house.Session, owned: Owned, chosen: Task) -> str:
    """What the name may mean, and what was pressed of it; nothing is saved."""
    typed = meanings.filled(sent(chosen.fields, request.form), request.form.get("pick", ""))
    found = meanings.offer(session, owned, chosen, typed, request.form.get("narrow", ""))
    return _page(owned, chosen, typed, offer=found, version=version_of(request.form))


def _page(
    owned: Owned,
    chosen: Task,
    typed: Typed | None = None,
    *,
    filled: Rows | None = None,
    wrong: Wrong | None = None,
    version: int | None = None,
    differences: Sequence[Difference] = (),
    offer: Offer | None = None,
) -> str:
    shown = filled.typed if filled else typed or {}
    several = owned.kind == NEEDS and any(one.look == "several" for one in chosen.fields)
    return render_template(
        "records/rows.html" if filled else "records/task.html",
        owned=owned,
        record=owned.record,
        task=chosen,
        form={**_defaults(chosen, filled), **shown},
        count=filled.count if filled else 0,
        wrong=wrong or {},
        version=version or owned.record.version,
        families=choices.classes_by_family() if several else (),
        differences=differences,
        offer=offer or Offer(),
        columns=[gettext(one.label) for one in chosen.fields],
    )


def _defaults(chosen: Task, filled: Rows | None) -> Typed:
    """What stands chosen in a row that is empty."""
    count = filled.count if filled else 0
    return {f"{name}-{number}": value for number in range(count) for name, value in rows.defaults_of(chosen).items()}


def _save_fields(session: house.Session, owned: Owned, chosen: Task) -> ResponseReturnValue:
    typed = sent(chosen.fields, request.form)
    cells, wrong = cells_of_form(chosen.fields, typed)
    if wrong:
        return _page(owned, chosen, typed, wrong=wrong), UNPROCESSABLE
    known = owned.cells()
    written = chosen.settle(cells, known)
    try:
        _write(session, owned, {**known, **written}, chosen.written, chosen)
    except RecordRefusedError as refused:
        return _page(owned, chosen, typed, wrong=_refusals(refused, chosen)), UNPROCESSABLE
    except RecordChangedError as changed:
        return _conflict(owned, chosen, changed, typed=typed)
    return _saved(owned, chosen)


def _refusals(refused: RecordRefusedError, chosen: Task) -> Wrong:
    """The bank's refusals at the fields that stand for its columns."""
    names = {one.name for one in chosen.fields}
    wrong: Wrong = {}
    for error in refused.rows:
        place = chosen.aliases.get(error.field, error.field)
        wrong.setdefault(place if place in names else "form", said(error.message))
    return wrong


def _write(
    session: house.Session, owned: Owned, cells: Mapping[str, Any], given: tuple[str, ...], chosen: Task
) -> None:
    """Save the columns of a task; what others changed elsewhere in the record meanwhile stands beside it."""
    values = read_row(owned.kind, cells)
    expected = version_of(request.form)
    try:
        save(session, owned.kind, values, change(EDITED), given=given, expected_version=expected)
    except RecordChangedError as changed:
        if conflicts.overlaps(changed, chosen):
            raise
        save(session, owned.kind, values, change(EDITED), given=given)


def _save_rows(session: house.Session, owned: Owned, chosen: Task) -> ResponseReturnValue:
    shown, wish = rows.sent_rows(chosen, request.form), request.form.get("do", "")
    version = version_of(request.form)
    if wish == "paste":
        return _page(
            owned, chosen, filled=rows.with_pasted(chosen, shown, request.form.get("pasted", "")), version=version
        )
    if wish == "more":
        return _page(owned, chosen, filled=shown.with_rows(rows.MORE), version=version)
    found, numbers, wrong = rows.read_rows(chosen, shown, owned.id)
    if wrong:
        return _page(owned, chosen, filled=shown, wrong=wrong, version=version), UNPROCESSABLE
    try:
        _write_rows(session, owned, chosen, found)
    except RecordRefusedError as refused:
        wrong = _row_refusals(refused, chosen, numbers)
        return _page(owned, chosen, filled=shown, wrong=wrong, version=version), UNPROCESSABLE
    except RecordChangedError as changed:
        return _conflict(owned, chosen, changed, filled=shown)
    return _saved(owned, chosen)


def _row_refusals(refused: RecordRefusedError, chosen: Task, numbers: list[int]) -> Wrong:
    """Refusals that name a row stand at that row of the form."""
    wrong: Wrong = {}
    for error in refused.rows:
        suffix = "" if error.row is None else f"-{numbers[error.row]}"
        wrong |= wrong_cells([error], chosen.fields if suffix else (), suffix)
    return wrong


def _write_rows(session: house.Session, owned: Owned, chosen: Task, found: list[Cells]) -> None:
    if chosen.part == "limits":
        cells = {**owned.cells(), "limits": ";".join(written_limit(row) for row in found)}
        return _write(session, owned, cells, chosen.written, chosen)
    expected, given = version_of(request.form), chosen.written
    try:
        replace_parts(session, chosen.part, owned.id, found, change(EDITED), given=given, expected_version=expected)
    except RecordChangedError as changed:
        if conflicts.overlaps(changed, chosen):
            raise
        replace_parts(session, chosen.part, owned.id, found, change(EDITED), given=given)
    return None


def _conflict(
    owned: Owned, chosen: Task, changed: RecordChangedError, *, typed: Typed | None = None, filled: Rows | None = None
) -> ResponseReturnValue:
    """Both values side by side; saved again, what stands in the form is kept."""
    told = conflicts.differences(changed, chosen, typed or {})
    page = _page(owned, chosen, typed, filled=filled, version=changed.version, differences=told)
    return page, CONFLICT


def _saved(owned: Owned, chosen: Task) -> ResponseReturnValue:
    return redirect(address("records.record", record_id=owned.id, saved=chosen.slug), SEE_OTHER)
