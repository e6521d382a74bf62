"""Which rows a question is about, in little memory: runs of rows by sheet and year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

MOST_RUNS = 5_000
"""Runs that are told apart; a question about more is about the whole of the sheet."""
MOST_SHOWN = 12
WHOLE = (1, 1_000_000_000)
Span = tuple[str, int, int, str]


@dataclass(slots=True)
class Spans:
    """Rows that have something in common."""

    count: int = 0
    shown: list[tuple[str, int]] = field(default_factory=list)
    _runs: dict[tuple[str, str], list[tuple[int, int]]] = field(default_factory=dict)
    _size: int = 0

    def add(self, sheet: str, number: int, year: str = "") -> None:
        """Take a row in; rows of a sheet come in their order."""
        self.count += 1
        if len(self.shown) < MOST_SHOWN:
            self.shown.append((sheet, number))
        runs = self._runs.setdefault((sheet, year), [])
        if runs and runs[-1][1] <= number <= runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        elif self._size < MOST_RUNS:
            runs.append((number, number))
            self._size += 1
        else:
            self._runs[sheet, year] = [WHOLE]

    def set_run(self, sheet: str, year: str, first: int, last: int) -> None:
        """Take in all rows from `first` to `last`."""
        self._runs[sheet, year] = [(first, last)]

    def all(self) -> tuple[Span, ...]:
        """Sheet, first and last row, and year of every run."""
        return tuple((sheet, first, last, year) for (sheet, year), runs in self._runs.items() for first, last in runs)


class Index:
    """Finds out whether a row is in some spans."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._runs: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for sheet, first, last, year in spans:
            self._runs.setdefault((sheet, year), []).append((first, last))
        for runs in self._runs.values():
            runs.sort()

    def holds(self, sheet: str, number: int, year: str) -> bool:
        """Whether the row stands in one of the spans of its year or of every year."""
        return self._in((sheet, year), number) or (bool(year) and self._in((sheet, ""), number))

    def _in(self, key: tuple[str, str], number: int) -> bool:
        runs = self._runs.get(key)
        if not runs:
            return False
        low, high = 0, len(runs)
        while low < high:
            middle = (low + high) // 2
            if runs[middle][0] <= number:
                low = middle + 1
            else:
                high = middle
        return low > 0 and runs[low - 1][1] >= number
