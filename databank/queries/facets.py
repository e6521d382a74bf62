"""How many side streams each choice would leave: one scan of the bank, from which every facet is counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, String, case, func, literal, select, type_coerce, union_all
from sqlalchemy.orm import Session

from databank.access import Viewer, exact, readable, shown_band, shown_hazard
from databank.models import Area, SideStream
from databank.queries.filters import facet_conditions, joined, plain_conditions, shown_area, square_km
from databank.records import StreamFilter

CENTRE = "peittoo"
"""The area from which distances are counted unless the viewer names another point."""
MASS_BANDS = ((0, 100, "0-100"), (100, 1000, "100-1000"), (1000, 10_000, "1000-10000"), (10_000, None, "10000-"))
DISTANCES_KM = (10, 25, 50)
FACETS = ("family", "area", "kind", "legal_status", "hazard", "mass", "distance")


def facets(session: Session, viewer: Viewer, wanted: StreamFilter) -> Mapping[str, Mapping[str, int]]:
    """Counts of each facet's choices, each counted with the other filters applied.

    `distance` counts what lies within 10, 25 and 50 km of `wanted.near`, else of Peittoo: a wider ring holds the
    narrower ones. A hidden owner is counted in no area, and at its grid point.
    """
    chosen = facet_conditions(viewer, wanted)
    choices = _choices(session, viewer, wanted)
    columns = [choices[name].label(name) for name in FACETS]
    passes = [case((condition, 1), else_=0).label(f"passes_{name}") for name, condition in chosen.items()]
    conditions = plain_conditions(viewer, wanted)
    inner = select(*columns, *passes).where(readable(viewer), *conditions)
    base = joined(inner, *columns, *passes, *conditions).cte("base")
    counted = [_counted(base, name, [other for other in chosen if other != name]) for name in FACETS]
    found: dict[str, dict[str, int]] = {name: {} for name in FACETS}
    for name, word, count in session.execute(union_all(*counted)):
        found[name][word] = count
    return {name: _rings(counts) if name == "distance" else counts for name, counts in found.items()}


def _counted(base: CTE, name: str, others: list[str]) -> Select[*tuple[Any, ...]]:
    """Counts of one facet's choices among the rows that pass the other filters."""
    column = type_coerce(base.c[name], String)
    passes = [base.c[f"passes_{other}"] == 1 for other in others]
    return (
        select(literal(name).label("facet"), column.label("word"), func.count().label("records"))
        .where(column.is_not(None), *passes)
        .group_by(column)
    )


def _rings(counts: Mapping[str, int]) -> dict[str, int]:
    """A wider ring holds the narrower ones."""
    if not counts:
        return {}
    return {str(km): sum(counts.get(str(inner), 0) for inner in DISTANCES_KM if inner <= km) for km in DISTANCES_KM}


def _choices(session: Session, viewer: Viewer, wanted: StreamFilter) -> dict[str, ColumnElement[Any]]:
    centre = wanted.near or _centre(session)
    ring: ColumnElement[Any] = literal(None)
    if centre is not None:
        square = square_km(viewer, centre)
        ring = case(*((square <= km**2, str(km)) for km in DISTANCES_KM))
    return {
        "family": SideStream.family.expression,
        "area": shown_area(viewer),
        "kind": SideStream.kind.expression,
        "legal_status": SideStream.legal_status.expression,
        "hazard": shown_hazard(viewer),
        "mass": _mass_band(viewer),
        "distance": ring,
    }


def _centre(session: Session) -> tuple[float, float] | None:
    found = session.get(Area, CENTRE)
    return (found.lat, found.lon) if found else None


def _mass_band(viewer: Viewer) -> ColumnElement[Any]:
    """The band of the exact or else of the public amount: the bands' ends are ends of public bands too."""
    known = case((exact(viewer), SideStream.mass_t), else_=shown_band(viewer)[0])
    return case(*((known < high, word) for _low, high, word in MASS_BANDS if high), (known.is_not(None), "10000-"))
