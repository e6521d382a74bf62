"""The cells of a workbook in a temporary folder: the child process writes them, its parent reads them again and again.

One file of JSON lines a sheet, each line with some rows, and a table of contents with everything else. JSON and not
pickle: nothing that comes out of an untrusted file is ever run.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any, Self

from databank.errors import N_, DatabankError, FileRefusedError, Sentence
from databank.sheets.books import Rows, Sheet
from databank.sheets.facts import SheetFacts, notes_of
from databank.sheets.values import Cell, Limits, Merged

CONTENTS = "contents.json"
_MOST_MERGED = 10_000
_BATCH = 64
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def too_large(name: str) -> FileRefusedError:
    """The refusal of a workbook whose cells need too much room."""
    return FileRefusedError(
        N_(
            "%(file)s is too large to be read safely. Delete cells far to the right of the table or below it, "
            "or save the table as CSV."
        ),
        file=name,
    )


class SheetSpool:
    """One sheet being written: its rows in order, without empty ones."""

    def __init__(self, spool: Spool, stream: IO[str], facts: SheetFacts) -> None:
        self.facts = facts
        self.row_count = 0
        self.last_row = 0
        self.width = 0
        self._spool = spool
        self._stream = stream
        self._batch: list[tuple[int, list[Cell]]] = []

    def write(self, number: int, cells: list[Cell]) -> None:
        """Write one row, unless it has no cell."""
        while cells and cells[-1] is None:
            cells.pop()
        if not cells:
            return
        self._batch.append((number, cells))
        if len(self._batch) >= _BATCH:
            self.flush()
        self.row_count += 1
        self.last_row = number
        self.width = max(self.width, len(cells))

    def flush(self) -> None:
        """Write the rows that wait: encoding many at once is much faster than one by one."""
        line = _encode(self._batch)
        self._spool.take(len(line))
        self._stream.write(line)
        self._stream.write("\n")
        self._batch = []

    def leave_out_what_lies_beyond(self) -> None:
        """Forget hidden rows and columns without cells: people hide all that lies beyond their table."""
        self.facts.hidden_rows = {row for row in self.facts.hidden_rows if row <= self.last_row}
        self.facts.hidden_columns = {column for column in self.facts.hidden_columns if column < self.width}


class Spool:
    """The folder being written: use it in a ``with`` statement."""

    def __init__(self, folder: Path, name: str, limits: Limits) -> None:
        self.name = name
        self.limits = limits
        self.notes: list[Sentence] = []
        self._folder = folder
        self._sheets: list[SheetSpool] = []
        self._stream: IO[str] | None = None
        self._room = limits.spool_bytes

    def sheet(self, facts: SheetFacts) -> SheetSpool:
        """Begin a sheet."""
        if len(self._sheets) >= self.limits.sheets:
            raise FileRefusedError(
                N_("%(file)s has more than %(limit)s sheets: keep those with the tables."),
                file=self.name,
                limit=self.limits.sheets,
            )
        self._end_sheet()
        stream = (self._folder / f"{len(self._sheets)}.jsonl").open("w", encoding="utf-8", newline="\n")
        self._stream = stream
        self._sheets.append(SheetSpool(self, stream, facts))
        return self._sheets[-1]

    def _end_sheet(self) -> None:
        if self._stream:
            self._sheets[-1].flush()
            self._stream.close()
            self._stream = None

    def take(self, size: int) -> None:
        """Take room for a row."""
        self._room -= size
        if self._room < 0:
            raise too_large(self.name)

    def finish(self, form: str) -> None:
        """Write the table of contents."""
        self._end_sheet()
        for sheet in self._sheets:
            sheet.leave_out_what_lies_beyond()
            self.notes.extend(notes_of(sheet.facts) if sheet.row_count else ())
        sheets = [_listed(index, sheet) for index, sheet in enumerate(self._sheets) if sheet.row_count]
        if not sheets:
            raise FileRefusedError(
                N_("%(file)s has no sheet with cells: put the columns on its first row and rows below."), file=self.name
            )
        write_contents(self._folder, {"form": form, "sheets": sheets, "notes": [said(note) for note in self.notes]})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._stream:
            self._stream.close()


def said(sentence: Sentence | DatabankError) -> list[Any]:
    """A sentence as JSON: its key and values."""
    key = sentence.key if isinstance(sentence, Sentence) else sentence.message
    return [key, dict(sentence.values)]


def write_contents(folder: Path, contents: dict[str, Any]) -> None:
    """Write the table of contents, which also tells that the child came to an end."""
    (folder / CONTENTS).write_text(_encode(contents), "utf-8")


def read_contents(folder: Path) -> dict[str, Any] | None:
    """The table of contents; None when the child left none or only a part."""
    try:
        contents: dict[str, Any] = json.loads((folder / CONTENTS).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return contents


def _listed(index: int, sheet: SheetSpool) -> dict[str, Any]:
    facts = sheet.facts
    return {
        "file": index,
        "name": facts.name,
        "rows": sheet.row_count,
        "hidden": facts.is_hidden,
        "merged": sorted(facts.merged)[:_MOST_MERGED],
        "hidden_rows": sorted(facts.hidden_rows),
        "hidden_columns": sorted(facts.hidden_columns),
    }


def spooled_sheet(folder: Path, listed: dict[str, Any]) -> Sheet:
    """A sheet whose rows are read from the folder."""
    path = folder / f"{int(listed['file'])}.jsonl"
    return Sheet(
        name=listed["name"],
        read=lambda: _rows(path),
        row_count=listed["rows"],
        is_hidden=listed["hidden"],
        merged=tuple(Merged(*_four(place)) for place in listed["merged"]),
        hidden_rows=frozenset(listed["hidden_rows"]),
        hidden_columns=frozenset(listed["hidden_columns"]),
    )


def _four(place: Sequence[int]) -> tuple[int, int, int, int]:
    first_row, first_column, last_row, last_column = place
    return first_row, first_column, last_row, last_column


def _rows(path: Path) -> Rows:
    decode = json.JSONDecoder().decode
    with path.open(encoding="utf-8", newline="\n") as stream:
        for line in stream:
            rows: Iterator[Any] = map(tuple, decode(line))
            yield from rows
