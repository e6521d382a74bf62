"""Excel workbooks by python-calamine. Only the child process imports this: a hostile file can abort the parser."""

from __future__ import annotations

import zipfile
from pathlib import Path

import python_calamine as calamine

from databank.errors import N_, FileRefusedError, Sentence
from databank.sheets.cells import cell_of
from databank.sheets.facts import SheetFacts
from databank.sheets.forms import OLE
from databank.sheets.packages import damaged, locked, no_workbook
from databank.sheets.parts import sheet_parts
from databank.sheets.scanning import Overlay, far_cell, scan_sheet
from databank.sheets.spool import Spool
from databank.sheets.values import Cell, Merged

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLD_WORKBOOK = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_OLD_MACROS = "_VBA_PROJECT".encode("utf-16-le")


def check_old_file(path: Path, spool: Spool) -> None:
    """Tell an old workbook (.xls) from an encrypted one and from files of other programs."""
    content = path.read_bytes()
    if not content.startswith(OLE):  # a zip archive whose end is missing
        raise damaged(spool.name)
    if _ENCRYPTED in content:
        raise locked(spool.name)
    if not any(stream in content for stream in _OLD_WORKBOOK):
        raise no_workbook(spool.name)
    if _OLD_MACROS in content:
        spool.notes.append(Sentence(N_("%(file)s has macros: they were ignored."), file=spool.name))


def read_excel(path: Path, package: zipfile.ZipFile | None, form: str, spool: Spool) -> None:
    """Write every worksheet to the spool; charts, dialogues and macros are no worksheets."""
    try:
        with calamine.load_workbook(str(path)) as book:
            parts = sheet_parts(package, spool.name) if package and form != "xlsb" else {}
            for listed in book.sheets_metadata:
                if listed.typ == calamine.SheetTypeEnum.WorkSheet:
                    _read_sheet(book, listed, package, parts.get(listed.name), spool)
    except calamine.PasswordError as error:
        raise locked(spool.name) from error
    except calamine.CalamineError as error:
        raise damaged(spool.name) from error
    if not parts:
        spool.notes.append(
            Sentence(
                N_(
                    "%(file)s is a workbook of an old kind: cells with an error such as #N/A were read as empty. "
                    "Save it as .xlsx to be told of them."
                ),
                file=spool.name,
            )
        )


def _read_sheet(
    book: calamine.CalamineWorkbook,
    listed: calamine.SheetMetadata,
    package: zipfile.ZipFile | None,
    part: str | None,
    spool: Spool,
) -> None:
    facts = SheetFacts(name=listed.name, is_hidden=listed.visible != calamine.SheetVisibleEnum.Visible)
    overlay = scan_sheet(package, part, facts, spool.name, spool.limits) if package and part else {}
    sheet = book.get_sheet_by_name(listed.name)
    facts.merged = [
        Merged(first[0] + 1, first[1], last[0] + 1, last[1]) for first, last in sheet.merged_cell_ranges or ()
    ]
    if sheet.end and sheet.end[0] >= spool.limits.sheet_rows:
        raise too_many_rows(spool, listed.name)
    _write_rows(sheet, facts, overlay, spool)


def too_many_rows(spool: Spool, sheet: str) -> FileRefusedError:
    """The refusal of a table that is too long."""
    return FileRefusedError(
        N_("%(file)s, sheet %(sheet)s has more than %(limit)s rows: divide it into several files."),
        file=spool.name,
        sheet=sheet,
        limit=spool.limits.sheet_rows,
    )


def _write_rows(sheet: calamine.CalamineSheet, facts: SheetFacts, overlay: Overlay, spool: Spool) -> None:
    written = spool.sheet(facts)
    before: list[Cell] = [None] * (sheet.start[1] if sheet.start else 0)
    widest = spool.limits.columns
    for number, values in enumerate(sheet.iter_rows(), 1):
        cells = [*before, *[(value or None) if type(value) is str else cell_of(value) for value in values]]
        if number in overlay:
            _lay_over(cells, overlay.pop(number))
        if len(cells) > widest:
            cells = _narrowed(cells, number, facts, spool)
        written.write(number, cells)
    for number in sorted(overlay):
        cells = []
        _lay_over(cells, overlay[number])
        written.write(number, cells)


def _lay_over(cells: list[Cell], errors: dict[int, Cell]) -> None:
    """Put the texts of errors where the parser left nothing."""
    cells.extend([None] * (max(errors) + 1 - len(cells)))
    for column, text in errors.items():
        cells[column] = text


def _narrowed(cells: list[Cell], number: int, facts: SheetFacts, spool: Spool) -> list[Cell]:
    widest = spool.limits.columns
    for column, cell in enumerate(cells[widest:], widest):
        if cell is not None:
            raise far_cell(spool.name, facts.name, (number, column), spool.limits)
    return cells[:widest]
