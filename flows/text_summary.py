"""A diagram told in words from its own numbers: for who listens instead of looking, and for cards and captions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

from flows.diagram import Link, LinkKind, SankeyData
from flows.labels import NBSP, Labels
from flows.views.comparing import Difference, differences
from taxonomy.codes import Titles

TOP = 3
WARN_ABOVE = 0.05  # the share of unexplained difference from which every reader is told
SLIGHT = 1e-9


@cache
def _words() -> Mapping[str, Titles]:
    text = (resources.files("flows") / "data" / "summary_words.json").read_text("utf-8")
    return MappingProxyType({name: Titles(**titles) for name, titles in json.loads(text).items()})


def text_summary(
    data: SankeyData, labels: Labels, *, base: SankeyData | None = None, base_labels: Labels | None = None
) -> tuple[str, ...]:
    """Whole sentences: the three largest flows, the biggest change, the share without a user, how much is known.

    Parameters
    ----------
    data, labels
        The diagram and its words.
    base, base_labels : optional
        Another state that it is compared with, and its words: a box may be in one of the two states only.
    """
    if not data.links:
        return (_words()["nothing"].in_language(labels.language),)
    found = [_largest(data, labels)]
    if base is not None:
        found.append(biggest_change(differences(base, data), (data, labels), (base, base_labels or labels)))
    return (*(sentence for sentence in found if sentence), *_shares(data, labels))


def biggest_change(
    found: tuple[Difference, ...], now: tuple[SankeyData, Labels], base: tuple[SankeyData, Labels]
) -> str:
    """The largest difference as a sentence; that nothing has changed is a sentence too."""
    labels = now[1]
    change = next((one for one in found if abs(one.change) > SLIGHT * max(one.base, one.now)), None)
    if change is None:
        return _words()["unchanged"].in_language(labels.language)
    rose = "grew" if change.base > 0 else "began"
    fell = "shrank" if change.now > 0 else "ended"
    return (
        _words()[rose if change.change > 0 else fell]
        .in_language(labels.language)
        .format(
            source=_named(change.source, now, base),
            target=_named(change.target, now, base),
            base=_amount(change.base, labels),
            now=_amount(change.now, labels),
        )
    )


def largest_flows(data: SankeyData, count: int = TOP) -> tuple[Link, ...]:
    """The widest ribbons of records into the last stage; without stages, of all that do not run back."""
    last = {node.id for node in data.nodes if data.shape and node.stage == data.columns[-1].id}
    ends = [
        link
        for link in data.links
        if link.kind is LinkKind.RECORD and not link.is_return and link.amount > 0 and (not last or link.target in last)
    ]
    return tuple(sorted(ends, key=lambda link: -link.amount)[:count])


def _largest(data: SankeyData, labels: Labels) -> str:
    found = largest_flows(data)
    word = _words()["largest" if len(found) > 1 else "largest_one"].in_language(labels.language)
    return word.format(flows="; ".join(labels.sentence(link) for link in found)) if found else ""


def _shares(data: SankeyData, labels: Labels) -> Iterator[str]:
    """What has no user, how the amounts are known, and a warning when much is not explained."""

    def share(name: str) -> float:
        return float(data.figures.get(name, 0.0))

    def said(word: str, **values: str) -> str:
        return _words()[word].in_language(labels.language).format(**values)

    if share("unused_share") > 0:
        yield said("unused", share=labels.share(share("unused_share")))
    names = ("measured", "declared", "estimated")
    if any(share(f"{name}_share") > 0 for name in names):
        yield said("coverage", **{name: labels.share(share(f"{name}_share")) for name in names})
    if (data.unexplained_share or 0.0) > WARN_ABOVE:
        yield said("unexplained", share=labels.share(data.unexplained_share or 0.0))


def _named(node_id: str, *states: tuple[SankeyData, Labels]) -> str:
    """The name of a box in the first state that has it."""
    for data, labels in states:
        node = next((node for node in data.nodes if node.id == node_id), None)
        if node is not None:
            return labels.node_label(node)
    return node_id


def _amount(value: float, labels: Labels) -> str:
    return f"{labels.number(value)}{NBSP}{labels.unit}"
