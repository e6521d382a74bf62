"""How far the side streams of a view are carried: tonnes by distance between the places that everybody sees.

A place is an area, or a municipality where no area is told. Its distance to itself is not known and counts as within
the place; the way by road is the straight line times a factor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from databank.records import Process
from flows.boundary import boundary as boundary_named
from flows.boundary import ways
from flows.matching.distances import great_circle_km
from flows.materials import Materials, shipped_materials
from flows.partition import Rows
from flows.partition.ends import destinations, place
from flows.partition.rows import NOT_STATED
from flows.sankey.cutting import cut
from flows.sankey.staging import plans
from flows.selection import select
from flows.spans import Span
from flows.table import FlowTable
from flows.views import Narrowing, ViewDefinition

BOUNDS_KM = (10.0, 50.0, 150.0)
"""Upper ends of the classes of distance by road; what is farther is the last class."""
STAYS = frozenset({"unused", "stock", "environment"})
"""Ends to which nothing is carried."""
Point = tuple[float, float]
"""Latitude and longitude in degrees, WGS84."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Distances:
    """Amounts by distance, in the unit of the table.

    Attributes
    ----------
    within : float
        Between two plants of the same place: it has no distance here.
    by_class : tuple of float
        From one place to another, for each class of `BOUNDS_KM` and what is farther.
    unknown : float
        One end is no place, or a place without a point: outside, or nobody told where.
    stays : float
        Nobody carries it away: no user yet, to stock, to air and water. It is in no other sum.
    tonne_km : Span
        Over the factor's range, of what has a distance alone.
    """

    within: float
    by_class: tuple[float, ...]
    unknown: float
    stays: float
    tonne_km: Span

    @property
    def carried(self) -> float:
        """All that leaves its plant, however far."""
        return self.within + sum(self.by_class) + self.unknown


def distances(  # noqa: PLR0913 - what a picture is woven from, and the points
    table: FlowTable,
    view: ViewDefinition,
    points: Mapping[str, Point],
    factor: Span,
    *,
    year: int | None = None,
    boundary: str | None = None,
    material: tuple[str | None, str | None] = (None, None),
    narrowing: Narrowing | None = None,
    materials: Materials | None = None,
) -> Distances:
    """Sum the rows of a view by the way between their places.

    Parameters
    ----------
    points : Mapping
        The points of places by their key: the id of an area, or the name of a municipality.
    factor : Span
        Kilometres by road for one of the straight line; its middle sorts into classes.
    material : tuple
        Family and class that the picture is of.
    """
    line = boundary_named(boundary, table.processes)
    rows = select(table, layer=view.layer, year=year).rows
    found = Rows(table, rows, ways(table, rows, line), line, materials or shipped_materials())
    asked = narrowing or Narrowing()
    drawn = cut(found, view, plans(view, asked), asked, material).rows
    return _summed(drawn, _straight_km(drawn, points), factor)


def _place(process: Process) -> str:
    return place(process) if process.kind == "site" else ""


def _straight_km(rows: Rows, points: Mapping[str, Point]) -> NDArray[np.float64]:
    """Kilometres of each row; 0 within a place, NaN where they are not known."""
    table = rows.table
    sources, targets = (
        [_place(table.process(name)) for name in column.labels] for column in (table.source, table.target)
    )
    between = partial(_between, points=points)
    pairs = list(zip(rows.source_codes.tolist(), rows.target_codes.tolist(), strict=True))
    known = {pair: between(sources[pair[0]], targets[pair[1]]) for pair in set(pairs)}
    return np.array([known[pair] for pair in pairs], dtype=np.float64)


def _between(one: str, other: str, points: Mapping[str, Point]) -> float:
    if one and one == other and one != NOT_STATED:
        return 0.0
    if one not in points or other not in points:
        return float("nan")
    return great_circle_km(*points[one], *points[other])


def _summed(rows: Rows, straight: NDArray[np.float64], factor: Span) -> Distances:
    ends = destinations(rows)
    stays = np.array([*(key in STAYS for key in ends.keys), False], dtype=bool)[ends.codes]
    unknown = ~stays & np.isnan(straight)
    within = ~stays & (straight == 0)
    apart = ~stays & (straight > 0)
    km = straight[apart] * (factor.typical or 1.0)
    amounts = rows.amounts[apart]
    sums = np.bincount(np.searchsorted(BOUNDS_KM, km, side="right"), amounts, len(BOUNDS_KM) + 1)
    return Distances(
        within=float(rows.amounts[within].sum()),
        by_class=tuple(sums.tolist()),
        unknown=float(rows.amounts[unknown].sum()),
        stays=float(rows.amounts[stays].sum()),
        tonne_km=Span.of(float((amounts * straight[apart]).sum())).times(factor),
    )
