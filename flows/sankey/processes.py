"""A diagram of a flow table process by process, without a view: layers from the table's own direction of flow."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from flows.boundary import EVERYTHING
from flows.conservation import Conservation
from flows.diagram import Column, Link, LinkKind, Node, SankeyData
from flows.feedback import Pair, feedback_arcs
from flows.layering import short_layers, shortened
from flows.materials import Materials, shipped_materials
from flows.sankey.grouping import Ends, Group, Keys, RecordIds, group
from flows.selection import Selection, select
from flows.table import FlowTable

BOUNDARY_KINDS = frozenset({"outside", "stock"})
OUT = " "  # makes the id of a boundary process that takes differ from the one that gives


def weave_processes(
    table: FlowTable, year: int | None = None, *, layer: str = "mass", materials: Materials | None = None
) -> SankeyData:
    """Draw every process as a node and every pair of processes and material as a link.

    Links of the minimum feedback set run back. `Elsewhere` and `Stock` stand apart where they give and where they
    take, so that nothing seems to return by way of them.
    """
    chosen = select(table, layer=layer, year=year)
    known = materials or shipped_materials()
    names, ends, apart = _ends(table, chosen)
    groups, keys = group(ends, len(names), len(table.material.labels))
    weights = _weights(groups, names)
    back = feedback_arcs({pair: weight for pair, weight in weights.items() if not _at_boundary(pair, table)})
    back = shortened(weights, back, 12)
    depth = short_layers({_drawn(pair, table): mass for pair, mass in weights.items() if pair not in back})
    woven = _links(table, groups, (names, back, known), ends, keys)
    links = sorted(woven, key=lambda link: _order(link, depth))
    total = float(table.amount[chosen.rows].sum()) + chosen.rejected_t
    return SankeyData(
        view="",
        columns=tuple(Column(id=str(number)) for number in range(max(depth.values(), default=0) + 1)),
        nodes=tuple(_nodes(links, depth)),
        links=tuple(links),
        conservation=_conservation(links, apart, chosen, total).check(),
        left_out=chosen.left_out,
        years=chosen.years,
        boundary=EVERYTHING,
        basis=chosen.basis,
        layer=chosen.layer,
        figures={},
        is_example=table.is_example,
        names={process.id: process.label for process in table.processes.values()},
    )


def _ends(table: FlowTable, chosen: Selection) -> tuple[tuple[str, ...], Ends, dict[str, float]]:
    """Rows between two different processes, both ends numbered alike, and the sums of those that are not drawn."""
    rows = chosen.rows
    names = tuple(sorted({*table.source.labels, *table.target.labels}))
    number = {name: place for place, name in enumerate(names)}
    source = np.array([number[label] for label in table.source.labels], dtype=np.int64)[table.source.codes[rows]]
    target = np.array([number[label] for label in table.target.labels], dtype=np.int64)[table.target.codes[rows]]
    material = table.material.codes[rows].astype(np.int64)
    amount: NDArray[np.float64] = table.amount[rows]
    hidden = np.array([table.process(name).kind == "protected" for name in names], dtype=bool)
    masked = hidden[source] | hidden[target]
    loops = (source == target) & ~masked
    drawn = ~masked & ~loops
    counted = np.ones(int(drawn.sum()), dtype=bool)
    ends = Ends(
        rows[drawn], source[drawn], target[drawn], material[drawn], amount[drawn], table.variances(rows[drawn]), counted
    )
    return names, ends, {"protected_t": float(amount[masked].sum()), "self_loops_t": float(amount[loops].sum())}


def _weights(groups: Sequence[Group], names: Sequence[str]) -> dict[Pair, float]:
    weights: dict[Pair, float] = {}
    for found in groups:
        pair = (names[found.tail], names[found.head])
        weights[pair] = weights.get(pair, 0.0) + found.amount
    return weights


def _at_boundary(pair: Pair, table: FlowTable) -> bool:
    return any(table.process(name).kind in BOUNDARY_KINDS for name in pair)


def _drawn(pair: Pair, table: FlowTable) -> Pair:
    """The node ids of a pair: a boundary process that takes has a box of its own."""
    source, target = pair
    return source, f"{target}{OUT}" if table.process(target).kind in BOUNDARY_KINDS else target


def _links(
    table: FlowTable,
    groups: Sequence[Group],
    lists: tuple[Sequence[str], frozenset[Pair], Materials],
    ends: Ends,
    keys: Keys,
) -> Iterator[Link]:
    names, back, known = lists
    for found in groups:
        pair = (names[found.tail], names[found.head])
        source, target = _drawn(pair, table)
        material = table.material.labels[found.family]
        yield Link(
            source=source,
            target=target,
            family=known.family(material),
            material=material,
            amount=found.amount,
            counted=found.counted,
            is_return=pair in back,
            kind=LinkKind.RECORD,
            record_count=found.rows,
            record_ids=RecordIds(table.record_id, ends.rows, keys, found.key),
            standard_uncertainty=math.sqrt(found.variance),
        )


def _nodes(links: Sequence[Link], depth: Mapping[str, int]) -> Iterator[Node]:
    inputs: dict[str, float] = {}
    outputs: dict[str, float] = {}
    for link in links:
        outputs[link.source] = outputs.get(link.source, 0.0) + link.amount
        inputs[link.target] = inputs.get(link.target, 0.0) + link.amount
    for name in sorted({*inputs, *outputs}, key=lambda name: (depth.get(name, 0), name)):
        yield Node(
            id=name,
            stage=str(depth.get(name, 0)),
            key=name.removesuffix(OUT),
            vocabulary="process",
            input=inputs.get(name, 0.0),
            output=outputs.get(name, 0.0),
        )


def _order(link: Link, depth: Mapping[str, int]) -> tuple[bool, int, str, int, str, str]:
    source, target = link.source, link.target
    return link.is_return, depth.get(source, 0), source, depth.get(target, 0), target, link.material


def _conservation(links: Sequence[Link], apart: Mapping[str, float], chosen: Selection, total: float) -> Conservation:
    return Conservation(
        drawn_t=float(sum(link.counted for link in links)),
        outside_t=0.0,
        self_loops_t=apart["self_loops_t"],
        protected_t=apart["protected_t"],
        rejected_t=chosen.rejected_t,
        total_t=total,
    )
