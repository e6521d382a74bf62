"""A diagram as data. In the CSV the column `counted` adds up to all records of the bank, data set by data set."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flows.diagram import Link, LinkKind
from flows.export import sankey_json
from web.diagrams.weaving import Woven

COLUMNS = (
    "row",
    "data",
    "view",
    "years",
    "boundary",
    "basis",
    "unit",
    "source",
    "source_label",
    "target",
    "target_label",
    "family",
    "amount",
    "counted",
    "is_return",
    "records",
    "record_ids",
    "reason",
)
PARTS = ("outside", "self_loops", "protected", "rejected")


def rows(woven: Woven) -> Iterator[dict[str, Any]]:
    """Drawn links, then what is not drawn by mass, then what has no mass in the sum by number of records."""
    head = _head(woven)
    yield from (head | _link(woven, link) for link in woven.data.links)
    check = woven.data.conservation.as_dict()
    for part in PARTS:
        amount = check[f"{part}_t"]
        yield head | {"row": part, "amount": amount, "counted": amount}
    for reason, count in sorted(woven.data.left_out.items()):
        yield head | {"row": "left_out", "records": count, "reason": reason}


def _head(woven: Woven) -> dict[str, Any]:
    data = woven.data
    return {
        "data": woven.name,
        "view": data.view,
        "years": years_text(woven),
        "boundary": data.boundary,
        "basis": data.basis,
        "unit": data.unit,
    }


def years_text(woven: Woven) -> str:
    """The year, or first and last of the latest known years."""
    if woven.data.years is None:
        return str(woven.choice.year or "")
    first, last = woven.data.years
    return str(first) if first == last else f"{first}-{last}"


def _link(woven: Woven, link: Link) -> dict[str, Any]:
    """A link is counted once; a closing difference is no record, and the protected sum has a row of its own."""
    data, labels = woven.data, woven.labels
    return {
        "row": {LinkKind.RECORD: "drawn", LinkKind.CLOSING: "closing", LinkKind.PROTECTED: "drawn_protected"}[
            link.kind
        ],
        "source": link.source,
        "source_label": labels.node_label(data.node(link.source)),
        "target": link.target,
        "target_label": labels.node_label(data.node(link.target)),
        "family": link.family,
        "amount": link.amount,
        "counted": link.counted if link.kind is LinkKind.RECORD else 0.0,
        "is_return": link.is_return,
        "records": link.record_count if link.kind is LinkKind.RECORD else None,
        "record_ids": list(link.record_ids),
    }


def members(woven: Woven) -> dict[str, Any]:
    """The diagram as JSON: the command line's form, with the records behind each link."""
    found = sankey_json(woven.data, woven.labels)
    for member, link in zip(found["links"], woven.data.links, strict=True):
        member["record_ids"] = list(link.record_ids)
    return found
