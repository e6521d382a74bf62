"""What crosses a system boundary: import, export, and everything that does not cross it."""

from __future__ import annotations

from dataclasses import astuple, dataclass

import numpy as np

from databank.records import Layer
from flows.boundary import Boundary, Side, sides
from flows.selection import select
from flows.table import FlowTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossings:
    """Sums at one boundary, tonnes or MWh; together they are all flows of the layer.

    Attributes
    ----------
    import_t, export_t : float
        From outside to inside, and from inside to outside.
    supplied_t, delivered_t : float
        To the inside from what has no place, and from the inside to it: market, environment, stock, fates.
    inside_t, outside_t : float
        Between two sites inside, a site and itself among them; and everything that does not touch the inside.
    protected_t : float
        Masked flows, of which nobody is told where they are.
    """

    import_t: float
    export_t: float
    supplied_t: float
    delivered_t: float
    inside_t: float
    outside_t: float
    protected_t: float

    def parts(self) -> tuple[float, ...]:
        """All sums, in the order of the members."""
        return astuple(self)


def crossings(table: FlowTable, line: Boundary, *, layer: str = Layer.MASS, year: int | None = None) -> Crossings:
    """Add up the flows by what they do at a boundary; without a year each stream's latest known year."""
    rows = select(table, layer=layer, year=year).rows
    amounts = table.amount[rows]
    source = sides(table, line, table.source.labels)[table.source.codes[rows]]
    target = sides(table, line, table.target.labels)[table.target.codes[rows]]
    pair = source.astype(np.int64) * len(Side) + target
    sums = np.bincount(pair, amounts, len(Side) ** 2).reshape(len(Side), len(Side))
    inside, outside, neutral, masked = Side.INSIDE, Side.OUTSIDE, Side.NEUTRAL, Side.PROTECTED
    beyond = sums[np.ix_([outside, neutral], [outside, neutral])]
    return Crossings(
        import_t=float(sums[outside, inside]),
        export_t=float(sums[inside, outside]),
        supplied_t=float(sums[neutral, inside]),
        delivered_t=float(sums[inside, neutral]),
        inside_t=float(sums[inside, inside]),
        outside_t=float(beyond.sum()),
        protected_t=float(sums[masked].sum() + sums[:masked, masked].sum()),
    )
