"""A diagram of a flow table process by process, without a view: columns from the table's own direction of flow."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from flows.boundary import EVERYTHING
from flows.conservation import Conservation
from flows.diagram import Column, Link, LinkKind, Node, SankeyData
from flows.materials import Materials, shipped_materials
from flows.partition import FOLDED
from flows.sankey.grouping import Ends, RecordIds, group
from flows.sankey.process_columns import MOST_IN_COLUMN, Boxes, Pairs, boxes, narrowed
from flows.selection import Selection, select
from flows.table import FlowTable

BOUNDARY_KINDS = frozenset({"outside", "stock"})
OUT = " "  # makes the id of a boundary process that takes differ from the one that gives
MOST_NODES, MOST_LINKS = 100, 300


class Detail(IntEnum):
    """How far the links between two boxes are told apart."""

    MATERIAL = 0
    FAMILY = 1
    NONE = 2


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """The rows that are drawn with both ends numbered alike, loops among them, and the sums that are told apart."""

    names: tuple[str, ...]
    ends: Ends
    self_loops_t: float
    protected_t: float


def weave_processes(
    table: FlowTable,
    year: int | None = None,
    *,
    layer: str = "mass",
    materials: Materials | None = None,
    fold: bool = True,
) -> SankeyData:
    """Draw every process as a node and every pair of processes and material as a link.

    Links of the minimum feedback set run back. `Elsewhere` and `Stock` stand apart where they give and where they
    take, so that nothing seems to return by way of them. A process with flows to itself has links to itself: they are
    drawn, and counted as self-loops.

    Parameters
    ----------
    table : FlowTable
        Any flows.
    year : int, optional
        None takes each stream's latest year.
    layer : str
        Mass, dry mass, one substance or energy.
    materials : Materials, optional
        Family of every material.
    fold : bool
        Fold the smallest processes of a column into one beyond 12 a column or 100 in all, and materials into
        families, then into one, beyond 300 links. The amounts between processes of one fold are links to itself.
    """
    chosen = select(table, layer=layer, year=year)
    known = materials or shipped_materials()
    rows = _rows(table, chosen)
    pairs = _pairs(table, rows)
    found = boxes(pairs)
    links: list[Link] = []
    for detail, most in _attempts(found) if fold else ((Detail.MATERIAL, len(rows.names)),):
        drawn = narrowed(pairs, found, most)
        links = list(_links(table, rows, drawn, known, detail))
        if len(links) <= MOST_LINKS:
            break
    found = drawn
    links.sort(key=lambda link: _order(link, found.column))
    return SankeyData(
        view="",
        columns=tuple(Column(id=str(number)) for number in range(max(found.column.values(), default=0) + 1)),
        nodes=tuple(_nodes(links, found, rows.names)),
        links=tuple(links),
        conservation=_conservation(links, rows, chosen, float(table.amount[chosen.rows].sum())).check(),
        left_out=chosen.left_out,
        years=chosen.years,
        boundary=EVERYTHING,
        basis=chosen.basis,
        layer=chosen.layer,
        figures={},
        is_example=table.is_example,
        names={process.id: process.label for process in table.processes.values()},
    )


def _rows(table: FlowTable, chosen: Selection) -> _Rows:
    """Rows with both ends known; a boundary process that takes is numbered apart, its own loops are not drawn."""
    rows = chosen.rows
    named = tuple(sorted({*table.source.labels, *table.target.labels}))
    kinds = [table.process(name).kind for name in named]
    beyond = [name for name, kind in zip(named, kinds, strict=True) if kind in BOUNDARY_KINDS]
    names = (*named, *(f"{name}{OUT}" for name in beyond))
    number = {name: place for place, name in enumerate(names)}
    source = _codes(number, table.source.labels)[table.source.codes[rows]]
    target = _codes(number, table.target.labels)[table.target.codes[rows]]
    amount: NDArray[np.float64] = table.amount[rows]
    hidden = np.array([kind == "protected" for kind in kinds], dtype=bool)
    masked = hidden[source] | hidden[target]
    outer = np.array([kind in BOUNDARY_KINDS for kind in kinds], dtype=bool)
    loops = (source == target) & outer[source] & ~masked
    drawn = ~masked & ~loops
    takers = _codes(number, [f"{name}{OUT}" if name in beyond else name for name in named])
    material = table.material.codes[rows].astype(np.int64)
    head = takers[target[drawn]]
    variance = table.variances(rows[drawn])
    ends = Ends(rows[drawn], source[drawn], head, material[drawn], amount[drawn], variance, source[drawn] != head)
    return _Rows(names, ends, float(amount[loops].sum()), float(amount[masked].sum()))


def _codes(number: Mapping[str, int], labels: Iterable[str]) -> NDArray[np.int64]:
    return np.array([number[label] for label in labels], dtype=np.int64)


def _pairs(table: FlowTable, rows: _Rows) -> Pairs:
    """Every pair of processes once, numbered anew without the processes that no row names."""
    keys, place = np.unique(rows.ends.tail * len(rows.names) + rows.ends.head, return_inverse=True)
    masses = np.bincount(place, rows.ends.amount, len(keys)).astype(np.float64)
    beyond = frozenset(name for name in rows.names if table.process(name.removesuffix(OUT)).kind in BOUNDARY_KINDS)
    return Pairs(rows.names, keys // len(rows.names), keys % len(rows.names), masses, beyond)


def _attempts(found: Boxes) -> Iterator[tuple[Detail, int]]:
    """Ever fewer boxes a column and words a link: families before single materials, single processes before both."""
    filled = Counter(found.column.values()).values()
    most = MOST_IN_COLUMN
    while most > 1 and sum(min(count, most) for count in filled) > MOST_NODES:
        most -= 1
    yield from ((Detail.MATERIAL, most), (Detail.FAMILY, most))
    yield from ((Detail.NONE, fewer) for fewer in range(most, 0, -1))


def _links(table: FlowTable, rows: _Rows, found: Boxes, known: Materials, detail: Detail) -> Iterator[Link]:
    ids = sorted(set(found.box))
    onto = _codes({name: number for number, name in enumerate(ids)}, found.box)
    families = sorted({known.family(label) for label in table.material.labels})
    words = _codes({name: number for number, name in enumerate(families)}, map(known.family, table.material.labels))
    labels = table.material.labels if detail is Detail.MATERIAL else families
    word = rows.ends.family if detail is Detail.MATERIAL else words[rows.ends.family]
    if detail is Detail.NONE:
        word = np.full_like(word, -1)
    tail, head = onto[rows.ends.tail], onto[rows.ends.head]
    ends = replace(rows.ends, tail=tail, head=head, family=word, counted=tail != head)
    groups, keys = group(ends, len(ids), len(labels))
    for one in groups:
        source, target = ids[one.tail], ids[one.head]
        label = labels[one.family] if one.family >= 0 else ""
        yield Link(
            source=source,
            target=target,
            family=known.family(label) if label and detail is Detail.MATERIAL else label,
            material=label if detail is Detail.MATERIAL else "",
            amount=one.amount,
            counted=one.counted,
            is_return=(source, target) in found.back,
            kind=LinkKind.RECORD,
            record_count=one.rows,
            record_ids=RecordIds(table.record_id, ends.rows, keys, one.key),
            standard_uncertainty=math.sqrt(one.variance),
        )


def _nodes(links: Sequence[Link], found: Boxes, names: Sequence[str]) -> Iterator[Node]:
    inputs: dict[str, float] = {}
    outputs: dict[str, float] = {}
    for link in links:
        outputs[link.source] = outputs.get(link.source, 0.0) + link.amount
        inputs[link.target] = inputs.get(link.target, 0.0) + link.amount
    members = found.members(names)
    for name in sorted({*inputs, *outputs}, key=lambda name: (found.column[name], name)):
        yield Node(
            id=name,
            stage=str(found.column[name]),
            key=FOLDED if name in members else name.removesuffix(OUT),
            vocabulary="process",
            input=inputs.get(name, 0.0),
            output=outputs.get(name, 0.0),
            members=members.get(name, ()),
        )


def _order(link: Link, column: Mapping[str, int]) -> tuple[bool, int, str, int, str, str, str]:
    source, target = link.source, link.target
    return link.is_return, column[source], source, column[target], target, link.material, link.family


def _conservation(links: Sequence[Link], rows: _Rows, chosen: Selection, total: float) -> Conservation:
    return Conservation(
        drawn_t=float(sum(link.counted for link in links)),
        outside_t=0.0,
        self_loops_t=rows.self_loops_t + float(sum(link.amount for link in links if link.source == link.target)),
        protected_t=rows.protected_t,
        rejected_t=chosen.rejected_t,
        total_t=total + chosen.rejected_t,
    )
