"""A woven diagram as JSON: the same members for the API and for ``sivuvirta sankey``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flows.diagram import Link, LinkKind, Node, SankeyData


def diagram_numbers(data: SankeyData, node_label: Callable[[Node], str]) -> dict[str, Any]:
    """Nodes, links and the conservation contract.

    `year` is the one year drawn, null when every stream stands with its latest; `years` is the range drawn. Closing
    links (input not known, unexplained difference) are drawn but stand for no record.
    """
    first, last = data.years or (None, None)
    return {
        "year": first if first == last else None,
        "years": list(data.years) if data.years else None,
        "boundary": data.boundary,
        "basis": data.basis,
        "layer": data.layer,
        "unit": data.unit,
        "is_example": data.is_example,
        "nodes": [{"id": node.id, "label": node_label(node), "stage": node.stage} for node in data.nodes],
        "links": [link_numbers(link) for link in data.links],
        "conservation": data.conservation.as_dict(),
        "left_out": {str(reason): count for reason, count in data.left_out.items()},
    }


def link_numbers(link: Link) -> Mapping[str, Any]:
    """One link; `counted_t` of all record links adds up to what is drawn."""
    return {
        "source": link.source,
        "target": link.target,
        "material": link.family,
        "mass_t": link.amount,
        "counted_t": link.counted if link.kind is LinkKind.RECORD else 0.0,
        "kind": str(link.kind),
        "is_return": link.is_return,
        "record_count": link.record_count,
    }
