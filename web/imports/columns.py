"""The second page: which column of the file is what, and how the first rows are read with that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from databank.imports.reading.lists import layouts
from databank.imports.showing import ImportView
from databank.imports.values import SourceRow, TableReading
from databank.records import RecordKind
from web import house
from web.auth import current_viewer, signed_in
from web.imports import stepping
from web.imports.blueprint import blueprint
from web.imports.columns_form import (
    NO_LAYOUT,
    OPTIONS,
    Wrong,
    decided,
    layout_of,
    missing_words,
    reads_differently,
    sheet_forms,
    sheets_of,
)
from web.imports.loading import DECIDING, is_stale, load, seen_of
from web.imports.owners import sites_of
from web.imports.words import Choices, field_word, fields_to_choose, kind_word, named_word, said
from web.labels import N_, title
from web.language import gettext, ngettext
from web.language import gettext as _
from web.numbers import number
from web.records import choices

ROW_KINDS = (
    ("", N_("as the file says")),
    (RecordKind.OFFER.value, N_("offers")),
    (RecordKind.REGISTER.value, N_("past records")),
)
WITH_SITES = frozenset({"side-streams", "needs"})
DECIMALS = (("", N_("ask me")), (",", N_("1.234, one and a bit")), (".", N_("1234, one thousand")))
UNSAID = frozenset({"", "language"})
"""What a preview need not show."""
DATE_ORDERS = (("", N_("as the file shows")), ("dmy", N_("3 April 2025")), ("mdy", N_("4 March 2025")))


@dataclass(frozen=True, slots=True)
class PreviewCell:
    """One cell of the preview: what was read, and why it cannot be taken."""

    text: str
    wrong: str


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row of the file as it is read."""

    number: int
    cells: tuple[PreviewCell, ...]
    is_total: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows of a sheet."""

    sheet: str
    words: tuple[str, ...]
    rows: tuple[PreviewRow, ...]


@blueprint.page("imports", "/<import_id>/columns", methods=["GET", "POST"])
@signed_in
def columns(import_id: str) -> ResponseReturnValue:
    """Look at the columns, change what is wrong, go on."""
    if request.method == "POST":
        return _decide(import_id)
    with house.bank().session() as session:
        view = load(session, import_id)
        return _page(session, view, {}) if view.state in DECIDING else stepping.where_it_is(view)


def _decide(import_id: str) -> ResponseReturnValue:
    stepping.count_step()
    with house.bank().session(writing=True) as session:
        view = load(session, import_id)
        if view.state not in DECIDING:
            return stepping.where_it_is(view)
        if is_stale(view):
            return _page(session, view, {}, is_stale_form=True), stepping.CONFLICT
        mapping, wrong = decided(view.readings, view.mapping, request.form)
        if wrong:
            return _page(session, view, wrong), stepping.UNPROCESSABLE
        stepping.keep(session, view, mapping)
        again = request.form.get("do") == "read" or reads_differently(view.mapping, mapping)
    stepping.begin("check", import_id)
    return stepping.go(import_id, "imports.columns" if again else "imports.one")


def _page(session: house.Session, view: ImportView, wrong: Wrong, *, is_stale_form: bool = False) -> str:
    usual, rest = fields_to_choose(view.kind)
    options = {name: view.mapping.options.get(name, "") for name in OPTIONS}
    form = options | {"layout": layout_of(view.readings, view.mapping)}
    if wrong:
        form |= {name: value for name, value in request.form.items() if name in form}
    return render_template(
        "imports/columns.html",
        line=view,
        form=form,
        wrong=wrong,
        seen=seen_of(view),
        is_stale=is_stale_form,
        summary=_summary(view),
        notes=view.notes,
        remembered=view.remembered,
        sheets=[(name, name, "") for name in view.sheets],
        read_sheets=sheets_of(view.readings, view.mapping),
        sheet_forms=sheet_forms(view.readings),
        heading_words=[_heading_words(reading) for reading in view.readings],
        usual=usual,
        rest=rest,
        units=choices.amount_units(),
        layouts=_layouts(view.kind),
        layout_hint=_layout_hint(view.readings),
        year_hint=_("The file does not say it.") if "year" in view.missing else "",
        row_kinds=_said(ROW_KINDS) if view.kind == "side-streams" else (),
        sites=_sites(session, view),
        decimals=_said(DECIMALS),
        date_orders=_said(DATE_ORDERS),
        previews=_previews(view),
        kind_word=kind_word,
        said=said,
    )


def _said(pairs: Sequence[tuple[str, str]]) -> Choices:
    return tuple((value, gettext(word)) for value, word in pairs)


def _layouts(kind: str) -> Choices:
    found = [(one.id, title(one.titles)) for one in layouts().values() if one.kind == kind]
    return ((NO_LAYOUT, _("none that we know")), *found) if found else ()


def _layout_hint(readings: Sequence[TableReading]) -> str:
    """What a known layout brings along."""
    if any(reading.is_log for reading in readings):
        return _(
            "Each row is one load or one day: they are added up to one amount a year for each material and receiver."
        )
    return _("Of a known kind of file we know the columns, and what makes two rows the same record.")


def _summary(view: ImportView) -> str:
    """How many columns are read, and what is missing, in one sentence or two."""
    if not view.readings:
        return _(
            "No sheet of the file looks like it holds %(kind)s. Choose a sheet.", kind=kind_word(view.kind).lower()
        )
    columns = [column for reading in view.readings for column in reading.columns]
    read = sum(1 for column in columns if column.field)
    told = ngettext(
        "We read %(read)s of %(count)s column. Look whether it is taken for the right thing.",
        "We read %(read)s of %(count)s columns. Look whether they are taken for the right things.",
        len(columns),
        read=number(read),
        count=number(len(columns)),
    )
    if not view.missing:
        return told
    names = ", ".join(dict.fromkeys(word for reading in view.readings for word in missing_words(reading)))
    return _("%(told)s Still missing: %(names)s.", told=told, names=names)


def _heading_words(reading: TableReading) -> str:
    """Where the heading was found."""
    if not reading.heading_rows:
        return _("No heading was found: the rows begin at row %(row)s.", row=reading.first_row)
    rows = "–".join(str(row) for row in dict.fromkeys((reading.heading_rows[0], reading.heading_rows[-1])))
    told = _("Heading in row %(rows)s, first row of data %(first)s.", rows=rows, first=reading.first_row)
    if not reading.title_rows:
        return told
    return f"{told} " + ngettext(
        "%(count)s row above it is a title.",
        "%(count)s rows above it are titles.",
        len(reading.title_rows),
        count=number(len(reading.title_rows)),
    )


def _sites(session: house.Session, view: ImportView) -> Choices:
    """The sites of the organisation, for rows that name none."""
    found = sites_of(session, current_viewer(), view.organisation_id) if view.kind in WITH_SITES else ()
    return (("", _("as the file says")), *found) if found else ()


def _previews(view: ImportView) -> list[Preview]:
    """The first rows of each sheet as they are read."""
    return [
        preview
        for reading in view.readings
        if (preview := _preview(reading, [row for row in view.firsts if row.sheet == reading.sheet])).rows
    ]


def _preview(reading: TableReading, rows: Sequence[SourceRow]) -> Preview:
    named = [name for row in rows for name in (*row.cells, *(one.field for one in row.errors)) if name not in UNSAID]
    taken = [column.field for column in reading.columns if column.field in named]
    fields = list(dict.fromkeys([*taken, *named]))
    return Preview(
        sheet=reading.sheet,
        words=tuple(field_word(name, reading.kind) for name in fields),
        rows=tuple(PreviewRow(row.number, tuple(_cell(row, name) for name in fields), row.is_total) for row in rows),
    )


def _cell(row: SourceRow, name: str) -> PreviewCell:
    wrong = " ".join(said(one.message) for one in row.errors if one.field == name)
    text = row.original.get(name, "") if wrong else ""
    return PreviewCell(text or named_word(name, row.cells.get(name), row.original), wrong)
