"""Workbooks to fill in, made from the columns of a kind: headings, hints and lists to choose from in a language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from databank.errors import N_, FileRefusedError
from databank.imports.choices import choices
from databank.imports.labels import FieldLabel, field_labels, template_words
from databank.schemas import SCHEMAS
from databank.schemas.cells import plain_number
from databank.sheets.skeleton import HEADING_FILL
from taxonomy.codes import Language

TEMPLATE_KINDS = ("organisations", "sites", "side-streams", "needs", "flows")
GIVEN = frozenset({"id", "record_id"})
"""Columns that a record needs and that the bank fills in itself."""
ROWS_TO_FILL = 2_000
STAR = " *"
SHORTEST_YEAR, LONGEST_YEAR = 1900, 2100
LONGEST_PROMPT = 255
_AUTHOR = "Sivuvirta"
_DAY_FORMATS = {"fi": "d.m.yyyy", "sv": "d.m.yyyy", "en": "yyyy-mm-dd"}
_TEXT_FORMAT = "@"
_HEADING = {"font": Font(bold=True), "fill": PatternFill("solid", fgColor=HEADING_FILL)}
_REQUIRED_FILL = PatternFill("solid", fgColor="FFFFF2CC")
_WRAPPED = Alignment(vertical="top", wrap_text=True)
_GUIDE_WIDTHS = (32, 12, 70, 40)
_WIDTHS = {"name": 34, "note": 40, "material_class": 30, "material_classes": 30, "material": 30, "waste_code": 30}
_NARROWEST = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """One column of a template: its label, what kind of value it takes, and what may be chosen."""

    label: FieldLabel
    language: Language
    is_required: bool
    is_number: bool
    is_day: bool
    choices: Mapping[str, str] = field(default_factory=dict)

    @property
    def heading(self) -> str:
        return self.label.heading(self.language) + (STAR if self.is_required else "")

    @property
    def hint(self) -> str:
        """What to write, and that there is a list."""
        words, hint = template_words(), self.label.hints.in_language(self.language)
        parts = [hint] if hint else []
        if self.choices and not hint:
            parts.append(words["choose"].in_language(self.language))
        if self.is_number and not hint:
            parts.append(words["number"].in_language(self.language))
        return " ".join(parts)

    @property
    def example(self) -> str:
        """An invented value as it would be typed."""
        value = self.label.examples.in_language(self.language)
        if value in self.choices:
            return self.choices[value]
        if self.is_day and value:
            year, month, day = value.split("-")
            return f"{int(day)}.{int(month)}.{year}"
        return value.replace(".", ",") if self.is_number and self.language != "en" else value


def write_template(kind: str, language: Language, target: Path | IO[bytes], *, every_column: bool = False) -> None:
    """Write the template of a kind: the columns that people need, or every one.

    Raises
    ------
    FileRefusedError
        There is no template of that kind.
    """
    if kind not in TEMPLATE_KINDS:
        raise FileRefusedError(
            N_("There is no template of %(kind)s: choose one of %(kinds)s."), kind=kind, kinds=", ".join(TEMPLATE_KINDS)
        )
    words = {name: titles.in_language(language) for name, titles in template_words().items()}
    columns = tuple(_columns(kind, language, every_column=every_column))
    book = Workbook()
    book.properties.creator, book.properties.title, book.properties.language = _AUTHOR, words[kind], language
    form = book.worksheets[0]
    form.title = words[kind]
    _write_guide(book.create_sheet(words["guide"]), columns, words)
    _write_form(form, columns, _write_lists(book.create_sheet(words["lists"]), columns), words)
    book.save(target)


def template_name(kind: str, language: Language) -> str:
    """What the file is called, such as "sivuvirrat-sivuvirta.xlsx"."""
    word = template_words()[kind].in_language(language).lower()
    plain = word.replace("ä", "a").replace("ö", "o").replace("å", "a").replace(" ", "-")
    return f"{plain}-sivuvirta.xlsx"


def _columns(kind: str, language: Language, *, every_column: bool) -> Iterator[_Column]:
    for name, label in field_labels(kind).items():
        if not (every_column or label.short):
            continue
        cell = SCHEMAS[kind].fields[name]
        writes = getattr(cell, "write", None)
        yield _Column(
            label=label,
            language=language,
            is_required=cell.required and name not in GIVEN,
            is_number=writes in {plain_number, float, int},
            is_day=getattr(writes, "__name__", "") == "isoformat",
            choices=choices(name, language),
        )


# --- the sheet to fill in ----------------------------------------------------------------------------------------


def _write_form(
    sheet: Worksheet, columns: tuple[_Column, ...], lists: Mapping[str, str], words: Mapping[str, str]
) -> None:
    for place, column in enumerate(columns, start=1):
        letter = get_column_letter(place)
        cell: Any = sheet.cell(1, place, column.heading)
        cell.font, cell.fill, cell.alignment = _HEADING["font"], _HEADING["fill"], _WRAPPED
        if column.is_required:
            cell.fill = _REQUIRED_FILL
        if column.hint:
            cell.comment = Comment(column.hint, _AUTHOR, height=80, width=280)
        width = _WIDTHS.get(column.label.column, max(_NARROWEST, len(column.heading) + 2))
        dimension: Any = sheet.column_dimensions[letter]
        dimension.width = width
        number_format = _number_format(column)
        if number_format:
            dimension.number_format = number_format
        for validation in _validations(column, lists, words):
            validation.add(f"{letter}2:{letter}{ROWS_TO_FILL + 1}")
            sheet.add_data_validation(validation)
    sheet.freeze_panes = "A2"


def _number_format(column: _Column) -> str:
    """Days as days; codes as text, so that "010409" keeps its zero."""
    if column.is_day:
        return _DAY_FORMATS[column.language]
    return "" if column.is_number else _TEXT_FORMAT


def _validations(column: _Column, lists: Mapping[str, str], words: Mapping[str, str]) -> Iterator[DataValidation]:
    """What the spreadsheet offers or says about a column. A list only offers: people may write their own words."""
    said: dict[str, Any] = {
        "prompt": column.hint[:LONGEST_PROMPT],
        "showInputMessage": bool(column.hint),
        "allow_blank": True,
    }
    if column.choices:
        yield DataValidation(type="list", formula1=lists[column.label.column], showErrorMessage=False, **said)
    elif column.label.column == "year":
        limits: dict[str, Any] = {
            "formula1": str(SHORTEST_YEAR),
            "formula2": str(LONGEST_YEAR),
            "error": words["year_only"],
        }
        yield DataValidation(
            type="whole", operator="between", errorStyle="warning", showErrorMessage=True, **limits, **said
        )
    elif column.is_number:
        most = str(Decimal(10) ** 9)
        limits = {"formula1": f"-{most}", "formula2": most, "error": words["not_number"]}
        yield DataValidation(
            type="decimal", operator="between", errorStyle="warning", showErrorMessage=True, **limits, **said
        )
    elif column.hint:
        yield DataValidation(showErrorMessage=False, **said)


# --- the other sheets ---------------------------------------------------------------------------------------------


def _write_lists(sheet: Worksheet, columns: tuple[_Column, ...]) -> dict[str, str]:
    """Write what may be chosen, one column each and no heading; where the list of each column stands."""
    sheet.sheet_state = "hidden"
    places: dict[str, str] = {}
    for column in columns:
        if not column.choices:
            continue
        letter = get_column_letter(len(places) + 1)
        for row, word in enumerate(column.choices.values(), start=1):
            cell: Any = sheet.cell(row, len(places) + 1, word)
            cell.number_format = _TEXT_FORMAT
        places[column.label.column] = f"'{sheet.title}'!${letter}$1:${letter}${len(column.choices)}"
    return places


def _write_guide(sheet: Worksheet, columns: tuple[_Column, ...], words: Mapping[str, str]) -> None:
    """Every column with what to write and an example; below one another, so that nobody takes it for data."""
    lines = [words[f"line_{number}"] for number in range(1, 5)]
    for row, line in enumerate(lines, start=1):
        sheet.cell(row, 1, line).alignment = _WRAPPED
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(_GUIDE_WIDTHS))
        sheet.row_dimensions[row].height = 32
    first = len(lines) + 2
    for place, name in enumerate(("column", "required", "what", "example"), start=1):
        cell: Any = sheet.cell(first, place, words[name])
        cell.font, cell.fill = _HEADING["font"], _HEADING["fill"]
        sheet.column_dimensions[get_column_letter(place)].width = _GUIDE_WIDTHS[place - 1]
    for row, column in enumerate(columns, start=first + 1):
        said = (column.heading, words["yes"] if column.is_required else "", column.hint, column.example)
        for place, text in enumerate(said, start=1):
            sheet.cell(row, place, text).alignment = _WRAPPED
