"""Many rows of one table written by one statement."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import JSON, Connection, Dialect, Table, bindparam, insert, update
from sqlalchemy.orm import Session

MOST = 4096
CACHE_KB = 65_536
TOGETHER = 20
"""Rows in one call: of the widest table half as many values as the oldest SQLite in use takes."""
Values = Mapping[str, Any]


class Document(str):
    """A JSON document that is text already."""

    __slots__ = ()


class _Bound(dict[Any, Any]):
    """The values of one column as the driver takes them; those that stand in many rows are worked out once."""

    __slots__ = ("_bind",)

    def __init__(self, bind: Callable[[Any], Any]) -> None:
        super().__init__()
        self._bind = bind

    def __missing__(self, value: Any) -> Any:
        if len(self) >= MOST:
            self.clear()
        bound = self[value] = self._bind(value)
        return bound


def widen_cache(session: Session) -> None:
    """Let SQLite keep the pages that many rows change until they are written, instead of writing some of them twice."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA cache_size = -{CACHE_KB}")


def insert_rows(session: Session, table: Table, rows: Sequence[Values]) -> None:
    """Insert rows; columns that a row does not name are unknown."""
    if not rows:
        return
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        _insert_together(connection, table, rows)
        return
    documents = [name for name, column in table.c.items() if isinstance(column.type, JSON)]
    blank = dict.fromkeys(name for name in table.c.keys() if name not in documents)  # noqa: SIM118 - no mapping
    groups: dict[tuple[bool, ...], list[Values]] = defaultdict(list)
    for row in rows:  # a document that is given as None would be the word null, not unknown
        read = {name: json.loads(row[name]) for name in documents if isinstance(row.get(name), Document)}
        groups[tuple(name in row for name in documents)].append({**blank, **row, **read})
    for group in groups.values():
        connection.execute(insert(table), group)


def _insert_together(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    """Insert some rows with each call: what SQLite does for the CHECKs of a table, once a call, takes half its time."""
    named = set().union(*rows)
    names = tuple(name for name in table.c.keys() if name in named)  # noqa: SIM118 - no mapping
    statement, columns = _prepared(table, connection.dialect, names)
    start, _, places = statement.rpartition(" VALUES ")
    whole = len(rows) - len(rows) % TOGETHER
    if whole:
        bound = [
            tuple(chain.from_iterable([_bound(row, columns) for row in rows[first : first + TOGETHER]]))
            for first in range(0, whole, TOGETHER)
        ]
        connection.exec_driver_sql(f"{start} VALUES {', '.join([places] * TOGETHER)}", bound)
    if whole < len(rows):
        connection.exec_driver_sql(statement, [tuple(_bound(row, columns)) for row in rows[whole:]])


def update_rows(
    session: Session, table: Table, keys: Sequence[str], updates: Iterable[tuple[Any, Mapping[str, Any]]]
) -> None:
    """Change rows, each given by its key and the columns that change."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for key, changes in updates:
        named = zip(keys, key if len(keys) > 1 else (key,), strict=True)
        groups[tuple(sorted(changes))].append({f"key_{name}": value for name, value in named} | dict(changes))
    for names, values in groups.items():
        statement = update(table).values({name: bindparam(name) for name in names})
        for name in keys:
            statement = statement.where(table.c[name] == bindparam(f"key_{name}"))
        session.connection().execute(statement, values)


Columns = tuple[tuple[str, Callable[[Any], Any] | None], ...]


@lru_cache(maxsize=256)
def _prepared(table: Table, dialect: Dialect, names: tuple[str, ...]) -> tuple[str, Columns]:
    """The statement that inserts these columns, and how each of its values is bound, in their order."""
    compiled = insert(table).compile(dialect=dialect, column_keys=names)
    return str(compiled), tuple((name, _binder(table, name, dialect)) for name in compiled.positiontup or ())


def _binder(table: Table, name: str, dialect: Dialect) -> Callable[[Any], Any] | None:
    kind = table.c[name].type
    bind = kind.dialect_impl(dialect).bind_processor(dialect)
    if bind is None:
        return None
    if isinstance(kind, JSON):
        return lambda value: str(value) if isinstance(value, Document) else bind(value)
    return _Bound(bind).__getitem__


def _bound(row: Values, columns: Columns) -> list[Any]:
    get = row.get
    return [value if (value := get(name)) is None or bind is None else bind(value) for name, bind in columns]
