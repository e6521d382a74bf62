"""GraphML 1.0: processes are nodes, flows are edges with year, layer, material, amount and uncertainty."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import networkx as nx

from databank.errors import N_
from databank.records import Process
from flows.errors import FlowFileError
from flows.files import FlowRows
from flows.formats.lines import UNSPECIFIED, flow_lines
from flows.network import network
from flows.table import FlowTable, process_kind

MEMBERS = ("sector", "area", "municipality", "organisation")


def graph_text(table: FlowTable) -> str:
    """The flow table as GraphML; what is not known is left out, as the format has no word for it."""
    known = network(table)
    graph = nx.MultiDiGraph()
    graph.add_nodes_from((node, _said(told)) for node, told in known.nodes(data=True))
    for line in flow_lines(table):
        graph.add_edge(line["source"], line["target"], **_said(dict(line), but=("source", "target")))
    return "\n".join(nx.generate_graphml(graph, named_key_ids=True)) + "\n"


def read_graph(path: Path, *, year: int) -> tuple[FlowRows, dict[str, Process]]:
    """The edges of a file as rows of the flow table and its nodes as processes; rows are counted as the edges stand.

    Raises
    ------
    FlowFileError
        When the file is no GraphML, or has no edges.
    """
    text = _text(path)
    try:
        graph = nx.parse_graphml(text)
    except (ParseError, nx.NetworkXError, ValueError, KeyError) as error:
        raise FlowFileError(N_("%(file)s is no GraphML. Export it again as GraphML 1.0."), file=path.name) from error
    rows = list(enumerate((_row(*edge, year=year) for edge in graph.edges(data=True)), start=1))
    if not rows:
        raise FlowFileError(N_("%(file)s has no edges. Every flow is an edge from source to target."), file=path.name)
    return FlowRows(path.name, rows), dict(_processes(graph))


def _text(path: Path) -> str:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FlowFileError(N_("%(file)s is no GraphML. Export it again as GraphML 1.0."), file=path.name) from error
    if "<!DOCTYPE" in text or "<!ENTITY" in text:  # entities may unfold without end; the format needs none
        raise FlowFileError(
            N_("%(file)s declares a document type, which GraphML does not need. Remove it."), file=path.name
        )
    return text


def _row(source: str, target: str, told: dict[str, Any], *, year: int) -> dict[str, str]:
    known = {name: str(value) for name, value in told.items()}
    return (
        {"year": str(year), "material": UNSPECIFIED}
        | known
        | {
            "source": source,
            "target": target,
            "mass_t": known.get("mass_t", known.get("amount", known.get("weight", ""))),
        }
    )


def _processes(graph: nx.Graph) -> Iterator[tuple[str, Process]]:
    for name, told in graph.nodes(data=True):
        members = {member: str(told.get(member, "")) for member in MEMBERS}
        yield name, Process(id=name, label=str(told.get("label", name)), kind=process_kind(name), **members)


def _said(told: dict[str, Any], but: tuple[str, ...] = ()) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value not in ("", None) and name not in but}
