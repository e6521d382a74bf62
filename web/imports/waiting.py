"""While something is read, checked, saved or undone: a page that tells how far it is, and the number behind it."""

from __future__ import annotations

from flask import Response, jsonify, redirect, render_template
from flask.typing import ResponseReturnValue

from databank.imports.showing import ImportView
from databank.records import ImportState
from web import house
from web.auth import signed_in
from web.imports.blueprint import blueprint
from web.imports.loading import MOVING, load, page_of
from web.imports.words import kind_word, state_word
from web.language import gettext as _
from web.numbers import number

SEE_OTHER = 303
STEP_OF = {ImportState.READING: 1, ImportState.CHECKING: 3, ImportState.SAVING: 4, ImportState.UNDOING: 4}


@blueprint.page("imports", "/<import_id>")
@signed_in
def one(import_id: str) -> ResponseReturnValue:
    """To wherever the import is."""
    with house.bank().session() as session:
        view = load(session, import_id)
    return redirect(page_of(view), SEE_OTHER)


@blueprint.page("imports", "/<import_id>/progress", formats=("json",))
@signed_in
def progress(import_id: str, extension: str) -> ResponseReturnValue:
    """How far it is; when it is done, the page that follows."""
    with house.bank().session() as session:
        view = load(session, import_id)
    if extension == "json":
        return _json(view)
    if view.state not in MOVING:
        return redirect(page_of(view), SEE_OTHER)
    return render_template(
        "imports/progress.html",
        line=view,
        step=STEP_OF[view.state],
        heading=state_word(view.state),
        told=progress_words(view),
        kind_word=kind_word,
        moving_on=view.state in {ImportState.SAVING, ImportState.UNDOING},
    )


def _json(view: ImportView) -> Response:
    done = view.state not in MOVING
    return jsonify(
        ok=True,
        state=view.state.value,
        position=view.position,
        total=view.total,
        heading=state_word(view.state),
        text=progress_words(view),
        done=done,
        address=page_of(view) if done else None,
    )


def progress_words(view: ImportView) -> str:
    """How many rows are done."""
    if view.is_waiting and not view.position:
        return _("It waits for its turn.")
    if view.total:
        return _("%(done)s of %(total)s rows", done=number(view.position), total=number(view.total))
    return _("%(done)s rows so far", done=number(view.position)) if view.position else _("It has just begun.")
