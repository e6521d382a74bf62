"""Flow tables for commands: read from any format by the name of the file, and written in any."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from web.cli.speech import refuse, warn

if TYPE_CHECKING:
    from databank.records import Process
    from flows.files import FlowRows
    from flows.table import FlowTable

SHEETS = (".xlsx", ".xlsm", ".xls", ".ods")
DEFAULT_YEAR = 2025
"""Of flows in a format that has no word for a year, unless one is asked for."""


def read_table(
    file: Path, *, keep_going: bool = False, processes: Mapping[str, Process] | None = None, year: int | None = None
) -> FlowTable:
    """The flow table of a file; its bad rows refuse it unless `keep_going`, and are named either way.

    A workbook has the columns of the CSV in its first sheet; SankeyMATIC is .txt, floweaver's tables are a .zip.
    """
    from flows.files import check_flow_rows, read_flow_rows
    from web.cli.sentences import row_sentences

    rows, known = _rows_of(file, year or DEFAULT_YEAR)
    table = read_flow_rows(rows, keep_going=keep_going, processes={**known, **(processes or {})})
    if keep_going:
        again, _known = _rows_of(file, year or DEFAULT_YEAR)
        for sentence in row_sentences(check_flow_rows(again)):
            warn(sentence)
    return table


def _rows_of(file: Path, year: int) -> tuple[FlowRows, dict[str, Process]]:
    suffix = file.suffix.lower()
    if suffix in SHEETS:
        return _sheet_rows(file), {}
    if suffix == ".txt":
        from flows.formats.sankeymatic import read_lines

        return read_lines(_text(file), file.name, year=year), {}
    if suffix == ".zip":
        from flows.formats.floweaver import read_packed

        return read_packed(file, year=year)
    if suffix == ".graphml":
        from flows.formats.graphml import read_graph

        return read_graph(file, year=year)
    from flows.files import flow_rows_of_csv

    return flow_rows_of_csv(file), {}


def _sheet_rows(file: Path) -> FlowRows:
    """The first sheet of a workbook, its first row the heading."""
    from databank.sheets import open_book
    from flows.files import FlowRows, require_columns
    from flows.table import REQUIRED_COLUMNS

    with open_book(file) as book:
        rows = list(book.sheets[0].rows()) if book.sheets else []
    heading = [str(cell or "").strip() for cell in rows[0][1]] if rows else []
    require_columns(heading, REQUIRED_COLUMNS, file.name)
    lines = [
        (number, _line(heading, cells)) for number, cells in rows[1:] if any(cell not in (None, "") for cell in cells)
    ]
    return FlowRows(file.name, lines)


def _line(heading: list[str], cells: list[str | int | float | None]) -> dict[str, str]:
    values = ["" if cell is None else _said(cell) for cell in cells]
    return dict(zip(heading, values + [""] * (len(heading) - len(values)), strict=False))


def _said(cell: str | float) -> str:
    """A cell as the text of a CSV would have it: whole numbers without a point."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError:
        refuse("%(file)s is not UTF-8. Save it as UTF-8 and try again.", file=file.name)
    except OSError as error:
        refuse("%(file)s cannot be read: %(reason)s. Check the path.", file=file, reason=error.strerror)


def written(table: FlowTable, suffix: str) -> bytes:
    """The table in the format that a file name ends with."""
    writers = {
        ".csv": _as_csv,
        ".xlsx": _as_workbook,
        ".txt": _as_sankeymatic,
        ".graphml": _as_graph,
        ".zip": _as_floweaver,
    }
    if suffix not in writers:
        refuse("The name of the file says no known format. End it with one of: %(known)s.", known=" ".join(writers))
    return writers[suffix](table)


def _as_csv(table: FlowTable) -> bytes:
    from flows.formats.lines import flow_lines
    from flows.table import COLUMNS
    from web.cli.files import csv_text

    return csv_text(COLUMNS, ([line[name] for name in COLUMNS] for line in flow_lines(table))).encode()


def _as_workbook(table: FlowTable) -> bytes:
    import io

    from databank.sheets.writing import Table, write_workbook
    from flows.formats.lines import flow_lines
    from flows.table import COLUMNS

    buffer = io.BytesIO()
    rows = ([line[name] for name in COLUMNS] for line in flow_lines(table))
    write_workbook([Table(title="flows", heading=COLUMNS, rows=rows)], buffer)
    return buffer.getvalue()


def _as_sankeymatic(table: FlowTable) -> bytes:
    from flows.formats.sankeymatic import table_text

    return table_text(table).encode()


def _as_graph(table: FlowTable) -> bytes:
    from flows.formats.graphml import graph_text

    return graph_text(table).encode()


def _as_floweaver(table: FlowTable) -> bytes:
    from flows.formats.floweaver import packed

    return packed(table)
