"""Which rows a total adds up: those since the last total, or all of them."""

from __future__ import annotations

from collections.abc import Mapping

from databank.imports.values import SourceRow

FEWEST = 2
"""A sum of fewer rows proves nothing about a row without words."""
NEARLY = 1e-6


class Sums:
    """The running sums of one sheet, by year."""

    def __init__(self, field: str) -> None:
        self._field = field
        self._all: dict[str, float] = {}
        self._group: dict[str, float] = {}
        self._first = self._group_first = self._last = 0
        self._rows = self._group_rows = 0

    def add(self, row: SourceRow) -> None:
        """Count a row of data."""
        if row.number != self._last:
            self._first = self._first or row.number
            self._group_first = self._group_first or row.number
            self._rows += 1
            self._group_rows += 1
            self._last = row.number
        value = number_of(row.cells.get(self._field))
        if value is not None:
            year = row.cells.get("year", "")
            self._all[year] = self._all.get(year, 0.0) + value
            self._group[year] = self._group.get(year, 0.0) + value

    def adds_up(self, row: SourceRow) -> bool:
        """Whether a row without words is the sum of those above it."""
        value = number_of(row.cells.get(self._field))
        if value is None or not value:
            return False
        pairs = ((self._rows, self._all), (self._group_rows, self._group))
        return any(rows >= FEWEST and _is_near(value, _of_year(sums, row)) for rows, sums in pairs)

    def close(self, row: SourceRow) -> None:
        """Mark a row as a total, and say which rows it adds up: the nearer of the two sums."""
        row.is_total = True
        if self._last:
            row.span = (self._first if self._is_of_all(row) else self._group_first or self._first, self._last)

    def end_group(self) -> None:
        """Begin a new group after a total."""
        self._group.clear()
        self._group_first = self._group_rows = 0

    def _is_of_all(self, row: SourceRow) -> bool:
        value = number_of(row.cells.get(self._field))
        if not self._group_rows or value is None:
            return True
        return abs(value - _of_year(self._all, row)) < abs(value - _of_year(self._group, row))


def _of_year(sums: Mapping[str, float], row: SourceRow) -> float:
    year = row.cells.get("year", "")
    return sums[year] if year in sums and len(sums) > 1 and row.cells.get("year") else sum(sums.values())


def _is_near(value: float, other: float) -> bool:
    return abs(value - other) <= NEARLY * max(1.0, abs(value), abs(other))


def number_of(text: object) -> float | None:
    """A canonical number; None for anything else."""
    try:
        return float(text) if isinstance(text, str) else None
    except ValueError:
        return None
