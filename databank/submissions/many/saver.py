"""Rows of a file into the bank, a batch at a time: the same rules and the same result as saving them one by one."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from databank.errors import RecordRefusedError
from databank.models import Area, Base, Organisation, ReviewCase, SideStream, Site
from databank.schemas import COLUMNS
from databank.store.batch import Batch, Store
from databank.store.bulk import widen_cache
from databank.submissions.journal import Change, RowChange
from databank.submissions.many.ahead import look_ahead
from databank.submissions.many.facts import refuse_fact
from databank.submissions.many.identity import IDENTITIES
from databank.submissions.many.naming import Names
from databank.submissions.many.outcomes import RowOutcome
from databank.submissions.many.owners import Owners, organisation_named
from databank.submissions.many.rows import Row, Rows
from databank.submissions.parts import PARTS
from databank.submissions.references import REFERENCES
from databank.submissions.saving import Outcome, Saved, save, save_plain
from databank.submissions.tables import TABLES
from databank.submissions.trial import trial

if TYPE_CHECKING:
    from databank.imports.values import PreparedRow

BATCHED = frozenset({*IDENTITIES, "amounts"})
"""Kinds that come by the hundred thousand."""
PLAIN = frozenset({"flows"})
"""Kinds from whose records nothing follows, each of which stands once in a file."""
MANY = 1000
"""So many rows at once are part of a large file."""
MOST_REMEMBERED = 5000
"""Records that a dry run goes on knowing as it would have left them, for further years of them stand close by."""
FOR_REFERENCE: dict[type[Base], tuple[str, ...]] = {
    Area: ("id",),
    Organisation: ("id", "is_example", "sector"),
    Site: ("id", "is_example", "organisation_id"),
    SideStream: ("id", "is_example", "organisation_id"),
}
"""What saving asks of records that a row only names."""


@contextmanager
def without_collecting() -> Iterator[None]:
    """Make thousands of objects that live for a moment without looking for garbage among them again and again."""
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_collecting:
            gc.enable()


@dataclass(eq=False)
class SaveMany:
    """Saves the rows of one file.

    Parameters
    ----------
    session : Session
        The transaction of now. Whoever commits between two batches sets the session of the next one.
    owner_id : str, optional
        Id or business id of the organisation whose rows they are: rows of another one are refused. None for the city,
        which may bring everybody's.
    given : collection of str, optional
        The columns that the file has: others keep what an existing record says. A row's own cells always count;
        None lets every column count.
    own_only : bool
        Whether rows that have no owner may touch nothing of others either: organisations and flows.
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

    def __post_init__(self) -> None:
        """Get ready for the first batch."""
        self._rows = Rows(self.kind)
        self._change = RowChange.of(self.change)
        self._batch: Batch | None = None

    def take(self, rows: Sequence[PreparedRow]) -> list[RowOutcome]:
        """Save a batch of rows; what became of each, in their order."""
        if self.kind not in BATCHED:
            return self._take_singly(rows)
        batch = self._begun()
        with without_collecting():
            outcomes = [self._save(batch, row) for row in self._recognised(batch, rows)]
            if self.dry:
                batch.forget(MOST_REMEMBERED)
            else:
                if len(rows) >= MANY:
                    widen_cache(self.session)
                batch.write()
        return outcomes

    def _take_singly(self, sources: Sequence[PreparedRow]) -> list[RowOutcome]:
        """Save rows of kinds that come by the hundred, such as areas: one by one, but read together."""
        rows = [self._rows.read(source) for source in sources]
        with trial(self.session) if self.dry else nullcontext(), self.session.no_autoflush:
            known = look_ahead(self.session, self.kind, [row.values for row in rows if not row.errors])
            outcomes = [self._save(self.session, row) for row in rows]
            self.session.flush()
            known.clear()
        return outcomes

    def expect(self, made: Iterable[tuple[str, PreparedRow]]) -> None:
        """For a dry run: what is to be made with the file counts as being in the bank, organisations and sites."""
        by_kind: dict[str, list[PreparedRow]] = defaultdict(list)
        for kind, row in made:
            by_kind[kind].append(row)
        for kind in sorted(by_kind):
            other = SaveMany(self.session, kind, self.change, owner_id=self.owner_id, dry=True)
            other._batch = self._begun()
            other.take(by_kind[kind])

    def pass_over(self, rows: Sequence[PreparedRow]) -> None:
        """Note rows that were saved before an import was interrupted, so that none of them is taken twice."""
        for row in self._recognised(Batch(self.session, is_dry=True), rows):
            if not row.errors:
                self._rows.refuse_twice(row)

    def _begun(self) -> Batch:
        if self._batch is None or not self.dry:
            self._batch = Batch(self.session, is_dry=self.dry)
        self._batch.session = self.session
        return self._batch

    @cached_property
    def _owners(self) -> Owners | None:
        if not self.owned:
            return None
        organisation = organisation_named(self.session, self.owner_id) if self.owner_id is not None else None
        return Owners(kind=self.kind, change=self.change, organisation_id=organisation, own_only=self.own_only)

    @cached_property
    def _names(self) -> Names:
        return Names(self.kind, self._owners.organisation_id if self._owners else None, self.dry)

    @cached_property
    def _given(self) -> frozenset[str] | None:
        if self.given is None:
            return None
        return frozenset(self.given) | ({"organisation_id"} if self.owned else set())

    # --- before ----------------------------------------------------------------------------------------------------

    def _recognised(self, batch: Batch, sources: Sequence[PreparedRow]) -> list[Row]:
        """The rows of a batch as their schema reads them, each with its owner and its id."""
        rows = [self._rows.read(source) for source in sources]
        sound = [row for row in rows if not row.errors]
        self._read_ahead(batch, sound)
        if self._owners is not None:
            for row in sound:
                try:
                    self._owners.complete(batch, row.values)
                except RecordRefusedError as refused:
                    row.refuse(refused.rows)
        self._names.give(batch, [row for row in sound if not row.errors])
        self._read_records(batch, [row for row in sound if not row.errors])
        return rows

    def _read_ahead(self, batch: Batch, rows: Sequence[Row]) -> None:
        """What the rows name, in one query a table."""
        named: dict[type[Base], dict[Any, None]] = defaultdict(dict)
        for column in REFERENCES.keys() & set(COLUMNS[self.kind]):
            named[REFERENCES[column][0]] |= dict.fromkeys(row.values[column] for row in rows)
        for model, keys in named.items():
            batch.read(model, keys, *(() if self.kind in PARTS else FOR_REFERENCE[model]))

    def _read_records(self, batch: Batch, rows: Sequence[Row]) -> None:
        """What the bank holds of the records of the rows."""
        table = TABLES[PARTS[self.kind].parent_kind if self.kind in PARTS else self.kind]
        for row in rows:
            row.key = self._key_of(row)
        keys = [row.key for row in rows]
        batch.read(table.model, keys)
        if table.reviewed:
            known = [key for key in dict.fromkeys(keys) if batch.get(table.model, key) is not None]
            batch.read(ReviewCase, [(table.kind, key) for key in known])

    def _key_of(self, row: Row) -> Any:
        """The primary key of the record of a row, or of the record that it is a part of."""
        names = (PARTS[self.kind].parent_column,) if self.kind in PARTS else TABLES[self.kind].key
        key = tuple(row.values[name] for name in names)
        return key if len(key) > 1 else key[0]

    # --- saving ----------------------------------------------------------------------------------------------------

    def _save(self, store: Store, row: Row) -> RowOutcome:
        source = row.source
        if not row.errors:
            self._rows.refuse_twice(row)
        if not row.errors:
            try:
                return self._saved(store, row)
            except RecordRefusedError as refused:
                row.refuse(refused.rows)
        return RowOutcome(
            sheet=source.sheet,
            number=source.number,
            numbers=source.numbers,
            outcome=Outcome.REJECTED,
            errors=row.errors,
        )

    def _saved(self, store: Store, row: Row) -> RowOutcome:
        source = row.source
        self._change.by_row(source.number, source.place, source.wording or None)
        is_new = False
        if isinstance(store, Batch):
            is_new, saved = self._put(store, row)
        else:
            saved = save(store, self.kind, row.values, self._change, given=self._columns_of(source))
        outcome = saved.outcome
        if is_new and self.dry:
            if row.identity:
                saved.changes.pop(self._rows.id_column, None)  # the id will be another one
            if self._rows.is_known(row):  # made so long ago that it was forgotten
                outcome = Outcome.CHANGED
        return RowOutcome(
            sheet=source.sheet,
            number=source.number,
            numbers=source.numbers,
            outcome=outcome,
            record_id=None if is_new and self.dry else saved.record_id,
            changes=saved.changes,
        )

    def _put(self, batch: Batch, row: Row) -> tuple[bool, Saved]:
        """Save a row into a batch; whether its record is one that the bank does not hold."""
        is_new = self._is_new(batch, row)
        if is_new and self.kind in PLAIN:
            saved = save_plain(batch, self.kind, row.values, self._change)
        else:
            saved = save(batch, self.kind, row.values, self._change, given=self._columns_of(row.source))
        if row.key_hash:
            self._names.remember(batch, row)
        return is_new, saved

    def _columns_of(self, source: PreparedRow) -> frozenset[str] | None:
        """The columns that a row has: those of its file, and what else it says."""
        if self._given is None or self._given.issuperset(source.cells):
            return self._given
        return self._given | source.cells.keys()

    def _is_new(self, batch: Batch, row: Row) -> bool:
        """Whether the bank does not hold the record; one of somebody else is refused."""
        if self.kind in PARTS:
            return False
        record = batch.get(TABLES[self.kind].model, row.key)
        if self._owners is not None:
            named = None if row.identity else row.values[TABLES[self.kind].key[0]]
            self._owners.refuse_taken(batch, record, named)
            if self.own_only and record is not None and not record.is_new:
                given = None if self._given is None else self._given | row.source.cells.keys()
                refuse_fact(batch, self.kind, record, row.values, self.change, given)
        return record is None or record.is_new
