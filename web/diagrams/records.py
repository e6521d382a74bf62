"""The records behind a number of a picture: a link, a pair of nodes, or a node."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request

from flows.diagram import Link, LinkKind, Node
from web.addresses import address
from web.diagrams.weaving import Woven, record_rows
from web.errors import WrongRequestError
from web.labels import material_class_title
from web.language import gettext as _

COLUMNS = ("record_id", "source", "target", "material_class", "year", "amount", "unit", "kind", "is_example")
NOT_FOUND = 404
FATE_PREFIX = "fate:"


@dataclass(frozen=True, slots=True)
class Behind:
    """The links that a number is the sum of, with its words."""

    heading: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One flow of the bank."""

    record_id: str
    href: str | None
    source: str
    target: str
    material_class: str
    material: str
    year: int
    value: float | None
    amount: str
    kind: str


def behind(woven: Woven) -> Behind:
    """What the address asks for: node=, or source= and target= with of=."""
    nodes = {node.id: node for node in woven.data.nodes}
    if "node" in request.args:
        return _of_node(woven, _known(nodes, "node"))
    source, target = _known(nodes, "source"), _known(nodes, "target")
    family = request.args.get("of", "")
    links = tuple(
        link
        for link in woven.data.links
        if (link.source, link.target) == (source.id, target.id) and family in ("", link.family)
    )
    words = {"source": woven.labels.node_label(source), "target": woven.labels.node_label(target)}
    return Behind(_("%(source)s – %(target)s", **words), links)


def _known(nodes: dict[str, Node], name: str) -> Node:
    value = request.args.get(name, "")
    if value not in nodes:
        raise WrongRequestError(
            _("This picture has no such number. Go back to the picture and choose again."), NOT_FOUND, name
        )
    return nodes[value]


def _of_node(woven: Woven, node: Node) -> Behind:
    """The side of a node with more recorded: what comes in, or what goes out. A closing difference has no record."""
    incoming = tuple(link for link in woven.data.links if link.target == node.id)
    outgoing = tuple(link for link in woven.data.links if link.source == node.id)
    links = max(incoming, outgoing, key=_recorded)
    return Behind(woven.labels.node_label(node), links)


def _recorded(links: Sequence[Link]) -> float:
    return sum(link.amount for link in links if link.kind is LinkKind.RECORD)


def rows(woven: Woven, found: Behind) -> list[RecordRow]:
    """The flows behind the links, largest first."""
    ids = [record_id for link in found.links if link.kind is LinkKind.RECORD for record_id in link.record_ids]
    listed = [_row(woven, number) for number in record_rows(woven, ids)]
    return sorted(listed, key=lambda row: (-(row.value or 0.0), row.record_id))


def _row(woven: Woven, number: int) -> RecordRow:
    table = woven.table
    record_id = table.record_id.labels[table.record_id.codes[number]]
    material = table.material.labels[table.material.codes[number]]
    kind = table.kind.labels[table.kind.codes[number]]
    value = float(table.amount[number])
    return RecordRow(
        record_id=record_id,
        href=address("catalogue.material", record_id=record_id, extension="html") if kind == "fate" else None,
        source=_process(woven, table.source.labels[table.source.codes[number]]),
        target=_process(woven, table.target.labels[table.target.codes[number]]),
        material_class=material,
        material=material_class_title(material),
        year=int(table.year[number]),
        value=None if math.isnan(value) else value,
        amount=woven.labels.number(value),
        kind=kind,
    )


def _process(woven: Woven, name: str) -> str:
    """A site by its own name, a reserved process by its word."""
    process = woven.table.process(name)
    if process.kind == "site":
        return process.label
    return woven.labels.key_label("fate", name.removeprefix(FATE_PREFIX).lower())


def total(listed: list[RecordRow]) -> float:
    """Sum of the flows that have an amount."""
    return sum(row.value or 0.0 for row in listed)


def not_listed(found: Behind) -> bool:
    """Whether the number holds parts that are no record: a closing difference or a protected sum."""
    return any(link.kind is not LinkKind.RECORD for link in found.links)


def members(woven: Woven, listed: list[RecordRow]) -> Iterator[dict[str, Any]]:
    """The rows as data."""
    for row in listed:
        yield {
            "record_id": row.record_id,
            "source": row.source,
            "target": row.target,
            "material_class": row.material_class,
            "year": row.year,
            "amount": row.value,
            "unit": woven.data.unit,
            "kind": row.kind,
            "is_example": woven.data.is_example,
        }
