"""What an import brought: the records, the file that comes back, and the way to take it all back."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.http import dump_options_header

from databank.imports import running
from databank.imports.returned import return_file
from databank.imports.showing import ImportView
from databank.records import ImportState, ProblemKind
from web import house
from web.addresses import address
from web.auth import current_viewer, signed_in
from web.auth.limits import refuse_too_many
from web.imports import stepping
from web.imports.blueprint import blueprint
from web.imports.checking import Figures, figures_of
from web.imports.links import record_address
from web.imports.loading import DECIDING, MOVING, is_stale, load, seen_of
from web.imports.templates import XLSX
from web.imports.words import field_word, kind_word, said, state_word
from web.language import current_language, ngettext
from web.language import gettext as _
from web.numbers import day, number

SEE_OTHER = 303
ON_PAGE = 25
MOST_PROBLEMS = 50
MOST_STAYING = 100
DOWNLOADS_AN_HOUR = 60
CHUNK = 64_000
MEDIA_TYPES = {".xlsx": XLSX, ".csv": "text/csv"}


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One record with its words, and its page where it has one."""

    name: str
    word: str
    href: str


@blueprint.page("imports", "/<import_id>/result")
@signed_in
def result(import_id: str) -> ResponseReturnValue:
    """What is in the bank now, and what is not."""
    with house.bank().session() as session:
        view = load(session, import_id)
        if view.state in MOVING or view.state in DECIDING:
            return stepping.where_it_is(view)
        if view.state is ImportState.REFUSED:
            return redirect(address("imports.home", again=view.id), SEE_OTHER)
        return _result_page(session, view)


def _result_page(session: house.Session, view: ImportView) -> str:
    viewer = current_viewer()
    is_done = view.state is ImportState.DONE
    records, following = _records(session, view) if is_done else ([], None)
    kind = ProblemKind.REFUSED if is_done else ProblemKind.NOTE
    problems, more = running.problems_of(session, viewer, view.id, kind, most=MOST_PROBLEMS)
    return render_template(
        "imports/result.html",
        line=view,
        heading=_heading(view),
        moment=day(view.undone_at or view.committed_at or view.changed_at),
        figures=figures_of(view.counts) if is_done else _undone_figures(view),
        summary=_summary(view),
        problem=said(view.message) if view.message else "",
        rejected=is_done and view.counts.get("rejected", 0),
        has_file=is_done,
        may_undo=view.may_undo,
        records=records,
        next=following,
        next_words=_next_words(view),
        problems=problems,
        more_problems=more is not None,
        field_word=lambda name: field_word(name, view.kind),
        kind_word=kind_word,
        said=said,
    )


def _heading(view: ImportView) -> str:
    if view.state is not ImportState.DONE:
        return state_word(view.state)
    saved = view.counts.get("new", 0) + view.counts.get("changed", 0)
    if not saved:
        return _("Nothing changed")
    return ngettext("%(count)s row is saved", "%(count)s rows are saved", saved, count=number(saved))


def _summary(view: ImportView) -> str:
    counts = view.counts
    rejected, unchanged = counts.get("rejected", 0), counts.get("unchanged", 0)
    if view.state is ImportState.UNDONE:
        return _("What this file had brought is taken back. What others have built on stays as it is.")
    if view.state is not ImportState.DONE:
        return _("Nothing of this file is in the bank.")
    if not counts.get("new") and not counts.get("changed") and unchanged and not rejected:
        return _("Everything in this file was in the bank already, word for word.")
    if rejected:
        return ngettext(
            "%(count)s row was not taken. It is in the file that you can download, coloured, with the reason beside "
            "it: correct it there and bring that file.",
            "%(count)s rows were not taken. They are in the file that you can download, coloured, with the reasons "
            "beside them: correct them there and bring that file.",
            rejected,
            count=number(rejected),
        )
    return _("Every row was taken.")


def _next_words(view: ImportView) -> str:
    if view.kind in {"side-streams", "needs"}:
        return _("New and changed records wait for the city's review before others see them.")
    return _("You can open each of them.")


def _records(session: house.Session, view: ImportView) -> tuple[list[RecordLine], str | None]:
    viewer, after = current_viewer(), request.args.get("after") or None
    found, following = running.saved_records(session, viewer, view.id, after=after, most=ON_PAGE)
    lines = [
        RecordLine(
            one.name,
            _("new") if one.outcome == "new" else _("changed"),
            record_address(viewer, one.kind, one.record_id, view.organisation_id),
        )
        for one in found
    ]
    return lines, following


def _undone_figures(view: ImportView) -> Figures:
    if view.state is not ImportState.UNDONE:
        return ()
    return _undo_figures(*(view.counts.get(name, 0) for name in ("removed", "restored", "kept")))


def _undo_figures(removed: int, restored: int, kept: int) -> Figures:
    return (
        (_("Taken out"), removed, "removed"),
        (_("Back to what they said before"), restored, "restored"),
        (_("Stay as they are"), kept, "kept"),
    )


@blueprint.page("imports", "/<import_id>/undo", methods=["GET", "POST"])
@signed_in
def undo(import_id: str) -> ResponseReturnValue:
    """What would go and what would stay; then take it back."""
    if request.method == "POST":
        stepping.count_step()
    with house.bank().session(writing=request.method == "POST") as session:
        view = load(session, import_id)
        if not view.may_undo:
            return stepping.where_it_is(view)
        if request.method == "GET":
            return _undo_page(session, view)
        if is_stale(view):
            return _undo_page(session, view, is_stale_form=True), stepping.CONFLICT
        running.ask_undo(session, current_viewer(), view.id, at=house.now())
    stepping.begin("undo", import_id)
    return stepping.go(import_id)


def _undo_page(session: house.Session, view: ImportView, *, is_stale_form: bool = False) -> str:
    viewer = current_viewer()
    ahead = running.undo_preview(session, viewer, view.id)
    return render_template(
        "imports/undo.html",
        line=view,
        seen=seen_of(view),
        is_stale=is_stale_form,
        figures=_undo_figures(ahead.removed, ahead.restored, ahead.kept_count),
        summary=_undo_summary(ahead.removed + ahead.restored, ahead.kept_count),
        staying=[
            RecordLine(
                one.name, said(one.reason), record_address(viewer, one.kind, one.record_id, view.organisation_id)
            )
            for one in ahead.kept[:MOST_STAYING]
        ],
        more_staying=_more_staying(ahead.kept_count - MOST_STAYING),
        can_undo=bool(ahead.removed or ahead.restored),
    )


def _undo_summary(going: int, staying: int) -> str:
    if not going:
        return _("Somebody has built on everything that this file brought, so nothing can be taken back.")
    if not staying:
        return _("Everything that this file brought is taken back. Afterwards the bank is as it was before.")
    return _("What somebody has built on since then stays; all the rest is taken back.")


def _more_staying(count: int) -> str:
    if count <= 0:
        return ""
    return ngettext("and %(count)s more", "and %(count)s more", count, count=number(count))


@blueprint.page("imports", "/<import_id>/returned")
@signed_in
def returned(import_id: str) -> ResponseReturnValue:
    """The person's own file with the refused cells coloured and the reasons beside them."""
    refuse_too_many("returned file", most=DOWNLOADS_AN_HOUR, minutes=60)
    folder = tempfile.TemporaryDirectory(prefix="sivuvirta-returned-")
    try:
        path = Path(folder.name) / "returned"
        name = return_file(house.bank(), current_viewer(), import_id, path, said, current_language())
    except BaseException:
        folder.cleanup()
        raise
    media_type = MEDIA_TYPES.get(Path(name).suffix.lower(), "application/octet-stream")
    response = Response(_parts_of(path, folder), mimetype=media_type)
    response.headers["Content-Disposition"] = dump_options_header("attachment", {"filename": name})
    response.headers["Content-Length"] = str(path.stat().st_size)
    return response


def _parts_of(path: Path, folder: tempfile.TemporaryDirectory[str]) -> Iterator[bytes]:
    """The file part by part, gone from this machine afterwards."""
    with folder, path.open("rb") as file:
        while part := file.read(CHUNK):
            yield part


@blueprint.page("imports", "/<import_id>/cancel", methods=["POST"])
@signed_in
def cancel(import_id: str) -> ResponseReturnValue:
    """Give up a file of which nothing is saved."""
    with house.bank().session(writing=True) as session:
        view = load(session, import_id)
        if view.state not in {*DECIDING, ImportState.READING, ImportState.CHECKING}:
            return stepping.where_it_is(view)
        running.cancel(session, current_viewer(), view.id, at=house.now())
    flash(_("%(file)s is cancelled. Nothing of it was saved.", file=view.file_name), "success")
    return redirect(address("imports.home"), SEE_OTHER)
