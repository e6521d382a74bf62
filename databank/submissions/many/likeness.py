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


def alike(session: Session, kind: str, columns: Sequence[str], rows: Sequence[Values]) -> dict[tuple[str, ...], str]:
    """The records that say what some rows say in the columns that identify them, by that.

    Where several say the same, none is meant: the row cannot tell which.
    """
    table = TABLES[kind].model.__table__
    if any(name not in table.c for name in columns):
        return {}
    names = {"organisation_id", "business_id", "is_example", *columns} & set(table.c.keys())
    wanted = {identity_of(kind, columns, row) for row in rows}
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for condition in _conditions(kind, table, columns, rows):
        query = select(table.c[TABLES[kind].key[0]], *(table.c[name] for name in names)).where(condition)
        if "status" in table.c:
            query = query.where(table.c.status != RecordStatus.WITHDRAWN)
        for record_id, *values in session.execute(query):
            record = dict(zip(names, values, strict=True))
            for identity in _identities(kind, columns, record):
                if identity in wanted:
                    found[identity].add(record_id)
    return {identity: ids.pop() for identity, ids in found.items() if len(ids) == 1}


def _identities(kind: str, columns: Sequence[str], record: Values) -> Iterator[tuple[str, ...]]:
    """What identifies a record. An organisation is also meant by its name, unless the row has another business id."""
    yield identity_of(kind, columns, record)
    if kind == "organisations" and record["business_id"]:
        yield identity_of(kind, columns, {**record, "business_id": None})


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
