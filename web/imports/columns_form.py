"""The form of the columns: what stands in it, and what was decided when it comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from databank.imports.values import Column, ImportMapping, TableReading
from web.imports.words import column_sureness, field_word
from web.language import gettext as _
from web.records.fields import read_number
from web.wizard.values import WrongAnswerError

Form = MultiDict[str, str]
Wrong = dict[str, str]
LEAVE_OUT = "-"
NO_LAYOUT = "-"
YEARS = range(1900, 2101)
OPTIONS = ("year", "record_kind", "site_id", "decimal", "dates", "density_t_m3")
MEASURED = frozenset({"amount", "amount_min", "amount_max", "mass_t", "free_t_per_year", "standard_uncertainty"})
"""Columns whose numbers have a unit."""
NAMES_OF_OPTIONS = {"year": "year", "kind": "record_kind", "site_id": "site_id"}
"""Columns that an answer for the whole file gives as well."""


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """One column of the file as the page shows it."""

    name: str
    column: Column
    chosen: str
    sureness: str
    has_unit: bool


@dataclass(frozen=True, slots=True)
class SheetForm:
    """One sheet that is read: its columns in the order of the file."""

    reading: TableReading
    lines: tuple[ColumnLine, ...]

    @property
    def read(self) -> int:
        """How many columns are taken."""
        return sum(1 for line in self.lines if line.chosen != LEAVE_OUT)


def sheet_forms(readings: Sequence[TableReading]) -> tuple[SheetForm, ...]:
    """Every sheet with its columns."""
    return tuple(
        SheetForm(reading, tuple(_line(place, column) for column in reading.columns))
        for place, reading in enumerate(readings)
    )


def _line(place: int, column: Column) -> ColumnLine:
    return ColumnLine(
        name=f"{place}-{column.index}",
        column=column,
        chosen=column.field or LEAVE_OUT,
        sureness=column_sureness(column),
        has_unit=column.field in MEASURED,
    )


def missing_words(reading: TableReading) -> tuple[str, ...]:
    """What the kind needs and the file does not say."""
    return tuple(field_word(name, reading.kind) for name in reading.missing)


def decided(readings: Sequence[TableReading], before: ImportMapping, form: Form) -> tuple[ImportMapping, Wrong]:
    """What the form decides; what it does not ask stays as it was."""
    options, wrong = _options(before.options, form)
    columns, units = dict(before.columns), dict(before.units)
    for sheet in sheet_forms(readings):
        for line in sheet.lines:
            heading = line.column.heading or line.column.letter
            if f"field-{line.name}" in form:
                chosen = form[f"field-{line.name}"]
                columns[heading] = None if chosen == LEAVE_OUT else chosen
            unit = form.get(f"unit-{line.name}", "").strip()
            if unit:
                units[heading] = unit
            elif f"unit-{line.name}" in form:
                units.pop(heading, None)
    wrong |= _twice(readings, columns)
    sheets = _sheets(readings, before, form)
    if "asks_sheets" in form and not sheets and not form.getlist("sheet"):
        wrong["sheet"] = _("Choose at least one sheet.")
    layout = before.layout
    if "layout" in form and form["layout"] != layout_of(readings, before):
        layout = "" if form["layout"] == NO_LAYOUT else form["layout"]
    return replace(before, sheets=sheets, layout=layout, columns=columns, units=units, options=options), wrong


def layout_of(readings: Sequence[TableReading], mapping: ImportMapping) -> str:
    """The layout that was chosen; else the one that was found."""
    if mapping.layout is not None:
        return mapping.layout or NO_LAYOUT
    return next((reading.layout for reading in readings if reading.layout), NO_LAYOUT)


def sheets_of(readings: Sequence[TableReading], mapping: ImportMapping) -> tuple[str, ...]:
    """The sheets that were chosen; else those that are read."""
    return mapping.sheets or tuple(reading.sheet for reading in readings)


def _sheets(readings: Sequence[TableReading], before: ImportMapping, form: Form) -> tuple[str, ...]:
    """What is read already is no choice of other sheets."""
    chosen = tuple(form.getlist("sheet"))
    if "asks_sheets" not in form or set(chosen) == set(sheets_of(readings, before)):
        return before.sheets
    return chosen


def reads_differently(before: ImportMapping, after: ImportMapping) -> bool:
    """Whether the columns have to be looked for again: other sheets, or another layout."""
    return (before.sheets, before.layout) != (after.sheets, after.layout)


def _options(before: Mapping[str, str], form: Form) -> tuple[dict[str, str], Wrong]:
    options, wrong = dict(before), Wrong()
    for name in OPTIONS:
        if name not in form:
            continue
        options.pop(name, None)
        try:
            value = READERS.get(name, str.strip)(form[name])
        except WrongAnswerError as refused:
            wrong[name] = refused.sentence
            continue
        if value:
            options[name] = value
    return options, wrong


def read_year(typed: str) -> str:
    """A year of four digits, or nothing."""
    text = typed.strip()
    if text and text not in map(str, YEARS):
        raise WrongAnswerError(_("Write the year in four digits, for example 2025."))
    return text


READERS = {"year": read_year, "density_t_m3": read_number}


def _twice(readings: Sequence[TableReading], columns: Mapping[str, str | None]) -> Wrong:
    """Two columns of one sheet for the same thing: one of them has to go, unless they are of different years."""
    wrong: Wrong = {}
    for place, reading in enumerate(readings):
        taken: dict[tuple[str, int | None], Column] = {}
        for column in reading.columns:
            heading = column.heading or column.letter
            field = columns.get(heading, column.field)
            if field is None or field == LEAVE_OUT:
                continue
            other = taken.setdefault((field, column.year), column)
            if other is not column and other.heading != column.heading:
                wrong[f"field-{place}-{column.index}"] = _(
                    "Columns %(first)s and %(second)s are both taken for %(field)s: leave one out or choose another.",
                    first=other.letter,
                    second=column.letter,
                    field=field_word(field, reading.kind),
                )
    return wrong
