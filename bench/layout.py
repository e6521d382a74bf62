"""How well and how fast flows.layout draws any graph, beside plotly.js on the same graphs.

python bench/layout.py               # every graph; or names, or starts of names
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from crossings import overlaps, weighted_crossings
from graphs import Graph, graphs
from plotly_layout import Measured, Placed, measured

from databank.records import FlowColumns
from flows.labels import TaxonomyLabels
from flows.layout import Layout, layout
from flows.layout.ordering import _arranged
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
            continue  # a ring crosses nothing
        start, end, width, is_return = ends[graph.nodes[tail], graph.nodes[head]]
        found.append(Placed(number, start, end, width, is_return))
    return found


FEEDBACK = Path(__file__).parent / "data" / "feedback.json"
AGAIN, ADDITIONS, MS = 3, 1_000_000, 1000
FIRST_SIZES = (20, 50, 100)


@dataclass(frozen=True, slots=True)
class Figures:
    """One graph drawn by us and by plotly."""

    name: str
    nodes: int
    ours: float
    theirs: float
    overlaps: int
    their_overlaps: int
    back: float
    their_back: float
    least_back: float
    columns: int
    width: float
    seconds: float


def figures(graph: Graph, peer: Measured, least: float) -> Figures:
    """Weave and place a graph whole, nothing folded; the time is the median of three, processor only."""
    table = table_of(graph)
    seconds = []
    for _ in range(AGAIN):
        _arranged.cache_clear()
        start = time.process_time()
        data = weave_processes(table, fold=False)
        placed = layout(data, TaxonomyLabels(data, "en"))
        seconds.append(time.process_time() - start)
    weights = [mass for tail, head, mass in graph.links if tail != head]
    rings = {number for number, (tail, head, _) in enumerate(graph.links) if tail == head}
    their_links = [link for link in peer.links if link.number not in rings]
    return Figures(
        name=graph.name,
        nodes=len(graph.nodes),
        ours=weighted_crossings(placed_links(graph, placed), weights),
        theirs=weighted_crossings(their_links, weights),
        overlaps=overlaps([(box.x0, box.x1, box.y, box.y + box.height) for box in placed.boxes]),
        their_overlaps=overlaps(peer.bars),
        back=sum(link.amount for link in data.returns()),
        their_back=sum(mass for link, mass in zip(their_links, weights, strict=True) if link.is_return),
        least_back=least,
        columns=len(data.columns),
        width=placed.width,
        seconds=statistics.median(seconds),
    )


def unit() -> float:
    """Seconds of a million additions: what the processor is worth just now."""
    start = time.process_time()
    total = 0
    for number in range(ADDITIONS):
        total += number
    return time.process_time() - start


def main() -> None:
    """Print a line a graph, then what the targets are about."""
    peers = measured()
    least = json.loads(FEEDBACK.read_text("utf-8"))
    asked = tuple(sys.argv[1:]) or ("",)
    found = []
    for graph in graphs():
        if graph.name.startswith(asked):
            one = figures(graph, peers[graph.name], least[graph.name]["mass"])
            found.append(one)
            print(
                f"{one.name:18} crossings {one.ours / one.theirs:5.3f} of plotly's, runs back {one.back:7.1f} t "
                f"(least {one.least_back:.1f}, plotly {one.their_back:.1f}), overlaps {one.overlaps} "
                f"(plotly {one.their_overlaps}), {one.columns} columns, {one.seconds * MS:.0f} ms",
                flush=True,
            )
    summary(found)


def summary(found: list[Figures]) -> None:
    """The figures of all graphs together."""
    worst = max(found, key=lambda one: one.ours / one.theirs)
    print(f"\nweighted crossings: {sum(one.ours for one in found) / sum(one.theirs for one in found):.3f} of plotly's")
    print(f"mean of the ratios: {statistics.mean(one.ours / one.theirs for one in found):.3f}")
    print(f"worst graph: {worst.name}, {worst.ours / worst.theirs:.3f}")
    print(f"overlapping boxes: {sum(one.overlaps for one in found)}, plotly {sum(one.their_overlaps for one in found)}")
    back = max(found, key=lambda one: one.back / one.least_back)
    print(f"running back: at most {back.back / back.least_back:.3f} times the least there is ({back.name})")
    print(f"in all {sum(one.back for one in found) / sum(one.least_back for one in found):.3f} times, ", end="")
    print(f"plotly {sum(one.their_back for one in found) / sum(one.least_back for one in found):.1f} times")
    print(f"unit {unit() * MS:.0f} ms")
    for size in FIRST_SIZES:
        times = [one.seconds for one in found if one.nodes == size]
        if times:
            print(f"{size} nodes: {statistics.median(times):.3f} s CPU, at most {max(times):.3f} s")


if __name__ == "__main__":
    main()
