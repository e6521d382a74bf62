"""What the table as a whole proves: its decimal mark, and whether the day or the month stands first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import cast

from databank.imports.reading.dates import Order, proven_order
from databank.imports.reading.numbers import Mark, proof_of
from databank.sheets import Sheet


class Evidence:
    """Looked for in the whole sheet, and only when a cell cannot be read without it.

    Parameters
    ----------
    numbers, days : sequence of int
        The columns of numbers and of dates.
    options : mapping
        What people decided: decimal "," or ".", dates "dmy" or "mdy".
    is_plain : bool
        A file of a program: no mark in it is one for thousands.
    """

    def __init__(
        self,
        sheet: Sheet,
        first_row: int,
        columns: tuple[Sequence[int], Sequence[int]],
        options: Mapping[str, str],
        *,
        is_plain: bool,
    ) -> None:
        self._sheet, self._first_row, self._options = sheet, first_row, options
        self._numbers, self._days = columns
        self.is_plain = is_plain

    def mark(self, index: int, text: str) -> Mark | None:
        """The decimal mark of a column: as decided, as its own numbers prove, as the others prove."""
        decided = self._options.get("decimal")
        if decided in {",", "."}:
            return cast(Mark, decided)
        if self.is_plain:
            return "," if "," in text else "."
        own = self._marks.get(index, frozenset())
        proven = own or frozenset().union(*self._marks.values())
        return next(iter(proven)) if len(proven) == 1 else None

    def order(self, index: int) -> Order | None:
        """Whether day or month stands first in a column of dates."""
        decided = self._options.get("dates")
        if decided in {"dmy", "mdy"}:
            return cast(Order, decided)
        proven = self._orders.get(index, frozenset())
        return next(iter(proven)) if len(proven) == 1 else None

    @cached_property
    def _marks(self) -> dict[int, frozenset[Mark]]:
        found: dict[int, set[Mark]] = {index: set() for index in self._numbers}
        for number, cells in self._sheet.rows():
            if number < self._first_row:
                continue
            for index in self._numbers:
                cell = cells[index] if index < len(cells) else None
                if isinstance(cell, str) and (proof := proof_of(cell)):
                    found[index].add(proof)
        return {index: frozenset(marks) for index, marks in found.items()}

    @cached_property
    def _orders(self) -> dict[int, frozenset[Order]]:
        found: dict[int, set[Order]] = {index: set() for index in self._days}
        for number, cells in self._sheet.rows():
            if number < self._first_row:
                continue
            for index in self._days:
                cell = cells[index] if index < len(cells) else None
                if isinstance(cell, str) and (order := proven_order(cell)):
                    found[index].add(order)
        return {index: frozenset(orders) for index, orders in found.items()}
