"""Putting streams and their parts together: which year of each counts, and what of a stream is left for its fate."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, and_, case, func, or_, select, type_coerce

from databank.models import Quantity
from databank.queries.flow_asked import COLUMNS, PLANNED, SHOWN, SMALLEST, Asked
from databank.records import LeftOut


def latest(asked: Asked, found: CTE, name: str) -> CTE:
    """All rows, or of each record the latest year that counts, else the latest of any kind."""
    if not asked.latest:
        return found
    picked = _newest(found, name)
    year = func.coalesce(found.c.year, 0)
    return select(found).join(picked, and_(picked.c.record_id == found.c.record_id, picked.c.year == year)).cte(name)


def _newest(found: CTE, name: str) -> CTE:
    """The latest year of each record that counts, else the latest of any kind."""
    year = func.coalesce(found.c.year, 0)
    counted = func.max(case((found.c.reason.is_(None), year)))
    return (
        select(found.c.record_id, func.coalesce(counted, func.max(year)).label("year"))
        .group_by(found.c.record_id)
        .cte(f"latest_{name}")
    )


def counted_parts(asked: Asked, streams: CTE, parts: CTE) -> CTE:
    """The parts that are as visible as their stream is in whatever year.

    When the latest is asked they are of the stream's own year: whatever was reported of a later one is not yet beside
    an amount of the stream. What is planned for a later year is taken from the stream as it is known.
    """
    mother = (
        select(
            streams.c.record_id,
            func.max(streams.c.rank).label("rank"),
            func.max(case((streams.c.reason.is_(None), streams.c.year))).label("year"),
        )
        .where(streams.c.record_id.in_(select(parts.c.stream_id).where(parts.c.stream_id.is_not(None))))
        .group_by(streams.c.record_id)
        .cte("mothers")
    )
    moves = _moves_with(parts, mother) if asked.latest and asked.planned else None
    query = (
        select(*_of_year(parts, mother, moves))
        .outerjoin(mother, parts.c.stream_id == mother.c.record_id)
        .where(parts.c.rank >= parts.c.mother_rank)
    )
    if asked.latest:
        newest = _newest(parts, "parts")
        of_newest = and_(mother.c.year.is_(None), func.coalesce(parts.c.year, 0) == newest.c.year)
        query = query.join(newest, newest.c.record_id == parts.c.record_id)
        planned = [] if moves is None else [and_(moves, parts.c.year == newest.c.year)]
        query = query.where(or_(parts.c.year == mother.c.year, of_newest, *planned))
    return query.cte("counted_parts")


def _moves_with(parts: CTE, mother: CTE) -> ColumnElement[bool]:
    """Whether a planned part is counted in the year of its stream, which the viewer has to see to know that year."""
    return and_(parts.c.kind == PLANNED, mother.c.rank == SHOWN, mother.c.year.is_not(None))


def _of_year(parts: CTE, mother: CTE, moves: ColumnElement[bool] | None) -> list[ColumnElement[Any]]:
    if moves is None:
        return list(parts.c)
    year = case((moves, mother.c.year), else_=parts.c.year).label("year")
    return [year if column.name == "year" else column for column in parts.c]


def fates(streams: CTE, parts: CTE) -> Select[*tuple[Any, ...]]:
    """Each stream's remainder to its fate. Nothing remains: no row. More than everything went: said as a reason."""
    gone = (
        select(parts.c.stream_id, parts.c.year, parts.c.layer, func.sum(parts.c.amount).label("amount"))
        .where(parts.c.stream_id.is_not(None), parts.c.reason.is_(None))
        .group_by(parts.c.stream_id, parts.c.year, parts.c.layer)
        .cte("gone")
    )
    remainder = streams.c.amount - func.coalesce(gone.c.amount, 0)
    exceeded = and_(streams.c.reason.is_(None), remainder < -SMALLEST)
    columns: dict[str, ColumnElement[Any]] = {name: streams.c[name] for name in (*COLUMNS, "rank", "organisation_id")}
    columns["amount"] = type_coerce(remainder, Quantity())
    reason = case((exceeded, LeftOut.EXCEEDS_STREAM.value), else_=streams.c.reason)
    return (
        select(*(column.label(name) for name, column in columns.items()), reason.label("reason"))
        .outerjoin(
            gone,
            and_(
                gone.c.stream_id == streams.c.record_id,
                gone.c.year == streams.c.year,
                gone.c.layer == streams.c.layer,
            ),
        )
        .where(or_(streams.c.reason.is_not(None), gone.c.amount.is_(None), remainder > SMALLEST, exceeded))
    )
