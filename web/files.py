"""Data twins of pages: rows as a CSV or a JSON file at the page's own address."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import Response, jsonify

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
LICENCE = "CC-BY-4.0"

Row = Mapping[str, Any]


def csv_response(rows: Iterable[Row], columns: Sequence[str], name: str) -> Response:
    """A UTF-8 file with comma and decimal point; a cell that would be run as a formula gets an apostrophe."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    response = Response(buffer.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def json_response(members: Mapping[str, Any]) -> Response:
    """A JSON file that tells its licence."""
    return jsonify({"licence": LICENCE, **members})


def table_response(rows: Iterable[Row], extension: str, columns: Sequence[str], name: str) -> Response:
    """The same rows in the format that the address asks for."""
    if extension == "csv":
        return csv_response(rows, columns, name)
    return json_response({"items": [{column: row.get(column) for column in columns} for row in rows]})


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, list | tuple):
        value = ";".join(str(member) for member in value)
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value
