"""The third page: what the words of the file mean, only the uncertain ones first."""

from __future__ import annotations

from collections.abc import Sequence

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from databank.imports.showing import ImportView
from databank.imports.values import Wording
from web import house
from web.addresses import address
from web.auth import current_viewer, signed_in
from web.imports import stepping
from web.imports.blueprint import blueprint
from web.imports.loading import DECIDING, is_desk, is_stale, load, seen_of
from web.imports.owners import sites_of
from web.imports.wordings_form import (
    ON_PAGE,
    WordingLine,
    chosen_of_row,
    decided,
    line_of,
    name_of,
    needs_answer,
    row_choices,
)
from web.imports.words import Choices, field_word, kind_word, rows_word
from web.language import gettext as _
from web.language import ngettext
from web.numbers import number

ALL = "all"
MOST_MATCHED = 50
"""Understood words that stand on the page before all of them are asked for."""


@blueprint.page("imports", "/<import_id>/words", methods=["GET", "POST"])
@signed_in
def wordings(import_id: str) -> ResponseReturnValue:
    """Say what uncertain words mean; change what was matched by itself."""
    if request.method == "POST":
        return _decide(import_id)
    with house.bank().session() as session:
        view = load(session, import_id)
        return _page(session, view) if view.state in DECIDING else stepping.where_it_is(view)


def _decide(import_id: str) -> ResponseReturnValue:
    stepping.count_step()
    with house.bank().session(writing=True) as session:
        view = load(session, import_id)
        if view.state not in DECIDING:
            return stepping.where_it_is(view)
        if is_stale(view):
            return _page(session, view, is_stale_form=True), stepping.CONFLICT
        mapping = decided(view.wordings, view.mapping, request.form)
        is_changed = mapping != view.mapping
        if is_changed:
            stepping.keep(session, view, mapping)
    if not is_changed:
        return redirect(address("imports.check", import_id=import_id), stepping.SEE_OTHER)
    stepping.begin("check", import_id)
    return stepping.go(import_id)


def _page(session: house.Session, view: ImportView, *, is_stale_form: bool = False) -> str:
    shows_all, change = request.args.get("show") == ALL, request.args.get("change", "")
    sites = sites_of(session, current_viewer(), view.organisation_id)
    opened = [one for one in view.wordings if needs_answer(one)]
    settled = sorted((one for one in view.wordings if not needs_answer(one)), key=lambda one: one.chosen is None)
    asked = [one for one in settled if name_of(one) == change] or opened
    shown = settled if shows_all else settled[:MOST_MATCHED]
    return render_template(
        "imports/wordings.html",
        line=view,
        seen=seen_of(view),
        is_stale=is_stale_form,
        summary=_summary(opened, settled),
        shows_all=shows_all,
        groups=_groups(view, asked[:ON_PAGE], sites),
        more_words=_more_words(len(asked) - ON_PAGE),
        settled=_groups(view, shown, sites),
        settled_count=len(settled),
        hides_some=len(shown) < len(settled),
        is_change=asked is not opened,
        row_choices=row_choices,
        chosen_of_row=lambda field, place: chosen_of_row(view.mapping, field, place),
        rows_word=rows_word,
        kind_word=kind_word,
    )


def _groups(view: ImportView, found: Sequence[Wording], sites: Choices) -> list[tuple[str, list[WordingLine]]]:
    """The words by the column they stand in; what two organisations call the same is decided once."""
    groups: dict[str, list[WordingLine]] = {}
    may_make = is_desk(current_viewer())
    for wording in {name_of(one): one for one in found}.values():
        line = line_of(
            wording,
            _places(view, wording),
            makes=may_make or wording.field != "organisation_id",
            known=sites if wording.field == "site_id" else (),
        )
        groups.setdefault(field_word(wording.field, view.kind), []).append(line)
    return list(groups.items())


def _places(view: ImportView, wording: Wording) -> Choices:
    """The rows in which a word stands, when one sheet alone is read: only then is a row number enough."""
    if len(view.readings) != 1 or wording.count < 2:  # noqa: PLR2004 - one row needs no choice of its own
        return ()
    sheet = view.readings[0].sheet
    return tuple((f"{sheet}!{row}", _("row %(row)s", row=row)) for row in wording.rows)


def _summary(opened: Sequence[Wording], settled: Sequence[Wording]) -> str:
    if not opened:
        return _("Every word of the file is understood. Look them over if you want, or go on.")
    rows = sum(one.count for one in opened)
    return " ".join(
        (
            ngettext(
                "There is %(count)s word that we are not sure of.",
                "There are %(count)s words that we are not sure of.",
                len(opened),
                count=number(len(opened)),
            ),
            ngettext("It stands in %(count)s row.", "They stand in %(count)s rows.", rows, count=number(rows)),
            ngettext(
                "%(count)s other was matched by itself.",
                "%(count)s others were matched by themselves.",
                len(settled),
                count=number(len(settled)),
            ),
        )
    )


def _more_words(count: int) -> str:
    if count <= 0:
        return ""
    return ngettext("%(count)s more comes after these.", "%(count)s more come after these.", count, count=number(count))
