"""How well and how fast flows.layout draws any graph, beside plotly.js on the same graphs."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crossings import overlaps, weighted_crossings
from graphs import Graph, graphs
from plotly_layout import Placed, measured

from databank.records import FlowColumns
from flows.diagram import SankeyData
from flows.labels import TaxonomyLabels
from flows.layout import Layout, layout
from flows.sankey.processes import weave_processes
from flows.table import FlowTable


def table_of(graph: Graph) -> FlowTable:
    """The graph as a flow table of one year and one material."""
    count = len(graph.links)
    ends = [(graph.nodes[tail], graph.nodes[head]) for tail, head, _ in graph.links]
    columns = FlowColumns(
        year=[2025] * count,
        source=[tail for tail, _ in ends],
        target=[head for _, head in ends],
        material=["mixed"] * count,
        amount=[mass for _, _, mass in graph.links],
        standard_uncertainty=[None] * count,
        layer=["mass"] * count,
        basis=["as_shipped"] * count,
        treatment_code=[""] * count,
        record_id=[str(number) for number in range(count)],
        method=["estimated"] * count,
        origin=["primary"] * count,
        kind=["flow"] * count,
        processes=(),
        left_out={},
        is_example=True,
    )
    return FlowTable.from_columns(columns)


def placed_links(graph: Graph, drawn: Layout) -> list[Placed]:
    """Our links in the order of the graph's, as ends of one curve each."""
    ends = {}
    for ribbon in drawn.ribbons:
        ends[ribbon.link.source, ribbon.link.target] = (ribbon.points[0], ribbon.points[-1], ribbon.width, False)
    for lane in drawn.lanes:
        ends[lane.link.source, lane.link.target] = (lane.start, lane.end, lane.width, True)
    for loop in drawn.self_loops:
        ends[loop.link.source, loop.link.target] = (loop.start, loop.end, loop.width, True)
    found = []
    for number, (tail, head, _) in enumerate(graph.links):
        if tail == head:
            continue
        start, end, width, is_return = ends[graph.nodes[tail], graph.nodes[head]]
        found.append(Placed(number, start, end, width, is_return))
    return found


@dataclass(frozen=True, slots=True)
class Drawn:
    """One graph drawn by us, with the processor time of weaving and of placing."""

    graph: Graph
    data: SankeyData
    placed: Layout
    weave_s: float
    place_s: float

    @property
    def crossings(self) -> float:
        return weighted_crossings(placed_links(self.graph, self.placed), [m for a, b, m in self.graph.links if a!=b])

    @property
    def returned(self) -> float:
        return sum(link.amount for link in self.data.returns())


def drawn(graph: Graph) -> Drawn:
    """Weave and place a graph whole, nothing folded."""
    table = table_of(graph)
    start = time.process_time()
    data = weave_processes(table)
    woven = time.process_time()
    placed = layout(data, TaxonomyLabels(data, "en"))
    return Drawn(graph, data, placed, woven - start, time.process_time() - woven)


def main() -> None:
    """Print everything."""
    theirs = measured()
    ours_total = theirs_total = 0.0
    for graph in graphs():
        one = drawn(graph)
        ours = one.crossings
        weights = [mass for _, _, mass in graph.links]
        peer = theirs[graph.name]
        plotly = weighted_crossings(peer.links, weights)
        ours_total += ours
        theirs_total += plotly
        back = sum(w for l, w in zip(peer.links, weights) if l.is_return)
        print(f"{graph.name:18} ours {ours:10.0f} plotly {plotly:10.0f} ratio {ours / plotly:.3f} back {one.returned / sum(weights):.3f} {back / sum(weights):.3f} weave {one.weave_s:.2f} place {one.place_s:.2f} cols {len(one.data.columns)} {one.placed.width:.0f}x{one.placed.height:.0f} overlaps {overlaps(peer.bars)}")
    print(ours_total / theirs_total)


if __name__ == "__main__":
    main()
