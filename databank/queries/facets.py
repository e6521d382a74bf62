"""How many side streams each choice would leave: one scan into a cube, from which every facet is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, select
from sqlalchemy.orm import Session

from databank.access import Viewer, readable, shows
from databank.models import Area, SideStream
from databank.queries.filters import facet_conditions, plain_conditions, shown_area, square_km
from databank.records import FieldGroup, StreamFilter

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
    inner = (
        select(*columns, *passes)
        .join(SideStream.organisation)
        .outerjoin(SideStream.site)
        .where(readable(viewer), *plain_conditions(viewer, wanted))
        .subquery()
    )
    cube = session.execute(select(*inner.c, func.count().label("records")).group_by(*inner.c)).mappings().all()
    return {name: _counted(cube, name, [f"passes_{other}" for other in chosen if other != name]) for name in FACETS}


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
        "hazard": SideStream.hazard.expression,
        "mass": _mass_band(viewer),
        "distance": ring,
    }


def _centre(session: Session) -> tuple[float, float] | None:
    found = session.get(Area, CENTRE)
    return (found.lat, found.lon) if found else None


def _mass_band(viewer: Viewer) -> ColumnElement[Any]:
    """The band of the exact or else of the public amount: the bands' ends are ends of public bands too."""
    known = case((shows(viewer, FieldGroup.AMOUNT), SideStream.mass_t), else_=SideStream.band_low_t)
    return case(*((known < high, word) for _low, high, word in MASS_BANDS if high), (known.is_not(None), "10000-"))


def _counted(cube: Any, name: str, passes: list[str]) -> Mapping[str, int]:
    counts: Counter[str] = Counter()
    for row in cube:
        if row[name] is not None and all(row[other] for other in passes):
            counts[str(row[name])] += row["records"]
    if name != "distance":
        return dict(sorted(counts.items()))
    return {str(km): sum(counts[str(inner)] for inner in DISTANCES_KM if inner <= km) for km in DISTANCES_KM if counts}
