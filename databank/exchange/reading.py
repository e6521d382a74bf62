"""Reading a file of one kind into rows of text; what is no such file is refused with a sentence."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from databank.errors import N_, FileRefusedError, RowError, Sentence
from databank.schemas import COLUMNS, SCHEMAS
from databank.sheets.formulas import unguarded

Source = Path | str | IO[bytes] | IO[str]


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row: its line in the file (or number in a JSON list), its cells, and what is wrong with its shape."""

    number: int
    cells: dict[str, Any]
    error: RowError | None = None


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A whole file: its name, the columns it has, its rows."""

    name: str
    columns: frozenset[str]
    rows: tuple[FileRow, ...]


def read_file(kind: str, source: Source) -> ReadFile:
    """Read a CSV or JSON file of one kind."""
    if kind not in SCHEMAS:
        raise FileRefusedError(
            N_("There is no kind %(kind)s: choose one of %(kinds)s."), kind=kind, kinds=", ".join(SCHEMAS)
        )
    name, content = _content(source)
    text = _decoded(content, name)
    if not text.strip():
        raise FileRefusedError(N_("%(file)s is empty: put the columns on its first line and rows below."), file=name)
    is_json = name.lower().endswith(".json") or text.lstrip()[0] in "[{"
    return _read_json(kind, text, name) if is_json else _read_csv(kind, text, name)


def _content(source: Source) -> tuple[str, bytes | str]:
    if not isinstance(source, str | Path):
        return Path(str(getattr(source, "name", None) or "the file")).name, source.read()
    path = Path(source)
    try:
        return path.name, path.read_bytes()
    except OSError as error:
        raise FileRefusedError(
            N_("%(file)s cannot be read: check that the file exists and that you may read it."), file=path
        ) from error


def _decoded(content: bytes | str, name: str) -> str:
    if isinstance(content, str):
        return content.removeprefix("\ufeff")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FileRefusedError(
            N_("%(file)s is not UTF-8 text (line %(line)s): save it as CSV UTF-8."), file=name, line=line
        ) from error
    if "\0" in text:
        raise FileRefusedError(N_("%(file)s is not UTF-8 text: save it as CSV UTF-8."), file=name)
    return text


# --- CSV ---------------------------------------------------------------------------------------------------------


def _read_csv(kind: str, text: str, name: str) -> ReadFile:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        heading = [cell.strip() for cell in next(reader)]
        _check_columns(kind, heading, name)
        return ReadFile(name, frozenset(heading), tuple(_csv_rows(reader, heading)))
    except csv.Error as error:
        raise FileRefusedError(
            N_("%(file)s, line %(line)s: a quotation mark is not closed, or the line is too long."),
            file=name,
            line=reader.line_num,
        ) from error


def _csv_rows(reader: Any, heading: list[str]) -> Iterator[FileRow]:
    before = reader.line_num
    for cells in reader:
        number, before = before + 1, reader.line_num
        if not any(cell.strip() for cell in cells):
            continue
        row = {column: unguarded(cell) for column, cell in zip(heading, cells, strict=False)}
        error = None
        if len(cells) != len(heading):
            message = Sentence(
                N_("This line has %(count)s cells and the heading %(columns)s: check commas and quotation marks."),
                count=len(cells),
                columns=len(heading),
            )
            error = RowError(number, heading[-1], cells[-1], message)
        yield FileRow(number, row, error)


def _check_columns(kind: str, heading: list[str], name: str) -> None:
    schema = SCHEMAS[kind]
    missing = [column for column in COLUMNS[kind] if schema.fields[column].required and column not in heading]
    if missing:
        raise FileRefusedError(
            N_("%(file)s, line 1: the column %(columns)s is missing."), file=name, columns=", ".join(missing)
        )
    unknown = [column for column in heading if column not in COLUMNS[kind]]
    if unknown:
        raise FileRefusedError(
            N_("%(file)s, line 1: the column %(columns)s is not known. The columns of %(kind)s are %(known)s."),
            file=name,
            columns=", ".join(repr(column) for column in unknown),
            kind=kind,
            known=", ".join(COLUMNS[kind]),
        )
    twice = sorted({column for column in heading if heading.count(column) > 1})
    if twice:
        raise FileRefusedError(
            N_("%(file)s, line 1: the column %(columns)s stands twice."), file=name, columns=", ".join(twice)
        )


# --- JSON --------------------------------------------------------------------------------------------------------


def _read_json(kind: str, text: str, name: str) -> ReadFile:
    try:
        content = json.loads(text, parse_constant=str)
    except (json.JSONDecodeError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise FileRefusedError(
            N_("%(file)s, line %(line)s: this is no JSON. Write a list of objects."), file=name, line=line
        ) from error
    items = content.get("items") if isinstance(content, dict) else content
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise FileRefusedError(N_("%(file)s is no list of objects: write [{...}, {...}]."), file=name)
    columns = frozenset(name for item in items for name in item)
    _check_columns(kind, sorted(columns), name)
    return ReadFile(name, columns, tuple(FileRow(number, item) for number, item in enumerate(items, start=1)))
