"""Two states of the same view: what differs link by link and box by box, the largest change first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from flows.diagram import SankeyData
from flows.partition import FOLDED

LinkKey = tuple[str, str, str]
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A ribbon in both states, in the unit of the layer; one that is only in one of them is 0 in the other."""

    source: str
    target: str
    family: str
    base: float
    now: float

    @property
    def change(self) -> float:
        return self.now - self.base


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeDifference:
    """A box in both states: the larger of what arrives and what leaves."""

    node: str
    base: float
    now: float

    @property
    def change(self) -> float:
        return self.now - self.base


def differences(base: SankeyData, now: SankeyData) -> tuple[Difference, ...]:
    """Compare two states by link: source, target and family, the largest change first.

    A box that either of the two folds into "other" counts as folded in both, so that folding alone is no change.
    """
    box = _boxes(base, now)
    sums = _links(base, box), _links(now, box)
    found = (
        Difference(source=source, target=target, family=family, base=before, now=after)
        for (source, target, family), (before, after) in _paired(*sums).items()
    )
    return tuple(sorted(found, key=lambda one: (-abs(one.change), one.source, one.target, one.family)))


def node_differences(base: SankeyData, now: SankeyData) -> tuple[NodeDifference, ...]:
    """Compare two states by box, the largest change first."""
    box = _boxes(base, now)
    found = (
        NodeDifference(node=node, base=before, now=after)
        for node, (before, after) in _paired(_nodes(base, box), _nodes(now, box)).items()
    )
    return tuple(sorted(found, key=lambda one: (-abs(one.change), one.node)))


def _boxes(base: SankeyData, now: SankeyData) -> Callable[[str], str]:
    """The box of a node when both states fold what either folds."""
    folded = {
        f"{node.stage}:{key}": f"{node.stage}:{FOLDED}"
        for data in (base, now)
        for node in data.nodes
        for key in node.members
    }
    return lambda node: folded.get(node, node)


def _links(data: SankeyData, box: Callable[[str], str]) -> dict[LinkKey, float]:
    sums: dict[LinkKey, float] = {}
    for link in data.links:
        key = (box(link.source), box(link.target), link.family)
        sums[key] = sums.get(key, 0.0) + link.amount
    return sums


def _nodes(data: SankeyData, box: Callable[[str], str]) -> dict[str, float]:
    arriving: dict[str, float] = {}
    leaving: dict[str, float] = {}
    for (source, target, _family), amount in _links(data, box).items():
        leaving[source] = leaving.get(source, 0.0) + amount
        arriving[target] = arriving.get(target, 0.0) + amount
    return {node: max(arriving.get(node, 0.0), leaving.get(node, 0.0)) for node in {*arriving, *leaving}}


def _paired(base: Mapping[Key, float], now: Mapping[Key, float]) -> dict[Key, tuple[float, float]]:
    return {key: (base.get(key, 0.0), now.get(key, 0.0)) for key in {**base, **now}}
