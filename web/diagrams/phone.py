"""The list that stands for the drawing on a narrow screen: one bar per row of the picture, on one common scale."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from flows import coverage
from flows.diagram import Link, LinkKind, Node
from flows.partition import NOT_STATED, PROTECTED, RETURNS, UNUSED
from web.diagrams.tables import ending_links, tone
from web.diagrams.weaving import Woven

KINDS = ("returns", "used", "unused", *coverage.KINDS, "protected")
METHOD = "method"
"""The vocabulary of a view's ends that tell how amounts are known."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a bar, in hundredths of the widest bar. `kind` is what becomes of it, or how it is known."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Side:
    """One line of what a bar opens into."""

    name: str
    words: str
    kind: str


@dataclass(frozen=True, slots=True)
class PhoneRow:
    name: str
    tone: str
    amount: str
    segments: tuple[Segment, ...]
    sources: tuple[Side, ...]
    targets: tuple[Side, ...]


def phone_rows(woven: Woven) -> Iterator[PhoneRow]:
    """Whatever leads to an end of the picture, largest first; each opens into where it comes from and where it goes."""
    nodes = {node.id: node for node in woven.data.nodes}
    named = {link.source for link in ending_links(woven.data)}
    outgoing: dict[str, list[Link]] = {}
    for link in woven.data.links:
        if link.source in named and not link.is_return:
            outgoing.setdefault(link.source, []).append(link)
    sums = {name: sum(link.amount for link in links) for name, links in outgoing.items()}
    widest = max(sums.values(), default=0.0)
    for name in sorted(sums, key=lambda name: (-sums[name], name)):
        incoming = [link for link in woven.data.links if link.target == name and not link.is_return]
        yield PhoneRow(
            name=woven.labels.node_label(nodes[name]),
            tone=tone(nodes[name]) or "ink",
            amount=woven.labels.number(sums[name]),
            segments=tuple(_segments(outgoing[name], nodes, widest)),
            sources=tuple(
                _side(woven, nodes[link.source], link, nodes[name].input) for link in _merged(incoming, "source")
            ),
            targets=tuple(
                _side(woven, nodes[link.target], link, sums[name]) for link in _merged(outgoing[name], "target")
            ),
        )


def end_kind(node: Node, link: Link) -> str:
    """What becomes of a link's material, in the four kinds that bars tell apart, or how its amount is known."""
    if link.kind is LinkKind.PROTECTED or node.key == PROTECTED:
        return "protected"
    if node.vocabulary == METHOD:
        return node.key if node.key in coverage.KINDS else NOT_STATED
    return {UNUSED: "unused", RETURNS: "returns"}.get(node.key, "used")


def _segments(links: list[Link], nodes: dict[str, Node], widest: float) -> Iterator[Segment]:
    """One piece for each end: what returns first, then other use, then what has no user, protected last."""
    merged = _merged(links, "target")
    placed = sorted(merged, key=lambda link: (KINDS.index(end_kind(nodes[link.target], link)), -link.amount))
    x = 0.0
    for link in placed:
        width = link.amount / widest * 100 if widest > 0 else 0.0
        yield Segment(end_kind(nodes[link.target], link), round(x, 2), round(max(width - 0.4, 0.3), 2))
        x += width


def _merged(links: list[Link], end: str) -> list[Link]:
    """One link per other end, largest first."""
    merged: dict[str, Link] = {}
    for link in links:
        name = getattr(link, end)
        before = merged.get(name)
        merged[name] = replace(link, amount=link.amount + before.amount) if before else link
    return sorted(merged.values(), key=lambda link: (-link.amount, getattr(link, end)))


def _side(woven: Woven, other: Node, link: Link, whole: float) -> Side:
    share = woven.labels.share(link.amount / whole) if whole > 0 else ""
    words = " · ".join(part for part in (woven.labels.number(link.amount), share) if part)
    return Side(woven.labels.node_label(other), words, end_kind(other, link))
