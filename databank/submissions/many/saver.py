"""Rows of a file into the bank, a batch at a time: the same rules and the same result as saving them one by one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from databank.errors import N_, RecordRefusedError, RowError, Sentence
from databank.exchange.owners import Owners
from databank.models import KnownRow
from databank.schemas import SCHEMAS, read_row
from databank.submissions.journal import Change
from databank.submissions.many.identity import IDENTITIES, PREFIXES, identity_of, key_hash
from databank.submissions.many.outcomes import RowOutcome
from databank.submissions.many.seen import SeenRows
from databank.submissions.saving import Outcome, new_id, save
from databank.submissions.tables import TABLES
from databank.submissions.trial import trial

if TYPE_CHECKING:
    from databank.imports.values import PreparedRow

KEYS = {
    "area-facts": ("area_id", "topic", "name_en", "year", "source_url"),
    "amounts": ("side_stream_id", "year"),
    "composition": ("side_stream_id", "parameter", "measured_on", "laboratory"),
    "documents": ("side_stream_id", "url"),
    "flows": ("record_id", "year"),
    "side-streams": ("id", "year"),
}
"""What tells one row of a file from another; rows of other kinds are told by their id."""
NAMELESS = "x"
AGAIN = N_("This record stands in the file already, on line %(line)s.")
OTHERS = N_("This row belongs to another organisation: leave it empty or import for that one.")


@dataclass(slots=True)
class SaveMany:
    """Saves the rows of one file.

    Parameters
    ----------
    session : Session
        The transaction of now. Whoever commits between two batches sets the session of the next one.
    owner_id : str, optional
        Whose rows they are. Rows of another one are refused; None for the city, which may bring everybody's.
    given : collection of str, optional
        The columns that the file has: others keep what an existing record says. A row's own cells always count;
        None lets every column count.
    own_only : bool
        Refuse to change what belongs to nobody or to everybody, too: organisations and flows of others.
    owned : bool
        Whether rows that name no owner get one, and unknown sites are made: not so in our own reviewed files.
    dry : bool
        Find out what would become of the rows, and write nothing.
    """

    session: Session
    kind: str
    change: Change
    owner_id: str | None = field(default=None, kw_only=True)
    given: Collection[str] | None = field(default=None, kw_only=True)
    own_only: bool = field(default=False, kw_only=True)
    owned: bool = field(default=True, kw_only=True)
    dry: bool = field(default=False, kw_only=True)
    _seen: SeenRows = field(default_factory=SeenRows, init=False)

    def take(self, rows: Sequence[PreparedRow]) -> list[RowOutcome]:
        """Save a batch of rows; what became of each, in their order."""
        with trial(self.session) if self.dry else nullcontext(), self.session.no_autoflush:
            owners = Owners(self.session, self.kind, self.owner_id, self.change) if self.owned else None
            return [self._take(row, owners) for row in rows]

    def pass_over(self, rows: Sequence[PreparedRow]) -> None:
        """Note rows that were saved before an import was interrupted, so that none of them is taken twice."""
        for row in rows:
            with _silent():
                self._refuse_twice(row, self._read(row))

    def _take(self, row: PreparedRow, owners: Owners | None) -> RowOutcome:
        try:
            return self._save(row, owners)
        except RecordRefusedError as refused:
            errors = tuple(replace(error, row=row.number) for error in refused.rows)
        return RowOutcome(
            sheet=row.sheet, number=row.number, numbers=row.numbers, outcome=Outcome.REJECTED, errors=errors
        )

    def _read(self, row: PreparedRow) -> dict[str, Any]:
        if row.errors:
            raise RecordRefusedError(tuple(row.errors))
        key = self._key
        cells = row.cells
        if key and SCHEMAS[self.kind].fields[key].required and not str(cells.get(key) or "").strip():
            values = read_row(self.kind, {**cells, key: NAMELESS})
            values[key] = None
            return values
        return read_row(self.kind, cells)

    @property
    def _key(self) -> str | None:
        """The column of the id, for kinds whose rows may come without one."""
        return TABLES[self.kind].key[0] if self.kind in PREFIXES else None

    def _refuse_twice(self, row: PreparedRow, values: dict[str, Any]) -> None:
        names = KEYS.get(self.kind, ("id",))
        key: tuple[Any, ...] = tuple(values[name] for name in names)
        if self._key and values[self._key] is None:
            key = (*identity_of(self.kind, row.identity, values), values.get("year"), values.get("organisation_id"))
            names = row.identity or IDENTITIES[self.kind]
        first = self._seen.first(key, row.number)
        if first != row.number:
            error = RowError(row.number, names[0], str(values[names[0]] or ""), Sentence(AGAIN, line=first))
            raise RecordRefusedError((error,))

    def _save(self, row: PreparedRow, owners: Owners | None) -> RowOutcome:
        values = self._read(row)
        self._refuse_twice(row, values)
        if owners is not None:
            owners.complete(values)
        self._recognise(row, values)
        change = replace(self.change, row=row.number, place=row.place, wording=row.wording or None)
        given = None if self.given is None else frozenset(self.given) | row.cells.keys() | {"organisation_id"}
        saved = save(self.session, self.kind, values, change, given=given)
        self.session.flush()
        return RowOutcome(
            sheet=row.sheet, number=row.number, numbers=row.numbers, outcome=saved.outcome, record_id=saved.record_id
        )

    def _recognise(self, row: PreparedRow, values: dict[str, Any]) -> None:
        if self._key is None or values[self._key] is not None:
            return
        identity = identity_of(self.kind, row.identity, values)
        hashed = key_hash(values.get("organisation_id") or self.owner_id or "", self.kind, identity)
        known = self.session.scalar(
            select(KnownRow.record_id).where(KnownRow.kind == self.kind, KnownRow.key_hash == hashed)
        )
        values[self._key] = known or new_id(PREFIXES[self.kind])
        if known is None:
            self.session.add(KnownRow(kind=self.kind, key_hash=hashed, record_id=values[self._key]))


@contextmanager
def _silent() -> Iterator[None]:
    try:
        yield
    except RecordRefusedError:
        return
