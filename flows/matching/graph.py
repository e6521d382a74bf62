"""The network of who has what and who could use it, as a graph that people and explanations see.

Bulk work is done on arrays elsewhere. Here every match is a path: from an organisation over its side stream, the class
of material and what speaks for the receiver, to the organisation that could take it. Every edge says what it means and
where that is known from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

import networkx as nx

from databank.records import Market, Organisation, Provenance, Site, TreatmentLine
from flows.matching.industries import classes_near, in_industry
from flows.matching.values import Match, Offer, Receiver
from taxonomy.codes import Language
from taxonomy.materials import material_class
from taxonomy.treatment_steps import step
from taxonomy.uses import Use, uses_of

NodeKind = Literal["organisation", "site", "side_stream", "need", "material_class", "use", "process"]
EdgeKind = Literal[
    "has_site",
    "offers",
    "is_made_of",
    "wants",
    "accepts",
    "has_use",
    "used_by",
    "takes",
    "runs",
    "treats",
    "makes",
]
HIDDEN = "hidden"
"""Stands for an organisation that the viewer may not see; one node for each record, so that nothing is joined by it."""


def network(
    market: Market, offers: Iterable[Offer], lines: Sequence[TreatmentLine] = (), language: Language = "en"
) -> nx.MultiDiGraph:
    """Make the graph of a market as one viewer sees it.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes have kind, label and is_example; edges have kind, source and dated. Ids are "kind:id".
    """
    graph = nx.MultiDiGraph(language=language)
    for place in market.places:
        _add_place(graph, place.organisation, place.site)
    for offer in offers:
        _add_offer(graph, offer)
    for need in market.needs:
        owner = _owner(graph, need.organisation_id, need.organisation_name, f"need:{need.id}")
        _node(graph, "need", need.id, need.name, is_example=need.is_example)
        _edge(graph, owner, f"need:{need.id}", "wants", need.provenance)
        for name in need.material_classes:
            _edge(graph, _class(graph, name), f"need:{need.id}", "accepts", need.provenance)
    for exchange in market.exchanges:
        if exchange.receiver_site_id and f"site:{exchange.receiver_site_id}" in graph:
            taken = _class(graph, exchange.material_class)
            _edge(graph, taken, f"site:{exchange.receiver_site_id}", "takes", exchange.provenance)
    for line in lines:
        _add_line(graph, line)
    _add_uses(graph, market)
    return graph


def path_of(match: Match) -> tuple[tuple[str, str, str], ...]:
    """The steps that explain a match: (node, edge, node), each an edge of the graph."""
    offer, receiver = match.step.before if match.step else match.offer, match.receiver
    stream = f"side_stream:{offer.id}"
    steps = [(_owner_id(offer.organisation_id, stream), "offers", stream)]
    steps.append((stream, "is_made_of", f"material_class:{offer.material_class}"))
    if match.step is not None:
        line = f"process:{match.step.line}"
        steps.append((f"material_class:{offer.material_class}", "treats", line))
        steps.append((line, "makes", f"material_class:{match.offer.material_class}"))
    return (*steps, *_last_steps(receiver, f"material_class:{match.offer.material_class}"))


def neighbourhood(graph: nx.MultiDiGraph, around: Sequence[str], most: int = 30) -> nx.MultiDiGraph:
    """The nodes nearest to some nodes, in whatever direction; the same ones every time."""
    ways = graph.to_undirected(as_view=True)
    depth = {node: 0 for node in around if node in graph}
    waiting = list(depth)
    for node in waiting:
        for other in sorted(ways[node]):
            if other not in depth:
                depth[other] = depth[node] + 1
                waiting.append(other)
        if len(waiting) > most:
            break
    return graph.subgraph(waiting[:most]).copy()


def graphml(graph: nx.MultiDiGraph) -> str:
    """The graph as GraphML 1.0; what is not known is left out, as the format has no word for it."""
    plain = nx.MultiDiGraph()
    plain.add_nodes_from((node, _known(told)) for node, told in graph.nodes(data=True))
    plain.add_edges_from((tail, head, key, _known(told)) for tail, head, key, told in graph.edges(keys=True, data=True))
    return "\n".join(nx.generate_graphml(plain, named_key_ids=True))


def as_json(graph: nx.MultiDiGraph) -> dict[str, Any]:
    """The graph as nodes and links."""
    nodes = [{"id": node, **told} for node, told in sorted(graph.nodes(data=True))]
    links = sorted(graph.edges(data=True), key=lambda edge: (edge[0], edge[1], edge[2]["kind"]))
    return {"nodes": nodes, "links": [{"source": tail, "target": head, **told} for tail, head, told in links]}


# --- what a match runs over --------------------------------------------------------------------------------------


def _last_steps(receiver: Receiver, made_of: str) -> Iterator[tuple[str, str, str]]:
    place = f"site:{receiver.site_id}" if receiver.site_id else f"organisation:{receiver.organisation_id}"
    if receiver.id.startswith("need:"):
        need = f"need:{receiver.records[0]}"
        wanted = receiver.material_classes
        nearest = made_of.removeprefix("material_class:")
        yield (f"material_class:{nearest if nearest in wanted or not wanted else wanted[0]}", "accepts", need)
        yield (_owner_id(receiver.organisation_id, need), "wants", need)
    elif receiver.source == "use":
        yield (f"material_class:{receiver.material_classes[0]}", "has_use", f"use:{receiver.use}")
        yield (f"use:{receiver.use}", "used_by", place)
    else:
        yield (f"material_class:{receiver.material_classes[0]}", "takes", place)


def _owner_id(organisation_id: str | None, record: str) -> str:
    return f"organisation:{organisation_id}" if organisation_id else f"{HIDDEN}:{record}"


# --- nodes and edges ---------------------------------------------------------------------------------------------


def _add_place(graph: nx.MultiDiGraph, organisation: Organisation, site: Site | None) -> None:
    _node(graph, "organisation", organisation.id, organisation.name, is_example=organisation.is_example)
    if site is not None:
        _node(graph, "site", site.id, site.name, is_example=site.is_example)
        _edge(graph, f"organisation:{organisation.id}", f"site:{site.id}", "has_site", site.provenance)


def _add_offer(graph: nx.MultiDiGraph, offer: Offer) -> None:
    stream = f"side_stream:{offer.id}"
    _node(graph, "side_stream", offer.id, offer.name, is_example=offer.is_example)
    _edge(graph, _owner(graph, offer.organisation_id, offer.organisation_name, stream), stream, "offers")
    if offer.material_class is not None:
        _edge(graph, stream, _class(graph, offer.material_class), "is_made_of")


def _add_line(graph: nx.MultiDiGraph, line: TreatmentLine) -> None:
    found = step(line.step)
    _node(graph, "process", line.id, found.titles.in_language(graph.graph["language"]), is_example=line.is_example)
    if f"site:{line.site_id}" in graph:
        _edge(graph, f"site:{line.site_id}", f"process:{line.id}", "runs", line.provenance)
    for name in line.material_classes or found.material_classes:
        _edge(graph, _class(graph, name), f"process:{line.id}", "treats", line.provenance)
        _edge(graph, f"process:{line.id}", _class(graph, found.product_of(name)), "makes", line.provenance)


def _add_uses(graph: nx.MultiDiGraph, market: Market) -> None:
    """The documented uses of the classes that are offered, at the places of their industries."""
    offered = {head for _, head, told in graph.edges(data=True) if told["kind"] in {"is_made_of", "makes"}}
    near = {name for one in offered for name in classes_near(one.removeprefix("material_class:"))}
    found = {use.id: use for name in near for use in uses_of(name)}
    for use in found.values():
        places = [_place_id(place.organisation, place.site) for place in market.places if _may(place.organisation, use)]
        if places:
            _node(graph, "use", use.id, use.titles.in_language(graph.graph["language"]), is_example=False)
            graph.add_edge(_class(graph, use.material_class), f"use:{use.id}", kind="has_use", source=use.source)
            for place in places:
                graph.add_edge(f"use:{use.id}", place, kind="used_by", source=use.source)


def _may(organisation: Organisation, use: Use) -> bool:
    return in_industry(organisation, use.industries)


def _place_id(organisation: Organisation, site: Site | None) -> str:
    return f"site:{site.id}" if site else f"organisation:{organisation.id}"


def _owner(graph: nx.MultiDiGraph, organisation_id: str | None, name: str | None, record: str) -> str:
    node = _owner_id(organisation_id, record)
    if node not in graph:
        graph.add_node(node, kind="organisation", label=name or "", is_example=False)
    return node


def _class(graph: nx.MultiDiGraph, class_id: str) -> str:
    node = f"material_class:{class_id}"
    if node not in graph:
        graph.add_node(
            node,
            kind="material_class",
            label=material_class(class_id).titles.in_language(graph.graph["language"]),
            is_example=False,
        )
    return node


def _node(graph: nx.MultiDiGraph, kind: NodeKind, name: str, label: str, *, is_example: bool) -> None:
    graph.add_node(f"{kind}:{name}", kind=kind, label=label, is_example=is_example)


def _edge(graph: nx.MultiDiGraph, tail: str, head: str, kind: EdgeKind, provenance: Provenance | None = None) -> None:
    told: dict[str, Any] = {"kind": kind}
    if provenance is not None:
        dated = provenance.dated.isoformat() if provenance.dated else None
        told |= {"source": provenance.url or provenance.title or provenance.kind.value, "dated": dated}
    graph.add_edge(tail, head, **told)


def _known(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value is not None}
