"""The rows of a file as their schema reads them, and those that stand in it twice."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from databank.errors import N_, RecordRefusedError, RowError, Sentence
from databank.schemas import SCHEMAS, row_reader
from databank.schemas.many import Reader
from databank.submissions.many.identity import IDENTITIES, ONCE
from databank.submissions.many.seen import SeenRows
from databank.submissions.tables import TABLES

if TYPE_CHECKING:
    from databank.imports.values import PreparedRow

AGAIN = N_("This record stands in the file already, on line %(line)s.")
NAMELESS = "x"
"""Stands in for an id while a row without one is read."""


@dataclass(slots=True, eq=False)
class Row:
    """One row on its way into the bank.

    Attributes
    ----------
    values : dict
        As its schema reads it.
    identity : sequence of str
        The columns that identify a row without an id; empty for a row that has one.
    says : tuple of str
        What it says in them.
    key_hash : str
        See `databank.submissions.many.identity.key_hash`.
    key : object
        The primary key of its record, or of the record that it is a part of.
    errors : tuple of RowError
        Why it is refused.
    """

    source: PreparedRow
    values: dict[str, Any]
    identity: Sequence[str] = ()
    says: tuple[str, ...] = ()
    key_hash: str = ""
    key: Any = None
    errors: tuple[RowError, ...] = ()

    def refuse(self, errors: Sequence[RowError]) -> None:
        """Keep the row out of the bank."""
        self.errors = tuple(replace(error, row=self.source.number) for error in errors)


@dataclass(slots=True, eq=False)
class Rows:
    """Reads the rows of one file."""

    kind: str
    id_column: str = field(init=False)
    _once: tuple[str, ...] = field(init=False)
    _required: bool = field(init=False)
    _columns: frozenset[str] = field(default=frozenset(), init=False)
    _read: Reader = field(init=False)
    _seen: SeenRows = field(default_factory=SeenRows, init=False)
    _made: SeenRows = field(default_factory=SeenRows, init=False)

    def __post_init__(self) -> None:
        """Get ready for rows of any columns."""
        self.id_column = TABLES[self.kind].key[0] if self.kind in IDENTITIES else ""
        self._once = ONCE.get(self.kind, ("id",))
        self._required = bool(self.id_column) and SCHEMAS[self.kind].fields[self.id_column].required
        self._read = row_reader(self.kind, ())

    def read(self, source: PreparedRow) -> Row:
        """One row, as its schema reads it."""
        row = Row(source, {})
        if source.errors:
            row.refuse(source.errors)
            return row
        try:
            row.values = self._values(source.cells)
        except RecordRefusedError as refused:
            row.refuse(refused.rows)
            return row
        if self.id_column and row.values[self.id_column] is None:
            row.identity = source.identity or IDENTITIES[self.kind]
        return row

    def _values(self, cells: dict[str, Any]) -> dict[str, Any]:
        is_nameless = self._required and not str(cells.get(self.id_column) or "").strip()
        if is_nameless:
            cells = {**cells, self.id_column: NAMELESS}
        if not self._columns.issuperset(cells):
            self._widen(cells)
        values = self._read(cells)
        if is_nameless:
            values[self.id_column] = None
        return values

    def _widen(self, columns: Collection[str]) -> None:
        self._columns |= frozenset(columns)
        self._read = row_reader(self.kind, self._columns)

    def refuse_twice(self, row: Row) -> None:
        """Refuse a row whose record and year stand further up in the file."""
        names, source, values = self._once, row.source, row.values
        place = self._seen.first(tuple([values[name] for name in names]), source.sheet, source.number)
        if place is not None:
            name = row.identity[0] if row.identity else names[0]
            value = values[name]
            row.refuse([RowError(None, name, "" if value is None else str(value), Sentence(AGAIN, line=place))])

    def is_known(self, row: Row) -> bool:
        """Whether another year of the same record, which is not in the bank, stood further up in the file."""
        source = row.source
        return self.kind == "side-streams" and self._made.first((row.key,), source.sheet, source.number) is not None
