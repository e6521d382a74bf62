"""Prepared rows on their way from the look at a file to its saving: what was read and matched is not read again."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Any, Self

from databank.errors import RowError
from databank.imports.kept import as_json, from_json
from databank.imports.values import PreparedRow
from databank.imports.work import Rows


class Spool:
    """Rows in a temporary file, to be read once more in their order; use it in a ``with`` statement.

    Attributes
    ----------
    rows : Rows, optional
        Where they came from, with what was found out about their words; None until all are written.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed with the spool
        self.rows: Rows | None = None

    def write(self, batch: Sequence[PreparedRow]) -> None:
        """Add rows."""
        kept = [_kept(row) for row in batch]
        self._file.write(json.dumps(kept, ensure_ascii=False, separators=(",", ":")))  # `dump` is thirty times slower
        self._file.write("\n")

    def read(self) -> Iterator[PreparedRow]:
        """All rows that were written."""
        self._file.seek(0)
        for line in self._file:
            for kept in json.loads(line):
                yield _row(kept)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()


def _kept(row: PreparedRow) -> list[Any]:
    errors = as_json(row.errors) if row.errors else []
    return [row.sheet, row.number, row.numbers, row.cells, row.wording, row.identity, errors]


def _row(kept: list[Any]) -> PreparedRow:
    sheet, number, numbers, cells, wording, identity, errors = kept
    return PreparedRow(
        sheet=sheet,
        number=number,
        numbers=tuple(numbers),
        cells=cells,
        wording=wording,
        identity=tuple(identity),
        errors=[from_json(RowError, error) for error in errors],
    )
