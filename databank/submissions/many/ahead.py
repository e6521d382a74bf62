"""Read what a batch of rows will touch in a few queries, instead of a few queries for every row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from databank.models import SideStream
from databank.submissions.parts import PARTS
from databank.submissions.references import REFERENCES
from databank.submissions.tables import TABLES


def look_ahead(session: Session, kind: str, rows: Iterable[Mapping[str, Any]]) -> list[Any]:
    """The records that the rows name. The session knows them as long as the caller holds the list."""
    cells = list(rows)
    columns = {column: model for column, (model, _message) in REFERENCES.items()}
    if kind in PARTS:
        columns[PARTS[kind].parent_column] = PARTS[kind].parent
    elif TABLES[kind].key == ("id",):
        columns["id"] = TABLES[kind].model
    return [record for column, model in columns.items() for record in _load(session, model, _named(cells, column))]


def _named(cells: Iterable[Mapping[str, Any]], column: str) -> set[str]:
    return {str(row[column]).strip() for row in cells if row.get(column)}


def _load(session: Session, model: Any, ids: set[str]) -> Iterable[Any]:
    if not ids:
        return ()
    query = select(model).where(model.id.in_(ids))
    if model is SideStream:
        parts = (SideStream.amounts, SideStream.composition, SideStream.documents)
        query = query.options(*(selectinload(part) for part in parts))
    return session.scalars(query).all()
