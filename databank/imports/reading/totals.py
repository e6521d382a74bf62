"""Which rows a total adds up: those since the last total, or all of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from databank.imports.values import SourceRow

FEWEST = 2
"""A sum of fewer rows proves nothing about a row without words."""
NEARLY = 1e-6


@dataclass(slots=True)
class _Sum:
    """Rows that were added up since some row."""

    first: int = 0
    last: int = 0
    rows: int = 0
    by_year: dict[str, float] = field(default_factory=dict)


class Sums:
    """The running sums of one sheet.

    Parameters
    ----------
    amount : str
        The column that is added up.
    is_yearly : bool
        Whether the amounts of every year stand in a column of their own.
    """

    def __init__(self, amount: str, *, is_yearly: bool) -> None:
        self._amount, self._is_yearly = amount, is_yearly
        self._group, self._before = _Sum(), _Sum()

    def add(self, row: SourceRow) -> None:
        """Count a row of data."""
        group, number = self._group, row.number
        if number != group.last:
            group.first = group.first or number
            group.rows += 1
            group.last = number
        text = row.cells.get(self._amount)
        if text is None:
            return
        try:
            value = float(text)
        except ValueError:
            return
        year = row.cells["year"] if self._is_yearly else ""
        group.by_year[year] = group.by_year.get(year, 0.0) + value

    def adds_up(self, row: SourceRow) -> bool:
        """Whether a row without words is the sum of those above it."""
        value = number_of(row.cells.get(self._amount))
        if not value:
            return False
        rows = (self._group.rows, self._group.rows + self._before.rows)
        return any(
            count >= FEWEST and _is_near(value, total) for count, total in zip(rows, self._sums(row), strict=True)
        )

    def close(self, row: SourceRow) -> None:
        """Mark a row as a total, and say which rows it adds up: the nearer of the two sums."""
        row.is_total = True
        last = self._group.last or self._before.last
        if last:
            is_of_all = self._is_of_all(row) and self._before.first
            row.span = (self._before.first if is_of_all else self._group.first, last)

    def end_group(self) -> None:
        """Begin a new group after a total."""
        group, before = self._group, self._before
        before.first, before.last = before.first or group.first, group.last or before.last
        before.rows += group.rows
        for year, value in group.by_year.items():
            before.by_year[year] = before.by_year.get(year, 0.0) + value
        self._group = _Sum()

    def _is_of_all(self, row: SourceRow) -> bool:
        value = number_of(row.cells.get(self._amount))
        if not self._group.rows or value is None:
            return True
        group, everything = self._sums(row)
        return abs(value - everything) < abs(value - group)

    def _sums(self, row: SourceRow) -> tuple[float, float]:
        """The sum since the last total, and that of all rows."""
        year = row.cells.get("year", "") if self._is_yearly else ""
        group = self._group.by_year.get(year, 0.0)
        return group, group + self._before.by_year.get(year, 0.0)


def _is_near(value: float, other: float) -> bool:
    return abs(value - other) <= NEARLY * max(1.0, abs(value), abs(other))


def number_of(text: object) -> float | None:
    """A canonical number; None for anything else."""
    try:
        return float(text) if isinstance(text, str) else None
    except ValueError:
        return None
