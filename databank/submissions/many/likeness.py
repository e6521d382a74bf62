"""Records that say exactly what identifies a row: it is about them, although no file has brought them yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, or_, select, tuple_
from sqlalchemy.orm import Session

from databank.records import RecordStatus
from databank.store.batch import chunks
from databank.submissions.many.identity import identity_of, said
from databank.submissions.tables import TABLES

Values = Mapping[str, Any]
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
    names = {"organisation_id", "business_id", "is_example", *columns} & set(table.c.keys())
    called = _called(kind, columns, wanted)
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    named: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for condition in _conditions(kind, table, columns, list(wanted.values())):
        query = select(table.c[TABLES[kind].key[0]], *(table.c[name] for name in names)).where(condition)
        if "status" in table.c:
            query = query.where(table.c.status != RecordStatus.WITHDRAWN)
        for record_id, *values in session.execute(query):
            record = dict(zip(names, values, strict=True))
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


def _conditions(kind: str, table: Any, columns: Sequence[str], rows: Sequence[Values]) -> Iterator[ColumnElement[bool]]:
    """Where such records are, as narrow as an index allows; hundreds of rows at a time."""
    for part in chunks(rows):
        if kind == "flows":
            if set(OF_FLOWS) <= set(columns):
                keys = [tuple(row[name] for name in OF_FLOWS) for row in part]
                yield tuple_(*(table.c[name] for name in OF_FLOWS)).in_(keys)
            continue
        if kind == "organisations":
            yield or_(_named(table, part), table.c.business_id.in_({row["business_id"] for row in part}))
            continue
        owned = table.c.organisation_id.in_({row["organisation_id"] for row in part})
        yield owned & _named(table, part) if "name_key" in table.c and "name" in columns else owned


def _named(table: Any, rows: Sequence[Values]) -> ColumnElement[bool]:
    named: ColumnElement[bool] = table.c.name_key.in_({said(row["name"]) for row in rows})
    return named
