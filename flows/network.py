"""The flow table as a graph of processes, every row an edge of its own."""

from __future__ import annotations

import networkx as nx
import numpy as np

from flows.table import FlowTable


def network(table: FlowTable) -> nx.MultiDiGraph:
    """Make the graph of donors, processes, treatments, receivers, `Stock` and `Elsewhere`.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes are process ids with label, kind, sector, area, municipality and organisation; every row is an edge of
        its own with year, layer, basis, material, amount (None when not known), treatment_code, record_id and kind.
    """
    graph = nx.MultiDiGraph(is_example=table.is_example)
    for name in sorted({*table.source.labels, *table.target.labels}):
        process = table.process(name)
        graph.add_node(
            name,
            label=process.label,
            kind=process.kind,
            sector=process.sector,
            area=process.area,
            municipality=process.municipality,
            organisation=process.organisation,
        )
    amounts = (None if np.isnan(amount) else float(amount) for amount in table.amount)
    names = ("source", "target", "layer", "basis", "material", "treatment_code", "record_id", "kind")
    columns = [getattr(table, name).values() for name in names]
    for year, amount, source, target, *texts in zip(table.year.tolist(), amounts, *columns, strict=True):
        graph.add_edge(source, target, year=year, amount=amount, **dict(zip(names[2:], texts, strict=True)))
    return graph
