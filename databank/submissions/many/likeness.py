"""Records that say exactly what identifies a row: it is about them, although no file has brought them yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, column, or_, select, values
from sqlalchemy.orm import Session

from databank.records import RecordStatus
from databank.store.batch import chunks
from databank.submissions.derived import name_key
from databank.submissions.many.identity import identity_of
from databank.submissions.tables import TABLES

Values = Mapping[str, Any]
Query = Select[Any]
OF_FLOWS = ("source", "target", "material", "year")


def alike(
    session: Session, kind: str, columns: Sequence[str], wanted: Mapping[tuple[str, ...], Values]
) -> dict[tuple[str, ...], str]:
    """The records that say what some rows say in the columns that identify them, by that.

    Where several say the same, none is meant: the row cannot tell which.
    """
    table = TABLES[kind].model.__table__
    if any(name not in table.c for name in columns):
        return {}
    names = sorted({"organisation_id", "business_id", "is_example", *columns} & set(table.c.keys()))
    called = _called(kind, columns, wanted)
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    named: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for matching in _matching(kind, table, columns, list(wanted.values())):
        query = matching(select(table.c[TABLES[kind].key[0]], *(table.c[name] for name in names)))
        if "status" in table.c:
            query = query.where(table.c.status != RecordStatus.WITHDRAWN)
        for record_id, *held in map(tuple, session.execute(query)):
            record = dict(zip(names, held, strict=True))
            found[identity_of(kind, columns, record)].add(record_id)
            if kind == "organisations":
                for identity in called[_name_of(columns, record)]:
                    if not (record["business_id"] and wanted[identity]["business_id"]):
                        named[identity].add(record_id)
    meant = {identity: found[identity] or named[identity] for identity in wanted}
    return {identity: ids.pop() for identity, ids in meant.items() if len(ids) == 1}


def _called(
    kind: str, columns: Sequence[str], wanted: Mapping[tuple[str, ...], Values]
) -> Mapping[tuple[str, ...], list[tuple[str, ...]]]:
    """The rows by their names: organisations are meant by them where only one side has a business id."""
    called: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
    for identity, row in wanted.items() if kind == "organisations" else ():
        called[_name_of(columns, row)].append(identity)
    return called


def _name_of(columns: Sequence[str], values: Values) -> tuple[str, ...]:
    return identity_of("organisations", columns, {**values, "business_id": None})


def _matching(
    kind: str, table: Any, columns: Sequence[str], rows: Sequence[Values]
) -> Iterator[Callable[[Query], Query]]:
    """What narrows a query down to such records, as an index serves it; others may be among them."""
    if kind == "flows":
        if set(OF_FLOWS) <= set(columns):
            for part in chunks(rows):
                yield _of_flows(table, part)
        return
    if "name_key" not in table.c or "name" not in columns:
        yield _filtered(_owned(table, rows), *_coded(table, columns, rows))
        return
    for part in chunks(rows):
        named = table.c.name_key.in_({name_key(row["name"]) for row in part})
        if kind == "organisations":
            yield _filtered(or_(named, table.c.business_id.in_({row["business_id"] for row in part})))
        else:
            yield _filtered(_owned(table, part), named)


def _filtered(*conditions: ColumnElement[bool]) -> Callable[[Query], Query]:
    return lambda query: query.where(*conditions)


def _owned(table: Any, rows: Sequence[Values]) -> ColumnElement[bool]:
    owned: ColumnElement[bool] = table.c.organisation_id.in_({row["organisation_id"] for row in rows})
    return owned


def _coded(table: Any, columns: Sequence[str], rows: Sequence[Values]) -> Iterator[ColumnElement[bool]]:
    """Codes and places are the same to the letter, where all rows have them."""
    for name in {"site_id", "waste_code"} & set(columns):
        known = {row[name] for row in rows}
        if None not in known:
            yield table.c[name].in_(known)


def _of_flows(table: Any, rows: Sequence[Values]) -> Callable[[Query], Query]:
    """Flows between the same ends: joined to the rows, as SQLite finds no index for pairs in a list."""
    said_ends = values(*(column(name, table.c[name].type) for name in OF_FLOWS), name="said").data(
        [tuple(row[name] for name in OF_FLOWS) for row in rows]
    )
    ends = said_ends.cte("said")
    return lambda query: query.join(ends, and_(*(table.c[name] == ends.c[name] for name in OF_FLOWS)))
