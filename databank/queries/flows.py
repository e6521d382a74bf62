"""The derived flow table of one data set, as columns, and the years it has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Row, func, literal, or_, select
from sqlalchemy.orm import Session

from databank.access import MaskedRow, Viewer, protect
from databank.freshness import STALE_MONTHS, stale_before
from databank.models import Organisation, Site
from databank.processes import PROTECTED, RESERVED
from databank.queries.flow_asked import COLUMNS, SHOWN, Asked, Years
from databank.queries.flow_rows import flow_rows
from databank.records import Basis, FlowColumns, Layer, LeftOut, Process

OWNER_MARK = "organisation:"
BATCH = 1000


def flow_columns(
    session: Session,
    viewer: Viewer,
    *,
    is_example: bool,
    years: Years,
    layer: str | None = None,
    planned: bool = False,
    stale_months: int = STALE_MONTHS,
    today: date | None = None,
) -> FlowColumns:
    """The flows of facts or of examples.

    Parameters
    ----------
    years : "latest", collection of int, or None
        Each record's latest year that counts, some years, or all.
    layer : str, optional
        "mass", "dry_mass" or "energy"; all by default.
    planned : bool
        Let flow what is planned or in reserve, as rows of kind "planned"; what the viewer only sees in sums stays out.
    stale_months : int
        Offers that nobody confirmed for so long are left out.
    """
    asked = Asked.of(viewer, is_example, years, stale_before=stale_before(today, stale_months), planned=planned)
    rows = session.execute(_of_layer(flow_rows(asked), layer)).all()
    flowing = [row for row in rows if row.reason is None]
    named = [row[: len(COLUMNS)] for row in flowing if row.rank == SHOWN]
    masked = [_masked(row) for row in flowing if row.rank != SHOWN]
    protected = protect(masked, beside=_of_every_year(session, asked, layer) if masked and asked.latest else ())
    named += [_protected_row(year, of_layer, amount) for (year, of_layer), amount in protected.sums.items()]
    columns = dict(zip(COLUMNS, map(list, zip(*named, strict=True)), strict=True)) if named else _no_columns()
    return FlowColumns(
        **columns,
        processes=tuple(_processes(session, {*columns["source"], *columns["target"]})),
        left_out=_left_out(rows, protected.left_out),
        is_example=is_example,
    )


def flow_years(
    session: Session,
    viewer: Viewer,
    is_example: bool,  # noqa: FBT001 - facts or examples
    *,
    stale_months: int = STALE_MONTHS,
    today: date | None = None,
) -> list[int]:
    """The years in which something flows that the viewer sees, the first one first."""
    asked = Asked.of(viewer, is_example, None, stale_before=stale_before(today, stale_months))
    rows = flow_rows(asked).subquery()
    query = select(rows.c.year).where(rows.c.reason.is_(None), rows.c.rank == SHOWN).distinct().order_by(rows.c.year)
    return list(session.scalars(query))


def _masked(row: Row[*tuple[Any, ...]]) -> MaskedRow:
    return row.year, row.layer, row.organisation_id, row.amount, row.record_id


def _of_every_year(session: Session, asked: Asked, layer: str | None) -> list[MaskedRow]:
    """What is only in the sums of single years, beside which a sum of the latest years stands."""
    query = _of_layer(flow_rows(replace(asked, latest=False)), layer)
    column = query.selected_columns
    rows = session.execute(query.where(column.reason.is_(None), column.rank != SHOWN))
    return [_masked(row) for row in rows]


def _of_layer(query: Any, layer: str | None) -> Any:
    """Rows of one layer; what has no layer at all is left out of each."""
    if layer is None:
        return query
    column = query.selected_columns.layer
    return query.where(or_(column == layer, column.is_(None)))


def _no_columns() -> dict[str, list[Any]]:
    return {name: [] for name in COLUMNS}


def _protected_row(year: int, layer: str, amount: float) -> tuple[Any, ...]:
    """One row for everything that is only in sums."""
    known: dict[str, Any] = dict.fromkeys(COLUMNS, "") | dict.fromkeys(("source", "target", "material"), PROTECTED)
    known |= {"year": year, "layer": layer, "amount": amount, "standard_uncertainty": None, "kind": "protected"}
    known["basis"] = (Basis.ENERGY if layer == Layer.ENERGY else Basis.AS_SHIPPED).value
    return tuple(known[name] for name in COLUMNS)


def _left_out(rows: Sequence[Row[*tuple[Any, ...]]], too_few: Iterable[str]) -> dict[LeftOut, int]:
    """Count the shown records that give no row, by the first reason; EXCEEDS_STREAM whatever else they give."""
    flowing = {row.record_id for row in rows if row.reason is None and row.rank == SHOWN}
    first: dict[str, LeftOut] = {}
    for row in rows:
        if row.reason is not None and row.rank == SHOWN and row.record_id not in flowing:
            first.setdefault(row.record_id, LeftOut(row.reason))
    counts = Counter(first.values())
    counts[LeftOut.TOO_FEW_TO_PROTECT] += len(set(too_few))
    return {reason: counts[reason] for reason in LeftOut if counts[reason]}


def _processes(session: Session, ids: set[str]) -> Iterable[Process]:
    """The ends of the flows; sites come with what diagrams group them by, a stream without a site with its owner."""
    yield from (RESERVED[name] for name in sorted(ids & RESERVED.keys()))
    place = func.coalesce(Site.municipality, Organisation.municipality, "")
    sites = select(Site.id, Site.name, Site.sector, func.coalesce(Site.area_id, ""), place, Organisation.name).join(
        Site.organisation
    )
    owners = select(
        Organisation.id,
        Organisation.name,
        Organisation.sector,
        literal(""),
        func.coalesce(Organisation.municipality, ""),
        Organisation.name,
    )
    named = {name.removeprefix(OWNER_MARK) for name in ids if name.startswith(OWNER_MARK)}
    for mark, query, column, wanted in (("", sites, Site.id, ids), (OWNER_MARK, owners, Organisation.id, named)):
        for name, label, sector, area, municipality, owner in _in_batches(session, query, column, sorted(wanted)):
            yield Process(
                id=f"{mark}{name}",
                label=label,
                kind="site",
                sector=sector,
                area=area,
                municipality=municipality,
                organisation=owner,
            )


def _in_batches(session: Session, query: Any, column: Any, wanted: list[str]) -> Iterable[Any]:
    """Rows of many ids, a statement for each thousand: a statement holds only so many values."""
    for start in range(0, len(wanted), BATCH):
        yield from session.execute(query.where(column.in_(wanted[start : start + BATCH])).order_by(column))
