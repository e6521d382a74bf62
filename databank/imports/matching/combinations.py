"""Rows repeat themselves: what the words of a row mean together is worked out once for all rows with these words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from databank.errors import RowError
from databank.imports.matching.deciding import MOST_ROWS, Decider, Met, borrow
from databank.imports.values import SourceRow

MOST_COMBINATIONS = 20_000


@dataclass(slots=True, eq=False)
class Combination:
    """What rows with the same words become.

    Attributes
    ----------
    values : dict
        The cells that change.
    borrowed : tuple of (column, source)
        Cells that are filled in, with the cell that they follow from.
    count : int
        Rows since it was last added to the counts of its texts.
    """

    is_kept: bool
    values: dict[str, str]
    errors: tuple[RowError, ...]
    borrowed: tuple[tuple[str, str], ...]
    met: tuple[Met, ...]
    count: int = 0

    def apply(self, row: SourceRow) -> bool:
        """Do to a row what was done to the first one; False when it is to be left out."""
        self.count += 1
        if self.count < MOST_ROWS:
            for met in self.met:
                met.stands_in(row.number)
        row.cells.update(self.values)
        for one in self.errors:
            row.errors.append(RowError(row.number, one.field, one.value, one.message))
        for column, source in self.borrowed:
            borrow(row, column, source)
        return self.is_kept


@dataclass(slots=True)
class Combinations:
    """The combinations of words that rows had, as many as are worth keeping.

    Parameters
    ----------
    words : frozenset of str
        The columns whose text means something.
    resolve : callable
        Resolves the words of one row the long way; False when the row is to be left out.
    """

    words: frozenset[str]
    resolve: Callable[[SourceRow], bool]
    decider: Decider
    _columns: tuple[str, ...] = ()
    _known: frozenset[str] = frozenset()
    _kept: dict[tuple[object, ...], Combination] = field(default_factory=dict)

    def apply(self, row: SourceRow) -> bool:
        """Resolve the words of a row; False when it is to be left out."""
        cells = row.cells
        if not cells.keys() <= self._known:
            self._meet_columns(row)
        key = tuple(map(cells.get, self._columns))
        try:
            known = self._kept.get(key)
        except TypeError:  # JSON brings lists
            return self.resolve(row)
        if known is not None:
            return known.apply(row)
        if len(self._kept) >= MOST_COMBINATIONS:
            self.settle()
            self._kept.clear()
        self._kept[key] = combination = self._worked_out(row)
        return combination.is_kept

    def _meet_columns(self, row: SourceRow) -> None:
        self.settle()
        self._kept.clear()
        self._known |= row.cells.keys()
        self._columns = tuple(name for name in self._known if name in self.words)

    def _worked_out(self, row: SourceRow) -> Combination:
        before, errors = dict(row.cells), len(row.errors)
        self.decider.taken.clear()
        self.decider.borrowed.clear()
        is_kept = self.resolve(row)
        return Combination(
            is_kept=is_kept,
            values={name: value for name, value in row.cells.items() if before.get(name) != value},
            errors=tuple(row.errors[errors:]),
            borrowed=tuple(self.decider.borrowed),
            met=tuple(self.decider.taken),
        )

    def settle(self) -> None:
        """Add the rows of each combination to the counts of its texts."""
        for combination in self._kept.values():
            for met in combination.met:
                met.count += combination.count
            combination.count = 0
