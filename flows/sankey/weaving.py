"""Weave a flow table and a view definition into the values of a diagram, and hold the conservation contract."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from flows.boundary import Way, ways
from flows.boundary import boundary as boundary_named
from flows.conservation import Conservation
from flows.diagram import Column, Link, LinkKind, Node, SankeyData
from flows.materials import Materials, shipped_materials
from flows.partition import ABSENT, FOLDED, PROTECTED, Rows
from flows.sankey.folding import Shelf, shelves
from flows.sankey.grouping import Ends, RecordIds, group
from flows.sankey.strands import Closing, Strand, chain, circuit, closings
from flows.sankey.summary import summary
from flows.selection import Selection, select
from flows.table import FlowTable
from flows.views import Stage, ViewDefinition

MAX_NODES = 12


def weave(
    table: FlowTable,
    view: ViewDefinition,
    *,
    year: int | None = None,
    boundary: str | None = None,
    family: str | None = None,
    material_class: str | None = None,
    max_nodes: int = MAX_NODES,
    materials: Materials | None = None,
) -> SankeyData:
    """Make the diagram of one view.

    Parameters
    ----------
    table : FlowTable
        Flows of one data set; facts and examples are never in the same table.
    view : ViewDefinition
        What to show.
    year : int, optional
        The year; without it each stream's latest known year.
    boundary : str, optional
        Name of the system boundary; without it everything but `Elsewhere` is inside.
    family, material_class : str, optional
        Show only this material; all other records are counted as outside the view.
    max_nodes : int
        Boxes per stage; the smallest beyond are folded into one.
    materials : Materials, optional
        Families of material classes; without it those of the taxonomy.

    Raises
    ------
    ConservationError
        When the links do not add up to the records.
    """
    line = boundary_named(boundary, table.processes)
    chosen = select(table, layer=view.layer, year=year)
    found = Rows(table, chosen.rows, ways(table, chosen.rows, line), line, materials or shipped_materials())
    shown = (found.way <= Way.RETURN) & _of_material(found, family, material_class)
    rows = found.pick(shown)
    strands = circuit(rows, view) if view.shape == "circuit" else chain(rows, view)
    gaps = closings(rows, view) if view.shape == "circuit" else []
    protected_t = _sum(found, found.way == Way.PROTECTED)
    hatched = protected_t if line.holds_protected and not (family or material_class) else 0.0
    masked = len(view.stages) - 2
    extra = {masked: {PROTECTED: hatched}, masked + 1: {PROTECTED: hatched}} if hatched else {}
    shelf = shelves(view.stages, strands, gaps, extra, max_nodes)
    links = [*_record_links(view.stages, shelf, strands), *_closing_links(view.stages, shelf, gaps)]
    if hatched:
        links.append(_protected_link(view.stages, found, hatched))
    links.sort(key=lambda link: _reading_order(view.stages, shelf, link))
    return SankeyData(
        view=view.name,
        columns=tuple(Column(id=stage.id, titles=stage.titles) for stage in view.stages),
        nodes=tuple(_nodes(view.stages, shelf, links)),
        links=tuple(links),
        conservation=_conservation(found, shown, links, chosen, protected_t).check(),
        left_out=chosen.left_out,
        years=chosen.years,
        boundary=line.id,
        basis=chosen.basis,
        layer=chosen.layer,
        figures=summary(rows, gaps, protected_t),
        is_example=table.is_example,
        family=family,
        material_class=material_class,
        names={process.id: process.label for process in table.processes.values()},
    )


def _of_material(rows: Rows, family: str | None, material_class: str | None) -> NDArray[np.bool_]:
    """Which rows are of the asked material."""
    asked = np.ones(len(rows.rows), dtype=bool)
    if family is not None:
        labels = [label for label in rows.table.material.labels if rows.materials.family(label) == family]
        asked &= rows.table.material.where(labels)[rows.rows]
    if material_class is not None:
        asked &= rows.table.material.where([material_class])[rows.rows]
    return asked


def _sum(rows: Rows, mask: NDArray[np.bool_]) -> float:
    return float(rows.amounts[mask].sum())


def _conservation(
    found: Rows, shown: NDArray[np.bool_], links: Sequence[Link], chosen: Selection, protected_t: float
) -> Conservation:
    """Add the links on one side and the records on the other."""
    loops = found.way == Way.SELF_LOOP
    outside = ~shown & ~loops & (found.way != Way.PROTECTED)
    return Conservation(
        drawn_t=float(sum(link.counted for link in links if link.kind is LinkKind.RECORD)),
        outside_t=_sum(found, outside),
        self_loops_t=_sum(found, loops),
        protected_t=protected_t,
        rejected_t=chosen.rejected_t,
        total_t=float(found.amounts.sum()) + chosen.rejected_t,
    )


def _record_links(stages: Sequence[Stage], shelf: Sequence[Shelf], strands: Sequence[Strand]) -> Iterator[Link]:
    for strand in strands:
        codes = [shelf[stage].renumber(split) for stage, split in zip(strand.path, strand.splits, strict=True)]
        for first in range(len(codes)):
            for last in range(first + 1, len(codes)):
                mask = _direct(codes, first, last)
                if mask.any():
                    yield from _links(stages, shelf, strand, (first, last), codes, mask)


def _direct(codes: Sequence[NDArray[np.int64]], first: int, last: int) -> NDArray[np.bool_]:
    """Rows that go from one stage straight to the other, skipping those between."""
    mask = (codes[first] != ABSENT) & (codes[last] != ABSENT)
    for between in codes[first + 1 : last]:
        mask &= between == ABSENT
    return np.asarray(mask, dtype=bool)


def _links(
    stages: Sequence[Stage],
    shelf: Sequence[Shelf],
    strand: Strand,
    places: tuple[int, int],
    codes: Sequence[NDArray[np.int64]],
    mask: NDArray[np.bool_],
) -> Iterator[Link]:
    first, last = places
    tail, head = strand.path[first], strand.path[last]
    counted = strand.counted if first == 0 else np.zeros(len(mask), dtype=bool)
    rows = strand.rows
    columns = (rows.rows, codes[first], codes[last], strand.family, rows.amounts, rows.variances, counted)
    ends = Ends(*(columns if mask.all() else (column[mask] for column in columns)))
    families = rows.materials.families
    groups, keys = group(ends, len(shelf[head].keys), len(families))
    for found in groups:
        yield Link(
            source=node_id(stages[tail], shelf[tail].keys[found.tail]),
            target=node_id(stages[head], shelf[head].keys[found.head]),
            family=families[found.family] if found.family != ABSENT else "",
            amount=found.amount,
            counted=found.counted,
            is_return=head <= tail,
            kind=LinkKind.RECORD,
            record_count=found.rows,
            record_ids=RecordIds(rows.table.record_id, ends.rows, keys, found.key),
            standard_uncertainty=math.sqrt(found.variance),
        )


def _closing_links(stages: Sequence[Stage], shelf: Sequence[Shelf], gaps: Sequence[Closing]) -> Iterator[Link]:
    """Closing differences, those of folded groups added up."""
    sums: dict[tuple[str, str], float] = {}
    for gap in gaps:
        ends = (_box_id(stages, shelf, gap.tail), _box_id(stages, shelf, gap.head))
        sums[ends] = sums.get(ends, 0.0) + gap.amount
    for (source, target), amount in sums.items():
        yield Link(
            source=source,
            target=target,
            family="",
            amount=amount,
            counted=0.0,
            is_return=False,
            kind=LinkKind.CLOSING,
            record_count=0,
        )


def _protected_link(stages: Sequence[Stage], found: Rows, amount: float) -> Link:
    return Link(
        source=node_id(stages[-2], PROTECTED),
        target=node_id(stages[-1], PROTECTED),
        family="",
        amount=amount,
        counted=amount,
        is_return=False,
        kind=LinkKind.PROTECTED,
        record_count=int(np.count_nonzero(found.way == Way.PROTECTED)),
    )


def node_id(stage: Stage, key: str) -> str:
    """The id of a node: its stage and key."""
    return f"{stage.id}:{key}"


def _nodes(stages: Sequence[Stage], shelf: Sequence[Shelf], links: Sequence[Link]) -> Iterator[Node]:
    """The boxes with what arrives and leaves by the drawn links."""
    arriving: dict[str, float] = {}
    leaving: dict[str, float] = {}
    for link in links:
        leaving[link.source] = leaving.get(link.source, 0.0) + link.amount
        arriving[link.target] = arriving.get(link.target, 0.0) + link.amount
    for stage, held in zip(stages, shelf, strict=True):
        for key in held.keys:
            box = node_id(stage, key)
            yield Node(
                id=box,
                stage=stage.id,
                key=key,
                vocabulary=stage.dimension.vocabulary,
                input=arriving.get(box, 0.0),
                output=leaving.get(box, 0.0),
                members=tuple(held.folded) if key == FOLDED else (),
            )


def _box_id(stages: Sequence[Stage], shelf: Sequence[Shelf], end: tuple[int, str]) -> str:
    """The id of the box that holds a key of a stage."""
    number, key = end
    return node_id(stages[number], shelf[number].keys[shelf[number].number(key)])


def _reading_order(stages: Sequence[Stage], shelf: Sequence[Shelf], link: Link) -> tuple[bool, int, int, int, int, str]:
    """Stage by stage, return lanes last, within a stage as the boxes stand."""
    names = [stage.id for stage in stages]
    tail, key = link.source.split(":", 1)
    head, other = link.target.split(":", 1)
    first, second = names.index(tail), names.index(head)
    places = (shelf[first].keys.index(key), shelf[second].keys.index(other))
    return (link.is_return, first, places[0], second, places[1], link.family)
