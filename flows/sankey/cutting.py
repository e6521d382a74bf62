"""Which records a diagram is made of, and what of all records it leaves out: the conservation contract's two sides."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from flows.boundary import Way
from flows.conservation import Conservation
from flows.diagram import Link, LinkKind
from flows.partition import Rows
from flows.sankey.closing import Closing, Gaps, closings, gaps
from flows.sankey.narrowing import check_boxes, keeps_protected, kept_closings, kept_rows
from flows.sankey.staging import StagePlan
from flows.sankey.strands import Strand, strands
from flows.selection import Selection
from flows.views import Narrowing, ViewDefinition


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """What of the records a diagram is made of; `shown` marks them among the selected rows."""

    rows: Rows
    shown: NDArray[np.bool_]
    strands: list[Strand]
    gaps: list[Closing]
    balance: Gaps
    hatched: float
    protected_t: float
    narrowed: float


def cut(
    found: Rows,
    view: ViewDefinition,
    plan: Sequence[StagePlan],
    asked: Narrowing,
    material: tuple[str | None, str | None],
) -> Cut:
    """Choose the rows, and the differences of the processes as a whole: part of a process has no balance."""
    inside = np.asarray(found.way <= Way.RETURN, dtype=bool)
    shown = inside & _of_material(found, *material) & _of_view(found, view)
    is_part = any(material) or bool(view.row_filters)
    rows = found.pick(shown)
    laid = strands(rows, view, plan)
    check_boxes(laid, plan, asked)
    balance = gaps(found.pick(inside) if is_part else rows)
    closing = [] if is_part else closings(balance, rows, view, plan)
    protected_t = _sum(found, found.way == Way.PROTECTED)
    hatched = protected_t if found.line.holds_protected and not is_part else 0.0
    if not (asked.only or asked.hidden):
        return Cut(rows, shown, laid, closing, balance, hatched, protected_t, 0.0)
    kept = kept_rows(rows, laid, plan, asked)
    narrowed = _sum(rows, ~kept)
    shown[shown] = kept
    rows = rows.pick(kept)
    closing = kept_closings(closing, plan, asked)
    hatched = hatched if keeps_protected(plan, asked) else 0.0
    return Cut(rows, shown, strands(rows, view, plan), closing, balance, hatched, protected_t, narrowed)


def _of_material(rows: Rows, family: str | None, material_class: str | None) -> NDArray[np.bool_]:
    """Which rows are of the asked material."""
    asked = np.ones(len(rows.rows), dtype=bool)
    if family is not None:
        labels = [label for label in rows.table.material.labels if rows.materials.family(label) == family]
        asked &= rows.table.material.where(labels)[rows.rows]
    if material_class is not None:
        asked &= rows.table.material.where([material_class])[rows.rows]
    return asked


def _of_view(rows: Rows, view: ViewDefinition) -> NDArray[np.bool_]:
    """Which rows the view shows whatever the reader asks."""
    asked = np.ones(len(rows.rows), dtype=bool)
    for kept in view.row_filters:
        split = kept.dimension.split(rows)
        # the last cell is what -1, a row without a key, looks up
        named = np.array([*(key in kept.keys for key in split.keys), False], dtype=bool)[split.codes]
        asked &= named if kept.only else ~named
    return asked


def conservation(found: Rows, part: Cut, links: Sequence[Link], chosen: Selection) -> Conservation:
    """Add the links on one side and the records on the other."""
    loops = found.way == Way.SELF_LOOP
    outside = ~part.shown & ~loops & (found.way != Way.PROTECTED)
    return Conservation(
        drawn_t=math.fsum(link.counted for link in links if link.kind is LinkKind.RECORD),
        outside_t=_sum(found, outside),
        self_loops_t=_sum(found, loops),
        protected_t=part.protected_t,
        rejected_t=chosen.rejected_t,
        total_t=float(found.amounts.sum()) + chosen.rejected_t,
    )


def _sum(rows: Rows, mask: NDArray[np.bool_]) -> float:
    return float(rows.amounts[mask].sum())
