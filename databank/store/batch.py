"""The rows that a batch of work touches: read in a few queries, changed in memory, written in a few statements.

A session does the same for any number of objects, but pays for each attribute of each of them. A batch has the few
methods of a session that saving uses, and nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from operator import attrgetter
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, inspect, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from databank.models import Base, Organisation, SideStream, StreamAmount
from databank.store.bulk import insert_rows, update_rows
from databank.store.remembering import note_changes

MOST_KEYS = 500
"""Keys in one query: all databases take so many, and the statements are few enough to be remembered."""


class Held:
    """One row of a table: the columns of its model as plain attributes, unknown ones None.

    Attributes
    ----------
    was : dict, optional
        The columns as the bank holds them; None for a row that is new, or that was read for reference only.
    is_new : bool
        Whether it was added to a batch.
    is_blank : bool
        Whether it was made just now, and says nothing but what it begins with.
    amounts : list of Held
        Those of a side stream.
    """

    __slots__ = ("__dict__", "amounts", "is_blank", "is_new", "was")
    model: ClassVar[type[Base]]
    key_columns: ClassVar[tuple[str, ...]]
    key_of: ClassVar[Callable[[Held], Any]]
    was: dict[str, Any] | None
    is_new: bool
    is_blank: bool
    amounts: list[Held]

    def __init__(self, values: dict[str, Any], *, is_kept: bool = False) -> None:
        self.__dict__ = values
        self.was = dict(values) if is_kept else None
        self.is_new = False
        self.is_blank = not is_kept
        self.amounts = []

    @property
    def key(self) -> Any:
        """The value of the primary key, a tuple when it has several columns."""
        return type(self).key_of(self)

    @property
    def changes(self) -> dict[str, Any]:
        """The columns that the bank does not hold like this yet."""
        was = self.was or {}
        return {name: value for name, value in vars(self).items() if was.get(name) != value}


@cache
def held_class(model: type[Base]) -> type[Held]:
    """The class of the rows of one table."""
    mapper = inspect(model)
    keys = tuple(column.name for column in mapper.primary_key)
    columns: dict[str, Any] = dict.fromkeys(column.name for column in mapper.local_table.columns)
    fixed = {"model": model, "key_columns": keys, "key_of": staticmethod(attrgetter(*keys)), "__slots__": ()}
    return type(f"Held{model.__name__}", (Held,), {**columns, **fixed})


class Batch:
    """What a batch of rows touches.

    Parameters
    ----------
    session : Session
        The transaction in which is read and, by `write`, written.
    is_dry : bool
        Nothing will be written, so that no row is locked.
    """

    def __init__(self, session: Session, *, is_dry: bool = False) -> None:
        self.session = session
        self._is_dry = is_dry
        self._rows: dict[type[Base], dict[Any, Held | None]] = defaultdict(dict)
        self._new: dict[type[Base], list[Held]] = defaultdict(list)
        self._noted: dict[type[Base], list[dict[str, Any]]] = defaultdict(list)

    # --- reading ---------------------------------------------------------------------------------------------------

    def read(self, model: type[Base], keys: Iterable[Any], *columns: str) -> None:
        """Read the rows of these keys at once; with `columns` only these, for reference.

        Rows read whole are locked where the database can: nobody changes them before this batch is written.
        """
        rows = self._rows[model]
        missing = [key for key in dict.fromkeys(keys) if key is not None and key not in rows]
        rows.update(dict.fromkeys(missing))
        names = (*held_class(model).key_columns, *columns) if columns else ()
        for values in self._values(model, missing, names):
            row = held_class(model)(values, is_kept=not columns)
            if rows.get(row.key, row) is None:
                rows[row.key] = row
        if model is SideStream and not columns:
            self._read_amounts(missing)

    def _read_amounts(self, stream_ids: Collection[Any]) -> None:
        streams = self._rows[SideStream]
        amount_class, column = held_class(StreamAmount), StreamAmount.side_stream_id
        for part in chunks(stream_ids):
            table = StreamAmount.__table__
            query = select(table).where(column.in_(part)).order_by(StreamAmount.year)
            for values in self.session.execute(query).mappings():
                stream = streams[values["side_stream_id"]]
                if stream is not None:
                    stream.amounts.append(amount_class(dict(values), is_kept=True))

    def _values(self, model: type[Base], keys: Collection[Any], names: Collection[str]) -> Iterator[dict[str, Any]]:
        table = model.__table__
        key_columns = [table.c[name] for name in held_class(model).key_columns]
        for part in chunks(keys):
            query = select(*(table.c[name] for name in dict.fromkeys(names))) if names else select(table)
            query = query.where(*_keyed(key_columns, part))
            query = query if names or self._is_dry else query.order_by(*key_columns).with_for_update()
            yield from map(dict, self.session.execute(query).mappings())

    def miss(self, model: type[Base], keys: Iterable[Any]) -> None:
        """Take for certain that the bank has no rows of these keys."""
        self._rows[model].update(dict.fromkeys(keys))

    def get(self, model: type[Base], key: Any) -> Any:
        """The row of this key, or None."""
        rows = self._rows[model]
        try:
            return rows[key]
        except KeyError:
            self.read(model, (key,))
            return rows[key]

    def get_one(self, model: type[Base], key: Any) -> Any:
        """The row of this key, which must be there."""
        found = self.get(model, key)
        if found is None:
            raise NoResultFound
        return found

    def scalar(self, statement: Any) -> Any:
        """The first value that a query finds among what is written already."""
        return self.session.scalar(statement)

    @property
    def new(self) -> Iterable[Any]:
        """The organisations, of which some may say what is not written yet."""
        return [row for row in self._rows[Organisation].values() if row is not None]

    # --- changing --------------------------------------------------------------------------------------------------

    def add(self, row: Any) -> None:
        """Take a new row into the batch; one that it holds stays as it is."""
        if row.was is None and not row.is_new:
            row.is_new = True
            self._rows[row.model][row.key] = row
            self._new[row.model].append(row)

    def note(self, model: type[Base], values: dict[str, Any]) -> None:
        """Take a new row into the batch that nothing in it asks for."""
        self._noted[model].append(values)

    def flush(self) -> None:
        """Nothing: what was changed is held already."""

    # --- writing ---------------------------------------------------------------------------------------------------

    def write(self) -> None:
        """Write what is new and what was changed, parents first."""
        self._take_amounts()
        touched: set[type[Base]] = set()
        models = {model.__tablename__: model for model in (*self._rows, *self._new, *self._noted)}
        for table in Base.metadata.sorted_tables:
            model = models.get(table.name)
            if model is None:
                continue
            changed = [row for row in self._rows[model].values() if row is not None and row.was is not None]
            updates = [(row.key, changes) for row in changed if (changes := row.changes)]
            update_rows(self.session, table, held_class(model).key_columns, updates)  # what it gives up is free then
            new = [*map(vars, self._new[model]), *self._noted[model]]
            insert_rows(self.session, table, new)
            if new or updates:
                touched.add(model)
        note_changes(self.session, touched)

    def forget(self, most: int) -> None:
        """Begin anew without writing, but go on knowing the last rows that would have been new or changed."""
        self._new.clear()
        self._noted.clear()
        for model, rows in self._rows.items():
            touched = [(key, row) for key, row in rows.items() if row is not None and (row.is_new or _differs(row))]
            self._rows[model] = dict(touched[-most:])

    def _take_amounts(self) -> None:
        for stream_id, stream in self._rows[SideStream].items():
            for amount in stream.amounts if stream is not None else ():
                if amount.was is None:
                    vars(amount)["side_stream_id"] = stream_id
                    self._new[StreamAmount].append(amount)
                else:
                    self._rows[StreamAmount][amount.key] = amount


def _differs(row: Held) -> bool:
    return row.was is not None and (row.was != vars(row) or any(one.was != vars(one) for one in row.amounts))


def _keyed(columns: Sequence[Any], keys: Sequence[Any]) -> Iterator[ColumnElement[bool]]:
    """Conditions that an index serves on both databases; of keys of several columns they let some others through."""
    if len(columns) == 1:
        yield columns[0].in_(keys)
        return
    for column, values in zip(columns, zip(*keys, strict=True), strict=True):
        known = set(values)
        yield column.in_(known) if len(known) > 1 else column == values[0]


def chunks(keys: Iterable[Any]) -> Iterator[list[Any]]:
    """The keys of one query after the other."""
    rest = iter(keys)
    while part := list(islice(rest, MOST_KEYS)):
        yield part


Store = Session | Batch
"""Where records are saved: a session, one at a time, or a batch of them."""


def new_row(store: Store, model: type[Base], values: dict[str, Any]) -> Any:
    """A new row for a store, to be added when it is complete."""
    return held_class(model)(values) if isinstance(store, Batch) else model(**values)


def new_part(record: Any, model: type[Base], values: dict[str, Any]) -> Any:
    """A new part of a record, to be put among its siblings."""
    return held_class(model)(values) if isinstance(record, Held) else model(**values)


def note(store: Store, model: type[Base], values: dict[str, Any]) -> None:
    """Write a row that nothing asks for before the transaction has ended."""
    if isinstance(store, Batch):
        store.note(model, values)
    else:
        store.add(model(**values))
