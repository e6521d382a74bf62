"""Data twins of pages: rows as a CSV, a workbook or a JSON file at the page's own address."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from flask import Response, jsonify

from databank.sheets.dialects import EXCEL, MACHINE, CsvForm, write_rows
from databank.sheets.writing import Table, write_workbook

LICENCE = "CC-BY-4.0"
TABLE_FORMATS = ("xlsx", "excel.csv", "csv", "json")
"""What a list answers besides its page: a workbook, the CSV that Excel opens by itself, CSV for programs, JSON."""
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_FORMS = {"csv": replace(MACHINE, line_end="\r\n"), "excel.csv": EXCEL}

Row = Mapping[str, Any]


def csv_response(rows: Iterable[Row], columns: Sequence[str], name: str, form: CsvForm = CSV_FORMS["csv"]) -> Response:
    """A UTF-8 file; a cell that would be run as a formula gets an apostrophe."""
    buffer = io.StringIO(newline="")
    write_rows(columns, _cells(rows, columns), buffer, form)
    return download(buffer.getvalue().encode(form.encoding), "text/csv; charset=utf-8", f"{name}.csv")


def workbook_response(rows: Iterable[Row], columns: Sequence[str], name: str) -> Response:
    """A workbook with one sheet: numbers are numbers, days are days, and no text is a formula."""
    buffer = io.BytesIO()
    typed = ([_typed(value) for value in row] for row in _cells(rows, columns))
    write_workbook([Table(title=name.removeprefix("sivuvirta-"), heading=columns, rows=typed)], buffer)
    return download(buffer.getvalue(), WORKBOOK, f"{name}.xlsx")


def json_response(members: Mapping[str, Any]) -> Response:
    """A JSON file that tells its licence."""
    return jsonify({"licence": LICENCE, **members})


def table_response(rows: Iterable[Row], extension: str, columns: Sequence[str], name: str) -> Response:
    """The same rows in the format that the address asks for."""
    if extension == "json":
        items = [{column: _plain(row.get(column)) for column in columns} for row in rows]
        return json_response({"items": items})
    if extension == "xlsx":
        return workbook_response(rows, columns, name)
    return csv_response(rows, columns, name, CSV_FORMS[extension])


def download(content: bytes, kind: str, name: str) -> Response:
    """A file that the browser saves under a name."""
    response = Response(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _cells(rows: Iterable[Row], columns: Sequence[str]) -> Iterable[Sequence[Any]]:
    return ([row.get(column) for column in columns] for row in rows)


def _typed(value: Any) -> Any:
    return ";".join(map(str, value)) if isinstance(value, list | tuple) else value


def _plain(value: Any) -> Any:
    """What JSON can hold: decimals as text, so that no digit is lost, and days as ISO."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value
