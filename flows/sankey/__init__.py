"""From a flow table and a view definition to the nodes and links of a diagram, with every tonne accounted for."""

from flows.diagram import Link, LinkKind, Node, SankeyData
from flows.sankey.processes import weave_processes
from flows.sankey.weaving import MAX_NODES, weave

__all__ = ["MAX_NODES", "Link", "LinkKind", "Node", "SankeyData", "weave", "weave_processes"]
